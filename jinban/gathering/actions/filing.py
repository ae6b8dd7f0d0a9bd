"""A file of an office: checked and shown, then loaded as a whole or dropped. Between the two nothing of it counts."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction

from jinban.gathering import queries, rules
from jinban.gathering.actions.steps import in_turn, may_gather, source_of, who
from jinban.gathering.actions.writing import write
from jinban.gathering.columns import HEADS, TABLE
from jinban.gathering.events import Checked, Dropped, Loaded
from jinban.gathering.matching import Known
from jinban.gathering.models import Load, LoadState, Source, Way
from jinban.gathering.planning import Plan, plan
from jinban.gathering.reading import File, cases
from jinban.kit import files, marks
from jinban.kit.clock import legal_day
from jinban.kit.events import Code, Id, record
from jinban.kit.refused import Refused
from jinban.people.actors import Actor

FAULTS_KEPT, EXAMPLES, NAMES_KEPT = 1000, 50, 200
OPEN = (LoadState.FAULTY, LoadState.READY)
NOTED = ("checked_at", "state", "rows", "faults", "added", "changed", "same", "report")


def check(content: bytes, file_name: str, *, source: str, by: Actor, at: datetime) -> Load:
    """Read and check a file, and keep it sealed with what it would do: faulty, or ready to be loaded. Refused when it is no
    such file, or somebody may not."""
    origin = source_of(source)
    may_gather(by, origin)
    file, made = _planned(content, file_name, origin, at=at)
    load = Load(
        source=origin, way=Way.FILE, file_name=file_name[:120], stored=files.keep(content), checked_at=at, **who(by)
    )
    try:
        _save_checked(load, file, made, by=by, at=at)
    except BaseException:
        files.remove(load.stored)
        raise
    return load


@transaction.atomic
def _save_checked(load: Load, file: File, made: Plan, *, by: Actor, at: datetime) -> None:
    _note(load, file, made)
    load.save()
    _say_checked(load, by=by, at=at)


def _say_checked(load: Load, *, by: Actor, at: datetime) -> None:
    record(Checked(source=Code(load.source_id), rows=Id(load.rows), faults=Id(load.faults)), subject=load, by=by, at=at)


def recheck(load: Load, *, by: Actor, at: datetime) -> None:
    """Check a kept file again, on the rows as they are now. Refused when it is loaded or dropped,
    also meanwhile."""
    may_gather(by, source_of(load.source_id))
    file, made = _planned(_kept(load), load.file_name, source_of(load.source_id), at=at)
    load.checked_at = at
    _note(load, file, made)
    noted = {name: getattr(load, name) for name in NOTED}
    with transaction.atomic():
        if not Load.objects.filter(pk=load.pk, state__in=OPEN).update(**noted):
            raise Refused("这一批已经装入或者放弃了。")
        _say_checked(load, by=by, at=at)


def publish(load: Load, *, by: Actor, at: datetime) -> None:
    """Load a checked file: all of its rows, or none. Refused when it is not ready, when what it would do is not what was
    shown, or when somebody wrote of the same source meanwhile."""
    source = source_of(load.source_id)
    may_gather(by, source)
    if load.state == LoadState.FAULTY:
        raise Refused("这份文件有错误，一行也没有装入。请改好以后重新上传。")
    with marks.steady():
        known = Known(source)
        _, made = _planned(_kept(load), load.file_name, source, at=at, known=known)
        if made.faults or made.counts != (load.added, load.changed, load.same):
            raise Refused("预览以后数据变了，装入的结果会和您看到的不一样。请点“重新检查”，看过再装入。")
        with transaction.atomic():
            in_turn(source)
            ready = Load.objects.filter(pk=load.pk, state=LoadState.READY)
            if not ready.update(state=LoadState.LOADED, loaded_at=at, stored="", **who(by)):
                raise Refused("这一批已经装入或者放弃了。")
            write(made, load, known, by=by, at=at)
            added, changed, same = made.counts
            fact = Loaded(
                source=Code(source.pk), rows=Id(load.rows), added=Id(added), changed=Id(changed), same=Id(same)
            )
            record(fact, subject=load, by=by, at=at)
    files.remove(load.stored)
    load.refresh_from_db()


def drop(load: Load, *, by: Actor, at: datetime) -> None:
    """Forget a file that was not loaded. Refused when it was."""
    may_gather(by, source_of(load.source_id))
    with transaction.atomic():
        if not Load.objects.filter(pk=load.pk, state__in=OPEN).update(state=LoadState.DROPPED, stored="", report={}):
            raise Refused("这一批已经装入或者放弃了。")
        record(Dropped(), subject=load, by=by, at=at)
    files.remove(load.stored)
    load.refresh_from_db()


def _kept(load: Load) -> bytes:
    if load.state not in OPEN or not load.stored:
        raise Refused("这一批已经装入或者放弃了。")
    try:
        return queries.content(load)
    except FileNotFoundError:  # loaded or dropped since it was read
        raise Refused("这一批已经装入或者放弃了。") from None


def _planned(
    content: bytes, file_name: str, source: Source, *, at: datetime, known: Known | None = None
) -> tuple[File, Plan]:
    file = File(file_name, content, TABLE)
    with marks.steady():
        return file, plan(cases(file), known or Known(source), legal_day(at), found={})


def _note(load: Load, file: File, made: Plan) -> None:
    """What the page of a load shows: all of it counted, a limited part of it written out."""
    faults = file.faults(made.faults)
    load.rows, load.faults = file.lines, len(faults)
    load.added, load.changed, load.same = made.counts
    load.state = LoadState.FAULTY if faults or not file.lines else LoadState.READY
    load.report = {
        "faults": [fault.plain for fault in faults[:FAULTS_KEPT]],
        "changes": [*_examples(made)],
        "waiting": made.waiting.most_common(NAMES_KEPT),
    }


def _examples(made: Plan) -> Iterator[dict[str, Any]]:
    for _, row, before in made.changed[:EXAMPLES]:
        old = rules.read(before.given)
        told = [
            (HEADS[name], str(getattr(old, name) or ""), str(getattr(row, name) or ""))
            for name in rules.differing(row, old)
        ]
        yield {"number": row.number, "columns": told}
