"""What the board and the rows behind a figure are as sheets of a file: the same numbers, each with what it counts."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jinban.cases import figures as cases
from jinban.kit.figures import Figure, Value
from jinban.web.board.behind import Line, Listing
from jinban.web.board.part import Part
from jinban.web.board.shown import Shown
from jinban.web.board.tables import Cell, Table
from jinban.web.drawn import Chart
from jinban.web.files.sheet import Head, Sheet
from jinban.web.templatetags.jinban import moment, plain_day, share

COUNTED = (cases.ACCEPTED, cases.ON_TIME_RATE, cases.ON_THE_SPOT_RATE, cases.OPEN, cases.ZERO_ITEMS)
DEMO = "演示数据，人和办件都不是真的。"
NAME, COUNT = Head("名称"), Head("办件量", "count")


@dataclass(frozen=True)
class About:
    """What every file says about itself first: whose numbers of when, counted when, and whether they are invented."""

    title: str
    part: Part
    seen: str
    made: datetime
    demo: bool
    scale: str

    def sheet(self, further: Iterable[tuple[str, str]]) -> Sheet:
        period = self.part.asked.period
        lines = [
            ("名称", self.title),
            ("时段", f"{period.label}，{plain_day(period.first)}至{plain_day(period.last)}"),
            ("范围", f"按您能看到的办件计：{self.seen}"),
            *((("只看", self.part.label),) if self.part.label else ()),
            *further,
            *((("演示", DEMO + (f"办件数是原资料的 {self.scale}。" if self.scale else "")),) if self.demo else ()),
            ("做成时间", moment(self.made)),
        ]
        return Sheet("说明", (Head("项目"), Head("内容")), lines)


def of_board(shown: Shown, title: str, demo: bool) -> list[Sheet]:
    """Every table that the page shows, after a sheet that says what the numbers count."""
    about = About(title, shown.part, shown.seen, shown.made, demo, shown.scale)
    first = "各办事地点" if shown.part.by_site else "各镇街"
    return [
        about.sheet(_told(shown)),
        of_table(first, shown.places),
        *([_months(shown.chart)] if shown.chart else []),
        of_table("按事项", shown.by_item),
        *(of_table(f"按{head}", table) for head, table in shown.breakdowns),
        Sheet("办结情况", (NAME, Head("件数", "count")), [(name, cell.count) for name, cell in shown.endings]),
        Sheet(
            "快慢和材料",
            (NAME, Head("数"), Head("单位"), Head("分子和分母")),
            [(n.label, n.text, n.unit, n.note) for n in shown.measures],
        ),
        *_stations(shown),
    ]


def of_rows(about: About, figure: Figure, value: Value, listing: Listing, lines: Iterator[Line]) -> list[Sheet]:
    """The rows behind a figure, after a sheet that says what they are. In a demonstration every row says so."""
    counted = f"{value.behind:,} 行" if value.of is None else f"{value.behind:,} 行，分母 {value.of:,}"
    number = f"{value.count:,} {figure.unit}" if value.of is None else share(value.count, value.of)
    told = [(figure.label, number), ("口径", figure.words), ("列出", counted)]
    if not about.demo:
        return [about.sheet(told), Sheet("明细", listing.heads, (_plain(line) for line in lines))]
    marked = ((*_plain(line), "演示") for line in lines)
    return [about.sheet(told), Sheet("明细", (*listing.heads, Head("备注")), marked)]


def of_table(title: str, table: Table) -> Sheet:
    """A table with both counts of each percentage in columns of their own."""
    heads: list[Head] = []
    for head in table.heads:
        heads += (head, *(Head(text, "count") for text in head.counts))
    lines = [(row.name, *_values(table.heads[1:], row.cells)) for row in table.rows]
    foot = ("合计", *_values(table.heads[1:], table.foot)) if table.rows else ()
    return Sheet(title, heads, lines, foot)


def _values(heads: Sequence[Head], cells: Sequence[Cell]) -> Iterator[Any]:
    for head, cell in zip(heads, cells, strict=True):
        if head.kind == "percent":
            yield cell.text if cell.text.endswith("%") else None
            yield from (cell.count, cell.of) if head.counts else ()
        elif cell.text == "—":
            yield None
        else:
            yield cell.count if head.kind == "count" else cell.text


def _plain(line: Line) -> tuple[Any, ...]:
    return tuple(cell.value for cell in line)


def _told(shown: Shown) -> Iterator[tuple[str, str]]:
    for number in shown.kpis:
        yield number.label, f"{number.text}{' ' if number.unit else ''}{number.unit}（{number.note}）"
    for one in shown.compared:
        yield "办件量比较", one.sentence
    yield "口径", "办件量按受理日计，办结按决定日计，作废的不计。"
    for figure in COUNTED:
        yield f"{figure.label}的口径", figure.words
    if not shown.part.by_site:
        yield "每站办件的口径", "办件量 ÷ 村级站。"
    yield "百分数", "保留一位小数，分子、分母各有一列。分母不足 20 的只写两个数，不写百分数。"


def _months(chart: Chart) -> Sheet:
    several = len(chart.series) > 1
    heads = (
        Head("月份"),
        *(Head(name, "count") for name in chart.series),
        *((Head("合计", "count"),) if several else ()),
    )
    lines = [(bar.label, *bar.values, *((sum(bar.values),) if several else ())) for bar in chart.bars]
    return Sheet("按月", heads, lines, ("合计", *chart.totals))


def _stations(shown: Shown) -> list[Sheet]:
    """The stations one by one, where the page draws them and no other table has them."""
    if not shown.stations or shown.stations.one_town:
        return []
    lines = [(town.name, one.name, one.count) for town in shown.stations.towns for one in town.squares]
    return [Sheet("各村级站", (Head("镇街"), Head("村级站"), COUNT), lines)]
