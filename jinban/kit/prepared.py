"""One statement per row, derived from the model and kept: what the hot paths (append an event, accept a case) write.

It writes what `save(force_insert=True)` and `update()` of the ORM would write, without building the statement each time.
No signals are sent (the house has none), and no expression is understood: values only. Actions and kit use it, nobody
else.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Field, Model

Statement = tuple[str, tuple[Any, ...]]
_inserts: dict[tuple[str, type[Model], bool, bool], Statement] = {}
_updates: dict[tuple[str, type[Model], tuple[str, ...], tuple[str, ...], str], Statement] = {}


def insert(row: Model) -> None:
    """Write a fresh row; afterwards it has its key."""
    _write(row, once=False)


def insert_once(row: Model) -> bool:
    """Write a fresh row with a key of the database's, unless one is there that it may not stand beside (a unique
    constraint); whether it was written."""
    if row.pk is not None:
        raise TypeError(f"{row!r} brings its own key")
    return _write(row, once=True)


def _write(row: Model, *, once: bool) -> bool:
    keyless = row.pk is None
    sql, fields = _insert(type(row), keyless, once)
    with connection.cursor() as cursor:
        cursor.execute(sql, _values(row, fields))
        if keyless:
            written = cursor.fetchone()
            if written is None:
                return False
            row.pk = written[0]
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    return True


def insert_all(rows: Iterable[Model]) -> None:
    """Write fresh rows one after another."""
    for row in rows:
        insert(row)


def insert_many(
    model: type[Model], columns: Sequence[str], lines: Iterable[Sequence[Any]], *, at_once: int = 2000
) -> int:
    """Write many fresh rows of these columns (attribute names), keys of the database's; how many there were. Each value as
    the database takes it: text, number, day, yes or no, None. Columns not named are left to the model's defaults."""
    given = _fields(model, columns)
    key = model._meta.pk
    rest = [field for field in model._meta.concrete_fields if field not in given and field is not key]
    fixed = [field.get_db_prep_save(field.get_default(), connection) for field in rest]
    names = ", ".join(_quoted(field) for field in (*given, *rest))
    marks = ", ".join("%s" for _ in (*given, *rest))
    sql = f"INSERT INTO {_table(model)} ({names}) VALUES ({marks})"  # noqa: S608 -- names of the model
    count = 0
    with connection.cursor() as cursor:
        for some in _batched(lines, at_once):
            cursor.executemany(sql, [(*line, *fixed) for line in some])
            count += len(some)
    return count


def update(model: type[Model], where: Mapping[str, Any], changes: Mapping[str, Any], *, add_one: str = "") -> int:
    """Change the rows that match; how many there were. The column `add_one` counts its changes."""
    sql, fields = _update(model, tuple(where), tuple(changes), add_one)
    given = [_plain(field, value) for field, value in zip(fields, (*changes.values(), *where.values()), strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return int(cursor.rowcount)


def _insert(model: type[Model], keyless: bool, once: bool) -> Statement:
    key = (connection.vendor, model, keyless, once)
    if key not in _inserts:
        fields = tuple(field for field in model._meta.concrete_fields if not (keyless and field.primary_key))
        names = ", ".join(_quoted(field) for field in fields)
        marks = ", ".join("%s" for _ in fields)
        sql = f"INSERT INTO {_table(model)} ({names}) VALUES ({marks})"  # noqa: S608 -- names of the model
        if once:
            sql += " ON CONFLICT DO NOTHING"
        if keyless and model._meta.pk is not None:
            sql += f" RETURNING {_quoted(model._meta.pk)}"
        _inserts[key] = (sql, fields)
    return _inserts[key]


def _update(model: type[Model], where: tuple[str, ...], changes: tuple[str, ...], add_one: str) -> Statement:
    key = (connection.vendor, model, where, changes, add_one)
    if key not in _updates:
        changed, matched = _fields(model, changes), _fields(model, where)
        parts = [f"{_quoted(field)} = %s" for field in changed]
        if add_one:
            counted = _quoted(_fields(model, (add_one,))[0])
            parts.append(f"{counted} = {counted} + 1")
        condition = " AND ".join(f"{_quoted(field)} = %s" for field in matched)
        sql = f"UPDATE {_table(model)} SET {', '.join(parts)} WHERE {condition}"  # noqa: S608 -- names of the model
        _updates[key] = (sql, (*changed, *matched))
    return _updates[key]


def _batched(lines: Iterable[Sequence[Any]], size: int) -> Iterator[list[Sequence[Any]]]:
    rest = iter(lines)
    while some := list(islice(rest, size)):
        yield some


def _fields(model: type[Model], names: Sequence[str]) -> tuple[Any, ...]:
    """The columns of these names; `site` and `site_id` are the same. FieldDoesNotExist for another name."""
    found = []
    for name in names:
        field = model._meta.pk if name == "pk" else model._meta.get_field(name)
        if not isinstance(field, Field) or not field.concrete:
            raise TypeError(f"{model.__name__}.{name} is no column")
        found.append(field)
    return tuple(found)


def _values(row: Model, fields: Iterable[Any]) -> list[Any]:
    return [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]


def _plain(field: Any, value: Any) -> Any:
    if hasattr(value, "resolve_expression"):
        raise TypeError(f"{field}: a value, not an expression")
    if isinstance(value, Model):
        value = getattr(value, field.target_field.attname)
    return field.get_db_prep_save(value, connection)


def _quoted(field: Any) -> str:
    return connection.ops.quote_name(field.column)


def _table(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)
