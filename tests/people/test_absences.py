"""An officer away has a deputy, who acts in his own name on a seat that says for whom."""

from datetime import timedelta

import pytest

from jinban.cases import actions as cases
from jinban.cases import queries as case_queries
from jinban.kit.clock import legal_day
from jinban.people import actions, queries
from jinban.people.actors import Actor
from jinban.people.events import AbsenceEnded, AbsenceEntered, SeatClosed, SeatOpened
from jinban.people.models import Absence, Seat, Staff
from jinban.people.queries import officers
from tests.play import (
    APPROVER,
    AUDITOR,
    BACK,
    DAY,
    HEAD,
    MONDAY,
    OTHER_APPROVER,
    SYSADMIN,
    TOWN_HEAD,
    WINDOW,
    accepted,
    again,
    seat,
)
from tests.world import facts_of, refused

pytestmark = pytest.mark.usefixtures("city")

TODAY = legal_day(MONDAY)
TWO_DAYS = TODAY + timedelta(days=1)
CENTRE = "C420281108000"


def own_seat(work_no: str) -> Seat:
    return Seat.objects.select_related("staff", "site", "department").get(staff__work_no=work_no, acting_for=None)


def staff(work_no: str) -> Staff:
    return Staff.objects.get(work_no=work_no)


def away(
    work_no: str = TOWN_HEAD, deputy: str = BACK, *, first=TODAY, last=TWO_DAYS, by: Actor | None = None
) -> Absence:
    """Somebody of the demo city is away and somebody else stands in; entered by himself unless somebody is named."""
    return actions.enter_absence(
        own_seat(work_no), first=first, last=last, deputy=staff(deputy), reason="去省里开会。",
        by=by or Actor.of_seat(own_seat(work_no)), at=MONDAY,
    )  # fmt: skip


def to_decide():
    """A case of which the town decides in its own name, checked and ready for its head."""
    case, back = accepted("gaoling-jintie"), Actor.of_seat(own_seat(BACK))
    return cases.check(again(case, back), by=back, at=MONDAY, advice="grant", opinion="年满八十。")


def test_the_deputy_of_the_head_decides_while_he_is_away_and_not_the_day_after():
    acting, case = away().acting, to_decide()
    back, deputy = Actor.of_seat(own_seat(BACK)), Actor.of_seat(acting)

    sat = [queries.seat_of(staff(BACK), acting.pk, TODAY + timedelta(days=days)) is not None for days in (-1, 0, 1, 2)]
    with refused("您不能作决定，要由办件所在处的镇负责人、办件所在处的公安专窗、办件所在处的部门审批等来办。"):
        cases.decide(again(case, back), by=back, at=MONDAY, verdict="approved")
    cases.decide(again(case, deputy), by=deputy, at=MONDAY, verdict="approved")

    assert sat == [False, True, True, False]
    assert again(case, deputy).stage == "closed"


def test_the_history_names_who_really_decided_and_for_whom():
    acting, case = away().acting, to_decide()

    cases.decide(again(case, Actor.of_seat(acting)), by=Actor.of_seat(acting), at=MONDAY, verdict="approved")

    lines = case_queries.history(case, queries.seats(case_queries.actors_in(case)))
    assert [line.who for line in lines[-2:]] == ["镇后台审核 陈审核", "镇负责人 陈审核（代陈镇长）"]


def test_an_absence_and_its_seat_are_in_the_events_without_a_word_of_the_reason():
    absence = away()

    assert facts_of(absence.seat) == [SeatOpened, AbsenceEntered]
    assert facts_of(absence.acting) == [SeatOpened]
    assert (absence.acting.valid_from, absence.acting.valid_to) == (TODAY, TWO_DAYS)


def test_who_is_back_early_ends_the_deputys_seat_at_once():
    absence, head = away(), Actor.of_seat(own_seat(TOWN_HEAD))

    actions.end_absence(absence, by=head, at=MONDAY)

    assert queries.seat_of(staff(BACK), absence.acting.pk, TODAY) is None
    assert facts_of(absence.acting) == [SeatOpened, SeatClosed]
    assert facts_of(absence.seat)[-1] is AbsenceEnded
    with refused("这次外出委托已经结束了，不用再撤销。"):
        actions.end_absence(absence, by=head, at=MONDAY)
    assert away().acting.staff == staff(BACK)


def test_what_is_over_is_not_ended_any_more():
    absence = away()

    with refused("这次外出委托已经结束了，不用再撤销。"):
        actions.end_absence(absence, by=seat(SYSADMIN), at=MONDAY + 2 * DAY)


def test_who_cannot_stand_in_is_refused_with_the_reason():
    elsewhere = "在这些天里不都在陈贵镇便民服务中心任职，请选本处在岗的同事。"
    for deputy, sentence in (
        (TOWN_HEAD, "不能委托本人，请另选一位。"),
        (OTHER_APPROVER, f"医审批{elsewhere}"),
    ):
        with refused(sentence):
            away(deputy=deputy)

    Staff.objects.filter(work_no=BACK).update(is_active=False)
    with refused(f"陈审核{elsewhere}"):
        away(deputy=BACK)
    Staff.objects.filter(work_no=BACK).update(is_active=True)
    Seat.objects.filter(staff__work_no=BACK).update(valid_to=TODAY)
    with refused(f"陈审核{elsewhere}"):
        away(deputy=BACK)
    assert Absence.objects.count() == 0


def test_who_watches_or_keeps_the_accounts_stands_in_for_nobody_at_cases():
    with refused("监察审计不能同时办件，这个人不能再开本级政府负责人。"):
        away("d020", AUDITOR)
    with refused("系统管理员、安全管理员、监察审计不能是同一个人，这个人已经是系统管理员。"):
        away(AUDITOR, SYSADMIN)
    with refused("监察审计不能同时办件，这个人已经是镇综合窗口。"):
        away(AUDITOR, WINDOW)

    assert away("d020", "d022").acting.staff == staff("d022")


def test_the_days_of_an_absence():
    yesterday, far = TODAY - timedelta(days=1), TODAY + timedelta(days=180)
    for first, last, sentence in (
        (yesterday, TODAY, "外出委托不能从过去的日子起，请从今天或者以后的日子起。"),
        (TWO_DAYS, TODAY, "外出的最后一天不能早于第一天。"),
        (TODAY, far, "外出委托最长180天，现在是181天。更长的请系统管理员另开岗位。"),
    ):
        with refused(sentence):
            away(first=first, last=last)
    assert away(last=far - timedelta(days=1)).last == far - timedelta(days=1)

    Seat.objects.filter(staff__work_no=HEAD).update(valid_to=TODAY)
    with refused("这个岗位到2024年3月11日止，外出委托不能更晚。"):
        away(HEAD, APPROVER)


def test_absences_from_one_seat_do_not_overlap_and_a_deputy_is_there_himself():
    later = {"first": TODAY + timedelta(days=3), "last": TODAY + timedelta(days=4)}
    away()

    with refused("这个岗位2024年3月11日到2024年3月12日已经有外出委托，请改日子，或者先撤销那一次。"):
        away(deputy=WINDOW, first=TWO_DAYS, last=later["last"])
    with refused("陈审核那几天代理着陈镇长的镇负责人，请先改由别人代理。"):
        away(BACK, WINDOW)
    away(WINDOW, "d005", **later)
    with refused("陈一窗那几天自己也外出，请委托别人。"):
        away(deputy=WINDOW, **later)


def test_a_deputys_seat_is_not_handed_on():
    acting = away().acting

    with refused("代理的岗位和停用的岗位不能再委托别人，请到本人的岗位上办。"):
        actions.enter_absence(
            acting,
            first=TODAY,
            last=TODAY,
            deputy=staff(WINDOW),
            reason="也走了。",
            by=Actor.of_seat(acting),
            at=MONDAY,
        )


def test_only_oneself_and_the_system_administrator_enter_and_end_an_absence():
    sentence = "外出委托由本人或者系统管理员来办。"
    with refused(sentence):
        away(by=Actor.of_seat(own_seat(WINDOW)))
    absence = away(by=seat(SYSADMIN))

    with refused(sentence):
        actions.end_absence(absence, by=Actor.of_seat(own_seat(BACK)), at=MONDAY)
    actions.end_absence(absence, by=seat(SYSADMIN), at=MONDAY)

    assert Absence.objects.get().cancelled_at == MONDAY


def test_an_administrator_makes_himself_nobodys_deputy():
    other = actions.register_staff(work_no="s2", name="柯管理", by=seat(SYSADMIN), at=MONDAY)[0]
    actions.open_seat(other, role="sysadmin", by=seat(SYSADMIN), at=MONDAY)

    with refused("不能让自己代理别人的岗位，请别的系统管理员来办。"):
        away("s2", SYSADMIN, by=seat(SYSADMIN))


def test_an_absence_needs_its_reason_in_few_words():
    for reason, sentence in ((" ", "请写明外出的原因。"), ("会" * 201, "原因最多写200个字，现在有201个字。")):
        with refused(sentence):
            actions.enter_absence(
                own_seat(TOWN_HEAD), first=TODAY, last=TODAY, deputy=staff(BACK), reason=reason, by=seat(TOWN_HEAD), at=MONDAY
            )  # fmt: skip


def test_a_deputys_seat_ends_with_the_seats_it_rests_on():
    for closed in (TOWN_HEAD, BACK):
        absence = away()
        actions.close_seat(own_seat(closed), by=seat(SYSADMIN), at=MONDAY)
        absence.refresh_from_db()

        assert absence.cancelled_at == MONDAY
        assert queries.seat_of(staff(BACK), absence.acting_id, TODAY) is None
        Seat.objects.filter(pk=own_seat(closed).pk).update(closed_at=None, valid_to=None)

    absence = away()
    actions.close_seat(absence.acting, by=seat(SYSADMIN), at=MONDAY)

    assert facts_of(absence.seat)[-1] is AbsenceEnded


def test_the_officers_of_a_day_are_those_who_are_there_and_the_deputies_of_those_who_are_not():
    def heads(days: int) -> list[str]:
        day = TODAY + timedelta(days=days)
        return [one.officer for one in officers("dept_head", department="minzheng", day=day)]

    absence = away(HEAD, APPROVER, last=TODAY)
    assert (heads(0), heads(1)) == (["部门负责人 民审批（代民局长）"], ["部门负责人 民局长"])
    assert queries.deputies(own_seat(HEAD), TODAY) == [absence.acting]
    assert queries.deputies(own_seat(HEAD), TWO_DAYS) == []

    actions.end_absence(absence, by=seat(SYSADMIN), at=MONDAY)
    assert heads(0) == ["部门负责人 民局长"]
    actions.close_seat(own_seat(HEAD), by=seat(SYSADMIN), at=MONDAY)
    assert heads(0) == []
    assert [one.staff.work_no for one in officers("town_head", site=CENTRE, day=TODAY)] == [TOWN_HEAD]


def test_the_citys_data_opens_the_post_that_somebody_only_stands_in_for():
    away(HEAD, APPROVER)
    row = {
        "work_no": APPROVER,
        "name": "民审批",
        "role": "dept_head",
        "site": "",
        "department": "minzheng",
        "demo": "1",
    }

    put = actions.put_staff([row], by=seat(SYSADMIN), at=MONDAY)

    assert [(one.acting_for, one.valid_to) for one in put.added] == [(None, None)]
