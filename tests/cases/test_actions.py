"""What each action of a case promises, and what it refuses."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from jinban.cases import actions, queries
from jinban.cases.events import (
    Accepted,
    Delivered,
    DueSet,
    GivenBack,
    Issued,
    NewPointRefused,
    NotAccepted,
    Notified,
    PartSupplied,
    Recalled,
    Supplied,
    Voided,
    Withdrawn,
)
from jinban.cases.models import Case, Handover, Note
from jinban.kit.events import fact_of, history
from jinban.kit.models import Event
from jinban.kit.refused import Refused
from jinban.people.actors import CLOCK, Actor
from jinban.places import actions as places
from jinban.places.queries import stations
from jinban.reactions import count_due_days
from tests.play import (
    APPROVER,
    BACK,
    CARD,
    DAY,
    HELPER,
    HOUR,
    HOUSE,
    INSURE,
    LICENCE,
    MONDAY,
    OTHER_WINDOW,
    RELIEF,
    SERVICE,
    TOWN_HEAD,
    WINDOW,
    accepted,
    answers,
    intake,
    papers,
    person,
    seat,
    taken_in,
)
from tests.world import facts_of, refused


def again(case: Case, by: Actor) -> Case:
    return queries.get(by, case.pk)


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


def test_a_place_takes_in_only_what_it_holds_and_is_told_where_else(city):
    helper = seat(HELPER)

    with refused("陈贵镇 南山村便民服务站没有办这个事项的权限，不能收件。最近能收件的是陈贵镇便民服务中心。"):
        taken_in(helper, "chusheng-dengji")

    assert Case.objects.count() == 0


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


def test_a_second_accept_is_refused(city):
    case, window = accepted(), seat(WINDOW)

    with refused("这件现在是“已受理”，不能受理。"):
        actions.accept(again(case, window), by=window, at=MONDAY)


def test_a_clerk_who_looked_too_long_learns_that_someone_was_faster(city):
    window = seat(WINDOW)
    case = taken_in(window)
    stale = again(case, window)
    actions.accept(again(case, window), by=window, at=MONDAY)

    with refused("这件刚被别人办过了，请刷新后再看。"):
        actions.accept(stale, by=window, at=MONDAY)

    assert facts_of(case).count(Accepted) == 1


def test_what_lacks_papers_is_not_accepted(city):
    window = seat(WINDOW)
    case = taken_in(window, lacking=("id-card",))

    with refused("还缺1样材料，不能受理。请一次告知申请人补齐。"):
        actions.accept(again(case, window), by=window, at=MONDAY)


def test_one_notice_lists_all_that_is_missing(city):
    window = seat(WINDOW)
    case = taken_in(window, lacking=("id-card", "application"))

    with refused("告知单要一次列全，还漏了：居民身份证。"):
        actions.notify(
            again(case, window), by=window, at=MONDAY, points=[actions.Point("application", "missing", "补一份")]
        )

    assert again(case, window).stage == "received"


def told(window: Actor) -> Case:
    case = taken_in(window, lacking=("id-card", "application"))
    points = [actions.Point("id-card", "missing", "带原件来"), actions.Point("application", "missing", "到窗口填")]
    return actions.notify(again(case, window), by=window, at=MONDAY, points=points)


def test_an_incomplete_supplement_leaves_the_notice_open_for_the_rest(city):
    window = seat(WINDOW)
    case = told(window)

    part = actions.supply(
        again(case, window), by=window, at=MONDAY + DAY, papers={"id-card": actions.Paper("handed", "B")}
    )

    assert (part.stage, part.missing) == ("supplement", 1)
    assert [point.material.key for point in part.notice.points.filter(met_at=None)] == ["application"]
    assert facts_of(case)[-2:] == [Notified, PartSupplied]


def test_a_complete_supplement_begins_five_new_days(city):
    window = seat(WINDOW)
    case = told(window)
    both = {"id-card": actions.Paper("handed", "B"), "application": actions.Paper("handed", "D")}

    whole = actions.supply(again(case, window), by=window, at=MONDAY + DAY, papers=both)

    assert (whole.stage, whole.missing, whole.notify_due) == ("received", 0, date(2024, 3, 19))
    assert facts_of(case)[-1] is Supplied


def test_a_second_notice_is_refused_and_that_it_was_tried_is_kept(city):
    window = seat(WINDOW)
    case = told(window)
    both = {"id-card": actions.Paper("handed", "B"), "application": actions.Paper("handed", "D")}
    actions.supply(again(case, window), by=window, at=MONDAY + DAY, papers=both)

    with refused("补正只能一次告知，这件已经告知过了。要原来就能发现的材料，属于重复补正。"):
        actions.notify(
            again(case, window),
            by=window,
            at=MONDAY + DAY,
            points=[actions.Point("household", "defective", "再带一次")],
        )

    assert facts_of(case)[-1] is NewPointRefused


def test_papers_go_back_only_after_the_day_the_notice_named(city):
    window = seat(WINDOW)
    case = told(window)

    with refused("补正期限到2024年3月25日，过了这天才能退件。"):
        actions.give_back(again(case, window), by=window, at=MONDAY + 14 * DAY)
    actions.give_back(again(case, window), by=CLOCK, at=MONDAY + 15 * DAY)

    assert facts_of(case)[-1] is GivenBack


def test_not_accepting_needs_its_reason_and_the_remedies(city):
    window = seat(WINDOW)
    case = taken_in(window)

    with refused("请写明不予受理的原因，该找谁办。"):
        actions.refuse(
            again(case, window), by=window, at=MONDAY, why="wrong_office", reason=" ", remedies="六十日内申请行政复议。"
        )
    actions.refuse(
        again(case, window),
        by=window,
        at=MONDAY,
        why="wrong_office",
        reason="应找市残联。",
        remedies="六十日内申请行政复议。",
    )

    assert facts_of(case)[-1] is NotAccepted
    assert sorted(case.notes.values_list("kind", flat=True)) == ["reason", "remedy"]


def test_denying_needs_reason_and_remedies(city):
    case, approver = at_the_department(), seat(APPROVER)

    with refused("请写明不予的原因。"):
        actions.decide(again(case, approver), by=approver, at=MONDAY + DAY, verdict="denied")
    with refused("请写明申请行政复议或者提起诉讼的途径和期限。"):
        actions.decide(again(case, approver), by=approver, at=MONDAY + DAY, verdict="denied", reason="不符合条件。")

    assert again(case, approver).stage == "deciding"
    assert Note.objects.filter(case=case, kind="reason").count() == 0


def at_the_department() -> Case:
    back, approver = seat(BACK), seat(APPROVER)
    case = accepted()
    actions.forward(again(case, back), by=back, at=MONDAY, to="minzheng")
    actions.take_over(again(case, approver), by=approver, at=MONDAY)
    return actions.check(again(case, approver), by=approver, at=MONDAY, advice="deny", opinion="收入超过标准。")


def test_a_promised_case_is_checked_before_it_is_decided(city):
    back, approver = seat(BACK), seat(APPROVER)
    case = accepted()
    actions.forward(again(case, back), by=back, at=MONDAY, to="minzheng")
    actions.take_over(again(case, approver), by=approver, at=MONDAY)

    with refused("承诺件要先审查完毕，再作决定。"):
        actions.decide(again(case, approver), by=approver, at=MONDAY, verdict="approved")


def test_a_case_on_its_way_waits_for_the_receipt(city):
    window = seat(WINDOW)
    case = taken_in(window)
    actions.forward(again(case, window), by=window, at=MONDAY, to="minzheng")

    with refused("这件已经移交出去，对方还没有接收。要接着办，请先收回移交。"):
        actions.accept(again(case, window), by=window, at=MONDAY)
    actions.recall(again(case, window), by=window, at=MONDAY + HOUR)
    actions.accept(again(case, window), by=window, at=MONDAY + HOUR)

    assert Recalled in facts_of(case)
    assert [(row.receipted_at, row.recalled_at) for row in Handover.objects.filter(case=case)] == [
        (None, MONDAY + HOUR)
    ]


def test_a_village_sends_to_its_own_centre_only(city):
    helper = seat(HELPER)
    case = taken_in(helper)

    with refused("这件不能移交到那里，可以移交：陈贵镇便民服务中心。"):
        actions.forward(again(case, helper), by=helper, at=MONDAY, to="minzheng")


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

    assert "decide" not in [move.verb for move in queries.open_moves(again(case, window), window)]
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


def test_acceptance_does_not_wait_for_a_calendar_and_its_days_come_with_it(city):
    late = datetime(2026, 12, 28, 1, 0, tzinfo=UTC)
    case = accepted(at=late)
    assert (case.promised_due, case.legal_due, case.missing_year) == (None, None, 2027)

    assert actions.set_due(case, by=CLOCK, at=late) is False
    rows = [{"day": "2027-01-01", "kind": kind, "name": "元旦", "source": "演示"} for kind in ("year", "rest")]
    places.put_calendar(rows, by=CLOCK, at=late)
    assert actions.set_due(case, by=CLOCK, at=late) is True

    case.refresh_from_db()
    assert (case.promised_due, case.missing_year) == (date(2027, 1, 12), None)
    assert fact_of(history(case).last()) == DueSet(promised_due=date(2027, 1, 12), legal_due=date(2027, 1, 26))


@pytest.mark.parametrize("item", [RELIEF, INSURE, LICENCE])
def test_words_that_may_have_to_be_erased_are_not_in_the_event(city, item):
    helper = seat(HELPER)
    case = taken_in(helper, item)
    actions.withdraw(again(case, helper), by=helper, at=MONDAY, reason="家里有事不办了")

    assert "家里有事" not in str([event.payload for event in history(case)])
    assert case.notes.get().body == "家里有事不办了"


def test_a_paper_that_proves_unfit_later_is_told_once_too(city):
    helper, back = seat(HELPER), seat(BACK)
    case = taken_in(helper)
    actions.forward(again(case, helper), by=helper, at=MONDAY, to=back.site)
    actions.take_over(again(case, back), by=back, at=MONDAY)

    unfit = [actions.Point("id-card", "defective", "照片看不清，请带原件来。")]
    told_now = actions.notify(again(case, back), by=back, at=MONDAY + DAY, points=unfit)

    assert (told_now.stage, again(case, back).missing) == ("supplement", 1)


def test_a_notice_needs_a_point_and_each_paper_once(city):
    window = seat(WINDOW)
    case = taken_in(window)
    twice = [actions.Point("id-card", "defective", "换一张"), actions.Point("id-card", "defective", "再换一张")]

    with refused("告知单上至少要写一样。材料都齐了就办受理。"):
        actions.notify(again(case, window), by=window, at=MONDAY, points=[])
    with refused("告知单上同一样材料写了两次，请合成一条。"):
        actions.notify(again(case, window), by=window, at=MONDAY, points=twice)


def test_only_who_could_have_told_is_noted_as_asking_twice(city):
    case, stranger = told(seat(WINDOW)), seat(OTHER_WINDOW)
    both = {"id-card": actions.Paper("handed", "B"), "application": actions.Paper("handed", "D")}
    actions.supply(again(case, seat(WINDOW)), by=seat(WINDOW), at=MONDAY, papers=both)

    with pytest.raises(Refused):
        actions.notify(Case.objects.get(pk=case.pk), by=stranger, at=MONDAY, points=[])

    assert NewPointRefused not in facts_of(case)


def test_after_five_working_days_nothing_can_be_told_and_acceptance_counts_from_the_receipt(city):
    window, late = seat(WINDOW), MONDAY + 8 * DAY
    case = taken_in(window, lacking=())
    sentence = "到2024年3月18日已经满5个工作日，没有告知补正，也没有作不予受理，依法视为已经受理，请办受理。"

    with refused(sentence):
        actions.notify(
            again(case, window), by=window, at=late, points=[actions.Point("id-card", "defective", "换一张")]
        )
    with refused(sentence):
        actions.refuse(again(case, window), by=window, at=late, why="no_need", reason="不用办。", remedies="可以复议。")
    done = actions.accept(again(case, window), by=window, at=late)

    assert (done.accepted_day, done.promised_due) == (date(2024, 3, 11), date(2024, 3, 25))


def test_after_a_supplement_acceptance_counts_from_the_day_it_was_complete(city):
    window = seat(WINDOW)
    case = told(window)
    both = {"id-card": actions.Paper("handed", "B"), "application": actions.Paper("handed", "D")}
    actions.supply(again(case, window), by=window, at=MONDAY + DAY, papers=both)

    done = actions.accept(again(case, window), by=window, at=MONDAY + 3 * DAY)

    assert done.accepted_day == date(2024, 3, 12)


def test_a_village_does_not_spend_the_one_notice_of_a_licence(city):
    helper = seat(HELPER)
    case = taken_in(helper, HOUSE)

    with refused("行政许可的补正要由受理的机关一次告知，请移交镇便民服务中心。"):
        actions.notify(again(case, helper), by=helper, at=MONDAY, points=[actions.Point("x", "missing", "带来")])


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


def test_what_is_withdrawn_on_its_way_comes_back(city):
    helper, back = seat(HELPER), seat(BACK)
    case = taken_in(helper)
    actions.forward(again(case, helper), by=helper, at=MONDAY, to=back.site)

    done = actions.withdraw(again(case, helper), by=helper, at=MONDAY + HOUR, reason="不办了。")

    assert (done.next_site_id, Handover.objects.get(case=case).recalled_at) == (None, MONDAY + HOUR)


@pytest.mark.parametrize("verb", ["forward", "take_over", "recall", "notify"])
def test_a_second_click_on_an_old_page_learns_that_someone_was_faster(city, verb):
    helper, back = seat(HELPER), seat(BACK)
    case = taken_in(helper)
    points = [actions.Point("id-card", "defective", "换一张")]
    moves = {
        "forward": lambda old: actions.forward(old, by=helper, at=MONDAY, to=back.site),
        "take_over": lambda old: actions.take_over(old, by=back, at=MONDAY),
        "recall": lambda old: actions.recall(old, by=helper, at=MONDAY),
        "notify": lambda old: actions.notify(old, by=helper, at=MONDAY, points=points),
    }
    if verb in ("take_over", "recall"):
        moves["forward"](again(case, helper))
    first, second = again(case, helper), again(case, helper)
    moves[verb](first)

    with refused("这件刚被别人办过了，请刷新后再看。"):
        moves[verb](second)


def test_the_days_of_a_notice_come_with_the_calendar_too(city):
    late = datetime(2026, 12, 28, 1, 0, tzinfo=UTC)
    window = seat(WINDOW)
    case = taken_in(window, lacking=("id-card",), at=late)
    actions.notify(again(case, window), by=window, at=late, points=[actions.Point("id-card", "missing", "带原件来")])
    assert (case.notify_due, case.notice.due) == (None, None)

    rows = [{"day": "2027-01-01", "kind": kind, "name": "元旦", "source": "演示"} for kind in ("year", "rest")]
    places.put_calendar(rows, by=CLOCK, at=late)
    count_due_days(Event.objects.last(), at=late)

    case.refresh_from_db()
    assert (case.notify_due, case.notice.due) == (date(2027, 1, 5), date(2027, 1, 12))


def test_a_police_case_skips_a_centre_without_a_police_window(city):
    farm, helper = "420281401000", seat(HELPER)
    station = stations(farm)[0]
    by = replace(helper, site=station.pk, town=farm)
    case = taken_in(by, "juzhu-dengji")

    assert [target.code for target in queries.targets(again(case, by), date(2024, 3, 11))] == ["gongan"]
