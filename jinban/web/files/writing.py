"""Sheets as files: an Excel workbook and comma-separated text. Flat in memory, however many lines there are."""

import csv
import io
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import IO, Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from jinban.kit.numbers import group4
from jinban.web.files.sheet import Head, Sheet

BOM = "\ufeff"  # by this Excel knows the text as UTF-8
AT_ONCE = 500
LINES_OF_A_SHEET = 1_000_000  # Excel holds 1,048,576
# A text that begins so would be calculated by a spreadsheet; the full-width ones by some, too.
CALCULATED = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
FORMATS = {"count": "#,##0", "percent": "0.0%", "tenth": "0.0", "day": "yyyy-mm-dd"}
WIDTHS = {"text": 20, "word": 10, "number": 27, "day": 12, "count": 12, "percent": 12, "tenth": 12}
WIDEST = 60


# -- comma-separated ------------------------------------------------------------------------------


def commas(sheets: Sequence[Sheet]) -> Iterator[bytes]:
    """One table after the other, an empty line between; with more than one, each under a line with its title."""
    yield BOM.encode()
    lines = _lines(sheets)
    while some := list(islice(lines, AT_ONCE)):
        text = io.StringIO()
        csv.writer(text).writerows(some)
        yield text.getvalue().encode()


def _lines(sheets: Sequence[Sheet]) -> Iterator[list[str]]:
    for number, sheet in enumerate(sheets):
        if number:
            yield []
        if len(sheets) > 1:
            yield [safe(sheet.title)]
        yield [safe(head.text) for head in sheet.heads]
        for line in (*_as_list(sheet.lines), sheet.foot) if sheet.foot else sheet.lines:
            yield [_written(head, value) for head, value in zip(sheet.heads, line, strict=True)]


def _as_list(lines: Iterable[Sequence[Any]]) -> list[Sequence[Any]]:
    """A table with a foot is short."""
    return list(lines)


def _written(head: Head, value: Any) -> str:
    if value is None:
        return ""
    if head.kind == "number":
        return safe(group4(value))  # in groups of four it stays a text and keeps all its digits
    return value.isoformat() if isinstance(value, date) else safe(value) if isinstance(value, str) else str(value)


def safe(text: str) -> str:
    """The text, behind an apostrophe where a spreadsheet would calculate it."""
    return f"'{text}" if text.startswith(CALCULATED) else text


def text_file(sheets: Sequence[Sheet]) -> IO[bytes]:
    """The sheets as comma-separated text, in a temporary file that is read from its beginning and goes when it is closed."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  the answer closes it
    for part in commas(sheets):
        file.write(part)
    file.seek(0)
    return file


# -- Excel ----------------------------------------------------------------------------------------


def workbook(sheets: Sequence[Sheet]) -> IO[bytes]:
    """The sheets as an Excel workbook, in a temporary file that is read from its beginning and goes when it is closed."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  the answer closes it
    with Workbook(file, {"constant_memory": True}) as book:
        formats = _formats(book)
        late = {}
        for place, sheet in enumerate(sheets):
            if sheet.late:
                late[place] = _page(book, sheet, 1)
            else:
                _sheet(book, sheet, formats)
        for place, page in late.items():
            for row, line in enumerate(sheets[place].lines, 1):
                _put(page, row, sheets[place].heads, line, formats[0])
    file.seek(0)
    return file


Formats = tuple[dict[str, Any], dict[str, Any]]


def _formats(book: Workbook) -> Formats:
    """How each kind of value looks: in a line, and in the foot. Once for the whole book."""
    plain = {kind: book.add_format({"num_format": form}) for kind, form in FORMATS.items()}
    bold = {kind: book.add_format({"num_format": form, "bold": True, "top": 1}) for kind, form in FORMATS.items()}
    plain["text"] = book.add_format({"text_wrap": True, "valign": "top"})
    bold["text"] = book.add_format({"bold": True, "top": 1})
    return plain, bold


def _sheet(book: Workbook, sheet: Sheet, formats: Formats) -> None:
    """One table; what does not fit on one sheet goes on to the next."""
    lines, number = iter(sheet.lines), 1
    while True:
        page = _page(book, sheet, number)
        row = 0
        for row, line in enumerate(islice(lines, LINES_OF_A_SHEET), 1):
            _put(page, row, sheet.heads, line, formats[0])
        if row < LINES_OF_A_SHEET:
            break
        number += 1
    if sheet.foot:
        _put(page, row + 1, sheet.heads, sheet.foot, formats[1])


def _page(book: Workbook, sheet: Sheet, number: int) -> Worksheet:
    """A sheet with its heads, which stay in sight on the screen and come again on each page of paper."""
    page = book.add_worksheet(sheet.title if number == 1 else f"{sheet.title} {number}")
    for column, head in enumerate(sheet.heads):
        page.set_column(column, column, _width(sheet, column, head))
    left = book.add_format({"bold": True, "bottom": 1})
    right = book.add_format({"bold": True, "bottom": 1, "align": "right"})
    for column, head in enumerate(sheet.heads):
        page.write_string(0, column, head.text, right if head.right else left)
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    if len(sheet.heads) > 5:
        page.set_landscape()
    return page


def _width(sheet: Sheet, column: int, head: Head) -> int:
    """Wide enough for what is known to stand there; a Chinese character takes two."""
    if head.width:
        return head.width
    known = sheet.lines if isinstance(sheet.lines, list) else []
    texts = [head.text, *(line[column] for line in known if isinstance(line[column], str))]
    least = WIDTHS[head.kind] if head.kind not in ("text", "word") or not known else 8
    return min(max(least, *(_columns(text) + 2 for text in texts)), WIDEST)


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in text)


def _put(page: Worksheet, row: int, heads: Sequence[Head], line: Sequence[Any], formats: dict[str, Any]) -> None:
    for column, (head, value) in enumerate(zip(heads, line, strict=True)):
        form = formats.get(head.kind, formats["text"])
        if value is None or value == "":
            continue
        if head.kind == "percent" and isinstance(value, str):
            page.write_number(row, column, float(Decimal(value.removesuffix("%")) / 100), form)
        elif head.kind in ("count", "tenth"):
            page.write_number(row, column, float(value) if head.kind == "tenth" else value, form)
        elif isinstance(value, date):
            page.write_datetime(row, column, value, form)
        else:
            page.write_string(row, column, str(value), form)
