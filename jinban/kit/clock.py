"""What time it is. Rooms are told the time; only doors, the worker and commands ask for it here.

A demonstration that lived a year again goes on from the morning after it, so that its cases are not years overdue:
its clock was started once and has run on since at the pace of the machine's, never back. Codes, sessions, lockouts,
leases and retries ask the machine.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from jinban.kit import marks

CHINA = ZoneInfo("Asia/Shanghai")
STARTED = "clock"
# How far the clock of a database lies from the machine's. A started clock never changes again.
_shifts: dict[str, timedelta] = {}


def machine() -> datetime:
    """This moment by the machine, aware, in UTC."""
    return datetime.now(UTC)


def now() -> datetime:
    """This moment for the city, aware, in UTC: the machine's, or the demo clock's once that was started."""
    return machine() + _shift()


def start(moment: datetime) -> None:
    """Let the city's clock begin at a moment and run on from there. Once started it is never set again."""
    marks.keep_first(STARTED, moment.astimezone(UTC).isoformat(), at=machine())


def _shift() -> timedelta:
    # Production is never a demonstration, so it need not ask.
    if settings.PRODUCTION:
        return timedelta()
    place = str(connection.settings_dict["NAME"])
    if place not in _shifts:
        mark = marks.read(STARTED)
        if mark is None:
            return timedelta()
        _shifts[place] = datetime.fromisoformat(mark.value) - mark.set_at
    return _shifts[place]


def legal_day(at: datetime) -> date:
    """The day on which a moment falls in China, the day that the law counts."""
    return at.astimezone(CHINA).date()
