"""What is behind a figure is listed in one way, for the page, the files and the command, and always through the gate."""

import pytest
import time_machine

from jinban.cases import queries
from jinban.cases.figures import ACCEPTED, LATE, ZERO_ITEMS, Asked
from jinban.delegation.figures import PROVINCE_CLASSES
from jinban.kit.clock import legal_day
from jinban.kit.figures import FIGURES, Period
from jinban.people.actors import CLOCK
from jinban.web.board import behind
from jinban.web.board.names import Names
from tests.doors.board import a_year, decided
from tests.play import BUSINESS, DAY, HELPER, MONDAY, OTHER_WINDOW, POLICE, SYSADMIN, WINDOW, seat
from tests.world import queries_of

YEAR = Period.parse("2024")


@pytest.fixture(autouse=True)
def _june(city):
    with time_machine.travel(MONDAY + 80 * DAY, tick=False):
        yield


def names() -> Names:
    return Names(legal_day(MONDAY))


def test_every_figure_is_listed_with_a_cell_for_each_head():
    a_year()
    asked = Asked(YEAR)

    for key, figure in FIGURES.items():
        listing = behind.listing(figure, names(), asked)
        lines = list(behind.every(CLOCK, asked, figure, listing))

        assert len(lines) == asked.total(figure).behind, key
        assert {len(line) for line in lines} <= {len(listing.heads)}, key


@pytest.mark.parametrize("who", [BUSINESS, WINDOW, OTHER_WINDOW, HELPER, POLICE, SYSADMIN])
def test_keys_outside_the_gate_are_left_out(who):
    a_year()
    by, everything = seat(who), Asked(YEAR).rows(ACCEPTED, limit=1000)

    listed = [line[0].value for line in behind.CASES.fetch(by, everything)]

    assert listed == [case.number for case in queries.visible_to(by).filter(pk__in=everything).order_by("pk")]
    assert (len(listed) == len(everything)) == (who == BUSINESS)


def test_a_late_case_says_so_on_the_page_and_in_a_column():
    late, early = decided(40), decided(2)
    heads = [head.key for head in behind.CASES.heads]

    lines = behind.CASES.fetch(CLOCK, [late.pk, early.pk])

    assert [line[heads.index("decided")].mark for line in lines] == ["超承诺", ""]
    assert [line[heads.index("late")].value for line in lines] == ["超承诺", None]


def test_a_page_shows_seven_columns_at_most():
    for listing in behind.LISTS.values():
        assert sum(head.shown for head in listing.heads) <= 7


def test_what_a_figure_tells_apart_is_listed_by_name():
    listing = behind.listing(PROVINCE_CLASSES, names(), Asked(YEAR))

    lines = list(behind.every(CLOCK, Asked(YEAR), PROVINCE_CLASSES, listing))

    assert len(lines) == 12
    assert [cell.value for cell in lines[0]] == [lines[0][0].value, names().of("class", lines[0][0].value)]


def test_a_view_without_an_entry_has_no_list(monkeypatch):
    monkeypatch.setattr(behind, "LISTS", {})

    assert behind.listing(LATE, names(), Asked(YEAR)) is None


def test_rows_are_read_a_few_hundred_at_a_time(monkeypatch):
    monkeypatch.setattr(behind, "AT_ONCE", 50)
    asked = Asked(YEAR)

    counted = queries_of(lambda: list(behind.every(CLOCK, asked, ZERO_ITEMS, behind.POWERS)))

    assert counted == 2 * 3 + 1  # 118 rows: three times keys and rows, once nothing more


def test_a_sleeping_station_shows_its_cases_and_a_station_its_network():
    a_year()
    asked, wanted = Asked(YEAR), {}

    for key in ("places.sleeping_stations", "places.network"):
        listing = behind.listing(FIGURES[key], names(), asked)
        lines = list(behind.every(CLOCK, asked, FIGURES[key], listing))
        wanted[key] = {line[0].value: line[-1].value for line in lines}

    counts = wanted["places.sleeping_stations"]
    assert counts["陈贵镇 南山村便民服务站"] == 3
    assert sum(counts.values()) == 3
    assert set(wanted["places.network"].values()) == {"接通"}


def test_the_evidence_of_places_takes_as_many_queries_for_many_as_for_few():
    asked, figure = Asked(YEAR), FIGURES["places.sleeping_stations"]
    listing = behind.listing(figure, names(), asked)
    keys = asked.rows(figure, limit=100)
    listing.fetch(CLOCK, keys[:2])

    assert queries_of(lambda: listing.fetch(CLOCK, keys)) == 1
