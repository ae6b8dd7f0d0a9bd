"""What stands beside the straight way of a case: pauses, extensions, promises, checks, corrections. Fields and constraints only."""

from django.db import models
from django.db.models import F, Q

from jinban.cases.models.case import Case
from jinban.cases.models.papers import Note
from jinban.people.roles import Role


class Pause(models.Model):
    """A stretch of time that counts in no clock: (start, end], the first day still counts, the last no longer.

    `kind` is the special procedure (行政许可法第45条, or one of the item's own), or `supplement` for papers asked for after
    acceptance. `needs`: how long it was told to take; `expected_day`: when it should end by that."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="pauses")
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    needs_amount = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    needs_unit = models.CharField(max_length=12, blank=True, default="")
    reason = models.ForeignKey(Note, models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField()
    started_day = models.DateField()
    expected_day = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_day = models.DateField(null=True)

    class Meta:
        verbose_name = "停表"
        constraints = (
            models.UniqueConstraint(
                fields=["case", "kind"], condition=Q(ended_day__isnull=True), name="one_open_pause_per_kind"
            ),
            models.CheckConstraint(
                condition=Q(ended_day__isnull=True, ended_at__isnull=True)
                | Q(ended_day__gte=F("started_day"), ended_at__isnull=False),
                name="pause_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Extension(models.Model):
    """A longer limit: asked for, then granted by the head or not (行政许可法第42条). Granted once at most."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="extensions")
    workdays = models.PositiveSmallIntegerField()
    reason = models.ForeignKey(Note, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    asked_day = models.DateField()
    asked_by = models.ForeignKey("people.Seat", models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answered_day = models.DateField(null=True)
    answered_by = models.ForeignKey("people.Seat", models.PROTECT, null=True, related_name="+")
    granted = models.BooleanField(null=True)

    class Meta:
        verbose_name = "延期"
        constraints = (
            models.UniqueConstraint(fields=["case"], condition=Q(granted=True), name="extended_once"),
            models.UniqueConstraint(fields=["case"], condition=Q(granted__isnull=True), name="one_extension_asked"),
            models.CheckConstraint(
                condition=Q(granted__isnull=True, answered_at__isnull=True, answered_by__isnull=True)
                | Q(granted__isnull=False, answered_at__isnull=False, answered_by__isnull=False),
                name="extension_answered_whole",
            ),
        )

    def __str__(self) -> str:
        return f"延期{self.workdays}个工作日"


class Request(models.Model):
    """Papers asked for after acceptance (受理后补充), of those on the list. `clock`: what the clocks do meanwhile."""

    class Clock(models.TextChoices):
        RUNS = "runs", "照常计时"
        PAUSE = "pause", "停表"
        RESTART = "restart", "补齐后重新计时"

    case = models.ForeignKey(Case, models.CASCADE, related_name="requests")
    materials = models.JSONField("材料", default=list)
    clock = models.CharField(max_length=8, choices=Clock.choices)
    reason = models.ForeignKey(Note, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    asked_day = models.DateField()
    due = models.DateField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_day = models.DateField(null=True)

    class Meta:
        verbose_name = "受理后补充"
        constraints = (
            models.UniqueConstraint(fields=["case"], condition=Q(answered_at__isnull=True), name="one_open_request"),
        )

    def __str__(self) -> str:
        return f"{self.case_id}: 补充"


class Tolerance(models.Model):
    """容缺受理: accepted while a lesser paper lacks, on a written promise with a day of its own; lapsed counts as withdrawn."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="tolerance")
    promise = models.ForeignKey(Note, models.PROTECT, related_name="+")
    promised_at = models.DateTimeField()
    promised_day = models.DateField()
    due = models.DateField(null=True)
    reminded_day = models.DateField("提醒", null=True)
    met_at = models.DateTimeField(null=True)
    lapsed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "容缺"
        constraints = (
            models.CheckConstraint(condition=Q(met_at__isnull=True) | Q(lapsed_at__isnull=True), name="met_or_lapsed"),
        )

    def __str__(self) -> str:
        return f"{self.case_id}: 容缺"


class Pledge(models.Model):
    """告知承诺: decided on the applicant's word, checked afterwards. A broken one bars him until his credit is restored."""

    class Outcome(models.TextChoices):
        NONE = "", "未核查"
        KEPT = "kept", "属实"
        RECTIFIED = "rectified", "不实，已整改"
        REVOKED = "revoked", "不实，撤销决定"

    case = models.OneToOneField(Case, models.CASCADE, related_name="pledge")
    promise = models.ForeignKey(Note, models.PROTECT, related_name="+")
    pledged_at = models.DateTimeField()
    pledged_day = models.DateField()
    check_due = models.DateField("核查限期", null=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True, default="")
    checked_at = models.DateTimeField(null=True)
    checked_day = models.DateField(null=True)
    checked_by = models.ForeignKey("people.Seat", models.PROTECT, null=True, related_name="+")
    restored_at = models.DateTimeField("信用修复", null=True)

    class Meta:
        verbose_name = "告知承诺"
        constraints = (
            models.CheckConstraint(
                condition=Q(outcome="", checked_at__isnull=True) | ~Q(outcome="") & Q(checked_at__isnull=False),
                name="pledge_checked_whole",
            ),
        )
        indexes = (models.Index(fields=["check_due"], condition=Q(outcome=""), name="pledge_to_check"),)

    def __str__(self) -> str:
        return f"{self.case_id}: 承诺"


class Examination(models.Model):
    """A check on the spot or a hearing, by two officers or more (行政许可法第34条), and what was found."""

    class Kind(models.TextChoices):
        ON_SITE = "on_site", "现场核查"
        HEARING = "hearing", "听证"

    case = models.ForeignKey(Case, models.CASCADE, related_name="examinations")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    day = models.DateField()
    officers = models.ManyToManyField("people.Seat", related_name="+")
    finding = models.ForeignKey(Note, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = "核查"

    def __str__(self) -> str:
        return f"{self.case_id}: {self.get_kind_display()}"


class Publicity(models.Model):
    """公示: a proposed decision shown to the public from one day to another, before it is made."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="publicities")
    where = models.CharField(max_length=120)
    started_day = models.DateField()
    until = models.DateField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = "公示"

    def __str__(self) -> str:
        return f"{self.case_id}: 公示到{self.until}"


class Objection(models.Model):
    """What somebody said against a proposed decision while it was public, and what came of it."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="objections_made")
    text = models.ForeignKey(Note, models.PROTECT, related_name="+")
    day = models.DateField()
    answer = models.ForeignKey(Note, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "异议"
        constraints = (
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, answer__isnull=True)
                | Q(settled_at__isnull=False, answer__isnull=False),
                name="objection_settled_whole",
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id}: 异议"


class Correction(models.Model):
    """That something in a case was put right by who may: what, from what, to what, why. Erasable, as all words are."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="corrections")
    field = models.CharField(max_length=20)
    key = models.CharField(max_length=60, blank=True, default="")
    old = models.TextField(max_length=1000, blank=True)
    new = models.TextField(max_length=1000, blank=True)
    reason = models.TextField(max_length=500, blank=True)
    seat = models.ForeignKey("people.Seat", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "更正"
        constraints = (
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(old="", new="", reason=""), name="erased_correction_is_empty"
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id}: 更正{self.field}"


class Escalation(models.Model):
    """A limit that was not kept, told to those who answer for it: level 0 the office that holds the case, 1 its head, 2 those
    who watch over the county. `flagged`: nobody held that post on that day."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="escalations")
    level = models.PositiveSmallIntegerField()
    light = models.CharField(max_length=8)
    role = models.CharField(max_length=16, blank=True, default="")
    site = models.ForeignKey("places.Site", models.PROTECT, null=True, related_name="+")
    department = models.ForeignKey("places.Department", models.PROTECT, null=True, related_name="+")
    day = models.DateField()
    flagged = models.BooleanField("没有人在岗", default=False)
    words = models.ForeignKey(Note, models.PROTECT, null=True, related_name="+")
    explained_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "超期提醒"
        constraints = (
            models.UniqueConstraint(
                fields=["case", "level"], condition=Q(withdrawn_at__isnull=True), name="one_escalation_per_level"
            ),
        )
        indexes = (
            models.Index(fields=["site", "role"], condition=Q(withdrawn_at__isnull=True), name="escalation_of_site"),
            models.Index(
                fields=["department", "role"], condition=Q(withdrawn_at__isnull=True), name="escalation_of_department"
            ),
            models.Index(
                fields=["level", "day"], condition=Q(flagged=True, withdrawn_at__isnull=True), name="escalation_flagged"
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id}: 第{self.level}级"

    @property
    def office(self) -> str:
        """The office that it is for, in words; empty where it is the county's."""
        return str(self.site.label if self.site else self.department.name if self.department else "")

    @property
    def post(self) -> str:
        """The post that it is for, in words."""
        return str(Role(self.role).label) if self.role else "经办人员"
