"""Which powers were handed down: by which paper, to which places, from when to when."""

from django.db import models
from django.db.models import F, Q

from jinban.delegation.rules import WORDS

KNOWN = [word for word, _ in WORDS]


class Level(models.TextChoices):
    """Who drew up the list of a batch."""

    PROVINCE = "province", "省级"
    CITY = "city", "市级"


class LegalForm(models.TextChoices):
    """Entrusted: papers in the principal's name and seal. Authorised or devolved: in the holder's own."""

    ENTRUST = "entrust", "委托"
    AUTHORISE = "authorise", "授权"
    DEVOLVE = "devolve", "下放"


class Batch(models.Model):
    """One list of powers with its document; `demo` where document or composition is invented."""

    code = models.SlugField("编码", primary_key=True, max_length=20)
    name = models.CharField("名称", max_length=60)
    level = models.CharField("级别", max_length=8, choices=Level)
    document = models.CharField("文件", max_length=200, blank=True)
    issued_on = models.DateField("发文日期")
    legal_form = models.CharField("法律形式", max_length=9, choices=LegalForm)
    demo = models.BooleanField("演示", default=False)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = "下沉批次"
        constraints = [models.CheckConstraint(name="delegation_batch_level", condition=Q(level__in=Level.values))]

    def __str__(self) -> str:
        return self.name


class Delegation(models.Model):
    """One power handed down: an item, the power of centres and of stations, both days included.

    `everywhere` means all centres and stations; otherwise only the sites in `at`. Frozen once written, but
    for its end.
    """

    code = models.SlugField("编码", primary_key=True, max_length=20)
    batch = models.ForeignKey(Batch, models.PROTECT, verbose_name="批次", related_name="rows")
    item = models.ForeignKey("catalogue.Item", models.PROTECT, verbose_name="事项", related_name="delegations")
    name = models.CharField("文件中的名称", max_length=120)
    item_class = models.ForeignKey(
        "catalogue.ItemClass", models.PROTECT, verbose_name="类别", related_name="delegations", null=True
    )
    department = models.ForeignKey(
        "places.Department", models.PROTECT, verbose_name="责任部门", related_name="delegations"
    )
    legal_form = models.CharField("法律形式", max_length=9, choices=LegalForm)
    town_power = models.CharField("镇级权限", max_length=7, choices=WORDS)
    village_power = models.CharField("村级权限", max_length=7, choices=WORDS)
    everywhere = models.BooleanField("所有镇村")
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True)
    demo = models.BooleanField("演示", default=False)
    note = models.CharField("说明", max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(null=True, editable=False)  # set only while a load is undone

    class Meta:
        verbose_name = "下沉事项"
        constraints = [
            models.CheckConstraint(
                name="delegation_days", condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from"))
            ),
            models.CheckConstraint(
                name="delegation_powers",
                condition=Q(town_power__in=KNOWN, village_power__in=KNOWN),
            ),
        ]
        indexes = [models.Index(fields=["item", "valid_from"], name="delegation_on_day")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class DelegationSite(models.Model):
    """One of the places of a row that does not hold everywhere."""

    row = models.ForeignKey(Delegation, models.PROTECT, related_name="at")
    site = models.ForeignKey("places.Site", models.PROTECT, related_name="delegations")
    withdrawn_at = models.DateTimeField(null=True, editable=False)  # set only while a load is undone

    class Meta:
        verbose_name = "下沉地点"
        constraints = [models.UniqueConstraint(fields=["row", "site"], name="delegation_site_once")]

    def __str__(self) -> str:
        return f"{self.row_id} {self.site_id}"
