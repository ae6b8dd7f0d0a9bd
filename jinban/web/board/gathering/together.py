"""自办、归集、合计 side by side: by town or place, department, item and month; every number opens to its rows."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jinban.cases.figures import ACCEPTED
from jinban.gathering.figures import GATHERED, WAITING, WHOLE
from jinban.kit import marks
from jinban.kit.clock import legal_day, now
from jinban.kit.figures import Figure
from jinban.web.board.gathering import shell
from jinban.web.board.part import Part, periods, read, seen_by
from jinban.web.board.sheets import About, of_table
from jinban.web.board.tables import Cell, Row, Table, number
from jinban.web.context import city_name
from jinban.web.files.sheet import Head
from jinban.web.staff.seats import actor, seated

THREE = (ACCEPTED, GATHERED, WHOLE)
HEADS = (Head("自办", "count"), Head("归集", "count"), Head("合计", "count"))
WITHOUT = {"town": "不分镇街", "site": "不分地点", "item": "—", "department": "—"}
ODD = "自办加归集不等于合计，请告诉系统管理员。"
Counts = Mapping[tuple[Any, ...], int]


@dataclass(frozen=True)
class Counted:
    """The three figures along all cuts, each asked for once."""

    cuts: tuple[str, ...]
    each: tuple[Counts, ...]

    @classmethod
    def of(cls, part: Part) -> "Counted":
        """Three queries."""
        cuts = ("site" if part.by_site else "town", "department", "item", "month")
        each = (part.asked.across(figure, *cuts) for figure in THREE)
        return cls(cuts, tuple({key: value.count for key, value in found.items()} for found in each))

    def along(self, cut: str) -> list[dict[Any, int]]:
        """The three figures along one cut."""
        at, found = self.cuts.index(cut), []
        for counts in self.each:
            sums: defaultdict[Any, int] = defaultdict(int)
            for key, count in counts.items():
                sums[key[at]] += count
            found.append(dict(sums))
        return found

    @property
    def whole(self) -> list[int]:
        return [sum(counts.values()) for counts in self.each]


def tables(part: Part, counted: Counted) -> list[tuple[str, Table]]:
    """A table along each cut, the largest first, months in order; the long names (places, items) before the short ones."""
    first = "按地点" if part.by_site else "按镇街"
    titles = dict(zip(counted.cuts, (first, "按部门", "按事项", "按月"), strict=True))
    site, department, item, month = counted.cuts
    return [(titles[cut], _table(part, counted, cut)) for cut in (site, item, department, month)]


def _table(part: Part, counted: Counted, cut: str) -> Table:
    found = counted.along(cut)
    keys = {key for counts in found for key in counts}
    ranked = sorted(keys) if cut == "month" else sorted(keys, key=lambda key: (-found[2].get(key, 0), str(key)))
    rows = tuple(Row(_name(part, cut, key), "", _cells(part, found, cut, key)) for key in ranked)
    foot = tuple(number(count, part.rows(figure)) for figure, count in zip(THREE, counted.whole, strict=True))
    head = "月份" if cut == "month" else {"town": "镇街", "site": "地点", "department": "部门", "item": "事项"}[cut]
    return Table((Head(head), *HEADS), rows, foot)


def _name(part: Part, cut: str, key: Any) -> str:
    if cut == "month":
        return f"{key // 100}年{key % 100}月"
    return WITHOUT[cut] if key is None else part.names.of(cut, key)


def _cells(part: Part, found: Sequence[Mapping[Any, int]], cut: str, key: Any) -> tuple[Cell, ...]:
    narrowed = {"period": f"{key // 100}-{key % 100:02}"} if cut == "month" else {cut: key}
    able = key is not None or cut == "town"

    def one(figure: Figure, count: int) -> Cell:
        return number(count, part.rows(figure, **narrowed) if able else "")

    return tuple(one(figure, counts.get(key, 0)) for figure, counts in zip(THREE, found, strict=True))


@seated(*shell.SEES)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The three numbers of a period, and the tables."""
    today = legal_day(now())
    part = read(request, actor(request), today)
    counted = Counted.of(part)
    waiting = part.asked.total(WAITING).count
    own, gathered, whole = counted.whole
    shown = shell.values(
        request,
        part=part,
        periods=periods(part, today),
        seen=seen_by(request.seat, part.names),
        kpis=[
            (label, f"{count:,}", part.rows(figure) if count else "", note)
            for label, figure, count, note in zip(
                ("自办办件量", GATHERED.label, WHOLE.label, WAITING.label),
                (*THREE, WAITING),
                (*counted.whole, waiting),
                ("在本系统办的", "别的系统办的", "自办 + 归集", "不算进归集"),
                strict=True,
            )
        ],
        odd=ODD if own + gathered != whole else "",
        tables=tables(part, counted),
        file=request.get_full_path().replace("/gathering/", "/gathering/table.xlsx", 1)
        if request.seat.role in shell.EXPORTS
        else "",
        scale=marks.scale(),
    )
    return render(request, "gathering/together.html", shown)


@seated(*shell.EXPORTS)
@require_safe
def file(request: HttpRequest) -> HttpResponseBase:
    """The same tables as an Excel file."""
    at = now()
    part = read(request, actor(request), legal_day(at))
    counted = Counted.of(part)
    title = f"{city_name()}{part.asked.period.label}自办和归集办件"
    about = About(title, part, seen_by(part.seat, part.names), at, marks.is_demo(), marks.scale())
    told = [(figure.label, f"{count:,} 件。{figure.words}") for figure, count in zip(THREE, counted.whole, strict=True)]
    found = [of_table(name, table) for name, table in tables(part, counted)]
    return shell.listed(request, "gathering.together", about.sheet(told), found, title, at)
