"""The gathered cases, and one of them with all that its source said of it."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jinban.gathering import queries
from jinban.gathering.models import Gathered, State
from jinban.people import queries as people
from jinban.places import queries as places
from jinban.web import paging
from jinban.web.board.gathering import shell
from jinban.web.files.giving import Listing, exporters, give, links
from jinban.web.files.sheet import Head
from jinban.web.staff.seats import actor, seated

FILTERS = {"source": "来源", "state": "状态", "town": "镇街", "waiting": "未对上的事项", "number": "编号"}
WITH = ("source", "item", "site", "town")
HEADS = (
    Head("编号", width=24), Head("来源"), Head("事项"), Head("收件地点"), Head("受理", "day"), Head("办结", "day"), Head("状态", "word"),
    Head("备注", "word"),
)  # fmt: skip


@seated(*shell.SEES)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The newest first, by page; narrowed by source, state, town, and what waits for an item."""
    by, wanted = actor(request), _wanted(request)
    sources = queries.every_source()
    page = paging.by_id(request, _narrowed(queries.visible_to(by), wanted, sources).select_related(*WITH))
    filters = (
        ("source", "来源", sources),
        ("state", "状态", State.choices),
        ("town", "镇街", [(town.code, town.name) for town in places.towns()]),
    )
    files = links(request, "gathering.cases", "gathered-cases-file")
    return render(
        request, "gathering/cases.html", shell.values(request, page=page, wanted=wanted, filters=filters, files=files)
    )


@seated(*exporters("gathering.cases", shell.SEES))
@require_safe
def listing_file(request: HttpRequest, ending: str) -> HttpResponseBase:
    """The same, all pages of it."""
    wanted, sources = _wanted(request), queries.every_source()
    rows = _narrowed(queries.visible_to(actor(request)), wanted, sources).select_related(*WITH).order_by("-pk")

    def lines() -> Iterator[tuple[Any, ...]]:
        for one in rows.iterator(chunk_size=500):
            item = one.item.name if one.item else f"{one.item_name}（未对上）"
            where = one.site.label if one.site else one.town.name if one.town else ""
            state = one.get_state_display()
            yield (
                one.number,
                one.source.name,
                item,
                where,
                one.accepted_day,
                one.decided_day,
                state,
                "演示" if one.demo else "",
            )

    return give(request, Listing("gathering.cases", HEADS, lines(), _words(wanted)), ending)


def _wanted(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "")[:64] for name in FILTERS}


def _words(wanted: dict[str, str]) -> list[tuple[str, str]]:
    return [(label, wanted[name]) for name, label in FILTERS.items() if wanted[name]]


def _narrowed(rows: QuerySet[Gathered], wanted: dict[str, str], sources: list[tuple[str, str]]) -> QuerySet[Gathered]:
    for name, column in (("source", "source"), ("state", "state"), ("town", "town"), ("number", "number")):
        if wanted[name]:
            rows = rows.filter(**{column: wanted[name].strip()})
    if wanted["number"] and not wanted["source"]:
        rows = rows.filter(source__in=[code for code, _ in sources])  # the key of a case is source and number
    return rows.filter(item=None) if wanted["waiting"] else rows


@seated(*shell.SEES)
@require_safe
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """One gathered case. 404 for one outside the gate as for one that does not exist."""
    found = queries.get(actor(request), pk)
    if found is None:
        raise Http404
    steps = queries.history(found)
    seats = people.seats({step.load.by_id for step in steps if step.load.by_kind == "seat"})
    told = [(step, seats[step.load.by_id].staff.name if step.load.by_id in seats else "接口") for step in steps]
    return render(request, "gathering/case.html", shell.values(request, case=found, steps=told))
