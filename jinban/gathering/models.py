"""Sources, loads, gathered cases, what changed in them, and the numbers that offices report. Fields and constraints only."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from jinban.cases.models import Channel, Verdict


class State(models.TextChoices):
    """How far a gathered case is, as its source says."""

    RUNNING = "running", "在办"
    CLOSED = "closed", "办结"
    ENDED = "ended", "未办结而终止"
    VOIDED = "voided", "作废"


class Way(models.TextChoices):
    """How rows came in."""

    FILE = "file", "文件"
    API = "api", "接口"


class LoadState(models.TextChoices):
    """Where a load stands. Only what is loaded counts."""

    FAULTY = "faulty", "有错误"
    READY = "ready", "待装入"
    LOADED = "loaded", "已装入"
    UNDONE = "undone", "已撤销"
    DROPPED = "dropped", "已放弃"


def _ref(to: str, **more: Any) -> Any:
    """A reference without an index of its own: what is asked for has indexes below."""
    return models.ForeignKey(to, models.PROTECT, null=True, related_name="+", db_index=False, **more)


class Source(models.Model):
    """A system that keeps its own cases: 社保, 税务, 医保, 公安. With a department it hands in that one's items only.
    `version` counts what was written of it, so that what was planned on one state is never written on another."""

    code = models.SlugField("编码", primary_key=True, max_length=20)
    name = models.CharField("名称", max_length=60, unique=True)
    department = models.ForeignKey(
        "places.Department", models.PROTECT, verbose_name="部门", related_name="+", null=True
    )
    note = models.CharField("说明", max_length=200, blank=True)
    demo = models.BooleanField("演示", default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = "来源"

    def __str__(self) -> str:
        return self.name


class ItemName(models.Model):
    """What a source calls an item, and the item that it means."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="names")
    name = models.CharField("来源的事项名称", max_length=200)
    item = models.ForeignKey("catalogue.Item", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "事项对应"
        constraints = [models.UniqueConstraint(fields=["source", "name"], name="gathering_name_once")]

    def __str__(self) -> str:
        return f"{self.name} → {self.item_id}"


class Load(models.Model):
    """One file, or one call over the API, of one source. `report` holds what its page shows: faults, examples of what would
    change, names that no item has. `stored` is the sealed file while it may still be loaded or corrected."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="loads")
    way = models.CharField("方式", max_length=4, choices=Way)
    state = models.CharField("状态", max_length=8, choices=LoadState)
    file_name = models.CharField("文件名", max_length=120, blank=True)
    stored = models.CharField(max_length=32, blank=True)
    by_kind = models.CharField(max_length=16)
    by_id = models.BigIntegerField()
    checked_at = models.DateTimeField()
    loaded_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    rows = models.PositiveIntegerField("行数", default=0)
    added = models.PositiveIntegerField("新增", default=0)
    changed = models.PositiveIntegerField("变更", default=0)
    same = models.PositiveIntegerField("没变", default=0)
    faults = models.PositiveIntegerField("错误", default=0)
    report = models.JSONField(default=dict)

    class Meta:
        verbose_name = "来件批次"
        constraints = [
            models.CheckConstraint(name="gathering_load_state", condition=Q(state__in=LoadState.values)),
            models.CheckConstraint(
                name="gathering_load_sound", condition=~Q(state__in=("ready", "loaded", "undone")) | Q(faults=0)
            ),
        ]
        indexes = [models.Index(fields=["source", "id"], name="gathering_load_source")]

    def __str__(self) -> str:
        return f"第{self.pk}批 {self.get_state_display()}"


class Gathered(models.Model):
    """One case of another system, known by its source and number. It names no applicant.

    `given` is the row as the source gave it (canonical JSON), so that equal content is told by comparing it. Without an
    item it waits: the source's name of it fits none of the catalogue, and it is counted as such. Days are legal days,
    months YYYYMM. `first_load` added it, `load` wrote it last."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="cases", db_index=False)
    number = models.CharField("编号", max_length=64)
    given = models.TextField()
    item_name = models.CharField("来源的事项名称", max_length=200)
    item = _ref("catalogue.Item")
    item_class = _ref("catalogue.ItemClass")
    department = _ref("places.Department")
    delegation = _ref("delegation.Delegation")
    batch = _ref("delegation.Batch")
    site = _ref("places.Site")
    town = _ref("places.Division")
    village = _ref("places.Division")
    police = models.BooleanField(default=False)
    channel = models.CharField("渠道", max_length=8, choices=Channel, null=True)
    state = models.CharField("状态", max_length=8, choices=State)
    verdict = models.CharField("结果", max_length=8, choices=Verdict, blank=True, default="")
    received_day = models.DateField("收件", null=True)
    received_month = models.PositiveIntegerField(null=True)
    accepted_day = models.DateField("受理", null=True)
    accepted_month = models.PositiveIntegerField(null=True)
    decided_day = models.DateField("办结", null=True)
    decided_month = models.PositiveIntegerField(null=True)
    demo = models.BooleanField("演示", default=False)
    version = models.PositiveIntegerField(default=1)
    first_load = models.ForeignKey(Load, models.PROTECT, related_name="added_cases")
    load = models.ForeignKey(Load, models.PROTECT, related_name="last_cases", db_index=False)

    class Meta:
        verbose_name = "归集件"
        constraints = [
            models.UniqueConstraint(fields=["source", "number"], name="gathering_once"),
            models.CheckConstraint(name="gathering_state", condition=Q(state__in=State.values)),
            *(
                models.CheckConstraint(
                    name=f"gathering_{name}_pair",
                    condition=Q(**{f"{name}_day": None, f"{name}_month": None})
                    | Q(**{f"{name}_day__isnull": False, f"{name}_month__isnull": False}),
                )
                for name in ("received", "accepted", "decided")
            ),
            models.CheckConstraint(
                name="gathering_closed",
                condition=~Q(state="closed") | Q(decided_day__isnull=False) & ~Q(verdict=""),
            ),
        ]
        indexes = [
            models.Index(fields=["accepted_day", "town"], name="gathering_accepted"),
            models.Index(fields=["department", "id"], name="gathering_department"),
            models.Index(fields=["town", "id"], name="gathering_town"),
            models.Index(fields=["source", "item_name"], name="gathering_waiting", condition=Q(item=None)),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.number}"


class Change(models.Model):
    """What the source said of a case before one load changed it."""

    load = models.ForeignKey(Load, models.PROTECT, related_name="changes")
    number = models.CharField(max_length=64)
    before = models.TextField()
    version = models.PositiveIntegerField()

    class Meta:
        verbose_name = "来件变更"
        constraints = [models.UniqueConstraint(fields=["load", "number"], name="gathering_change_once")]
        indexes = [models.Index(fields=["number"], name="gathering_change_number")]

    def __str__(self) -> str:
        return f"{self.load_id} {self.number}"


class Reported(models.Model):
    """How many cases an office says that it had: of an item or a class, in a month, at a town or everywhere. A correction is
    a row of its own; the one before stays, with `replaced_at`. `key` says in one word what is reported by whom."""

    department = models.ForeignKey("places.Department", models.PROTECT, null=True, related_name="+")
    by_town = models.ForeignKey("places.Division", models.PROTECT, null=True, related_name="+")
    item = models.ForeignKey("catalogue.Item", models.PROTECT, null=True, related_name="+")
    item_class = models.ForeignKey("catalogue.ItemClass", models.PROTECT, null=True, related_name="+")
    town = models.ForeignKey("places.Division", models.PROTECT, null=True, related_name="+")
    month = models.PositiveIntegerField("月份")
    key = models.CharField(max_length=200)
    number = models.PositiveIntegerField("上报数")
    by_kind = models.CharField(max_length=16)
    by_id = models.BigIntegerField()
    at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)
    demo = models.BooleanField("演示", default=False)

    class Meta:
        verbose_name = "上报数"
        constraints = [
            models.CheckConstraint(
                name="gathering_reported_of_one",
                condition=Q(item=None, item_class__isnull=False) | Q(item__isnull=False, item_class=None),
            ),
            models.CheckConstraint(
                name="gathering_reported_by_one",
                condition=Q(department=None, by_town=F("town")) | Q(department__isnull=False, by_town=None),
            ),
            models.UniqueConstraint(fields=["key"], name="gathering_reported_once", condition=Q(replaced_at=None)),
        ]
        indexes = [models.Index(fields=["month", "id"], name="gathering_reported_month")]

    def __str__(self) -> str:
        return f"{self.month} {self.number}"
