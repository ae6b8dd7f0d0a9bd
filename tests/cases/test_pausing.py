"""Due days move only on purpose: pauses, papers asked for after acceptance, extension, a corrected calendar."""

import csv
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from jinban.cases import actions, duties, queries
from jinban.cases.events import DueMoved, Extended, MoreBrought, NoticeDaysMoved, Paused, Resumed, SupplyDayMoved
from jinban.cases.lights import AGREED
from jinban.cases.models import Case, Pause
from jinban.kit.events import fact_of, history
from jinban.kit.models import Event
from jinban.kit.workdays import Limit, Unit
from jinban.places import actions as place_actions
from jinban.places import queries as places
from jinban.reactions import count_due_days
from tests.play import (
    APPROVER,
    BACK,
    CARD,
    DAY,
    HEAD,
    MONDAY,
    RELIEF,
    TOWN_HEAD,
    WINDOW,
    accepted,
    again,
    at_the_department,
    seat,
    taken_in,
)
from tests.world import DATA, facts_of, refused

pytestmark = pytest.mark.usefixtures("city")
WEEK = Limit(Decimal(5), Unit.WORKDAY)


def on(year: int, month: int, day: int) -> datetime:
    """Nine in the morning of a day in China."""
    return datetime(year, month, day, 1, tzinfo=UTC)


def dues(case: Case) -> tuple[date | None, date | None]:
    fresh = Case.objects.get(pk=case.pk)
    return fresh.promised_due, fresh.legal_due


def stopped(case: Case, at: datetime, kind: str = "expert_review", needs: Limit = WEEK) -> Case:
    approver = seat(APPROVER)
    return actions.pause(again(case, approver), by=approver, at=at, kind=kind, needs=needs, reason="请专家看病历。")


def going(case: Case, at: datetime, kind: str = "") -> Case:
    approver = seat(APPROVER)
    return actions.resume(again(case, approver), by=approver, at=at, kind=kind)


def test_a_pause_takes_its_working_days_off_both_clocks():
    """domain.md 1.6: 2024-03-11, 20 days, paused (03-20, 03-27] is due 04-16, not 04-09."""
    case = at_the_department()
    assert dues(case) == (date(2024, 3, 25), date(2024, 4, 9))

    stopped(case, on(2024, 3, 20))
    running = Case.objects.get(pk=case.pk)
    assert (running.paused_since, *dues(case)) == (date(2024, 3, 20), None, None)
    going(case, on(2024, 3, 27))

    assert dues(case) == (date(2024, 4, 1), date(2024, 4, 16))
    told = [fact_of(event) for event in history(case) if event.name in ("cases.paused", "cases.resumed")]
    assert [(type(fact), fact.promised_due, fact.legal_due) for fact in told] == [
        (Paused, None, None),
        (Resumed, date(2024, 4, 1), date(2024, 4, 16)),
    ]
    assert Case.objects.get(pk=case.pk).was_paused


def test_two_pauses_that_overlap_count_once_and_one_goes_on_when_the_other_ends():
    case = at_the_department()

    stopped(case, on(2024, 3, 18), "expert_review")
    stopped(case, on(2024, 3, 20), "hearing")
    with refused("有几段停表：专家评审、听证，请选结束哪一段。"):
        going(case, on(2024, 3, 22))
    going(case, on(2024, 3, 22), "expert_review")
    assert dues(case) == (None, None)
    going(case, on(2024, 3, 27), "hearing")

    united = places.calendar().count_workdays(date(2024, 3, 18), date(2024, 3, 27))
    assert dues(case)[1] == places.calendar().add_workdays(date(2024, 3, 11), 20 + united) == date(2024, 4, 18)


def test_a_pause_needs_a_procedure_the_item_has_and_the_time_it_takes():
    case, approver = at_the_department(), seat(APPROVER)

    with refused("这个事项没有这种特别程序，不能停表。"):
        stopped(case, MONDAY, "card_making")
    with refused("请写明为什么要停表。"):
        actions.pause(again(case, approver), by=approver, at=MONDAY, kind="hearing", needs=WEEK, reason=" ")
    stopped(case, MONDAY, "hearing")
    with refused("“听证”正在进行，已经停表了。"):
        stopped(case, MONDAY, "hearing")
    with refused("这件从2024年3月11日起停表中，请先恢复计时。"):
        actions.decide(again(case, approver), by=approver, at=MONDAY, verdict="approved")

    assert Pause.objects.count() == 1


def test_what_the_item_limits_is_kept():
    window = seat(WINDOW)
    case = actions.accept(taken_in(window, CARD), by=window, at=MONDAY)
    found = {one.code: str(one.most) for one in queries.special_procedures(again(case, window)) if one.most}

    assert found == {"card_making": "7个工作日"}


def test_a_clock_that_has_run_out_is_not_stopped():
    case = at_the_department()

    with refused("法定期限已经过了，停表也改不了超期。请抓紧作决定。"):
        stopped(case, on(2024, 4, 10))
    stopped(case, on(2024, 3, 26))

    # The promised day had passed: it stays, and red stays red.
    assert dues(case) == (date(2024, 3, 25), None)
    fresh = again(case, seat(APPROVER))
    assert queries.light(fresh, date(2024, 3, 28), places.calendar(), AGREED) == "red"


def test_the_days_of_a_pause_are_not_days_that_the_case_took():
    case, approver = at_the_department(), seat(APPROVER)
    stopped(case, on(2024, 3, 13))
    going(case, on(2024, 3, 20))
    actions.decide(again(case, approver), by=approver, at=on(2024, 3, 22), verdict="approved")

    decided = Case.objects.get(pk=case.pk)
    assert (decided.taken_workdays, decided.promised_workdays, decided.legal_workdays) == (4, 10, 20)


def extension(case: Case, at: datetime, workdays: int = 10) -> Case:
    approver = seat(APPROVER)
    return actions.ask_extension(
        again(case, approver), by=approver, at=at, workdays=workdays, reason="材料要到外省核实。"
    )


def test_the_head_extends_once_by_ten_working_days_at_most():
    """domain.md 1.6: 2024-03-11, 20 + 10 is due 2024-04-23."""
    case, head = at_the_department(), seat(HEAD)

    for days in (0, 11):
        with refused("延期最多10个工作日，最少1个。"):
            extension(case, MONDAY + DAY, days)
    with refused("没有要批的延期申请。请经办人先申请延期，写明理由。"):
        actions.extend(again(case, head), by=head, at=MONDAY + DAY)
    extension(case, MONDAY + DAY)
    with refused("已经申请过延期，等负责人批。"):
        extension(case, MONDAY + DAY)
    with refused("您不能批准延期，要由办件所在处的部门负责人、办件所在处的镇负责人来办。"):
        actions.extend(again(case, seat(APPROVER)), by=seat(APPROVER), at=MONDAY + DAY)
    actions.extend(again(case, head), by=head, at=MONDAY + 2 * DAY)
    with refused("这件已经延期过10个工作日，延期只能一次。"):
        extension(case, MONDAY + 3 * DAY)

    assert dues(case) == (date(2024, 4, 9), date(2024, 4, 23))
    fact = fact_of(history(case).get(name=Extended.name))
    assert (fact.workdays, fact.was_legal, fact.legal_due) == (10, date(2024, 4, 9), date(2024, 4, 23))


def test_an_extension_that_is_refused_leaves_the_days_and_one_too_late_is_not_asked():
    case, head = at_the_department(), seat(HEAD)

    extension(case, MONDAY + DAY, 5)
    actions.refuse_extension(again(case, head), by=head, at=MONDAY + DAY, reason="可以按时办完。")
    assert dues(case) == (date(2024, 3, 25), date(2024, 4, 9))
    with refused("法定期限到2024年4月9日已经过了，不能再延期。"):
        extension(case, on(2024, 4, 10), 5)

    extension(case, on(2024, 4, 9), 5)
    assert case.extensions.count() == 2


def test_a_pause_and_an_extension_add_up():
    case, head = at_the_department(), seat(HEAD)
    extension(case, MONDAY, 10)
    actions.extend(again(case, head), by=head, at=MONDAY)
    stopped(case, on(2024, 3, 20))
    going(case, on(2024, 3, 27))

    assert dues(case)[1] == places.calendar().add_workdays(date(2024, 3, 11), 20 + 10 + 5)


@pytest.mark.parametrize(
    ("item", "clock", "promised"),
    [
        (RELIEF, "runs", date(2024, 3, 25)),
        # (03-12, 03-18] takes four days off twelve: 2024-03-27 becomes 04-02.
        (CARD, "pause", date(2024, 4, 2)),
        ("jumin-yibao-canbao", "restart", date(2024, 3, 19)),
    ],
)
def test_papers_asked_for_after_acceptance_move_the_clock_as_the_item_says(item, clock, promised):
    window = seat(WINDOW)
    case = actions.accept(taken_in(window, item), by=window, at=MONDAY)
    back = seat("d006")
    key = case.materials.order_by("position").first().key

    with refused("材料“a”不在清单里，不能要求补充。"):
        actions.ask_more(again(case, back), by=back, at=on(2024, 3, 12), materials=["a"], reason="看不清。")
    actions.ask_more(again(case, back), by=back, at=on(2024, 3, 12), materials=[key], reason="照片看不清。")
    with refused("已经要求补充过材料，还没有交来，不能再要一次。"):
        actions.ask_more(again(case, back), by=back, at=on(2024, 3, 12), materials=[key], reason="再要一次。")
    asked = Case.objects.get(pk=case.pk)
    assert (asked.asked_more, asked.paused_since is not None) == (True, clock == "pause")
    actions.bring_more(again(case, window), by=window, at=on(2024, 3, 18))

    fresh = Case.objects.get(pk=case.pk)
    assert (fresh.requests.get().clock, fresh.promised_due, fresh.asked_more, fresh.missing) == (
        clock,
        promised,
        False,
        0,
    )
    assert fact_of(history(case).get(name=MoreBrought.name)).promised_due == promised


def test_papers_that_never_came_do_not_stop_the_clock_for_ever():
    """Else the case could be neither granted nor denied."""
    window, back, head = seat(WINDOW), seat(BACK), seat(TOWN_HEAD)
    case = actions.accept(taken_in(window, CARD), by=window, at=MONDAY)
    actions.check(again(case, back), by=back, at=MONDAY, advice="deny", opinion="照片不符。")
    actions.ask_more(again(case, back), by=back, at=on(2024, 3, 13), materials=["id-card"], reason="照片看不清。")
    said = {"verdict": "denied", "reason": "照片一直不符。", "remedies": "六十日内申请行政复议。"}

    with refused("这件从2024年3月13日起停表中，请先恢复计时。"):
        actions.decide(again(case, head), by=head, at=on(2024, 3, 27), **said)
    with refused("等补充材料的期限到2024年3月27日还没有过。材料交来就恢复计时。"):
        actions.resume(again(case, head), by=head, at=on(2024, 3, 27))
    assert dues(case) == (None, None)
    actions.resume(again(case, head), by=head, at=on(2024, 3, 28))

    # (03-13, 03-28] takes eleven working days off.
    assert dues(case)[0] == places.calendar().add_workdays(date(2024, 3, 11), 12 + 11)
    with refused("这件没有特别程序在停表，不用恢复。"):
        actions.resume(again(case, head), by=head, at=on(2024, 3, 28))
    with refused("要求补充的材料还没有交来，不能准予。"):
        actions.decide(again(case, head), by=head, at=on(2024, 3, 28), verdict="approved")
    actions.decide(again(case, head), by=head, at=on(2024, 3, 28), **said)
    assert Case.objects.get(pk=case.pk).verdict == "denied"


def test_what_ends_while_its_clock_stands_stands_no_more():
    case, helper = at_the_department(), seat(WINDOW)
    stopped(case, on(2024, 3, 20))

    actions.withdraw(again(case, helper), by=helper, at=on(2024, 3, 22), reason="不办了。")

    ended = Case.objects.get(pk=case.pk)
    assert (ended.paused_since, ended.procedures, ended.ended_day) == (None, 0, date(2024, 3, 22))
    assert Pause.objects.get().ended_day == date(2024, 3, 22)


def test_the_button_to_pause_goes_with_the_statutory_day():
    case, approver = at_the_department(), seat(APPROVER)

    drawn = [
        "pause" in {m.verb for m in queries.open_moves(again(case, approver), approver, on(2024, 4, d))}
        for d in (9, 10)
    ]

    assert drawn == [True, False]


def corrected_calendar(day: date, kind: str, at: datetime) -> Event:
    """The city learns that a day is another than its calendar said."""
    with (DATA / "calendar.csv").open(encoding="utf-8", newline="") as table:
        rows = [
            row for row in csv.DictReader(table) if row["day"][:4] == str(day.year) and row["day"] != day.isoformat()
        ]
    rows.append({"day": day.isoformat(), "kind": kind, "name": "更正", "source": "更正"})
    place_actions.put_calendar(rows, by=seat("d021"), at=at)
    return Event.objects.filter(name="places.calendar_year_loaded").latest("id")


def test_a_corrected_calendar_moves_open_days_by_events_and_leaves_the_others():
    window = seat(WINDOW)
    case, fresh = accepted(), taken_in(window, at=MONDAY)
    done = again(at_the_department(), seat(APPROVER))
    actions.decide(done, by=seat(APPROVER), at=MONDAY, verdict="approved")
    before = dues(done)

    event = corrected_calendar(date(2024, 3, 14), "rest", MONDAY + timedelta(hours=3))
    count_due_days(event, at=MONDAY + timedelta(hours=3))
    count_due_days(event, at=MONDAY + timedelta(hours=4))

    assert dues(case) == (date(2024, 3, 26), date(2024, 4, 10))
    assert Case.objects.get(pk=fresh.pk).notify_due == date(2024, 3, 19)
    assert dues(done) == before
    assert facts_of(case)[-1] is DueMoved
    assert facts_of(case).count(DueMoved) == 1
    assert facts_of(fresh)[-1] is NoticeDaysMoved


def test_a_corrected_calendar_moves_what_the_applicant_promised_and_was_asked_for():
    window, back = seat(WINDOW), seat("d006")
    case = actions.accept(taken_in(window), by=window, at=MONDAY)
    key = case.materials.order_by("position").first().key
    actions.ask_more(again(case, back), by=back, at=MONDAY, materials=[key], reason="看不清。")
    lesser = taken_in(
        window, "gaoling-jintie", answers={"who": "self", "moved": "yes", "card": "has"}, lacking=("stop-proof",)
    )
    actions.accept_lacking(again(lesser, window), by=window, at=MONDAY, promise="本人承诺后补。")
    before = Case.objects.get(pk=lesser.pk).tolerance_due

    count_due_days(
        corrected_calendar(date(2024, 3, 14), "rest", MONDAY + timedelta(hours=3)), at=MONDAY + timedelta(hours=3)
    )

    later = places.calendar().add_workdays(before, 1)
    assert (
        Case.objects.get(pk=lesser.pk).tolerance_due == lesser.tolerance.__class__.objects.get(case=lesser).due == later
    )
    assert case.requests.get().due == date(2024, 3, 26)
    assert [fact_of(event).about for event in Event.objects.filter(name=SupplyDayMoved.name).order_by("id")] == [
        "request",
        "tolerance",
    ]


def test_what_is_late_is_not_made_punctual_by_asking_for_papers_and_begins_anew_only_once():
    window, back = seat(WINDOW), seat("d006")
    case = actions.accept(taken_in(window, "jumin-yibao-canbao"), by=window, at=MONDAY)
    key = case.materials.order_by("position").first().key

    for asked, brought in (
        ((2024, 3, 12), (2024, 3, 13)),
        ((2024, 3, 14), (2024, 3, 15)),
        ((2024, 8, 1), (2024, 8, 1)),
    ):
        actions.ask_more(again(case, back), by=back, at=on(*asked), materials=[key], reason="看不清。")
        actions.bring_more(again(case, window), by=window, at=on(*brought))

    assert list(case.requests.order_by("id").values_list("clock", flat=True)) == ["restart", "runs", "runs"]
    assert dues(case) == (date(2024, 3, 14), date(2024, 3, 20))


def test_a_procedure_is_left_out_only_as_long_as_the_applicant_was_told():
    case, other = at_the_department(), at_the_department()
    stopped(case, on(2024, 3, 20))
    stopped(other, on(2024, 3, 20))

    assert [duties.end_procedures(at=on(2024, 3, day)) for day in (27, 28, 28)] == [0, 2, 0]
    assert dues(case) == dues(other) == (date(2024, 4, 1), date(2024, 4, 16))
    stretch = case.pauses.get()
    assert (stretch.started_day, stretch.ended_day) == (date(2024, 3, 20), date(2024, 3, 27))


def test_an_extension_asked_for_after_the_promised_day_leaves_the_promise_broken():
    case, head = at_the_department(), seat(HEAD)
    extension(case, on(2024, 3, 26))
    actions.extend(again(case, head), by=head, at=on(2024, 3, 26))

    assert dues(case) == (date(2024, 3, 25), date(2024, 4, 23))
