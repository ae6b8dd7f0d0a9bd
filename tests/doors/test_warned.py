"""超期提醒: each seat sees what it answers for, writes the reason once, and nothing of what lies with another window."""

import re
from datetime import UTC, datetime

import pytest
import time_machine

from jinban.cases import actions, duties, watching
from jinban.cases.models import Case
from jinban.people import actions as people
from jinban.people.models import Seat
from tests.doors.desk import at_desk
from tests.play import (
    APPROVER,
    BIRTH,
    HEAD,
    HELPER,
    HOUR,
    INSURE,
    MONDAY,
    OTHER_APPROVER,
    POLICE,
    SERVICE,
    SYSADMIN,
    WINDOW,
    again,
    at_the_department,
    seat,
    taken_in,
)  # fmt: skip

pytestmark = pytest.mark.usefixtures("city")
LATE = datetime(2024, 3, 26, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _late():
    with time_machine.travel(LATE, tick=False):
        yield


def words(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_a_late_case_is_on_the_queue_and_on_the_page_of_those_who_answer_for_it():
    at_the_department()
    duties.escalate(at=LATE)

    assert "超期提醒 1 条" in words(at_desk(APPROVER).get("/office/"))
    assert "临时救助对象认定" in words(at_desk(APPROVER).get("/office/warnings"))
    for other in (OTHER_APPROVER, SERVICE):
        assert "没有超期提醒" in words(at_desk(other).get("/office/warnings"))


def test_the_page_names_the_office_whatever_it_is_and_the_posts_that_nobody_held():
    department, village = at_the_department(), taken_in(seat(HELPER), INSURE)
    actions.accept(again(village, seat(HELPER)), by=seat(HELPER), at=MONDAY)
    Case.objects.update(promised_due=MONDAY.date(), legal_due=MONDAY.date())
    people.close_seat(Seat.objects.get(staff__work_no=HEAD), by=seat(SYSADMIN), at=MONDAY)
    for hours in (0, 24, 48):
        duties.escalate(at=LATE + hours * HOUR)

    page = words(at_desk(SERVICE).get("/office/warnings"))

    assert "超期提醒 2" in page
    assert all(office in page for office in ("市民政局", "陈贵镇 南山村便民服务站"))
    assert "没有人在岗，提醒没有人收到 1" in page
    assert "市民政局部门负责人" in page
    assert {row.case_id for row in watching.warnings(seat(SERVICE))} == {department.pk, village.pk}


def test_the_reason_is_asked_for_in_words_and_written_once():
    at_the_department()
    duties.escalate(at=LATE)
    row, client = watching.warnings(seat(APPROVER)).get(), at_desk(APPROVER)
    address = f"/office/warnings/{row.pk}"

    faulty = client.post(address, {f"{row.pk}-reason": " "})
    assert (faulty.status_code, "请填超期的原因，打算怎么办" in words(faulty)) == (422, True)
    assert at_desk(OTHER_APPROVER).post(address, {f"{row.pk}-reason": "等回函。"}).status_code == 404
    assert client.post(address, {f"{row.pk}-reason": "等外省回函。"})["Location"] == "/office/warnings"
    again_ = client.post(address, {f"{row.pk}-reason": "再说一次。"})
    assert (again_.status_code, "这条提醒已经说明过，或者已经收回了。" in words(again_)) == (409, True)
    assert "等外省回函。" in words(at_desk(HEAD).get("/office/warnings"))


def test_a_police_case_warns_the_police_window_alone():
    police = seat(POLICE)
    case = actions.accept(taken_in(police, BIRTH), by=police, at=MONDAY)
    Case.objects.filter(pk=case.pk).update(promised_due=MONDAY.date())
    duties.escalate(at=LATE)

    assert {who: watching.warnings(seat(who)).count() for who in (POLICE, WINDOW)} == {POLICE: 1, WINDOW: 0}


def test_a_promise_to_be_checked_is_listed_where_it_was_decided_until_it_was_checked():
    window = seat(WINDOW)
    given = {"who": "self", "moved": "yes", "card": "has"}
    case = taken_in(window, "gaoling-jintie", answers=given, lacking=("stop-proof",))
    actions.pledge(again(case, window), by=window, at=MONDAY, promise="本人承诺没有重复领取。")
    actions.conclude(again(case, window), by=window, at=MONDAY)

    assert "要核查的承诺 1" in words(at_desk(WINDOW).get("/office/warnings"))
    assert list(watching.pledges(seat(APPROVER))) == []
    actions.check_pledge(again(case, window), by=window, at=LATE, outcome="kept", finding="核对无误。")
    assert list(watching.pledges(window)) == []
