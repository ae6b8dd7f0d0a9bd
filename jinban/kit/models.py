"""The rows that the tools of the house keep."""

from django.db import models

from jinban.kit.blocks import NumberBlock
from jinban.kit.deliveries import Delivery
from jinban.kit.marks import Mark
from jinban.kit.runs import DutyRun
from jinban.kit.seals import Seal, SealGap
from jinban.kit.throttle import Tries

__all__ = ["Delivery", "DutyRun", "Event", "Mark", "NumberBlock", "Seal", "SealGap", "Tries"]


class Event(models.Model):
    """What happened: history, audit trail and outbox in one. Append-only by trigger on both databases;
    only `routed_at` may be set, once, by the worker."""

    name = models.CharField(max_length=64)
    subject_kind = models.CharField(max_length=48)
    subject_id = models.CharField(max_length=64)
    by_kind = models.CharField(max_length=16)
    by_id = models.BigIntegerField()
    at = models.DateTimeField()
    day = models.DateField()
    payload = models.JSONField(default=dict)
    routed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["subject_kind", "subject_id", "id"], name="event_subject"),
            models.Index(fields=["by_kind", "by_id", "id"], name="event_by"),
            models.Index(fields=["name", "id"], name="event_name"),
            models.Index(fields=["id"], name="event_unrouted", condition=models.Q(routed_at__isnull=True)),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.subject_kind} {self.subject_id}"
