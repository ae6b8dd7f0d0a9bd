"""Whether the machine's clock has leapt: it says another time than has gone by. Then nobody knows which day it is."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

LEAP = timedelta(minutes=10)
# As long the old pace is believed, and the new time is not; somebody looks, or the clock is put right again.
HOLD = timedelta(hours=1)

log = structlog.get_logger("jinban.clock")


def gone_by() -> timedelta:
    """Since the machine was started, sleep included: nobody can set it."""
    return timedelta(seconds=time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)))


class Leaps:
    """Compares a clock with what has gone by, each time it is asked."""

    def __init__(self, gone_by: Callable[[], timedelta] = gone_by) -> None:
        self._gone_by = gone_by
        self._started: datetime | None = None
        self._since: timedelta | None = None

    def leapt(self, at: datetime) -> bool:
        """Whether this moment is more than ten minutes off what went by since the first was asked for. After an hour the new
        time is believed, and so is one that has come back."""
        gone = self._gone_by()
        started = at - gone
        if self._started is None:
            self._started = started
        if abs(started - self._started) <= LEAP:
            self._since = None
            return False
        if self._since is None:
            self._since = gone
            log.error("clock has leapt", seconds=int((started - self._started).total_seconds()))
        if gone - self._since > HOLD:
            self._started, self._since = started, None
            return False
        return True
