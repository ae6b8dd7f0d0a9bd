"""The city brought to the counts of a file, by actions: powers, centres, stations, police windows, network. Only less is
possible; where the city's data has too little, the shortfall is named and nothing is written."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from django.db import transaction

from jinban.cases.figures import SLEEPING_CASES
from jinban.delegation import actions as delegation
from jinban.delegation import queries as powers
from jinban.delegation.models import Delegation
from jinban.kit.refused import Refused
from jinban.people.actors import Actor
from jinban.places import actions as place_actions
from jinban.places import queries as places
from jinban.places.models import Site
from jinban.replay import facts as paths
from jinban.replay.choosing import Counts, Row, kept
from jinban.replay.facts import CITY, PROVINCE, Facts
from jinban.replay.naming import Names, leaders

WORDS = {
    PROVINCE: {"level": "省级", "items": "项", "groups": "类", "batches": "批"},
    CITY: {"level": "市级", "items": "项", "groups": "个部门", "batches": "批"},
}


@dataclass(frozen=True)
class Shape:
    """What is to hold in the year: codes of rows by level, and of sites."""

    rows: dict[str, list[Delegation]]
    leaders: dict[str, list[list[str]]]
    centres: list[Site]
    stations: list[Site]
    police: frozenset[str]
    network: frozenset[str]


def shape(facts: Facts, names: Names) -> Shape:
    """What the file asks for, chosen from what the city has on the first day of the year. Reads only."""
    rows, leading = {}, {}
    for level in (PROVINCE, CITY):
        there = [
            row
            for row in powers.on(facts.first)
            if row.batch.level == level and (row.valid_to or facts.last) >= facts.last
        ]
        units = _leading(facts, level, names, there)
        wanted = [
            Row(row.code, row.batch_id, (row.item_class_id if level == PROVINCE else row.department_id) or "")
            for row in there
        ]
        figures = facts.figures
        counts = Counts(*(figures.get(where[level]) for where in (paths.ITEMS, paths.GROUPS, paths.BATCHES)))
        codes = set(kept(wanted, counts, [unit[0] for unit in units], WORDS[level]))
        rows[level] = [row for row in there if row.code in codes]
        leading[level] = [[code for code in unit if code in codes] for unit in units]
    centres, stations = _sites(facts)
    return Shape(rows, leading, centres, stations, _police(facts, centres), _network(facts, stations))


def _leading(facts: Facts, level: str, names: Names, there: Sequence[Delegation]) -> list[list[str]]:
    """The rows behind each leader. Refused when a leader is not handed down, or by another unit than the file says."""
    found = []
    for leader, named in zip(facts.leaders(level), leaders(facts, level, names), strict=True):
        rows = [row for row in there if named.code == (row.item_class_id if named.kind == "class" else row.item_id)]
        if not rows:
            raise Refused(f"资料点名的“{leader.name}”不在{WORDS[level]['level']}下沉目录里，请核对目录或者资料。")
        own = [row for row in rows if named.department in ("", row.department_id)]
        if not own:
            said = f"{leader.department}的“{leader.name}”"
            raise Refused(f"资料点名{said}，下沉目录里这一项是{rows[0].department.name}的，请核对。")
        found.append([row.code for row in own])
    return found


def _sites(facts: Facts) -> tuple[list[Site], list[Site]]:
    """The centres and stations that stay: towns with the fewest stations go first, then stations from the end of each."""
    found = list(places.sites(facts.first))
    centres = [site for site in found if site.kind == "centre"]
    stations = [site for site in found if site.kind == "station"]
    size = Counter(site.town for site in stations)
    few = places.police_sites(facts.first)
    centres.sort(key=lambda site: (site.code not in few, -size[site.town], site.code))
    centres = _first(centres, facts.figures.get(paths.CENTRES), "镇级便民服务中心", "个")
    towns = {site.town for site in centres}
    place: Counter[str] = Counter()
    ranked = []
    for site in stations:
        place[site.town] += 1
        ranked.append((site.town not in towns, place[site.town] / size[site.town], site.code, site))
    stations = [row[-1] for row in sorted(ranked, key=lambda row: row[:-1])]
    stations = _first(stations, facts.figures.get(paths.STATIONS), "村级便民服务站", "个")
    return sorted(centres, key=lambda site: site.code), sorted(stations, key=lambda site: site.code)


def _first(found: list[Site], wanted: int | None, what: str, unit: str) -> list[Site]:
    if wanted is not None and wanted > len(found):
        raise Refused(f"{what}要{wanted}{unit}，城市数据里只有{len(found)}{unit}，还差{wanted - len(found)}{unit}。")
    return found[:wanted]


def _police(facts: Facts, centres: Sequence[Site]) -> frozenset[str]:
    """The centres whose police window stays, the largest towns first."""
    with_window = places.police_sites(facts.first)
    there = [site for site in centres if site.code in with_window]
    return frozenset(site.code for site in _first(there, facts.figures.get(paths.POLICE), "公安专窗进驻的中心", "个"))


def _network(facts: Facts, stations: Sequence[Site]) -> frozenset[str]:
    state = places.network(facts.first)
    there = [site for site in stations if state.get(site.code) == "up"]
    return frozenset(site.code for site in _first(there, facts.figures.get(paths.NETWORK), "接通政务外网的村站", "个"))


@transaction.atomic
def bring(wanted: Shape, facts: Facts, *, by: Actor, at: datetime) -> None:
    """End before the year what is not in it. A thing that only begins with the year ends on its first day."""
    eve = facts.first - timedelta(days=1)
    staying = {row.code for rows in wanted.rows.values() for row in rows}
    for row in powers.on(facts.first):
        if row.code not in staying:
            delegation.end(row, by=by, at=at, last=max(row.valid_from, eve))
    _close_sites(wanted, facts.first, eve, by=by, at=at)
    _end_windows(wanted, facts.first, eve, by=by, at=at)
    _cut_off(wanted, facts.first, eve, by=by, at=at)


def scale_threshold(scale: Fraction, *, by: Actor, at: datetime) -> None:
    """On a smaller scale a station is asleep at as many cases fewer, but never at none: figures, board and circular then
    speak of the same stations."""
    row = places.parameters().get(SLEEPING_CASES)
    if row is None or scale == 1:
        return
    value = max(1, round(Fraction(row.value) * scale))
    source = f"演示：{row.value.normalize():f}按{scale}缩小"
    kept = {"key": row.key, "name": row.name, "unit": row.unit}
    place_actions.put_parameters([{**kept, "value": value, "source": source}], by=by, at=at)


def _close_sites(wanted: Shape, first: date, eve: date, *, by: Actor, at: datetime) -> None:
    staying = {site.code for site in (*wanted.centres, *wanted.stations)}
    names = ("code", "kind", "name", "phone", "address", "opened_on", "demo", "note")
    rows = [
        {name: getattr(site, name) for name in names}
        | {"division": site.division_id, "closed_on": max(site.opened_on, eve)}
        for site in places.sites(first)
        if site.kind != "hall" and site.code not in staying
    ]
    if rows:
        place_actions.put_sites(rows, by=by, at=at)


def _end_windows(wanted: Shape, first: date, eve: date, *, by: Actor, at: datetime) -> None:
    gone = sorted(places.police_sites(first) - wanted.police)
    names = ("kind", "number", "name", "valid_from")
    rows = [
        {name: getattr(window, name) for name in names} | {"site": code, "valid_to": max(window.valid_from, eve)}
        for code in gone
        for window in places.windows(places.site(code), first)
        if window.kind == "police"
    ]
    if rows:
        place_actions.put_windows(rows, by=by, at=at)


def _cut_off(wanted: Shape, first: date, eve: date, *, by: Actor, at: datetime) -> None:
    """Stations without the network: their period ends, and one without begins the day after."""
    down = [site for site in wanted.stations if site.code not in wanted.network]
    rows: list[dict[str, object]] = []
    for period in places.network_periods(first, [site.code for site in down]):
        last = max(period.from_day, eve)
        kept = {"site": period.site_id, "note": period.note}
        rows.append(kept | {"state": period.state, "from_day": period.from_day, "to_day": last})
        rows.append(kept | {"state": "down", "from_day": last + timedelta(days=1), "to_day": None})
    if rows:
        place_actions.put_network(rows, by=by, at=at)
