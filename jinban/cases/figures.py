"""What the cases let the city count. One row of `cases_fact` is one case that has a number."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import Max, Min

from jinban.cases.models import Case
from jinban.delegation.figures import HANDED_DOWN
from jinban.kit import figures
from jinban.kit.figures import FactView, Figure, Period, Value
from jinban.kit.gate import EVERYTHING, Scope

CASES = FactView(
    "cases_fact",
    row="case_id",
    dimensions={
        "town": "town_id", "village": "village_id", "site": "site_id", "department": "department_id", "item": "item_id",
        "class": "item_class_id", "batch": "batch_id", "level": "batch_level", "channel": "channel", "delegation": "delegation_id",
    },
    dates={"received": "received", "accepted": "accepted", "decided": "decided"},
)  # fmt: skip

COUNTED = "voided = 0"
DATED = "voided = 0 AND promised_due IS NOT NULL"

ACCEPTED = Figure(
    "cases.accepted", "办件量", "{period}受理办件{number}件。", "件",
    "受理日在时段内、没有作废的办件，一件计一次。", CASES, COUNTED, date="accepted",
)  # fmt: skip
PROVINCE = Figure(
    "cases.province", "省级批次办件量", "省级下沉事项办理{number}件。", "件",
    "受理日在时段内、没有作废、收件时属省级批次的办件。", CASES, f"{COUNTED} AND batch_level = 'province'", date="accepted",
)  # fmt: skip
CITY = Figure(
    "cases.city", "市级批次办件量", "市级下沉事项办理{number}件。", "件",
    "受理日在时段内、没有作废、收件时属市级批次的办件。", CASES, f"{COUNTED} AND batch_level = 'city'", date="accepted",
)  # fmt: skip
RECEIVED = Figure(
    "cases.received", "收件量", "{period}收件{number}件。", "件",
    "收件日在时段内、没有作废的办件。", CASES, COUNTED, date="received",
)  # fmt: skip
DECIDED = Figure(
    "cases.decided", "办结量", "{period}办结{number}件。", "件",
    "决定日在时段内、没有作废的办件。", CASES, COUNTED, date="decided",
)  # fmt: skip
ON_TIME = Figure(
    "cases.on_time", "按时办结", "按时办结{number}件。", "件",
    "决定日在时段内、没有作废、决定日不晚于承诺到期日的办件。", CASES, f"{DATED} AND decided_day <= promised_due", date="decided",
)  # fmt: skip
LATE = Figure(
    "cases.late", "超承诺办结", "超过承诺时限办结{number}件。", "件",
    "决定日在时段内、没有作废、决定日晚于承诺到期日的办件。", CASES, f"{DATED} AND decided_day > promised_due", date="decided",
)  # fmt: skip
WITH_DUE = Figure(
    "cases.decided_with_due", "有承诺期的办结件", "有承诺到期日的办结件{number}件。", "件",
    "决定日在时段内、没有作废、有承诺到期日的办件，是按时办结率的分母。", CASES, DATED, date="decided",
)  # fmt: skip
ON_TIME_RATE = Figure(
    "cases.on_time_rate", "按时办结率", "按时办结率{number}%。", "%",
    "按时办结件 ÷ 时段内办结且有承诺到期日的办件。", CASES, "decided_day <= promised_due", date="decided", over=DATED,
)  # fmt: skip
ON_THE_SPOT_RATE = Figure(
    "cases.on_the_spot_rate", "当场办结率", "当场办结占{number}%。", "%",
    "当场办结件 ÷ 时段内办结的办件。", CASES, "on_the_spot = 1", date="decided", over=COUNTED,
)  # fmt: skip
OPEN = Figure(
    "cases.open", "在办件", "时段内受理、还没有决定的办件{number}件。", "件",
    "受理日在时段内，现在还没有办结、撤回、转报或作废的办件。", CASES, "is_open = 1", date="accepted",
)  # fmt: skip
ZERO_ITEMS = Figure(
    "delegation.zero_case_items", "零办件事项", "有{number}项下沉事项没有办件。", "项",
    "时段内有效的下沉事项中，一件受理的办件也没有的行数（按批次文件的行计）。", HANDED_DOWN,
    "valid_from <= :last AND (valid_to IS NULL OR valid_to >= :first) AND NOT EXISTS (SELECT 1 FROM cases_fact WHERE "
    "cases_fact.delegation_id = delegation_fact.delegation_id AND cases_fact.voided = 0 "
    "AND cases_fact.accepted_day BETWEEN :first AND :last AND :scope)",
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """Whose figures of when, and of which part of the cases: what all numbers of one page are counted under.

    `filters` holds the wanted values of dimensions of `CASES`, None among them for rows without a value. A figure whose
    view lacks a dimension (the handed-down items have no town) is narrowed by the cases that it looks at."""

    period: Period
    scope: Scope = EVERYTHING
    filters: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)

    def during(self, period: Period) -> "Asked":
        """The same of another period."""
        return replace(self, period=period)

    def also(self, **filters: tuple[Any, ...]) -> "Asked":
        """The same, narrowed further."""
        return replace(self, filters={**self.filters, **filters})

    def _given(self, figure: Figure) -> dict[str, Any]:
        scope, own = self.scope, {}
        for dimension, wanted in self.filters.items():
            if dimension in figure.view.dimensions:
                own[dimension] = wanted
            else:
                scope = scope.within(CASES.dimensions[dimension], wanted)
        return {"scope": scope, "filters": own}

    def total(self, figure: Figure) -> Value:
        """The number."""
        return figures.total(figure, self.period, **self._given(figure))

    def across(self, figure: Figure, *dimensions: str) -> dict[tuple[Any, ...], Value]:
        """The number for each combination of values that has rows, in one query."""
        return figures.across(figure, dimensions, self.period, **self._given(figure))

    def rows(self, figure: Figure, *, after: Any = None, limit: int) -> list[Any]:
        """The keys of the rows behind the number, `limit` of them after a key."""
        return figures.rows(figure, self.period, after=after, limit=limit, **self._given(figure))


def days() -> tuple[date, date] | None:
    """The first and the last day on which any case was accepted; None before the first."""
    found = Case.objects.aggregate(first=Min("accepted_day"), last=Max("accepted_day"))
    return (found["first"], found["last"]) if found["first"] else None
