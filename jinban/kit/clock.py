"""What time it is. Rooms are told the time; only doors, the worker and commands ask for it here."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def legal_day(at: datetime) -> date:
    """The day on which a moment falls in China, the day that the law counts."""
    return at.astimezone(CHINA).date()
