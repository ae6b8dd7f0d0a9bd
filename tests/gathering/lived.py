"""What other systems handed in to a town that pages show."""

import itertools
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jinban.gathering import actions
from jinban.gathering.models import Gathered, Load
from tests.gathering.files import line, workbook
from tests.gathering.rows import handed_in, here, row, source
from tests.play import BUSINESS, HEAD, RELIEF, SERVICE, seat

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
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


def pages(page: Any, file: Any, post_only: Any) -> dict[str, Any]:
    """A sample for each address of this part; `page`, `file` and `post_only` are those of `tests.samples`."""
    return {
        "gathering": page(lambda town: "/gathering/?period=2024", BUSINESS),
        "gathering-xlsx": file(lambda town: "/gathering/table.xlsx?period=2024", BUSINESS, XLSX),
        "gathered-cases": page(lambda town: "/gathering/cases", BUSINESS),
        "gathered-cases-file": file(lambda town: "/gathering/cases.xlsx", BUSINESS, XLSX),
        "gathered-case": page(lambda town: f"/gathering/cases/{town.gathering.case.pk}", BUSINESS),
        "gathering-sources": page(lambda town: "/gathering/sources", SERVICE, empty_post=True),
        "gathering-names": page(lambda town: "/gathering/names", SERVICE, empty_post=True),
        "gathering-template": file(lambda town: "/gathering/template.xlsx", SERVICE, XLSX),
        "gathering-upload": page(lambda town: "/gathering/load", SERVICE, empty_post=True),
        "gathering-load": page(lambda town: f"/gathering/loads/{town.gathering.faulty.pk}", SERVICE),
        "gathering-marked": file(
            lambda town: f"/gathering/loads/{town.gathering.faulty.pk}/marked.xlsx", SERVICE, XLSX
        ),
        "gathering-do": post_only,
        "gathering-reported": page(lambda town: "/gathering/reported?period=2024", BUSINESS),
        "gathering-reported-xlsx": file(lambda town: "/gathering/reported.xlsx?period=2024", BUSINESS, XLSX),
        "gathering-report": page(lambda town: "/gathering/report", BUSINESS, empty_post=True),
        "gathering-report-template": file(lambda town: "/gathering/report/template.xlsx", BUSINESS, XLSX),
    }
