"""A figure is defined once: a fact view, a predicate in portable SQL, a measure, a date, a unit, a Chinese sentence.

Portable: the same text runs on SQLite, PostgreSQL, DuckDB and Spark. No vendor date functions, no bare `/`,
`CASE … 1 ELSE 0` for conditions; months are columns. In a predicate `:first` and `:last` are the days of the period and
`:scope` is what the asker may see.
"""

import calendar
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from jinban.kit.gate import EVERYTHING, Scope, marks
from jinban.kit.refused import Refused

FIGURES: dict[str, "Figure"] = {}
_PERIOD = re.compile(r"(\d{4})(?:-(\d{2})|[Qq]([1-4]))?")


@dataclass(frozen=True)
class Period:
    """Days from first to last, both counted."""

    first: date
    last: date
    label: str

    @classmethod
    def parse(cls, text: str) -> "Period":
        """`2023`, `2023Q4` or `2023-11`. Refused in words when it is none of these."""
        match = _PERIOD.fullmatch(text)
        if not match or match[1] == "0000" or (match[2] and not 1 <= int(match[2]) <= 12):
            raise Refused("时段要写成 2023、2023Q4 或 2023-11 这样。")
        year, month, quarter = int(match[1]), int(match[2] or 0), int(match[3] or 0)
        start, end = (month, month) if month else (quarter * 3 - 2, quarter * 3) if quarter else (1, 12)
        label = f"{year}年{month}月" if month else f"{year}年第{quarter}季度" if quarter else f"{year}年"
        return cls(date(year, start, 1), date(year, end, calendar.monthrange(year, end)[1]), label)


@dataclass(frozen=True)
class FactView:
    """A view of the database with one row per thing counted. `open`: anybody may see its rows."""

    name: str
    row: str
    dimensions: Mapping[str, str]
    dates: Mapping[str, str]
    open: bool = False


@dataclass(frozen=True)
class Figure:
    """`over`: the predicate of the denominator; the figure is then a percentage of those rows.
    `distinct`: a dimension whose values are counted instead of rows; the figure then opens to these values."""

    key: str
    label: str
    sentence: str
    unit: str
    words: str
    view: FactView
    where: str = "1 = 1"
    date: str = ""
    over: str = ""
    distinct: str = ""

    def __post_init__(self) -> None:
        if FIGURES.setdefault(self.key, self) is not self:
            raise ValueError(f"two figures “{self.key}”")
        if self.date and self.date not in self.view.dates:
            raise ValueError(f"{self.key}: {self.view.name} has no date “{self.date}”")


@dataclass(frozen=True)
class Value:
    """What a figure came to. `of` is the denominator of a percentage, else None; `number` is None when that is 0."""

    count: int
    of: int | None = None

    @property
    def number(self) -> float | int | None:
        if self.of is None:
            return self.count
        return round(100 * self.count / self.of, 1) if self.of else None


# The wanted values of each dimension; None among them means rows without a value.
Filters = Mapping[str, Sequence[Any]]


def total(figure: Figure, period: Period, *, scope: Scope = EVERYTHING, filters: Filters | None = None) -> Value:
    """The figure for a period, over the rows that the asker may see."""
    return by(figure, "", period, scope=scope, filters=filters).get("", Value(0, 0 if figure.over else None))


def by(
    figure: Figure, dimension: str, period: Period, *, scope: Scope = EVERYTHING, filters: Filters | None = None
) -> dict[Any, Value]:
    """The figure for each value of a dimension (`month`, `town`, …) that has rows, in one query."""
    found = across(figure, (dimension,) if dimension else (), period, scope=scope, filters=filters)
    return {key[0] if key else "": value for key, value in found.items()}


def across(
    figure: Figure, dimensions: Sequence[str], period: Period, *, scope: Scope = EVERYTHING, filters: Filters | None = None
) -> dict[tuple[Any, ...], Value]:  # fmt: skip
    """The figure for each combination of values of these dimensions that has rows, in one query."""
    columns = [_column(figure, dimension) for dimension in dimensions]
    condition, values = _condition(figure, figure.over or figure.where, period, scope, filters)
    hit, hit_values = _tokens(figure.where, period, scope) if figure.over else ("1 = 1", [])
    counted = (
        f"COUNT(DISTINCT {_column(figure, figure.distinct)})"
        if figure.distinct
        else f"SUM(CASE WHEN {hit} THEN 1 ELSE 0 END)"
    )
    head = f"SELECT {', '.join([*columns, counted, 'COUNT(*)'])} FROM {figure.view.name} WHERE {condition}"
    tail = f" GROUP BY {', '.join(columns)} ORDER BY {', '.join(columns)}" if columns else ""
    found = _fetch(head + tail, [*hit_values, *values])
    return {tuple(key): Value(int(part or 0), whole if figure.over else None) for *key, part, whole in found}


def rows(
    figure: Figure,
    period: Period,
    *,
    scope: Scope = EVERYTHING,
    filters: Filters | None = None,
    after: Any = None,
    limit: int,
) -> list[Any]:
    """The keys of the rows behind the figure, in order, `limit` of them after the key `after`."""
    where = f"({figure.over}) AND ({figure.where})" if figure.over else figure.where
    condition, values = _condition(figure, where, period, scope, filters)
    row = _column(figure, figure.distinct) if figure.distinct else figure.view.row
    if after is not None:
        condition, values = f"{condition} AND {row} > %s", [*values, after]
    each = f"DISTINCT {row}" if figure.distinct else row
    sql = f"SELECT {each} FROM {figure.view.name} WHERE {condition} AND {row} IS NOT NULL ORDER BY {row} LIMIT %s"
    return [key for (key,) in _fetch(sql, [*values, limit])]


def _column(figure: Figure, dimension: str) -> str:
    if dimension == "month" and figure.date:
        return f"{figure.view.dates[figure.date]}_month"
    if dimension not in figure.view.dimensions:
        raise Refused(f"“{figure.label}”不能按“{dimension}”分。")
    return figure.view.dimensions[dimension]


def _condition(
    figure: Figure, where: str, period: Period, scope: Scope, filters: Filters | None
) -> tuple[str, list[Any]]:
    text, values = _tokens(where, period, scope)
    parts = [f"({text})"]
    if figure.date:
        parts.append(f"{figure.view.dates[figure.date]}_day BETWEEN %s AND %s")
        values += [period.first, period.last]
    if not figure.view.open:
        seen, given = scope.sql()
        parts.append(f"({seen})")
        values += given
    for dimension, wanted in (filters or {}).items():
        column = _column(figure, dimension)
        known = [value for value in wanted if value is not None]
        parts.append(f"({column} IN ({marks(known)}){f' OR {column} IS NULL' if None in wanted else ''})")
        values += known
    return " AND ".join(parts), values


def _tokens(where: str, period: Period, scope: Scope) -> tuple[str, list[Any]]:
    values: list[Any] = []

    def replace(match: re.Match[str]) -> str:
        if match[0] == ":scope":
            text, given = scope.sql()
            values.extend(given)
            return f"({text})"
        values.append(period.first if match[0] == ":first" else period.last)
        return "%s"

    return re.sub(r":(?:first|last|scope)\b", replace, where), values


def _fetch(sql: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
