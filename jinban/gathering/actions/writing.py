"""Rows of a plan into the table: new ones many at a time, changed ones each with what it said before and an event."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from jinban.gathering import rules
from jinban.gathering.events import Changed
from jinban.gathering.matching import Known
from jinban.gathering.models import Change, Gathered, Load
from jinban.gathering.planning import Plan
from jinban.gathering.rules import Given
from jinban.kit import marks, prepared
from jinban.kit.events import Actor, Code, Id, record

_OF_ROW = (
    "item_name", "item_id", "item_class_id", "department_id", "delegation_id", "batch_id", "site_id", "town_id", "village_id",
    "police", "channel", "state", "verdict", "received_day", "received_month", "accepted_day", "accepted_month",
    "decided_day", "decided_month",
)  # fmt: skip
_COLUMNS = ("source_id", "number", "given", "demo", "first_load_id", "load_id", *_OF_ROW)
Line = tuple[object, ...]


def write(plan: Plan, load: Load, known: Known, *, by: Actor, at: datetime) -> None:
    """All that a plan says, under one load."""
    demo = marks.is_demo()
    prepared.insert_lines(Gathered, _COLUMNS, _fresh(plan, load, known, demo))
    changes = []
    for _, row, before in plan.changed:
        put(before.pk, before.version, row, known, load=load.pk)
        changes.append((load.pk, row.number, before.given, before.version))
        columns = rules.differing(row, rules.read(before.given)) or ("item",)
        fact = Changed(load=Id(load.pk), columns=tuple(Code(name) for name in columns))
        record(fact, subject=Gathered(pk=before.pk), by=by, at=at)
    prepared.insert_lines(Change, ("load_id", "number", "before", "version"), changes)


def _fresh(plan: Plan, load: Load, known: Known, demo: bool) -> Iterator[Line]:
    for _, row in plan.added:
        values = known.columns(row)
        own = (load.source_id, row.number, row.written, demo, load.pk, load.pk)
        yield (*own, *(values[name] for name in _OF_ROW))


def put(pk: int, version: int, row: Given, known: Known, *, load: int) -> None:
    """One row as its source gives it now. LookupError when it is another by now, which the turn at its source prevents."""
    changes = {**known.columns(row), "given": row.written, "load_id": load}
    if not prepared.update(Gathered, {"pk": pk, "version": version}, changes, add_one="version"):
        raise LookupError(f"gathered case {pk} is not at version {version}")


def match_again(rows: Sequence[Gathered], known: Known) -> None:
    """These rows with their names looked up anew; what their sources said of them stays."""
    for row in rows:
        given = rules.read(row.given)
        prepared.update(Gathered, {"pk": row.pk}, known.columns(given), add_one="version")
