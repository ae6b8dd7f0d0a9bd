"""The village stations one by one: a square for each, by town, shaded by its cases in the period."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from jinban.cases.figures import ACCEPTED, SLEEPING_CASES
from jinban.kit.refused import Refused
from jinban.people.roles import DEPARTMENT_ROLES, STATION_ROLES, Role
from jinban.places import queries as places
from jinban.places.models import Site
from jinban.web.board.part import Part, bound
from jinban.web.board.tables import Counted
from jinban.web.drawn import quarters

NONE, ASLEEP = "k0", "ks"
ENDING = "便民服务站"


@dataclass(frozen=True)
class Square:
    """One station: its name, its cases, its part of the board, and the class that shades or marks it."""

    name: str
    count: int
    href: str
    mark: str


@dataclass(frozen=True)
class Town:
    """The stations of one town, in the order of their codes."""

    name: str
    squares: tuple[Square, ...]


@dataclass(frozen=True)
class Stations:
    """What is drawn: the towns, how many stations there are in all, and the key to the marks, in words."""

    towns: tuple[Town, ...]
    count: int
    key: tuple[tuple[str, str], ...]
    one_town: bool


def drawn(part: Part, counted: Counted, today: date) -> Stations | None:
    """The stations open today of the town that is looked at, or of every town; None where a page looks at one site.
    At most one query more than what the page has counted."""
    if part.words.get("site") or part.seat.role in STATION_ROLES or (part.by_site and not part.town.isdigit()):
        return None
    sites = [site for site in part.names.sites.values() if _shown(site, part.town, today)]
    found = counted.along("site") if part.by_site else _by_site(part)
    counts = {site.code: found.get(site.code, 0) for site in sites}
    asleep = asleep_at(part)
    limits = quarters(count for count in counts.values() if count > asleep)
    base = part.board(site="")
    towns: defaultdict[str, list[Square]] = defaultdict(list)
    for site in sorted(sites, key=lambda site: site.code):
        count = counts[site.code]
        name = site.name.removesuffix(ENDING)
        least = asleep if site.opened_on <= part.asked.period.first else 0
        towns[site.town].append(Square(name, count, f"{base}&site={site.code}", _mark(count, least, limits)))
    named = tuple(Town(part.names.of("town", code), tuple(squares)) for code, squares in sorted(towns.items()))
    return Stations(named, len(sites), _key(counts.values(), asleep, limits), part.by_site)


def _by_site(part: Part) -> dict[str, int]:
    return {code: value.count for (code,), value in part.asked.across(ACCEPTED, "site").items()}


def _shown(site: Site, town: str, today: date) -> bool:
    is_open = site.closed_on is None or site.closed_on >= today
    return site.kind == "station" and is_open and town in ("", site.town)


def _of_whole_stations(part: Part) -> bool:
    """Whether the page counts all cases of its stations over a whole year: only then may one be called asleep."""
    period = part.asked.period
    if bound(part.seat) == "-":
        return False
    narrowed = part.seat.role in DEPARTMENT_ROLES or part.seat.role == Role.POLICE_WINDOW or {*part.words} - {"town"}
    return not narrowed and (period.last - period.first).days >= 364


def asleep_at(part: Part) -> int:
    """How many cases a sleeping station has in a year at most. 0, so that none is
    called asleep, where the page counts a part of a station's cases or less than a year, and where the city has settled
    no such number."""
    if not _of_whole_stations(part):
        return 0
    try:
        return int(places.parameter(SLEEPING_CASES))
    except Refused:
        return 0


def _mark(count: int, asleep: int, limits: list[int]) -> str:
    if not count:
        return NONE
    return ASLEEP if count <= asleep else f"k{bisect_right(limits, count) + 1}"


def _key(counts: Iterable[int], asleep: int, limits: list[int]) -> tuple[tuple[str, str], ...]:
    """What each mark on the page means; a mark that none has is left out."""
    shown = {_mark(count, asleep, limits) for count in counts}
    edges = [asleep + 1, *limits]
    words = [("没有办件", NONE), (_between(1, asleep) + "，沉睡", ASLEEP)]
    words += [(_between(low, high - 1), f"k{number}") for number, (low, high) in enumerate(pairwise(edges), 1)]
    words.append((f"{edges[-1]:,} 件以上", f"k{len(edges)}"))
    return tuple((word, mark) for word, mark in words if mark in shown)


def _between(low: int, high: int) -> str:
    return f"{low:,}–{high:,} 件" if high > low else f"{low:,} 件"
