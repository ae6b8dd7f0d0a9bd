"""How fast, how few papers, how balanced: figures that are quotients, and the identities between figures."""

import json
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from jinban.cases import actions, figures, timed
from jinban.cases.figures import Asked
from jinban.cases.models import Case
from jinban.kit import identities, marks
from jinban.kit.figures import FIGURES, Figure, Period, Value
from jinban.kit.refused import Refused
from jinban.people.actors import CLOCK
from jinban.places import figures as places
from jinban.places.models import CalendarDay, CalendarYear, Site
from tests.play import (
    APPROVER,
    DAY,
    HELPER,
    INSURE,
    MONDAY,
    RELIEF,
    SERVICE,
    WINDOW,
    again,
    answers,
    handed_over,
    papers,
    person,
    seat,
    taken_in,
    told,
)  # fmt: skip
from tests.world import refused

YEAR = Period.parse("2024")
pytestmark = pytest.mark.usefixtures("city")


def concluded(at=MONDAY) -> Case:
    by = seat(WINDOW)
    return actions.conclude(again(taken_in(by, INSURE, at=at), by), by=by, at=at)


def at_department(at=MONDAY) -> Case:
    window, approver = seat(WINDOW), seat(APPROVER)
    case = actions.accept(again(taken_in(window, RELIEF, at=at), window), by=window, at=at)
    return handed_over(again(case, window), window, approver, at)


def decided(after_days: int, at=MONDAY) -> Case:
    by, then = seat(APPROVER), at + timedelta(days=after_days)
    case = actions.check(again(at_department(at), by), by=by, at=then, advice="grant", opinion="情况属实。")
    return actions.decide(again(case, by), by=by, at=then, verdict="approved")


def number(figure: Figure, period: Period = YEAR) -> Value:
    return Asked(period).total(figure)


def test_the_days_of_law_promise_and_work_are_those_of_the_calendar():
    case = Case.objects.get(pk=decided(2).pk)

    assert (case.legal_workdays, case.promised_workdays, case.taken_workdays) == (20, 10, 2)


def test_the_promised_cut_is_what_the_promise_takes_off_the_law():
    decided(2)
    instant = Case.objects.get(pk=concluded().pk)

    value = number(figures.PROMISED_CUT)

    law = 20 + instant.legal_workdays
    assert value == Value(law - 10 - instant.promised_workdays, law, 2)
    assert value.number == round(100 * value.count / law, 1)
    assert len(Asked(YEAR).rows(figures.PROMISED_CUT, limit=10)) == value.behind == 2


def test_the_speed_gained_sinks_below_nought_when_work_is_late():
    decided(2)
    assert number(figures.SPEED_UP) == Value(8, 10, 1)

    case = decided(40)

    taken = Case.objects.get(pk=case.pk).taken_workdays
    assert number(figures.SPEED_UP) == Value(8 + 10 - taken, 20, 2)


def test_a_quotient_of_nothing_is_unknown():
    value = number(figures.SPEED_UP)

    assert (value, value.number) == (Value(0, 0, 0), None)


def test_what_was_decided_in_a_year_without_calendar_is_timed_when_the_calendar_comes():
    days = list(CalendarDay.objects.filter(year=2025).values_list("day", "kind"))
    CalendarYear.objects.filter(year=2025).delete()
    marks.stamp("places", at=MONDAY)
    case = decided(30, at=MONDAY.replace(month=12, day=16))
    assert Case.objects.get(pk=case.pk).taken_workdays is None

    CalendarYear.objects.create(year=2025, source="试")
    CalendarDay.objects.bulk_create(CalendarDay(day=day, kind=kind, year_id=2025) for day, kind in days)
    marks.stamp("places", at=MONDAY + DAY)
    waiting = list(timed.dated_by_calendar())
    done = [actions.set_due(one, by=CLOCK, at=MONDAY + 31 * DAY) for one in waiting]

    assert (waiting, done) == ([case], [True])
    assert Case.objects.get(pk=case.pk).taken_workdays == 21
    assert [one for one in timed.dated_by_calendar() if one.missing_year or one.decided_day] == []


def test_a_waived_material_counts_once_and_opens_to_itself():
    window = seat(WINDOW)
    given = answers(RELIEF)
    listed = papers(RELIEF, given)
    key = next(iter(listed))
    shared = {**listed, key: actions.Paper("waived", "A", "shared")}
    intake = actions.Intake(item=RELIEF, applicant=person().pk, site=window.site, answers=given, papers=shared)
    case = actions.accept(again(actions.take_in(intake, by=window, at=MONDAY), window), by=window, at=MONDAY)
    required = case.materials.filter(required=True)

    assert number(figures.WAIVED) == Value(required.filter(state="waived").count())
    assert number(figures.WAIVED_SHARED) == number(figures.WAIVED)
    assert number(figures.WAIVED_RATE) == Value(number(figures.WAIVED).count, required.count())
    assert Asked(YEAR).rows(figures.WAIVED_SHARED, limit=10) == [
        row.pk for row in required.filter(waiver="shared").order_by("pk")
    ]


def test_each_try_to_ask_again_is_counted_in_its_month():
    window = seat(WINDOW)
    case = told(window)
    supplied = {key: actions.Paper("handed", "B") for key in ("id-card", "application")}
    case = actions.supply(again(case, window), by=window, at=MONDAY + DAY, papers=supplied)
    point = actions.Point("id-card", "defective", "再交一次")
    for _ in range(2):
        with pytest.raises(Refused):
            actions.notify(again(case, window), by=window, at=MONDAY + DAY, points=[point])

    assert number(figures.REPEATED) == Value(2)
    assert Asked(YEAR).across(figures.REPEATED, "month") == {(202403,): Value(2)}
    assert len(Asked(YEAR).rows(figures.REPEATED, limit=10)) == 2


def test_a_station_sleeps_until_it_has_more_cases_than_the_city_says():
    helper, stations = seat(HELPER), number(places.STATIONS).count
    for _ in range(10):
        actions.accept(again(taken_in(helper, INSURE), helper), by=helper, at=MONDAY)
    assert number(figures.SLEEPING).count == stations

    actions.accept(again(taken_in(helper, INSURE), helper), by=helper, at=MONDAY)

    assert number(figures.SLEEPING).count == stations - 1
    assert helper.site not in Asked(YEAR).rows(figures.SLEEPING, limit=1000)


def test_a_station_that_opened_later_was_not_asleep_in_the_year():
    before = number(figures.SLEEPING).count

    Site.objects.filter(pk=seat(HELPER).site).update(opened_on=date(2024, 1, 2))

    assert number(figures.SLEEPING).count == before - 1


@pytest.mark.parametrize("text", ["2024Q1", "2024-03"])
def test_nobody_is_called_asleep_over_less_than_a_year(text):
    with refused("“沉睡村站”只按整年统计，请选一年。"):
        Asked(Period.parse(text)).total(figures.SLEEPING)

    assert "places.sleeping_stations" not in told_by_command(text)


def told_by_command(text: str) -> dict:
    out = StringIO()
    call_command("figures", "--period", text, "--json", stdout=out)
    return json.loads(out.getvalue())["figures"]


def test_places_are_counted_on_the_day_that_is_asked_for():
    before = Period.parse("2024").seen_on(date(2022, 12, 31))

    assert [number(figure).count for figure in (places.CENTRES, places.POLICE_WINDOWS)] == [15, 14]
    assert number(places.NETWORK) == number(places.STATIONS)
    assert number(places.NETWORK_RATE).number == 100.0
    assert number(places.STATIONS, before) == Value(0)


def a_full_year() -> None:
    """Opening, early, on time, late, withdrawn, transferred, denied, void, open at the end."""
    before = MONDAY.replace(year=2023, month=12, day=20)
    decided(30, at=before), at_department(before)
    concluded(), decided(2), decided(40)
    window, approver = seat(WINDOW), seat(APPROVER)
    gone, sent, void = concluded(), at_department(), concluded()
    gone = actions.accept(again(taken_in(window, RELIEF), window), by=window, at=MONDAY)
    actions.withdraw(again(gone, window), by=window, at=MONDAY + DAY, reason="不办了。")
    actions.transfer(again(sent, approver), by=approver, at=MONDAY + DAY, reason="归省厅办。")
    actions.void(again(void, seat(SERVICE)), by=seat(SERVICE), at=MONDAY + DAY, reason="重复。")
    actions.withdraw(again(taken_in(window, RELIEF), window), by=window, at=MONDAY, reason="不办了。")
    at_department(MONDAY + 290 * DAY)


@pytest.mark.parametrize("text", ["2024", "2024Q1", "2024-03", "2023", "2025", "2024-12"])
def test_the_identities_hold_in_every_period(text):
    a_full_year()

    assert identities.broken(Period.parse(text)) == []


def test_what_flows_in_flows_out_or_waits():
    a_full_year()

    found = Asked(YEAR).totals([figures.OPENING, figures.ACCEPTED, figures.DECIDED, figures.LEFT, figures.CLOSING])

    assert {key: value.count for key, value in found.items()} == {
        "cases.undecided_at_start": 2, "cases.accepted": 7, "cases.decided": 5, "cases.left_after_acceptance": 2,
        "cases.undecided_at_end": 2,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("planted", "named"),
    [
        ("UPDATE cases_case SET ended_day = decided_day WHERE stage = 'closed'", "期初在办 + 受理 = 办结"),
        ("UPDATE cases_case SET accepted_month = 202301 WHERE accepted_day IS NOT NULL", "各月办件量加起来等于总数"),
        ("UPDATE cases_case SET town_id = NULL WHERE accepted_day >= '2024-12-01'", "各镇街办件量加起来等于总数"),
        ("UPDATE cases_casematerial SET state = 'waived', waiver = 'else'", "共享取得 + 告知承诺 = 免交材料"),
    ],
)
def test_a_planted_inconsistency_breaks_an_identity_and_is_named(planted, named):
    a_full_year()

    with connection.cursor() as cursor:
        cursor.execute(planted)

    found = identities.broken(YEAR)
    assert len(found) == 1
    assert f"恒等式“{named}" in found[0]
    assert "不成立" in found[0]
    with pytest.raises(CommandError, match=named.replace("+", r"\+")):
        call_command("figures", "--year", "2024", stdout=StringIO())


def test_many_figures_at_once_are_each_of_them_alone():
    a_full_year()
    asked = Asked(YEAR)

    assert asked.totals(FIGURES.values()) == {key: asked.total(figure) for key, figure in FIGURES.items()}


def test_the_command_says_that_the_identities_hold():
    concluded()
    out = StringIO()

    call_command("figures", "--year", "2024", "--json", stdout=out)

    found = json.loads(out.getvalue())["identities"]
    assert found == {"checked": identities.count(), "broken": []}
