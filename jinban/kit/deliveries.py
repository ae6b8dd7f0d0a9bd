"""One row for each reaction to each event: what is still to be done, what is done, what has failed."""

from django.db import models
from django.db.models import Q


class Delivery(models.Model):
    """That one reaction is to be told of one event. Made once by `route`, moved only by `jinban.kit.worker`.

    `tries` counts the claims, also those that never came back, and tells an old claim from a new one.
    `error` holds a class and a place in the code, never a message: messages may carry personal data.
    """

    class State(models.TextChoices):
        DUE = "due", "待投递"
        CLAIMED = "claimed", "投递中"
        DONE = "done", "已投递"
        FAILED = "failed", "投递失败"

    event = models.ForeignKey("kit.Event", on_delete=models.PROTECT, related_name="deliveries")
    reaction = models.CharField(max_length=96)
    state = models.CharField(max_length=8, choices=State, default=State.DUE)
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    claimed_by = models.CharField(max_length=64, default="", blank=True)
    lease_until = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=160, default="", blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["event", "reaction"], name="delivery_once"),
            models.CheckConstraint(
                name="delivery_claimed_has_lease",
                condition=Q(state="claimed", lease_until__isnull=False)
                | ~Q(state="claimed") & Q(lease_until__isnull=True),
            ),
            models.CheckConstraint(
                name="delivery_done_has_day",
                condition=Q(state="done", done_at__isnull=False) | ~Q(state="done") & Q(done_at__isnull=True),
            ),
        )
        indexes = (
            models.Index(fields=["due_at", "id"], name="delivery_due", condition=Q(state="due")),
            models.Index(fields=["lease_until"], name="delivery_leased", condition=Q(state="claimed")),
            models.Index(fields=["due_at", "id"], name="delivery_failed", condition=Q(state="failed")),
        )

    def __str__(self) -> str:
        return f"{self.reaction} ← {self.event_id} {self.get_state_display()}"
