"""The columns of what comes in: as a sheet heads them and as the API names them; words and the codes that they stand for."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from jinban.gathering import rules
from jinban.gathering.rules import Fault, Given
from jinban.kit.tables.columns import Column, Table
from jinban.kit.tables.signs import edge_blank, odd_sign

CHANNELS = {"窗口": "window", "电脑端": "online", "手机端": "mobile", "帮办代办": "helper", "邮寄": "post"}
STATES = {"在办": rules.RUNNING, "办结": rules.CLOSED, "终止": rules.ENDED, "作废": rules.VOIDED}
RESULTS = {"准予": "approved", "不予": "denied"}
WORDS: Mapping[str, Mapping[str, str]] = {"channel": CHANNELS, "state": STATES, "result": RESULTS}
HEADS: Mapping[str, str] = {
    "number": "编号", "item": "事项", "place": "地点", "department": "部门", "channel": "渠道", "received": "收件日",
    "accepted": "受理日", "decided": "办结日", "state": "状态", "result": "结果",
}  # fmt: skip
NAMES: Mapping[str, str] = {head: name for name, head in HEADS.items()}
DAYS = ("received", "accepted", "decided")
LONGEST: Mapping[str, int] = {"number": 64, "item": 200, "place": 120, "department": 120}
REQUIRED = ("number", "item", "state")
_SAID = {
    "渠道": {"窗口": "到窗口办", "电脑端": "网上办", "手机端": "手机办", "帮办代办": "有人代办", "邮寄": "寄材料"},
    "状态": {"在办": "还没有决定", "办结": "已经决定", "终止": "没有决定就结束", "作废": "不算数"},
    "结果": {"准予": "同意", "不予": "不同意"},
}
TABLE = Table(
    "办件",
    "办件",
    (
        Column("编号", required=True, longest=LONGEST["number"]),
        Column("事项", required=True, longest=LONGEST["item"]),
        Column("地点", longest=LONGEST["place"]),
        Column("部门", longest=LONGEST["department"]),
        Column("渠道", "choice", choices=_SAID["渠道"]),
        Column("收件日", "day"),
        Column("受理日", "day"),
        Column("办结日", "day"),
        Column("状态", "choice", required=True, choices=_SAID["状态"]),
        Column("结果", "choice", choices=_SAID["结果"]),
    ),
    key=("编号",),
)


def of_sheet(values: Mapping[str, Any]) -> Given:
    """A row of a sheet, whose cells were taken."""
    found = {NAMES[head]: value for head, value in values.items()}
    return Given(
        number=found["number"],
        item=found["item"],
        place=found["place"],
        department=found["department"],
        channel=CHANNELS.get(found["channel"]),
        received=found["received"],
        accepted=found["accepted"],
        decided=found["decided"],
        state=STATES[found["state"]],
        result=RESULTS.get(found["result"], ""),
    )


def of_call(row: Mapping[str, Any]) -> tuple[Given | None, list[Fault]]:
    """A row of the API: text, days as 2024-05-07 or as days, stored words for channel, state and result. None, where
    a value cannot be taken, with all that is wrong."""
    wrong = [*_unknown(row), *(fault for name in HEADS for fault in _value_fault(name, row.get(name)))]
    if wrong:
        return None, wrong
    values = {name: row.get(name) or "" for name in HEADS}
    for name in DAYS:
        values[name] = _day(values[name])
    return Given(**{**values, "channel": values["channel"] or None}), []


def _unknown(row: Mapping[str, Any]) -> Iterator[Fault]:
    for name in row:
        if name not in HEADS:
            yield str(name)[:40], "unknown_column", f"不认识这一项。能收的有：{'、'.join(HEADS)}。"


def _value_fault(name: str, value: Any) -> Iterator[Fault]:
    head = HEADS[name]
    if value is None or value == "":
        if name in REQUIRED:
            yield name, "missing", f"{head}不能空，请填写。"
    elif name in DAYS:
        if _day(value) is None:
            yield name, "wrong_day", f"{head}要写成2024-05-07这样。"
    elif not isinstance(value, str):
        yield name, "number_not_text", f"{head}要写成文本。"
    elif name in WORDS:
        known = WORDS[name]
        if value not in known.values():
            offered = "、".join(f"{code}（{word}）" for word, code in known.items())
            yield name, "wrong_choice", f"{head}不能写“{value[:40]}”，只能写{offered}。"
    elif sentence := edge_blank(value) or odd_sign(value):
        yield name, "odd_sign", sentence
    elif len(value) > LONGEST[name]:
        yield name, "too_long", f"{head}有{len(value)}个字，最多{LONGEST[name]}个。"


def _day(value: Any) -> date | None:
    if isinstance(value, str) and len(value) == 10:
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return value if type(value) is date else None
