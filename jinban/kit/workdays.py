"""The legal clock: what day a limit ends, counted as the law counts it. Pure; the calendar is given.

Rules: 行政许可法 82 (limits are working days, public holidays apart), 民法典 200–203 (the day of the
beginning does not count; a last day that is no working day moves on), and the project's conventions for
pauses and extensions. A year without a calendar is never guessed from weekdays: see `NoCalendar`.
"""

import calendar as months
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import TextChoices

from jinban.kit.clock import CHINA, legal_day
from jinban.kit.refused import Refused

Pause = tuple[date, date | None]
DAY = timedelta(days=1)


class Unit(TextChoices):
    """How a limit is counted. The words are stored; they are never reused for something else."""

    WORKDAY = "workday", "工作日"
    NATURAL_DAY = "natural_day", "自然日"
    HOUR = "hour", "小时"
    MONTH = "month", "月"


class NoCalendar(Refused):
    """A day was asked for in a year whose holidays nobody has loaded yet."""

    def __init__(self, year: int) -> None:
        super().__init__(f"没有{year}年的工作日历，不能推算到期日。请先装入{year}年放假安排。")
        self.year = year


@dataclass(frozen=True, slots=True)
class Limit:
    """So many of a unit, never a bare number. ValueError with a sentence for nought, less, half a natural
    day."""

    amount: Decimal
    unit: Unit

    def __post_init__(self) -> None:
        if not self.amount.is_finite() or self.amount <= 0:
            raise ValueError("时限要大于0。")
        if self.unit in (Unit.NATURAL_DAY, Unit.MONTH) and self.amount % 1:
            raise ValueError(f"以{self.unit.label}计的时限只能是整数。")

    def __str__(self) -> str:
        amount = self.amount.normalize()
        return f"{amount:f}{'个' if self.unit != Unit.NATURAL_DAY else ''}{self.unit.label}"


@dataclass(frozen=True, slots=True)
class Season:
    """The opening spans of a working day from one month-day to another, both included: (5, 1) to (9, 30)."""

    first: tuple[int, int]
    last: tuple[int, int]
    spans: tuple[tuple[time, time], ...]

    def holds(self, day: date) -> bool:
        """Whether the day lies in this season; a season may run over New Year."""
        today = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= today <= self.last
        return today >= self.first or today <= self.last


@dataclass(frozen=True, slots=True)
class Step:
    """What one day did to the count: `kind` is start, counted, rest, paused or shifted, `number` the
    count."""

    day: date
    kind: str
    number: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Due:
    """When a limit ends. `day` is None while a pause is open; `moment` (China time) only for hours,
    fractions."""

    day: date | None
    moment: datetime | None
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Calendar:
    """The working calendar: weekdays that rest, weekend days that work, the years for which this is known;
    opening spans and the hours of a working day for limits that are counted in hours."""

    rest: frozenset[date]
    work: frozenset[date]
    years: frozenset[int]
    seasons: tuple[Season, ...] = ()
    day_hours: Decimal = Decimal(7)

    def is_workday(self, day: date) -> bool:
        """Monday to Friday without holiday, or a weekend day worked in exchange. NoCalendar in an unknown
        year."""
        if day.year not in self.years:
            raise NoCalendar(day.year)
        return day in self.work or (day.weekday() < 5 and day not in self.rest)

    def next_workday(self, day: date) -> date:
        """The day itself when it is a working day, else the first one after it."""
        while not self.is_workday(day):
            day += DAY
        return day

    def add_workdays(self, day: date, count: int) -> date:
        """The count-th working day after `day`, which itself does not matter; `day` for nought."""
        if count < 0:
            raise ValueError("工作日数不能小于0。")
        while count:
            day += DAY
            count -= self.is_workday(day)
        return day

    def count_workdays(self, first: date, last: date) -> int:
        """The working days after `first`, up to and with `last`."""
        return sum(self.is_workday(day) for day in _days(first, last))

    def due(
        self,
        start: date | datetime,
        limit: Limit,
        extend: Decimal | int = 0,
        pauses: Iterable[Pause] = (),
        *,
        steps: bool = True,
    ) -> Due:
        """The end of a limit that begins at `start`, made longer by `extend` of the same unit, less the
        pauses.

        The start does not count. A pause (start, end] still counts its first day and no longer its last.
        Pauses are united first; what lies before the start, or begins after the limit has ended, takes
        nothing off. An end of None is a pause that still runs: the due day is then open. Months and natural
        days that end on a day of rest move on to the next working day. Hours and fractions of a working day
        count opening hours and keep the time of day; they begin at the moment given, or with the next opening
        when only a day is given. Without `steps` the count is not told day by day, which costs more than counting.
        """
        if extend < 0:
            raise ValueError("延期不能小于0。")
        total = Limit(limit.amount + extend, limit.unit)
        stops = united(pauses)
        if total.unit == Unit.HOUR or total.amount % 1:
            return self._due_by_hours(start, total, stops)
        day = legal_day(start) if isinstance(start, datetime) else start
        end = self._first_end(day, total)
        for stop, go in stops:
            if go is not None and go <= day:
                continue
            if stop > self._settled(end, total.unit):
                break
            if go is None:
                here = max(stop, day)
                return Due(None, None, tuple(self._steps(day, here, here, total.unit, stops)) if steps else ())
            end = self._later(end, max(stop, day), go, total.unit)
        settled = self._settled(end, total.unit)
        return Due(settled, None, tuple(self._steps(day, end, settled, total.unit, stops)) if steps else ())

    def extended(self, start: date | datetime, limit: Limit, workdays: int, pauses: Iterable[Pause] = ()) -> Due:
        """The end of a limit of any unit that was made longer by so many working days (行政许可法 42), less the pauses; the
        count is not told day by day."""
        stops = united(pauses)
        if not workdays or limit.unit == Unit.WORKDAY:
            return self.due(start, limit, workdays, stops, steps=False)
        first = self.due(start, limit, 0, stops, steps=False)
        # A pause that was taken off already ends no later than the first end: it takes nothing off twice.
        longer = Limit(Decimal(workdays), Unit.WORKDAY)
        return first if first.day is None else self.due(first.day, longer, 0, stops, steps=False)

    def paused_workdays(self, first: date, last: date, pauses: Iterable[Pause]) -> int:
        """The working days after `first`, up to and with `last`, that lie in a pause (start, end]."""
        stops = united(pauses)
        return sum(_paused(day, stops) and self.is_workday(day) for day in _days(first, last))

    def _first_end(self, day: date, limit: Limit) -> date:
        amount = int(limit.amount)
        if limit.unit == Unit.WORKDAY:
            return self.add_workdays(day, amount)
        return _add_months(day, amount) if limit.unit == Unit.MONTH else day + amount * DAY

    def _later(self, end: date, stop: date, go: date, unit: Unit) -> date:
        if unit == Unit.WORKDAY:
            return self.add_workdays(end, self.count_workdays(stop, go))
        return end + (go - stop)

    def _settled(self, end: date, unit: Unit) -> date:
        return end if unit == Unit.WORKDAY else self.next_workday(end)

    def _steps(self, start: date, end: date, settled: date, unit: Unit, stops: list[Pause]) -> Iterator[Step]:
        yield Step(start, "start", None, "起算日，不计")
        number = 0
        for day in _days(start, settled):
            if day > end:
                yield Step(day, "shifted", None, "顺延到这一天" if day == settled else f"{self._rest(day)}，顺延")
            elif unit == Unit.WORKDAY and not self.is_workday(day):
                yield Step(day, "rest", None, f"{self._rest(day)}，不计")
            elif _paused(day, stops):
                yield Step(day, "paused", None, "停表，不计")
            else:
                number += 1
                note = "，调休上班" if unit == Unit.WORKDAY and day in self.work else ""
                yield Step(day, "counted", number, f"第{number}日{note}")

    def _rest(self, day: date) -> str:
        return "放假" if day in self.rest else "周末"

    def _due_by_hours(self, start: date | datetime, limit: Limit, stops: list[Pause]) -> Due:
        hours = limit.amount * (self.day_hours if limit.unit == Unit.WORKDAY else 1)
        left = timedelta(seconds=int(hours * 3600))
        midnight = datetime.combine(start + DAY, time(), CHINA)
        begin = start.astimezone(CHINA) if isinstance(start, datetime) else midnight
        day = begin.date()
        steps = [Step(day, "start", None, f"从{begin:%H:%M}起算")]
        while not any(go is None and stop < day for stop, go in stops):
            if not self.is_workday(day):
                steps.append(Step(day, "rest", None, f"{self._rest(day)}，不计"))
            elif _paused(day, stops):
                steps.append(Step(day, "paused", None, "停表，不计"))
            else:
                moment, left = self._spend(day, begin, left)
                told = f"计到{moment:%H:%M}" if moment else f"还剩{_hours(left)}小时"
                steps.append(Step(day, "counted", None, told))
                if moment:
                    return Due(day, moment, tuple(steps))
            day += DAY
        return Due(None, None, tuple(steps))

    def _spend(self, day: date, begin: datetime, left: timedelta) -> tuple[datetime | None, timedelta]:
        """Count this day's opening hours: the moment when nothing is left, if that comes, and what is
        left."""
        for opens, closes in self._open_spans(day, begin):
            if left <= closes - opens:
                return opens + left, timedelta()
            left -= closes - opens
        return None, left

    def _open_spans(self, day: date, begin: datetime) -> Iterator[tuple[datetime, datetime]]:
        season = next((season for season in self.seasons if season.holds(day) and season.spans), None)
        if season is None:
            raise Refused(f"没有{day.month}月{day.day}日的办公时间，不能按小时推算。请先装入办公时间。")
        for opens, closes in season.spans:
            first = max(datetime.combine(day, opens, CHINA), begin)
            last = datetime.combine(day, closes, CHINA)
            if first < last:
                yield first, last


def united(pauses: Iterable[Pause]) -> list[Pause]:
    """The pauses in order, those that touch or overlap made one. ValueError if one ends before it begins."""
    found: list[Pause] = []
    for start, end in sorted(pauses, key=lambda pause: pause[0]):
        if end is not None and end < start:
            raise ValueError(f"停表从{start}到{end}：结束不能早于开始。")
        if found and (found[-1][1] is None or start <= found[-1][1]):
            first, last = found[-1]
            found[-1] = (first, None if end is None or last is None else max(last, end))
        else:
            found.append((start, end))
    return found


def _paused(day: date, stops: list[Pause]) -> bool:
    return any(stop < day and (go is None or day <= go) for stop, go in stops)


def _days(first: date, last: date) -> Iterator[date]:
    """The days after `first`, up to and with `last`."""
    for ordinal in range(first.toordinal() + 1, last.toordinal() + 1):
        yield date.fromordinal(ordinal)


def _add_months(day: date, count: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def _hours(span: timedelta) -> str:
    return f"{Decimal(span // timedelta(minutes=1)) / 60:.2f}".rstrip("0").rstrip(".")
