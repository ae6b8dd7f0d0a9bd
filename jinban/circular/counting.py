"""The numbers of one circular: each asked for once, over the whole county, and noted as used."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from jinban.circular import figures as named
from jinban.circular.figures import Ref
from jinban.circular.names import Called
from jinban.circular.outline import Names, When
from jinban.delegation.figures import ITEMS as HANDED_DOWN
from jinban.kit import identities
from jinban.kit.figures import Figure, Period, Value, across, by, rows, totals

# Of a class, an item with this part of its cases is named instead of the class.
STANDS_FOR_ITS_CLASS = 0.8
AT_ONCE = 5000


@dataclass(frozen=True)
class Used:
    """A number that a circular prints: what it names and what it came to."""

    ref: Ref
    value: Value

    @property
    def text(self) -> str:
        """As a circular prints it: exact digits, a rate with one decimal; — for a rate of nothing."""
        return written(self.value)


def written(value: Value) -> str:
    """Exact digits without separators; a rate with one decimal, and 100 only where nothing is missing."""
    if value.of is None or not value.of:
        return "—" if value.of == 0 else str(value.count)
    if value.count == value.of:
        return "100"
    number = 100 * value.count / value.of
    return f"{min(number, 99.9) if value.count < value.of else number:.1f}"


def in_table(figure: Figure, value: Value | None) -> str:
    """A number as a table of units has it: a rate with its sign; — for none."""
    text = written(value) if value else "—"
    return f"{text}%" if figure.unit == "%" and text != "—" else text


def exact(value: Value) -> float | None:
    """A number as a rule weighs it, not rounded; None for a rate of nothing."""
    if value.of is None:
        return float(value.count)
    return 100 * value.count / value.of if value.of else None


class Counts:
    """Numbers by their keys. `expect` asks for many in a few queries; the rest is asked for when it is needed."""

    def __init__(self, period: Period) -> None:
        self.period = period
        self.names = Called()
        self._totals: dict[str, Value] = {}
        self._parts: dict[tuple[str, str], dict[Any, Value]] = {}
        self.used: dict[str, Used] = {}

    def expect(self, keys: Iterable[str]) -> None:
        """Count what will be asked for."""
        asked = (named.named(key) for key in keys)
        wanted = {figure.key: figure for figure in asked if figure and figure.fits(self.period)}
        self._totals |= totals(wanted.values(), self.period)

    def broken(self) -> list[str]:
        """The identities between figures that do not hold."""
        self.expect(key for key in identities.wanted(self.period) if key not in self._totals)
        return identities.broken(self.period, self._totals)

    def ref(self, key: str) -> Ref | None:
        """What a key names in this period: a figure that fits it, of something that the city knows."""
        ref = named.ref(key)
        if ref is None or not ref.figure.fits(self.period):
            return None
        return ref if not ref.dimension or self.names.knows(ref.dimension, ref.code) else None

    def value(self, ref: Ref) -> Value:
        """What a number came to."""
        if ref.dimension:
            return self.parts(ref.figure, ref.dimension).get(ref.code, Value(0, 0 if ref.figure.is_share else None))
        if ref.figure.key not in self._totals:
            self.expect([ref.figure.key])
        return self._totals[ref.figure.key]

    def use(self, key: str) -> Used | None:
        """The number that a key names, noted as printed; None where it names none, or none over so short a time."""
        ref = self.ref(key)
        if ref is None:
            return None
        self.used[key] = Used(ref, self.value(ref))
        return self.used[key]

    def rows(self, ref: Ref, *, after: Any = None, limit: int) -> list[Any]:
        """The keys of the rows behind a number, so many of them after a key."""
        filters = {ref.dimension: (ref.code,)} if ref.dimension else None
        return rows(ref.figure, self.period, filters=filters, after=after, limit=limit)

    def parts(self, figure: Figure, dimension: str) -> dict[Any, Value]:
        """A figure along a dimension."""
        place = (figure.key, dimension)
        if place not in self._parts:
            self._parts[place] = by(figure, dimension, self.period)
        return self._parts[place]

    def holds(self, when: When) -> bool:
        """Whether a condition on a figure holds; never where it has no number."""
        ref = self.ref(when.figure)
        number = exact(self.value(ref)) if ref else None
        return number is not None and _within(number, when)

    def meant(self, names: Names) -> list[tuple[str, str]]:
        """Whom a finding means: name and number key of each; without a key where a name stands for a row itself."""
        figure = named.named(names.figure)
        if figure is None or not figure.fits(self.period):
            return []
        if not names.by:
            dimension = self.names.rows(figure)
            return [(self.names.of(dimension, code), "") for code in keys(figure, self.period)] if dimension else []
        found = []
        for code, value in self._members(figure, names.by).items():
            enough = not figure.is_share or (value.of or 0) >= names.least
            number = exact(value)
            if code and enough and number is not None and _within(number, names):
                found.append((number, code))
        found.sort(reverse=names.over is not None)
        return [(self.names.of(names.by, code), f"{names.figure}@{names.by}={code}") for _, code in found]

    def _members(self, figure: Figure, dimension: str) -> dict[Any, Value]:
        """A figure for each member that can have any, those with nothing included: every town, and every unit and item of
        which something was handed down."""
        known = self.names.town if dimension == "town" else self.parts(HANDED_DOWN, dimension)
        nothing = {} if figure.is_share else dict.fromkeys(known, Value(0))
        return nothing | self.parts(figure, dimension)

    def leaders(self, level: str, most: int) -> list[tuple[str, str]]:
        """The largest of a level, with the unit before the name and the key of its number. Ranked by class; a class is named by
        its one item where that has most of the cases, and items without a class stand for themselves."""
        path = f"service_sinking.{level}.cases"
        figure = named.PATHS[path]
        found = across(figure, ("class", "item", "department"), self.period)
        for place, dimension in enumerate(("class", "item")):
            sums: Counter[Any] = Counter()
            for line, value in found.items():
                sums[line[place]] += value.count
            self._parts[figure.key, dimension] = {code: Value(count) for code, count in sums.items()}
        groups: dict[Any, list[tuple[int, Any, Any]]] = {}
        for (item_class, item, unit), value in found.items():
            groups.setdefault(("class", item_class) if item_class else ("item", item), []).append(
                (value.count, item, unit)
            )
        ranked = sorted(groups.items(), key=lambda group: (-sum(row[0] for row in group[1]), group[0]))
        told = []
        for (dimension, code), items in ranked[:most]:
            count, item, unit = max(items, key=lambda row: (row[0], row[1]))
            if count >= STANDS_FOR_ITS_CLASS * sum(row[0] for row in items):
                dimension, code = "item", item
            name = f"{self.names.of('department', unit)}{self.names.of(dimension, code)}"
            told.append((name, f"{path}@{dimension}={code}"))
        return told


def _within(number: float, asked: When | Names) -> bool:
    return (asked.over is None or number > asked.over) and (asked.under is None or number < asked.under)


def keys(figure: Figure, period: Period, filters: Any = None) -> list[Any]:
    """The keys of all rows behind a figure, in order."""
    found: list[Any] = []
    while more := rows(figure, period, filters=filters, after=found[-1] if found else None, limit=AT_ONCE):
        found += more
        if len(more) < AT_ONCE:
            break
    return found
