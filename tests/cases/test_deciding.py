"""Accepting, checking, deciding, making, delivering; withdrawing and striking out."""

from datetime import date

import pytest

from jinban.cases import actions, queries
from jinban.cases.events import (
    Delivered,
    Issued,
    NotAccepted,
    Voided,
    Withdrawn,
)
from jinban.cases.models import Note
from jinban.kit.events import history
from tests.play import (
    APPROVER,
    BACK,
    CARD,
    DAY,
    HELPER,
    INSURE,
    LICENCE,
    MONDAY,
    RELIEF,
    SERVICE,
    TOWN_HEAD,
    WINDOW,
    accepted,
    again,
    at_the_department,
    seat,
    taken_in,
)
from tests.world import facts_of, refused


def test_a_second_accept_is_refused(city):
    case, window = accepted(), seat(WINDOW)

    with refused("这件现在是“已受理”，不能受理。"):
        actions.accept(again(case, window), by=window, at=MONDAY)


def test_what_lacks_papers_is_not_accepted(city):
    window = seat(WINDOW)
    case = taken_in(window, lacking=("id-card",))

    with refused("还缺1样材料，不能受理。请一次告知申请人补齐。"):
        actions.accept(again(case, window), by=window, at=MONDAY)


def test_not_accepting_needs_its_reason_and_the_remedies(city):
    window = seat(WINDOW)
    case = taken_in(window)

    with refused("请写明不予受理的原因。"):
        actions.refuse(
            again(case, window), by=window, at=MONDAY, why="wrong_office", reason=" ", remedies="六十日内申请行政复议。"
        )
    actions.refuse(
        again(case, window),
        by=window,
        at=MONDAY,
        why="wrong_office",
        reason="不归民政办。",
        where="市残联，新冶大道20号",
        remedies="六十日内申请行政复议。",
    )

    assert facts_of(case)[-1] is NotAccepted
    assert sorted(case.notes.values_list("kind", flat=True)) == ["reason", "remedy", "where"]


def test_denying_needs_reason_and_remedies(city):
    case, approver = at_the_department(), seat(APPROVER)

    with refused("请写明不予的原因。"):
        actions.decide(again(case, approver), by=approver, at=MONDAY + DAY, verdict="denied")
    with refused("请写明申请行政复议或者提起诉讼的途径和期限。"):
        actions.decide(again(case, approver), by=approver, at=MONDAY + DAY, verdict="denied", reason="不符合条件。")

    assert again(case, approver).stage == "deciding"
    assert Note.objects.filter(case=case, kind="reason").count() == 0


def test_a_promised_case_is_checked_before_it_is_decided(city):
    back, approver = seat(BACK), seat(APPROVER)
    case = accepted()
    actions.forward(again(case, back), by=back, at=MONDAY, to="minzheng")
    actions.take_over(again(case, approver), by=approver, at=MONDAY)

    with refused("承诺件要先审查完毕，再作决定。"):
        actions.decide(again(case, approver), by=approver, at=MONDAY, verdict="approved")


def test_a_promised_case_is_not_finished_on_the_spot(city):
    window = seat(WINDOW)
    case = taken_in(window)

    with refused("这是承诺件，不能当场办结，请按步骤办理。"):
        actions.conclude(again(case, window), by=window, at=MONDAY)

    assert again(case, window).stage == "received"


def test_the_town_decides_in_its_own_name_by_its_head(city):
    window, back, head = seat(WINDOW), seat(BACK), seat(TOWN_HEAD)
    case = accepted("gaoling-jintie")
    actions.check(again(case, back), by=back, at=MONDAY, advice="grant", opinion="年满八十。")

    assert "decide" not in [move.verb for move in queries.open_moves(again(case, window), window, MONDAY)]
    actions.decide(again(case, head), by=head, at=MONDAY + DAY, verdict="approved")

    assert again(case, head).decided_day == date(2024, 3, 12)


def test_withdrawing_is_written_down_at_the_place_of_receipt(city):
    helper = seat(HELPER)
    case = taken_in(helper)

    actions.withdraw(again(case, helper), by=helper, at=MONDAY, reason="本人要求，不办了。")

    assert facts_of(case)[-1] is Withdrawn


def test_voiding_is_the_right_of_who_runs_the_windows_alone(city):
    case, window, service = accepted(), seat(WINDOW), seat(SERVICE)

    with refused("您不能作废，要由全市的政务服务管理来办。"):
        actions.void(again(case, window), by=window, at=MONDAY, reason="录错了。")
    actions.void(again(case, service), by=service, at=MONDAY, reason="重复录入。")

    assert facts_of(case)[-1] is Voided


@pytest.mark.parametrize("item", [RELIEF, INSURE, LICENCE])
def test_words_that_may_have_to_be_erased_are_not_in_the_event(city, item):
    helper = seat(HELPER)
    case = taken_in(helper, item)
    actions.withdraw(again(case, helper), by=helper, at=MONDAY, reason="家里有事不办了")

    assert "家里有事" not in str([event.payload for event in history(case)])
    assert case.notes.get().body == "家里有事不办了"


def test_on_the_spot_means_at_the_window_of_receipt_on_the_same_day(city):
    helper, back = seat(HELPER), seat(BACK)
    first, second = taken_in(helper, INSURE), taken_in(helper, INSURE)
    actions.forward(again(second, helper), by=helper, at=MONDAY, to=back.site)
    actions.take_over(again(second, back), by=back, at=MONDAY)
    sentence = "当场办结只限收件的窗口、收件的当天。请先受理，再作决定。"

    with refused(sentence):
        actions.conclude(again(first, helper), by=helper, at=MONDAY + DAY)
    with refused(sentence):
        actions.conclude(again(second, back), by=back, at=MONDAY)


def test_a_certificate_is_made_before_it_is_handed_over(city):
    case, window, head = accepted(CARD), seat(WINDOW), seat(TOWN_HEAD)
    actions.check(again(case, seat(BACK)), by=seat(BACK), at=MONDAY, advice="grant", opinion="材料齐。")
    actions.decide(again(case, head), by=head, at=MONDAY, verdict="approved")

    with refused("这件要出证，请先制证，再送达。"):
        actions.deliver(again(case, window), by=window, at=MONDAY, way="in_person")
    actions.issue(again(case, window), by=window, at=MONDAY, paper="社会保障卡 1 张")
    actions.deliver(again(case, window), by=window, at=MONDAY, way="in_person")

    assert facts_of(case)[-2:] == [Issued, Delivered]
