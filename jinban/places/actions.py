"""The only writers of places. Each brings a table to the rows of the city's data; equal rows write nothing.

A row is a mapping with the column names of the data file of the same name; a cell holds a typed value or the
word of the file. Rows that a file no longer names stay: a place ends by its last day, not by being forgotten.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Model

from jinban.kit import marks, rows
from jinban.kit.events import Actor, Fact, Id, record
from jinban.kit.refused import Refused
from jinban.kit.rows import Put, Row
from jinban.places import rules
from jinban.places.events import (
    AliasPut,
    CalendarYearLoaded,
    DepartmentPut,
    DivisionPut,
    HoursPut,
    NetworkPut,
    ParameterPut,
    SitePut,
    TakenBack,
    WindowPut,
)
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
)
from jinban.places.queries import VERSION


def _say(kind: type[Fact], done: Put[Any], *, by: Actor, at: datetime) -> None:
    """One fact for each row that came or changed."""
    for fresh, written in ((True, done.added), (False, done.changed)):
        for row in written:
            record(kind(fresh=fresh), subject=row, by=by, at=at)  # type: ignore[call-arg]
    if done.wrote:
        marks.stamp(VERSION, at=at)


def _insist(sentence: str | None, about: str) -> None:
    if sentence:
        raise Refused(f"{about}：{sentence}")


@transaction.atomic
def put_divisions(given: Iterable[Row], *, by: Actor, at: datetime) -> Put[Division]:
    """Divisions with their days and successors; labels of divisions and sites follow a changed name."""
    wanted = [_division(row) for row in given]
    known = {row.code: (row.level, row.short_name) for row in Division.objects.all()}
    known |= {values["code"]: (values["level"], values["short_name"]) for values in wanted}
    for values in wanted:
        above = known.get(values["parent_id"] or "")
        _insist(rules.parent_misfit(values["level"], above[0] if above else None), values["name"])
        town = above[1] if above and values["level"] == "village" else ""
        values["label"] = rules.label(values["short_name"], town)
    done = rows.put(Division, wanted, key=("code",))
    _say(DivisionPut, done, by=by, at=at)
    if done.changed:
        _follow_names(by=by, at=at)
    return done


def _division(row: Row) -> dict[str, Any]:
    return {
        "code": rows.text(row["code"]),
        "name": rows.text(row["name"]),
        "short_name": rows.text(row["short_name"]) or rows.text(row["name"]),
        "level": rows.text(row["level"]),
        "parent_id": rows.code(row["parent"]),
        "in_scope": rows.flag(row["in_scope"]),
        "note": rows.text(row["note"]),
        "valid_from": rows.must_day(row["valid_from"]),
        "valid_to": rows.day(row["valid_to"]),
        "successor_id": rows.code(row["successor"]),
    }


def _follow_names(*, by: Actor, at: datetime) -> None:
    """Labels derived from a name that has changed: the villages of a renamed town, the sites of both."""
    divisions = Division.objects.select_related("parent").filter(level="village")
    villages = [
        {"code": row.code, "label": rules.label(row.short_name, row.parent.short_name)}
        for row in divisions
        if row.parent
    ]
    _say(DivisionPut, rows.put(Division, villages, key=("code",)), by=by, at=at)
    sites = [
        _derived(site.code, site.name, site.kind, site.division)
        for site in Site.objects.select_related("division__parent")
    ]
    _say(SitePut, rows.put(Site, sites, key=("code",)), by=by, at=at)


def _derived(code: str, name: str, kind: str, division: Division) -> dict[str, Any]:
    """What a site takes from its division: the town, and the town's name in front of a station's."""
    town = {"station": division.parent, "centre": division}.get(kind)
    before = town.short_name if town and kind == "station" else ""
    return {"code": code, "town": town.code if town else "", "label": rules.label(name, before)}


@transaction.atomic
def put_departments(given: Iterable[Row], *, by: Actor, at: datetime) -> Put[Department]:
    """Departments, enterprises, groups and offices of the city."""
    wanted = [
        {
            "code": rows.text(row["code"]),
            "name": rows.text(row["name"]),
            "official_name": rows.text(row["official_name"]),
            "kind": rows.text(row["kind"]),
            "credit_code": rows.text(row["credit_code"]),
            "note": rows.text(row["note"]),
        }
        for row in given
    ]
    done = rows.put(Department, wanted, key=("code",))
    _say(DepartmentPut, done, by=by, at=at)
    return done


@transaction.atomic
def put_sites(given: Iterable[Row], *, by: Actor, at: datetime) -> Put[Site]:
    """Stations, centres and the hall, each in a division of its level. Refused for any other."""
    divisions = Division.objects.select_related("parent").in_bulk()
    wanted = []
    for row in given:
        division = divisions[rows.text(row["division"])]
        name, kind = rows.text(row["name"]), rows.text(row["kind"])
        _insist(rules.site_misfit(kind, division.level), name)
        wanted.append(
            {
                **_derived(rows.text(row["code"]), name, kind, division),
                "kind": kind,
                "division_id": division.code,
                "name": name,
                "phone": rows.text(row["phone"]),
                "address": rows.text(row["address"]),
                "opened_on": rows.must_day(row["opened_on"]),
                "closed_on": rows.day(row["closed_on"]),
                "demo": rows.flag(row["demo"]),
                "note": rows.text(row["note"]),
            }
        )
    done = rows.put(Site, wanted, key=("code",))
    _say(SitePut, done, by=by, at=at)
    return done


@transaction.atomic
def put_windows(given: Iterable[Row], *, by: Actor, at: datetime) -> Put[Window]:
    """Counters of sites: comprehensive ones and those of the police."""
    wanted = [
        {
            "site_id": rows.text(row["site"]),
            "kind": rows.text(row["kind"]),
            "number": rows.text(row["number"]),
            "name": rows.text(row["name"]),
            "valid_from": rows.must_day(row["valid_from"]),
            "valid_to": rows.day(row["valid_to"]),
        }
        for row in given
    ]
    done = rows.put(Window, wanted, key=("site_id", "kind", "number", "valid_from"))
    _say(WindowPut, done, by=by, at=at)
    return done


@transaction.atomic
def put_hours(given: Iterable[Row], *, by: Actor, at: datetime) -> Put[Hours]:
    """Opening hours. The rows of a site (or of nobody, for all the others) replace all that it had."""
    wanted: defaultdict[str | None, list[Hours]] = defaultdict(list)
    for row in given:
        for weekday in rows.weekdays(rows.text(row["weekdays"])):
            wanted[rows.code(row["site"])].append(_stretch(row, weekday))
    added: list[Hours] = []
    same = 0
    for site, stretches in wanted.items():
        present = Hours.objects.filter(site_id=site)
        if sorted(map(_hours_key, present)) == sorted(map(_hours_key, stretches)):
            same += len(stretches)
            continue
        present.delete()
        added += Hours.objects.bulk_create(stretches)
        record(HoursPut(stretches=Id(len(stretches))), subject=stretches[0], by=by, at=at)
    if added:
        marks.stamp(VERSION, at=at)
    return Put(tuple(added), (), same)


def _stretch(row: Row, weekday: int) -> Hours:
    return Hours(
        site_id=rows.code(row["site"]),
        season=rows.text(row["season"]),
        from_month_day=rows.text(row["from_month_day"]),
        to_month_day=rows.text(row["to_month_day"]),
        weekday=weekday,
        opens=rows.clock_time(row["opens"]),
        closes=rows.clock_time(row["closes"]),
        demo=rows.flag(row["demo"]),
        source=rows.text(row["source"]),
    )


def _hours_key(row: Hours) -> tuple[Any, ...]:
    names = ("season", "from_month_day", "to_month_day", "weekday", "opens", "closes", "demo", "source")
    return tuple(getattr(row, name) for name in names)


@transaction.atomic
def put_network(given: Iterable[Row], *, by: Actor, at: datetime) -> Put[NetworkPeriod]:
    """When the network was up or down at which site. Refused where periods of a site overlap."""
    wanted = [
        {
            "site_id": rows.text(row["site"]),
            "state": rows.text(row["state"]),
            "from_day": rows.must_day(row["from_day"]),
            "to_day": rows.day(row["to_day"]),
            "note": rows.text(row["note"]),
        }
        for row in given
    ]
    done = rows.put(NetworkPeriod, wanted, key=("site_id", "from_day"))
    periods: defaultdict[str, list[tuple[date, date | None]]] = defaultdict(list)
    for site, first, last in NetworkPeriod.objects.values_list("site_id", "from_day", "to_day"):
        periods[site].append((first, last))
    for site, spans in periods.items():
        _insist(rules.span_misfit(spans), site)
    _say(NetworkPut, done, by=by, at=at)
    return done


@transaction.atomic
def put_aliases(given: Iterable[Row], *, by: Actor, at: datetime) -> Put[Alias]:
    """What people and papers call divisions, departments, items and sites."""
    wanted = [{name: rows.text(row[name]) for name in ("kind", "name", "code")} for row in given]
    done = rows.put(Alias, wanted, key=("kind", "name"))
    _say(AliasPut, done, by=by, at=at)
    return done


@transaction.atomic
def put_parameters(given: Iterable[Row], *, by: Actor, at: datetime) -> Put[Parameter]:
    """The numbers that the city settles."""
    wanted = [
        {name: rows.text(row[name]) for name in ("key", "name", "unit", "source")}
        | {"value": Decimal(rows.text(row["value"]))}
        for row in given
    ]
    done = rows.put(Parameter, wanted, key=("key",))
    _say(ParameterPut, done, by=by, at=at)
    return done


@transaction.atomic
def put_calendar(given: Iterable[Row], *, by: Actor, at: datetime) -> Put[CalendarYear]:
    """Whole years of the working calendar: a row of kind `year` names the document, further rows its days.
    A year that differs is replaced as a whole. Refused for a day that could not be a change."""
    years: dict[int, CalendarYear] = {}
    days: defaultdict[int, list[CalendarDay]] = defaultdict(list)
    for row in given:
        day, kind = rows.must_day(row["day"]), rows.text(row["kind"])
        if kind == "year":
            name, document = rows.text(row["name"]), rows.text(row["source"])
            years[day.year] = CalendarYear(year=day.year, source=name, document=document)
            continue
        _insist(rules.day_misfit(day, kind), rows.text(row["name"]))
        days[day.year].append(CalendarDay(day=day, kind=kind, name=rows.text(row["name"]), year_id=day.year))
    if lost := sorted(set(days) - set(years)):
        raise Refused(f"{lost[0]}年缺年度行（kind为year，写明放假文件）。")
    written = [_put_year(row, days[year], by=by, at=at) for year, row in sorted(years.items())]
    added, changed = (
        [row for row, how in written if how == "new"],
        [row for row, how in written if how == "changed"],
    )
    if added or changed:
        marks.stamp(VERSION, at=at)
    return Put(tuple(added), tuple(changed), len(written) - len(added) - len(changed))


def _put_year(year: CalendarYear, days: list[CalendarDay], *, by: Actor, at: datetime) -> tuple[CalendarYear, str]:
    present = CalendarYear.objects.filter(pk=year.pk).first()
    if present and _calendar_key(present, list(present.days.all())) == _calendar_key(year, days):
        return present, "same"
    CalendarDay.objects.filter(year=year.pk).delete()
    year.save()
    CalendarDay.objects.bulk_create(days)
    rest = sum(day.kind == "rest" for day in days)
    fact = CalendarYearLoaded(year=Id(year.pk), rest=Id(rest), work=Id(len(days) - rest), corrected=present is not None)
    record(fact, subject=year, by=by, at=at)
    return year, "changed" if present else "new"


def _calendar_key(year: CalendarYear, days: list[CalendarDay]) -> tuple[Model | Any, ...]:
    return year.source, year.document, sorted((day.day, day.kind, day.name) for day in days)


# What a load may add, and by which columns its rows are told apart. Hours and calendars go as they come: whole.
ADDED: Mapping[str, tuple[type[Model], tuple[str, ...]]] = {
    "divisions": (Division, ("code",)),
    "departments": (Department, ("code",)),
    "sites": (Site, ("code",)),
    "windows": (Window, ("site_id", "kind", "number", "valid_from")),
    "hours": (Hours, ("site_id",)),
    "network": (NetworkPeriod, ("site_id", "from_day")),
    "parameters": (Parameter, ("key",)),
    "calendar": (CalendarYear, ("year",)),
    "aliases": (Alias, ("kind", "name")),
}


@transaction.atomic
def take_back(table: str, keys: Iterable[tuple[Any, ...]], *, by: Actor, at: datetime) -> None:
    """Remove rows that a load added, the last first. InUse as soon as one is referred to; nothing is removed then."""
    model, names = ADDED[table]
    for key in reversed(list(keys)):
        for row in model._base_manager.filter(**dict(zip(names, key, strict=True))):
            record(TakenBack(), subject=row, by=by, at=at)
            rows.take_out(row)
    marks.stamp(VERSION, at=at)
