"""The case itself. Fields and constraints only."""

from datetime import date
from typing import Any

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
    are neither handed in nor waived, `deferred` those of the lesser ones that may come later (容缺). Days are legal days in
    China; months are written as YYYYMM. The three counts of working days begin after the day that counts (`counts_from`,
    mostly the day of acceptance): of the statutory limit, of the promised one, to the decision, none of them with its
    pauses; empty where the calendar of a year lacks. While a pause runs the due days that it stops are empty and
    `paused_since` says why. `step_due`, `deliver_due`: the clocks of the step in hand and of the delivery. `ended_day`: the
    day on which it ended without a decision."""

    number = models.CharField("办件号", max_length=24, null=True, unique=True)
    spoken = models.CharField("查询码", max_length=8, null=True, unique=True)
    stage = models.CharField("阶段", max_length=16, choices=S.choices, default=S.DRAFT)
    version = models.PositiveIntegerField(default=1)
    demo = models.BooleanField("演示", default=False)

    item = models.ForeignKey("catalogue.Item", models.PROTECT, related_name="cases", db_index=False)
    item_version = models.ForeignKey("catalogue.ItemVersion", models.PROTECT, related_name="cases", db_index=False)
    item_class = models.ForeignKey("catalogue.ItemClass", models.PROTECT, null=True, related_name="+", db_index=False)
    department = models.ForeignKey("places.Department", models.PROTECT, related_name="+", db_index=False)
    delegation = models.ForeignKey(
        "delegation.Delegation", models.PROTECT, null=True, related_name="cases", db_index=False
    )
    batch = models.ForeignKey("delegation.Batch", models.PROTECT, null=True, related_name="+", db_index=False)
    task_type = models.CharField(max_length=2)
    sensitive = models.BooleanField(default=False)
    police = models.BooleanField(default=False)
    instant = models.BooleanField("即办件", default=False)
    makes_paper = models.BooleanField("出证", default=False)
    answers = models.JSONField("情形", default=dict)
    form = models.TextField("表单（密封）", blank=True)

    applicant = models.ForeignKey("people.Applicant", models.PROTECT, null=True, related_name="cases", db_index=False)
    agent = models.ForeignKey("people.Applicant", models.PROTECT, null=True, related_name="acted_cases")
    channel = models.CharField("渠道", max_length=8, choices=Channel.choices)
    seat = models.ForeignKey("people.Seat", models.PROTECT, null=True, related_name="+")

    site = models.ForeignKey("places.Site", models.PROTECT, null=True, related_name="+", db_index=False)
    town = models.ForeignKey("places.Division", models.PROTECT, null=True, related_name="+", db_index=False)
    village = models.ForeignKey("places.Division", models.PROTECT, null=True, related_name="+")
    holder_site = models.ForeignKey("places.Site", models.PROTECT, null=True, related_name="+", db_index=False)
    holder_department = models.ForeignKey(
        "places.Department", models.PROTECT, null=True, related_name="+", db_index=False
    )
    next_site = models.ForeignKey("places.Site", models.PROTECT, null=True, related_name="+", db_index=False)
    next_department = models.ForeignKey(
        "places.Department", models.PROTECT, null=True, related_name="+", db_index=False
    )

    missing = models.PositiveSmallIntegerField("缺几样", default=0)
    deferred = models.PositiveSmallIntegerField("缺几样可容缺的", default=0)
    notified = models.BooleanField("已一次告知", default=False)
    verdict = models.CharField(max_length=8, choices=Verdict.choices, blank=True, default="")
    on_the_spot = models.BooleanField("当场办结", default=False)
    way = models.CharField(max_length=12, choices=Way.choices, blank=True, default="")

    submitted_day = models.DateField(null=True)
    received_at = models.DateTimeField(null=True)
    received_day = models.DateField(null=True)
    received_month = models.PositiveIntegerField(null=True)
    notify_due = models.DateField(null=True)
    supply_due = models.DateField("补正期限", null=True)
    complete_day = models.DateField("补正收齐日", null=True)
    deemed = models.BooleanField("视为受理", default=False)
    accepted_day = models.DateField(null=True)
    accepted_month = models.PositiveIntegerField(null=True)
    promised_due = models.DateField("承诺到期", null=True)
    legal_due = models.DateField("法定到期", null=True)
    missing_year = models.PositiveSmallIntegerField("缺哪年日历", null=True)
    legal_workdays = models.PositiveSmallIntegerField("法定工作日数", null=True)
    promised_workdays = models.PositiveSmallIntegerField("承诺工作日数", null=True)
    counts_from = models.DateField("起算日", null=True)
    promised_at = models.DateTimeField("承诺到期时刻", null=True)
    promise_fixed = models.BooleanField("承诺不随延期", default=False)
    extended = models.PositiveSmallIntegerField("延期工作日数", default=0)
    paused_since = models.DateField("停表中", null=True)
    extension_asked = models.PositiveSmallIntegerField("申请延期的工作日数", default=0)
    procedures = models.PositiveSmallIntegerField("正在进行的特别程序", default=0)
    procedures_until = models.DateField("特别程序告知到", null=True)
    was_paused = models.BooleanField("停过表", default=False)
    step_from = models.DateTimeField("环节起", null=True)
    step_due = models.DateField("环节到期", null=True)
    step_at = models.DateTimeField("环节到期时刻", null=True)
    tolerance_due = models.DateField("容缺补交期限", null=True)
    asked_more = models.BooleanField("等补充材料", default=False)
    pledged = models.BooleanField("告知承诺", default=False)
    visited = models.BooleanField("已现场核查", default=False)
    heard = models.BooleanField("已听证", default=False)
    publicity_until = models.DateField("公示到", null=True)
    objections = models.PositiveSmallIntegerField("未处理的异议", default=0)
    escalated = models.PositiveSmallIntegerField("超期提醒到第几级", default=0)
    decided_at = models.DateTimeField(null=True)
    decided_day = models.DateField(null=True)
    decided_month = models.PositiveIntegerField(null=True)
    taken_workdays = models.PositiveSmallIntegerField("实际工作日数", null=True)
    ended_day = models.DateField("未决定而了结", null=True)
    ended_month = models.PositiveIntegerField(null=True)
    reopen_until = models.DateTimeField("重开限期", null=True)
    deliver_due = models.DateField("送达限期", null=True)
    delivered_day = models.DateField(null=True)
    revoked_day = models.DateField("撤销决定", null=True)

    # While 当场办结 runs: the applicant stands there, and is not told what he is handed.
    at_once = False

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
            models.Index(fields=["holder_site", "stage"], name="case_site_pledged", condition=Q(pledged=True)),
            models.Index(
                fields=["holder_department", "stage"], name="case_department_pledged", condition=Q(pledged=True)
            ),
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
            models.Index(fields=["notify_due"], name="case_unanswered", condition=Q(stage="received")),
            models.Index(fields=["supply_due"], name="case_unsupplied", condition=Q(stage="supplement")),
            models.Index(
                fields=["promised_due"],
                name="case_running",
                condition=Q(stage__in=("accepted", "reviewing", "deciding")),
            ),
            models.Index(fields=["tolerance_due"], name="case_tolerated", condition=Q(tolerance_due__isnull=False)),
            models.Index(fields=["missing_year", "id"], name="case_undated", condition=Q(missing_year__isnull=False)),
        )

    def __str__(self) -> str:
        return self.number or f"草稿{self.pk}"

    @property
    def notice(self) -> Any:
        """The notice that holds; ObjectDoesNotExist when none was given, or it was withdrawn."""
        return self.notices.get(withdrawn_at=None)  # type: ignore[attr-defined]

    def overdue_procedures(self, day: date) -> list[Any]:
        """The special procedures that run beyond the day by which the applicant was told that they end."""
        running = self.pauses.filter(ended_day=None, expected_day__lt=day)  # type: ignore[attr-defined]
        return list(running.exclude(kind="supplement").order_by("id")) if self.procedures else []

    @property
    def lapsed(self) -> bool:
        """Whether it ended because what was promised (容缺) did not come."""
        return getattr(getattr(self, "tolerance", None), "lapsed_at", None) is not None

    @property
    def barred(self) -> bool:
        """Whether the applicant once promised what was not so, and has not restored his credit."""
        broken = {"pledge__outcome__in": ("rectified", "revoked"), "pledge__restored_at": None}
        return Case.objects.filter(applicant_id=self.applicant_id, **broken).exclude(stage=S.VOIDED).exists()
