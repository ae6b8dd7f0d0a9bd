"""A paper as a Word file, laid out by GB/T 9704-2012 (党政机关公文格式)."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from itertools import zip_longest
from math import ceil

from jinban.circular.paper import Annex, Paper, Paragraph, Table
from jinban.circular.word_sheet import TITLE_SIZE, TWIPS, TYPE_AREA, blank, indent, pack
from jinban.circular.word_table import draw
from jinban.circular.word_xml import Element, Pen, el, ems, paragraph

NOT_ISSUED = "（未签发）"
TITLE_LINE = TYPE_AREA // (TITLE_SIZE * TWIPS)  # characters of a title on one line
STAYS = 5 * 28  # characters of a last paragraph that moves with the day
# Where a title may go on to a second line without tearing a word: 7.3.1 asks for 词意完整.
SEAM = re.compile(r"(?:[的、》）”]|年度|情况|工作|建设|改革|下沉)(?![的、》）”]|$)|(?<=.)(?=[“（])")


def write(paper: Paper, *, link: Callable[[str], str]) -> bytes:
    """The paper as a .docx that can be printed, signed and filed as it is.

    The order is that of GB/T 9704-2012, 7.3: issuer, title, addressees, text, note of the annexes, day, and each annex
    on a page of its own. A full page has 22 lines of 28 characters (5.2.3). Each number leads to `link` of its key,
    in plain ink. The same paper and the same links give the same bytes.
    """
    sheet = blank(paper)
    pen = Pen(sheet.part, link)
    body = sheet.element.body
    for old in list(body)[:-1]:
        body.remove(old)
    for block in (*_front(paper, pen), *_annexes(paper, pen)):
        body[-1].addprevious(block)
    return pack(sheet)


def day_of(day: date | None) -> str:
    """The day of a paper as it is written (7.3.5.4): month and day without a zero; without a day, that it is not issued."""
    return f"{day.year}年{day.month}月{day.day}日" if day else NOT_ISSUED


def _front(paper: Paper, pen: Pen) -> Iterator[Element]:
    """Everything up to the day. The end of the text stays with what follows, so that no day stands alone."""
    yield _centred("Issuer", paper.issuer, pen)
    if paper.number:
        yield paragraph("PaperNumber", pen.words(paper.number))
    yield _centred("PaperTitle", paper.title, pen)
    yield paragraph("Normal")
    if paper.addressees:
        yield paragraph("Addressees", pen.words("，".join(paper.addressees) + "："))
    yield from (_words(part, pen) for part in paper.body[:-1])
    yield from (_last(part, pen) for part in paper.body[-1:])
    if paper.annexes:
        yield paragraph("Note")
        yield from _notes(paper.annexes, pen)
    yield paragraph("Note")
    yield paragraph("Note")
    yield paragraph("Day", pen.words(day_of(paper.day)))


def _words(part: Paragraph, pen: Pen, **properties: Element) -> Element:
    return paragraph(f"Level{part.level}" if part.level else "Words", *pen.runs(part.runs), **properties)


def _last(part: Paragraph, pen: Pen) -> Element:
    """The last paragraph stays with the day, unless it is long: LibreOffice moves it to the next page as a whole."""
    return _words(part, pen, **({"keep": el("keepNext")} if ems(part.text) <= STAYS else {}))


def _centred(style: str, text: str, pen: Pen) -> Element:
    return paragraph(style, pen.words("\n".join(line for part in text.split("\n") for line in title_lines(part))))


def title_lines(title: str) -> list[str]:
    """A title on as few lines as hold it, of about the same length, broken between words where it shows them (7.3.1)."""
    count = ceil(ems(title) / TITLE_LINE)
    rest = TITLE_LINE * (count - 1)
    ends = [seam.end() for seam in SEAM.finditer(title)]
    fit = [end for end in ends if ems(title[:end]) <= TITLE_LINE and ems(title[end:]) <= rest]
    if count < 2 or not fit:
        return [title]
    end = min(fit, key=lambda end: abs(ems(title[:end]) - ems(title) / count))
    return [title[:end], *title_lines(title[end:])]


def _notes(annexes: tuple[Annex, ...], pen: Pen) -> Iterator[Element]:
    """7.3.4: two characters in, 附件： and the title without a mark at its end; several are numbered, and a title's second
    line starts below its first character."""
    if len(annexes) == 1:
        yield paragraph("Note", pen.words(f"附件：{_flat(annexes[0].title)}"), ind=indent(5, hanging=3))
        return
    mark = 1 if len(annexes) < 10 else 1.5  # characters of "1." and of "10."
    for number, annex in enumerate(annexes, 1):
        first = number == 1
        words = pen.words(f"{'附件：' if first else ''}{number}.\t{_flat(annex.title)}")
        yield paragraph("Note", words, ind=indent(5 + mark, hanging=mark + (3 if first else 0)))


def _flat(title: str) -> str:
    return title.replace("\n", "")


def _annexes(paper: Paper, pen: Pen) -> Iterator[Element]:
    """7.3.7: a new page, 附件 and its number at the top left in 黑体, the title centred on the third line."""
    for number, annex in enumerate(paper.annexes, 1):
        yield paragraph("AnnexMark", pen.words(f"附件{number if len(paper.annexes) > 1 else ''}"))
        yield paragraph("Note")
        yield _centred("AnnexTitle", annex.title, pen)
        yield paragraph("Normal")
        yield from _content(annex, pen)


def _content(annex: Annex, pen: Pen) -> Iterator[Element]:
    """Paragraphs and tables; what introduces a table stays with it. Word wants a paragraph after a table: it is a point
    high and makes no page of its own."""
    for part, following in zip_longest(annex.body, annex.body[1:]):
        if isinstance(part, Table):
            yield draw(part, pen)
            yield paragraph("Normal", spacing=el("spacing", line=TWIPS, lineRule="exact"))
        elif isinstance(following, Table):
            yield _words(part, pen, keep=el("keepNext"), spacing=el("spacing", after=6 * TWIPS))
        else:
            yield _words(part, pen)
