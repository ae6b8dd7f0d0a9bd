"""The figures of cases on real rows: each number is as many as its rows, however it is cut."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from jinban.cases import actions, figures, queries
from jinban.cases.figures import (
    ACCEPTED,
    CITY,
    DECIDED,
    LATE,
    ON_THE_SPOT_RATE,
    ON_TIME,
    ON_TIME_RATE,
    OPEN,
    PROVINCE,
    RECEIVED,
    WITH_DUE,
    ZERO_ITEMS,
    Asked,
)  # fmt: skip
from jinban.cases.models import Case
from jinban.delegation.models import Delegation
from jinban.kit.figures import Figure, Period, Value
from jinban.kit.refused import Refused
from jinban.people.actors import CLOCK, Actor
from jinban.places.models import Site
from tests.play import (
    APPROVER,
    AUDITOR,
    BACK,
    BUSINESS,
    DAY,
    HELPER,
    INSURE,
    MONDAY,
    OTHER_APPROVER,
    OTHER_WINDOW,
    POLICE,
    RELIEF,
    SERVICE,
    SYSADMIN,
    WINDOW,
    handed_over,
    seat,
    taken_in,
)  # fmt: skip
from tests.world import refused

YEAR = Period.parse("2024")
CHENGUI, LINGXIANG = "420281108000", "420281102000"
COUNTS = (ACCEPTED, PROVINCE, CITY, RECEIVED, DECIDED, ON_TIME, LATE, WITH_DUE, OPEN)

pytestmark = pytest.mark.usefixtures("city")


def again(case: Case) -> Case:
    return queries.get(CLOCK, case.pk)


def concluded(who: str = WINDOW, at=MONDAY) -> Case:
    by = seat(who)
    return actions.conclude(again(taken_in(by, INSURE, at=at)), by=by, at=at)


def at_department(at=MONDAY) -> Case:
    """Accepted at the centre on this day and lying with the department."""
    window, approver = seat(WINDOW), seat(APPROVER)
    case = actions.accept(again(taken_in(window, RELIEF, at=at)), by=window, at=at)
    return handed_over(again(case), window, approver, at)


def decided(after_days: int, at=MONDAY) -> Case:
    """Accepted on this day and decided so many days later."""
    by, then = seat(APPROVER), at + timedelta(days=after_days)
    case = actions.check(again(at_department(at)), by=by, at=then, advice="grant", opinion="情况属实。")
    return actions.decide(again(case), by=by, at=then, verdict="approved")


def a_lively_year() -> list[Case]:
    """Cases of two towns, three months, two levels, early, late and open."""
    cases = [concluded(at=MONDAY + timedelta(days=30 * month)) for month in range(3)]
    cases += [concluded(OTHER_WINDOW), decided(2), decided(40), at_department(MONDAY + 60 * DAY)]
    return [*cases, taken_in(seat(HELPER), RELIEF, at=MONDAY + DAY)]


def counted(asked: Asked, figure: Figure, dimension: str) -> int:
    return sum(value.count for value in asked.across(figure, dimension).values())


@pytest.mark.parametrize("figure", COUNTS, ids=lambda figure: figure.key)
def test_a_total_is_its_towns_its_months_its_items_and_its_rows(figure):
    a_lively_year()
    asked = Asked(YEAR)

    total = asked.total(figure).count

    assert total > 0 or figure is CITY
    assert [counted(asked, figure, cut) for cut in ("town", "site", "month", "item", "batch", "channel")] == [total] * 6
    assert len(asked.rows(figure, limit=100)) == total


def test_two_cuts_at_once_sum_up_to_each_of_them():
    a_lively_year()
    asked = Asked(YEAR)

    found = asked.across(ACCEPTED, "month", "town")

    towns = {
        town: sum(value.count for (_, one), value in found.items() if one == town) for town in (CHENGUI, LINGXIANG)
    }
    assert towns == {town: value.count for (town,), value in asked.across(ACCEPTED, "town").items()}


def test_every_row_of_every_part_is_a_row_of_the_whole():
    a_lively_year()
    whole = Asked(YEAR)

    parts = [whole.also(town=(town,)).rows(ACCEPTED, limit=100) for (town,) in whole.across(ACCEPTED, "town")]

    assert sorted(pk for part in parts for pk in part) == whole.rows(ACCEPTED, limit=100)


def test_rows_are_turned_by_key_and_none_is_lost():
    cases = [concluded() for _ in range(5)]
    asked = Asked(YEAR)

    first = asked.rows(ACCEPTED, limit=3)
    second = asked.rows(ACCEPTED, after=first[-1], limit=3)

    assert first + second == [case.pk for case in cases]


def test_a_void_case_counts_nowhere_and_stays_readable():
    case, service = concluded(), seat(SERVICE)
    asked = Asked(YEAR)
    before = [asked.total(figure).count for figure in (ACCEPTED, RECEIVED, DECIDED, ON_TIME)]

    actions.void(again(case), by=service, at=MONDAY + DAY, reason="重复收件。")

    assert before == [1, 1, 1, 1]
    assert [asked.total(figure).count for figure in (ACCEPTED, RECEIVED, DECIDED, ON_TIME)] == [0, 0, 0, 0]
    assert asked.total(ON_THE_SPOT_RATE) == Value(0, 0)
    assert queries.get(service, case.pk).stage == "voided"


def test_a_rate_is_a_part_of_its_own_denominator():
    concluded(), decided(2), decided(3), decided(40)
    asked = Asked(YEAR)

    on_time, spot = asked.total(ON_TIME_RATE), asked.total(ON_THE_SPOT_RATE)

    assert (on_time, on_time.number) == (Value(3, 4), 75.0)
    assert (spot, spot.number) == (Value(1, 4), 25.0)
    assert (asked.total(ON_TIME).count, asked.total(LATE).count, asked.total(WITH_DUE).count) == (3, 1, 4)
    assert asked.rows(ON_TIME_RATE, limit=10) == asked.rows(ON_TIME, limit=10)


def test_a_rate_of_nothing_is_unknown_and_not_nought():
    value = Asked(YEAR).total(ON_TIME_RATE)

    assert (value, value.number) == (Value(0, 0), None)


def test_decided_on_the_promised_day_is_on_time():
    case = at_department()
    last = case.promised_due - case.accepted_day
    approver = seat(APPROVER)

    actions.check(again(case), by=approver, at=MONDAY + last, advice="grant", opinion="情况属实。")
    actions.decide(again(case), by=approver, at=MONDAY + last, verdict="approved")

    assert Asked(YEAR).total(ON_TIME_RATE) == Value(1, 1)


def test_cases_count_in_the_year_of_their_acceptance_and_decisions_in_theirs():
    decided(20, at=MONDAY.replace(month=12, day=23))
    last, this = Asked(YEAR), Asked(Period.parse("2025"))

    assert (last.total(ACCEPTED).count, last.total(DECIDED).count) == (1, 0)
    assert (this.total(ACCEPTED).count, this.total(DECIDED).count) == (0, 1)


def test_an_item_with_a_case_is_no_longer_one_without():
    before = Asked(YEAR).total(ZERO_ITEMS).count

    concluded()

    assert (before, Asked(YEAR).total(ZERO_ITEMS).count) == (118, 117)
    assert len(Asked(YEAR).rows(ZERO_ITEMS, limit=200)) == 117


def test_items_without_a_case_are_counted_for_the_part_that_is_looked_at():
    concluded()
    asked = Asked(YEAR)

    assert asked.also(town=(CHENGUI,)).total(ZERO_ITEMS).count == 117
    assert asked.also(town=(LINGXIANG,)).total(ZERO_ITEMS).count == 118
    assert asked.during(Period.parse("2024-06")).total(ZERO_ITEMS).count == 118
    mine = Delegation.objects.filter(department="minzheng").count()
    assert asked.also(department=("minzheng",)).total(ZERO_ITEMS).count == mine


def test_a_case_without_a_handed_down_power_is_found_as_such():
    hall = Site.objects.get(kind="hall")
    by = Actor("seat", seat(WINDOW).id, "town_window", site=hall.pk)
    case = actions.accept(again(taken_in(by, RELIEF)), by=by, at=MONDAY)
    concluded()
    asked = Asked(YEAR)

    assert asked.also(level=(None,)).rows(ACCEPTED, limit=10) == [case.pk]
    assert asked.also(town=(None,)).rows(ACCEPTED, limit=10) == [case.pk]
    assert asked.total(ACCEPTED).count == 2


@pytest.mark.parametrize(
    ("who", "count"),
    [
        (WINDOW, 2), (BACK, 2), (OTHER_WINDOW, 1), (HELPER, 1), (POLICE, 0), (APPROVER, 1), (OTHER_APPROVER, 2),
        (BUSINESS, 3), (SERVICE, 3), (AUDITOR, 3), (SYSADMIN, 0),
    ],
)  # fmt: skip
def test_a_figure_counts_what_the_asker_may_see(who, count):
    helper = seat(HELPER)
    concluded(WINDOW), concluded(OTHER_WINDOW)
    case = taken_in(helper, RELIEF)
    handed_over(again(case), helper, seat(BACK), MONDAY)
    actions.accept(again(case), by=seat(BACK), at=MONDAY)
    asked = Asked(YEAR, queries.scope(seat(who)))

    assert asked.total(ACCEPTED).count == count
    assert (
        len(asked.rows(ACCEPTED, limit=10)) == len(queries.listed(seat(who), asked.rows(ACCEPTED, limit=10))) == count
    )


def test_the_first_and_the_last_day_are_those_of_acceptance():
    assert figures.days() is None

    first, last = concluded(), concluded(at=MONDAY + 400 * DAY)

    assert figures.days() == (first.accepted_day, last.accepted_day)


def told(*words: str) -> str:
    out = StringIO()
    call_command("figures", *words, stdout=out)
    return out.getvalue()


def test_the_command_tells_each_figure_with_its_denominator():
    concluded(), decided(2), decided(40)

    found = json.loads(told("--year", "2024", "--json"))

    assert found["figures"]["cases.accepted"] == {"label": "办件量", "number": 3, "unit": "件", "count": 3}
    rate = {"label": "按时办结率", "number": 66.7, "unit": "%", "count": 2, "of": 3}
    assert found["figures"]["cases.on_time_rate"] == rate
    assert "66.7 %（2 / 3）" in told("--year", "2024")


def test_the_command_traces_a_figure_to_its_rows():
    case = decided(40)

    found = json.loads(told("--year", "2024", "--trace", "cases.late", "--json"))

    assert found["rows"] == [
        {
            "number": case.number, "item": "临时救助对象认定", "place": "陈贵镇便民服务中心", "received": "2024-03-11",
            "accepted": "2024-03-11", "promised_due": "2024-03-25", "decided": "2024-04-20", "late": "超承诺",
            "stage": "办结",
        }
    ]  # fmt: skip
    assert case.number in told("--year", "2024", "--trace", "cases.late")
    assert json.loads(told("--year", "2024", "--trace", "delegation.city_departments", "--json"))["number"] == 9


@pytest.mark.parametrize("key", ["cases.speed_up", "places.sleeping_stations"])
def test_the_command_traces_rows_that_hold_numbers(key):
    concluded()

    rows = json.loads(told("--year", "2024", "--trace", key, "--json"))["rows"]

    column = "taken_workdays" if key == "cases.speed_up" else "cases"
    assert rows[0][column] == 0
    assert "\t0" in told("--year", "2024", "--trace", key)


def test_the_command_refuses_in_words():
    with refused("时段要写成 2023、2023Q4 或 2023-11 这样。"):
        told("--year", "二〇二四")
    with pytest.raises((CommandError, Refused), match=r"没有“cases\.nothing”这个数字"):
        told("--year", "2024", "--trace", "cases.nothing")
    with pytest.raises(CommandError, match="请写明年份"):
        told()
