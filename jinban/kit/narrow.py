"""One row by its columns, by a statement that is derived from the model once and kept: what the hot paths read (who
sits there, whether somebody is known).

It reads what `select_related(…).filter(…).first()` of the ORM would read, equality only, without building the statement
each time. A row that is found by what is not unique is any of them.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import ForeignKey, Model

from jinban.kit import prepared

M = TypeVar("M", bound=Model)


class Table(NamedTuple):
    """One table of a statement: whose rows, which columns, as what it hangs on which other one."""

    model: type[Model]
    names: tuple[str, ...]
    converters: tuple[tuple[Any, ...], ...]
    expressions: tuple[Any, ...]
    parent: int
    relation: Any


Statement = tuple[str, tuple[Any, ...], tuple[Table, ...]]
_kept: dict[tuple[str, type[Model], tuple[str, ...], tuple[str, ...]], Statement] = {}


def one(model: type[M], where: Mapping[str, Any], *, along: tuple[str, ...] = ()) -> M | None:
    """The row with these values, and along its relations (`site`, `site__division`) those that it names; None where
    there is none."""
    return next(iter(_found(model, where, along)), None)


def every(model: type[M]) -> list[M]:
    """All rows of a small table, in no order."""
    return _found(model, {}, ())


def _found(model: type[M], where: Mapping[str, Any], along: tuple[str, ...]) -> list[M]:
    sql, fields, tables = _statement(model, tuple(where), along)
    given = [prepared.plain(field, value) for field, value in zip(fields, where.values(), strict=True)]
    with prepared.cursor() as cursor:
        cursor.execute(sql, given)
        return [_made(row, tables) for row in cursor.fetchall()]


def _made(row: tuple[Any, ...], tables: tuple[Table, ...]) -> Any:
    """The row of each table, each put where it belongs in the one that names it; the first is the one asked for."""
    found: list[Model | None] = []
    start = 0
    for table in tables:
        values = list(row[start : start + len(table.names)])
        start += len(table.names)
        for place, converters in enumerate(table.converters):
            for convert in converters:
                values[place] = convert(values[place], table.expressions[place], connection)
        known = table.relation is None or any(value is not None for value in values)
        one = table.model.from_db(DEFAULT_DB_ALIAS, table.names, values) if known else None
        parent = found[table.parent] if found else None
        if parent is not None:
            table.relation.set_cached_value(parent, one)
        found.append(one)
    return found[0]


def _statement(model: type[Model], where: tuple[str, ...], along: tuple[str, ...]) -> Statement:
    key = (connection.vendor, model, where, along)
    if key not in _kept:
        quote: Any = connection.ops.quote_name
        tables = [_table(model, 0, None)]
        source = f"{quote(model._meta.db_table)} t0"
        places = {"": 0}
        for path in _steps(along):
            before, _, name = path.rpartition("__")
            parent = places[before]
            relation = tables[parent].model._meta.get_field(name)
            if not isinstance(relation, ForeignKey):
                raise TypeError(f"{model.__name__}.{path} leads to no one row")
            places[path] = len(tables)
            target = relation.related_model
            tables.append(_table(target, parent, relation))
            source += (
                f" LEFT JOIN {quote(target._meta.db_table)} t{places[path]}"
                f" ON t{places[path]}.{quote(relation.target_field.column)} = t{parent}.{quote(relation.column)}"
            )
        columns = ", ".join(
            f"t{number}.{quote(field.column)}"
            for number, table in enumerate(tables)
            for field in table.model._meta.concrete_fields
        )
        fields = prepared.columns(model, where)
        condition = " AND ".join(f"t0.{quote(field.column)} = %s" for field in fields)
        only = f" WHERE {condition} LIMIT 1" if fields else ""
        sql = f"SELECT {columns} FROM {source}{only}"  # noqa: S608 -- names of the model
        _kept[key] = (sql, fields, tuple(tables))
    return _kept[key]


def _steps(along: tuple[str, ...]) -> list[str]:
    """Every relation on the way, each after the one that it hangs on."""
    steps: dict[str, None] = {}
    for path in along:
        parts = path.split("__")
        steps |= dict.fromkeys("__".join(parts[: length + 1]) for length in range(len(parts)))
    return list(steps)


def _table(model: Any, parent: int, relation: Any) -> Table:
    fields = model._meta.concrete_fields
    expressions = tuple(field.cached_col for field in fields)
    converters = tuple(
        (*connection.ops.get_db_converters(one), *one.get_db_converters(connection)) for one in expressions
    )
    return Table(model, tuple(field.attname for field in fields), converters, expressions, parent, relation)
