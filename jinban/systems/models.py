"""Outside systems, tokens, hooks, what is sent to them, and what was answered. Fields and constraints only."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from jinban.people.actors import OUTSIDE, Actor
from jinban.people.roles import Role


def held_on(day: date) -> Q:
    """The systems that may speak to us, and be spoken to, on this day: `System.holds_on` as a condition."""
    ends = Q(valid_to=None) | Q(valid_to__gte=day)
    return ends & Q(suspended_at=None, valid_from__lte=day)


class System(models.Model):
    """One system of another office that may speak to us. It acts for one office: `role` and `site` or `department` say what
    it may see and do, as a seat there. `contact` is who answers for it: an office or a post, not a person's phone."""

    name = models.CharField("名称", max_length=40, unique=True)
    owner = models.ForeignKey("places.Department", models.PROTECT, related_name="+")
    contact = models.CharField("联系处", max_length=60)
    role = models.CharField("按什么岗位办", max_length=20, choices=Role.choices)
    site = models.ForeignKey("places.Site", models.PROTECT, null=True, related_name="+")
    department = models.ForeignKey("places.Department", models.PROTECT, null=True, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    suspended_at = models.DateTimeField(null=True)
    registered_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(name="system_days", condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from"))),
            models.CheckConstraint(name="system_one_office", condition=Q(site=None) | Q(department=None)),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def office(self) -> str:
        """For which office it acts, in words."""
        where = self.site.label if self.site else self.department.name if self.department else "全市"
        return f"{where}，{self.get_role_display()}"

    @property
    def actor(self) -> Actor:
        """Who it is when it acts."""
        return Actor(
            kind="system",
            id=OUTSIDE + self.pk,
            role=self.role,
            site=self.site.code if self.site else "",
            town=self.site.town if self.site else "",
            department=self.department_id or "",
        )

    def holds_on(self, day: date) -> bool:
        """Whether it may speak to us on this day."""
        ends = self.valid_to is None or day <= self.valid_to
        return self.suspended_at is None and self.valid_from <= day and ends


class Token(models.Model):
    """What a system proves itself by. Only a keyed hash of it is kept; `prefix` is its beginning, to tell it from others.
    `rate` counts requests a minute."""

    system = models.ForeignKey(System, models.PROTECT, related_name="tokens")
    prefix = models.CharField(max_length=12)
    hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    valid_from = models.DateField()
    valid_to = models.DateField()
    rate = models.PositiveIntegerField()
    used_day = models.DateField(null=True)
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(name="token_days", condition=Q(valid_to__gte=F("valid_from"))),
            models.CheckConstraint(name="token_rate", condition=Q(rate__gte=1)),
        )

    def __str__(self) -> str:
        return f"{self.prefix}…"


class Hook(models.Model):
    """Where a system wants to be told of what happens, and of what. The secret that signs is sealed."""

    system = models.ForeignKey(System, models.PROTECT, related_name="hooks")
    url = models.CharField("地址", max_length=200)
    secret_sealed = models.TextField()
    facts = models.JSONField(default=list)
    active = models.BooleanField(default=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.url


class Parcel(models.Model):
    """One event for one hook: what is sent, and how it stands. `body` holds ids, codes and days only and stays as it is, so that
    a second sending is the same to the letter. `due_at` and `lease_until` are the machine's time."""

    class State(models.TextChoices):
        DUE = "due", "等着发"
        CLAIMED = "claimed", "正在发"
        SENT = "sent", "已送到"
        FAILED = "failed", "没送到"

    hook = models.ForeignKey(Hook, models.PROTECT, related_name="parcels")
    event = models.BigIntegerField("事件号")
    fact = models.CharField(max_length=64)
    body = models.TextField()
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=State, default=State.DUE)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    claimed_by = models.CharField(max_length=64, blank=True, default="")
    lease_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["hook", "event"], name="parcel_once"),
            models.CheckConstraint(
                name="parcel_claimed_has_lease",
                condition=Q(state="claimed", lease_until__isnull=False)
                | ~Q(state="claimed") & Q(lease_until__isnull=True),
            ),
        )
        indexes = (
            models.Index(fields=["due_at", "id"], name="parcel_due", condition=Q(state="due")),
            models.Index(fields=["lease_until"], name="parcel_leased", condition=Q(state="claimed")),
            models.Index(fields=["hook", "id"], name="parcel_failed", condition=Q(state="failed")),
        )

    def __str__(self) -> str:
        return f"{self.fact} → {self.hook_id} {self.get_state_display()}"


class Attempt(models.Model):
    """One try to send a parcel. `status` is the other side's HTTP status, 0 where there was none; `error` a class or a sentence
    of ours, never the other side's words."""

    parcel = models.ForeignKey(Parcel, models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=160, blank=True, default="")

    def __str__(self) -> str:
        return f"{self.parcel_id} {self.status or self.error}"


class Answered(models.Model):
    """That a system asked for a write under this idempotency key, and what it was answered, sealed. Forgotten after
    `rules.KEPT` days."""

    system = models.ForeignKey(System, models.PROTECT, related_name="+")
    key = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body_sealed = models.TextField(blank=True, default="")
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["system", "key"], name="answered_once"),)

    def __str__(self) -> str:
        return f"{self.system_id} {self.status}"
