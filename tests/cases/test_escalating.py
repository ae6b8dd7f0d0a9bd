"""Limits that were not kept go up from level to level, also past an empty post; a warning that was wrong is taken back."""

from datetime import UTC, date, datetime

import pytest

from jinban.cases import actions, duties, watching
from jinban.cases.events import Escalated, EscalationWithdrawn
from jinban.cases.models import Case
from jinban.kit.events import fact_of, history
from jinban.people import actions as people
from jinban.people.models import Seat
from tests.play import (
    APPROVER,
    HEAD,
    MONDAY,
    OTHER_APPROVER,
    SERVICE,
    SYSADMIN,
    TOWN_HEAD,
    again,
    at_the_department,
    seat,
)
from tests.world import refused

pytestmark = pytest.mark.usefixtures("city")


def on(month: int, day: int) -> datetime:
    return datetime(2024, month, day, 1, tzinfo=UTC)


def said(case: Case) -> list[tuple[int, str, bool]]:
    return [(fact.level, fact.light, fact.flagged) for fact in map(fact_of, history(case).filter(name=Escalated.name))]


def test_a_late_case_goes_up_level_by_level_once_a_day():
    """Promised 2024-03-25, statutory 2024-04-09; a level more after two working days."""
    case = at_the_department()

    assert duties.escalate(at=on(3, 25)) == 0
    assert [duties.escalate(at=on(*day)) for day in ((3, 26), (3, 26), (3, 27), (3, 28), (3, 29), (4, 9), (4, 10), (4, 11))] == [
        1, 0, 0, 1, 0, 0, 1, 0,
    ]  # fmt: skip

    assert said(case) == [(0, "red", False), (1, "red", False), (2, "severe", False)]
    assert {who: watching.warnings(seat(who)).count() for who in (APPROVER, HEAD, OTHER_APPROVER, TOWN_HEAD, SERVICE)} == {
        APPROVER: 1, HEAD: 2, OTHER_APPROVER: 0, TOWN_HEAD: 0, SERVICE: 1,
    }  # fmt: skip


def test_an_empty_post_is_flagged_and_the_next_level_comes():
    case = at_the_department()
    head = Seat.objects.get(staff__work_no=HEAD)
    people.close_seat(head, by=seat(SYSADMIN), at=MONDAY)

    for day in ((3, 26), (3, 28), (4, 10)):
        duties.escalate(at=on(*day))

    assert said(case) == [(0, "red", False), (1, "red", True), (2, "severe", False)]
    assert [row.level for row in watching.flagged(seat(SERVICE))] == [1]
    assert list(watching.flagged(seat(APPROVER))) == []


def test_a_warning_is_taken_back_when_the_day_has_moved():
    case, approver, head = at_the_department(), seat(APPROVER), seat(HEAD)
    actions.ask_extension(again(case, approver), by=approver, at=on(3, 25), workdays=10, reason="外省核实。")
    duties.escalate(at=on(3, 26))
    actions.extend(again(case, head), by=head, at=on(3, 26))

    assert duties.escalate(at=on(3, 27)) == 1
    assert list(watching.warnings(approver)) == []
    assert history(case).filter(name=EscalationWithdrawn.name).count() == 1
    assert Case.objects.get(pk=case.pk).escalated == 0
    # The new promised day passes too: it is warned of anew.
    assert Case.objects.get(pk=case.pk).promised_due == date(2024, 4, 9)
    assert duties.escalate(at=on(4, 10)) == 1


def test_the_reason_is_written_once_by_those_who_were_warned():
    at_the_department()
    duties.escalate(at=on(3, 26))
    row = watching.warnings(seat(APPROVER)).get()

    with refused("这条提醒不是给您这个岗位的。"):
        actions.explain(row, by=seat(OTHER_APPROVER), at=on(3, 26), reason="等外省回函。")
    with refused("请写明超期的原因，打算怎么办。"):
        actions.explain(row, by=seat(APPROVER), at=on(3, 26), reason=" ")
    actions.explain(row, by=seat(APPROVER), at=on(3, 26), reason="等外省回函。")
    with refused("这条提醒已经说明过，或者已经收回了。"):
        actions.explain(row, by=seat(APPROVER), at=on(3, 26), reason="再说一次。")

    assert watching.warnings(seat(HEAD)).get().words.body == "等外省回函。"
