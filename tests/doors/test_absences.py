"""外出委托 at the doors: for oneself under 我的岗位, for others with the administrators."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine

from jinban.kit.clock import CHINA, legal_day
from jinban.people import actions
from jinban.people.models import Absence, Seat, Staff
from jinban.web.staff.seats import SEAT
from tests.doors.desk import at_desk
from tests.doors.test_sign_in import signed_in
from tests.play import AUDITOR, BACK, MONDAY, SYSADMIN, TOWN_HEAD, WINDOW, seat
from tests.world import queries_of

TODAY = legal_day(MONDAY)
TOMORROW = TODAY + timedelta(days=1)
SAID = {"first": f"{TODAY}", "last": f"{TOMORROW}", "deputy": BACK, "reason": "去省里开会。"}
POST = "/staff/post"


@pytest.fixture(autouse=True)
def _monday(city):
    with time_machine.travel(MONDAY, tick=False):
        yield


def own_seat(work_no: str) -> Seat:
    return Seat.objects.get(staff__work_no=work_no, acting_for=None)


def away() -> Absence:
    given = {"first": TODAY, "last": TOMORROW, "deputy": Staff.objects.get(work_no=BACK), "reason": "去省里开会。"}
    return actions.enter_absence(own_seat(TOWN_HEAD), **given, by=seat(SYSADMIN), at=MONDAY)


def test_an_officer_sends_himself_away_from_his_own_page_and_comes_back():
    client = at_desk(TOWN_HEAD)

    answer = client.post(POST, SAID, follow=True)
    absence = Absence.objects.get()
    shown = answer.content.decode()
    ended = client.post(f"/staff/absences/{absence.pk}/end", follow=True)

    assert "2024年3月11日到2024年3月12日由陈审核代理。" in shown
    assert '<span class="tag due">在外</span>' in shown
    assert "外出委托结束了，陈审核不再代理。" in ended.content.decode()
    assert "提前结束" in ended.content.decode()
    assert f"/staff/absences/{absence.pk}/end" not in ended.content.decode()


def test_the_page_offers_the_colleagues_of_the_office_and_nobody_else():
    page = at_desk(TOWN_HEAD).get(POST).content.decode()

    offered = re.findall(r'<option value="(d\d+)"', page)
    assert offered == ["d004", "d005", "d006", "d007"]
    assert 'name="deputy"' in at_desk("d020").get(POST).content.decode()


def test_what_is_wrong_with_an_absence_is_said_and_nothing_is_lost():
    client = at_desk(TOWN_HEAD)

    shape = client.post(POST, {**SAID, "deputy": "", "last": ""})
    rule = client.post(POST, {**SAID, "first": "2024-03-01"})
    unknown = at_desk("d020").post(POST, {**SAID, "deputy": "nobody"})

    assert (shape.status_code, rule.status_code, unknown.status_code) == (422, 409, 422)
    for answer, words in (
        (shape, "请选代理人"), (rule, "外出委托不能从过去的日子起"), (unknown, "没有这个工号，请核对。"),
    ):  # fmt: skip
        assert words in answer.content.decode()
        assert 'value="去省里开会。"' in answer.content.decode()
        assert "<title>错误：" in answer.content.decode()
    assert Absence.objects.count() == 0


def test_the_deputy_chooses_the_seat_at_sign_in_and_is_out_after_midnight_of_the_last_day():
    acting, minutes = away().acting, timedelta(minutes=1)
    midnight = datetime(2024, 3, 13, tzinfo=CHINA)

    with time_machine.travel(midnight - 10 * minutes, tick=False):
        client = signed_in(BACK)
        chooser = client.get("/staff/seat").content.decode()
        client.post("/staff/seat", {"seat": acting.pk})
        page = client.get("/office/").content.decode()
        own = client.get(POST).content.decode()
    with time_machine.travel(midnight + minutes, tick=False):
        after = client.get("/office/")

    assert "镇负责人（代陈镇长）" in chooser
    assert "陈贵镇便民服务中心，代理到3月12日" in chooser
    assert "镇负责人 · 陈审核（代陈镇长）" in page
    assert "这是代理的岗位，到期自己停。" in own
    assert (client.session[SEAT], after.status_code, after["Location"]) == (acting.pk, 302, "/staff/next")


def test_the_administrator_enters_and_ends_an_absence_for_somebody():
    client, head = at_desk(SYSADMIN), own_seat(TOWN_HEAD)
    there = f"/admin/seats/{head.pk}/absences"

    answer = client.post(there, SAID)
    absence = Absence.objects.get()
    listed = client.get(there).content.decode()
    ended = client.post(f"/admin/absences/{absence.pk}/end")

    assert (answer["Location"], ended["Location"]) == (there, there)
    assert "席管理" in listed
    assert there in client.get(f"/admin/staff/{TOWN_HEAD}").content.decode()
    assert "（代陈镇长）" in client.get(f"/admin/staff/{BACK}").content.decode()


def test_others_neither_see_nor_end_an_absence():
    absence, head = away(), own_seat(TOWN_HEAD)

    answers = [
        at_desk(WINDOW).get(f"/admin/seats/{head.pk}/absences"),
        at_desk(WINDOW).post(f"/staff/absences/{absence.pk}/end"),
        at_desk(AUDITOR).post(f"/admin/absences/{absence.pk}/end"),
        at_desk(AUDITOR).post(f"/admin/seats/{head.pk}/absences", SAID),
        at_desk(SYSADMIN).get("/admin/seats/999999/absences"),
        at_desk(SYSADMIN).post(f"/admin/seats/{absence.acting_id}/absences", SAID),
    ]
    watched = at_desk(AUDITOR).get(f"/admin/seats/{head.pk}/absences")

    assert [answer.status_code for answer in answers] == [404] * 6
    assert watched.status_code == 200
    assert "去省里开会。" in watched.content.decode()
    assert "<button" not in watched.content.decode().split("<main")[1]
    assert at_desk(AUDITOR).post(f"/staff/absences/{absence.pk}/end").status_code == 409


def test_the_page_asks_as_often_for_many_absences_as_for_one():
    away()
    client = at_desk(TOWN_HEAD)
    client.get(POST)
    few = queries_of(lambda: client.get(POST))

    for days in range(5, 15):
        day = TODAY + timedelta(days=days)
        actions.enter_absence(
            own_seat(TOWN_HEAD), first=day, last=day, deputy=Staff.objects.get(work_no=BACK), reason="开会。",
            by=seat(SYSADMIN), at=MONDAY,
        )  # fmt: skip

    assert queries_of(lambda: client.get(POST)) == few
