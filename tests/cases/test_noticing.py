"""The one notice, the supplement, and the five working days."""

from datetime import UTC, date, datetime

import pytest

from jinban.cases import actions
from jinban.cases.events import (
    DueSet,
    GivenBack,
    NewPointRefused,
    Notified,
    PartSupplied,
    Supplied,
)
from jinban.cases.models import Case
from jinban.kit.events import fact_of, history
from jinban.kit.models import Event
from jinban.kit.refused import Refused
from jinban.people.actors import CLOCK
from jinban.places import actions as places
from jinban.reactions import count_due_days
from tests.play import (
    BACK,
    DAY,
    HELPER,
    HOUSE,
    MONDAY,
    OTHER_WINDOW,
    WINDOW,
    accepted,
    again,
    seat,
    taken_in,
    told,
)
from tests.world import facts_of, refused


def test_a_place_takes_in_only_what_it_holds_and_is_told_where_else(city):
    helper = seat(HELPER)

    with refused("陈贵镇 南山村便民服务站没有办这个事项的权限，不能收件。最近能收件的是陈贵镇便民服务中心。"):
        taken_in(helper, "chusheng-dengji")

    assert Case.objects.count() == 0


def test_one_notice_lists_all_that_is_missing(city):
    window = seat(WINDOW)
    case = taken_in(window, lacking=("id-card", "application"))

    with refused("告知单要一次列全，还漏了：居民身份证。"):
        actions.notify(
            again(case, window), by=window, at=MONDAY, points=[actions.Point("application", "missing", "补一份")]
        )

    assert again(case, window).stage == "received"


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


def test_a_paper_that_was_not_handed_in_cannot_be_bad(city):
    """So that withdrawing the notice does not turn a missing paper into a good one."""
    window = seat(WINDOW)
    case = taken_in(window, lacking=("id-card",))
    points = [actions.Point("id-card", "defective", "照片看不清"), actions.Point("household", "missing", "换一本")]

    actions.notify(again(case, window), by=window, at=MONDAY, points=points)
    assert dict(case.notice.points.values_list("material__key", "fault")) == {
        "id-card": "missing",
        "household": "defective",
    }
    assert again(case, window).missing == 2
    actions.withdraw_notice(again(case, window), by=window, at=MONDAY, reason="户口簿是好的。")

    assert list(case.materials.filter(state="missing").values_list("key", flat=True)) == ["id-card"]


def test_nothing_is_no_supplement(city):
    window = seat(WINDOW)
    case = told(window)

    for papers in ({}, {"id-card": actions.Paper()}):
        with refused("一样材料都没有收到，请选收到了哪几样。"):
            actions.supply(again(case, window), by=window, at=MONDAY, papers=papers)

    assert facts_of(case)[-1] is Notified
