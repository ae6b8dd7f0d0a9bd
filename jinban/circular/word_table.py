"""The tables of an annex: real borders, heads that repeat, lines that stay whole, as wide as the type area."""

from collections.abc import Iterator
from math import ceil

from jinban.circular.fonts import HEI, TEXT
from jinban.circular.paper import Runs, Table
from jinban.circular.word_sheet import TWIPS, TYPE_AREA
from jinban.circular.word_xml import Element, Pen, el, ems, looks, paragraph

SIZES = (14, 12, 10.5, 9)  # 4号, 小四, 五号, 小五: the largest in which the columns stand side by side
PADDING = 108  # left and right of a cell, 1.9 mm
DIGIT = 0.65  # of a character: digits of a substitute font are wider than half of one
WIDEST = 20  # characters; longer cells turn into a second line


def draw(table: Table, pen: Pen) -> Element:
    """The table, with links in its cells as in the text. The first column stands left, the others right."""
    wanted = [_wanted(table, column) for column in range(len(table.heads))]
    size = _size(wanted)
    widths = _widths(wanted)
    made = el("tbl", _properties(), el("tblGrid", *(el("gridCol", w=width) for width in widths)))
    heads = ((head,) for head in table.heads)
    made.append(_row(list(heads), widths, pen, size=size, head=True))
    made.extend(_row(list(line), widths, pen, size=size) for line in table.lines)
    return made


def _wanted(table: Table, column: int) -> float:
    """How many characters a column would like: its longest cell, or its head, a long one on two lines."""
    cells = [ems(_text(line[column]), narrow=DIGIT) for line in table.lines]
    head = ems(table.heads[column])
    return min(WIDEST, max([2, head if head <= 5 else ceil(head / 2) + 0.5, *cells]))


def _text(runs: Runs) -> str:
    return "".join(run if isinstance(run, str) else run.text for run in runs)


def _size(wanted: list[float]) -> float:
    room = TYPE_AREA / TWIPS - 2 * PADDING / TWIPS * len(wanted)
    return next((size for size in SIZES if sum(wanted) * size <= room), SIZES[-1])


def _widths(wanted: list[float]) -> list[int]:
    """The whole width of the type area, shared by what the columns want."""
    room = TYPE_AREA - 2 * PADDING * len(wanted)
    widths = [2 * PADDING + int(room * each / sum(wanted)) for each in wanted]
    return [*widths[:-1], TYPE_AREA - sum(widths[:-1])]


def _properties() -> Element:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = el("tblBorders", *(el(side, val="single", sz=4, space=0, color="auto") for side in sides))
    padding = [el("top", w=40, type="dxa"), el("left", w=PADDING, type="dxa")]
    padding += [el("bottom", w=40, type="dxa"), el("right", w=PADDING, type="dxa")]
    return el(
        "tblPr",
        el("tblW", w=TYPE_AREA, type="dxa"),
        el("jc", val="center"),
        borders,
        el("tblLayout", type="fixed"),
        el("tblCellMar", *padding),
    )


def _row(cells: list[Runs], widths: list[int], pen: Pen, *, size: float, head: bool = False) -> Element:
    rules = [el("cantSplit"), *([el("tblHeader")] if head else [])]
    made = el("tr", el("trPr", *rules))
    made.extend(_cells(cells, widths, pen, size=size, head=head))
    return made


def _cells(cells: list[Runs], widths: list[int], pen: Pen, *, size: float, head: bool) -> Iterator[Element]:
    font = HEI if head else TEXT
    for column, (runs, width) in enumerate(zip(cells, widths, strict=True)):
        side = "center" if head else "right" if column else "left"
        line = el("spacing", line=round(size * 1.5 * TWIPS), lineRule="exact")
        words = pen.runs(runs, lambda: looks(font, size, pitch=0))
        properties = el("tcPr", el("tcW", w=width, type="dxa"), el("vAlign", val="center"))
        yield el("tc", properties, paragraph("Cell", *words, spacing=line, jc=el("jc", val=side)))
