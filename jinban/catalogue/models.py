"""Items, their versions, and the mark that changes with the catalogue. Fields and constraints only."""

from django.db import models
from django.db.models import F, Q

from jinban.catalogue.content import Content, decode
from jinban.catalogue.stages import S

CONTENTS_KEPT = 1000
_said: dict[str, Content] = {}


class ItemClass(models.Model):
    """A class of items (主项), such as 社会救助. The province hands its items down by class."""

    code = models.SlugField("编码", primary_key=True, max_length=40)
    name = models.CharField("名称", max_length=60, unique=True)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "事项类别"

    def __str__(self) -> str:
        return self.name


class Item(models.Model):
    """One service item of the county. What it asks for and how long it takes is in its versions."""

    class Status(models.TextChoices):
        ACTIVE = "active", "在办"
        SUSPENDED = "suspended", "暂停"
        CANCELLED = "cancelled", "取消"

    key = models.SlugField("事项标识", primary_key=True, max_length=60)
    name = models.CharField("名称", max_length=120)
    department = models.ForeignKey("places.Department", models.PROTECT, verbose_name="部门", related_name="items")
    item_class = models.ForeignKey(
        ItemClass, models.PROTECT, verbose_name="类别", related_name="items", null=True, blank=True
    )
    aliases = models.JSONField("群众说法", default=list, blank=True)
    national_code = models.CharField("对照编码", max_length=200, blank=True)
    task_type = models.CharField("事项类型", max_length=2)
    sensitive = models.BooleanField("涉及隐私", default=False)
    status = models.CharField("状态", max_length=10, choices=Status.choices, default=Status.ACTIVE)

    class Meta:
        verbose_name = "事项"

    def __str__(self) -> str:
        return self.name


class ItemVersion(models.Model):
    """What an item says from one day to another. A published version never changes but for its end date.

    `number` counts an item's versions from 1; `version` counts the changes of this row (see kit.life)."""

    item = models.ForeignKey(Item, models.PROTECT, verbose_name="事项", related_name="versions")
    number = models.PositiveIntegerField("第几版")
    stage = models.CharField("阶段", max_length=10, choices=S.choices, default=S.DRAFT)
    version = models.PositiveIntegerField(default=1)
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True, blank=True)
    verified = models.BooleanField("已核定", default=False)
    content = models.JSONField("内容")
    digest = models.CharField("内容摘要", max_length=64)
    withdrawn_at = models.DateTimeField(null=True, editable=False)  # set only while a load is undone

    class Meta:
        verbose_name = "事项版本"
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="one_number_per_item"),
            models.UniqueConstraint(
                fields=["item"],
                condition=Q(stage=S.PUBLISHED, valid_to__isnull=True),
                name="one_open_version_per_item",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="version_ends_after_it_begins",
            ),
            models.CheckConstraint(condition=Q(stage__in=S.values), name="version_stage_known"),
            models.CheckConstraint(condition=Q(number__gte=1), name="version_number_from_one"),
        ]
        indexes = [models.Index(fields=["item", "stage", "valid_from"], name="version_on_day")]

    def __str__(self) -> str:
        return f"{self.item_id}第{self.number}版"

    @property
    def said(self) -> Content:
        """The content, typed. Decoded once for each digest: no two contents share one."""
        if not self.digest:
            return decode(self.content)
        if self.digest not in _said:
            if len(_said) >= CONTENTS_KEPT:
                _said.clear()
            _said[self.digest] = decode(self.content)
        return _said[self.digest]


class Edition(models.Model):
    """One row whose mark is new after each change of the catalogue, so that a search index knows it is stale.
    A mark and not a counter: a restored backup would count through the same numbers again."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    mark = models.CharField("标记", max_length=16)

    class Meta:
        verbose_name = "目录版次"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_edition_row")]

    def __str__(self) -> str:
        return self.mark
