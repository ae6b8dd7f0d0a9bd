"""Plain values under heads: what the tables of a page, the rows behind a figure and the files of both have in common."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

Kind = Literal["text", "word", "number", "day", "count", "percent", "tenth"]


@dataclass(frozen=True)
class Head:
    """What stands in a column. `word` is a short text, `number` a case number, `tenth` has one decimal, `percent` is
    written as on the page.

    `key` names it in JSON. `shown`: on the page too, not in files alone. `counts`: the heads of the two counts that a
    percentage was made of; in a file they have columns of their own. `width`: columns of a letter, where it is settled."""

    text: str
    kind: Kind = "text"
    key: str = ""
    shown: bool = True
    counts: tuple[str, ...] = ()
    width: int = 0

    @property
    def right(self) -> bool:
        """Numbers stand on the right."""
        return self.kind in ("count", "percent", "tenth")

    @property
    def whole(self) -> bool:
        """What is not broken into lines."""
        return self.kind in ("day", "word", "number")


@dataclass(frozen=True)
class Sheet:
    """One table of a file: a value for each head in every line. Lines may come one after another from a generator.
    `late`: it stands at its place, but its lines are asked for when those of all others have been written."""

    title: str
    heads: Sequence[Head]
    lines: Iterable[Sequence[Any]]
    foot: Sequence[Any] = ()
    late: bool = False


class Tally:
    """How many lines have gone by; known when the last one has."""

    def __init__(self) -> None:
        self.lines = 0

    def counted(self, sheet: Sheet) -> Sheet:
        """The same table; what comes from a generator is counted as it goes by, a list at once."""
        if isinstance(sheet.lines, list):
            self.lines += len(sheet.lines)
            return sheet
        return replace(sheet, lines=self._passing(sheet.lines))

    def _passing(self, lines: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
        for line in lines:
            self.lines += 1
            yield line
