"""What the cases let the city count. One row of `cases_fact` is one case of our own (自办) that has a number: cases of other
systems are counted in `jinban.gathering`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import Max, Min

from jinban.cases.models import Case
from jinban.catalogue import queries as catalogue
from jinban.delegation.figures import HANDED_DOWN
from jinban.kit import figures
from jinban.kit.figures import FactView, Figure, Period, Value
from jinban.kit.gate import EVERYTHING, Scope
from jinban.kit.identities import Identity, Parts
from jinban.places import queries as places
from jinban.places.figures import SITES, STATION, STATIONS

_PLACED = {
    "town": "town_id", "village": "village_id", "site": "site_id", "department": "department_id", "item": "item_id",
    "class": "item_class_id", "batch": "batch_id", "level": "batch_level", "channel": "channel", "delegation": "delegation_id",
}  # fmt: skip
CASES = FactView(
    "cases_fact",
    row="case_id",
    dimensions=_PLACED,
    dates={"received": "received", "accepted": "accepted", "decided": "decided", "ended": "ended"},
)
MATERIALS = FactView(
    "materials_fact",
    row="material_id",
    dimensions={**_PLACED, "waiver": "waiver", "case": "case_id"},
    dates={"accepted": "accepted"},
)
REPEATS = FactView("repeats_fact", row="event_id", dimensions={**_PLACED, "case": "case_id"}, dates={"tried": "tried"})

COUNTED = "voided = 0"
SLEEPING_CASES = "sleeping_cases"  # the parameter: a station with at most so many cases in a year is asleep
DATED = "voided = 0 AND promised_due IS NOT NULL"
LIMITED = f"{COUNTED} AND legal_workdays IS NOT NULL AND promised_workdays IS NOT NULL"
TIMED = f"{COUNTED} AND taken_workdays IS NOT NULL AND promised_workdays IS NOT NULL"

ACCEPTED = Figure(
    "cases.accepted", "办件量", "{period}受理办件{number}件。", "件",
    "受理日在时段内、没有作废的自办件（在本系统办的，不含归集的），一件计一次。", CASES, COUNTED, date="accepted",
)  # fmt: skip
PROVINCE = Figure(
    "cases.province", "省级批次办件量", "省级下沉事项办理{number}件。", "件",
    "受理日在时段内、没有作废、收件时属省级批次的自办件，不含归集的。", CASES, f"{COUNTED} AND batch_level = 'province'", date="accepted",
)  # fmt: skip
CITY = Figure(
    "cases.city", "市级批次办件量", "市级下沉事项办理{number}件。", "件",
    "受理日在时段内、没有作废、收件时属市级批次的自办件，不含归集的。", CASES, f"{COUNTED} AND batch_level = 'city'", date="accepted",
)  # fmt: skip
RECEIVED = Figure(
    "cases.received", "收件量", "{period}收件{number}件。", "件",
    "收件日在时段内、没有作废的自办件，不含归集的。", CASES, COUNTED, date="received",
)  # fmt: skip
DECIDED = Figure(
    "cases.decided", "办结量", "{period}办结{number}件。", "件",
    "决定日在时段内、没有作废的自办件，不含归集的。", CASES, COUNTED, date="decided",
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
NOT_HANDED_DOWN = Figure(
    "cases.not_handed_down", "未下沉事项办件量", "没有下沉的事项办理{number}件。", "件",
    "受理日在时段内、没有作废、收件时不在任何批次里的办件。", CASES, f"{COUNTED} AND batch_level IS NULL", date="accepted",
)  # fmt: skip
HANDED_DOWN_CASES = Figure(
    "cases.handed_down", "下沉事项办件量", "下沉事项办理{number}件。", "件",
    "受理日在时段内、没有作废、收件时属省级或市级批次的自办件，不含归集的。", CASES,
    f"{COUNTED} AND batch_level IS NOT NULL", date="accepted",
)  # fmt: skip
AT_HALL = Figure(
    "cases.at_hall", "市政务服务中心办件量", "市政务服务中心收件的办理{number}件。", "件",
    "受理日在时段内、没有作废、在市政务服务中心收件的办件。", CASES,
    f"{COUNTED} AND site_id IN (SELECT code FROM places_site WHERE kind = 'hall')", date="accepted",
)  # fmt: skip
OPENING = Figure(
    "cases.undecided_at_start", "期初在办", "期初有{number}件受理后还没有决定。", "件",
    "时段开始前受理，到时段开始时还没有决定，也没有撤回、转报，没有作废的办件。", CASES,
    f"{COUNTED} AND accepted_day < :first AND (decided_day IS NULL OR decided_day >= :first) "
    "AND (ended_day IS NULL OR ended_day >= :first)",
)  # fmt: skip
CLOSING = Figure(
    "cases.undecided_at_end", "期末在办", "期末有{number}件受理后还没有决定。", "件",
    "时段结束前受理，到时段结束时还没有决定，也没有撤回、转报，没有作废的办件。", CASES,
    f"{COUNTED} AND accepted_day <= :last AND (decided_day IS NULL OR decided_day > :last) "
    "AND (ended_day IS NULL OR ended_day > :last)",
)  # fmt: skip
LEFT = Figure(
    "cases.left_after_acceptance", "受理后撤回转报", "受理后撤回或者转报{number}件。", "件",
    "撤回或者转报的日子在时段内、受理过、没有作废的办件。", CASES, f"{COUNTED} AND accepted_day IS NOT NULL", date="ended",
)  # fmt: skip
EARLY = Figure(
    "cases.early", "提前办结", "提前办结{number}件。", "件",
    "决定日在时段内、没有作废、决定日早于承诺到期日的办件。", CASES, f"{DATED} AND decided_day < promised_due", date="decided",
)  # fmt: skip
ON_THE_DAY = Figure(
    "cases.on_the_day", "到期当天办结", "到期当天办结{number}件。", "件",
    "决定日在时段内、没有作废、决定日就是承诺到期日的办件。", CASES, f"{DATED} AND decided_day = promised_due", date="decided",
)  # fmt: skip
APPROVED = Figure(
    "cases.approved", "准予", "准予{number}件。", "件",
    "决定日在时段内、没有作废、决定准予的办件。", CASES, f"{COUNTED} AND verdict = 'approved'", date="decided",
)  # fmt: skip
DENIED = Figure(
    "cases.denied", "不予", "不予{number}件。", "件",
    "决定日在时段内、没有作废、决定不予的办件。", CASES, f"{COUNTED} AND verdict = 'denied'", date="decided",
)  # fmt: skip
INSTANT_RATE = Figure(
    "cases.instant_rate", "即办件占比", "即办件占{number}%。", "%",
    "即办件 ÷ 时段内受理的办件。", CASES, "instant = 1", date="accepted", over=COUNTED,
)  # fmt: skip
ONLINE_RATE = Figure(
    "cases.online_rate", "网办率", "网上和手机受理占{number}%。", "%",
    "从电脑端、手机端申请的办件 ÷ 时段内受理的办件；窗口代录的不算。", CASES, "channel IN ('online', 'mobile')", date="accepted",
    over=COUNTED,
)  # fmt: skip
PROMISED_CUT = Figure(
    "cases.promised_cut", "承诺压缩率", "承诺时限比法定时限压缩{number}%。", "%",
    "（法定时限合计−承诺时限合计）÷ 法定时限合计。时段内受理的每一件，按这一件从受理日起数出的工作日。", CASES, LIMITED, date="accepted",
    sums="legal_workdays - promised_workdays", of="legal_workdays",
)  # fmt: skip
SPEED_UP = Figure(
    "cases.speed_up", "实际提速率", "实际办理比承诺时限提速{number}%。", "%",
    "（承诺时限合计−实际用时合计）÷ 承诺时限合计。时段内办结的每一件，按这一件从受理日起数出的工作日。", CASES, TIMED, date="decided",
    sums="promised_workdays - taken_workdays", of="promised_workdays",
)  # fmt: skip
WAIVED = Figure(
    "cases.materials_waived", "免交材料", "免交材料{number}份。", "份",
    "时段内受理、没有作废的办件里，清单上必交而没有让群众交的材料。", MATERIALS, f"{COUNTED} AND required = 1 AND waived = 1",
    date="accepted",
)  # fmt: skip
WAIVED_SHARED = Figure(
    "cases.materials_shared", "共享取得的材料", "共享取得{number}份。", "份",
    "免交材料中，由数据共享取得的。", MATERIALS, f"{COUNTED} AND required = 1 AND waived = 1 AND waiver = 'shared'", date="accepted",
)  # fmt: skip
WAIVED_PLEDGED = Figure(
    "cases.materials_pledged", "告知承诺的材料", "告知承诺免交{number}份。", "份",
    "免交材料中，由申请人书面承诺代替的。", MATERIALS, f"{COUNTED} AND required = 1 AND waived = 1 AND waiver = 'pledged'",
    date="accepted",
)  # fmt: skip
WAIVED_RATE = Figure(
    "cases.materials_waived_rate", "材料减免率", "材料减免{number}%。", "%",
    "免交材料 ÷ 时段内受理的办件清单上必交的材料。", MATERIALS, "waived = 1", date="accepted", over=f"{COUNTED} AND required = 1",
)  # fmt: skip
REPEATED = Figure(
    "cases.repeated_notices", "重复补正", "拦下重复补正{number}次。", "次",
    "时段内，一次性告知以后又要原来就能发现的材料，被系统拦下的次数。", REPEATS, COUNTED, date="tried",
)  # fmt: skip
_TAKEN_UP = (
    "EXISTS (SELECT 1 FROM cases_fact WHERE cases_fact.delegation_id = delegation_fact.delegation_id "
    "AND cases_fact.voided = 0 AND cases_fact.accepted_day BETWEEN :first AND :last AND :scope)"
)
_VALID_THEN = "valid_from <= :last AND (valid_to IS NULL OR valid_to >= :first)"
ZERO_ITEMS = Figure(
    "delegation.zero_case_items", "零办件事项", "有{number}项下沉事项没有办件。", "项",
    "时段内有效的下沉事项中，一件受理的办件也没有的行数（按批次文件的行计）。", HANDED_DOWN, f"{_VALID_THEN} AND NOT {_TAKEN_UP}",
)  # fmt: skip
TAKEN_UP_RATE = Figure(
    "delegation.taken_up_rate", "承接率", "下沉事项承接率{number}%。", "%",
    "时段内有办件的下沉事项 ÷ 时段内有效的下沉事项（按批次文件的行计）。", HANDED_DOWN, _TAKEN_UP, over=_VALID_THEN,
)  # fmt: skip
SLEEPING = Figure(
    "places.sleeping_stations", "沉睡村站", "有{number}个村级站办件不超过门槛。", "个",
    "统计日正在开办、整个时段都开着的村级站中，时段内受理的办件不超过门槛的。只按整年统计。", SITES,
    f"{STATION} AND opened_on <= :first AND (SELECT COUNT(*) FROM cases_fact WHERE cases_fact.site_id = sites_fact.site_id "
    "AND cases_fact.voided = 0 AND cases_fact.accepted_day BETWEEN :first AND :last AND :scope) "
    f"<= (SELECT value FROM places_parameter p WHERE p.key = '{SLEEPING_CASES}')",
    whole_year=True,
)  # fmt: skip

Identity(
    "cases.flow",
    "期初在办 + 受理 = 办结 + 受理后撤回转报 + 期末在办",
    (OPENING, ACCEPTED),
    (DECIDED, LEFT, CLOSING),
)
Identity("cases.levels", "省级批次 + 市级批次 + 未下沉事项 = 办件量", (PROVINCE, CITY, NOT_HANDED_DOWN), (ACCEPTED,))
Identity("cases.verdicts", "准予 + 不予 = 办结量", (APPROVED, DENIED), (DECIDED,))
Identity("cases.punctual", "提前 + 到期当天 + 超承诺 = 有承诺期的办结件", (EARLY, ON_THE_DAY, LATE), (WITH_DUE,))
Identity("cases.on_time", "提前 + 到期当天 = 按时办结", (EARLY, ON_THE_DAY), (ON_TIME,))
Identity("cases.dated", "有承诺期的办结件不多于办结量", (WITH_DUE,), (DECIDED,), at_most=True)
Identity("cases.waived", "共享取得 + 告知承诺 = 免交材料", (WAIVED_SHARED, WAIVED_PLEDGED), (WAIVED,))
Identity("places.sleeping", "沉睡村站不多于村级站", (SLEEPING,), (STATIONS,), at_most=True)
Identity("cases.handed_down", "省级批次 + 市级批次 = 下沉事项办件量", (PROVINCE, CITY), (HANDED_DOWN_CASES,))
Parts(ACCEPTED, "town", "镇街", known=lambda: {town.code for town in places.towns()}, rest=AT_HALL)
for _figure in (ACCEPTED, DECIDED, RECEIVED):
    Parts(_figure, "item", "事项", known=catalogue.names)
    Parts(_figure, "month", "月")


@dataclass(frozen=True)
class Asked:
    """Whose figures of when, and of which part of the cases: what all numbers of one page are counted under.

    `filters` holds the wanted values of dimensions of `CASES`, None among them for rows without a value. A figure whose
    view lacks a dimension (the handed-down items have no town) is narrowed by the cases that it looks at. `scopes`: of
    views that hold other rows than ours, what of them may be seen."""

    period: Period
    scope: Scope = EVERYTHING
    filters: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    scopes: Mapping[str, Scope] = field(default_factory=dict)

    def during(self, period: Period) -> "Asked":
        """The same of another period."""
        return replace(self, period=period)

    def also(self, **filters: tuple[Any, ...]) -> "Asked":
        """The same, narrowed further."""
        return replace(self, filters={**self.filters, **filters})

    def _given(self, figure: Figure) -> dict[str, Any]:
        scope, own = self.scopes.get(figure.view.name, self.scope), {}
        for dimension, wanted in self.filters.items():
            if dimension in figure.view.dimensions:
                own[dimension] = wanted
            else:
                scope = scope.within(CASES.dimensions[dimension], wanted)
        return {"scope": scope, "filters": own}

    def total(self, figure: Figure) -> Value:
        """The number."""
        return figures.total(figure, self.period, **self._given(figure))

    def totals(self, wanted: Iterable[Figure]) -> dict[str, Value]:
        """Many numbers by their keys, those of one view and day in one query."""
        groups: dict[str, list[Figure]] = {}
        for figure in wanted:
            groups.setdefault(figure.view.name, []).append(figure)
        found: dict[str, Value] = {}
        for group in groups.values():
            found |= figures.totals(group, self.period, **self._given(group[0]))
        return found

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
