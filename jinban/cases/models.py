"""The case and the rows that belong to it. Fields and constraints only."""

from django.db import models
from django.db.models import Q

from jinban.cases.stages import S


class Channel(models.TextChoices):
    """How an application came."""

    WINDOW = "window", "窗口"
    ONLINE = "online", "电脑端"
    MOBILE = "mobile", "手机端"
    HELPER = "helper", "帮办代办"
    POST = "post", "邮寄"


class Verdict(models.TextChoices):
    """What was decided."""

    NONE = "", "未决定"
    APPROVED = "approved", "准予"
    DENIED = "denied", "不予"


class Way(models.TextChoices):
    """How the result reached the applicant."""

    NONE = "", "未送达"
    IN_PERSON = "in_person", "当面领取"
    POST = "post", "邮寄送达"
    HELPER = "helper", "帮办员送达"


class Case(models.Model):
    """One application for one item, from draft to archive.

    It pins the item version and the delegation row under which it began. `missing` counts the required materials that
    are neither handed in nor waived. Days are legal days in China; months are written as YYYYMM. The three counts of working
    days begin after the day of acceptance: to the statutory due day, to the promised one, to the decision; empty where the
    calendar of a year lacks. `ended_day`: the day on which it ended without a decision."""

    number = models.CharField("办件号", max_length=24, null=True, unique=True)
    spoken = models.CharField("查询码", max_length=8, null=True, unique=True)
    stage = models.CharField("阶段", max_length=16, choices=S.choices, default=S.DRAFT)
    version = models.PositiveIntegerField(default=1)
    demo = models.BooleanField("演示", default=False)

    item = models.ForeignKey("catalogue.Item", models.PROTECT, related_name="cases")
    item_version = models.ForeignKey("catalogue.ItemVersion", models.PROTECT, related_name="cases")
    item_class = models.ForeignKey("catalogue.ItemClass", models.PROTECT, null=True, related_name="+")
    department = models.ForeignKey("places.Department", models.PROTECT, related_name="+")
    delegation = models.ForeignKey("delegation.Delegation", models.PROTECT, null=True, related_name="cases")
    batch = models.ForeignKey("delegation.Batch", models.PROTECT, null=True, related_name="+")
    task_type = models.CharField(max_length=2)
    sensitive = models.BooleanField(default=False)
    police = models.BooleanField(default=False)
    instant = models.BooleanField("即办件", default=False)
    makes_paper = models.BooleanField("出证", default=False)
    answers = models.JSONField("情形", default=dict)
    form = models.TextField("表单（密封）", blank=True)

    applicant = models.ForeignKey("people.Applicant", models.PROTECT, null=True, related_name="cases")
    agent = models.ForeignKey("people.Applicant", models.PROTECT, null=True, related_name="acted_cases")
    channel = models.CharField("渠道", max_length=8, choices=Channel.choices)
    seat = models.ForeignKey("people.Seat", models.PROTECT, null=True, related_name="+")

    site = models.ForeignKey("places.Site", models.PROTECT, null=True, related_name="+")
    town = models.ForeignKey("places.Division", models.PROTECT, null=True, related_name="+")
    village = models.ForeignKey("places.Division", models.PROTECT, null=True, related_name="+")
    holder_site = models.ForeignKey("places.Site", models.PROTECT, null=True, related_name="+")
    holder_department = models.ForeignKey("places.Department", models.PROTECT, null=True, related_name="+")
    next_site = models.ForeignKey("places.Site", models.PROTECT, null=True, related_name="+")
    next_department = models.ForeignKey("places.Department", models.PROTECT, null=True, related_name="+")

    missing = models.PositiveSmallIntegerField("缺几样", default=0)
    notified = models.BooleanField("已一次告知", default=False)
    verdict = models.CharField(max_length=8, choices=Verdict.choices, blank=True, default="")
    on_the_spot = models.BooleanField("当场办结", default=False)
    way = models.CharField(max_length=12, choices=Way.choices, blank=True, default="")

    submitted_day = models.DateField(null=True)
    received_at = models.DateTimeField(null=True)
    received_day = models.DateField(null=True)
    received_month = models.PositiveIntegerField(null=True)
    notify_due = models.DateField(null=True)
    complete_day = models.DateField("补正收齐日", null=True)
    accepted_day = models.DateField(null=True)
    accepted_month = models.PositiveIntegerField(null=True)
    promised_due = models.DateField("承诺到期", null=True)
    legal_due = models.DateField("法定到期", null=True)
    missing_year = models.PositiveSmallIntegerField("缺哪年日历", null=True)
    legal_workdays = models.PositiveSmallIntegerField("法定工作日数", null=True)
    promised_workdays = models.PositiveSmallIntegerField("承诺工作日数", null=True)
    decided_day = models.DateField(null=True)
    decided_month = models.PositiveIntegerField(null=True)
    taken_workdays = models.PositiveSmallIntegerField("实际工作日数", null=True)
    ended_day = models.DateField("未决定而了结", null=True)
    ended_month = models.PositiveIntegerField(null=True)
    delivered_day = models.DateField(null=True)

    class Meta:
        verbose_name = "办件"
        constraints = (
            models.CheckConstraint(condition=Q(stage__in=S.values), name="case_stage_known"),
            models.CheckConstraint(
                condition=Q(holder_site__isnull=True) | Q(holder_department__isnull=True), name="case_one_holder"
            ),
            models.CheckConstraint(
                condition=Q(next_site__isnull=True) | Q(next_department__isnull=True), name="case_one_next"
            ),
            models.CheckConstraint(
                condition=Q(received_day__isnull=True, number__isnull=True, spoken__isnull=True)
                | Q(received_day__isnull=False, number__isnull=False, spoken__isnull=False, site__isnull=False),
                name="case_number_at_receipt",
            ),
            models.CheckConstraint(
                condition=Q(accepted_day__isnull=True, accepted_month__isnull=True)
                | Q(accepted_day__isnull=False, accepted_month__isnull=False, received_day__isnull=False),
                name="case_accepted_pair",
            ),
            models.CheckConstraint(
                condition=Q(decided_day__isnull=True, decided_month__isnull=True, verdict="")
                | (Q(decided_day__isnull=False, decided_month__isnull=False) & ~Q(verdict="")),
                name="case_decided_pair",
            ),
            models.CheckConstraint(
                condition=Q(applicant__isnull=True) | Q(agent__isnull=True) | ~Q(applicant=models.F("agent")),
                name="case_agent_is_another",
            ),
        )
        indexes = (
            models.Index(fields=["town", "stage", "promised_due", "id"], name="case_town_queue"),
            models.Index(fields=["site", "stage", "id"], name="case_site_queue"),
            models.Index(fields=["site", "received_day"], name="case_site_received"),
            models.Index(fields=["site", "decided_day"], name="case_site_decided"),
            models.Index(fields=["department", "stage", "promised_due", "id"], name="case_department_queue"),
            models.Index(fields=["holder_site", "stage", "promised_due", "id"], name="case_holder_site"),
            models.Index(fields=["holder_department", "stage", "promised_due", "id"], name="case_holder_department"),
            models.Index(fields=["next_site", "id"], name="case_next_site", condition=Q(next_site__isnull=False)),
            models.Index(
                fields=["next_department", "id"],
                name="case_next_department",
                condition=Q(next_department__isnull=False),
            ),
            models.Index(fields=["accepted_day", "id"], name="case_accepted"),
            models.Index(fields=["delegation", "accepted_day"], name="case_delegated"),
            models.Index(fields=["decided_day", "id"], name="case_decided"),
            models.Index(fields=["applicant", "id"], name="case_applicant"),
            models.Index(fields=["missing_year", "id"], name="case_undated", condition=Q(missing_year__isnull=False)),
        )

    def __str__(self) -> str:
        return self.number or f"草稿{self.pk}"


class CaseMaterial(models.Model):
    """One material of one case: expected, handed in or waived, how far it may be trusted and who checked it."""

    class State(models.TextChoices):
        MISSING = "missing", "缺"
        HANDED = "handed", "已收"
        WAIVED = "waived", "免交"

    class Trust(models.TextChoices):
        NONE = "", "未定"
        A = "A", "实施机构产生，可直接用"
        B = "B", "窗口核过原件，可复用"
        C = "C", "用户上传，核原件后用"
        D = "D", "自制并承诺，可直接用"

    class Waiver(models.TextChoices):
        NONE = "", "未免交"
        SHARED = "shared", "共享取得"
        PLEDGED = "pledged", "告知承诺"

    case = models.ForeignKey(Case, models.CASCADE, related_name="materials")
    key = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    required = models.BooleanField(default=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.MISSING)
    trust = models.CharField(max_length=1, choices=Trust.choices, blank=True, default="")
    waiver = models.CharField(max_length=8, choices=Waiver.choices, blank=True, default="")
    checked_by = models.ForeignKey("people.Seat", models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "办件材料"
        ordering = ("case_id", "position")
        constraints = (
            models.UniqueConstraint(fields=["case", "key"], name="one_row_per_material"),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | Q(checked_at__isnull=False), name="material_checked_pair"
            ),
            models.CheckConstraint(condition=~Q(state="waived") | ~Q(waiver=""), name="material_waived_why"),
        )

    def __str__(self) -> str:
        return self.name


class Note(models.Model):
    """Words that somebody wrote: a reason, an opinion. Kept apart from the event so that they can be erased."""

    class Kind(models.TextChoices):
        REASON = "reason", "原因"
        OPINION = "opinion", "意见"
        REMEDY = "remedy", "救济途径"
        PAPER = "paper", "证件或文书"
        RECEIVER = "receiver", "领取人"

    case = models.ForeignKey(Case, models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    body = models.TextField(max_length=1000)
    at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "说明"
        constraints = (
            models.CheckConstraint(condition=Q(erased_at__isnull=True) | Q(body=""), name="erased_note_is_empty"),
        )

    def __str__(self) -> str:
        return self.body


class Handover(models.Model):
    """A case sent from one office to another: who sent it when, and who receipted it."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="handovers")
    from_site = models.ForeignKey("places.Site", models.PROTECT, null=True, related_name="+")
    from_department = models.ForeignKey("places.Department", models.PROTECT, null=True, related_name="+")
    to_site = models.ForeignKey("places.Site", models.PROTECT, null=True, related_name="+")
    to_department = models.ForeignKey("places.Department", models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField()
    receipted_at = models.DateTimeField(null=True)
    receipted_by = models.ForeignKey("people.Seat", models.PROTECT, null=True, related_name="+")
    recalled_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "交接"
        constraints = (
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(receipted_at__isnull=True, recalled_at__isnull=True),
                name="one_open_handover",
            ),
            models.CheckConstraint(
                condition=Q(receipted_at__isnull=True, receipted_by__isnull=True)
                | Q(receipted_at__isnull=False, receipted_by__isnull=False),
                name="handover_receipt_pair",
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id}: 交接"


class Notice(models.Model):
    """The one notice that lists all that must be supplied (行政许可法第32条第四项)."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="notice")
    number = models.CharField(max_length=32, unique=True)
    served_at = models.DateTimeField()
    served_day = models.DateField()
    due = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "一次性告知单"

    def __str__(self) -> str:
        return self.number


class NoticePoint(models.Model):
    """One point of the notice: which material, missing or defective, and what to do."""

    class Fault(models.TextChoices):
        MISSING = "missing", "没有交"
        DEFECTIVE = "defective", "不合要求"

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="points")
    material = models.ForeignKey(CaseMaterial, models.CASCADE, related_name="points")
    fault = models.CharField(max_length=10, choices=Fault.choices)
    what_to_do = models.CharField(max_length=200)
    met_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "补正要点"
        constraints = (models.UniqueConstraint(fields=["notice", "material"], name="one_point_per_material"),)

    def __str__(self) -> str:
        return self.what_to_do


class Once(models.Model):
    """An idempotency key of a client: the same key twice is the same case, with another body it is refused."""

    key = models.CharField(max_length=64, primary_key=True)
    verb = models.CharField(max_length=16)
    by_kind = models.CharField(max_length=16)
    by_id = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    case = models.ForeignKey(Case, models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = "提交编号"

    def __str__(self) -> str:
        return self.key


class StockOpinion(models.Model):
    """Words that the city keeps ready for like cases: for one item or for all, for which act and which result."""

    class Verb(models.TextChoices):
        CHECK = "check", "审查"
        DECIDE = "decide", "决定"

    class Result(models.TextChoices):
        GRANT = "grant", "建议准予"
        DENY = "deny", "建议不予"
        APPROVED = "approved", "准予"
        DENIED = "denied", "不予"

    code = models.SlugField(max_length=40, primary_key=True)
    item = models.ForeignKey("catalogue.Item", models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=8, choices=Verb.choices)
    verdict = models.CharField(max_length=8, choices=Result.choices)
    text = models.CharField(max_length=500)
    source = models.CharField(max_length=200)

    class Meta:
        verbose_name = "常用意见"
        constraints = (
            models.CheckConstraint(
                condition=Q(verb="check", verdict__in=("grant", "deny"))
                | Q(verb="decide", verdict__in=("approved", "denied")),
                name="opinion_result_of_its_verb",
            ),
        )

    def __str__(self) -> str:
        return self.text
