"""Plain values under heads: what the tables of a page, the rows behind a figure and the files of both have in common."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["text", "word", "number", "day", "count", "percent", "tenth"]


@dataclass(frozen=True)
class Head:
    """What stands in a column. `word` is a short text, `number` a case number, `tenth` has one decimal, `percent` is
    written as on the page.

    `key` names it in JSON. `shown`: on the page too, not in files alone. `counts`: the heads of the two counts that a
    percentage was made of; in a file they have columns of their own."""

    text: str
    kind: Kind = "text"
    key: str = ""
    shown: bool = True
    counts: tuple[str, ...] = ()

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
    """One table of a file: a value for each head in every line. Lines may come one after another from a generator."""

    title: str
    heads: Sequence[Head]
    lines: Iterable[Sequence[Any]]
    foot: Sequence[Any] = ()
