"""Work that lies in rows until one of several workers has done it: claimed with a lease, tried again after a growing delay, and
at the limit left for somebody to look.

A row has `state` (due, claimed, failed, and what its own end is called), `due_at`, `tries`, `claimed_by` and `lease_until`, all in
the machine's time. A claim is a conditional UPDATE, which SQLite and PostgreSQL do alike; `tries` counts the claims, also
those that never came back, and tells an old claim from a new one. What lies further ahead than any delay or lease was put down
by a clock that ran ahead and was set back: it does not wait for that day.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet

from jinban.kit.patience import AHEAD, DELAYS, LIMIT

LEASE = timedelta(minutes=5)
DUE, CLAIMED, FAILED = "due", "claimed", "failed"


def ripe(at: datetime) -> Q:
    """What is to be done now: what is due, and what was claimed by a worker that never came back."""
    due = Q(state=DUE) & (Q(due_at__lte=at) | Q(due_at__gt=at + AHEAD))
    return due | Q(state=CLAIMED) & (Q(lease_until__lte=at) | Q(lease_until__gt=at + LEASE))


def is_ripe(row: Any, at: datetime, lease: timedelta = LEASE) -> bool:
    """The same of a row that is known."""
    if row.state == CLAIMED:
        return row.lease_until is not None and not at < row.lease_until <= at + lease
    return bool(row.state == DUE and not at < row.due_at <= at + AHEAD)


def claim(row: Any, *, at: datetime, worker: str, lease: timedelta = LEASE, **killed: Any) -> bool:
    """Take the row as it was read; False when another was faster. What kills its workers has failed at the limit, which the
    row then says, and keeps `killed`."""
    rows = type(row)._default_manager.filter(pk=row.pk, state=row.state, tries=row.tries)
    if row.tries >= LIMIT:
        if rows.update(state=FAILED, lease_until=None, **killed):
            row.state = FAILED
        return False
    if not rows.update(state=CLAIMED, claimed_by=worker, lease_until=at + lease, tries=F("tries") + 1):
        return False
    row.state, row.tries, row.claimed_by = CLAIMED, row.tries + 1, worker
    return True


def ours(row: Any) -> QuerySet[Any]:
    """The row while our claim holds."""
    found: QuerySet[Any] = type(row)._default_manager.filter(pk=row.pk, state=CLAIMED, tries=row.tries)
    return found


def put_off(row: Any, *, at: datetime, **kept: Any) -> bool:
    """It was not done: wait longer than last time, or at the limit for somebody; whether the claim was still ours."""
    later = {"state": FAILED} if row.tries >= LIMIT else {"state": DUE, "due_at": at + DELAYS[row.tries - 1]}
    return bool(ours(row).update(**later, lease_until=None, **kept))
