"""What must hold between figures whatever the rows are: data, checked on every run. A broken one is named with its numbers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from jinban.kit.figures import Figure, Period, Value, by, totals

IDENTITIES: dict[str, "Identity"] = {}
PARTS: dict[str, "Parts"] = {}


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
    """The parts of a figure along each of these dimensions sum up to it; months are those of the period."""

    figure: Figure
    dimensions: tuple[str, ...]

    def __post_init__(self) -> None:
        if PARTS.setdefault(self.figure.key, self) is not self:
            raise ValueError(f"the parts of “{self.figure.key}” stand twice")


def count() -> int:
    """How many equations a check looks at."""
    return len(IDENTITIES) + sum(len(parts.dimensions) for parts in PARTS.values())


def wanted() -> dict[str, Figure]:
    """The figures that the identities look at, by their keys."""
    sides = {figure.key: figure for row in IDENTITIES.values() for figure in (*row.left, *row.right)}
    return sides | {key: parts.figure for key, parts in PARTS.items()}


def broken(period: Period, known: Mapping[str, Value] | None = None) -> list[str]:
    """A sentence for each identity that does not hold in this period, over the whole county; none when all do. `known`: the
    values of all figures that are looked at, where they have been counted already."""
    values = totals(wanted().values(), period) if known is None else known
    found = {key: value.count for key, value in values.items()}
    return [*_identities(found), *_parts(found, period)]


def _identities(found: dict[str, int]) -> Iterator[str]:
    for row in IDENTITIES.values():
        left, right = (sum(found[figure.key] for figure in side) for side in (row.left, row.right))
        if left > right or (left < right and not row.at_most):
            told = f"{_said(row.left, found)}，{_said(row.right, found)}"
            yield f"恒等式“{row.words}”不成立：左边{left:,}，右边{right:,}（{told}）。"


def _said(figures: tuple[Figure, ...], found: dict[str, int]) -> str:
    return "，".join(f"{figure.label}{found[figure.key]:,}" for figure in figures)


def _parts(found: dict[str, int], period: Period) -> Iterator[str]:
    for key, parts in PARTS.items():
        for dimension in parts.dimensions:
            values = by(parts.figure, dimension, period)
            whole = sum(value.count for part, value in values.items() if dimension != "month" or part in period.months)
            if whole != found[key]:
                name = f"{parts.figure.label}按“{dimension}”分开的各部分加起来等于总数"
                yield f"恒等式“{name}”不成立：加起来{whole:,}，总数{found[key]:,}。"
