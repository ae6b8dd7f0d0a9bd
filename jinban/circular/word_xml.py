"""The words of a paper as WordprocessingML: elements, runs, and numbers that lead somewhere."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, cast
from unicodedata import east_asian_width

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from jinban.circular.fonts import Font
from jinban.circular.paper import Runs

Element = BaseOxmlElement
LINK = "Figure"  # the style of a number: no looks of its own
TOOLTIP = "查看这个数字的来历"
# What XML cannot hold: a word that was pasted with it must not keep a paper from being written.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def el(tag: str, *children: Element, **values: str | int) -> Element:
    """An element of the namespace w with its attributes of the same namespace."""
    made = cast(Any, OxmlElement(f"w:{tag}"))
    for name, value in values.items():
        made.set(qn(f"w:{name}"), str(value))
    made.extend(children)
    return cast(Element, made)


def faces(font: Font) -> Element:
    """The font for Chinese and for digits alike."""
    return el("rFonts", hint="eastAsia", ascii=font.name, hAnsi=font.name, eastAsia=font.name, cs=font.name)


def looks(font: Font, points: float, *, pitch: int | None = None) -> Element:
    """Run properties: font, size, and the twentieths of a point that each character stands apart from the next."""
    halves = round(points * 2)
    apart = [] if pitch is None else [el("spacing", val=pitch)]
    return el("rPr", faces(font), *apart, el("sz", val=halves), el("szCs", val=halves))


def paragraph(style: str, *runs: Element, **properties: Element) -> Element:
    """A paragraph in a style of word_sheet; `properties` are what this one has beyond it."""
    return el("p", el("pPr", el("pStyle", val=style), *properties.values()), *runs)


def ems(text: str, *, narrow: float = 0.5) -> float:
    """How many Chinese characters wide the text is; digits and Latin letters are `narrow`, half of one in Chinese fonts."""
    return sum(1 if east_asian_width(sign) in "WFA" else narrow for sign in text)


@dataclass(frozen=True)
class Pen:
    """Writes runs into one part of a Word file; `link` knows the address of a number's page."""

    part: Part
    link: Callable[[str], str]

    def words(self, text: str, look: Element | None = None) -> Element:
        """One run. A line feed is a new line, a tab stays one."""
        made = cast(Any, el("r"))
        made.text = UNWRITABLE.sub("", text)
        if look is not None:
            made.insert(0, look)
        return cast(Element, made)

    def runs(self, runs: Runs, look: Callable[[], Element] | None = None) -> Iterator[Element]:
        """Words as runs, numbers as links to their pages: in plain ink, as the words around them."""
        for run in runs:
            text, key = (run, "") if isinstance(run, str) else (run.text, run.key)
            words = self.words(text, look and look())
            yield self._linked(key, words) if key else words

    def _linked(self, key: str, run: Element) -> Element:
        """Danger: without a style of its own, LibreOffice leaves a plain link out of the PDF."""
        properties = cast(Any, run).get_or_add_rPr()
        properties.insert(0, el("rStyle", val=LINK))
        made = cast(Any, el("hyperlink", run, tooltip=TOOLTIP, history=0))
        made.set(qn("r:id"), self.part.relate_to(self.link(key), RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        return cast(Element, made)
