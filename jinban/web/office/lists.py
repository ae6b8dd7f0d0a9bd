"""The lists of the office as files: the rows, filters and masks of the pages."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from jinban.cases import queries, queues, rules, watching
from jinban.cases.lights import Light
from jinban.kit.clock import legal_day, now
from jinban.web.files.giving import Listing, by_chunks, exporters, give
from jinban.web.files.sheet import Head
from jinban.web.office.lines import Desk, Line
from jinban.web.office.together import SEES_CASES
from jinban.web.staff.seats import actor, seated
from jinban.web.templatetags.jinban import left

QUEUE = (
    Head("办件号", "number"), Head("灯", "word"), Head("还剩", "word", width=16), Head("事项"), Head("收件地点"),
    Head("申请人", "word"), Head("环节", "word"), Head("提示"), Head("到期", "day"),
)  # fmt: skip
WARNINGS = (
    Head("办件号", "number"), Head("事项"), Head("在哪里"), Head("灯", "word"), Head("提醒", "day"), Head("第几级", "count"),
    Head("原因"),
)  # fmt: skip
PLEDGES = (Head("办件号", "number"), Head("事项"), Head("决定", "day"), Head("最晚核查", "day"), Head("情况", "word"))
FILTERS = {"light": "灯", "stage": "环节", "item": "事项", "town": "镇街"}


@seated(*exporters("office.queue", SEES_CASES))
@require_safe
def queue(request: HttpRequest, ending: str) -> HttpResponseBase:
    """All of the queue that the address asks for, in its order."""
    desk = Desk.of(request, actor(request), legal_day(now()))
    return give(request, Listing("office.queue", QUEUE, _queue(desk), _narrowed(desk)), ending)


def _queue(desk: Desk) -> Iterator[tuple[Any, ...]]:
    for some in by_chunks(desk.cases):
        yield from (_line(line) for line in desk.lines(some))


def _line(line: Line) -> tuple[Any, ...]:
    case = line.case
    said = [
        word
        for word, there in (("环节超时", line.step_late), ("等您接收", line.coming), ("已移交", line.sent))
        if there
    ]
    ends = f"{'告知' if line.telling else ''}{left(line.left)}"
    where = case.site.label if case.site else ""
    return (
        case.number or "", Light(line.light).label, ends, case.item.name, where, line.person, case.get_stage_display(),
        "、".join(said), line.due,
    )  # fmt: skip


def _narrowed(desk: Desk) -> list[tuple[str, str]]:
    """The filters in the words of the page."""
    if not desk.given:
        return []
    choices = queues.choices(desk.whole)
    words = {(name, one.value): one.label for name, found in choices.items() for one in found}
    words |= {("light", light.value): str(light.label) for light in Light}
    return [(FILTERS[name], words.get((name, value), value)) for name, value in desk.given.items()]


@seated(*exporters("office.warnings", SEES_CASES))
@require_safe
def warnings(request: HttpRequest, ending: str) -> HttpResponseBase:
    """Every warning that this seat answers for."""
    by = actor(request)

    def lines() -> Iterator[tuple[Any, ...]]:
        for row in watching.warnings(by).iterator(chunk_size=500):
            why = row.words.body if row.words and queries.may_see_detail(by, row.case) else ""
            hidden = "原因只让经办的人看" if row.words and not why else why
            light = Light(row.light).label
            yield row.case.number, row.case.item.name, rules.office(row.case), light, row.day, row.level + 1, hidden

    return give(request, Listing("office.warnings", WARNINGS, lines()), ending)


@seated(*exporters("office.pledges", SEES_CASES))
@require_safe
def pledges(request: HttpRequest, ending: str) -> HttpResponseBase:
    """Every promise that this seat's office has still to check."""
    by, today = actor(request), legal_day(now())

    def lines() -> Iterator[tuple[Any, ...]]:
        for row in watching.pledges(by).iterator(chunk_size=500):
            late = "过期没核查" if row.check_due and row.check_due < today else ""
            yield row.case.number, row.case.item.name, row.case.decided_day, row.check_due, late

    return give(request, Listing("office.pledges", PLEDGES, lines()), ending)
