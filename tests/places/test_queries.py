"""What can be asked about places."""

from datetime import UTC, date, datetime, time

import pytest

from jinban.kit.refused import Refused
from jinban.places import actions, queries
from jinban.places.queries import Coverage
from tests.places.town import (
    AT,
    CHEN,
    CHEN_SOUTH,
    CITY,
    LOADER,
    YEAR,
    YIN,
    YIN_SOUTH,
    division,
    hours,
    period,
    settle,
    site,
    window,
)
from tests.world import queries as asks

pytestmark = pytest.mark.django_db

STATION = f"S{CHEN_SOUTH}"
MORNING, AFTERNOON = (time(8, 30), time(12)), (time(14, 30), time(18))


@pytest.fixture
def summer() -> None:
    settle()
    actions.put_calendar(YEAR, by=LOADER, at=AT)
    actions.put_hours([hours("08:30", "12:00"), hours("14:30", "18:00")], by=LOADER, at=AT)


def test_from_near_to_far_own_station_own_centre_the_hall():
    settle()

    chain = queries.chain(queries.site(STATION))

    assert [place.code for place in chain] == [STATION, f"C{CHEN}", f"H{CITY}"]
    assert [place.code for place in queries.chain(queries.site(f"H{CITY}"))] == [f"H{CITY}"]


def test_a_closed_station_is_no_longer_near():
    settle()
    actions.put_sites(
        [site(STATION, "station", CHEN_SOUTH, "南山村便民服务站", closed_on="2024-06-30")], by=LOADER, at=AT
    )
    place = queries.site(STATION)

    assert queries.chain(place, date(2024, 6, 30))[0].code == STATION
    assert [one.code for one in queries.chain(place, date(2024, 7, 1))] == [f"C{CHEN}", f"H{CITY}"]


def test_a_site_is_found_by_code_label_name_and_alias_but_not_by_half_a_name():
    settle()
    actions.put_aliases([{"kind": "division", "name": "陈贵", "code": CHEN}], by=LOADER, at=AT)

    found = {text: queries.find_site(text) and queries.find_site(text).code for text in (
        STATION, "陈贵镇 南山村便民服务站", "陈贵镇 南山村", "陈贵", "陈贵镇", "南山村", "南山", "",
    )}  # fmt: skip

    assert found == {
        STATION: STATION,
        "陈贵镇 南山村便民服务站": STATION,
        "陈贵镇 南山村": STATION,
        "陈贵": f"C{CHEN}",
        "陈贵镇": f"C{CHEN}",
        "南山村": None,
        "南山": None,
        "": None,
    }


def test_a_merged_village_is_followed_forward_and_gathered_backward():
    settle()
    merged = division(YIN_SOUTH, "南山村", "village", YIN, valid_to="2024-06-30", successor=CHEN_SOUTH)
    actions.put_divisions([merged], by=LOADER, at=AT)

    assert queries.heir(YIN_SOUTH, date(2024, 6, 30)) == YIN_SOUTH
    assert queries.heir(YIN_SOUTH, date(2024, 7, 1)) == CHEN_SOUTH
    assert queries.lineage(CHEN_SOUTH) == {CHEN_SOUTH, YIN_SOUTH}


def test_the_police_has_its_window_from_day_to_day():
    settle()
    actions.put_windows([window(f"C{CHEN}", "police", "3", "2024-01-01", "2024-06-30")], by=LOADER, at=AT)

    assert queries.police_sites(date(2024, 6, 30)) == {f"C{CHEN}"}
    assert queries.police_sites(date(2024, 7, 1)) == set()
    assert queries.has_window(queries.site(f"C{CHEN}"), "police", date(2024, 3, 1))


def test_coverage_counts_stations_and_an_unknown_one_is_not_up():
    settle()
    actions.put_network([period(STATION, "up", "2023-01-01"), period(f"C{CHEN}", "up", "2023-01-01")], by=LOADER, at=AT)

    assert queries.coverage(date(2024, 1, 1)) == Coverage(up=1, stations=2)


def test_hours_follow_weekday_season_holiday_and_make_up_day(summer):
    place = queries.site(STATION)

    days = {day: queries.open_hours(place, date(2024, 5, day)) for day in (1, 6, 11, 12)}

    assert days == {1: [], 6: [MORNING, AFTERNOON], 11: [MORNING, AFTERNOON], 12: []}
    assert queries.open_hours(place, date(2024, 10, 8)) == []


def test_a_site_with_hours_of_its_own_keeps_them(summer):
    actions.put_hours([hours("09:00", "11:00", site=STATION, weekdays="2")], by=LOADER, at=AT)

    place = queries.site(STATION)

    assert queries.open_hours(place, date(2024, 5, 7)) == [(time(9), time(11))]
    assert queries.open_hours(place, date(2024, 5, 8)) == []


def test_open_now_in_the_time_of_china(summer):
    place = queries.site(STATION)

    assert queries.open_now(place, datetime(2024, 5, 6, 1, 0, tzinfo=UTC)) is True
    assert queries.open_now(place, datetime(2024, 5, 6, 4, 0, tzinfo=UTC)) is False
    assert queries.open_now(place, datetime(2027, 5, 6, 1, 0, tzinfo=UTC)) is None


def test_the_hours_as_a_guide_prints_them(summer):
    assert queries.hours_text(queries.site(STATION)) == ["夏季（5月1日至9月30日）周一至周五 8:30–12:00，14:30–18:00"]


def test_the_calendar_is_kept_until_a_year_changes(summer):
    queries.calendar()

    with asks(1):
        kept = queries.calendar()
    actions.put_calendar(YEAR[:-1], by=LOADER, at=AT)
    fresh = queries.calendar()

    assert kept.is_workday(date(2024, 5, 11))
    assert not fresh.is_workday(date(2024, 5, 11))
    with pytest.raises(Refused, match="没有2027年的工作日历"):
        fresh.is_workday(date(2027, 3, 1))


def test_the_real_city_has_15_towns_385_stations_14_police_windows_and_the_network(city):
    day = date(2023, 12, 31)

    assert len(queries.towns(day)) == 15
    assert queries.coverage(day) == Coverage(up=385, stations=385)
    assert len(queries.police_sites(day)) == 14
    assert sum(len(queries.stations(town.code, day)) for town in queries.towns(day)) == 385
    assert queries.calendar().years >= {2023, 2024, 2025, 2026}
