"""One real case from the village door to a figure, in the rooms, without a page."""

from datetime import date

from jinban.cases import actions, queries
from jinban.cases.events import (
    Accepted,
    Checked,
    Decided,
    Delivered,
    Drafted,
    Forwarded,
    Received,
    ReviewBegun,
    TakenOver,
)  # fmt: skip
from jinban.cases.figures import ACCEPTED, PROVINCE
from jinban.cases.models import Case
from jinban.kit.figures import Period, rows, total
from tests.play import APPROVER, BACK, DAY, HELPER, HOUR, INSURE, MONDAY, RELIEF, seat, taken_in
from tests.world import facts_of

YEAR = Period.parse("2024")


def again(case: Case, by) -> Case:
    """The case as the next page would read it."""
    return queries.get(by, case.pk)


def test_the_village_takes_in_the_town_accepts_the_department_decides_the_village_delivers(city):
    helper, back, approver = seat(HELPER), seat(BACK), seat(APPROVER)
    before = total(ACCEPTED, YEAR)

    case = taken_in(helper, RELIEF, at=MONDAY)
    actions.forward(again(case, helper), by=helper, at=MONDAY + HOUR, to=back.site)
    actions.take_over(again(case, back), by=back, at=MONDAY + DAY)
    actions.accept(again(case, back), by=back, at=MONDAY + DAY)
    actions.review(again(case, back), by=back, at=MONDAY + 2 * DAY)
    actions.check(again(case, back), by=back, at=MONDAY + 3 * DAY, advice="grant", opinion="入户两人，情况属实。")
    actions.forward(again(case, back), by=back, at=MONDAY + 3 * DAY, to="minzheng")
    actions.take_over(again(case, approver), by=approver, at=MONDAY + 4 * DAY)
    actions.decide(again(case, approver), by=approver, at=MONDAY + 4 * DAY, verdict="approved")
    done = actions.deliver(again(case, helper), by=helper, at=MONDAY + 8 * DAY, way="in_person")

    assert facts_of(done) == [
        Drafted, Received, Forwarded, TakenOver, Accepted, ReviewBegun, Checked, Forwarded, TakenOver, Decided, Delivered,
    ]  # fmt: skip
    assert (done.stage, done.verdict, done.way) == ("delivered", "approved", "in_person")
    assert (done.received_day, done.accepted_day) == (date(2024, 3, 11), date(2024, 3, 12))
    assert (done.decided_day, done.delivered_day) == (date(2024, 3, 15), date(2024, 3, 19))
    assert done.promised_due == date(2024, 3, 26)
    assert total(ACCEPTED, YEAR).count == before.count + 1
    assert rows(ACCEPTED, YEAR, limit=10)[-1] == case.pk
    assert total(PROVINCE, YEAR, filters={"village": ("420281108215",)}).count == 1


def test_an_instant_case_is_finished_on_the_spot_with_every_event(city):
    helper = seat(HELPER)
    case = taken_in(helper, INSURE)

    done = actions.conclude(again(case, helper), by=helper, at=MONDAY)

    assert facts_of(done) == [Drafted, Received, Accepted, Decided, Delivered]
    assert (done.stage, done.on_the_spot, done.verdict) == ("delivered", True, "approved")
    assert done.accepted_day == done.decided_day == done.delivered_day == date(2024, 3, 11)
