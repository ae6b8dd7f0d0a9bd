"""What the passing of time brings to cases: each thing on its day, once, and one bad case stops no other."""

from datetime import date, datetime

import pytest

from jinban.cases import actions, duties, queries
from jinban.cases.events import DeemedAccepted, GivenBack, Reminded
from jinban.cases.models import Case
from jinban.kit.events import fact_of, history
from jinban.kit.models import Event
from jinban.people.actors import CLOCK
from jinban.web import moves
from tests.cases.lawful import HANDED, now, on
from tests.play import BACK, CARD, DAY, HELPER, HOUSE, INSURE, MONDAY, RELIEF, WINDOW, seat, taken_in, told
from tests.world import facts_of, refused

pytestmark = pytest.mark.usefixtures("city")


def received(at: datetime, item: str = RELIEF, who: str = WINDOW, **changes: object) -> Case:
    return taken_in(seat(who), item, at=at, **changes)


# deemed acceptance: 行政许可法第32条第四项


@pytest.mark.parametrize(
    ("day", "last", "promised"),
    [
        # scenarios.md K4: the fifth working day is a Sunday worked in exchange.
        (date(2024, 4, 22), date(2024, 4, 28), date(2024, 5, 8)),
        # domain.md 1.6: over the Spring Festival; and a worked Saturday.
        (date(2024, 2, 7), date(2024, 2, 20), date(2024, 2, 27)),
        (date(2026, 2, 27), date(2026, 3, 5), date(2026, 3, 12)),
    ],
)
def test_what_nobody_answered_in_five_working_days_is_accepted_as_of_its_receipt(day, last, promised):
    case = received(on(day.year, day.month, day.day))

    on_the_last = duties.deem_accepted(at=on(last.year, last.month, last.day, 23))
    after = on(last.year, last.month, last.day, 24)
    done = [duties.deem_accepted(at=after), duties.deem_accepted(at=after)]

    deemed = now(case)
    assert (on_the_last, done) == (0, [1, 0])
    assert (deemed.stage, deemed.deemed, deemed.accepted_day, deemed.counts_from) == ("accepted", True, day, day)
    assert deemed.promised_due == promised
    fact = fact_of(history(case).last())
    assert (type(fact), fact.notify_due, fact.promised_due) == (DeemedAccepted, last, promised)
    assert history(case).last().by_kind == "clock"


def test_a_notice_is_then_refused_with_the_reason():
    case, window = received(on(2024, 4, 22), lacking=("id-card",)), seat(WINDOW)
    points = [actions.Point("id-card", "missing", "带原件来")]
    on_the_29th = on(2024, 4, 29)

    with refused("到2024年4月28日已经满5个工作日，没有告知补正，也没有作不予受理，依法视为已经受理，请办受理。"):
        actions.notify(now(case), by=window, at=on_the_29th, points=points)
    duties.deem_accepted(at=on_the_29th)
    sentence = (
        "到2024年4月28日已经满5个工作日没有告知，依法已经视为受理，不能再告知补正。要材料的，请办受理后要求补充。"
    )
    with refused(sentence):
        actions.notify(now(case), by=window, at=on_the_29th, points=points)
    with refused(sentence):
        moves.posted("notify", now(case), window, {}, at=on_the_29th)

    assert facts_of(case)[-1] is DeemedAccepted


def test_what_lacks_papers_is_deemed_accepted_too_but_not_granted_without_them():
    case, window, back = received(MONDAY, INSURE, lacking=("id-card",)), seat(WINDOW), seat(BACK)
    duties.deem_accepted(at=on(2024, 3, 19))

    with refused("还缺1样材料，不能准予。请要求申请人补充。"):
        actions.decide(now(case), by=window, at=on(2024, 3, 19), verdict="approved")
    actions.ask_more(now(case), by=back, at=on(2024, 3, 19), materials=["id-card"], reason="还没有交。")
    actions.bring_more(now(case), by=window, at=on(2024, 3, 20))
    actions.decide(now(case), by=window, at=on(2024, 3, 20), verdict="approved")

    assert now(case).verdict == "approved"


def test_after_a_supplement_it_counts_from_the_day_that_was_complete():
    window = seat(WINDOW)
    case = told(window)
    both = {"id-card": HANDED, "application": HANDED}
    actions.supply(now(case), by=window, at=on(2024, 3, 13), papers=both)

    done = [duties.deem_accepted(at=on(2024, 3, day)) for day in (19, 20, 21)]

    deemed = now(case)
    assert done == [0, 0, 1]  # five days from the 13th end on the 20th
    assert (deemed.received_day, deemed.accepted_day) == (date(2024, 3, 11), date(2024, 3, 13))


def test_what_is_on_its_way_or_lies_in_a_village_is_deemed_accepted_too_and_goes_on():
    helper, back = seat(HELPER), seat(BACK)
    coming, licence = received(MONDAY, who=HELPER), received(MONDAY, HOUSE, HELPER)
    actions.forward(now(coming), by=helper, at=MONDAY, to=back.site)

    assert duties.deem_accepted(at=on(2024, 3, 19)) == 2

    assert [now(case).stage for case in (coming, licence)] == ["accepted", "accepted"]
    actions.take_over(now(coming), by=back, at=on(2024, 3, 19))
    assert now(coming).holder_site_id == back.site
    assert [move.verb for move in queries.open_moves(now(licence), helper, on(2024, 3, 19))][:1] == ["forward"]


def test_who_was_told_or_refused_in_time_is_not_deemed_accepted():
    window = seat(WINDOW)
    told(window), actions.accept(received(MONDAY), by=window, at=MONDAY)

    assert duties.deem_accepted(at=on(2024, 3, 19)) == 0


# giving back


def test_papers_that_nobody_completed_go_back_the_day_after():
    window = seat(WINDOW)
    case, complete = told(window), told(window)
    both = {"id-card": HANDED, "application": HANDED}
    actions.supply(now(complete), by=window, at=on(2024, 3, 25), papers=both)

    before = duties.give_back(at=on(2024, 3, 25, 23))
    after = [duties.give_back(at=on(2024, 3, 26, 0)), duties.give_back(at=on(2024, 3, 26, 0))]

    back = now(case)
    assert (before, after) == (0, [1, 0])
    assert (back.stage, back.ended_day, facts_of(case)[-1]) == ("returned", date(2024, 3, 26), GivenBack)
    assert now(complete).stage == "received"


# reminding


def test_an_applicant_is_reminded_once_some_days_before_his_last():
    case = told(seat(WINDOW))

    done = [duties.remind(at=on(2024, 3, day)) for day in (18, 19, 20, 21, 22, 25)]

    assert done == [0, 0, 1, 0, 0, 0]  # the last day is 03-25, the third working day after 03-20
    assert fact_of(history(case).last()) == Reminded(about="notice", due=date(2024, 3, 25))


def test_a_reminder_that_was_missed_is_made_up_for_until_the_last_day():
    told(seat(WINDOW))

    assert duties.remind(at=on(2024, 3, 25, 23)) == 1
    assert duties.remind(at=on(2024, 3, 26)) == 0


def test_a_notice_after_one_that_was_withdrawn_is_reminded_of_anew():
    window = seat(WINDOW)
    case = told(window)
    duties.remind(at=on(2024, 3, 22))
    actions.withdraw_notice(now(case), by=window, at=on(2024, 3, 18), reason="写错了。")
    points = [actions.Point(key, "missing", "带来") for key in ("id-card", "application")]
    actions.notify(now(case), by=window, at=on(2024, 3, 18), points=points)

    assert [duties.remind(at=on(2024, 3, day)) for day in (22, 27, 28)] == [0, 1, 0]  # due 04-01


# faults


def test_one_bad_case_stops_no_other_and_is_seen(monkeypatch):
    first, bad, last = (received(MONDAY) for _ in range(3))
    deem, fault = actions.deem, ZeroDivisionError("张三")

    def stumbling(case: Case, **who: object) -> Case:
        if case.pk == bad.pk:
            case.notes.create(kind="reason", body="half done", at=MONDAY)
            raise fault
        return deem(case, **who)

    monkeypatch.setattr(actions, "deem", stumbling)
    with pytest.raises(ZeroDivisionError) as raised:
        duties.deem_accepted(at=on(2024, 3, 19))

    assert raised.value is fault
    assert [now(case).stage for case in (first, bad, last)] == ["accepted", "received", "accepted"]
    assert bad.notes.count() == 0


def test_what_somebody_did_meanwhile_is_no_fault(monkeypatch):
    case, other, window = received(MONDAY), received(MONDAY, CARD), seat(WINDOW)
    deem = actions.deem

    def slower(one: Case, **who: object) -> Case:
        if one.pk == case.pk:
            actions.accept(now(case), by=window, at=who["at"])
        return deem(one, **who)

    monkeypatch.setattr(actions, "deem", slower)
    before = Event.objects.count()

    assert duties.deem_accepted(at=on(2024, 3, 19)) == 1
    assert [now(one).deemed for one in (case, other)] == [False, True]
    assert Event.objects.count() == before + 1


def test_the_clock_does_nothing_early():
    window = seat(WINDOW)
    fresh, waiting = received(MONDAY), told(window)

    with refused("还没有过告知的期限，不能视为受理。"):
        actions.deem(now(fresh), by=CLOCK, at=MONDAY + DAY)
    with refused("补正期限到2024年3月25日，过了这天才能退件。"):
        actions.give_back(now(waiting), by=CLOCK, at=MONDAY + DAY)
    with refused("没有要提醒的，或者已经提醒过了。"):
        actions.remind(now(fresh), by=CLOCK, at=MONDAY + DAY)
