"""The page of one number of a circular: as it was frozen, what it is now, and the rows behind it."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from jinban.circular import queries
from jinban.circular.counting import Counts, written
from jinban.circular.figures import Ref, ref
from jinban.circular.models import Circular
from jinban.circular.stages import FROZEN, READERS
from jinban.kit.clock import legal_day, now
from jinban.kit.figures import Period
from jinban.people import permits
from jinban.web.board.behind import Listing, listing
from jinban.web.board.circulars.addresses import figure_path
from jinban.web.board.circulars.reading import circular_or_404, title_of
from jinban.web.board.names import Names
from jinban.web.staff.seats import actor, seated

SEES = permits.roles("see", "figures")
AT_ONCE = 50


@seated(*SEES)
@require_safe
def page(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """A number of a circular. Its rows are for the offices, which see the whole county; others have the board for theirs."""
    by, today = actor(request), legal_day(now())
    circular = circular_or_404(by, pk)
    named = ref(key)
    kept, frozen_rows = queries.frozen_figure(circular, key) or (None, [])
    if named is None or (circular.stage in FROZEN and kept is None):
        raise Http404
    counts = Counts(Period.parse(circular.period).seen_on(today))
    value = counts.value(named)
    listed = listing(named.figure, Names(today))
    after = _after(listed, request.GET.get("after", ""))
    found = _frozen(frozen_rows, after) if kept else counts.rows(named, after=after, limit=AT_ONCE + 1)
    reader = by.role in READERS and listed is not None
    shown = found[:AT_ONCE]
    values = {
        "circular": circular,
        "name": title_of(circular),
        "period": counts.period.label,
        "named": named,
        "narrowed": counts.names.of(named.dimension, named.code) if named.dimension else "",
        "kept": kept,
        "as_of": circular.issued_on or today,
        "value": value,
        "text": kept.text if kept else written(value),
        "now": written(value),
        "differs": bool(kept and (kept.count, kept.of) != (value.count, value.of)),
        "behind": kept.behind if kept else value.behind,
        "heads": [head for head in listed.heads if head.shown] if reader and listed else [],
        "lines": _lines(listed, listed.fetch(by, shown)) if reader and listed else [],
        "listing": listed,
        "reader": reader,
        "board": _board(circular, named),
        "first": figure_path(pk, key) if after is not None else "",
        "next": f"{figure_path(pk, key)}?{urlencode({'after': shown[-1]})}" if len(found) > AT_ONCE else "",
        "at_once": AT_ONCE,
    }
    return render(request, "circular/figure.html", values)


def _after(listed: Listing | None, text: str) -> Any:
    """The key behind which the page begins; None for the beginning."""
    if not text or listed is None:
        return None
    if listed.key is int and not text.isdecimal():
        raise Http404
    return listed.key(text)


def _frozen(rows: Sequence[Any], after: Any) -> Sequence[Any]:
    """The frozen keys of one page and one more."""
    if after is not None and after not in rows:
        raise Http404
    start = 0 if after is None else rows.index(after) + 1
    return rows[start : start + AT_ONCE + 1]


def _lines(listed: Any, lines: Sequence[Any]) -> list[list[Any]]:
    """The cells that a page shows, each with its head."""
    return [[(head, cell) for head, cell in zip(listed.heads, line, strict=True) if head.shown] for line in lines]


def _board(circular: Circular, named: Ref) -> str:
    """The same number on the board, as far as somebody sees it there."""
    narrowed = {named.dimension: named.code} if named.dimension else {}
    asked = urlencode({"period": circular.period, **narrowed})
    return f"{reverse('board-rows', args=(named.figure.key,))}?{asked}"
