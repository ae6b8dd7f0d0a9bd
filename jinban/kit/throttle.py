"""So many tries in so much time, counted in the database: for all processes alike, and for as long as it says.

A try is counted before it is made, so that many at once are not more than allowed; a right one is given back.
Keys are kept as keyed hashes only: no address and no case number stands in the table.
"""

import math
from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q, QuerySet

from jinban.kit.sealed import lookup_hash

# Two processes may read the clock so far apart. What is held longer than a span and this was put down by a clock that ran ahead.
SLACK = timedelta(minutes=1)


class Tries(models.Model):
    """How many tries of one key there were; all are forgotten at `until`."""

    key = models.CharField(primary_key=True, max_length=64)
    count = models.PositiveIntegerField(default=1)
    until = models.DateTimeField(db_index=True)

    class Meta:
        app_label = "kit"

    def __str__(self) -> str:
        return f"{self.count} until {self.until}"


def take(key: str, *, most: int, span: timedelta, at: datetime) -> bool:
    """Count one try; False, and nothing counted, when the `most` of this `span` are used up. The span begins with the
    first try; one that a clock put down for a day to come begins anew."""
    rows, latest = _rows(key), at + span + SLACK
    over = Q(until__lte=at) | Q(until__gt=latest)
    if _one_more(rows, most, at, latest) or rows.filter(over).update(count=1, until=at + span):
        return True
    Tries.objects.filter(until__lte=at).delete()
    _, fresh = Tries.objects.get_or_create(pk=_hashed(key), defaults={"until": at + span})
    return fresh or _one_more(rows, most, at, latest)


def left(key: str, *, at: datetime) -> int:
    """Whole seconds until the tries of a key are forgotten, at least one."""
    until = _rows(key).values_list("until", flat=True).first()
    return max(1, math.ceil((until - at).total_seconds())) if until else 1


def give_back(key: str, *, at: datetime) -> None:
    """Uncount one try, for it was right."""
    _rows(key).filter(until__gt=at, count__gt=0).update(count=F("count") - 1)


def _one_more(rows: QuerySet[Tries], most: int, at: datetime, latest: datetime) -> bool:
    return bool(rows.filter(until__gt=at, until__lte=latest, count__lt=most).update(count=F("count") + 1))


def _rows(key: str) -> QuerySet[Tries]:
    return Tries.objects.filter(pk=_hashed(key))


def _hashed(key: str) -> str:
    return lookup_hash(key, "throttle")
