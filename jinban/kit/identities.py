"""What must hold between figures whatever the rows are: data, checked on every run. A broken one is named with its numbers."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jinban.kit.figures import Figure, Period, Value, by, totals

IDENTITIES: dict[str, "Identity"] = {}
PARTS: dict[tuple[str, str], "Parts"] = {}


@dataclass(frozen=True)
class Identity:
    """The figures on the left sum up to those on the right; with `at_most`, they may be less."""

    key: str
    words: str
    left: tuple[Figure, ...]
    right: tuple[Figure, ...]
    at_most: bool = False

    def __post_init__(self) -> None:
        if IDENTITIES.setdefault(self.key, self) is not self:
            raise ValueError(f"two identities “{self.key}”")


@dataclass(frozen=True)
class Parts:
    """The parts of a figure along a dimension sum up to it: those that the city knows, and `rest`, a figure of what
    belongs to none of them. Months are those of the period."""

    figure: Figure
    dimension: str
    label: str
    known: Callable[[], Collection[Any]] | None = None
    rest: Figure | None = None

    def __post_init__(self) -> None:
        if PARTS.setdefault((self.figure.key, self.dimension), self) is not self:
            raise ValueError(f"the parts of “{self.figure.key}” by {self.dimension} stand twice")


def count() -> int:
    """How many equations a check looks at."""
    return len(IDENTITIES) + len(PARTS)


def wanted(period: Period) -> dict[str, Figure]:
    """The figures that the identities look at in a period, by their keys."""
    sides = [figure for row in IDENTITIES.values() for figure in (*row.left, *row.right)]
    whole = [figure for parts in PARTS.values() for figure in (parts.figure, parts.rest) if figure]
    return {figure.key: figure for figure in (*sides, *whole) if figure.fits(period)}


def broken(period: Period, known: Mapping[str, Value] | None = None) -> list[str]:
    """A sentence for each identity that does not hold in this period, over the whole county; none when all do. `known`: the
    values of all figures that are looked at, where they have been counted already."""
    values = totals(wanted(period).values(), period) if known is None else known
    found = {key: value.count for key, value in values.items()}
    return [*_identities(found), *_parts(found, period)]


def _identities(found: dict[str, int]) -> Iterator[str]:
    for row in IDENTITIES.values():
        if any(figure.key not in found for figure in (*row.left, *row.right)):
            continue  # one of them means nothing over so short a time
        left, right = (sum(found[figure.key] for figure in side) for side in (row.left, row.right))
        if left > right or (left < right and not row.at_most):
            told = f"{_said(row.left, found)}，{_said(row.right, found)}"
            yield f"恒等式“{row.words}”不成立：左边{left:,}，右边{right:,}（{told}）。"


def _said(figures: tuple[Figure, ...], found: dict[str, int]) -> str:
    return "，".join(f"{figure.label}{found[figure.key]:,}" for figure in figures)


def _parts(found: dict[str, int], period: Period) -> Iterator[str]:
    for (key, dimension), parts in PARTS.items():
        known = period.months if dimension == "month" else parts.known() if parts.known else ()
        values = by(parts.figure, dimension, period)
        whole = sum(value.count for part, value in values.items() if part in known)
        whole += found[parts.rest.key] if parts.rest else 0
        if whole != found[key]:
            name = f"各{parts.label}{parts.figure.label}加起来等于总数"
            yield f"恒等式“{name}”不成立：加起来{whole:,}，总数{found[key]:,}。"
