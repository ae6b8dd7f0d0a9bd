"""All figures of a year, counted again and again: how long, and how long for each case."""

import time
from typing import Any

from jinban.bench.numbers import median, ms, percentile
from jinban.cases.figures import Asked
from jinban.cases.models import Case
from jinban.kit.figures import FIGURES, Period

AT_LEAST = 3


def measure(year: int, *, seconds: float = 6.0) -> dict[str, Any]:
    """The median seconds of all figures of this year over the present database; `rate` is in cases a second."""
    asked, spent = Asked(Period.parse(str(year))), []
    wanted = [figure for figure in FIGURES.values() if figure.fits(asked.period)]
    until = time.perf_counter() + seconds
    while len(spent) < AT_LEAST or time.perf_counter() < until:
        began = time.perf_counter()
        asked.totals(wanted)
        spent.append(time.perf_counter() - began)
    cases = Case.objects.count()
    each = median(spent)
    return {"rate": round(cases / each, 1), "p50": ms(percentile(spent, 0.5)), "p99": ms(percentile(spent, 0.99)), "errors": 0,
            "cases": cases, "figures": len(wanted), "seconds": round(each, 3), "times": len(spent),
            "microseconds_per_case": round(each / cases * 1e6, 1) if cases else 0.0}  # fmt: skip
