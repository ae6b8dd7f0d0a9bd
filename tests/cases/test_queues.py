"""A seat's queue: the filter by light is the light itself, pages turn both ways and lose nothing, the next case opens."""

from datetime import date, timedelta

import pytest

from jinban.cases import actions, queries, queues
from jinban.cases.lights import AGREED
from jinban.cases.models import Case
from jinban.cases.queues import LIT, Lights, Wanted
from jinban.people.actors import CLOCK
from jinban.places import queries as places
from tests.play import APPROVER, BACK, DAY, HELPER, INSURE, MONDAY, RELIEF, WINDOW, handed_over, seat, taken_in
from tests.world import queries as asked

TODAY = date(2024, 3, 20)
PENSION = "qiye-yanglao-renzheng"

pytestmark = pytest.mark.usefixtures("city")


def again(case: Case) -> Case:
    return queries.get(CLOCK, case.pk)


def accepted(item: str = RELIEF, at=MONDAY) -> Case:
    window = seat(WINDOW)
    return actions.accept(again(taken_in(window, item, at=at)), by=window, at=at)


def some_work() -> list[Case]:
    """Accepted on five days, for items of different limits, two only received, one decided."""
    cases = [accepted(item, MONDAY + 2 * day * DAY) for day in range(5) for item in (RELIEF, INSURE, PENSION)]
    cases += [taken_in(seat(WINDOW), RELIEF, at=MONDAY), taken_in(seat(WINDOW), RELIEF, at=MONDAY - 30 * DAY)]
    window, approver = seat(WINDOW), seat(APPROVER)
    case = handed_over(accepted(), window, approver, MONDAY)
    case = actions.check(again(case), by=approver, at=MONDAY, advice="grant", opinion="情况属实。")
    return [*cases, actions.decide(again(case), by=approver, at=MONDAY, verdict="approved")]


def desk():
    return queues.pressing(queries.queue(seat(WINDOW)))


@pytest.mark.parametrize("later", [0, 1, 2, 5, 9, 10, 12, 14, 20, 30, 60])
def test_the_filter_by_light_is_the_light_of_each_case(later):
    some_work()
    today, calendar = MONDAY.date() + timedelta(days=later), places.calendar()
    cases = Case.objects.select_related("item_version")
    lights = Lights.on(cases, today, calendar)

    found = {light: {case.pk for case in cases.filter(lights.q(light))} for light in LIT}

    said: dict[str, set[int]] = {light: set() for light in LIT}
    for case in cases:
        said[queries.light(case, today, calendar, AGREED)].add(case.pk)
    assert found == said
    assert lights.counts(cases) == {light.value: len(pks) for light, pks in said.items()}


def test_a_light_is_told_where_the_calendar_ends():
    case = accepted(at=MONDAY.replace(year=2026, month=12, day=1))
    today = date(2026, 12, 30)
    Case.objects.filter(pk=case.pk).update(promised_due=date(2026, 12, 31), legal_due=date(2026, 12, 31))

    lights = Lights.on(Case.objects.all(), today, places.calendar())

    assert [light.value for light in LIT if Case.objects.filter(lights.q(light)).exists()] == ["yellow"]


def test_a_word_that_is_no_light_finds_nothing():
    accepted()

    lights = Lights.on(Case.objects.all(), TODAY, places.calendar())

    assert not Case.objects.filter(lights.q("blue")).exists()


def test_the_nearest_day_stands_first_and_what_has_no_day_last():
    some_work()

    days = [queues.due_of(case) for case in desk()]

    dated = [day for day in days if day]
    assert days == sorted(dated) + [None] * (len(days) - len(dated))


def test_pages_turn_both_ways_and_lose_nothing():
    some_work()
    whole = [case.pk for case in desk()]

    first = queues.page(desk(), size=7)
    second = queues.page(desk(), size=7, after=first.after)
    third = queues.page(desk(), size=7, after=second.after)
    back = queues.page(desk(), size=7, before=third.before)

    assert [case.pk for page in (first, second, third) for case in page.cases] == whole
    assert [case.pk for case in back.cases] == [case.pk for case in second.cases]
    assert (first.before, third.after) == ("", "")


@pytest.mark.parametrize("key", ["nonsense", "2024-13-01.5", "2024-03-01.x", "."])
def test_a_key_that_is_none_begins_at_the_top(key):
    some_work()

    page = queues.page(desk(), size=5, after=key)

    assert [case.pk for case in page.cases] == [case.pk for case in desk()[:5]]


def test_a_queue_is_narrowed_and_its_choices_are_counted():
    some_work()
    lights = Lights.on(desk(), TODAY, places.calendar())

    found = queues.choices(desk())
    narrowed = queues.narrowed(desk(), Wanted(stage="accepted", item=RELIEF, town="420281108000"), lights)

    assert {choice.value: choice.count for choice in found["item"]} == {RELIEF: 7, INSURE: 5, PENSION: 5}
    assert [(choice.label, choice.count) for choice in found["stage"]] == [("已收件", 2), ("已受理", 15)]
    assert narrowed.count() == 5
    assert sum(choice.count for choice in found["town"]) == queues.counted(desk()) == 17


def test_after_a_case_the_next_one_opens_and_after_the_last_the_first():
    some_work()
    cases = list(desk())

    assert queues.following(desk(), queues.key(cases[3]), cases[3].pk) == cases[4]
    assert queues.following(desk(), queues.key(cases[-1]), cases[-1].pk) == cases[0]
    assert queues.following(desk().filter(pk=cases[0].pk), queues.key(cases[0]), cases[0].pk) is None


def test_the_neighbours_of_a_case_stand_around_it():
    some_work()
    cases = list(desk())

    assert queues.around(desk(), cases[5], before=2, after=3) == cases[3:9]
    assert queues.around(desk(), cases[0], before=2, after=1) == cases[:2]


def test_days_left_are_working_days():
    calendar = places.calendar()

    assert queues.left(date(2024, 3, 25), date(2024, 3, 22), calendar) == 1
    assert queues.left(date(2024, 3, 22), date(2024, 3, 25), calendar) == -1
    assert queues.left(date(2024, 3, 22), date(2024, 3, 22), calendar) == 0
    assert queues.left(date(2031, 3, 22), date(2024, 3, 22), calendar) is None
    assert queues.left(None, date(2024, 3, 22), calendar) is None


def test_the_lights_of_a_queue_cost_four_questions():
    some_work()
    calendar, mine = places.calendar(), desk()

    with asked(4):
        Lights.on(mine, TODAY, calendar).counts(mine)


def test_a_case_on_its_way_is_in_both_queues_until_it_is_receipted():
    helper, back = seat(HELPER), seat(BACK)
    case = taken_in(helper, RELIEF)

    actions.forward(again(case), by=helper, at=MONDAY, to=back.site)

    assert [list(queries.queue(by)) for by in (helper, back)] == [[case], [case]]
