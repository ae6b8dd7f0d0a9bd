"""The board and the rows behind each of its numbers. Every number and every list passes the same gate."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from jinban.kit import marks
from jinban.kit.clock import legal_day, now
from jinban.web.board import behind
from jinban.web.board.behind import Listing
from jinban.web.board.exports import behind_figure, may_export
from jinban.web.board.part import Part, periods, read, seen_by
from jinban.web.board.shown import SEES_FIGURES, Shown
from jinban.web.files.giving import ENDINGS
from jinban.web.files.sheet import Head
from jinban.web.staff.seats import actor, seated

AT_ONCE = 50
LONGEST_KEY = 18


@seated(*SEES_FIGURES)
def board(request: HttpRequest) -> HttpResponse:
    """The figures of one period, of the part that this seat may see and the address narrows."""
    at = now()
    part = read(request, actor(request), legal_day(at))
    values = {
        "part": part,
        "shown": Shown.of(part, at),
        "periods": periods(part, legal_day(at)),
        "filters": _filters(part),
        "files": [(words, part.file(ending)) for ending, words in ENDINGS] if may_export(request.seat) else [],
    }
    return render(request, "board/board.html", values)


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
    by, at = actor(request), now()
    part, figure, listing = behind_figure(request, legal_day(at), key)
    value = part.asked.total(figure)
    found = part.asked.rows(figure, after=_after(request, listing), limit=AT_ONCE + 1)
    keys, more = found[:AT_ONCE], len(found) > AT_ONCE
    values = {
        "part": part,
        "figure": figure,
        "value": value,
        "said": figure.said(part.asked.period, value),
        "seen": seen_by(request.seat, part.names),
        "back": part.board(),
        "made": at,
        "scale": marks.scale(),
        "files": [(words, part.rows_file(figure, ending)) for ending, words in ENDINGS]
        if may_export(request.seat)
        else [],
        "first": part.rows(figure) if request.GET.get("after") else "",
        "next": part.rows(figure, after=keys[-1]) if more else "",
        "listing": listing,
        "heads": [head for head in listing.heads if head.shown],
        "lines": [_shown(listing, line) for line in listing.fetch(by, keys)],
    }
    return render(request, "board/rows.html", values)


def _shown(listing: Listing, line: behind.Line) -> list[tuple[Head, behind.Cell]]:
    return [(head, cell) for head, cell in zip(listing.heads, line, strict=True) if head.shown]


def _after(request: HttpRequest, listing: Listing) -> Any:
    text = request.GET.get("after")
    if not text:
        return None
    if listing.key is int and not (text.isdecimal() and len(text) <= LONGEST_KEY):
        raise Http404
    return listing.key(text)
