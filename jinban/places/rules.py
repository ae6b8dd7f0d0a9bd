"""What must be true of places. Pure: each answers with None or with a sentence."""

from collections.abc import Iterable
from datetime import date

LEVEL_OF_SITE = {"station": "village", "centre": "town", "hall": "city"}
PARENT_OF_LEVEL = {"village": "town", "town": "city"}
_LEVELS = {"city": "市", "town": "镇街", "village": "村居"}
_SITES = {"station": "村站", "centre": "镇中心", "hall": "市中心"}


def site_misfit(kind: str, level: str) -> str | None:
    """A station stands in a village, a centre in a town, the hall in the city."""
    if LEVEL_OF_SITE[kind] != level:
        return f"{_SITES[kind]}要设在{_LEVELS[LEVEL_OF_SITE[kind]]}，不能设在{_LEVELS[level]}。"
    return None


def parent_misfit(level: str, parent_level: str | None) -> str | None:
    """A village lies in a town, a town in the city, the city in nothing."""
    wanted = PARENT_OF_LEVEL.get(level)
    if wanted != parent_level:
        above = f"要归在{_LEVELS[wanted]}下" if wanted else "上面没有别的区划"
        return f"{_LEVELS[level]}{above}。"
    return None


def label(name: str, town: str) -> str:
    """How a place is shown: always town and village, for six names of villages occur twice."""
    return f"{town} {name}" if town else name


def day_misfit(day: date, kind: str) -> str | None:
    """Only a weekday can be given off, only a weekend day worked in exchange."""
    if (day.weekday() < 5) != (kind == "rest"):
        was, said = ("周一至周五", "调休上班") if day.weekday() < 5 else ("周末", "放假")
        return f"{day}是{was}，不能记作{said}。"
    return None


def span_misfit(periods: Iterable[tuple[date, date | None]]) -> str | None:
    """Periods of one thing do not overlap; both days of a period belong to it."""
    last: date | None = None
    open_end = False
    for start, end in sorted(periods, key=lambda period: period[0]):
        if open_end or (last is not None and start <= last):
            return f"从{start}起的这一段与前一段重叠。"
        open_end, last = end is None, end
    return None


def season_holds(first: str, last: str, day: date) -> bool:
    """Whether a day lies in a season from MM-DD to MM-DD, both included; a season may run over New Year."""
    today = f"{day:%m-%d}"
    return first <= today <= last if first <= last else today >= first or today <= last
