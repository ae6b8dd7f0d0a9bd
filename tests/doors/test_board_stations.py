"""The stations one by one, and the sentences that compare a period with an earlier one."""

import re
from datetime import date
from html import unescape

import pytest
import time_machine

from jinban.kit import marks
from jinban.kit.figures import Period
from jinban.places import queries as places
from jinban.places.models import Parameter
from jinban.web.board import earlier
from tests.doors.board import CHENGUI, NANSHAN, a_year, concluded, decided, page, rows_behind
from tests.doors.desk import at_desk
from tests.play import (
    APPROVER,
    BUSINESS,
    DAY,
    HELPER,
    MONDAY,
    OTHER_WINDOW,
    POLICE,
    WINDOW,
    seat,
)  # fmt: skip
from tests.world import queries_of

SQUARE = re.compile(r'<li><a class="(k\d|ks)" href="([^"]+)" title="([^"，]+)，(\d+) 件"></a>')
TILE = re.compile(
    r'<li><a href="([^"]+)"><span class="(k\d|ks)"></span><b>([^<]+)</b><span class="num">(\d+) 件</span>'
)


@pytest.fixture(autouse=True)
def _june(city):
    with time_machine.travel(MONDAY + 80 * DAY, tick=False):
        yield


def key(found: str) -> list[str]:
    return [word.strip() for word in re.findall(r"<span class=\"k[\ds]\"></span>([^<]+)</li>", found)]


def compared(found: str) -> list[str]:
    """The sentences under the chart, without their links."""
    section = re.search(r"办件量，(?:按月|和以前比)(.*?)</section>", found, re.DOTALL)
    return [re.sub("<[^>]+>", "", line) for line in re.findall(r"<p>(.*?)</p>", section[1] if section else "")]


# -- stations -------------------------------------------------------------------------------------


def test_the_county_draws_every_station_by_town_with_name_and_count():
    a_year()

    found = page(at_desk(BUSINESS), "/board/?period=2024")
    squares = SQUARE.findall(found)

    assert f"<h2>{len(squares)} 个村级站</h2>" in found
    assert len(squares) == 385
    assert found.count("<div><h3>") == 15
    assert [(name, count) for _, _, name, count in squares if count != "0"] == [("南山村", "3")]


def test_a_square_and_a_tile_lead_to_the_board_of_their_station():
    a_year()
    client = at_desk(BUSINESS)
    county, town = page(client, "/board/?period=2024"), page(client, f"/board/?period=2024&town={CHENGUI}")

    [square] = [unescape(href) for _, href, _, count in SQUARE.findall(county) if count == "3"]
    [tile] = [unescape(href) for href, _, _, count in TILE.findall(town) if count == "3"]

    assert square == f"/board/?period=2024&site={NANSHAN}"
    assert tile == f"/board/?period=2024&town={CHENGUI}&site={NANSHAN}"
    for address in (square, tile):
        assert "现在只看：" in page(client, address)
        assert "南山村便民服务站" in page(client, address)
        assert not SQUARE.findall(page(client, address)) + TILE.findall(page(client, address))


def test_stations_without_cases_few_and_many_are_marked_apart_and_in_words():
    for _ in range(11):
        concluded(seat(HELPER))

    without_few = page(at_desk(BUSINESS), "/board/?period=2024")
    Parameter.objects.filter(pk="sleeping_cases").update(value=11)
    marks.stamp("places", at=MONDAY)
    few = page(at_desk(BUSINESS), "/board/?period=2024")

    assert {mark for mark, *_ in SQUARE.findall(without_few)} == {"k0", "k2"}
    assert key(without_few) == ["没有办件", "11 件以上"]
    assert {mark for mark, *_ in SQUARE.findall(few)} == {"k0", "ks"}
    assert key(few) == ["没有办件", "1–11 件，沉睡"]


@pytest.mark.parametrize("query", ["period=2024-03", "period=2024&channel=window", "period=2024&department=minzheng"])
def test_no_station_is_called_asleep_by_a_part_of_its_cases(query):
    a_year()

    assert "沉睡" not in page(at_desk(BUSINESS), f"/board/?{query}")


@pytest.mark.parametrize("who", [APPROVER, POLICE])
def test_nor_by_who_sees_a_part_of_them(who):
    a_year()

    assert "沉睡" not in page(at_desk(who), "/board/?period=2024")


def test_a_city_that_settled_no_threshold_has_a_board():
    a_year()
    Parameter.objects.filter(pk="sleeping_cases").delete()
    marks.stamp("places", at=MONDAY)

    found = page(at_desk(BUSINESS), "/board/?period=2024")

    assert "沉睡" not in found
    assert len(SQUARE.findall(found)) == 385


def test_a_town_sees_its_stations_with_names_and_a_station_none():
    a_year()

    town = TILE.findall(page(at_desk(WINDOW), "/board/?period=2024"))
    other = TILE.findall(page(at_desk(OTHER_WINDOW), "/board/?period=2024"))
    station = page(at_desk(HELPER), "/board/?period=2024")

    assert [(name, count) for _, _, name, count in town if count != "0"] == [("南山村", "3")]
    assert len(town) == 21
    assert other
    assert {count for *_, count in other} == {"0"}
    assert "个村级站" not in station


# -- compared with an earlier period --------------------------------------------------------------


def test_a_year_is_compared_with_the_year_before():
    for _ in range(2):
        concluded(seat(WINDOW), MONDAY)
    with time_machine.travel(MONDAY + 700 * DAY, tick=False):
        concluded(seat(WINDOW), MONDAY + 365 * DAY)
        client = at_desk(BUSINESS)

        assert compared(page(client, "/board/?period=2025")) == ["比2024年少 1 件。"]
        assert compared(page(client, "/board/?period=2024")) == []


def test_a_month_is_compared_with_a_year_ago_and_with_the_month_before():
    for days, count in ((0, 20), (31, 25), (365 + 31, 24)):
        for _ in range(count):
            concluded(seat(WINDOW), MONDAY + days * DAY)
    with time_machine.travel(MONDAY + 700 * DAY, tick=False):
        client = at_desk(BUSINESS)

        assert compared(page(client, "/board/?period=2024-04")) == ["比2024年3月多 5 件（+25.0%）。"]
        assert compared(page(client, "/board/?period=2025-04")) == ["比2024年4月少 1 件（−4.0%）。"]
        assert compared(page(client, "/board/?period=2024Q2")) == ["比2024年第一季度多 5 件（+25.0%）。"]


def test_what_is_compared_is_the_part_that_is_looked_at():
    concluded(seat(WINDOW), MONDAY)
    concluded(seat(OTHER_WINDOW), MONDAY + 31 * DAY)
    concluded(seat(WINDOW), MONDAY + 31 * DAY)
    client = at_desk(BUSINESS)

    assert compared(page(client, "/board/?period=2024-04")) == ["比2024年3月多 1 件。"]
    assert compared(page(client, f"/board/?period=2024-04&town={CHENGUI}")) == ["和2024年3月一样多。"]
    assert compared(page(at_desk(OTHER_WINDOW), "/board/?period=2024-04")) == []


def test_a_comparison_costs_as_much_with_cases_before_as_without():
    client = at_desk(BUSINESS)
    concluded(seat(WINDOW), MONDAY + 31 * DAY)
    page(client, "/board/?period=2024-04")
    without = queries_of(lambda: page(client, "/board/?period=2024-04"))

    decided(2)

    assert compared(page(client, "/board/?period=2024-04")) != []
    assert queries_of(lambda: page(client, "/board/?period=2024-04")) == without


def labels(period: str, today: date) -> list[tuple[str, str]]:
    return [(one.label, word) for one, word in earlier.earlier(Period.parse(period), today)]


@pytest.mark.parametrize(
    ("period", "found"),
    [
        ("2023", [("2022年", "2022")]),
        ("2023-01", [("2022年1月", "2022-01"), ("2022年12月", "2022-12")]),
        ("2023Q1", [("2022年第一季度", "2022Q1"), ("2022年第四季度", "2022Q4")]),
        ("0001", []),
        ("2024-05", [("2023年5月1日至30日", ""), ("2024年4月", "2024-04")]),
        ("2024", [("2023年1月1日至5月30日", "")]),
        ("2024Q2", [("2023年4月1日至5月30日", ""), ("2024年1月1日至2月29日", "")]),
        ("2024-06", []),
    ],
)
def test_a_period_that_is_not_over_is_held_against_as_many_days(period, found):
    assert labels(period, date(2024, 5, 30)) == found


def test_a_town_counts_its_own_sleeping_stations_as_its_squares_do():
    a_year()
    own = len(places.stations(CHENGUI))

    found = page(at_desk(WINDOW), "/board/?period=2024")
    href, number = re.search(r'<dt>沉睡村站</dt><dd class="num n"><a href="([^"]+)">(\d+)</a>', found).groups()

    assert int(number) == own == rows_behind(at_desk(WINDOW), unescape(href))


@pytest.mark.parametrize("who", [APPROVER, POLICE, HELPER])
def test_who_sees_a_part_of_the_cases_finds_no_sleeping_stations(who):
    assert at_desk(who).get("/board/rows/places.sleeping_stations?period=2024").status_code == 404
