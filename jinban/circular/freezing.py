"""An issued circular as it was issued, and the hash by which anybody can tell that it still is. Canonical JSON: the same words,
figures, definitions and rows give the same bytes in ten years."""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from jinban.circular.composing import Draft, Finding, signed
from jinban.circular.counting import Used, keys
from jinban.circular.paper import Paper
from jinban.kit.figures import Period
from jinban.kit.refused import Refused
from jinban.places import queries as places

_PARAMETERS = re.compile(r"places_parameter p WHERE p\.key = '(\w+)'")


class Kept(msgspec.Struct, frozen=True):
    """The words of an issued circular. `as_of` is the day on which what stands was looked at."""

    paper: Paper
    inside: Paper
    period: str
    first: date
    last: date
    as_of: date | None
    findings: tuple[tuple[str, str, tuple[tuple[str, str, str], ...]], ...]

    @property
    def found(self) -> tuple[Finding, ...]:
        return tuple(Finding(*row) for row in self.findings)


class KeptFigure(msgspec.Struct, frozen=True):
    """One frozen number: what was asked, how it was defined, what it came to, of how many rows. `parameters` are the city's
    settled numbers that its definition reads."""

    key: str
    figure: str
    label: str
    unit: str
    words: str
    definition: dict[str, str]
    parameters: dict[str, str]
    text: str
    count: int
    of: int | None
    behind: int


@dataclass(frozen=True)
class Frozen:
    """All that is kept of a circular: canonical JSON of the words, of each figure and of its rows, and the hash over all."""

    body: str
    figures: tuple[tuple[str, str, str], ...]

    @property
    def digest(self) -> str:
        return digest(self.body, self.figures)

    @property
    def kept(self) -> Kept:
        return msgspec.json.decode(self.body, type=Kept)

    def figure(self, key: str) -> tuple[KeptFigure, list[Any]] | None:
        """One frozen number with the keys of its rows; None where the circular has no such number."""
        found = next((row for row in self.figures if row[0] == key), None)
        return thawed(*found[1:]) if found else None


def thawed(body: str, rows: str) -> tuple[KeptFigure, list[Any]]:
    """A frozen number and the keys of its rows."""
    return msgspec.json.decode(body, type=KeptFigure), json.loads(rows)


def digest(body: str, figures: Iterable[tuple[str, str, str]]) -> str:
    """SHA-256 over the words and then, by key, over every figure and its rows."""
    whole = hashlib.sha256(body.encode())
    for key, text, rows in sorted(figures):
        for part in (key, text, rows):
            whole.update(b"\n" + part.encode())
    return whole.hexdigest()


def freeze(draft: Draft, day: date) -> Frozen:
    """What a draft is when it is issued on this day. Refused when a number is no longer as many as its rows."""
    figures = tuple(
        (key, _canonical(_figure(used)), _rows(used, draft.period)) for key, used in sorted(draft.used.items())
    )
    return Frozen(_words(draft, day), figures)


def words_digest(draft: Draft) -> str:
    """A hash over words and numbers alone, without days and rows: what is seen and approved."""
    return hashlib.sha256(_words(draft, None).encode()).hexdigest()


def _words(draft: Draft, day: date | None) -> str:
    period = draft.period
    paper, inside = (signed(one, day) if day else one for one in (draft.paper, draft.inside))
    kept = Kept(
        paper, inside, period.label, period.first, period.last, period.day if day else None,
        tuple((one.part, one.text, one.names) for one in draft.findings),
    )  # fmt: skip
    return _canonical(kept)


def _figure(used: Used) -> KeptFigure:
    ref, figure = used.ref, used.ref.figure
    asked = {
        "view": figure.view.name, "where": figure.where, "over": figure.over, "distinct": figure.distinct, "sums": figure.sums,
        "of": figure.of, "date": figure.date, "dimension": ref.dimension, "code": ref.code,
    }  # fmt: skip
    settled = {name: f"{places.parameter(name).normalize():f}" for name in _PARAMETERS.findall(figure.where)}
    return KeptFigure(
        ref.key, figure.key, figure.label, figure.unit, figure.words, {name: text for name, text in asked.items() if text},
        settled, used.text, used.value.count, used.value.of, used.value.behind,
    )  # fmt: skip


def _rows(used: Used, period: Period) -> str:
    filters = {used.ref.dimension: (used.ref.code,)} if used.ref.dimension else None
    found = keys(used.ref.figure, period, filters)
    if len(found) != used.value.behind:
        raise Refused("数字刚变了，请再签发一次。")
    return _canonical(found)


def _canonical(value: Any) -> str:
    return msgspec.json.encode(value, order="sorted").decode()
