"""What a paper says, before it is drawn as a page or as a Word file. Pure values."""

from datetime import date
from typing import Literal

import msgspec


class Number(msgspec.Struct, frozen=True, tag="number"):
    """Words that stand for something counted, and the key of its figure page: a path of the circular, as
    `service_sinking.city.cases`."""

    text: str
    key: str


Run = str | Number
Runs = tuple[Run, ...]


class Paragraph(msgspec.Struct, frozen=True, tag="paragraph"):
    """One paragraph. Levels 1 to 4 are the headings 一、（一）1.（1）, whose mark is part of the words; 0 is text."""

    runs: Runs
    level: Literal[0, 1, 2, 3, 4] = 0

    @property
    def text(self) -> str:
        return "".join(run if isinstance(run, str) else run.text for run in self.runs)


class Table(msgspec.Struct, frozen=True, tag="table"):
    """Heads and lines; each cell is a row of runs. The first column is text, the others are numbers."""

    heads: tuple[str, ...]
    lines: tuple[tuple[Runs, ...], ...]


class Annex(msgspec.Struct, frozen=True):
    """What follows on a page of its own."""

    title: str
    body: tuple[Paragraph | Table, ...]


class Paper(msgspec.Struct, frozen=True):
    """A circular or a bulletin from its issuer to its last annex. Without `day` it is not issued yet. `remark` is a line
    that stands above everything, such as 演示 or 内部稿, `number` the 发文字号; empty for none."""

    issuer: str
    title: str
    addressees: tuple[str, ...]
    body: tuple[Paragraph, ...]
    annexes: tuple[Annex, ...] = ()
    day: date | None = None
    remark: str = ""
    number: str = ""

    @property
    def keys(self) -> frozenset[str]:
        """The keys of all numbers that it prints."""
        runs = [run for paragraph in self.body for run in paragraph.runs]
        for annex in self.annexes:
            for part in annex.body:
                cells = (part.runs,) if isinstance(part, Paragraph) else (cell for line in part.lines for cell in line)
                runs += [run for cell in cells for run in cell]
        return frozenset(run.key for run in runs if isinstance(run, Number))

    @property
    def text(self) -> str:
        """All its words, a paragraph a line."""
        return "\n".join(paragraph.text for paragraph in self.body)
