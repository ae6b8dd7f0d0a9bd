"""What other systems handed in to a town that pages show."""

import itertools
from dataclasses import dataclass
from datetime import datetime

from jinban.gathering import actions
from jinban.gathering.models import Gathered, Load
from tests.gathering.files import line, workbook
from tests.gathering.rows import handed_in, here, row, source
from tests.play import HEAD, RELIEF, SERVICE, seat

_serial = itertools.count(1)


@dataclass
class Gathering:
    """A case that changed once, and a file with a fault."""

    case: Gathered
    faulty: Load


def gathered(at: datetime, *, more: int = 0) -> Gathering:
    """Cases, a changed one, a name that waits, a faulty file, reports of which one was corrected; `more` of each."""
    source()
    for _ in range(more + 1):
        number = f"S{next(_serial)}"
        handed_in(
            row(number, state="running", decided=None, result=None), row(f"{number}-", item=f"居民参保{number}"), at=at
        )
        handed_in(row(number), at=at)
        for count in (next(_serial), next(_serial)):
            town = f"{420281000000 + (count // 2 % 2 + 1) * 1000}"
            reported = actions.Count(202401 + count // 2 % 2, count, item=RELIEF, town=town)
            actions.report([reported], by=seat(HEAD), at=at)
    bad = line(1)
    bad[2] = "月球镇"
    faulty = actions.check(workbook([bad]), "社保.xlsx", source="yibao", by=seat(SERVICE), at=at)
    return Gathering(here(number), faulty)
