"""The page of one number of a circular: as it was frozen, what it is now, and the rows behind it."""

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from jinban.cases.figures import SLEEPING, SLEEPING_CASES, Asked
from jinban.circular import queries
from jinban.circular.counting import Counts, written
from jinban.circular.figures import Ref
from jinban.circular.freezing import KeptFigure
from jinban.circular.models import Circular
from jinban.circular.stages import FROZEN, READERS
from jinban.kit.clock import legal_day, now
from jinban.kit.figures import Period, Value
from jinban.people import permits
from jinban.people.actors import Actor
from jinban.web.board.behind import LISTS, Listing, listing
from jinban.web.board.circulars.addresses import figure_path, live_path
from jinban.web.board.circulars.reading import circular_or_404, title_of
from jinban.web.board.names import Names
from jinban.web.board.views import LONGEST_KEY
from jinban.web.staff.seats import actor, seated

SEES = permits.roles("see", "figures")
AT_ONCE = 50
TERMS = {
    "view": "取数表", "where": "条件", "over": "分母条件", "distinct": "数的是哪一项", "sums": "分子求和", "of": "分母求和",
    "date": "按哪天", "dimension": "缩到哪一项", "code": "代码",
}  # fmt: skip
SETTLED = {SLEEPING_CASES: "沉睡村站的门槛（件）"}
Found = TypeVar("Found")


@seated(*SEES)
@require_safe
def page(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """A number of a circular. Its rows are for the offices, which see the whole county; others read the numbers of the public
    paper, and have the board for their rows."""
    by, today = actor(request), legal_day(now())
    circular = circular_or_404(by, pk)
    reader = by.role in READERS
    kept, frozen_rows = queries.frozen_figure(circular, key) or (None, [])
    counts = Counts(Period.parse(circular.period).seen_on(today))
    named = counts.ref(key)
    if (kept is None and (named is None or circular.stage in FROZEN)) or not (
        reader or key in queries.public_keys(circular)
    ):
        raise Http404
    value = counts.value(named) if named else None
    listed = (
        _listing(kept, named, Names(today), Asked(counts.period.seen_on(circular.issued_on or today)))
        if reader
        else None
    )
    after = _after(listed, request.GET.get("after", ""))
    live = [] if kept or listed is None else counts.rows(_must(named), after=after, limit=AT_ONCE + 1)
    found = _frozen(frozen_rows, after) if kept and listed else live
    told = kept or _live(_must(named), _must(value))
    values = {
        "circular": circular,
        "name": title_of(circular),
        "period": counts.period.label,
        "narrowed": _narrowed(counts, key),
        "told": told,
        "kept": kept,
        "as_of": circular.issued_on or today,
        "now": written(value) if value and reader else "",
        "differs": bool(kept and value and reader and (kept.count, kept.of) != (value.count, value.of)),
        "reader": reader,
        "board": _board(circular, named, today, reader=reader),
        "first": figure_path(pk, key) if after is not None else "",
    }
    values |= _defined(key, told)
    values |= _page_of(by, listed, found, figure_path(pk, key))
    return render(request, "circular/figure.html", values)


def _defined(key: str, told: KeptFigure) -> dict[str, Any]:
    """The definition in the system's words, and the settled numbers that it reads."""
    terms = [("名称", key), *((TERMS[name], words) for name, words in told.definition.items())]
    return {"terms": terms, "settled": [(SETTLED.get(name, name), number) for name, number in told.parameters.items()]}


def _board(circular: Circular, named: Ref | None, today: date, *, reader: bool) -> str:
    """The same number on the board, where this seat finds the same there; empty where it does not."""
    if named is None or not (reader or not (named.dimension or named.figure is SLEEPING)):
        return ""
    return live_path(named, circular.period, today)


def _page_of(by: Actor, listed: Listing | None, found: Sequence[Any], here: str) -> dict[str, Any]:
    """The lines of one page and the address of the next; nothing where rows are not for this seat."""
    if listed is None:
        return {"lines": []}
    shown = found[:AT_ONCE]
    return {
        "heads": [head for head in listed.heads if head.shown],
        "lines": _lines(listed, listed.fetch(by, shown)),
        "listing": listed,
        "next": f"{here}?{urlencode({'after': shown[-1]})}" if len(found) > AT_ONCE else "",
        "at_once": AT_ONCE,
    }


def _live(named: Ref, value: Value) -> KeptFigure:
    """A number that is not frozen yet, told as a frozen one is."""
    figure = named.figure
    return KeptFigure(
        named.key, figure.key, figure.label, figure.unit, figure.words, {}, {}, written(value), value.count, value.of,
        value.behind,
    )  # fmt: skip


def _must(found: Found | None) -> Found:
    """What was looked for above."""
    if found is None:
        raise Http404
    return found


def _listing(kept: KeptFigure | None, named: Ref | None, names: Names, asked: Asked) -> Listing | None:
    """How the rows are listed: as the definition of the day says, should the figure be gone since."""
    if named is not None:
        return listing(named.figure, names, asked)
    return LISTS.get(kept.definition["view"]) if kept and "distinct" not in kept.definition else None


def _narrowed(counts: Counts, key: str) -> str:
    """The place, unit or item to which a key narrows its number."""
    dimension, _, code = key.partition("@")[2].partition("=")
    return counts.names.of(dimension, code) if dimension else ""


def _after(listed: Listing | None, text: str) -> Any:
    """The key behind which the page begins; None for the beginning."""
    if not text or listed is None:
        return None
    if listed.key is int and not (text.isdecimal() and len(text) <= LONGEST_KEY):
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
