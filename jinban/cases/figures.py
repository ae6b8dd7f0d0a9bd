"""What the cases let the city count. One row of `cases_fact` is one case that has a number."""

from jinban.delegation.figures import HANDED_DOWN
from jinban.kit.figures import FactView, Figure

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
