"""What a database says about itself: that it is a demonstration, that it is for a bench. A mark is never taken off."""

from datetime import datetime

from django.db import models

DEMO = "demo"


class Mark(models.Model):
    """One word about the whole database, with the moment it was set."""

    key = models.CharField(primary_key=True, max_length=40)
    value = models.CharField(max_length=200, blank=True)
    set_at = models.DateTimeField()

    class Meta:
        app_label = "kit"

    def __str__(self) -> str:
        return self.key


def is_demo() -> bool:
    """Whether this database holds invented people and cases; every page and paper of it says 演示."""
    return Mark.objects.filter(pk=DEMO).exists()


def set_demo(*, at: datetime) -> None:
    """Mark this database as a demonstration, for good. A second call changes nothing."""
    Mark.objects.get_or_create(pk=DEMO, defaults={"value": "1", "set_at": at})
