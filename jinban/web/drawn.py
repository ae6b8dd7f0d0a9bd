"""Geometry of what the server draws: bars, tiles of the towns, QR codes, line icons. No colours here."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

SUFFIX = re.compile(r"(街道|管理区|镇|乡)$")
WIDTH, HEIGHT, FLOOR, CEILING = 720, 236, 204, 30

# Where the towns lie, column and row: a sketch of directions, not of areas.
LIE = {
    "420281101000": (1, 1), "420281401000": (2, 1), "420281104000": (3, 1),
    "420281103000": (2, 2), "420281004000": (3, 2), "420281002000": (4, 2), "420281001000": (5, 2),
    "420281102000": (1, 3), "420281108000": (2, 3), "420281200000": (3, 3), "420281003000": (4, 3),
    "420281109000": (5, 3),
    "420281100000": (1, 4), "420281107000": (3, 4), "420281105000": (4, 4),
}  # fmt: skip

# 24 × 24, one pen. Round things are two arcs.
ICONS: dict[str, tuple[str, ...]] = {
    "cradle": ("M4 11h16a8 7 0 0 1-16 0Z", "M12 11V4a8 7 0 0 1 8 7", "M8 19.5v1.5m8-1.5v1.5"),
    "cross": ("M6 4h12a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2Z", "M12 8v8m-4-4h8"),
    "ring": (
        "M3.5 12a8.5 8.5 0 1 1 17 0a8.5 8.5 0 1 1-17 0",
        "M8.5 12a3.5 3.5 0 1 1 7 0a3.5 3.5 0 1 1-7 0",
        "m6 6 3.5 3.5m5 5L18 18M18 6l-3.5 3.5m-5 5L6 18",
    ),
    "stick": ("M9 21V8a4 4 0 0 1 8 0v1", "M7 21h4"),
    "house": ("m3 11 9-7 9 7", "M5.5 9.5V20h13V9.5", "M10 20v-6h4v6"),
    "shop": ("M5 4h14l2 5H3Z", "M5 9v11h14V9", "M9 20v-6h6v6"),
    "case": ("M5 8h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-8a2 2 0 0 1 2-2Z", "M9 8V5h6v3M3 13h18"),
    "stone": ("M6 21V9a6 6 0 0 1 12 0v12", "M3 21h18M10 11h4m-4 4h4"),
    "card": ("M5 5h14a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2Z", "M3 10h18M7 15h4"),
    "paper": ("M6 3h9l4 4v14H6Z", "m9.5 13 2 2 4-4"),
    "person": ("M8 8a4 4 0 1 1 8 0a4 4 0 1 1-8 0", "M4 21a8 8 0 0 1 16 0"),
    "place": (
        "M12 21c-4.5-4.5-7-8-7-11a7 7 0 0 1 14 0c0 3-2.5 6.5-7 11Z",
        "M9.5 10a2.5 2.5 0 1 1 5 0a2.5 2.5 0 1 1-5 0",
    ),
    "phone": ("M6 3h3l2 5-2.5 1.5a11 11 0 0 0 6 6L16 13l5 2v3a3 3 0 0 1-3 3A15 15 0 0 1 3 6a3 3 0 0 1 3-3Z",),
}


@dataclass(frozen=True)
class Bar:
    """One column: its label, one number for each series (from the bottom), where it leads, and where each number does."""

    label: str
    values: tuple[int, ...]
    href: str = ""
    links: tuple[str, ...] = ()

    @property
    def cells(self) -> list[tuple[int, str]]:
        """Each number with its address, for the table underneath."""
        return list(zip(self.values, self.links or ("",) * len(self.values), strict=True))


@dataclass(frozen=True)
class Chart:
    """A bar chart. `title` is the whole finding in one sentence, read aloud in place of the drawing."""

    title: str
    unit: str
    series: tuple[str, ...]
    bars: tuple[Bar, ...]
    key: str = "chart"

    @property
    def legend(self) -> list[tuple[str, str]]:
        """The series from the top of a column down, each with the shade of its key."""
        shades = {"s1": "k4", "s2": "k3", "s3": "k2"}
        return [(name, shades[tone]) for name, tone in zip(self.series, tones(len(self.series)), strict=True)][::-1]

    @property
    def totals(self) -> list[int]:
        """The sum of each series, then of all."""
        sums = [sum(bar.values[i] for bar in self.bars) for i in range(len(self.series))]
        return [*sums, sum(sums)] if len(self.series) > 1 else sums

    def draw(self) -> dict[str, Any]:
        """Rectangles and texts in a box of 720 × 236; the tallest column takes all the height there is."""
        top = max((sum(bar.values) for bar in self.bars), default=0) or 1
        step = WIDTH / max(len(self.bars), 1)
        wide = round(min(step * 0.6, 48))
        columns = []
        for number, bar in enumerate(self.bars):
            centre = round(step * (number + 0.5))
            ends = [round(FLOOR - (FLOOR - CEILING) * sum(bar.values[: i + 1]) / top) for i in range(len(bar.values))]
            starts = [FLOOR, *ends[:-1]]
            columns.append(
                {
                    "bar": bar,
                    "total": sum(bar.values),
                    "x": centre - wide // 2,
                    "wide": wide,
                    "centre": centre,
                    "above": (ends[-1] if ends else FLOOR) - 8,
                    "parts": [
                        {"y": end, "tall": start - end, "tone": tone}
                        for start, end, tone in zip(starts, ends, tones(len(bar.values)), strict=True)
                    ],
                }
            )
        return {"columns": columns, "width": WIDTH, "height": HEIGHT, "floor": FLOOR, "foot": HEIGHT - 10}


def tones(series: int) -> list[str]:
    """From the bottom: pale, full, palest; one series alone is full."""
    return ["s1"] if series == 1 else ["s2", "s1", "s3"][:series]


def shaded(rows: Sequence[Any], unit: str, edges: Sequence[int]) -> dict[str, Any]:
    """Tiles with place and shade, and the key to the shades. Without edges: quarters, on round numbers."""
    read = [
        row if isinstance(row, dict) else {k: getattr(row, k) for k in ("code", "name", "value", "href")}
        for row in rows
    ]
    limits = list(edges) or quarters([row["value"] or 0 for row in read])
    found = []
    for row in read:
        column, line = LIE.get(row["code"], ("", ""))
        name = SUFFIX.sub("", row["name"])
        found.append(
            {**row, "name": name, "x": column, "y": line, "shade": bisect_right(limits, row["value"] or 0) + 1}
        )
    found.sort(key=lambda row: (row["y"] or 9, row["x"] or 9, row["code"]))
    return {"tiles": found, "unit": unit, "key": words(limits)}


def quarters(values: Iterable[int]) -> list[int]:
    """Three rising limits that cut the values into quarters, rounded to two figures."""
    ordered = sorted(values)
    if not ordered or ordered[-1] == 0:
        return []
    limits = []
    for i in (1, 2, 3):
        value = ordered[len(ordered) * i // 4]
        unit = 10 ** max(len(str(value)) - 2, 0)
        limits.append(max(value // unit * unit, 1))
    return sorted(set(limits))


def words(limits: Sequence[int]) -> list[tuple[str, int]]:
    """What each shade means, in words."""
    if not limits:
        return []
    first = (f"不到 {limits[0]:,}", 1)
    middle = [
        (f"{low:,}–{high - 1:,}" if high - 1 > low else f"{low:,}", n + 2)
        for n, (low, high) in enumerate(pairwise(limits))
    ]
    return [first, *middle, (f"{limits[-1]:,} 以上", len(limits) + 1)]


def runs(matrix: Sequence[Sequence[int]]) -> str:
    """The dark runs of a QR matrix as one path, four modules of quiet around."""
    path = []
    for y, row in enumerate(matrix):
        x = 0
        while x < len(row):
            if not row[x]:
                x += 1
                continue
            start = x
            while x < len(row) and row[x]:
                x += 1
            path.append(f"M{start + 4} {y + 4.5}h{x - start}")
    return "".join(path)
