"""The tables of the board: every number a cell that leads to its rows, every table with a foot that is their sum."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jinban.cases import figures as cases
from jinban.kit.figures import Value
from jinban.web.board.part import Part
from jinban.web.drawn import Bar, Chart
from jinban.web.files.sheet import Head
from jinban.web.templatetags.jinban import comma, share


@dataclass(frozen=True)
class Cell:
    """A number as it is written, where it leads (no address for none), and what was counted; `of`: of how many."""

    text: str
    href: str = ""
    count: int | None = None
    of: int | None = None


@dataclass(frozen=True)
class Row:
    """A line of a table: its name, where the name leads, its numbers."""

    name: str
    href: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """Lines and their sum."""

    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    foot: tuple[Cell, ...]


def number(count: int, href: str) -> Cell:
    """A count that leads to its rows, where it has any."""
    return Cell(str(comma(count)), href if count else "", count)


def rate(value: Value | None, href: str) -> Cell:
    """A percentage that leads to the rows counted; of fewer than 20 the two counts; — of none."""
    return (
        Cell(share(value.count, value.of), href if value.count else "", value.count, value.of) if value else Cell("—")
    )


def summed(values: Iterable[Value]) -> Value:
    """All counts and all denominators."""
    found = list(values)
    return Value(sum(one.count for one in found), sum(one.of or 0 for one in found))


RATES = (
    Head("按时办结率", "percent", counts=("按时办结件", "有承诺期的办结件")),
    Head("当场办结率", "percent", counts=("当场办结件", "办结件")),
)
CUTS = ("month", "level", "item", "class", "batch", "channel")


@dataclass(frozen=True)
class Counted:
    """All that one page counts: the accepted cases along every cut at once, the rest by place. `place` is the town,
    or the site within one town."""

    place: str
    cuts: tuple[str, ...]
    accepted: Mapping[tuple[Any, ...], Value]
    on_time: Mapping[Any, Value]
    on_the_spot: Mapping[Any, Value]
    open: Mapping[Any, Value]

    @classmethod
    def of(cls, part: Part) -> "Counted":
        """Four queries, however many cases, places and items there are."""
        place = "site" if part.by_site else "town"
        accepted = part.asked.across(cases.ACCEPTED, place, *CUTS)
        wanted = (cases.ON_TIME_RATE, cases.ON_THE_SPOT_RATE, cases.OPEN)
        found = ({key: value for (key,), value in part.asked.across(figure, place).items()} for figure in wanted)
        return cls(place, (place, *CUTS), accepted, *found)

    def by(self, *cuts: str) -> dict[tuple[Any, ...], int]:
        """The accepted cases along some of the cuts."""
        at = [self.cuts.index(cut) for cut in cuts]
        counts: defaultdict[tuple[Any, ...], int] = defaultdict(int)
        for key, value in self.accepted.items():
            counts[tuple(key[position] for position in at)] += value.count
        return dict(counts)

    def along(self, cut: str) -> dict[Any, int]:
        """The accepted cases along one cut."""
        return {key: count for (key,), count in self.by(cut).items()}

    @property
    def whole(self) -> int:
        """All accepted cases."""
        return sum(value.count for value in self.accepted.values())


def places(part: Part, counted: Counted, today: date) -> Table:
    """By town, or by site within one; places without a case are listed too."""
    accepted = counted.along(counted.place)
    known = {*accepted, *counted.on_time, *counted.on_the_spot, *counted.open}
    shown: list[Any] = _sites(part, known, today) if part.by_site else [*part.names.towns]
    shown += [key for key in sorted(known, key=str) if key not in shown]
    stations = _stations(part, today)
    rows = []
    for key in shown:
        values = [found.get(key, Value(0, 0)) for found in (counted.on_time, counted.on_the_spot, counted.open)]
        href = "" if part.by_site else part.board(town=key, site="")
        cells = _cells(part, accepted.get(key, 0), stations.get(key or "", 0), *values, **{counted.place: key})
        rows.append(Row(part.names.of(counted.place, key), href, cells))
    sums = [summed(found.values()) for found in (counted.on_time, counted.on_the_spot, counted.open)]
    middle = () if part.by_site else (Head("村级站", "count"), Head("每站办件", "tenth"))
    first = (Head("地点" if part.by_site else "镇街"), Head("办件量", "count"))
    return Table(
        (*first, *middle, *RATES, Head("在办", "count")),
        tuple(rows),
        _cells(part, counted.whole, sum(stations.values()), *sums),
    )


def _cells(
    part: Part, accepted: int, stations: int, on_time: Value, spot: Value, working: Value, **place: Any
) -> tuple[Cell, ...]:  # fmt: skip
    each = Cell(f"{accepted / stations:.1f}" if stations else "—")
    return (
        number(accepted, part.rows(cases.ACCEPTED, **place)),
        *(() if part.by_site else (Cell(str(stations or "—"), count=stations), each)),
        rate(on_time, part.rows(cases.ON_TIME_RATE, **place)),
        rate(spot, part.rows(cases.ON_THE_SPOT_RATE, **place)),
        number(working.count, part.rows(cases.OPEN, **place)),
    )


def _sites(part: Part, known: Collection[Any], today: date) -> list[str]:
    """The centre and the stations of the town that is looked at; of one site, that alone."""
    if one := part.words.get("site"):
        return [one]
    sites = [site for site in part.names.sites.values() if site.town == part.town and part.town not in ("", "-")]
    if part.seat.role == "village_helper":
        sites = [site for site in sites if site.code == part.seat.site_id]
    open_now = [site for site in sites if site.closed_on is None or site.closed_on >= today or site.code in known]
    return [site.code for site in sorted(open_now, key=lambda site: (site.kind != "centre", site.code))]


def _stations(part: Part, today: date) -> dict[str, int]:
    found: defaultdict[str, int] = defaultdict(int)
    for site in part.names.sites.values():
        if site.kind == "station" and (site.closed_on is None or site.closed_on >= today):
            found[site.town] += 1
    return dict(found)


def broken_down(part: Part, counted: Counted, cut: str, head: str) -> Table:
    """The accepted cases along one cut, the largest first."""
    counts, whole = counted.along(cut), counted.whole
    rows = tuple(
        Row(
            part.names.of(cut, key),
            "",
            (number(count, part.rows(cases.ACCEPTED, **{cut: key})), Cell(share(count, whole), count=count, of=whole)),
        )
        for key, count in sorted(counts.items(), key=lambda row: (-row[1], str(row[0])))
    )
    foot = (number(whole, part.rows(cases.ACCEPTED)), Cell("100%" if whole else "—"))
    return Table((Head(head), Head("办件量", "count"), Head("占", "percent")), rows, foot)


def months(part: Part, counted: Counted, today: date) -> Chart | None:
    """The accepted cases of each month, the batches of province and city one on the other; None for a single month."""
    first, last = part.asked.period.first, min(part.asked.period.last, today)
    shown = [
        (year, month)
        for year in range(first.year, last.year + 1)
        for month in range(1, 13)
        if first <= date(year, month, 1) <= last
    ]
    if len(shown) < 2:
        return None
    found = counted.by("month", "level")
    levels = [level for level in ("province", "city", None) if any(key[1] == level for key in found)] or ["city"]
    bars = []
    for year, month in shown:
        counts = [found.get((year * 100 + month, level), 0) for level in levels]
        period = f"{year}-{month:02}"
        links = [part.rows(cases.ACCEPTED, period=period, level=level) for level in levels]
        bars.append(Bar(f"{month}月", tuple(counts), part.board(period=period), tuple(links)))
    names = tuple(part.names.of("level", level) for level in levels)
    return Chart(title=_finding(part, bars), unit="件", series=names, bars=tuple(bars), key="by-month")


def _finding(part: Part, bars: Sequence[Bar]) -> str:
    sums = [sum(bar.values) for bar in bars]
    most = max(sums)
    if not most:
        return f"{part.asked.period.label}还没有办件。"
    best = bars[sums.index(most)].label
    return f"{part.asked.period.label}各月办件量：{best} {most:,} 件最多。"
