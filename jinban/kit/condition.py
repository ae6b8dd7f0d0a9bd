"""How the machine and the work behind the site stand: what a watch asks. Each answer is a few rows of an index."""

import shutil
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db import Error as AnyDatabaseError
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Min

from jinban.kit import marks, outages
from jinban.kit.deliveries import Delivery
from jinban.kit.home import home
from jinban.kit.models import Event

LEAST_DISK = 512 * 1024 * 1024
# A worker says every quarter of a minute that it is there; three times missed is late.
LATE = timedelta(minutes=1)
BACK = timedelta(minutes=1)


@dataclass(frozen=True)
class Check:
    """One thing that was looked at. `must`: without it the site cannot serve."""

    name: str
    ok: bool
    must: bool = True
    said: dict[str, Any] = field(default_factory=dict)


def checks(*, machine: datetime, city: datetime) -> list[Check]:
    """Everything that is asked of a site that is ready: database, migrations, disk, clock; and whether the worker is there."""
    found = [_disk()]
    try:
        found += [_migrated(), _clock(city), _worker(machine)]
    except AnyDatabaseError as fault:
        connection.close()
        return [Check("database", ok=False, said={"reason": outages.of(fault) or type(fault).__name__}), *found]
    return [Check("database", ok=True), *found]


def _disk() -> Check:
    folders = {home()}
    if connection.vendor == "sqlite" and Path(str(connection.settings_dict["NAME"])).parent.is_dir():
        folders.add(Path(str(connection.settings_dict["NAME"])).parent)
    free = min(shutil.disk_usage(folder).free for folder in folders)
    return Check("disk", ok=free >= LEAST_DISK, said={"free_mb": free // 2**20})


@lru_cache(maxsize=1)
def _newest() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def _migrated() -> Check:
    missing = _newest() - set(MigrationRecorder(connection).applied_migrations())
    return Check("migrations", ok=not missing, said={"missing": len(missing)})


def _clock(city: datetime) -> Check:
    """The city's clock is not before what happened last."""
    last = Event.objects.order_by("-id").values_list("at", flat=True).first()
    behind = (last - city).total_seconds() if last else 0
    return Check("clock", ok=behind <= BACK.total_seconds(), said={"behind_seconds": max(0, int(behind))})


def _worker(machine: datetime) -> Check:
    age = heartbeat_age(machine)
    return Check("worker", ok=age is not None and age <= LATE.total_seconds(), must=False, said={"age_seconds": age})


def heartbeat_age(machine: datetime) -> int | None:
    """Seconds since a worker last said that it is there; None when none ever did. A beat from the future is none."""
    beat = marks.read(marks.WORKER)
    age = (machine - beat.set_at).total_seconds() if beat else None
    return None if age is None or age < -BACK.total_seconds() else max(0, int(age))


def backlog(machine: datetime) -> dict[str, int]:
    """What waits: deliveries by state, the seconds that the oldest one is overdue, events that are not routed yet (to 10,000)."""
    states = {state: Delivery.objects.filter(state=state).count() for state in ("due", "claimed", "failed")}
    oldest = Delivery.objects.filter(state="due").aggregate(Min("due_at"))["due_at__min"]
    late = int((machine - oldest).total_seconds()) if oldest else 0
    waiting = Event.objects.filter(routed_at=None).values("id")[:10_000].count()
    return {**states, "late_seconds": max(0, late), "unrouted": waiting}


def events() -> int:
    """How many events there were, gaps in the numbers counted."""
    return Event.objects.order_by("-id").values_list("id", flat=True).first() or 0
