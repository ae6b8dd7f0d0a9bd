"""The machine's clock jumps, back and forth: no day of a case goes back, no due day moves, no duty is done on a wrong day,
nothing that was put down for a day that never came waits for it."""

from datetime import timedelta

import pytest

from jinban.cases import actions
from jinban.cases.events import Received
from jinban.kit.claims import LEASE
from jinban.kit.deliveries import Delivery
from jinban.kit.duties import Duty
from jinban.kit.events import history
from jinban.kit.leaps import Leaps
from jinban.kit.models import DutyRun
from jinban.kit.worker import Loop, route, run_due
from tests.play import BACK, DAY, HOUR, MONDAY, accepted, again, seat
from tests.world import refused

pytestmark = pytest.mark.usefixtures("city")
MINUTE = timedelta(minutes=1)


def look(*, at) -> int:
    """A duty."""
    return 0


def answer(event, *, at) -> None:
    """A reaction."""


look.__module__ = answer.__module__ = "jinban.test"


def test_no_step_of_a_case_lies_before_the_last_one():
    officer = seat(BACK)
    case = accepted()
    days = (case.accepted_day, case.promised_due, case.legal_due, case.version)

    with refused("现在电脑上是2024年3月10日，这件的上一步却是2024年3月11日。请管理员先把时间校准，再办这一步。"):
        actions.review(again(case, officer), by=officer, at=MONDAY - DAY)
    as_before = again(case, officer)
    actions.review(as_before, by=officer, at=MONDAY - 2 * HOUR)
    far = again(case, officer)

    assert (as_before.accepted_day, as_before.promised_due, as_before.legal_due) == days[:3]
    assert (far.stage, far.promised_due, far.legal_due) == ("reviewing", *days[1:3])
    assert [event.day for event in history(case).order_by("id")] == sorted(event.day for event in history(case))


def test_duties_wait_while_the_clock_has_leapt_and_go_on_when_it_is_right_again(db_clean):
    gone, city = timedelta(), MONDAY
    loop = Loop({}, worker="a", clock=lambda: city, duties=(Duty(look, "看一看", every="hour"),))
    loop._leaps = Leaps(lambda: gone)

    loop.once()
    gone, city = gone + HOUR, MONDAY + 30 * DAY
    loop.once()
    leapt = sorted(DutyRun.objects.values_list("period", flat=True))
    city = MONDAY + HOUR
    loop.once()

    assert leapt == ["2024-03-11T09"]
    assert sorted(DutyRun.objects.values_list("period", flat=True)) == ["2024-03-11T09", "2024-03-11T10"]


def test_a_new_time_is_believed_after_an_hour():
    gone = timedelta()
    leaps = Leaps(lambda: gone)
    said = []

    for minutes, off in ((0, 0), (1, 11), (2, 0), (3, 60), (64, 60), (65, 60)):
        gone = minutes * MINUTE
        said.append(leaps.leapt(MONDAY + gone + off * MINUTE))

    assert said == [False, True, False, True, False, False]


def test_what_a_clock_that_ran_ahead_put_down_does_not_wait_for_that_day():
    accepted(), accepted()
    kinds = {Received: (answer,)}
    while route(kinds, at=MONDAY + 30 * DAY):
        pass
    Delivery.objects.filter(pk=Delivery.objects.first().pk).update(
        state="claimed", claimed_by="b", tries=1, lease_until=MONDAY + 30 * DAY + LEASE
    )

    run_due(kinds, at=MONDAY, worker="a")

    assert set(Delivery.objects.values_list("state", flat=True)) == {"done"}
