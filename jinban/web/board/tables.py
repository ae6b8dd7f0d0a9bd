"""The tables of the board: every number a cell that leads to its rows, every table with a foot that is their sum."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jinban.cases import figures as cases
from jinban.kit.figures import Figure, Value
from jinban.web.board.part import Part
from jinban.web.drawn import Bar, Chart
from jinban.web.templatetags.jinban import comma, share


@dataclass(frozen=True)
class Cell:
    """A number as it is written, and where it leads; no address for none."""

    text: str
    href: str = ""


@dataclass(frozen=True)
class Row:
    """A line of a table: its name, where the name leads, its numbers."""

    name: str
    href: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """Lines and their sum."""

    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    foot: tuple[Cell, ...]


def number(count: int, href: str) -> Cell:
    """A count that leads to its rows, where it has any."""
    return Cell(str(comma(count)), href if count else "")


def rate(value: Value | None, href: str) -> Cell:
    """A percentage that leads to the rows counted; of fewer than 20 the two counts; — of none."""
    return Cell(share(value.count, value.of), href if value.count else "") if value else Cell("—")


def summed(values: Iterable[Value]) -> Value:
    """All counts and all denominators."""
    found = list(values)
    return Value(sum(one.count for one in found), sum(one.of or 0 for one in found))


@dataclass(frozen=True)
class ByPlace:
    """What is counted of each town, or of each site within a town."""

    dimension: str
    accepted: Mapping[Any, Value]
    on_time: Mapping[Any, Value]
    on_the_spot: Mapping[Any, Value]
    open: Mapping[Any, Value]

    @classmethod
    def of(cls, part: Part) -> "ByPlace":
        """Four queries, however many places there are."""
        dimension = "site" if part.by_site else "town"
        wanted = (cases.ACCEPTED, cases.ON_TIME_RATE, cases.ON_THE_SPOT_RATE, cases.OPEN)
        found = ({key: value for (key,), value in part.asked.across(figure, dimension).items()} for figure in wanted)
        return cls(dimension, *found)

    @property
    def keys(self) -> set[Any]:
        """The places where anything was counted."""
        return {*self.accepted, *self.on_time, *self.on_the_spot, *self.open}


def places(part: Part, counted: ByPlace, today: date) -> Table:
    """By town, or by site within one; places without a case are listed too."""
    shown = _sites(part, counted, today) if part.by_site else [*part.names.towns]
    shown += [key for key in sorted(counted.keys, key=str) if key not in shown]
    stations = _stations(part, today)
    rows = tuple(_place(part, counted, key, stations) for key in shown)
    middle = () if part.by_site else ("村级站", "每站办件")
    heads = ("地点" if part.by_site else "镇街", "办件量", *middle, "按时办结率", "当场办结率", "在办")
    return Table(heads, rows, _numbers(part, counted, None, {}, stations.values(), foot=True))


def _place(part: Part, counted: ByPlace, key: Any, stations: Mapping[str, int]) -> Row:
    name = part.names.of(counted.dimension, key)
    href = "" if part.by_site else part.board(town=key, site="")
    cells = _numbers(part, counted, key, {counted.dimension: key}, [stations.get(key or "", 0)])
    return Row(name, href, cells)


def _numbers(
    part: Part, counted: ByPlace, key: Any, narrowed: Mapping[str, Any], stations: Iterable[int], foot: bool = False
) -> tuple[Cell, ...]:
    def value(found: Mapping[Any, Value]) -> Value:
        return summed(found.values()) if foot else found.get(key) or Value(0, 0)

    accepted, on_time, spot, working = map(
        value, (counted.accepted, counted.on_time, counted.on_the_spot, counted.open)
    )
    many = sum(stations)
    middle = () if part.by_site else (Cell(str(many or "—")), Cell(f"{accepted.count / many:.1f}" if many else "—"))
    return (
        number(accepted.count, part.rows(cases.ACCEPTED, **narrowed)),
        *middle,
        rate(on_time, part.rows(cases.ON_TIME_RATE, **narrowed)),
        rate(spot, part.rows(cases.ON_THE_SPOT_RATE, **narrowed)),
        number(working.count, part.rows(cases.OPEN, **narrowed)),
    )


def _sites(part: Part, counted: ByPlace, today: date) -> list[str]:
    """The centre and the stations of the town that is looked at; of one site, that alone."""
    if one := part.words.get("site"):
        return [one]
    sites = [site for site in part.names.sites.values() if site.town == part.town and part.town not in ("", "-")]
    if part.seat.role == "village_helper":
        sites = [site for site in sites if site.code == part.seat.site_id]
    open_now = [
        site for site in sites if site.closed_on is None or site.closed_on >= today or site.code in counted.keys
    ]
    return [site.code for site in sorted(open_now, key=lambda site: (site.kind != "centre", site.code))]


def _stations(part: Part, today: date) -> dict[str, int]:
    found: defaultdict[str, int] = defaultdict(int)
    for site in part.names.sites.values():
        if site.kind == "station" and (site.closed_on is None or site.closed_on >= today):
            found[site.town] += 1
    return dict(found)


def broken_down(part: Part, figure: Figure, dimension: str, counts: Mapping[Any, int], head: str) -> Table:
    """One figure by one dimension, the largest first."""
    rows = tuple(
        Row(
            part.names.of(dimension, key),
            "",
            (number(count, part.rows(figure, **{dimension: key})), Cell(share(count, sum(counts.values())))),
        )
        for key, count in sorted(counts.items(), key=lambda row: (-row[1], str(row[0])))
    )
    whole = sum(counts.values())
    return Table((head, "办件量", "占"), rows, (number(whole, part.rows(figure)), Cell("100%" if whole else "—")))


def folded(found: Mapping[tuple[Any, ...], Value], position: int) -> dict[Any, int]:
    """Counts across two dimensions, summed up to one."""
    counts: defaultdict[Any, int] = defaultdict(int)
    for key, value in found.items():
        counts[key[position]] += value.count
    return dict(counts)


def months(part: Part, found: Mapping[tuple[Any, ...], Value], today: date) -> Chart | None:
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
    levels: Sequence[Any] = ("province", "city", None)
    levels = [level for level in levels if any(key[1] == level for key in found)] or ["city"]
    bars = []
    for year, month in shown:
        counts = [found.get((year * 100 + month, level), Value(0)).count for level in levels]
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
