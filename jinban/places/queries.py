"""What can be asked about places. They are public: no gate stands here."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache

from django.db.models import Q, QuerySet

from jinban.kit import marks
from jinban.kit.clock import CHINA, legal_day
from jinban.kit.refused import Refused
from jinban.kit.workdays import Calendar, NoCalendar, Season
from jinban.places import rules
from jinban.places.models import (
    Alias,
    CalendarDay,
    CalendarYear,
    Department,
    Division,
    Hours,
    NetworkPeriod,
    Parameter,
    Site,
    Window,
    WindowKind,
)

VERSION = "places"
Spans = list[tuple[time, time]]
_WEEKDAYS = "一二三四五六日"
_SEASONS = {"summer": "夏季", "winter": "冬季", "year": "全年"}


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of so many stations open on a day, so many had the network up."""

    up: int
    stations: int


def _on(day: date, first: str, last: str) -> Q:
    """Rows valid on a day, both days included."""
    return Q(**{f"{first}__lte": day}) & (Q(**{last: None}) | Q(**{f"{last}__gte": day}))


def _place_order(site: Site) -> tuple[int, str]:
    return ("station", "centre", "hall").index(site.kind), site.code


# divisions


def towns(day: date | None = None) -> list[Division]:
    """The towns in scope, in code order; with a day, those valid on it."""
    found = Division.objects.filter(level="town", in_scope=True)
    return list((found.filter(_on(day, "valid_from", "valid_to")) if day else found).order_by("code"))


def divisions() -> QuerySet[Division]:
    """All divisions in code order, those that have merged since among them."""
    return Division.objects.order_by("code")


def villages(town: str, day: date | None = None) -> list[Division]:
    """The villages and communities of a town, in code order; with a day, those valid on it."""
    found = Division.objects.filter(level="village", parent=town)
    return list((found.filter(_on(day, "valid_from", "valid_to")) if day else found).order_by("code"))


def known_villages(town: str) -> list[Division]:
    """The same without a day, kept by each process until places change: to be read, not to be changed."""
    version = marks.version(VERSION)
    return list(_villages(version, town)) if version else villages(town)


@lru_cache(maxsize=64)
def _villages(version: str, town: str) -> tuple[Division, ...]:
    return tuple(villages(town))


def lineage(code: str) -> set[str]:
    """A division and all that merged into it, at any remove: what a figure of today rolls up."""
    found, fresh = {code}, {code}
    while fresh:
        fresh = set(Division.objects.filter(successor__in=fresh).values_list("code", flat=True)) - found
        found |= fresh
    return found


def heir(code: str, day: date) -> str:
    """The division that holds this one's area on a day: itself, or the last of its successors by then."""
    chain = {
        row[0]: row[1:] for row in Division.objects.exclude(successor=None).values_list("code", "valid_to", "successor")
    }
    while code in chain and chain[code][0] < day:
        code = chain[code][1]
    return code


# departments


def departments() -> list[Department]:
    """The units of the city, in code order."""
    return list(Department.objects.order_by("code"))


# sites


def sites(day: date | None = None) -> QuerySet[Site]:
    """All sites in code order; with a day, those open on it."""
    return (Site.objects.filter(_on(day, "opened_on", "closed_on")) if day else Site.objects.all()).order_by("code")


def site(code: str) -> Site:
    """The site with this code, with its division. Refused when there is none."""
    found = Site.objects.select_related("division").filter(pk=code).first()
    if found is None:
        raise Refused("没有这个办事地点，请重新选一个。")
    return found


def known_site(code: str) -> Site:
    """The same, kept by each process until places change: to be read, not to be changed."""
    version = marks.version(VERSION)
    return _site(version, code) if version else site(code)


@lru_cache(maxsize=1024)
def _site(version: str, code: str) -> Site:
    return site(code)


def stations(town: str, day: date | None = None) -> list[Site]:
    """The stations of a town, in code order."""
    return list(sites(day).filter(kind="station", town=town))


def centre_of(town: str, day: date | None = None) -> Site | None:
    """The town's centre."""
    return sites(day).filter(kind="centre", town=town).first()


def chain(site: Site, day: date | None = None) -> list[Site]:
    """From near to far: the place itself, the centre of its town, the hall of the city."""
    found = sites(day).filter(Q(pk=site.pk) | Q(kind="centre", town=site.town) | Q(kind="hall"))
    return sorted(found, key=_place_order)


def known_chain(site: Site, day: date) -> list[Site]:
    """The same on a day, kept by each process until places change: to be read, not to be changed."""
    version = marks.version(VERSION)
    every = _chain(version, site.pk) if version else chain(site)
    return [one for one in every if one.opened_on <= day and (one.closed_on is None or day <= one.closed_on)]


@lru_cache(maxsize=1024)
def _chain(version: str, code: str) -> tuple[Site, ...]:
    return tuple(chain(_site(version, code)))


def find_sites(text: str) -> list[Site]:
    """Sites by code, label, name, village, or alias; several where a name occurs twice. In code order."""
    text = text.strip()
    aliased = Alias.objects.filter(name=text)
    known = (
        Q(code=text.upper())
        | Q(division__code=text)
        | Q(label=text)
        | Q(name=text)
        | Q(division__short_name=text)
        | Q(division__label=text)
        | Q(code__in=aliased.filter(kind="site").values("code"))
        | Q(division__in=aliased.filter(kind="division").values("code"))
    )
    return list(Site.objects.filter(known).order_by("code")) if text else []


def find_site(text: str) -> Site | None:
    """The one site meant; none where nothing or more than one is."""
    found = find_sites(text)
    return found[0] if len(found) == 1 else None


def aliases(kind: str) -> dict[str, str]:
    """The codes of one kind by every name they are called."""
    return dict(Alias.objects.filter(kind=kind).values_list("name", "code"))


# windows


def windows(site: Site, day: date) -> list[Window]:
    """The counters of a site on a day, by number."""
    return list(Window.objects.filter(_on(day, "valid_from", "valid_to"), site=site).order_by("number", "kind"))


def has_window(site: Site, kind: str, day: date) -> bool:
    """Whether the site has a counter of this kind on a day."""
    return Window.objects.filter(_on(day, "valid_from", "valid_to"), site=site, kind=kind).exists()


def sites_with_window(kind: str, day: date) -> set[str]:
    """The codes of the sites that have such a counter on a day."""
    return set(Window.objects.filter(_on(day, "valid_from", "valid_to"), kind=kind).values_list("site_id", flat=True))


def police_sites(day: date) -> set[str]:
    """Where the police has its own counter."""
    return sites_with_window(WindowKind.POLICE, day)


# network


def network(day: date) -> dict[str, str]:
    """Up or down for each site of which it is known on a day."""
    return dict(NetworkPeriod.objects.filter(_on(day, "from_day", "to_day")).values_list("site_id", "state"))


def network_periods(day: date, sites: Iterable[str]) -> list[NetworkPeriod]:
    """The periods of these sites that a day lies in, in code order."""
    found = NetworkPeriod.objects.filter(_on(day, "from_day", "to_day"), site__in=list(sites))
    return list(found.order_by("site_id", "from_day"))


def coverage(day: date) -> Coverage:
    """How many of the stations open on a day had the network; one of which nothing is known had not."""
    state = network(day)
    codes = list(sites(day).filter(kind="station").values_list("code", flat=True))
    return Coverage(sum(state.get(code) == "up" for code in codes), len(codes))


# calendar and hours


@lru_cache(maxsize=4)
def _hours(version: str) -> dict[str, list[Hours]]:
    found: defaultdict[str, list[Hours]] = defaultdict(list)
    for row in Hours.objects.order_by("from_month_day", "weekday", "opens"):
        found[row.site_id or ""].append(row)
    return dict(found)


@lru_cache(maxsize=4)
def _calendar(version: str) -> Calendar:
    days: dict[str, set[date]] = {"rest": set(), "work": set()}
    for day, kind in CalendarDay.objects.values_list("day", "kind"):
        days[kind].add(day)
    spans: defaultdict[tuple[str, str], Spans] = defaultdict(list)
    for row in _hours(version).get("", ()):
        if row.weekday == 1:
            spans[row.from_month_day, row.to_month_day].append((row.opens, row.closes))
    return Calendar(
        rest=frozenset(days["rest"]),
        work=frozenset(days["work"]),
        years=frozenset(CalendarYear.objects.values_list("year", flat=True)),
        seasons=tuple(Season(_month_day(a), _month_day(b), tuple(found)) for (a, b), found in spans.items()),
    )


def _month_day(words: str) -> tuple[int, int]:
    month, day = words.split("-")
    return int(month), int(day)


def calendar() -> Calendar:
    """The city's working calendar, kept by each process until years or hours change; one small query."""
    return _calendar(marks.version(VERSION))


@lru_cache(maxsize=4)
def _parameters(version: str) -> dict[str, Decimal]:
    return dict(Parameter.objects.values_list("key", "value"))


def parameter(key: str) -> Decimal:
    """A number that the city has settled, kept by each process until one changes; one small query. Refused where the
    city's data does not name it."""
    return parameters_of(key)[0]


def parameters_of(*keys: str) -> tuple[Decimal, ...]:
    """Several such numbers, in this order, still in one small query."""
    known = _parameters(marks.version(VERSION))
    if missing := [key for key in keys if known.get(key) is None]:
        raise Refused(f"城市数据里没有参数“{'、'.join(missing)}”，请在parameters表里补上。")
    return tuple(known[key] for key in keys)


def parameters() -> dict[str, Parameter]:
    """All numbers that the city has settled, by key."""
    return Parameter.objects.in_bulk()


def open_hours(site: Site, day: date) -> Spans:
    """When the site is open on a day; empty on days of rest. A weekend day worked in exchange keeps a Monday's
    hours, unless the site opens on that weekday anyway. NoCalendar (a Refused) for an unknown year."""
    version = marks.version(VERSION)
    if not _calendar(version).is_workday(day):
        return []
    kept = _hours(version)
    rows = [
        row
        for row in kept.get(site.pk) or kept.get("", [])
        if rules.season_holds(row.from_month_day, row.to_month_day, day)
    ]
    weekday = day.isoweekday() if any(row.weekday == day.isoweekday() for row in rows) else 1
    return [(row.opens, row.closes) for row in rows if row.weekday == weekday]


def open_now(site: Site, at: datetime) -> bool | None:
    """Whether the site is open at a moment; None where the year has no calendar."""
    try:
        spans = open_hours(site, legal_day(at))
    except NoCalendar:
        return None
    moment = at.astimezone(CHINA).time()
    return any(opens <= moment < closes for opens, closes in spans)


@lru_cache(maxsize=4)
def _edges(version: str) -> tuple[time, ...]:
    rows = (row for kept in _hours(version).values() for row in kept)
    return tuple(sorted({edge for row in rows for edge in (row.opens, row.closes)}))


def stretch(at: datetime) -> int:
    """In which stretch of the day a moment lies, counted from midnight: within one, no place opens or closes."""
    return bisect_right(_edges(marks.version(VERSION)), at.astimezone(CHINA).time())


def hours_text(site: Site) -> list[str]:
    """The hours as a guide prints them, one line a season: 夏季（5月1日至9月30日）周一至周五 8:30–12:00."""
    return list(_hours_text(marks.version(VERSION), site.pk))


@lru_cache(maxsize=1024)
def _hours_text(version: str, code: str) -> tuple[str, ...]:
    kept = _hours(version)
    seasons: defaultdict[tuple[str, str, str], dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in kept.get(code) or kept.get("", []):
        stretch = f"{row.opens.hour}:{row.opens:%M}–{row.closes.hour}:{row.closes:%M}"
        seasons[row.season, row.from_month_day, row.to_month_day][row.weekday].append(stretch)
    return tuple(_season_text(season, days) for season, days in seasons.items())


def _season_text(season: tuple[str, str, str], days: dict[int, list[str]]) -> str:
    (month, day), (last_month, last_day) = _month_day(season[1]), _month_day(season[2])
    when = f"{_SEASONS.get(season[0], season[0])}（{month}月{day}日至{last_month}月{last_day}日）"
    alike: defaultdict[str, list[int]] = defaultdict(list)
    for weekday, stretches in sorted(days.items()):
        alike["，".join(stretches)].append(weekday)
    return when + "；".join(f"{_weekdays_text(found)} {stretches}" for stretches, found in alike.items())


def _weekdays_text(days: Iterable[int]) -> str:
    found = list(days)
    names = [f"周{_WEEKDAYS[day - 1]}" for day in found]
    run = len(found) > 2 and found[-1] - found[0] == len(found) - 1
    return f"{names[0]}至{names[-1]}" if run else "、".join(names)
