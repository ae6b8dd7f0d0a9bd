"""Files as an office hands them in."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from html import escape
from typing import Any

from xlsxwriter import Workbook

from jinban.gathering.columns import HEADS
from tests.gathering.rows import CENTRE, NANSHAN
from tests.play import INSURE, RELIEF

HEADINGS = tuple(HEADS.values())
PLACES = (CENTRE, NANSHAN, "灵乡镇", "")
FIRST = date(2024, 1, 2)


def line(number: int) -> list[Any]:
    """A sound row; every tenth is still running, the rest are decided the day after."""
    day, running = FIRST + timedelta(days=number % 60), number % 10 == 0
    end = ["在办", ""] if running else ["办结", "准予"]
    return [
        f"GJ{number:06}", INSURE if number % 3 else RELIEF, PLACES[number % 4], "", "窗口", day, day,
        "" if running else day + timedelta(days=1), *end,
    ]  # fmt: skip


def workbook(lines: Iterable[Sequence[Any]], heads: Sequence[str] = HEADINGS, title: str = "办件") -> bytes:
    """An Excel file of these lines, flat in memory."""
    file = io.BytesIO()
    with Workbook(file, {"constant_memory": True}) as book:
        page, day = book.add_worksheet(title), book.add_format({"num_format": "yyyy-mm-dd"})
        page.write_row(0, 0, heads)
        for row, cells in enumerate(lines, 1):
            for column, cell in enumerate(cells):
                if isinstance(cell, date):
                    page.write_datetime(row, column, cell, day)
                elif cell != "":
                    page.write(row, column, cell)
    return file.getvalue()


PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/>'
    "</Relationships>",
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    'Target="worksheets/sheet1.xml"/><Relationship Id="r2" Target="styles.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="办件" sheetId="1" '
    'r:id="r1"/></sheets></workbook>',
    "xl/styles.xml": '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2">'
    '<xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>',
}
START = date(1899, 12, 30)


def quick(lines: Iterable[Sequence[Any]]) -> bytes:
    """The same as `workbook`, its XML written straight on: for fifty thousand lines."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as parcel:
        for name, text in PARTS.items():
            parcel.writestr(name, text)
        rows = (f"<row>{''.join(map(cell, line))}</row>" for line in (HEADINGS, *lines))
        space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        parcel.writestr(
            "xl/worksheets/sheet1.xml", f'<worksheet xmlns="{space}"><sheetData>{"".join(rows)}</sheetData></worksheet>'
        )
    return file.getvalue()


def cell(value: Any) -> str:
    if isinstance(value, date):
        return f'<c s="1"><v>{(value - START).days}</v></c>'
    if isinstance(value, str):
        return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>' if value else "<c/>"
    return f"<c><v>{value}</v></c>"
