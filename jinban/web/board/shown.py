"""All that one page of the board shows, counted once: for the page and for the files made of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jinban.cases import figures as cases
from jinban.delegation.figures import HANDED_DOWN
from jinban.kit import marks
from jinban.kit.clock import legal_day
from jinban.kit.figures import Figure, Value
from jinban.people import permits
from jinban.people.roles import Role
from jinban.web.board import earlier, stations, tables
from jinban.web.board.part import Part, bound, seen_by
from jinban.web.drawn import Chart
from jinban.web.templatetags.jinban import share

SEES_FIGURES = permits.roles("see", "figures")
SEES_ZERO_ITEMS = frozenset(SEES_FIGURES) - {Role.VILLAGE_HELPER, Role.POLICE_WINDOW}
SPEED = (
    cases.PROMISED_CUT, cases.SPEED_UP, cases.WAIVED_RATE, cases.WAIVED_SHARED, cases.WAIVED_PLEDGED, cases.REPEATED,
    cases.INSTANT_RATE, cases.ONLINE_RATE, cases.OPENING, cases.CLOSING,
)  # fmt: skip
BREAKDOWNS = (("batch", "批次"), ("class", "主项"), ("channel", "渠道"))


@dataclass(frozen=True)
class Number:
    """One large number: what it is, of what, and where its rows are."""

    label: str
    text: str
    unit: str
    note: str
    href: str


@dataclass(frozen=True)
class Shown:
    """One page: its part, who sees it, its numbers and tables, and when they were counted."""

    part: Part
    seen: str
    made: datetime
    scale: str
    kpis: Sequence[Number]
    endings: Sequence[tuple[str, tables.Cell]]
    measures: Sequence[Number]
    chart: Chart | None
    compared: Sequence[earlier.Compared]
    places: tables.Table
    by_item: tables.Table
    breakdowns: Sequence[tuple[str, tables.Table]]
    stations: stations.Stations | None
    tiles: Sequence[dict[str, Any]]

    @classmethod
    def of(cls, part: Part, at: datetime) -> "Shown":
        """As many queries for many cases, places and items as for few."""
        today = legal_day(at)
        counted, scale = tables.Counted.of(part), marks.scale()
        return cls(
            part=part,
            seen=seen_by(part.seat, part.names),
            made=at,
            scale=scale,
            kpis=_kpis(part, counted),
            endings=_endings(part, counted),
            measures=_measures(part),
            chart=tables.months(part, counted, today),
            compared=earlier.compared(part, counted.whole, today),
            places=tables.places(part, counted, today),
            by_item=tables.broken_down(part, counted, "item", "事项"),
            breakdowns=[(head, tables.broken_down(part, counted, cut, head)) for cut, head in BREAKDOWNS],
            stations=stations.drawn(part, counted, today),
            tiles=_tiles(part, counted),
        )


def _kpis(part: Part, counted: tables.Counted) -> list[Number]:
    period = part.asked.period.label
    found = [
        Number(
            "办件量", f"{counted.whole:,}", "件", f"{period}受理，作废的不计",
            part.rows(cases.ACCEPTED) if counted.whole else "",
        ),
        _rate(part, cases.ON_TIME_RATE, tables.summed(counted.on_time.values()), "件有承诺期的办结件"),
        _rate(part, cases.ON_THE_SPOT_RATE, tables.summed(counted.on_the_spot.values()), "件办结件"),
    ]  # fmt: skip
    if part.seat.role in SEES_ZERO_ITEMS:
        zero = part.asked.total(cases.ZERO_ITEMS).count
        href = part.rows(cases.ZERO_ITEMS) if zero else ""
        found.append(Number("零办件事项", f"{zero:,}", "项", f"{period}有效、没有受理过一件的下沉事项", href))
    return found


def _measures(part: Part) -> list[Number]:
    """Speed, papers and adoption, as far as this seat sees whole items and stations; a few queries."""
    adoption = [cases.TAKEN_UP_RATE] if part.seat.role in SEES_ZERO_ITEMS else []
    if part.seat.role in SEES_ZERO_ITEMS and stations.asleep_at(part):
        adoption.append(cases.SLEEPING)
    shown = (*SPEED, *adoption)
    town = bound(part.seat)
    values = part.asked.totals(figure for figure in shown if figure is not cases.SLEEPING)
    if cases.SLEEPING in shown:
        own = part.asked.also(town=(town,)) if town else part.asked
        values[cases.SLEEPING.key] = own.total(cases.SLEEPING)
    found = []
    for figure in shown:
        value = values[figure.key]
        text = f"{value.count:,}" if value.of is None else share(value.count, value.of)
        if figure.of and value.number is not None:
            text = f"{value.number}%"
        unit = figure.unit if value.of is None else ""
        of = (
            "个工作日"
            if figure.of
            else "份"
            if figure.view is cases.MATERIALS
            else "项"
            if figure.view is HANDED_DOWN
            else "件"
        )
        note = f"{value.count:,} / {value.of:,} {of}" if value.of else ""
        found.append(Number(figure.label, text, unit, note, part.rows(figure) if value.behind else ""))
    return found


def _rate(part: Part, figure: Figure, value: Value, of: str) -> Number:
    cell = tables.rate(value, part.rows(figure))
    text, unit = (cell.text.removesuffix("%"), "%") if cell.text.endswith("%") else (cell.text, "")
    note = (
        f"{part.asked.period.label}，{value.count:,} / {value.of:,} {of}"
        if value.of
        else f"{part.asked.period.label}还没有办结件"
    )
    return Number(figure.label, text, unit, note, cell.href)


def _endings(part: Part, counted: tables.Counted) -> list[tuple[str, tables.Cell]]:
    on_time, spot = tables.summed(counted.on_time.values()), tables.summed(counted.on_the_spot.values())
    working = tables.summed(counted.open.values()).count
    decided, due = spot.of or 0, on_time.of or 0
    counts = (
        (cases.DECIDED, decided),
        (cases.WITH_DUE, due),
        (cases.ON_TIME, on_time.count),
        (cases.LATE, due - on_time.count),
        (cases.OPEN, working),
    )
    return [(figure.label, tables.number(count, part.rows(figure))) for figure, count in counts]


def _tiles(part: Part, counted: tables.Counted) -> list[dict[str, Any]]:
    """The towns where they lie, where the page looks at all of them."""
    if part.by_site:
        return []
    accepted = counted.along("town")
    return [
        {
            "code": town.code,
            "name": town.name,
            "value": accepted.get(town.code, 0),
            "href": part.board(town=town.code),
        }
        for town in part.names.divisions
    ]
