"""Reports beside the system's numbers: counted once along every cut, then looked up."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jinban.cases.figures import ACCEPTED
from jinban.gathering import queries
from jinban.gathering.figures import GATHERED, WHOLE
from jinban.gathering.models import Reported
from jinban.kit.figures import Figure
from jinban.people import queries as people
from jinban.people.actors import Actor
from jinban.web.board.part import Part
from jinban.web.board.tables import Cell, number

THREE = (ACCEPTED, GATHERED, WHOLE)
CUTS = ("item", "class", "department", "town", "month")
LINES_MOST = 2000


@dataclass(frozen=True)
class Line:
    """One report: the three numbers of the system, the difference, and who said it when."""

    report: Reported
    office: str
    what: str
    cells: Sequence[Cell]
    who: str
    earlier: Sequence[Reported] = ()

    @property
    def month(self) -> str:
        return f"{self.report.month // 100}年{self.report.month % 100}月"

    @property
    def town(self) -> str:
        return self.report.town.name if self.report.town else "全部"

    @property
    def difference(self) -> int:
        """What was reported less what the system counts."""
        return self.report.number - (self.cells[2].count or 0)

    @property
    def words(self) -> str:
        """The difference in words."""
        if not self.difference:
            return "相符"
        return f"多报{self.difference}件" if self.difference > 0 else f"少报{-self.difference}件"

    @property
    def plain(self) -> tuple[Any, ...]:
        """As a line of a file."""
        counts = (cell.count for cell in self.cells)
        return (self.office, self.what, self.town, self.month, self.report.number, *counts, self.difference, self.words)


class Counted:
    """The three figures by what is reported: an item or a class, of a department or of all, at a town or everywhere."""

    def __init__(self, part: Part) -> None:
        self.found: list[defaultdict[tuple[Any, ...], int]] = []
        self.items: dict[tuple[Any, ...], int] = {}
        for figure in THREE:
            sums: defaultdict[tuple[Any, ...], int] = defaultdict(int)
            for (item, item_class, unit, town, month), value in part.asked.across(figure, *CUTS).items():
                for what in (("item", item), ("class", item_class)):
                    for office in (unit, None):
                        for place in {town, None}:
                            sums[(*what, office, place, month)] += value.count
                if figure is WHOLE:
                    key = (item, item_class, unit, month)
                    self.items[key] = self.items.get(key, 0) + value.count
            self.found.append(sums)

    def of(self, report: Reported) -> list[int]:
        """The three numbers that stand beside a report."""
        what = ("item", report.item_id) if report.item_id else ("class", report.item_class_id)
        return [sums[(*what, report.department_id, report.town_id, report.month)] for sums in self.found]


@dataclass(frozen=True)
class Comparison:
    """All reports of a period beside the system's numbers, and what has numbers and no report."""

    lines: Sequence[Line]
    missing: Sequence[tuple[str, str, int, int]]
    more: bool = False

    @classmethod
    def of(cls, part: Part, by: Actor) -> "Comparison":
        """As many queries for many reports as for few."""
        reports = queries.reported(by).filter(month__in=part.asked.period.months)
        for name, column in (("department", "department"), ("town", "town")):
            if part.words.get(name):
                reports = reports.filter(**{column: part.words[name]})
        now = list(reports.filter(replaced_at=None).order_by("-month", "department", "by_town", "id")[: LINES_MOST + 1])
        earlier: defaultdict[str, list[Reported]] = defaultdict(list)
        for one in reports.exclude(replaced_at=None).order_by("-id")[:LINES_MOST]:
            earlier[one.key].append(one)
        seats = people.seats({one.by_id for one in now if one.by_kind == "seat"})
        counted = Counted(part)
        lines = [_line(part, one, counted, seats, earlier[one.key]) for one in now[:LINES_MOST]]
        return cls(lines, _missing(part, counted, now), len(now) > LINES_MOST)

    @property
    def differing(self) -> int:
        """How many reports are not what the system counts."""
        return sum(line.difference != 0 for line in self.lines)

    @property
    def missing_words(self) -> str:
        """What was not reported, in one sentence."""
        if not self.missing:
            return "都上报了。"
        return (
            f"{sum(row[2] for row in self.missing)} 个事项（按月），系统有 {sum(row[3] for row in self.missing):,} 件。"
        )


def _line(part: Part, report: Reported, counted: Counted, seats: Any, earlier: Sequence[Reported]) -> Line:
    seat = seats.get(report.by_id)
    office = report.department.name if report.department else report.by_town.name
    what = report.item.name if report.item else f"{report.item_class.name}（主项）"
    narrowed = {
        "item": report.item_id, "class": report.item_class_id, "department": report.department_id, "town": report.town_id,
    }  # fmt: skip
    given = {name: code for name, code in narrowed.items() if code}
    month = f"{report.month // 100}-{report.month % 100:02}"

    def cell(figure: Figure, count: int) -> Cell:
        return number(count, part.rows(figure, **given, period=month))

    cells = [cell(figure, count) for figure, count in zip(THREE, counted.of(report), strict=True)]
    return Line(report, office, what, cells, seat.staff.name if seat else "", earlier)


def _missing(part: Part, counted: Counted, reports: Sequence[Reported]) -> list[tuple[str, str, int, int]]:
    """By department and month: how many items have cases and no report, and how many cases."""
    said = {("item", one.item_id, one.department_id, one.month) for one in reports if one.item_id}
    said |= {("class", one.item_class_id, one.department_id, one.month) for one in reports if one.item_class_id}
    sums: defaultdict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0])
    for (item, item_class, unit, month), count in counted.items.items():
        if count and ("item", item, unit, month) not in said and ("class", item_class, unit, month) not in said:
            sums[unit, month][0] += 1
            sums[unit, month][1] += count
    return [
        (part.names.of("department", unit), f"{month // 100}年{month % 100}月", *sums[unit, month])
        for unit, month in sorted(sums, key=lambda key: (-key[1], str(key[0])))
    ]
