"""One row for each duty in each of its periods: whether it is done, under way, waits for another try, or has failed."""

from django.db import models
from django.db.models import Q


class DutyRun(models.Model):
    """That one duty is to be done in one period. Made and moved by `jinban.kit.duties` only.

    `period` is the legal day in China, or its hour: `2026-11-25`, `2026-11-25T09`. `due_at`, `lease_until` and `finished_at`
    are the machine's time. `tries` counts the claims, also those that never came back. `error` holds a class and a place in
    the code, never a message: messages may carry personal data.
    """

    class State(models.TextChoices):
        DUE = "due", "待办"
        CLAIMED = "claimed", "在办"
        DONE = "done", "做完"
        FAILED = "failed", "没做成"

    duty = models.CharField(max_length=96)
    label = models.CharField(max_length=40)
    period = models.CharField(max_length=13)
    state = models.CharField(max_length=8, choices=State, default=State.DUE)
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    claimed_by = models.CharField(max_length=64, default="", blank=True)
    lease_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    things = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=160, default="", blank=True)

    class Meta:
        app_label = "kit"
        constraints = (
            models.UniqueConstraint(fields=["duty", "period"], name="duty_once_a_period"),
            models.CheckConstraint(
                name="duty_claimed_has_lease",
                condition=Q(state="claimed", lease_until__isnull=False)
                | ~Q(state="claimed") & Q(lease_until__isnull=True),
            ),
            models.CheckConstraint(
                name="duty_done_has_moment",
                condition=Q(state="done", finished_at__isnull=False) | ~Q(state="done") & Q(finished_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.duty} {self.period} {self.get_state_display()}"
