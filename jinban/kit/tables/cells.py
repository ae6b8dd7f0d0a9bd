"""One cell: from what the file holds to the value that the rooms take, or the reason why not.

A number in a CSV is written in plain digits; in Excel it must be a number and not text. A day is 2024-05-07,
in Excel also a real date; the bare number that Excel keeps for a day is refused, for nobody can see that it is one.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from jinban.kit.numbers import valid_credit_code
from jinban.kit.rows import weekdays
from jinban.kit.tables.columns import Column
from jinban.kit.tables.signs import edge_blank, odd_sign

SEPARATOR = ";"
YES_NO = ("是", "否")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SERIAL = re.compile(r"[0-9]{5}(\.[0-9]+)?")
_TIME = re.compile(r"[0-9]{2}:[0-9]{2}")
_MONTH_DAY = re.compile(r"[0-9]{2}-[0-9]{2}")
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]*")
# 实施编码31位、业务办理项编码33位: 18 of the credit code, one of the level, 12 of the basic code (, two more).
_ITEM_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}[1-7](00|42)[0-9]{7}[0-9W][0-9]{2}([0-9]{2})?")
# Excel counts days from here; it takes 1900 for a leap year, which no day of ours meets.
_EXCEL_START = date(1899, 12, 30)


class Wrong(Exception):
    """Why a cell cannot be taken."""

    def __init__(self, kind: str, sentence: str) -> None:
        super().__init__(sentence)
        self.kind = kind
        self.sentence = sentence


def value_of(cell: object, column: Column, *, typed: bool) -> object:
    """The value of a cell: str, Decimal, date or None, bool, or a tuple of str for a list. Wrong, if it has none."""
    if isinstance(cell, str):
        for kind, check in (("edge_blank", edge_blank), ("odd_sign", odd_sign)):
            if sentence := check(cell):
                raise Wrong(kind, sentence)
    if cell is None or cell == "":
        if column.required:
            raise Wrong("missing", "这一格不能空，请填写。")
        return _EMPTY.get(column.kind, "")
    value = _READ[column.kind](cell, column, typed)
    if isinstance(cell, str) and len(cell) > column.longest:
        raise Wrong("too_long", f"有{len(cell)}个字，最多{column.longest}个。")
    return value


_EMPTY: Mapping[str, object] = {"day": None, "flag": False, "number": None, "list": (), "item_codes": ()}


def _words(cell: object) -> str:
    """A cell that must hold text."""
    if isinstance(cell, str):
        return cell
    shown = int(cell) if isinstance(cell, float) and cell.is_integer() else cell
    raise Wrong(
        "number_not_text", f"这一格是数字或日期（{shown}），不是文本，长编码会丢位。请先把单元格设成文本，再重填。"
    )


def _text(cell: object, column: Column, typed: bool) -> str:
    return _words(cell)


def _code(cell: object, column: Column, typed: bool) -> str:
    text = _words(cell)
    if not _CODE.fullmatch(text):
        raise Wrong("wrong_code", f"编码“{text}”里只能有半角字母、数字和横线。")
    return text


def _number(cell: object, column: Column, typed: bool) -> Decimal:
    if isinstance(cell, bool) or not isinstance(cell, str | int | float):
        raise Wrong("wrong_number", f"这里要填数字，现在是“{cell}”。")
    if isinstance(cell, str) and (typed or not _NUMBER.fullmatch(cell)):
        digits = re.sub(r"[^0-9.]", "", cell.translate(_NARROW))
        hint = f"请只写数字{digits}。" if digits else "请只写半角数字，如20、0.5。"
        raise Wrong("number_as_text", f"“{cell}”是文本，不是数字。" + ("请把单元格改成数值。" if typed else "") + hint)
    found = Decimal(str(int(cell) if isinstance(cell, float) and cell.is_integer() else cell))
    if column.positive and found <= 0:
        raise Wrong("zero_limit", f"时限写了{found}，必须大于0。")
    return found


_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def _day(cell: object, column: Column, typed: bool) -> date:
    if isinstance(cell, datetime):
        if cell.time() != time():
            raise Wrong("wrong_day", f"这里只要日期，不要钟点，请写成{cell:%Y-%m-%d}。")
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = str(cell)
    if isinstance(cell, int | float) or _SERIAL.fullmatch(text):
        days = int(float(text))
        meant = _EXCEL_START + timedelta(days=days) if 1 <= days < 100_000 else None
        hint = f"多半是{meant}，请改写成这样。" if meant else "请写成2024-05-07这样。"
        raise Wrong("excel_serial", f"“{days}”是Excel的日期序号，不是日期。{hint}")
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        raise Wrong("wrong_day", f"没有{text}这一天，请改。") from None
    raise Wrong("wrong_day", f"“{text}”不是日期，请写成2024-05-07这样。")


def _flag(cell: object, column: Column, typed: bool) -> bool:
    if cell in (0, 1, "0", "1", *YES_NO):
        return cell in (1, "1", YES_NO[0])
    raise Wrong("wrong_choice", f"这里只能写1（是）或0（否），现在是“{cell}”。")


def _time(cell: object, column: Column, typed: bool) -> str:
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    try:
        if isinstance(cell, str) and _TIME.fullmatch(cell):
            return f"{time.fromisoformat(cell):%H:%M}"
    except ValueError:
        pass
    raise Wrong("wrong_time", f"“{cell}”不是钟点，请写成08:30这样。")


def _month_day(cell: object, column: Column, typed: bool) -> str:
    text = _words(cell)
    try:
        if _MONTH_DAY.fullmatch(text):
            return f"{date.fromisoformat(f'2024-{text}'):%m-%d}"
    except ValueError:
        pass
    raise Wrong("wrong_day", f"“{text}”不是月日，请写成05-01这样。")


def _weekdays(cell: object, column: Column, typed: bool) -> str:
    text = _words(cell)
    try:
        weekdays(text)
    except ValueError:
        raise Wrong("wrong_choice", f"“{text}”不是星期，请写成1-5这样，1是周一，7是周日。") from None
    return text


def _choice(cell: object, column: Column, typed: bool) -> str:
    return _known(_words(cell), column)


def _known(text: str, column: Column) -> str:
    """The stored word of a cell that holds it or its meaning."""
    if column.choices is None or text in column.choices:
        return text
    if len(meant := [word for word, meaning in column.choices.items() if meaning == text]) == 1:
        return meant[0]
    offered = "、".join(f"{word}（{meaning}）" for word, meaning in column.choices.items())
    raise Wrong("wrong_choice", f"“{text}”不在代码表里。可以写：{offered}。")


def _list(cell: object, column: Column, typed: bool) -> tuple[str, ...]:
    parts = tuple(_words(cell).split(SEPARATOR))
    for part in parts:
        if sentence := edge_blank(part):
            raise Wrong("edge_blank", f"“{part}”{sentence}")
        if not part:
            raise Wrong("wrong_list", "分号之间有一项是空的，请删去多余的分号。")
    parts = tuple(_part(part, column) for part in parts)
    if twice := [part for at, part in enumerate(parts) if part in parts[:at]]:
        raise Wrong("twice", f"“{twice[0]}”写了两次，请删去一个。")
    return parts


def _part(part: str, column: Column) -> str:
    """One of a list: a word of the column's, or the key of another row, which is looked up later."""
    if not column.ref:
        return _known(part, column)
    return next((word for word, meaning in (column.choices or {}).items() if meaning == part), part)


def _credit(cell: object, column: Column, typed: bool) -> str:
    text = _words(cell)
    if sentence := valid_credit_code(text):
        raise Wrong("check_digit", f"“{text}”：{sentence}")
    return text


def _item_codes(cell: object, column: Column, typed: bool) -> tuple[str, ...]:
    codes = _list(cell, column, typed)
    for code in codes:
        if not _ITEM_CODE.fullmatch(code):
            raise Wrong("wrong_code", f"“{code}”不是31位实施编码或33位办理项编码，请核对。")
        if valid_credit_code(code[:18]):
            raise Wrong("check_digit", f"“{code}”的前18位不是有效的统一社会信用代码，可能有一位写错，请核对。")
    return codes


_READ: Mapping[str, Callable[[object, Column, bool], object]] = {
    "text": _text, "code": _code, "number": _number, "day": _day, "flag": _flag, "time": _time,
    "month_day": _month_day, "weekdays": _weekdays, "choice": _choice, "list": _list, "credit": _credit,
    "item_codes": _item_codes,
}  # fmt: skip
