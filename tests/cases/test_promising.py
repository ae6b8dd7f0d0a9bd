"""What is done on somebody's word: 容缺受理 with its own deadline, 告知承诺 with its check afterwards."""

from datetime import date, datetime

import pytest

from jinban.cases import actions, duties, queries
from jinban.cases.events import (
    AcceptedTolerantly,
    Decided,
    Delivered,
    LackSupplied,
    PledgeChecked,
    Pledged,
    Reminded,
    ToleranceLapsed,
)
from jinban.cases.models import Case, Handover
from jinban.kit.events import fact_of, history
from tests.cases.lawful import HANDED, changed, lacking, now, on
from tests.play import (
    APPROVER,
    BACK,
    CARD,
    DAY,
    MONDAY,
    RELIEF,
    SERVICE,
    TOWN_HEAD,
    WINDOW,
    accepted,
    handed_over,
    person,
    seat,
    taken_in,
)
from tests.world import facts_of, refused

pytestmark = pytest.mark.usefixtures("city")
ELDERS, ABROAD = "gaoling-jintie", "yidi-changqi-juzhu"
MOVED = {"who": "self", "moved": "yes", "card": "has"}
LIVES_THERE = {"who": "self", "proof": "pledge"}
ACCIDENT = {"who": "self", "trouble": "accident", "relief": "no"}
STOP, PROOF, NOTE = "stop-proof", "accident-proof", "pledge"


def elder(*more: str, at: datetime = MONDAY) -> Case:
    """Somebody who moved here from elsewhere and has not brought the paper of his old home, nor these."""
    return taken_in(seat(WINDOW), ELDERS, answers=MOVED, lacking=(STOP, *more), at=at)


def tolerated(case: Case, at: datetime = MONDAY) -> Case:
    return actions.accept_lacking(now(case), by=seat(WINDOW), at=at, promise="本人承诺补交原户籍地的说明。")


def promised(applicant: int = 0) -> Case:
    """Somebody who gives his word that he lives elsewhere; decided on the spot."""
    window = seat(WINDOW)
    who = {"applicant": applicant} if applicant else {}
    case = taken_in(window, ABROAD, answers=LIVES_THERE, lacking=(NOTE,), **who)
    actions.pledge(now(case), by=window, at=MONDAY, promise="本人承诺长期在备案地居住。")
    return actions.conclude(now(case), by=window, at=MONDAY)


def checked(case: Case, outcome: str, at: datetime = MONDAY + 10 * DAY) -> Case:
    return actions.check_pledge(now(case), by=seat(WINDOW), at=at, outcome=outcome, finding="电话核实过。")


# 容缺受理


def test_only_lesser_papers_may_lack_and_only_on_a_written_promise():
    window = seat(WINDOW)
    whole, both, lesser = taken_in(window, ELDERS, answers=MOVED), elder("bank"), elder()

    with refused("材料都齐了，直接受理，不用容缺。"):
        tolerated(whole)
    with refused("还缺1样材料，不能受理。请一次告知申请人补齐。"):
        tolerated(both)
    with refused("还缺1样可以后补的材料。申请人书面承诺后补的，请办容缺受理。"):
        actions.accept(now(lesser), by=window, at=MONDAY)
    with refused("请写明申请人的书面承诺。"):
        actions.accept_lacking(now(lesser), by=window, at=MONDAY, promise=" ")
    tolerated(lesser)

    assert facts_of(lesser)[-1] is AcceptedTolerantly
    assert lesser.tolerance.promise.body == "本人承诺补交原户籍地的说明。"


def test_the_papers_come_by_a_day_of_the_item_or_of_the_city():
    mine = tolerated(elder())
    theirs = tolerated(taken_in(seat(WINDOW), RELIEF, answers=ACCIDENT, lacking=(PROOF,)))

    assert (mine.tolerance_due, mine.tolerance.due) == (date(2024, 4, 1), date(2024, 4, 1))
    assert theirs.tolerance_due == date(2024, 3, 25)
    told = fact_of(history(mine).last())
    assert (told.due, told.promised_due, told.legal_due) == (date(2024, 4, 1), mine.promised_due, mine.legal_due)


def test_a_promise_without_its_day_is_not_taken():
    late = on(2026, 12, 28)
    case = elder(at=late)

    with refused("没有2027年的工作日历，不能推算到期日。请先装入2027年放假安排。"):
        tolerated(case, late)

    assert (now(case).stage, case.notes.count()) == ("received", 0)


def to_decide() -> Case:
    case = tolerated(elder())
    return actions.check(now(case), by=seat(BACK), at=MONDAY, advice="grant", opinion="年满八十。")


def test_what_is_still_promised_is_not_granted_but_may_be_denied():
    granted, denied, head = to_decide(), to_decide(), seat(TOWN_HEAD)

    with refused("容缺的材料还没有补齐，不能准予。"):
        actions.decide(now(granted), by=head, at=MONDAY + DAY, verdict="approved")
    actions.decide(
        now(denied), by=head, at=MONDAY + DAY, verdict="denied", reason="不满八十。", remedies="六十日内复议。"
    )
    actions.supply_lacking(now(granted), by=seat(WINDOW), at=MONDAY + DAY, papers={STOP: HANDED})
    actions.decide(now(granted), by=head, at=MONDAY + DAY, verdict="approved")

    assert [now(case).verdict for case in (granted, denied)] == ["approved", "denied"]


def test_part_of_what_was_promised_leaves_the_rest_and_all_of_it_keeps_the_promise():
    window = seat(WINDOW)
    with_two = elder()
    with_two.materials.filter(key="bank").update(state="missing", required=False, deferrable=True)
    Case.objects.filter(pk=with_two.pk).update(deferred=2)
    tolerated(with_two)

    with refused("材料“id-card”不是容缺要补的。"):
        actions.supply_lacking(now(with_two), by=window, at=MONDAY + DAY, papers={"id-card": HANDED})
    with refused("一样材料都没有收到，请选收到了哪几样。"):
        actions.supply_lacking(now(with_two), by=window, at=MONDAY + DAY, papers={})
    actions.supply_lacking(now(with_two), by=window, at=MONDAY + DAY, papers={"bank": HANDED})
    part = now(with_two)
    assert (part.deferred, part.tolerance_due, part.tolerance.met_at) == (1, date(2024, 4, 1), None)
    actions.supply_lacking(now(with_two), by=window, at=MONDAY + 2 * DAY, papers={STOP: HANDED})
    whole = now(with_two)

    assert (whole.deferred, whole.tolerance_due, whole.tolerance.met_at) == (0, None, MONDAY + 2 * DAY)
    assert [fact_of(event).left for event in history(whole) if event.name == LackSupplied.name] == [1, 0]


@pytest.mark.parametrize("way", ["asked", "corrected"])
def test_a_promised_paper_that_came_on_another_way_keeps_the_promise_too(way):
    window, back = seat(WINDOW), seat(BACK)
    case = tolerated(elder())

    if way == "asked":
        actions.ask_more(now(case), by=back, at=MONDAY + DAY, materials=[STOP], reason="请抓紧。")
        actions.bring_more(now(case), by=window, at=MONDAY + 2 * DAY)
    else:
        actions.correct(
            now(case),
            by=seat(SERVICE),
            at=MONDAY + 2 * DAY,
            field="material",
            key=STOP,
            to="handed",
            reason="早交了。",
        )

    assert (now(case).tolerance_due, lacking(case)) == (None, [])
    assert duties.lapse_tolerances(at=on(2024, 5, 6)) == 0


def test_who_promised_is_reminded_once_some_days_before():
    case = tolerated(elder())

    done = [duties.remind(at=on(2024, 3, day)) for day in (26, 27, 28, 29)]

    assert done == [0, 1, 0, 0]  # 04-01 is the third working day after 03-27
    assert facts_of(case).count(Reminded) == 1


def test_what_did_not_come_counts_as_withdrawn_the_day_after_and_comes_back_from_its_way():
    case, back = tolerated(elder()), seat(BACK)
    handed_over(now(case), seat(WINDOW), seat(APPROVER), MONDAY)
    actions.forward(now(case), by=seat(APPROVER), at=MONDAY + DAY, to=back.site)

    before = duties.lapse_tolerances(at=on(2024, 4, 1, 23))
    after = [duties.lapse_tolerances(at=on(2024, 4, 2, 0)), duties.lapse_tolerances(at=on(2024, 4, 2, 0))]

    ended = now(case)
    assert (before, after) == (0, [1, 0])
    assert (ended.stage, ended.ended_day, ended.next_site_id) == ("withdrawn", date(2024, 4, 2), None)
    assert (ended.tolerance_due, ended.tolerance.lapsed_at) == (None, on(2024, 4, 2, 0))
    assert Handover.objects.filter(case=case, receipted_at=None, recalled_at=None).count() == 0
    assert facts_of(case)[-1] is ToleranceLapsed


# 告知承诺


def test_a_pledge_is_for_items_that_allow_it():
    window = seat(WINDOW)
    case = taken_in(window, RELIEF, answers=ACCIDENT | {"trouble": "other"}, lacking=("situation-note",))

    with refused("这个事项不适用告知承诺，请按清单收材料。"):
        actions.pledge(now(case), by=window, at=MONDAY, promise="本人承诺。")

    assert "pledge" not in [move.verb for move in queries.open_moves(now(case), window, MONDAY)]


def test_a_pledge_waives_exactly_the_papers_that_the_item_lets_be_pledged():
    window = seat(WINDOW)
    case = elder("bank")

    actions.pledge(now(case), by=window, at=MONDAY, promise="本人承诺没有重复领取。")

    waived = case.materials.get(state="waived")
    assert (waived.key, waived.waiver, waived.trust, waived.checked_by_id) == (STOP, "pledged", "D", window.id)
    assert lacking(case) == ["bank"]
    assert fact_of(history(case).get(name=Pledged.name)).missing == 1
    with refused("还缺1样材料，不能受理。请一次告知申请人补齐。"):
        actions.conclude(now(case), by=window, at=MONDAY)
    with refused("这件已经书面承诺过了。"):
        actions.pledge(now(case), by=window, at=MONDAY, promise="再承诺一次。")


def test_even_a_promised_item_is_then_decided_on_the_spot_and_checked_in_time():
    window = seat(WINDOW)
    case = elder()
    assert case.instant is False
    with refused("这是承诺件，不能当场办结，请按步骤办理。"):
        actions.conclude(now(case), by=window, at=MONDAY)

    actions.pledge(now(case), by=window, at=MONDAY, promise="本人承诺没有重复领取。")
    actions.conclude(now(case), by=window, at=MONDAY)

    done = now(case)
    assert (done.stage, done.on_the_spot, done.pledge.check_due) == ("delivered", True, date(2024, 4, 23))
    assert facts_of(case)[-2:] == [Decided, Delivered]
    assert promised().pledge.check_due == date(2024, 5, 10)  # sixty natural days


@pytest.mark.parametrize(
    ("outcome", "revoked", "barred"),
    [("kept", None, False), ("rectified", None, True), ("revoked", date(2024, 3, 21), True)],
)
def test_the_word_is_checked_once_and_a_broken_one_bars_that_person_alone(outcome, revoked, barred):
    window, somebody = seat(WINDOW), person("余失信")
    case = promised(somebody.pk)

    with refused("请写明核查的情况。"):
        actions.check_pledge(now(case), by=window, at=MONDAY, outcome=outcome, finding="")
    checked(case, outcome)
    with refused("这件的承诺已经核查过了。"):
        checked(case, "kept")

    done = now(case)
    assert (done.pledge.outcome, done.pledge.checked_day, done.revoked_day) == (outcome, date(2024, 3, 21), revoked)
    assert facts_of(case)[-1] is PledgeChecked
    again = taken_in(window, ABROAD, answers=LIVES_THERE, lacking=(NOTE,), applicant=somebody.pk)
    other = taken_in(window, ABROAD, answers=LIVES_THERE, lacking=(NOTE,))
    assert [open_to_pledge(one) for one in (again, other)] == [not barred, True]


def open_to_pledge(case: Case) -> bool:
    window = seat(WINDOW)
    return "pledge" in [move.verb for move in queries.open_moves(now(case), window, MONDAY)]


def test_a_broken_word_bars_until_the_credit_is_restored():
    window, service, somebody = seat(WINDOW), seat(SERVICE), person("余失信")
    case = checked(promised(somebody.pk), "rectified")
    again = taken_in(window, ABROAD, answers=LIVES_THERE, lacking=(NOTE,), applicant=somebody.pk)
    sentence = "申请人以前的承诺核查不实，信用修复以前不能再用告知承诺。请按清单收材料。"

    with refused(sentence):
        actions.pledge(now(again), by=window, at=MONDAY, promise="本人承诺。")
    with refused("您不能修复信用，要由全市的政务服务管理来办。"):
        actions.restore(now(case), by=window, at=MONDAY, reason="已经整改。")
    actions.restore(now(case), by=service, at=MONDAY + 30 * DAY, reason="已经整改满一个月。")
    with refused("这件没有要修复的失信记录。"):
        actions.restore(now(case), by=service, at=MONDAY + 30 * DAY, reason="再修复一次。")

    assert open_to_pledge(again)


def test_nobody_makes_a_certificate_of_a_revoked_decision_nor_takes_it_up_again():
    window, head = seat(WINDOW), seat(TOWN_HEAD)
    changed(CARD, pledged="photo", pledge=now(promised()).item_version.said.way.pledge)
    case = taken_in(window, CARD)
    actions.pledge(now(case), by=window, at=MONDAY, promise="本人承诺。")
    actions.accept(now(case), by=window, at=MONDAY)
    actions.decide(now(case), by=window, at=MONDAY, verdict="approved")
    checked(case, "revoked", MONDAY + DAY)

    with refused("决定已经撤销，不能制证。"):
        actions.issue(now(case), by=window, at=MONDAY + DAY, paper="社会保障卡 1 张")
    with refused("决定已经撤销，不能重开。"):
        actions.reopen(now(case), by=head, at=MONDAY + DAY, reason="再看一次。")
    actions.deliver(now(case), by=window, at=MONDAY + DAY, way="post", receiver="撤销决定书，EMS 1")

    assert now(case).stage == "delivered"


def test_who_did_not_pledge_is_not_checked():
    case = accepted(ELDERS)
    actions.check(now(case), by=seat(BACK), at=MONDAY, advice="grant", opinion="年满八十。")
    actions.decide(now(case), by=seat(TOWN_HEAD), at=MONDAY, verdict="approved")

    with refused("这件没有用告知承诺，不用核查。"):
        checked(case, "kept")
