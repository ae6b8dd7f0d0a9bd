"""Turning pages by key: a page is found by an id, not by counting rows, so that a late page costs what the first does."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest

SIZE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, newest first, and the addresses of the pages beside them; empty where there is none."""

    rows: list[Any]
    newer: str
    older: str


def by_id(request: HttpRequest, rows: QuerySet[Any], size: int = SIZE) -> Page:
    """The page of `?before=ID` or `?after=ID`, else the newest. Two queries at most, whatever the number of rows."""
    before, after = _number(request, "before"), _number(request, "after")
    if after is not None:
        found: list[Model] = list(rows.filter(pk__gt=after).order_by("pk")[: size + 1])
        more, shown = len(found) > size, found[:size][::-1]
        return _page(request, shown, newer=more, older=True)
    wanted = rows if before is None else rows.filter(pk__lt=before)
    found = list(wanted.order_by("-pk")[: size + 1])
    return _page(request, found[:size], newer=before is not None, older=len(found) > size)


def _page(request: HttpRequest, shown: list[Model], *, newer: bool, older: bool) -> Page:
    if not shown:
        return Page([], _with(request) if newer else "", "")
    return Page(
        shown,
        _with(request, after=shown[0].pk) if newer else "",
        _with(request, before=shown[-1].pk) if older else "",
    )


def _with(request: HttpRequest, **changed: int) -> str:
    query = request.GET.copy()
    for name in ("before", "after"):
        query.pop(name, None)
    for name, value in changed.items():
        query[name] = str(value)
    return f"?{query.urlencode()}"


def _number(request: HttpRequest, name: str) -> int | None:
    given = request.GET.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else None
