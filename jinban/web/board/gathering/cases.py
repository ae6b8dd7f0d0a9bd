"""The gathered cases, and one of them with all that its source said of it."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jinban.gathering import queries
from jinban.gathering.models import Gathered, State
from jinban.people import queries as people
from jinban.places import queries as places
from jinban.web import paging
from jinban.web.board.gathering import shell
from jinban.web.staff.seats import actor, seated


@seated(*shell.SEES)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The newest first, by page; narrowed by source, state, town, and what waits for an item."""
    by = actor(request)
    wanted = {name: request.GET.get(name, "")[:64] for name in ("source", "state", "town", "waiting", "number")}
    sources = queries.every_source()
    page = paging.by_id(
        request, _narrowed(queries.visible_to(by), wanted, sources).select_related("source", "item", "site", "town")
    )
    filters = (
        ("source", "来源", sources),
        ("state", "状态", State.choices),
        ("town", "镇街", [(town.code, town.name) for town in places.towns()]),
    )
    return render(request, "gathering/cases.html", shell.values(request, page=page, wanted=wanted, filters=filters))


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
