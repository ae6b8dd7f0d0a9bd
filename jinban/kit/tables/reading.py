"""Reading tables as they lie in the folder: CSV files, and Excel files with one sheet per table.

Nothing is guessed here. A cell stays what the file holds: text, number, day, time, yes or no; a CSV has text only.
Formulas are never reckoned: a cell with one is a fault. Example rows and the sheets that explain a template are passed over.
"""

import csv
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import python_calamine

from jinban.kit.tables.columns import Table
from jinban.kit.tables.extents import Unreadable, extent
from jinban.kit.tables.faults import Faults, Place, Say
from jinban.kit.tables.formulas import formula_cells
from jinban.kit.tables.signs import edge_blank, odd_sign

BYTES_MOST = 20 * 1024 * 1024
UNPACKED_MOST = 200 * 1024 * 1024
ROWS_MOST = 200_000
# A reader makes room for every cell from the first to the farthest, 32 bytes each: a file of 1 KB can ask for more than there is.
COLUMNS_MOST = 200
CELLS_MOST = 10_000_000
# What a damaged, encrypted or strangely packed file makes the libraries say.
BROKEN = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError, OSError,
    python_calamine.CalamineError,
)  # fmt: skip
# Sheets of our own workbooks that hold no rows, and how an example row begins.
FURNITURE = ("说明", "代码", "错误清单")
EXAMPLE = "示例："


@dataclass(frozen=True)
class Line:
    """One row of a sheet: its number as a spreadsheet counts, and its cells by column."""

    number: int
    cells: dict[str, object]


@dataclass(frozen=True)
class Sheet:
    """One table as it was read. `headed`: what the file calls its columns; `examples`: the rows passed over as such."""

    place: Place
    table: Table
    lines: list[Line] = field(default_factory=list)
    typed: bool = False
    headed: dict[str, str] = field(default_factory=dict)
    examples: list[int] = field(default_factory=list)

    @property
    def names(self) -> tuple[str, ...]:
        return self.table.names


Rows = Iterator[tuple[int, Sequence[object]]]


def read_folder(folder: Path, tables: Sequence[Table], say: Say) -> dict[str, Sheet]:
    """Every table that is in the folder, by name. What is missing, twice there or unreadable is said."""
    found: dict[str, Sheet] = {}
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in READERS and not path.name.startswith(("~$", ".")) and not _too_large(path, say):
            _gather(read_file(path.name, path.read_bytes(), tables, say), found, say)
    for table in tables:
        place = Place(f"{table.name}.csv")
        if table.required and table.name not in found and not (folder / place.file).exists():
            say(
                place,
                "missing_file",
                f"缺少{table.label}表。请放入{table.name}.csv，或放入有“{table.name}”工作表的xlsx文件。",
            )
    return found


def read_file(name: str, raw: bytes, tables: Sequence[Table], say: Say) -> list[Sheet]:
    """Every table of one file, which is read by the ending of its name: .csv or .xlsx. What cannot be read is said."""
    known = {word: table for table in tables for word in (table.label, table.name)}
    reader = READERS.get(Path(name).suffix.lower())
    if reader is None:
        say(Place(name), "unreadable", "只收Excel（.xlsx）和CSV（.csv）。请另存后再选。")
        return []
    return list(reader(name, raw, known, say))


def read_upload(name: str, raw: bytes, tables: Sequence[Table], say: Say) -> dict[str, Sheet]:
    """The tables of one file that somebody hands in, by name; none of them need be there, but one."""
    found: dict[str, Sheet] = {}
    before: Faults = Faults()
    _gather(read_file(name, raw, tables, before), found, before)
    for fault in before:
        say(fault.place, fault.kind, fault.sentence)
    if not found and not before:
        say(Place(name), "missing_file", f"文件里没有要导入的表。请用模板，工作表叫“{tables[0].label}”。")
    return found


def _gather(sheets: Sequence[Sheet], found: dict[str, Sheet], say: Say) -> None:
    for sheet in sheets:
        if before := found.get(sheet.table.name):
            words = f"“{sheet.table.name}”已在{before.place.words}里，同一张表只能有一份，请删去一份。"
            say(sheet.place, "twice", words)
        else:
            found[sheet.table.name] = sheet


def _too_large(path: Path, say: Say) -> bool:
    size = path.stat().st_size
    if size > BYTES_MOST:
        say(Place(path.name), "too_large", f"文件有{size // 2**20}MB，最大{BYTES_MOST // 2**20}MB。请拆成几份。")
    return size > BYTES_MOST


def text_of(raw: bytes, place: Place, say: Say) -> str | None:
    """The file's text; None, and said with the row, when it is not UTF-8."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw[: error.start].count(b"\n") + 1
        say(place.at(row), "encoding", "这里的文字不是UTF-8编码（多半是GBK）。请另存为“CSV UTF-8”再装入。")
        return None


def _offered(known: Mapping[str, Table]) -> str:
    return "、".join(dict.fromkeys(table.name for table in known.values()))


def _read_csv(name: str, raw: bytes, known: Mapping[str, Table], say: Say) -> Iterator[Sheet]:
    place = Place(name)
    table = known.get(Path(name).stem)
    if table is None and len(set(map(id, known.values()))) == 1:
        table = next(iter(known.values()))  # only one is asked for: its file may be called anything
    if table is None:
        say(place, "unknown_file", f"不认识这张表。能装入的表有：{_offered(known)}。请改文件名，或移走。")
        return
    text = text_of(raw, place, say)
    if text is not None and "\0" in text:
        row = text[: text.index("\0")].count("\n") + 1
        say(place.at(row), "odd_sign", "内容里有看不见的字符（U+0000），请另存为“CSV UTF-8”再装入。")
    elif text is not None:
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


def _read_book(name: str, raw: bytes, known: Mapping[str, Table], say: Say) -> Iterator[Sheet]:
    book = opened(name, raw, say)
    if book is None:
        return
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        formulas = formula_cells(packed)
    titles = [title for title in book.sheet_names if title not in FURNITURE]
    for title in titles:
        alone = len(titles) == 1 and Path(name).stem in known
        table = known.get(Path(name).stem if alone else title)
        place = Place(name, title)
        if table is None:
            say(place, "unknown_file", f"不认识工作表“{title}”。能装入的表有：{_offered(known)}。请改名或删去。")
            continue
        try:
            tab = book.get_sheet_by_name(title)
        except python_calamine.CalamineError as error:
            say(place, "unreadable", f"读不出这张工作表，请重新另存为.xlsx。（{type(error).__name__}）")
        else:
            yield _read_tab(tab, place, table, formulas.get(title, ()), say)


def opened(name: str, raw: bytes, say: Say) -> python_calamine.CalamineWorkbook | None:
    """The workbook, once it is known that its sheets can be held; None, and said, when it cannot be read or is too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            if sum(part.file_size for part in packed.infolist()) > UNPACKED_MOST:
                say(Place(name), "too_large", "文件展开后太大，请拆成几份。")
                return None
            rows, columns = extent(packed)
        if columns > COLUMNS_MOST or rows > ROWS_MOST + 2 or rows * columns > CELLS_MOST:
            most = f"最多{ROWS_MOST}行、{COLUMNS_MOST}列，行乘列最多{CELLS_MOST // 10_000}万格"
            words = f"有一张工作表填到了第{rows}行、第{columns}列，{most}。请删去表外的内容，或拆成几份。"
            say(Place(name), "too_large", words)
            return None
        return python_calamine.load_workbook(io.BytesIO(raw))
    except BROKEN as error:
        kind = "BadZipFile" if isinstance(error, Unreadable) else type(error).__name__
        say(Place(name), "unreadable", f"打不开这个Excel文件，请去掉密码，重新另存为.xlsx。（{kind}）")
        return None


READERS: Mapping[str, Callable[[str, bytes, Mapping[str, Table], Say], Iterator[Sheet]]] = {
    ".csv": _read_csv,
    ".xlsx": _read_book,
}


def _read_tab(
    tab: python_calamine.CalamineSheet, place: Place, table: Table, formulas: Sequence[tuple[int, int]], say: Say
) -> Sheet:
    cells = tab.to_python(skip_empty_area=False, nrows=ROWS_MOST + 2)
    heading = [str(cell) for cell in cells[0]] if cells else []
    for (top, left), (bottom, right) in tab.merged_cell_ranges or []:
        column = heading[left] if left < len(heading) else ""
        size = f"{bottom - top + 1}行{right - left + 1}列"
        say(place.at(top + 1, column), "merged", f"这里合并了单元格（{size}）。请取消合并，每一格都填上内容。")
    for row, at in formulas:
        shown = heading[at] if at < len(heading) else ""
        say(place.at(row, shown), "formula", "这一格是公式，系统不计算公式。请复制后“选择性粘贴”为值。")
    return _sheet(place, table, iter(enumerate(cells, 1)), say, typed=True)


def _sheet(place: Place, table: Table, rows: Rows, say: Say, *, typed: bool) -> Sheet:
    """The rows under their heading. Unknown, missing and repeated columns are said."""
    given = _heading(next(rows, (1, []))[1], place, table, say)
    names = [table.named(heading) for heading in given]
    sheet = Sheet(place, table, typed=typed, headed=dict(zip(names, given, strict=True)))
    for number, cells in rows:
        if number > ROWS_MOST:
            say(place.at(number), "too_large", f"超过{ROWS_MOST}行，请拆成几份。")
            break
        if all(cell in ("", None) for cell in cells):
            continue
        if isinstance(cells[0], str) and cells[0].startswith(EXAMPLE):
            sheet.examples.append(number)
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
    """The headings as they stand there, without blanks at the edges, which are said."""
    given = [str(cell or "") for cell in cells]
    while given and not given[-1]:
        given.pop()
    names = [table.named(heading.strip()) for heading in given]
    check: Callable[[str], str | None]
    for at, (heading, name) in enumerate(zip(given, names, strict=True)):
        for kind, check in (("edge_blank", edge_blank), ("odd_sign", odd_sign)):
            if sentence := check(heading):
                say(place.at(1, heading), kind, sentence)
        if name in names[:at]:
            say(place.at(1, heading), "twice", f"“{heading}”这一列出现了两次，请删去一列。")
        elif name not in table.names:
            words = f"不认识“{heading}”这一列。这张表的列是：{'、'.join(table.names)}。"
            say(place.at(1, heading), "unknown_column", words)
    for name in table.names:
        if name not in names:
            say(place.at(1, name), "missing_column", f"缺少“{name}”这一列。没有内容也要留下表头。")
    return [heading.strip() for heading in given]
