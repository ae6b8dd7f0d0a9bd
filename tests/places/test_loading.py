"""The city's data comes in: once, again, changed, and wrong."""

import pytest

from jinban.kit.models import Event
from jinban.places import actions, queries
from jinban.places.events import CalendarYearLoaded, DivisionPut, SitePut
from jinban.places.models import CalendarDay, CalendarYear, Department, Division, Hours, NetworkPeriod, Site
from tests.places.town import (
    AT,
    CHEN,
    CHEN_SOUTH,
    DIVISIONS,
    LOADER,
    SITES,
    YEAR,
    YIN_SOUTH,
    division,
    holiday,
    hours,
    period,
    settle,
    site,
    window,
)
from tests.world import facts_of, refused

pytestmark = pytest.mark.django_db


def test_equal_rows_again_write_nothing():
    settle()
    before = Event.objects.count()

    again = actions.put_divisions(DIVISIONS, by=LOADER, at=AT), actions.put_sites(SITES, by=LOADER, at=AT)

    assert [(done.wrote, done.same) for done in again] == [(0, 5), (0, 5)]
    assert Event.objects.count() == before


def test_a_changed_row_is_changed_and_recorded():
    settle()

    done = actions.put_sites(
        [site(f"C{CHEN}", "centre", CHEN, "陈贵镇便民服务中心", phone="0714-8720000")], by=LOADER, at=AT
    )

    assert [row.pk for row in done.changed] == [f"C{CHEN}"]
    assert Site.objects.get(pk=f"C{CHEN}").phone == "0714-8720000"
    assert facts_of(done.changed[0]) == [SitePut, SitePut]


def test_a_site_always_shows_town_and_village():
    settle()

    assert [row.label for row in queries.find_sites("南山村")] == ["殷祖镇 南山村便民服务站", "陈贵镇 南山村便民服务站"]
    assert Site.objects.get(pk=f"S{CHEN_SOUTH}").town == CHEN


def test_a_renamed_town_renames_what_its_villages_and_stations_show():
    settle()

    actions.put_divisions([division(CHEN, "新陈贵镇", "town", "420281000000")], by=LOADER, at=AT)

    village = Division.objects.get(pk=CHEN_SOUTH)
    assert village.label == "新陈贵镇 南山村"
    assert Site.objects.get(pk=f"S{CHEN_SOUTH}").label == "新陈贵镇 南山村便民服务站"
    assert facts_of(village) == [DivisionPut, DivisionPut]


def test_a_station_in_a_town_is_refused_and_nothing_is_written():
    actions.put_divisions(DIVISIONS, by=LOADER, at=AT)

    with refused("某站：村站要设在村居，不能设在镇街。"):
        actions.put_sites([*SITES, site("S1", "station", CHEN, "某站")], by=LOADER, at=AT)

    assert Site.objects.count() == 0


def test_hours_of_a_site_are_replaced_as_a_whole():
    settle()
    actions.put_hours([hours("08:30", "12:00"), hours("14:30", "18:00")], by=LOADER, at=AT)

    same = actions.put_hours([hours("08:30", "12:00"), hours("14:30", "18:00")], by=LOADER, at=AT)
    changed = actions.put_hours([hours("09:00", "12:00")], by=LOADER, at=AT)

    assert (same.wrote, same.same) == (0, 10)
    assert changed.wrote == 5
    assert set(Hours.objects.values_list("opens", flat=True)) == {Hours.objects.first().opens}


def test_network_periods_of_a_site_that_overlap_are_refused():
    settle()
    actions.put_network([period(f"C{CHEN}", "up", "2023-01-01")], by=LOADER, at=AT)

    with refused(f"C{CHEN}：从2024-01-01起的这一段与前一段重叠。"):
        actions.put_network([period(f"C{CHEN}", "down", "2024-01-01", "2024-01-03")], by=LOADER, at=AT)

    assert NetworkPeriod.objects.count() == 1


def test_an_ended_period_makes_room_for_the_next():
    settle()
    actions.put_network([period(f"C{CHEN}", "up", "2023-01-01")], by=LOADER, at=AT)

    done = actions.put_network(
        [period(f"C{CHEN}", "up", "2023-01-01", "2023-12-31"), period(f"C{CHEN}", "down", "2024-01-01")],
        by=LOADER,
        at=AT,
    )

    assert (len(done.added), len(done.changed)) == (1, 1)


def test_windows_aliases_and_departments_are_told_apart_by_their_names():
    settle()
    department = {
        "code": "minzheng", "name": "市民政局", "official_name": "大冶市民政局", "kind": "department",
        "credit_code": "", "note": "",
    }  # fmt: skip
    alias = {"kind": "division", "name": "陈贵", "code": CHEN}

    first = [
        actions.put_windows([window(f"C{CHEN}", "police", "3")], by=LOADER, at=AT).wrote,
        actions.put_departments([department], by=LOADER, at=AT).wrote,
        actions.put_aliases([alias], by=LOADER, at=AT).wrote,
    ]
    again = [
        actions.put_windows([window(f"C{CHEN}", "police", "3")], by=LOADER, at=AT).wrote,
        actions.put_departments([department], by=LOADER, at=AT).wrote,
        actions.put_aliases([{**alias, "code": YIN_SOUTH}], by=LOADER, at=AT).wrote,
    ]

    assert (first, again) == ([1, 1, 1], [0, 0, 1])
    assert Department.objects.get().name == "市民政局"
    assert queries.aliases("division") == {"陈贵": YIN_SOUTH}


def test_a_year_of_the_calendar_comes_in_once_and_says_so():
    first = actions.put_calendar(YEAR, by=LOADER, at=AT)
    again = actions.put_calendar(YEAR, by=LOADER, at=AT)

    year = CalendarYear.objects.get()
    assert (len(first.added), again.wrote, again.same) == (1, 0, 1)
    assert (year.source, year.document) == ("2024年节假日安排", "国办发明电〔2023〕7号")
    assert facts_of(year) == [CalendarYearLoaded]


def test_a_corrected_year_replaces_the_old_one():
    actions.put_calendar(YEAR, by=LOADER, at=AT)

    actions.put_calendar(YEAR[:-1], by=LOADER, at=AT)

    payloads = list(
        Event.objects.filter(name="places.calendar_year_loaded").order_by("id").values_list("payload", flat=True)
    )
    assert payloads == [
        {"year": 2024, "rest": 3, "work": 2, "corrected": False},
        {"year": 2024, "rest": 3, "work": 1, "corrected": True},
    ]
    assert CalendarDay.objects.count() == 4


def test_days_without_their_year_and_impossible_days_are_refused():
    with refused("2024年缺年度行（kind为year，写明放假文件）。"):
        actions.put_calendar(YEAR[1:], by=LOADER, at=AT)
    with refused("劳动节：2024-05-04是周末，不能记作放假。"):
        actions.put_calendar([*YEAR, holiday("2024-05-04", "rest", "劳动节")], by=LOADER, at=AT)

    assert CalendarYear.objects.count() == 0
