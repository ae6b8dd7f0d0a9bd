"""A list given as a file: who may have it, what the file says about itself, and the event that tells of it.

The lines of a file are those of the screen: the view that draws a list and the one that files it read the same rows
through the same gate and the same filters of the address, and mask alike."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest
from django.urls import reverse

from jinban.kit import marks
from jinban.kit.clock import now
from jinban.people import actions, permits
from jinban.people.actors import Actor
from jinban.people.models import Seat
from jinban.people.roles import Role
from jinban.web.files.lists import LISTS
from jinban.web.files.sheet import Head, Sheet, Tally
from jinban.web.files.writing import AT_ONCE, text_file, workbook
from jinban.web.templatetags.jinban import moment

ENDINGS = (("xlsx", "存为 Excel"), ("csv", "存为 CSV"))
XLSX, CSV = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "text/csv; charset=utf-8"
DEMO = "演示数据，人和办件都不是真的。"
NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\s]+')
LONGEST_NAME = 60
TURNING = ("before", "after", "tick")
# Filters whose values are stored words, codes and days. Of what somebody typed only the name of the field is kept.
CODED = (
    "light", "stage", "item", "town", "site", "department", "class", "batch", "level", "channel", "period", "day", "month",
    "role", "ended", "only", "clerk", "on",
)  # fmt: skip
CODE = re.compile(r"(?!.*\d{13})[A-Za-z0-9_.-]{1,50}")


@dataclass(frozen=True)
class Listing:
    """One list as a file: its key in `LISTS`, its heads, its lines, what they were narrowed to in words, and a name for the
    file where the title alone does not say it; a line of totals, and further tables, where there are."""

    key: str
    heads: Sequence[Head]
    lines: Iterable[Sequence[Any]]
    filters: Sequence[tuple[str, str]] = ()
    name: str = ""
    foot: Sequence[Any] = ()
    further: Sequence[Sheet] = ()

    @property
    def title(self) -> str:
        return self.name or LISTS[self.key].title


def exporters(key: str, seers: Sequence[Role] = ()) -> tuple[Role, ...]:
    """The posts that may have this list as a file: those with the permit, among those who see it on the screen."""
    allowed = permits.roles("export", LISTS[key].thing)
    return tuple(role for role in allowed if not seers or role in seers)


def links(request: HttpRequest, key: str, route: str, *args: Any) -> list[tuple[str, str]]:
    """The addresses of the files of the list that this page shows, with its filters and without its page; none for a post
    without the permit. The route takes the ending last."""
    if request.seat is None or permits.may(request.seat.role, "export", LISTS[key].thing):
        return []
    query = request.GET.copy()
    for name in TURNING:
        query.pop(name, None)
    tail = f"?{query.urlencode()}" if query else ""
    return [(words, reverse(route, args=[*args, ending]) + tail) for ending, words in ENDINGS]


def give(request: HttpRequest, listing: Listing, ending: str) -> FileResponse:
    """The list as a file. An Excel workbook says on its first sheet what it is, what it was narrowed to, who took it, when,
    and how many lines; comma-separated text holds the lines alone, for other programs. 404 for another ending."""
    tally = Tally()
    rows = [tally.counted(one) for one in (Sheet("明细", listing.heads, listing.lines, listing.foot), *listing.further)]
    at = now()

    def about() -> Iterator[tuple[str, str]]:
        yield "名称", listing.title
        yield from listing.filters or [("条件", "没有筛选，全部列出")]
        yield "导出人", who(request.seat)
        yield "导出时间", moment(at)
        yield "行数", f"{tally.lines:,}"
        if marks.is_demo():
            yield "演示", DEMO

    told = Sheet("说明", (Head("项目", width=14), Head("内容", width=60)), about(), late=True)
    name = f"{listing.title}（演示）" if marks.is_demo() else listing.title
    return answer(
        request,
        [told, *rows] if ending == "xlsx" else rows,
        key=listing.key,
        name=name,
        ending=ending,
        tally=tally,
        at=at,
    )


def answer(
    request: HttpRequest, sheets: Sequence[Sheet], *, key: str, name: str, ending: str, tally: Tally, at: datetime
) -> FileResponse:  # fmt: skip
    """The sheets as an answer, made whole before its first byte leaves, so that its event knows the number of lines. Without
    the event there is no file."""
    if ending not in dict(ENDINGS):
        raise Http404
    file = workbook(sheets) if ending == "xlsx" else text_file(sheets)
    try:
        actions.exported(
            request.seat, listing=key, ending=ending, rows=tally.lines, filters=codes(request),
            by=Actor.of_seat(request.seat), at=at,
        )  # fmt: skip
    except BaseException:
        file.close()
        raise
    whole = f"{NOT_IN_NAMES.sub('_', name)[:LONGEST_NAME]}.{ending}"
    return FileResponse(file, as_attachment=True, filename=whole, content_type=XLSX if ending == "xlsx" else CSV)


def by_chunks(rows: QuerySet[Any], size: int = AT_ONCE) -> Iterator[list[Any]]:
    """All these rows, some hundred at a time: memory stays flat, and what belongs to them is asked for once per hundred."""
    found = rows.iterator(chunk_size=size)
    while some := list(islice(found, size)):
        yield some


def who(seat: Seat) -> str:
    """村级协理员 柯小南，陈贵镇南山村便民服务站."""
    return f"{seat.officer}，{seat.place}"


def codes(request: HttpRequest) -> list[str]:
    """What the list was narrowed to, as codes: item:linshi-jiuzhu. Typed words are left out, that there were some is not."""
    found = []
    for name, value in sorted(request.GET.items()):
        if not value or name in TURNING or not re.fullmatch(r"[a-z]{1,12}", name):
            continue
        found.append(f"{name}:{value}" if name in CODED and CODE.fullmatch(value) else f"{name}:typed")
    return found[:20]
