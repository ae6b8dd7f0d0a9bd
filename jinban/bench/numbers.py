"""What many measurements come to: medians and percentiles, seconds as milliseconds."""

import math
import statistics
from collections.abc import Iterable, Sequence


def percentile(values: Sequence[float], part: float) -> float:
    """The smallest value that so large a part does not exceed; 0 without values."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(part * len(ordered)) - 1)] if ordered else 0.0


def ms(seconds: float) -> float:
    """Milliseconds, to a tenth."""
    return round(seconds * 1000, 1)


def median(values: Iterable[float]) -> float:
    """The middle one; 0 without values."""
    kept = list(values)
    return statistics.median(kept) if kept else 0.0


def ratio(value: float, of: float) -> float:
    """How large a part, to a hundredth; 0 of nothing."""
    return round(value / of, 3) if of else 0.0
