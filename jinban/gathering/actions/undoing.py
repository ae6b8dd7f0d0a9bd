"""Taking a whole load back."""

from datetime import datetime

from django.db import transaction

from jinban.gathering import rules
from jinban.gathering.actions.steps import in_turn, may_gather, source_of
from jinban.gathering.actions.writing import put
from jinban.gathering.events import Undone
from jinban.gathering.matching import Known
from jinban.gathering.models import Change, Gathered, Load, LoadState
from jinban.kit import marks
from jinban.kit.events import Id, record
from jinban.kit.refused import Refused
from jinban.people.actors import Actor


@transaction.atomic
def undo(load: Load, *, by: Actor, at: datetime) -> None:
    """What a load added is gone, what it changed is as before. Refused when it is not loaded, or when a later load
    changed one of its rows: that one is undone first."""
    source = source_of(load.source_id)
    may_gather(by, source)
    in_turn(source)
    if not Load.objects.filter(pk=load.pk, state=LoadState.LOADED).update(state=LoadState.UNDONE, undone_at=at):
        raise Refused("这一批没有装入，或者已经撤销了。")
    changes = list(Change.objects.filter(load=load))
    here = {row.number: row for row in _rows(load.source_id, [change.number for change in changes])}
    later = set(Gathered.objects.filter(first_load=load).exclude(load=load).values_list("load_id", flat=True))
    later |= {row.load_id for row in here.values()} - {load.pk}
    if later:
        raise Refused(f"第{max(later)}批后来改过这一批的办件，请先撤销第{max(later)}批。")
    removed, _ = Gathered.objects.filter(first_load=load).delete()
    with marks.steady():
        known = Known(source)
        earlier = _wrote_before(load, [change.number for change in changes], here)
        for change in changes:
            row = here[change.number]
            put(row.pk, row.version, rules.read(change.before), known, load=earlier[change.number])
    load.refresh_from_db()
    record(Undone(removed=Id(removed), restored=Id(len(changes))), subject=load, by=by, at=at)


def _rows(source: str, numbers: list[str]) -> list[Gathered]:
    found: list[Gathered] = []
    for start in range(0, len(numbers), 500):
        found += Gathered.objects.filter(source=source, number__in=numbers[start : start + 500])
    return found


def _wrote_before(load: Load, numbers: list[str], here: dict[str, Gathered]) -> dict[str, int]:
    """Which load had written each row before this one: the last that changed it and was not taken back, or the first."""
    found = {number: here[number].first_load_id for number in numbers}
    for start in range(0, len(numbers), 500):
        some = numbers[start : start + 500]
        rows = Change.objects.filter(
            load__source=load.source_id, load__state=LoadState.LOADED, load__lt=load.pk, number__in=some
        )
        for number, other in rows.order_by("load").values_list("number", "load_id"):
            found[number] = max(found[number], other)
    return found
