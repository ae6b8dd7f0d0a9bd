"""A row that is made in one go: while it is held, its moves, its facts and the rows that belong to it wait beside it in
memory; then all of it is written together, as it stands at the end.

Promise: released, the database holds what it would hold had each step been written when it was made; only the keys of
what waited are not known here. A row that is refused while it is held was never written. On PostgreSQL everything is
one statement, on SQLite one for each table.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model

from jinban.kit import prepared

HELD, LATER = "_held", "_later"
Group = tuple[type[Model], str, int]
_together: dict[tuple[type[Model], tuple[Group, ...]], tuple[str, tuple[Any, ...], tuple[tuple[Any, ...], ...]]] = {}


def hold(row: Model) -> None:
    """Begin a row that is not written yet."""
    setattr(row, HELD, [])
    setattr(row, LATER, [])


def is_held(row: Model) -> bool:
    """Whether this row waits to be written."""
    return getattr(row, HELD, None) is not None


def add(row: Model, column: str, child: Model) -> None:
    """Let a row wait with the one that it belongs to; this column of it takes the key."""
    getattr(row, HELD).append((column, child))


def waiting(row: Model, model: type[Model]) -> list[Any]:
    """The rows of a model that wait with this one, in the order in which they came."""
    return [child for _, child in getattr(row, HELD) if isinstance(child, model)]


def later(row: Model, work: Callable[[], object]) -> None:
    """Do this once the row is written."""
    getattr(row, LATER).append(work)


def release(row: Model) -> None:
    """Write the row and all that waits with it; afterwards it has its key, and is a row like any other."""
    children: dict[tuple[type[Model], str], list[Model]] = {}
    for column, child in getattr(row, HELD):
        children.setdefault((type(child), column), []).append(child)
    works = getattr(row, LATER)
    setattr(row, HELD, None)
    if connection.vendor == "postgresql":
        _as_one(row, children)
    else:
        _table_by_table(row, children)
    for work in works:
        work()


def _table_by_table(row: Model, children: dict[tuple[type[Model], str], list[Model]]) -> None:
    prepared.insert(row)
    for (model, column), rows in children.items():
        (keyed,) = prepared.columns(model, (column,))
        for child in rows:
            setattr(child, keyed.attname, row.pk if keyed.is_relation else str(row.pk))
        prepared.insert_many(model, rows)


def _as_one(row: Model, children: dict[tuple[type[Model], str], list[Model]]) -> None:
    sql, own, others = _statement(type(row), tuple((*key, len(rows)) for key, rows in children.items()))
    given = prepared.values(row, own)
    for fields, rows in zip(others, children.values(), strict=True):
        for child in rows:
            given += prepared.values(child, fields)
    with prepared.cursor() as cursor:
        cursor.execute(sql, given)
        row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def _statement(
    model: type[Model], groups: tuple[Group, ...]
) -> tuple[str, tuple[Any, ...], tuple[tuple[Any, ...], ...]]:
    """WITH made AS (INSERT … RETURNING key), g0 AS (INSERT … the key of made …) SELECT key FROM made."""
    if (model, groups) not in _together:
        key, own = prepared.quoted(model._meta.pk), _own(model)
        parts = [f"made AS (INSERT INTO {prepared.table(model)} {_row(own, 1)} RETURNING {key})"]
        others = []
        for number, (child, column, count) in enumerate(groups):
            (keyed,) = prepared.columns(child, (column,))
            rest = tuple(field for field in _own(child) if field is not keyed)
            made = f"(SELECT {key}{'' if keyed.is_relation else '::text'} FROM made)"  # noqa: S608 -- names of the model
            parts.append(f"g{number} AS (INSERT INTO {prepared.table(child)} {_row(rest, count, keyed, made)})")
            others.append(rest)
        sql = f"WITH {', '.join(parts)} SELECT {key} FROM made"  # noqa: S608 -- names of the model
        _together[model, groups] = (sql, own, tuple(others))
    return _together[model, groups]


def _own(model: type[Model]) -> tuple[Any, ...]:
    return tuple(field for field in model._meta.concrete_fields if not field.primary_key)


def _row(fields: Sequence[Any], count: int, keyed: Any = None, made: str = "") -> str:
    names = [prepared.quoted(field) for field in fields]
    marks = ["%s"] * len(names)
    if keyed is not None:
        names, marks = [prepared.quoted(keyed), *names], [made, *marks]
    one = f"({', '.join(marks)})"
    return f"({', '.join(names)}) VALUES {', '.join([one] * count)}"
