"""Templates and papers. Fields and constraints only; both are frozen by triggers."""

from django.db import models
from django.db.models import Q


class Template(models.Model):
    """One version of the text of a kind of papers; the highest is in force. `from_file`: it came with the city's data."""

    kind = models.CharField("种类", max_length=12)
    version = models.PositiveIntegerField("版本")
    text = models.TextField()
    digest = models.CharField(max_length=64)
    from_file = models.BooleanField("装自文件")
    at = models.DateTimeField()
    seat = models.ForeignKey("people.Seat", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "文书模板"
        constraints = (models.UniqueConstraint(fields=["kind", "version"], name="paper_template_once"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"


class Paper(models.Model):
    """One paper that one event of a case demanded, made at its first showing. `values`: `sealing.Said` as canonical JSON, sealed,
    for it holds names; `digest` is its SHA-256, `mark` the keyed hash over the whole row. `code`: what a person types to verify it."""

    kind = models.CharField("种类", max_length=12)
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="papers")
    event = models.ForeignKey("kit.Event", models.PROTECT, related_name="+")
    template = models.ForeignKey(Template, models.PROTECT, related_name="papers")
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    number = models.CharField("文号", max_length=60)
    organ = models.CharField("机关", max_length=160)
    issued_day = models.DateField("落款日")
    values = models.TextField("内容（密封）")
    digest = models.CharField(max_length=64)
    mark = models.CharField(max_length=64)
    code = models.CharField("核验码", max_length=8, unique=True)
    demo = models.BooleanField("演示", default=False)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = "文书"
        constraints = (
            models.UniqueConstraint(fields=["event", "kind"], name="paper_once"),
            models.UniqueConstraint(fields=["kind", "year", "serial"], name="paper_serial_once"),
            models.CheckConstraint(condition=Q(serial__gte=1), name="paper_serial_counts"),
        )
        indexes = (models.Index(fields=["case", "id"], name="paper_case"),)

    def __str__(self) -> str:
        return self.number
