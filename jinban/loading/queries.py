"""Reads of loads. Everything starts at `visible_to`."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from jinban.kit.tables.columns import Table
from jinban.kit.tables.faults import Fault, Place
from jinban.loading.models import Change, Load, Wrong
from jinban.loading.tables import TABLES
from jinban.people import permits
from jinban.people.actors import Actor

# What gives people accounts is loaded by whoever administers them, everything else by whoever keeps the city's data.
ACCOUNTS = ("staff",)


def loadable(actor: Actor) -> list[Table]:
    """The tables that this actor may load, in the order in which one depends on another."""
    if actor.kind != "seat":
        return []
    city = permits.may(actor.role, "load", "city") is None
    accounts = permits.may(actor.role, "load", "seats") is None
    return [table for table in TABLES if (accounts if table.name in ACCOUNTS else city)]


def visible_to(actor: Actor) -> QuerySet[Load]:
    """The loads that somebody may see: an office those of its tables, the auditor all of them."""
    if actor.kind in ("system", "clock"):
        return Load.objects.all()
    if actor.kind != "seat" or permits.may(actor.role, "see", "loads"):
        return Load.objects.none()
    seen = Load.objects.select_related("seat__staff", "undone_seat__staff")
    tables = {table.name for table in loadable(actor)}
    if not tables:
        return seen
    return seen.filter(accounts=bool(tables & set(ACCOUNTS)))


def get(actor: Actor, pk: int) -> Load | None:
    """One load; None for one outside the gate as for one that does not exist."""
    return visible_to(actor).filter(pk=pk).first()


def changes(load: Load) -> QuerySet[Change]:
    """What a load changes, in the order of its file from the highest id on."""
    return Change.objects.filter(load=load)


def wrongs(load: Load) -> QuerySet[Wrong]:
    """What is wrong with its file, likewise."""
    return Wrong.objects.filter(load=load)


def faults(load: Load) -> list[Fault]:
    """The same as the reader of the file told them."""
    return [as_fault(row, load.file_name) for row in wrongs(load).order_by("-pk")]


def as_fault(row: Wrong, file: str = "") -> Fault:
    """A kept fault as the reader told it."""
    return Fault(Place(file, row.sheet, row.row, row.column), row.kind, row.sentence)


def later(load: Load) -> Change | None:
    """A row of this load that a later load, not undone, has changed again, with that load; None where there is none."""
    own = Change.objects.filter(load=load)
    newer = Change.objects.filter(load__stage="loaded", load__loaded_at__gt=load.loaded_at).exclude(load=load)
    rows: Sequence[tuple[Any, ...]] = list(own.values_list("table", "key"))
    found = newer.filter(table__in={table for table, _ in rows}).select_related("load").order_by("pk")
    known = set(rows)
    return next((change for change in found.iterator(2000) if (change.table, change.key) in known), None)
