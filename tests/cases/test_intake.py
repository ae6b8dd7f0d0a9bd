"""Taking in: number, days, pinned rows, keys; what a window does not take."""

from datetime import UTC, date, datetime

from jinban.cases import actions
from jinban.cases.events import (
    Accepted,
)
from jinban.cases.models import Case
from tests.play import (
    HELPER,
    HOUR,
    INSURE,
    MONDAY,
    OTHER_WINDOW,
    RELIEF,
    WINDOW,
    again,
    answers,
    intake,
    papers,
    person,
    seat,
    taken_in,
)
from tests.world import facts_of, refused


def test_the_number_has_place_day_channel_and_a_check_digit(city):
    case = taken_in(seat(HELPER))

    assert case.number.startswith("420281202403111")
    assert len(case.number) == 22
    assert len(case.spoken) == 8


def test_the_five_days_begin_when_the_village_takes_the_papers(city):
    case = taken_in(seat(HELPER), at=datetime(2024, 4, 22, 2, 0, tzinfo=UTC))

    assert case.notify_due == date(2024, 4, 28)


def test_a_case_pins_the_delegation_row_and_the_version_of_its_receipt(city):
    case = taken_in(seat(HELPER))

    assert case.delegation.item_id == RELIEF
    assert case.batch_id == case.delegation.batch_id
    assert case.item_version.item_id == RELIEF


def test_a_window_takes_in_for_its_own_place_only(city):
    wanted = intake(seat(WINDOW))

    with refused("只能在自己的窗口收件。"):
        actions.take_in(wanted, by=seat(OTHER_WINDOW), at=MONDAY)


def test_a_paper_that_is_not_on_the_list_is_not_taken(city):
    window = seat(WINDOW)
    given = answers(INSURE)
    wanted = actions.Intake(
        item=INSURE,
        applicant=person().pk,
        site=window.site,
        answers=given,
        papers={**papers(INSURE, given), "golden-ticket": actions.Paper("handed", "B")},
    )

    with refused("材料“golden-ticket”不在这个情形的清单里，不能收。"):
        actions.take_in(wanted, by=window, at=MONDAY)


def test_nobody_acts_for_himself(city):
    window, somebody = seat(WINDOW), person()

    with refused("申请人和代办人是同一个人，请把代办人去掉。"):
        actions.take_in(intake(window, applicant=somebody.pk, agent=somebody.pk), by=window, at=MONDAY)


def test_the_same_key_twice_is_the_same_case(city):
    window = seat(WINDOW)
    wanted = intake(window)

    first = actions.take_in(wanted, by=window, at=MONDAY, key="k1")
    second = actions.take_in(wanted, by=window, at=MONDAY + HOUR, key="k1")

    assert (second.pk, second.number) == (first.pk, first.number)
    assert Case.objects.count() == 1


def test_the_same_key_with_another_body_is_refused(city):
    window = seat(WINDOW)
    actions.take_in(intake(window), by=window, at=MONDAY, key="k1")

    with refused("这个提交编号用过了，内容却不一样。请刷新页面再交一次。"):
        actions.take_in(intake(window), by=window, at=MONDAY, key="k1")


def test_a_clerk_who_looked_too_long_learns_that_someone_was_faster(city):
    window = seat(WINDOW)
    case = taken_in(window)
    stale = again(case, window)
    actions.accept(again(case, window), by=window, at=MONDAY)

    with refused("这件刚被别人办过了，请刷新后再看。"):
        actions.accept(stale, by=window, at=MONDAY)

    assert facts_of(case).count(Accepted) == 1
