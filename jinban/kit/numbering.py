"""Running numbers that several processes give out at once: each leases a block and hands out of it without
asking.

Promise: no number is given to two who keep it. Gaps are allowed: after a crash, a restart or a rollback.
Danger: a block leased in a transaction is only ours when that commits; until then one number of it is used,
in that transaction alone, and the rest reaches the shared pool on commit. A rollback takes the lease and its
number back together.
"""

import os
import threading
from collections import deque

from django.db import connection, transaction
from django.db.models import F

from jinban.kit.models import NumberBlock

SIZE = 20
_lock = threading.Lock()
_pool: dict[tuple[str, str], deque[int]] = {}


def take(scope: str) -> int:
    """The next number of this scope, from 1 up. A scope is a short text that names what is counted and since
    when."""
    mine = (str(connection.settings_dict["NAME"]), scope)
    with _lock:
        left = _pool.get(mine)
        if left:
            return left.popleft()
    with transaction.atomic():
        first = _lease(scope)
        transaction.on_commit(lambda: _keep(mine, range(first + 1, first + SIZE)))
    return first


@transaction.atomic
def reserve(scope: str, count: int) -> None:
    """Lease so many at once, for somebody who knows how many will be wanted: they come without gaps and without asking."""
    mine = (str(connection.settings_dict["NAME"]), scope)
    first = _lease(scope, count)
    transaction.on_commit(lambda: _keep(mine, range(first, first + count)))


def _lease(scope: str, count: int = SIZE) -> int:
    rows = NumberBlock.objects.filter(scope=scope)
    if not rows.update(next=F("next") + count):
        NumberBlock.objects.bulk_create([NumberBlock(scope=scope)], ignore_conflicts=True)
        rows.update(next=F("next") + count)
    leased: int = rows.values_list("next", flat=True).get()
    return leased - count


def _keep(mine: tuple[str, str], numbers: range) -> None:
    with _lock:
        _pool.setdefault(mine, deque()).extend(numbers)


def _fresh() -> None:
    """A child process shares no lease with its parent."""
    global _lock
    _lock = threading.Lock()
    _pool.clear()


os.register_at_fork(after_in_child=_fresh)
