"""Rows that another system hands in over the API: each has its own outcome; the sound ones are written, in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from jinban.gathering import columns
from jinban.gathering.actions.steps import in_turn, may_gather, source_of, who
from jinban.gathering.actions.writing import write
from jinban.gathering.events import Loaded
from jinban.gathering.matching import Known
from jinban.gathering.models import Load, LoadState, Source, Way
from jinban.gathering.planning import Plan, plan
from jinban.gathering.rules import Fault
from jinban.kit import marks
from jinban.kit.clock import legal_day
from jinban.kit.events import Code, Id, record
from jinban.kit.refused import Refused
from jinban.people.actors import Actor

MOST = 5000
ADDED, CHANGED, SAME, FAULTY = "added", "changed", "same", "faulty"


@dataclass(frozen=True)
class Outcome:
    """What became of one row. `index` counts from 0; `outcome`: added, changed, same or faulty; `waiting`: no item of the
    catalogue is known by its name yet, it counts when somebody has said which it is; `faults`: column, kind, sentence."""

    index: int
    number: str
    outcome: str
    waiting: bool = False
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Gathering:
    """What became of one call: an outcome for each row, in order; the load that was written, None where nothing was."""

    load: int | None
    outcomes: tuple[Outcome, ...]

    def count(self, outcome: str) -> int:
        """How many rows had this outcome."""
        return sum(one.outcome == outcome for one in self.outcomes)


@transaction.atomic
def gather(rows: Sequence[Mapping[str, Any]], *, source: str, by: Actor, at: datetime) -> Gathering:
    """Take in cases of another system, told apart by `source` + `number`; the same call again changes nothing.

    A row is a mapping with `number`, `item` (code or name), `state` (running, closed, ended, voided) and, where there are
    any, `place`, `department` (codes or names), `channel`, `received`, `accepted`, `decided` (2024-05-07), `result`
    (approved, denied). Faulty rows are told one by one and not written; the sound ones are. Refused, and nothing written:
    more than MOST rows, an unknown source, somebody who may not."""
    if len(rows) > MOST:
        raise Refused(f"一次最多{MOST}行，现在是{len(rows)}行，请分几次。")
    origin = source_of(source)
    may_gather(by, origin)
    in_turn(origin)
    given, wrong = [], {}
    for index, row in enumerate(rows):
        one, faults = columns.of_call(row)
        if one is None:
            wrong[index] = faults
        else:
            given.append((index, one))
    with marks.steady():
        known = Known(origin)
        made = plan(given, known, legal_day(at), found=wrong)
        load = _load(origin, len(rows), made, by=by, at=at) if made.added or made.changed else None
        if load is not None:
            write(made, load, known, by=by, at=at)
    return Gathering(load.pk if load else None, _outcomes(rows, made))


def _load(source: Source, rows: int, made: Plan, *, by: Actor, at: datetime) -> Load:
    added, changed, same = made.counts
    load = Load.objects.create(
        source=source, way=Way.API, state=LoadState.LOADED, checked_at=at, loaded_at=at, rows=added + changed + same,
        added=added, changed=changed, same=same, report={"waiting": made.waiting.most_common(200)}, **who(by),
    )  # fmt: skip
    fact = Loaded(source=Code(source.pk), rows=Id(rows), added=Id(added), changed=Id(changed), same=Id(same))
    record(fact, subject=load, by=by, at=at)
    return load


def _outcomes(rows: Sequence[Mapping[str, Any]], made: Plan) -> tuple[Outcome, ...]:
    found = {
        **dict.fromkeys(made.same, SAME),
        **{key: ADDED for key, _ in made.added},
        **{key: CHANGED for key, _, _ in made.changed},
    }
    waiting = set(made.waiting)
    return tuple(
        Outcome(
            index,
            str(row.get("number") or "")[:64],
            FAULTY if index in made.faults else found[index],
            index not in made.faults and row.get("item") in waiting,
            tuple(made.faults.get(index, ())),
        )
        for index, row in enumerate(rows)
    )
