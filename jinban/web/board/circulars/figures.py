"""The page of one number of a circular: as it was frozen, what it is now, and the rows behind it."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from jinban.circular import queries
from jinban.circular.counting import Counts, keys, written
from jinban.circular.figures import Ref, ref
from jinban.circular.models import Circular
from jinban.circular.stages import READERS
from jinban.kit.clock import legal_day, now
from jinban.kit.figures import Period
from jinban.people import permits
from jinban.web.board.behind import listing
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
    frozen = queries.frozen(circular)
    kept = frozen.figure(key) if frozen else None
    if named is None or (frozen and kept is None):
        raise Http404
    counts = Counts(Period.parse(circular.period).seen_on(today))
    value = counts.value(named)
    rows = list(kept[1]) if kept else keys(named.figure, counts.period, _narrowed(named))
    listed = listing(named.figure, Names(today))
    reader = by.role in READERS and listed is not None
    start = _after(rows, request.GET.get("after", ""))
    shown = rows[start : start + AT_ONCE]
    values = {
        "circular": circular,
        "name": title_of(circular),
        "period": counts.period.label,
        "named": named,
        "narrowed": counts.names.of(named.dimension, named.code) if named.dimension else "",
        "kept": kept[0] if kept else None,
        "as_of": frozen.kept.as_of if frozen else today,
        "value": value,
        "text": kept[0].text if kept else written(value),
        "now": written(value),
        "differs": bool(kept and (kept[0].count, kept[0].of) != (value.count, value.of)),
        "behind": len(rows),
        "heads": [head for head in listed.heads if head.shown] if reader and listed else [],
        "lines": _lines(listed, listed.fetch(by, shown)) if reader and listed else [],
        "listing": listed,
        "reader": reader,
        "board": _board(circular, named),
        "first": figure_path(pk, key) if start else "",
        "next": f"{figure_path(pk, key)}?{urlencode({'after': shown[-1]})}" if len(rows) > start + AT_ONCE else "",
        "first_shown": start + 1,
        "last_shown": start + len(shown),
        "at_once": AT_ONCE,
    }
    return render(request, "circular/figure.html", values)


def _narrowed(named: Ref) -> dict[str, tuple[str, ...]] | None:
    return {named.dimension: (named.code,)} if named.dimension else None


def _lines(listed: Any, lines: Sequence[Any]) -> list[list[Any]]:
    """The cells that a page shows, each with its head."""
    return [[(head, cell) for head, cell in zip(listed.heads, line, strict=True) if head.shown] for line in lines]


def _after(rows: Sequence[Any], text: str) -> int:
    """Where the page begins: behind this key."""
    if not text:
        return 0
    try:
        return rows.index(type(rows[0])(text)) + 1
    except (ValueError, IndexError):
        raise Http404 from None


def _board(circular: Circular, named: Ref) -> str:
    """The same number on the board, as far as somebody sees it there."""
    narrowed = {named.dimension: named.code} if named.dimension else {}
    asked = urlencode({"period": circular.period, **narrowed})
    return f"{reverse('board-rows', args=(named.figure.key,))}?{asked}"
