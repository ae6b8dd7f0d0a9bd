"""The columns of what comes in: as a sheet heads them and as the API names them; words and the codes that they stand for."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from jinban.gathering import rules
from jinban.gathering.rules import Fault, Given
from jinban.kit.tables.columns import Column, Kind, Table
from jinban.kit.tables.signs import edge_blank, odd_sign

CHANNELS = {"窗口": "window", "电脑端": "online", "手机端": "mobile", "帮办代办": "helper", "邮寄": "post"}
STATES = {"在办": rules.RUNNING, "办结": rules.CLOSED, "终止": rules.ENDED, "作废": rules.VOIDED}
RESULTS = {"准予": "approved", "不予": "denied"}
WORDS: Mapping[str, Mapping[str, str]] = {"channel": CHANNELS, "state": STATES, "result": RESULTS}
HEADS: Mapping[str, str] = {
    "number": "编号", "item": "事项", "place": "地点", "department": "部门", "channel": "渠道", "received": "收件日",
    "accepted": "受理日", "decided": "办结日", "state": "状态", "result": "结果",
}  # fmt: skip
DAYS = ("received", "accepted", "decided")
LONGEST: Mapping[str, int] = {"number": 64, "item": 200, "place": 120, "department": 120}
REQUIRED = ("number", "item", "state")


def _column(name: str, kind: Kind = "text", *, about: str, example: str = "") -> Column:
    choices = {code: word for word, code in WORDS[name].items()} if name in WORDS else None
    return Column(
        name, kind, name in REQUIRED, choices, longest=LONGEST.get(name, 200), label=HEADS[name], about=about, example=example
    )  # fmt: skip


TABLE = Table(
    "cases",
    "办件",
    (
        _column("number", about="来源系统里的办件编号，一件一个", example="YB20240304001"),
        _column(
            "item", about="目录里的事项名称或标识；来源自己的叫法也收，另外对应", example="城乡居民基本医疗保险参保登记"
        ),
        _column("place", about="收件的地点：编码、名称，或者镇街", example="陈贵镇便民服务中心"),
        _column("department", about="事项归哪个部门；认得出事项的可以不写", example="市医保局"),
        _column("channel", "choice", about="怎样申请的", example="窗口"),
        _column("received", "day", about="收件的日子", example="2024-03-04"),
        _column("accepted", "day", about="受理的日子，办件量按这一天计", example="2024-03-04"),
        _column("decided", "day", about="决定的日子，办结的必须写", example="2024-03-05"),
        _column("state", "choice", about="办到哪里", example="办结"),
        _column("result", "choice", about="决定的结果，办结的必须写", example="准予"),
    ),
    key=("number",),
)
NOTES = (
    "一行一件。同一个编号再来一次，内容一样什么也不变，内容不同就更新。",
    "不要写申请人的姓名、证号、电话：有这样的列，整份不收。",
)
REPORTS = Table(
    "reported",
    "上报数",
    (
        Column("item", required=True, longest=200, label="事项或主项", about="目录里的事项或主项", example="临时救助对象认定"),
        Column("town", longest=60, label="镇街", about="哪个镇街的数；不写就是全部", example="陈贵镇"),
        Column("month", required=True, longest=6, label="月份", about="六位，文本", example="202403"),
        Column("number", "number", required=True, label="件数", about="受理的件数", example="36"),
    ),
    key=("item", "town", "month"),
)  # fmt: skip


def of_sheet(values: Mapping[str, Any]) -> Given:
    """A row of a sheet, whose cells were taken."""
    return Given(**{**values, "channel": values["channel"] or None})


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
