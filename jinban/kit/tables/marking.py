"""The marked copy: a file as it was handed in, each faulty cell coloured and with its fault as a comment, and the list of all.

Flat in memory but for the faults and the file itself.
"""

import csv
import io
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import IO, Any

import python_calamine
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from jinban.kit.tables.books import put
from jinban.kit.tables.faults import Fault, Faults
from jinban.kit.tables.reading import FURNITURE, ROWS_MOST, opened

LISTED = FURNITURE[2]
# A CSV has no sheet; its file may be called what no sheet may: [ ] : * ? / \, or like the list.
SINGLE = "表"
# More comments make a file that Excel opens slowly; beyond them cells are only coloured, and the list names them all.
COMMENTS_MOST = 2_000
COLOUR = "#FBD5D1"
HEADS = ("文件", "工作表", "行", "列", "哪里不对", "怎么改")

Cells = Iterator[Sequence[Any]]


def marked(name: str, raw: bytes, faults: Sequence[Fault]) -> IO[bytes]:
    """An Excel file with the sheets of this one and their faults marked, and first a sheet 错误清单. A file that cannot be read
    is left out, its faults are listed. A temporary file that is read from its beginning and goes when it is closed."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  the answer closes it
    with Workbook(file, {"constant_memory": True}) as made:
        _listed(made, faults)
        left = COMMENTS_MOST
        for title, rows in _sheets(name, raw):
            here = [fault for fault in faults if fault.place.sheet in ("", title)]
            left -= _copied(made, title or SINGLE, rows, here, left)
    file.seek(0)
    return file


def _listed(made: Workbook, faults: Sequence[Fault]) -> None:
    page = made.add_worksheet(LISTED)
    bold, wrap = made.add_format({"bold": True, "bottom": 1}), made.add_format({"text_wrap": True, "valign": "top"})
    for at, (head, width) in enumerate(zip(HEADS, (24, 14, 8, 18, 60, 50), strict=True)):
        page.set_column(at, at, width)
        page.write_string(0, at, head, bold)
    page.freeze_panes(1, 0)
    for row, fault in enumerate(faults, 1):
        wrong, remedy = fault.split
        place = fault.place
        for at, cell in enumerate((place.file, place.sheet, place.row or "", place.column, wrong, remedy)):
            put(page, row, at, cell, wrap)


def _sheets(name: str, raw: bytes) -> Iterator[tuple[str, Cells]]:
    """Each sheet's title and rows; a CSV has one without a title."""
    if Path(name).suffix.lower() == ".csv":
        text = raw.decode("utf-8-sig", errors="replace")
        yield "", islice(_unbroken(csv.reader(io.StringIO(text, newline=""))), ROWS_MOST + 1)
        return
    book = opened(name, raw, Faults())
    if book is None:
        return
    for title in book.sheet_names:
        if title not in FURNITURE:
            try:
                tab = book.get_sheet_by_name(title)
            except python_calamine.CalamineError:
                continue
            yield title, iter(tab.to_python(skip_empty_area=False, nrows=ROWS_MOST + 1))


def _unbroken(lines: Iterator[list[str]]) -> Cells:
    """The lines up to the first that cannot be read."""
    try:
        yield from lines
    except csv.Error:
        return


def _copied(made: Workbook, title: str, rows: Cells, faults: Sequence[Fault], comments: int) -> int:
    """One sheet with its marks; how many comments it took."""
    page = made.add_worksheet(title[:31])
    day, bad = made.add_format({"num_format": "yyyy-mm-dd"}), made.add_format({"bg_color": COLOUR})
    bad_day = made.add_format({"bg_color": COLOUR, "num_format": "yyyy-mm-dd"})
    page.freeze_panes(1, 0)
    heading: list[str] = []
    marks: Mapping[tuple[int, int], list[str]] = {}
    taken = 0
    for row, cells in enumerate(rows):
        if row == 0:
            heading = [str(cell or "").strip() for cell in cells]
            marks = _by_cell(faults, heading)
        width = max([len(cells), *(at + 1 for where, at in marks if where == row)]) if marks else len(cells)
        for at in range(width):
            said = marks.get((row, at))
            _cell(page, row, at, cells[at] if at < len(cells) else "", (bad, bad_day) if said else (None, day))
            if said and taken < comments:
                page.write_comment(row, at, "\n".join(said), {"author": "近办", "x_scale": 2})
                taken += 1
    return taken


def _cell(page: Worksheet, row: int, at: int, value: Any, forms: tuple[Any, Any]) -> None:
    if value not in ("", None) or forms[0]:
        put(page, row, at, value, *forms)


def _by_cell(faults: Sequence[Fault], heading: Sequence[str]) -> dict[tuple[int, int], list[str]]:
    """The sentences by row and column, both counted from 0. What has no cell of its own stands at the row's first, or at the
    heading."""
    columns = {name: at for at, name in reversed(list(enumerate(heading)))}
    found: defaultdict[tuple[int, int], list[str]] = defaultdict(list)
    for fault in faults:
        where = (max(fault.place.row - 1, 0), columns.get(fault.place.column.strip(), 0))
        found[where].append(fault.sentence)
    return dict(found)
