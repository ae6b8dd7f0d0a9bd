"""The only writer of loads. What a file holds is written by the rooms' own actions, all of it or nothing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from jinban.kit import files, marks
from jinban.kit.events import Id, record
from jinban.kit.life import advance
from jinban.kit.refused import Refused
from jinban.kit.tables.faults import Fault, Place
from jinban.loading import events as happened
from jinban.loading import queries, undoing
from jinban.loading.differing import Difference, counted, differences, digest, words
from jinban.loading.load import City, apply
from jinban.loading.models import Change, Load, Wrong
from jinban.loading.stages import LOAD, S
from jinban.loading.standing import everything
from jinban.loading.tables import BY_NAME
from jinban.loading.upload import Given, checked
from jinban.people.actors import Actor

CHANGED = "上传以后有人改过数据，导入的结果和给您看的不一样了。下面是重新核对的结果，请再看一遍。"
AT_ONCE = 500


class Stale(Refused):
    """What the load would change is no longer what was shown."""


@transaction.atomic
def hand_in(tables: Sequence[str], name: str, raw: bytes, *, by: Actor, at: datetime) -> Load:
    """Take a file in and say what it would change, or every fault of it; nothing of it is written. What the same seat had
    handed in before and not loaded is put aside. Refused: tables that are not this seat's, a file that is no table."""
    allowed = {table.name for table in queries.loadable(by)}
    if not tables or set(tables) - allowed:
        raise Refused("这张表不由您导入，请换一张。")
    for before in Load.objects.filter(seat=by.id, stage=S.GIVEN):
        drop(before, by=by, at=at)
    stored = files.store_table(raw)
    try:
        load = Load.objects.create(
            tables=list(tables), accounts=bool(set(tables) & set(queries.ACCOUNTS)), file_name=name[-120:], stored=stored.name,
            sha256=stored.sha256, size=stored.size, seat_id=by.id, at=at,
        )  # fmt: skip
        _look(load, raw, by=by, at=at)
        fact = happened.HandedIn(faults=Id(load.faults), changes=Id(load.changes_count))
        record(fact, subject=load, by=by, at=at)
    except BaseException:
        files.remove(stored.name)
        raise
    return load


@transaction.atomic
def look_again(load: Load, *, by: Actor, at: datetime) -> None:
    """Work out anew what a file that waits would change; nothing, where somebody was faster."""
    _fresh(load)
    if load.stage == S.GIVEN:
        _look(load, content(load), by=by, at=at)


@transaction.atomic
def load(load: Load, *, seen: str, by: Actor, at: datetime) -> None:
    """Write the file. Stale, when what it changes is not what was shown (`seen`); Refused while it has faults, and whenever
    a room refuses. Nothing is written then."""
    _fresh(load)
    if sentence := LOAD.refusal(load, "load", by=by, standing=(by.role,), at=at):
        raise Refused(sentence)
    given = checked(load.file_name, content(load), load.tables, at=at)
    if given.faults:
        raise Stale(CHANGED)
    found = _written(given, by=by, at=at)
    if digest(found) != load.digest or seen != load.digest:
        raise Stale(CHANGED)
    fresh, changed, dropped = (Id(load.total(kind)) for kind in ("fresh", "changed", "dropped"))
    fact = happened.Loaded(fresh=fresh, changed=changed, dropped=dropped)
    advance(LOAD, load, "load", by=by, standing=(by.role,), at=at, fact=fact, loaded_at=at)


@transaction.atomic
def drop(load: Load, *, by: Actor, at: datetime) -> None:
    """Put a file aside that is not to be loaded; it goes from the store."""
    stored = load.stored
    advance(LOAD, load, "drop", by=by, standing=(by.role,), at=at, fact=happened.Dropped(), stored="")
    transaction.on_commit(lambda: files.remove(stored))


@transaction.atomic
def undo(load: Load, *, by: Actor, at: datetime) -> None:
    """Take back the whole load: what it added goes, what it changed stands as before. Refused, and nothing is written, when a
    row of it has changed since or when anything refers to what it added."""
    _fresh(load)
    if sentence := LOAD.refusal(load, "undo", by=by, standing=(by.role,), at=at):
        raise Refused(sentence)
    if found := queries.later(load):
        raise Refused(f"{_row(found)}后来又由{found.load}改过。请先撤销{found.load}。")
    changes = list(queries.changes(load).order_by("-pk"))
    _insist_as_left(changes, before=False)
    undoing.take_back(load, changes, by=by, at=at)
    _insist_as_left(changes, before=True)
    fact = happened.Undone(changes=Id(len(changes)))
    advance(LOAD, load, "undo", by=by, standing=(by.role,), at=at, fact=fact, undone_at=at, undone_seat_id=by.id)


def _fresh(load: Load) -> None:
    """The load as it stands now, kept for this transaction: of two clicks the second one sees what the first one did."""
    load.refresh_from_db(from_queryset=Load.objects.select_for_update())


def content(load: Load) -> bytes:
    """The file as it was handed in. Refused when it was put aside."""
    if not load.stored:
        raise Refused("这个文件已经放弃，不再保存。请重新上传。")
    return b"".join(files.open_stream(load.stored))


def _look(load: Load, raw: bytes, *, by: Actor, at: datetime) -> None:
    """Write down what the file would change, or what is wrong with it."""
    given = checked(load.file_name, raw, load.tables, at=at)
    found: list[Difference] = []
    if not given.faults:
        try:
            with transaction.atomic():
                found = _written(given, by=by, at=at)
                transaction.set_rollback(True)
        except Refused as no:
            given.faults = [Fault(Place(load.file_name), "refused", no.sentence)]
        marks.forget()  # what was read under the marks that are rolled back
    load.faults, load.examples = len(given.faults) + given.more, given.examples
    load.counts = counted(found, {table: len(rows) for table, rows in given.rows.items()})
    load.digest = digest(found)
    load.save(update_fields=["faults", "examples", "counts", "digest"])
    Change.objects.filter(load=load).delete()
    Wrong.objects.filter(load=load).delete()
    Change.objects.bulk_create([_change(load, one) for one in reversed(found)], batch_size=AT_ONCE)
    Wrong.objects.bulk_create([_wrong(load, one) for one in reversed(given.faults)], batch_size=AT_ONCE)


def _change(load: Load, one: Difference) -> Change:
    return Change(load=load, table=one.table, key=one.key, kind=one.kind, before=one.before, after=one.after)


def _wrong(load: Load, one: Fault) -> Wrong:
    place = one.place
    return Wrong(
        load=load,
        sheet=place.sheet[:60],
        row=place.row,
        column=place.column[:120],
        kind=one.kind,
        sentence=one.sentence,
    )


def _written(given: Given, *, by: Actor, at: datetime) -> list[Difference]:
    """Write the rows and say what differs; the caller's transaction keeps it or not."""
    before = everything(given.rows)
    apply(City(rows=given.rows), by=by, at=at)
    return differences(before, everything(given.rows))


def _insist_as_left(changes: Sequence[Change], *, before: bool) -> None:
    """Every row stands as this load left it, or as it found it. Refused, naming the first that does not."""
    now: dict[str, dict[str, Any]] = {}
    for change in changes:
        if change.table not in now:
            rows = everything([change.table])[change.table].values()
            now[change.table] = {_key(change.table, row): row for row in (words(change.table, one) for one in rows)}
        if now[change.table].get(change.key) != (change.before if before else change.after):
            if before:
                raise Refused(f"{_row(change)}恢复不到导入以前的样子，这次导入不能撤销。")
            raise Refused(f"{_row(change)}在导入以后又改过，这次导入不能撤销。")


def _key(table: str, row: dict[str, str]) -> str:
    return "|".join(row[name] for name in BY_NAME[table].key)[:300]


def _row(change: Change) -> str:
    return f"{BY_NAME[change.table].label}表的“{change.key.replace('|', '、')}”"
