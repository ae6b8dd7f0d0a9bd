"""The working days of a year and the moments within them: windows are staffed on working days in opening hours only."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from random import Random

from jinban.kit.clock import CHINA
from jinban.kit.workdays import Calendar
from jinban.replay.profile import Profile

DAY = timedelta(days=1)
Span = tuple[int, int]


class Days:
    """The working days from the first day of a year to the last, how busy each is, and when its windows are open."""

    def __init__(self, year: int, calendar: Calendar, profile: Profile) -> None:
        self.calendar, self.profile = calendar, profile
        first, last = date(year, 1, 1), date(year, 12, 31)
        every = (date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1))
        self.days: list[date] = [day for day in every if calendar.is_workday(day)]
        self._sums = list(accumulate(self._weight(day) for day in self.days))
        self._spans = {day: _minutes(calendar, day) for day in self.days}

    def _weight(self, day: date) -> float:
        weekday = day.weekday()
        busy = self.profile.weekdays[weekday] if weekday < 5 else self.profile.makeup_day
        return busy * self.profile.months[day.month - 1]

    def pick(self, rng: Random) -> int:
        """The place of one working day, the busier the likelier."""
        return min(bisect_left(self._sums, rng.random() * self._sums[-1]), len(self.days) - 1)

    def moment(self, place: int, rng: Random) -> datetime:
        """A moment of that day when the windows are open; of a day after the year too, mornings first."""
        day = self.day(place)
        spans = self._spans.get(day) or _minutes(self.calendar, day)
        morning = len(spans) < 2 or rng.random() < self.profile.morning
        opens, closes = spans[0 if morning else -1]
        # The last quarter of an hour is for finishing what has begun.
        return at(day, rng.randrange(opens * 60, max(opens + 1, closes - 15) * 60))

    def day(self, place: int) -> date:
        """The working day at a place of the year; beyond its end, those that follow."""
        if place < len(self.days):
            return self.days[place]
        day = self.days[-1]
        for _ in range(place - len(self.days) + 1):
            day = self.calendar.next_workday(day + DAY)
        return day

    def place(self, day: date) -> int:
        """The place of the first working day from this one on; the count of the days when the year is over."""
        return bisect_left(self.days, day)


def _minutes(calendar: Calendar, day: date) -> list[Span]:
    season = next((season for season in calendar.seasons if season.holds(day)), None)
    spans = season.spans if season else ((time(9), time(12)), (time(14), time(17)))
    return sorted((opens.hour * 60 + opens.minute, closes.hour * 60 + closes.minute) for opens, closes in spans)


def at(day: date, second: int) -> datetime:
    """The moment so many seconds after midnight in China."""
    return datetime.combine(day, time(), CHINA) + timedelta(seconds=second)


def later(moments: Sequence[datetime], seconds: int) -> datetime:
    """A little after the last of these moments."""
    return moments[-1] + timedelta(seconds=seconds)
