"""The board and the rows behind each of its numbers. Every number and every list passes the same gate."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from jinban.cases import figures as cases
from jinban.kit import marks
from jinban.kit.clock import legal_day, now
from jinban.kit.figures import FIGURES, Figure, Value
from jinban.people import permits
from jinban.people.actors import Actor
from jinban.people.roles import Role
from jinban.web.board import behind, tables
from jinban.web.board.behind import Listing
from jinban.web.board.part import Part, periods, read, seen_by
from jinban.web.board.sheet import Head
from jinban.web.staff.seats import actor, seated

SEES_FIGURES = permits.roles("see", "figures")
SEES_ZERO_ITEMS = frozenset(SEES_FIGURES) - {Role.VILLAGE_HELPER, Role.POLICE_WINDOW}
AT_ONCE = 50
BREAKDOWNS = (("batch", "批次"), ("class", "主项"), ("channel", "渠道"))


@seated(*SEES_FIGURES)
def board(request: HttpRequest) -> HttpResponse:
    """The figures of one period, of the part that this seat may see and the address narrows."""
    by, today = actor(request), legal_day(now())
    part = read(request, by, today)
    counted = tables.Counted.of(part)
    values = {
        "part": part,
        "seen": seen_by(request.seat, part.names),
        "periods": periods(part, today),
        "filters": _filters(part),
        "kpis": _kpis(part, counted),
        "endings": _endings(part, counted),
        "chart": tables.months(part, counted, today),
        "places": tables.places(part, counted, today),
        "tiles": _tiles(part, counted),
        "breakdowns": [(head, tables.broken_down(part, counted, cut, head)) for cut, head in BREAKDOWNS],
        "scale": marks.scale(),
        "by_item": tables.broken_down(part, counted, "item", "事项"),
    }
    return render(request, "board/board.html", values)


@dataclass(frozen=True)
class Number:
    """One large number: what it is, of what, and where its rows are."""

    label: str
    text: str
    unit: str
    note: str
    href: str


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


def _filters(part: Part) -> list[dict[str, Any]]:
    """The choices of the page's one line: towns and departments, as far as the seat may choose; else what is set."""
    found = []
    for dimension, label, all_of in (("town", "镇街", "全部镇街"), ("department", "部门", "全部部门")):
        options = part.choices(dimension)
        if options:
            chosen = part.words.get(dimension, "")
            found.append({"name": dimension, "label": label, "all": all_of, "options": options, "chosen": chosen})
    return found


@seated(*SEES_FIGURES)
def rows(request: HttpRequest, key: str) -> HttpResponse:
    """The rows behind one number, as many as it says."""
    by, today = actor(request), legal_day(now())
    part, figure, listing = behind_figure(request, by, today, key)
    found = part.asked.rows(figure, after=_after(request, listing), limit=AT_ONCE + 1)
    keys, more = found[:AT_ONCE], len(found) > AT_ONCE
    values = {
        "part": part,
        "figure": figure,
        "value": part.asked.total(figure),
        "seen": seen_by(request.seat, part.names),
        "back": part.board(),
        "first": part.rows(figure) if request.GET.get("after") else "",
        "next": part.rows(figure, after=keys[-1]) if more else "",
        "listing": listing,
        "heads": [head for head in listing.heads if head.shown],
        "lines": [_shown(listing, line) for line in listing.fetch(by, keys)],
    }
    return render(request, "board/rows.html", values)


def behind_figure(request: HttpRequest, by: Actor, today: date, key: str) -> tuple[Part, Figure, Listing]:
    """The part that is asked for, the figure of this key, and how its rows are listed. 404 where there is none."""
    figure = FIGURES.get(key)
    if figure is None:
        raise Http404
    part = read(request, by, today)
    listing = behind.listing(figure, part.names)
    if listing is None:
        raise Http404
    return part, figure, listing


def _shown(listing: Listing, line: behind.Line) -> list[tuple[Head, behind.Cell]]:
    return [(head, cell) for head, cell in zip(listing.heads, line, strict=True) if head.shown]


def _after(request: HttpRequest, listing: Listing) -> Any:
    text = request.GET.get("after")
    if not text:
        return None
    if listing.key is int and not text.isdecimal():
        raise Http404
    return listing.key(text)
