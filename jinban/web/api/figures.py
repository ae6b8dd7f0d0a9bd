"""统计数字: what each counts, its value for a period and a place, and the rows behind it. A figure counts what the system's office
may see, and says so."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema

import jinban.circular.figures  # noqa: F401 -- every room's figures are there once this is
from jinban.cases import queries as cases
from jinban.gathering import queries as gathering
from jinban.kit import figures
from jinban.kit.figures import FIGURES, Figure, Period
from jinban.kit.gate import Scope
from jinban.kit.refused import Refused
from jinban.people import permits
from jinban.people.actors import Actor
from jinban.web.api.door import actor, spoken
from jinban.web.api.problems import Fault
from jinban.web.api.shapes import Closed, Code, Limit, known, line

router = Router(tags=["统计"])
SCOPE = "figures.read"
DIMENSIONS = ("town", "site", "department", "item", "batch", "channel")
NUMBERED = ("case_id", "material_id", "event_id", "gathered_id", "row_id")


class FigureLine(Schema):
    """One figure: what it is called, its unit, how it is counted, and by what it may be narrowed."""

    key: str
    label: str
    unit: str
    words: str
    dimensions: list[str]
    whole_year: bool


class Figures(Schema):
    figures: list[FigureLine]


class Part(Closed):
    """The period (`2023`, `2023Q4`, `2023-11`), and what it is narrowed to."""

    period: line(7, least=4)
    town: Code | None = None
    site: Code | None = None
    department: Code | None = None
    item: Code | None = None
    batch: Code | None = None
    channel: Code | None = None


class RowsAsked(Part):
    after: Code | None = None
    limit: Limit = 50


class FigureValue(Schema):
    """`number`: the figure, null where there is nothing to take a share of. `count` and `of`: its parts. `counts`: what was
    counted, in words."""

    key: str
    label: str
    unit: str
    period: str
    number: float | None
    count: int
    of: int | None
    rows: int
    sentence: str
    counts: str


class FigureRow(Schema):
    """One row behind a figure: its key, and the number of the case where it is one."""

    key: str
    case: str | None


class FigureRows(Schema):
    rows: list[FigureRow]
    next: str | None


@router.get("/figures", operation_id="figures", summary="有哪些数字", **spoken(SCOPE, Figures))
def definitions(request: HttpRequest) -> Any:
    """Every figure with its definition."""
    _may(request)
    return {"figures": [_line(FIGURES[key]) for key in sorted(FIGURES)]}


@router.get("/figures/{key}", operation_id="figure", summary="一个数字", **spoken(SCOPE, FigureValue))
def value(request: HttpRequest, key: Code, asked: Query[Part]) -> Any:
    """The value for a period, over what the system's office may see."""
    known(request, Part)
    figure, period, filters = _asked(request, key, asked)
    with asked_rightly():
        found = figures.total(figure, period, scope=_scope(figure, actor(request)), filters=filters)
    return {
        "key": key,
        "label": figure.label,
        "unit": figure.unit,
        "period": period.label,
        "number": found.number,
        "count": found.count,
        "of": found.of,
        "rows": found.behind,
        "sentence": figure.said(period, found),
        "counts": "公开的行，人人可见" if figure.view.open else f"只数这个系统能看的：{request.token.system.office}",  # type: ignore[attr-defined]
    }


@router.get("/figures/{key}/rows", operation_id="figure_rows", summary="数字背后的每一行", **spoken(SCOPE, FigureRows))
def rows(request: HttpRequest, key: Code, asked: Query[RowsAsked]) -> Any:
    """The rows behind the figure, by key, through the same gate."""
    known(request, RowsAsked)
    figure, period, filters = _asked(request, key, asked)
    by, after = actor(request), _after(figure, asked.after)
    with asked_rightly():
        found = figures.rows(
            figure, period, scope=_scope(figure, by), filters=filters, after=after, limit=asked.limit + 1
        )
    page = found[: asked.limit]
    numbers = {case.pk: case.number for case in cases.listed(by, page)} if _column(figure) == "case_id" else {}
    return {
        "rows": [{"key": str(one), "case": numbers.get(one)} for one in page],
        "next": str(page[-1]) if len(found) > len(page) else None,
    }


@contextmanager
def asked_rightly() -> Iterator[None]:
    """What a figure refuses is a mistake in the address: no such period, not to be told apart by that."""
    try:
        yield
    except Refused as no:
        raise Fault(422, no.sentence, errors=[("query", no.sentence)]) from None


def _may(request: HttpRequest) -> None:
    if sentence := permits.may(actor(request).role, "see", "figures"):
        raise Fault(403, sentence)


def _asked(request: HttpRequest, key: str, asked: Part) -> tuple[Figure, Period, dict[str, Any]]:
    _may(request)
    figure = FIGURES.get(key)
    if figure is None:
        raise Http404
    filters = {name: (getattr(asked, name),) for name in DIMENSIONS if getattr(asked, name)}
    with asked_rightly():
        return figure, Period.parse(asked.period), filters


def _scope(figure: Figure, by: Actor) -> Scope:
    """What the asker may count: of ours, of what was gathered, or of both together."""
    return gathering.scopes(by).get(figure.view.name) or cases.scope(by)


def _line(figure: Figure) -> dict[str, Any]:
    return {
        "key": figure.key,
        "label": figure.label,
        "unit": figure.unit,
        "words": figure.words,
        "dimensions": [name for name in DIMENSIONS if name in figure.view.dimensions],
        "whole_year": figure.whole_year,
    }


def _column(figure: Figure) -> str:
    """The column whose values the figure opens to."""
    return figure.view.dimensions[figure.distinct] if figure.distinct else figure.view.row


def _after(figure: Figure, after: str | None) -> Any:
    if after is None or _column(figure) not in NUMBERED:
        return after
    if not after.isdecimal() or len(after) > 18:
        raise Fault(422, "after 要用上一页给的 next。", errors=[("query.after", "不是上一页给的")])
    return int(after)
