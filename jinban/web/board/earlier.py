"""The accepted cases of a period against the period before it and against the same period of the year before."""

import calendar
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from jinban.cases.figures import ACCEPTED
from jinban.kit.figures import Period
from jinban.web.board.part import Part

SMALL = 20  # of fewer no percentage is written (ux.md 7)


@dataclass(frozen=True)
class Compared:
    """One sentence: `before` and `after` around the name of the earlier period, which leads to its board."""

    before: str
    name: str
    href: str
    after: str

    @property
    def sentence(self) -> str:
        return f"{self.before}{self.name}{self.after}"


def compared(part: Part, count: int, today: date) -> list[Compared]:
    """A sentence for each earlier period that has cases. A period that is not over is held against as many days of the
    earlier one. One query for each period, two at most."""
    found = []
    for period, word in earlier(part.asked.period, today):
        was = part.asked.during(period).total(ACCEPTED).count
        if was:
            before, after = _change(count, was)
            found.append(Compared(before, period.label, part.board(period=word) if word else "", after))
    return found


def earlier(period: Period, today: date) -> list[tuple[Period, str]]:
    """The same period of the year before, then the period before where it is another one; each with its word in an
    address, empty where only its first days are compared. None for a period that has not begun."""
    months = (period.last.year - period.first.year) * 12 + period.last.month - period.first.month + 1
    found = []
    for back in dict.fromkeys((12, months)):
        first = _back(period.first, back)
        if first is None or today < period.first:
            continue
        word = _word(first, months)
        whole = Period.parse(word)
        until = _back(today, back) if today < period.last else None
        if until is None or until >= whole.last:
            found.append((whole, word))
        else:
            end = f"{until.month}月{until.day}日" if until.month != first.month else f"{until.day}日"
            label = f"{first.year}年{first.month}月{first.day}日至{end}"
            found.append((Period(first, until, label), ""))
    return found


def _back(day: date, months: int) -> date | None:
    """The same day so many months ago, or the last one of a shorter month; None before there were years."""
    ago = day.year * 12 + day.month - 1 - months
    year, month = ago // 12, ago % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1])) if year > 0 else None


def _word(first: date, months: int) -> str:
    if months == 12:
        return f"{first.year:04}"
    return f"{first.year:04}Q{first.month // 3 + 1}" if months == 3 else f"{first.year:04}-{first.month:02}"


def _change(count: int, was: int) -> tuple[str, str]:
    """比…多 312 件（+4.8%）; of a few cases the number alone."""
    more = count - was
    if not more:
        return "和", "一样多。"
    share = f"（{Decimal(more) * 100 / was:+.1f}%）".replace("-", "−") if was >= SMALL else ""
    return "比", f"{'多' if more > 0 else '少'} {abs(more):,} 件{share}。"
