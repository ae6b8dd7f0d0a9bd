"""Rows as another system hands them in, and the system."""

from datetime import datetime
from typing import Any

from jinban.gathering import actions
from jinban.gathering.models import Gathered, Source
from tests.play import INSURE, MONDAY, SERVICE, seat

CHENGUI, LINGXIANG = "420281108000", "420281102000"
NANSHAN = "S420281108215"
CENTRE = "C420281108000"


def source(code: str = "yibao", department: str = "") -> Source:
    """A registered system; without a department it hands in cases of all."""
    return actions.put_source(code, name=f"业务系统{code}", department=department, by=seat(SERVICE), at=MONDAY)


def row(number: str = "A1", **changes: Any) -> dict[str, Any]:
    """A finished case of the health insurance, taken in at the centre of 陈贵镇."""
    return {
        "number": number, "item": INSURE, "place": CENTRE, "received": "2024-03-04", "accepted": "2024-03-04",
        "decided": "2024-03-05", "state": "closed", "result": "approved", "channel": "window", **changes,
    }  # fmt: skip


def handed_in(*rows: dict[str, Any], code: str = "yibao", at: datetime = MONDAY) -> actions.Gathering:
    """These rows handed in over the API by the service office's seat."""
    return actions.gather(rows, source=code, by=seat(SERVICE), at=at)


def here(number: str, code: str = "yibao") -> Gathered:
    return Gathered.objects.get(source=code, number=number)
