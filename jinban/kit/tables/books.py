"""Workbooks that people fill in: a table with its headings, drop-downs and examples, and what each column holds.

Flat in memory, however many rows there are. What is written here reads back as the same values.
"""

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import zip_longest
from typing import IO, Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from jinban.kit.tables.cells import SEPARATOR, YES_NO
from jinban.kit.tables.columns import Column, Table
from jinban.kit.tables.reading import EXAMPLE, FURNITURE

EXPLAINED, CODES, _ = FURNITURE
# A drop-down holds for so many rows under the heading.
DROPS = 20_000
# So many keys of another table are offered in a drop-down; more are found faster by typing.
OFFERED_MOST = 1_000
FILL = {"head": "#EAF1FA", "must": "#D6E4F5", "example": "#F1F3F6"}
HOLDS = {
    "text": "文字", "code": "编码：半角字母、数字、横线", "number": "数字", "day": "日期，如2024-05-07", "flag": "是或否",
    "time": "钟点，如08:30", "month_day": "月日，如05-01", "weekdays": "星期，如1-5（1是周一，7是周日）",
    "choice": "从下拉框里选", "list": f"几项，用半角分号“{SEPARATOR}”隔开", "credit": "统一社会信用代码，18位",
    "item_codes": f"31位或33位编码，几个用“{SEPARATOR}”隔开",
}  # fmt: skip
TEXTS = ("text", "code", "time", "month_day", "weekdays", "choice", "list", "credit", "item_codes", "flag")


@dataclass(frozen=True)
class Filled:
    """One sheet of a book: a table, its rows by column name with typed values (str, number, date, bool, tuple of str),
    whether an example row comes first, and by table the keys that may be referred to."""

    table: Table
    rows: Iterable[Mapping[str, Any]] = ()
    example: bool = False
    offers: Mapping[str, Sequence[str]] = field(default_factory=dict)


def book(sheets: Sequence[Filled], notes: Sequence[str] = ()) -> IO[bytes]:
    """The tables as an Excel file, `notes` above the explanation of the columns. In a temporary file that is read from its
    beginning and goes when it is closed."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  the answer closes it
    with Workbook(file, {"constant_memory": True}) as made:
        drops: list[list[str]] = []
        for sheet in sheets:
            _sheet(made, sheet, drops)
        _explained(made, [sheet.table for sheet in sheets], notes)
        codes = made.add_worksheet(CODES)
        for at, line in enumerate(zip_longest(*drops, fillvalue="")):
            for to, word in enumerate(line):
                codes.write_string(at, to, word)
        codes.hide()
    file.seek(0)
    return file


def shown(value: Any, column: Column) -> Any:
    """The value as a cell of a workbook holds it: meanings instead of stored words, 是 and 否, days as days."""
    if value is None or value == "":
        return ""
    if column.kind == "flag":
        return YES_NO[0] if value else YES_NO[1]
    if isinstance(value, tuple | list):
        return SEPARATOR.join(_meaning(part, column) for part in value)
    return _meaning(value, column) if isinstance(value, str) else value


def _meaning(word: str, column: Column) -> str:
    """What a stored word means, where nothing else means the same; else the word itself."""
    meanings = list((column.choices or {}).values())
    meaning = (column.choices or {}).get(word, word)
    return meaning if meanings.count(meaning) == 1 else word


def put(page: Worksheet, row: int, at: int, value: Any, form: Any = None, day: Any = None) -> None:
    """Write one cell as what it is. Text is never taken for a formula, a number or a link."""
    if isinstance(value, bool):
        page.write_boolean(row, at, value, form)
    elif isinstance(value, int | float | Decimal):
        page.write_number(row, at, float(value), form)
    elif isinstance(value, datetime | date):
        page.write_datetime(row, at, value, day or form)
    elif value is None or value == "":
        page.write_blank(row, at, None, form)
    else:
        page.write_string(row, at, str(value), form)


def _sheet(made: Workbook, sheet: Filled, drops: list[list[str]]) -> None:
    page = made.add_worksheet(sheet.table.label or sheet.table.name)
    text, day = made.add_format({"num_format": "@"}), made.add_format({"num_format": "yyyy-mm-dd"})
    heads = {must: made.add_format({"bold": True, "bottom": 1, "bg_color": FILL[must]}) for must in ("must", "head")}
    grey = made.add_format({"num_format": "@", "bg_color": FILL["example"], "font_color": "#4A4A4A"})
    for at, column in enumerate(sheet.table.columns):
        form = text if column.kind in TEXTS else day if column.kind == "day" else None
        page.set_column(at, at, _width(column), form)
        page.write_string(0, at, column.heading, heads["must" if column.required else "head"])
        _drop(page, at, column, sheet.offers, drops)
    page.freeze_panes(1, 1)
    if sheet.example:
        for at, column in enumerate(sheet.table.columns):
            page.write_string(1, at, f"{'' if at else EXAMPLE}{column.example}", grey)
    for row, values in enumerate(sheet.rows, 2 if sheet.example else 1):
        for at, column in enumerate(sheet.table.columns):
            if (cell := shown(values[column.name], column)) != "":
                put(page, row, at, cell, text if column.kind in TEXTS else None, day)


def _width(column: Column) -> int:
    return {"day": 12, "flag": 8, "number": 10, "list": 36, "text": 24}.get(column.kind, 18)


def _drop(
    page: Worksheet, at: int, column: Column, offers: Mapping[str, Sequence[str]], drops: list[list[str]]
) -> None:
    """A drop-down for what is chosen from a few; for days and numbers, what Excel itself can refuse."""
    words = list(YES_NO) if column.kind == "flag" else []
    if column.kind == "choice":
        words = [_meaning(word, column) for word in column.choices or {}]
    elif column.kind == "code" and column.ref and 0 < len(offers.get(column.ref, ())) <= OFFERED_MOST:
        words = list(offers[column.ref])
    if words:
        drops.append(words)
        letters = _letters(len(drops) - 1)
        source = f"='{CODES}'!${letters}$1:${letters}${len(words)}"
        stop = "stop" if column.kind != "code" else "warning"
        said = {"error_title": "不在可选的里面", "error_message": "请从下拉框里选一个。", "error_type": stop}
        page.data_validation(1, at, DROPS, at, {"validate": "list", "source": source, **said})
    elif column.kind == "day":
        between = {"criteria": "between", "minimum": date(1949, 10, 1), "maximum": date(2199, 12, 31)}
        said = {"error_title": "不是日期", "error_message": "请写成2024-05-07这样。"}
        page.data_validation(1, at, DROPS, at, {"validate": "date", **between, **said})


def _letters(at: int) -> str:
    """The column's letters, counted from 0: A, B, … Z, AA."""
    letters = ""
    at += 1
    while at:
        at, left = divmod(at - 1, 26)
        letters = chr(65 + left) + letters
    return letters


def _explained(made: Workbook, tables: Sequence[Table], notes: Sequence[str]) -> None:
    page = made.add_worksheet(EXPLAINED)
    bold, wrap = made.add_format({"bold": True, "bottom": 1}), made.add_format({"text_wrap": True, "valign": "top"})
    for at, width in enumerate((14, 18, 44, 8, 60, 10, 24)):
        page.set_column(at, at, width)
    row = -1
    for row, note in enumerate(notes):
        page.write_string(row, 0, note)
    row += 2 if notes else 1
    for at, head in enumerate(("工作表", "列", "装什么", "必填", "可以填", "最多几字", "示例")):
        page.write_string(row, at, head, bold)
    for table in tables:
        for column in table.columns:
            row += 1
            for at, word in enumerate(_of_column(table, column)):
                page.write_string(row, at, word, wrap)


def _of_column(table: Table, column: Column) -> tuple[str, ...]:
    must = "必填" if column.required else "选填"
    longest = str(column.longest) if column.kind in ("text", "code", "list") else ""
    return table.label or table.name, column.heading, column.about, must, allowed(column), longest, column.example


def allowed(column: Column) -> str:
    """What a cell of the column may hold, in words."""
    words = "、".join(_meaning(word, column) for word in column.choices or {})
    if column.kind == "choice":
        return words
    holds = HOLDS[column.kind]
    if column.choices:
        holds += f"：{words}" if not column.ref else f"；或写“{words}”"
    return holds + ("，大于0" if column.positive else "") + (f"；要在{column.ref}表里有" if column.ref else "")
