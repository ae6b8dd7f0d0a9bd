"""Outlines, circulars and what was frozen when they were issued. Fields and constraints only."""

from collections.abc import Sequence

from django.db import models
from django.db.models import Q

from jinban.circular.stages import KINDS, S

CHOICES = list(KINDS.items())


class Outline(models.Model):
    """What every circular of a kind is made from, in force from a day until the next one. `body`: an `outline.Outline` as
    JSON. `from_file`: it came with the city's data, not from somebody's circular. Frozen once written."""

    kind = models.CharField("种类", max_length=8, choices=CHOICES)
    valid_from = models.DateField("起")
    document = models.CharField("依据", max_length=200)
    from_file = models.BooleanField("装自文件")
    body = models.TextField()
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = "通报底稿"
        constraints = (models.CheckConstraint(condition=Q(kind__in=KINDS), name="circular_outline_kind"),)
        indexes = (models.Index(fields=["kind", "valid_from", "id"], name="circular_outline_on"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.valid_from}"


class Circular(models.Model):
    """One circular or bulletin. `text`: its own outline, made from the city's and then edited. Before issue its numbers are
    counted anew each time; `seen` is the digest of the figures and words that were approved. Frozen but for its stage
    once it is issued."""

    gaps: Sequence[str] = ()
    broken: Sequence[str] = ()
    writers: Sequence[int] = ()
    reviewers: Sequence[int] = ()

    kind = models.CharField("种类", max_length=8, choices=CHOICES)
    period = models.CharField("时段", max_length=8)
    first_day = models.DateField()
    last_day = models.DateField()
    stage = models.CharField("阶段", max_length=10, choices=S.choices, default=S.DRAFTED)
    version = models.PositiveIntegerField(default=1)
    outline = models.ForeignKey(Outline, models.PROTECT, related_name="circulars")
    text = models.TextField("文字")
    number = models.CharField("发文字号", max_length=40, blank=True)
    open_names = models.BooleanField("公开稿点名", default=False)
    seen = models.CharField(max_length=64, blank=True)
    issued_on = models.DateField("成文日期", null=True)
    demo = models.BooleanField("演示", default=False)

    class Meta:
        verbose_name = "通报"
        constraints = (
            models.CheckConstraint(condition=Q(stage__in=S.values), name="circular_stage_known"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="circular_kind_known"),
            models.CheckConstraint(
                condition=Q(issued_on__isnull=False, stage__in=[S.ISSUED, S.ARCHIVED])
                | (Q(issued_on__isnull=True) & ~Q(stage__in=[S.ISSUED, S.ARCHIVED])),
                name="circular_issued_pair",
            ),
            models.UniqueConstraint(
                fields=["kind", "period"],
                condition=Q(stage__in=[S.DRAFTED, S.REVIEWED, S.APPROVED]),
                name="circular_one_at_work",
            ),
        )
        indexes = (models.Index(fields=["-last_day", "-id"], name="circular_newest"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.period}"


class Pick(models.Model):
    """One outstanding unit that a person picked for the annex, in its order."""

    class Kind(models.TextChoices):
        TOWN = "town", "镇街"
        DEPARTMENT = "department", "部门"

    circular = models.ForeignKey(Circular, models.CASCADE, related_name="picks")
    kind = models.CharField(max_length=10, choices=Kind)
    code = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = "突出单位"
        ordering = ("circular_id", "kind", "position")
        constraints = (models.UniqueConstraint(fields=["circular", "kind", "code"], name="circular_unit_once"),)

    def __str__(self) -> str:
        return self.code


class Note(models.Model):
    """A comment or a reason, kept apart from the event so that it can be erased."""

    circular = models.ForeignKey(Circular, models.CASCADE, related_name="notes")
    body = models.TextField(max_length=500)
    at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "意见"
        constraints = (
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(body=""), name="circular_erased_note_is_empty"
            ),
        )

    def __str__(self) -> str:
        return self.body


class Freeze(models.Model):
    """An issued circular as it was issued: words, findings and definitions as canonical JSON, and the hash over them and
    over every frozen figure with its rows. Nobody can change it."""

    circular = models.OneToOneField(Circular, models.PROTECT, related_name="freeze")
    body = models.TextField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "冻结稿"

    def __str__(self) -> str:
        return self.digest


class FrozenFigure(models.Model):
    """One number of an issued circular: definition, value and the keys of its rows as they were. Nobody can change it."""

    freeze = models.ForeignKey(Freeze, models.PROTECT, related_name="figures")
    key = models.CharField(max_length=160)
    body = models.TextField()
    rows = models.TextField()

    class Meta:
        verbose_name = "冻结的数"
        constraints = (models.UniqueConstraint(fields=["freeze", "key"], name="circular_figure_once"),)

    def __str__(self) -> str:
        return self.key
