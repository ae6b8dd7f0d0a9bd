"""The lists of the workbench as files: the same rows in the same order, none left out."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from jinban.cases import queries, queues
from jinban.cases.lights import Light
from jinban.cases.models import Case
from jinban.people.actors import Actor
from jinban.places import queries as places
from jinban.web.counter.bench import COUNTER, Waiting, at_window, waiting
from jinban.web.files.giving import Listing, by_chunks, exporters, give
from jinban.web.files.sheet import Head
from jinban.web.staff.seats import seated
from jinban.web.templatetags.jinban import left

HEADS = (
    Head("办件号", "number"), Head("事项"), Head("申请人", "word"), Head("到哪一步", "word"), Head("灯", "word"),
    Head("时限", "word", width=16), Head("承诺到期", "day"), Head("决定", "day"),
)  # fmt: skip
WHICH: Mapping[str, tuple[str, Callable[[Actor], QuerySet[Case]]]] = {
    "open": ("counter.open", queues.in_hand),
    "coming": ("counter.coming", queues.coming),
    "deliver": ("counter.deliver", queries.to_deliver),
}


@seated(*exporters("counter.open", COUNTER))
@require_safe
def bench(request: HttpRequest, which: str, ending: str) -> HttpResponseBase:
    """One of the three lists of the workbench, whole."""
    if which not in WHICH:
        raise Http404
    by, _, _, day = at_window(request)
    key, ask = WHICH[which]
    calendar, thresholds = places.calendar(), queries.thresholds()

    def lines() -> Iterator[tuple[Any, ...]]:
        for some in by_chunks(ask(by)):
            yield from (_line(waiting(case, by, day, calendar, thresholds)) for case in some)

    return give(request, Listing(key, HEADS, lines()), ending)


def _line(line: Waiting) -> tuple[Any, ...]:
    case = line.case
    timed = line.light not in ("none", "undated")
    return (
        case.number or "", case.item.name, line.name, case.get_stage_display(), Light(line.light).label if timed else "",
        left(line.left) if timed else "", case.promised_due, case.decided_day,
    )  # fmt: skip
