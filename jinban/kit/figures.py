"""A figure is defined once: a fact view, a predicate in portable SQL, a measure, a date, a unit, a Chinese sentence.

Portable: the same text runs on SQLite, PostgreSQL, DuckDB and Spark. No vendor date functions, no bare `/`,
`CASE … 1 ELSE 0` for conditions; months are columns. In a predicate `:first` and `:last` are the days of the period, `:day`
is the day on which what stands is looked at, and `:scope` is what the asker may see.
"""

import calendar
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import connection

from jinban.kit.gate import EVERYTHING, Scope, marks
from jinban.kit.refused import Refused

FIGURES: dict[str, "Figure"] = {}
SHORTEST_YEAR = 364  # from the first day to the last of a common year
QUARTERS = "一二三四"
_PERIOD = re.compile(r"(\d{4})(?:-(\d{2})|[Qq]([1-4]))?")


@dataclass(frozen=True)
class Period:
    """Days from first to last, both counted. `day`: when what stands (places, powers) is looked at; the last day, unless
    another is named, as 截至目前 of a circular is."""

    first: date
    last: date
    label: str
    day: date = date.max

    def __post_init__(self) -> None:
        if self.day == date.max:
            object.__setattr__(self, "day", self.last)

    def seen_on(self, day: date) -> "Period":
        """The same days, with what stands looked at on another day."""
        return replace(self, day=day)

    @property
    def months(self) -> tuple[int, ...]:
        """The months that these days touch, as figures keep them: 202311."""
        first, last = self.first.year * 12 + self.first.month - 1, self.last.year * 12 + self.last.month - 1
        return tuple(month // 12 * 100 + month % 12 + 1 for month in range(first, last + 1))

    @classmethod
    def parse(cls, text: str) -> "Period":
        """`2023`, `2023Q4` or `2023-11`. Refused in words when it is none of these."""
        match = _PERIOD.fullmatch(text)
        if not match or match[1] == "0000" or (match[2] and not 1 <= int(match[2]) <= 12):
            raise Refused("时段要写成 2023、2023Q4 或 2023-11 这样。")
        year, month, quarter = int(match[1]), int(match[2] or 0), int(match[3] or 0)
        start, end = (month, month) if month else (quarter * 3 - 2, quarter * 3) if quarter else (1, 12)
        label = f"{year}年{month}月" if month else f"{year}年第{QUARTERS[quarter - 1]}季度" if quarter else f"{year}年"
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
    `distinct`: a dimension whose values are counted instead of rows; the figure then opens to these values.
    `sums` and `of`: expressions summed over the rows instead of counting them; the figure is then the one sum as a
    percentage of the other, and opens to all of these rows. `whole_year`: it means nothing over less than a year."""

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
    sums: str = ""
    of: str = ""
    whole_year: bool = False

    def __post_init__(self) -> None:
        if FIGURES.setdefault(self.key, self) is not self:
            raise ValueError(f"two figures “{self.key}”")
        if self.date and self.date not in self.view.dates:
            raise ValueError(f"{self.key}: {self.view.name} has no date “{self.date}”")

    @property
    def is_share(self) -> bool:
        """Whether it is a percentage."""
        return bool(self.over or self.of)

    def fits(self, period: Period) -> bool:
        """Whether it may be asked for over these days."""
        return not self.whole_year or (period.last - period.first).days >= SHORTEST_YEAR

    def said(self, period: Period, value: "Value") -> str:
        """Its sentence with the number that it came to; — where there is none."""
        number = "—" if value.number is None else f"{value.number:,}"
        return self.sentence.format(period=period.label, number=number)

    @property
    def rows_where(self) -> str:
        """The predicate of the rows that it opens to."""
        return f"({self.over}) AND ({self.where})" if self.over else self.where


@dataclass(frozen=True)
class Value:
    """What a figure came to. `of` is the denominator of a percentage, else None; `number` is None when that is 0. `behind`
    is how many rows it opens to."""

    count: int
    of: int | None = None
    rows: int | None = None

    @property
    def number(self) -> float | int | None:
        if self.of is None:
            return self.count
        return round(100 * self.count / self.of, 1) if self.of else None

    @property
    def behind(self) -> int:
        return self.count if self.rows is None else self.rows


# The wanted values of each dimension; None among them means rows without a value.
Filters = Mapping[str, Sequence[Any]]
_Sql = tuple[str, list[Any]]


def total(figure: Figure, period: Period, *, scope: Scope = EVERYTHING, filters: Filters | None = None) -> Value:
    """The figure for a period, over the rows that the asker may see."""
    return totals((figure,), period, scope=scope, filters=filters)[figure.key]


def totals(
    figures: Iterable[Figure], period: Period, *, scope: Scope = EVERYTHING, filters: Filters | None = None
) -> dict[str, Value]:
    """Many figures by their keys; those of one view and day in one query."""
    groups: defaultdict[tuple[str, str], list[Figure]] = defaultdict(list)
    for figure in figures:
        # What looks into another view costs more alone than in company: a query of its own lets the database plan it.
        alone = figure.key if "SELECT" in figure.where else ""
        groups[figure.view.name, figure.date + alone].append(figure)
    found: dict[str, Value] = {}
    for group in groups.values():
        counted = split(group, (), period, scope=scope, filters=filters)
        found |= {figure.key: counted[figure.key].get((), _none(figure)) for figure in group}
    return found


def by(
    figure: Figure, dimension: str, period: Period, *, scope: Scope = EVERYTHING, filters: Filters | None = None
) -> dict[Any, Value]:
    """The figure for each value of a dimension (`month`, `town`, …) that has rows, in one query."""
    return {key: value for (key,), value in across(figure, (dimension,), period, scope=scope, filters=filters).items()}


def across(
    figure: Figure, dimensions: Sequence[str], period: Period, *, scope: Scope = EVERYTHING, filters: Filters | None = None
) -> dict[tuple[Any, ...], Value]:  # fmt: skip
    """The figure for each combination of values of these dimensions that has rows, in one query."""
    return split((figure,), dimensions, period, scope=scope, filters=filters)[figure.key]


def split(
    figures: Sequence[Figure], dimensions: Sequence[str], period: Period, *, scope: Scope = EVERYTHING,
    filters: Filters | None = None,
) -> dict[str, dict[tuple[Any, ...], Value]]:  # fmt: skip
    """Figures of one view and day, by their keys, each for every combination of values that has rows; in one query."""
    first = figures[0]
    if short := [figure.label for figure in figures if not figure.fits(period)]:
        raise Refused(f"“{short[0]}”只按整年统计，请选一年。")
    columns = [_column(first, dimension) for dimension in dimensions]
    # One figure alone narrows the rows that are read; several share them.
    alone = len(figures) == 1
    where = (first.over or first.where) if alone else "1 = 1"
    measures: dict[tuple[str, tuple[Any, ...]], int] = {}
    places = [
        [
            measures.setdefault((text, tuple(given)), len(measures))
            for text, given in _measures(figure, period, scope, alone)
        ]
        for figure in figures
    ]
    condition, given = _condition(first, where, period, scope, filters)
    head = f"SELECT {', '.join([*columns, *(text for text, _ in measures)])} FROM {first.view.name} WHERE {condition}"
    tail = f" GROUP BY {', '.join(columns)} ORDER BY {', '.join(columns)}" if columns else ""
    lines = _fetch(head + tail, [value for _, values in measures for value in values] + given)
    found: dict[str, dict[tuple[Any, ...], Value]] = {figure.key: {} for figure in figures}
    for line in lines:
        key, numbers = tuple(line[: len(columns)]), [int(number or 0) for number in line[len(columns) :]]
        for figure, (part, whole, rows) in zip(figures, places, strict=True):
            if numbers[rows]:
                found[figure.key][key] = _value(figure, numbers[part], numbers[whole], numbers[rows])
    return found


def _measures(figure: Figure, period: Period, scope: Scope, narrowed: bool) -> list[_Sql]:
    """Three columns of a figure: what it counts or sums, of what, and of how many rows it is made. `narrowed`: only its
    own rows are read."""
    base, values = ("1 = 1", []) if narrowed else _tokens(figure.over or figure.where, period, scope)
    rows = ("COUNT(*)", []) if narrowed else (f"SUM(CASE WHEN {base} THEN 1 ELSE 0 END)", values)
    if figure.over:
        hit, more = _tokens(figure.where if narrowed else figure.rows_where, period, scope)
        return [(f"SUM(CASE WHEN {hit} THEN 1 ELSE 0 END)", more), rows, rows]
    if figure.of:
        summed = [(f"SUM(CASE WHEN {base} THEN {each} ELSE 0 END)", values) for each in (figure.sums, figure.of)]
        return [*summed, rows]
    if figure.distinct:
        column = _column(figure, figure.distinct)
        return [(f"COUNT(DISTINCT CASE WHEN {base} THEN {column} END)", values), rows, rows]
    return [rows, rows, rows]


def _value(figure: Figure, part: int, whole: int, rows: int) -> Value:
    if figure.of:
        return Value(part, whole, rows)
    return Value(part, whole) if figure.over else Value(part)


def _none(figure: Figure) -> Value:
    return Value(0, 0, 0) if figure.of else Value(0, 0) if figure.over else Value(0)


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
    if not figure.fits(period):
        raise Refused(f"“{figure.label}”只按整年统计，请选一年。")
    condition, values = _condition(figure, figure.rows_where, period, scope, filters)
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

    def put(match: re.Match[str]) -> str:
        if match[0] == ":scope":
            text, given = scope.sql()
            values.extend(given)
            return f"({text})"
        values.append(getattr(period, match[0][1:]))
        return "%s"

    return re.sub(r":(?:first|last|day|scope)\b", put, where), values


def _fetch(sql: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
