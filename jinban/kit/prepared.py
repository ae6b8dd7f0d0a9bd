"""One statement per row, derived from the model and kept: what the hot paths (append an event, accept a case) write.

It writes what `save(force_insert=True)` and `update()` of the ORM would write, without building the statement each time.
No signals are sent (the house has none), and no expression is understood: values only. Actions and kit use it, nobody
else.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.models import Field, Model

MOST = 40
AS_IT_IS: Mapping[type[Any], type[Any]] = {
    models.CharField: str, models.SlugField: str, models.TextField: str, models.IntegerField: int,
    models.BigIntegerField: int, models.PositiveIntegerField: int, models.PositiveSmallIntegerField: int,
    models.BooleanField: bool,
}  # fmt: skip
Statement = tuple[str, tuple[Any, ...]]
_many: dict[tuple[str, type[Model], int], str] = {}
_inserts: dict[tuple[str, type[Model], bool, bool], Statement] = {}
_updates: dict[tuple[str, type[Model], tuple[str, ...], tuple[str, ...], str], Statement] = {}


def cursor() -> Any:
    """A cursor for kept statements. On PostgreSQL the server keeps them too, on each connection of the pool: it parses and
    plans each but once."""
    if connection.vendor != "postgresql":
        return connection.cursor()
    connection.ensure_connection()
    real: Any = connections[DEFAULT_DB_ALIAS]
    return real._prepare_cursor(psycopg.Cursor(real.connection))


def insert(row: Model) -> None:
    """Write a fresh row; afterwards it has its key."""
    _write(row, once=False)


def insert_once(row: Model) -> bool:
    """Write a fresh row, unless one is there that it may not stand beside (its own key, a unique constraint); whether it
    was written."""
    return _write(row, once=True)


def _write(row: Model, *, once: bool) -> bool:
    keyless = row.pk is None
    sql, fields = _insert(type(row), keyless, once)
    with cursor() as asked:
        asked.execute(sql, values(row, fields))
        if keyless:
            written = asked.fetchone()
            if written is None:
                return False
            row.pk = written[0]
        elif not asked.rowcount:
            return False
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    return True


def insert_all(rows: Iterable[Model]) -> None:
    """Write fresh rows one after another."""
    for row in rows:
        insert(row)


def insert_many(model: type[Model], rows: Sequence[Model]) -> None:
    """Write fresh rows of one model at once, as many to a statement as go into one; their keys are not told."""
    fields = tuple(field for field in model._meta.concrete_fields if not field.primary_key)
    for start in range(0, len(rows), MOST):
        some = rows[start : start + MOST]
        with cursor() as asked:
            asked.execute(_insert_many(model, fields, len(some)), [one for row in some for one in values(row, fields)])


def insert_lines(
    model: type[Model], names: Sequence[str], lines: Iterable[Sequence[Any]], *, at_once: int = 2000
) -> int:
    """Write many fresh rows of these columns (attribute names), keys of the database's; how many there were. Each value as
    the database takes it: text, number, day, yes or no, None. Columns not named are left to the model's defaults."""
    given = columns(model, names)
    key = model._meta.pk
    rest = [field for field in model._meta.concrete_fields if field not in given and field is not key]
    fixed = [field.get_db_prep_save(field.get_default(), connection) for field in rest]
    heads = ", ".join(quoted(field) for field in (*given, *rest))
    marks = ", ".join("%s" for _ in (*given, *rest))
    sql = f"INSERT INTO {table(model)} ({heads}) VALUES ({marks})"  # noqa: S608 -- names of the model
    count = 0
    with connection.cursor() as asked:
        for some in _batched(lines, at_once):
            asked.executemany(sql, [(*line, *fixed) for line in some])
            count += len(some)
    return count


def update(model: type[Model], where: Mapping[str, Any], changes: Mapping[str, Any], *, add_one: str = "") -> int:
    """Change the rows that match; how many there were. The column `add_one` counts its changes."""
    sql, fields = _update(model, tuple(where), tuple(changes), add_one)
    given = [plain(field, value) for field, value in zip(fields, (*changes.values(), *where.values()), strict=True)]
    with cursor() as asked:
        asked.execute(sql, given)
        return int(asked.rowcount)


def _insert(model: type[Model], keyless: bool, once: bool) -> Statement:
    key = (connection.vendor, model, keyless, once)
    if key not in _inserts:
        fields = tuple(field for field in model._meta.concrete_fields if not (keyless and field.primary_key))
        names = ", ".join(quoted(field) for field in fields)
        marks = ", ".join("%s" for _ in fields)
        sql = f"INSERT INTO {table(model)} ({names}) VALUES ({marks})"  # noqa: S608 -- names of the model
        if once:
            sql += " ON CONFLICT DO NOTHING"
        if keyless and model._meta.pk is not None:
            sql += f" RETURNING {quoted(model._meta.pk)}"
        _inserts[key] = (sql, fields)
    return _inserts[key]


def _insert_many(model: type[Model], fields: tuple[Any, ...], count: int) -> str:
    key = (connection.vendor, model, count)
    if key not in _many:
        names = ", ".join(quoted(field) for field in fields)
        one = f"({', '.join('%s' for _ in fields)})"
        _many[key] = f"INSERT INTO {table(model)} ({names}) VALUES {', '.join([one] * count)}"  # noqa: S608 -- as above
    return _many[key]


def _update(model: type[Model], where: tuple[str, ...], changes: tuple[str, ...], add_one: str) -> Statement:
    key = (connection.vendor, model, where, changes, add_one)
    if key not in _updates:
        changed, matched = columns(model, changes), columns(model, where)
        parts = [f"{quoted(field)} = %s" for field in changed]
        if add_one:
            counted = quoted(columns(model, (add_one,))[0])
            parts.append(f"{counted} = {counted} + 1")
        condition = " AND ".join(f"{quoted(field)} = %s" for field in matched)
        sql = f"UPDATE {table(model)} SET {', '.join(parts)} WHERE {condition}"  # noqa: S608 -- names of the model
        _updates[key] = (sql, (*changed, *matched))
    return _updates[key]


def _batched(lines: Iterable[Sequence[Any]], size: int) -> Iterator[list[Sequence[Any]]]:
    rest = iter(lines)
    while some := list(islice(rest, size)):
        yield some


def columns(model: type[Model], names: Sequence[str]) -> tuple[Any, ...]:
    """The columns of these names; `site` and `site_id` are the same. FieldDoesNotExist for another name."""
    found = []
    for name in names:
        field = model._meta.pk if name == "pk" else model._meta.get_field(name)
        if not isinstance(field, Field) or not field.concrete:
            raise TypeError(f"{model.__name__}.{name} is no column")
        found.append(field)
    return tuple(found)


def values(row: Model, fields: Iterable[Any]) -> list[Any]:
    """What stands in these columns of a fresh row, as the database takes it."""
    real: Any = connections[DEFAULT_DB_ALIAS]
    found = []
    for field in fields:
        value = field.pre_save(row, True)
        # Most columns of a row hold nothing, or what the database takes as it is.
        as_it_is = value is None or type(value) is AS_IT_IS.get(type(field))
        found.append(value if as_it_is else field.get_db_prep_save(value, real))
    return found


def plain(field: Any, value: Any) -> Any:
    """A value as the database takes it for this column. TypeError for an expression."""
    if hasattr(value, "resolve_expression"):
        raise TypeError(f"{field}: a value, not an expression")
    if isinstance(value, Model):
        value = getattr(value, field.target_field.attname)
    return field.get_db_prep_save(value, connection)


def quoted(field: Any) -> str:
    """The name of a column as a statement writes it."""
    return connection.ops.quote_name(field.column)


def table(model: type[Model]) -> str:
    """The name of a table as a statement writes it."""
    return connection.ops.quote_name(model._meta.db_table)
