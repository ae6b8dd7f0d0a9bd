"""The rows that belong to every case: its materials, words, hand-overs and the one notice. Fields and constraints only."""

from django.db import models
from django.db.models import Q

from jinban.cases.models.case import Case


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

    case = models.ForeignKey(Case, models.CASCADE, related_name="materials", db_index=False)
    key = models.SlugField(max_length=60, db_index=False)
    name = models.CharField(max_length=120)
    required = models.BooleanField(default=True)
    deferrable = models.BooleanField("可容缺", default=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.MISSING)
    trust = models.CharField(max_length=1, choices=Trust.choices, blank=True, default="")
    waiver = models.CharField(max_length=8, choices=Waiver.choices, blank=True, default="")
    checked_by = models.ForeignKey("people.Seat", models.PROTECT, null=True, related_name="+", db_index=False)
    checked_at = models.DateTimeField(null=True)
    position = models.PositiveSmallIntegerField(default=0)
    tolerated = models.BooleanField("容缺", default=False)

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
        WHERE = "where", "去处"
        PROMISE = "promise", "承诺"
        FINDING = "finding", "核查情况"
        OBJECTION = "objection", "异议"
        ANSWER = "answer", "处理意见"

    case = models.ForeignKey(Case, models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=12, choices=Kind.choices)
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
    from_site = models.ForeignKey("places.Site", models.PROTECT, null=True, related_name="+", db_index=False)
    from_department = models.ForeignKey(
        "places.Department", models.PROTECT, null=True, related_name="+", db_index=False
    )
    to_site = models.ForeignKey("places.Site", models.PROTECT, null=True, related_name="+", db_index=False)
    to_department = models.ForeignKey("places.Department", models.PROTECT, null=True, related_name="+", db_index=False)
    sent_at = models.DateTimeField()
    receipted_at = models.DateTimeField(null=True)
    receipted_by = models.ForeignKey("people.Seat", models.PROTECT, null=True, related_name="+", db_index=False)
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

    case = models.ForeignKey(Case, models.CASCADE, related_name="notices")
    number = models.CharField(max_length=32, unique=True)
    served_at = models.DateTimeField()
    served_day = models.DateField()
    due = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField("撤销", null=True)
    reminded_day = models.DateField("提醒", null=True)

    class Meta:
        verbose_name = "一次性告知单"
        constraints = (
            models.UniqueConstraint(fields=["case"], condition=Q(withdrawn_at__isnull=True), name="one_notice_holds"),
        )
        indexes = (models.Index(fields=["served_day"], name="notice_served"),)

    def __str__(self) -> str:
        return self.number


class NoticePoint(models.Model):
    """One point of the notice: which material, missing or defective, what to do, and how the paper stood before."""

    class Fault(models.TextChoices):
        MISSING = "missing", "没有交"
        DEFECTIVE = "defective", "不合要求"

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="points")
    material = models.ForeignKey(CaseMaterial, models.CASCADE, related_name="points")
    fault = models.CharField(max_length=10, choices=Fault.choices)
    what_to_do = models.CharField(max_length=200)
    stood = models.JSONField("告知前的情况", default=dict)
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
