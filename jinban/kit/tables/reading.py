"""Reading tables as they lie in the folder: CSV files, and Excel files with one sheet per table.

Nothing is guessed here. A cell stays what the file holds: text, number, day, time, yes or no; a CSV has text only.
"""

import csv
import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import python_calamine

from jinban.kit.tables.columns import Table
from jinban.kit.tables.faults import Place, Say
from jinban.kit.tables.signs import edge_blank, odd_sign

BYTES_MOST = 20 * 1024 * 1024
UNPACKED_MOST = 200 * 1024 * 1024
ROWS_MOST = 200_000


@dataclass(frozen=True)
class Line:
    """One row of a sheet: its number as a spreadsheet counts, and its cells by column."""

    number: int
    cells: dict[str, object]


@dataclass(frozen=True)
class Sheet:
    """One table as it was read."""

    place: Place
    table: Table
    lines: list[Line] = field(default_factory=list)
    typed: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return self.table.names


Rows = Iterator[tuple[int, Sequence[object]]]


def read_folder(folder: Path, tables: Sequence[Table], say: Say) -> dict[str, Sheet]:
    """Every table that is in the folder, by name. What is missing, twice there or unreadable is said."""
    known = {table.name: table for table in tables}
    found: dict[str, Sheet] = {}
    for path in sorted(folder.iterdir()):
        reader = {".csv": _read_csv, ".xlsx": _read_book}.get(path.suffix.lower())
        if reader is None or path.name.startswith(("~$", ".")) or _too_large(path, say):
            continue
        for sheet in reader(path, known, say):
            if before := found.get(sheet.table.name):
                say(
                    sheet.place,
                    "twice",
                    f"“{sheet.table.name}”已在{before.place.words}里，同一张表只能有一份，请删去一份。",
                )
            else:
                found[sheet.table.name] = sheet
    for table in tables:
        place = Place(f"{table.name}.csv")
        if table.required and table.name not in found and not (folder / place.file).exists():
            say(
                place,
                "missing_file",
                f"缺少{table.label}表。请放入{table.name}.csv，或放入有“{table.name}”工作表的xlsx文件。",
            )
    return found


def _too_large(path: Path, say: Say) -> bool:
    size = path.stat().st_size
    if size > BYTES_MOST:
        say(Place(path.name), "too_large", f"文件有{size // 2**20}MB，最大{BYTES_MOST // 2**20}MB。请拆成几份。")
    return size > BYTES_MOST


def text_of(path: Path, place: Place, say: Say) -> str | None:
    """The file's text; None, and said with the row, when it is not UTF-8."""
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        say(place.at(row), "encoding", "这里的文字不是UTF-8编码（多半是GBK）。请另存为“CSV UTF-8”再装入。")
        return None


def _read_csv(path: Path, known: dict[str, Table], say: Say) -> Iterator[Sheet]:
    table = known.get(path.stem)
    if table is None:
        say(Place(path.name), "unknown_file", f"不认识这张表。能装入的表有：{'、'.join(known)}。请改文件名，或移走。")
        return
    place = Place(path.name)
    text = text_of(path, place, say)
    if text is not None:
        yield _sheet(place, table, _csv_rows(text, place, say), say, typed=False)


def _csv_rows(text: str, place: Place, say: Say) -> Rows:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    start = 1
    try:
        for cells in reader:
            yield start, cells
            start = reader.line_num + 1
    except csv.Error:
        say(place.at(start), "broken_row", "这一行的引号没有成对，读不下去。请检查双引号。")


def _read_book(path: Path, known: dict[str, Table], say: Say) -> Iterator[Sheet]:
    try:
        with zipfile.ZipFile(path) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
        if unpacked > UNPACKED_MOST:
            say(Place(path.name), "too_large", "文件展开后太大，请拆成几份。")
            return
        book = python_calamine.load_workbook(path)
    except (zipfile.BadZipFile, python_calamine.CalamineError) as error:
        say(Place(path.name), "unreadable", f"打不开这个Excel文件，请重新另存为.xlsx。（{type(error).__name__}）")
        return
    for name in book.sheet_names:
        alone = len(book.sheet_names) == 1 and path.stem in known
        table = known.get(path.stem if alone else name)
        place = Place(path.name, name)
        if table is None:
            say(place, "unknown_file", f"不认识工作表“{name}”。能装入的表有：{'、'.join(known)}。请改名或删去。")
        else:
            yield _read_tab(book.get_sheet_by_name(name), place, table, say)


def _read_tab(tab: python_calamine.CalamineSheet, place: Place, table: Table, say: Say) -> Sheet:
    cells = tab.to_python(skip_empty_area=False, nrows=ROWS_MOST + 2)
    heading = [str(cell) for cell in cells[0]] if cells else []
    for (top, left), (bottom, right) in tab.merged_cell_ranges or []:
        column = heading[left] if left < len(heading) else ""
        size = f"{bottom - top + 1}行{right - left + 1}列"
        say(place.at(top + 1, column), "merged", f"这里合并了单元格（{size}）。请取消合并，每一格都填上内容。")
    return _sheet(place, table, iter(enumerate(cells, 1)), say, typed=True)


def _sheet(place: Place, table: Table, rows: Rows, say: Say, *, typed: bool) -> Sheet:
    """The rows under their heading. Unknown, missing and repeated columns are said."""
    sheet = Sheet(place, table, typed=typed)
    names = _heading(next(rows, (1, []))[1], place, table, say)
    for number, cells in rows:
        if number > ROWS_MOST:
            say(place.at(number), "too_large", f"超过{ROWS_MOST}行，请拆成几份。")
            break
        if all(cell in ("", None) for cell in cells):
            continue
        if all(cell in ("", None) for cell in cells[len(names) :]):
            cells = cells[: len(names)]
        if len(cells) > len(names):
            say(
                place.at(number),
                "broken_row",
                f"这一行有{len(cells)}格，表头只有{len(names)}列。内容里的逗号要放进双引号。",
            )
        elif len(cells) < len(names):
            say(place.at(number), "broken_row", f"这一行只有{len(cells)}格，表头有{len(names)}列。请补上空格子的逗号。")
        else:
            sheet.lines.append(Line(number, dict(zip(names, cells, strict=True))))
    return sheet


def _heading(cells: Sequence[object], place: Place, table: Table, say: Say) -> list[str]:
    names = [str(cell or "") for cell in cells]
    while names and not names[-1]:
        names.pop()
    check: Callable[[str], str | None]
    for at, name in enumerate(names):
        for kind, check in (("edge_blank", edge_blank), ("odd_sign", odd_sign)):
            if sentence := check(name):
                say(place.at(1, name), kind, sentence)
        if name.strip() in names[:at]:
            say(place.at(1, name), "twice", f"“{name}”这一列出现了两次，请删去一列。")
        elif name.strip() not in table.names:
            say(place.at(1, name), "unknown_column", f"不认识“{name}”这一列。这张表的列是：{'、'.join(table.names)}。")
    for name in table.names:
        if name not in {given.strip() for given in names}:
            say(place.at(1, name), "missing_column", f"缺少“{name}”这一列。没有内容也要留下表头。")
    return [name.strip() for name in names]
