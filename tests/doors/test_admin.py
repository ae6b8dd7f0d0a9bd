"""The administrators' door: accounts, seats, first passwords, authenticators, failed deliveries, who looked at whom."""

import re

import pytest
from django.test import Client

from jinban.kit.clock import CHINA, legal_day, now
from jinban.kit.deliveries import Delivery
from jinban.kit.models import DutyRun, Event
from jinban.people import actions, queries
from jinban.people.models import Seat, Staff
from tests.doors.desk import at_desk
from tests.play import AUDITOR, HELPER, SECADMIN, SYSADMIN, WINDOW, person, seat
from tests.world import queries_of

pytestmark = pytest.mark.usefixtures("city")

PAGES = ("/admin/", "/admin/new", "/admin/staff/d004", "/admin/deliveries", "/admin/looks", "/admin/chain")


def failed_delivery() -> Delivery:
    return Delivery.objects.create(
        event=Event.objects.order_by("id").first(),
        reaction="cases.set_dates",
        state="failed",
        due_at=now(),
        tries=7,
        error="KeyError，在 cases/dates.py 第 12 行",
    )


@pytest.mark.parametrize(
    ("work_no", "found"),
    [
        (SYSADMIN, (200, 200, 200, 200, 404, 404)),
        (SECADMIN, (200, 404, 200, 404, 200, 200)),
        (AUDITOR, (200, 404, 200, 200, 200, 200)),
        (WINDOW, (404, 404, 404, 404, 404, 404)),
        (HELPER, (404, 404, 404, 404, 404, 404)),
    ],
)
def test_each_post_enters_only_what_the_grid_permits(work_no, found):
    client = at_desk(work_no)

    assert tuple(client.get(page).status_code for page in PAGES) == found


def test_a_visitor_is_sent_to_sign_in_and_back():
    answer = Client().get("/admin/new")

    assert answer["Location"] == "/staff/sign-in?next=%2Fadmin%2Fnew"


def test_a_new_account_shows_its_first_password_once():
    client = at_desk(SYSADMIN)

    answer = client.post("/admin/new", {"work_no": "w200", "name": "余新来"})

    password = re.search(r"<b>(\w{4}-\w{4}-\w{4})</b>", answer.content.decode())[1]
    staff = Staff.objects.get(work_no="w200")
    assert staff.check_password(password)
    assert staff.must_change_password
    assert password not in client.get("/admin/staff/w200").content.decode()


def test_a_work_number_is_given_once_and_the_form_keeps_what_was_typed():
    answer = at_desk(SYSADMIN).post("/admin/new", {"work_no": WINDOW, "name": "余新来"})

    assert answer.status_code == 422
    assert "工号d004已经有账号了。" in answer.content.decode()
    assert 'value="余新来"' in answer.content.decode()


def test_a_seat_is_opened_by_town_and_village():
    client = at_desk(SYSADMIN)

    answer = client.post("/admin/staff/d004/seats", {"role": "village_helper", "site": "陈贵镇 南山村"})

    assert answer.status_code == 302
    assert Seat.objects.get(staff__work_no=WINDOW, role="village_helper").site_id == "S420281108215"


def test_a_seat_of_a_department_is_opened_by_its_name_in_the_list():
    client = at_desk(SYSADMIN)

    opened = client.post("/admin/staff/d004/seats", {"role": "dept_approver", "department": "minzheng"})
    without = client.post("/admin/staff/d004/seats", {"role": "dept_approver"})

    assert (opened.status_code, without.status_code) == (302, 422)
    assert Seat.objects.get(staff__work_no=WINDOW, role="dept_approver").department_id == "minzheng"
    assert "部门审批要坐在一个部门，请选部门，不选站点。" in without.content.decode()


def test_a_village_name_that_occurs_twice_is_asked_back():
    answer = at_desk(SYSADMIN).post("/admin/staff/d004/seats", {"role": "village_helper", "site": "南山村"})

    assert answer.status_code == 422
    assert "有2个，请写全：殷祖镇 南山村便民服务站、陈贵镇 南山村便民服务站。" in answer.content.decode()


def test_the_three_administrators_are_never_one_person():
    answer = at_desk(SYSADMIN).post("/admin/staff/d023/seats", {"role": "sysadmin"})

    assert answer.status_code == 422
    assert "系统管理员、安全管理员、监察审计不能是同一个人" in answer.content.decode()
    assert not Seat.objects.filter(staff__work_no=AUDITOR, role="sysadmin").exists()


def test_a_seat_is_closed_at_once_and_only_once():
    client, closed = at_desk(SYSADMIN), seat(WINDOW).id

    first = client.post(f"/admin/seats/{closed}/close")
    again = client.post(f"/admin/seats/{closed}/close")

    assert (first.status_code, again.status_code) == (302, 409)
    assert "这个岗位已经停用了。" in again.content.decode()


def test_nobody_closes_the_seat_he_sits_on():
    answer = at_desk(SYSADMIN).post(f"/admin/seats/{seat(SYSADMIN).id}/close")

    assert answer.status_code == 409


def test_a_first_password_and_a_reset_are_in_the_history():
    client = at_desk(SYSADMIN)

    client.post("/admin/staff/d004/password")
    client.post("/admin/staff/d004/authenticator")

    staff = Staff.objects.get(work_no=WINDOW)
    happened = [(one.what, one.who) for one in queries.account_history(staff)][:2]
    assert happened == [("重置验证器", "系统管理员 席管理"), ("发初始密码", "系统管理员 席管理")]
    assert not queries.has_totp(staff)


def test_who_may_only_look_cannot_do():
    client = at_desk(SECADMIN)

    answers = [
        client.post("/admin/staff/d004/password"),
        client.post("/admin/staff/d004/authenticator"),
        client.post(f"/admin/seats/{seat(WINDOW).id}/close"),
        client.post("/admin/staff/d004/seats", {"role": "sysadmin"}),
        client.post("/admin/duties/1/retry"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 5


def test_a_failed_delivery_is_listed_and_tried_again_by_hand():
    delivery, client = failed_delivery(), at_desk(SYSADMIN)

    listed = client.get("/admin/deliveries").content.decode()
    client.post(f"/admin/deliveries/{delivery.pk}/retry")
    again = client.post(f"/admin/deliveries/{delivery.pk}/retry", follow=True)

    delivery.refresh_from_db()
    assert "cases.set_dates" in listed
    assert (delivery.state, delivery.tries) == ("due", 0)
    assert f"{delivery.pk}号已经不在失败清单里，不用再投。" in again.content.decode()


def duty_run(duty: str, label: str, **changes: object) -> DutyRun:
    day = legal_day(now()).isoformat()
    return DutyRun.objects.create(duty=duty, label=label, period=day, due_at=now(), **changes)


def test_the_duties_of_the_clock_are_listed_and_one_that_failed_is_done_again_by_hand():
    fault = "KeyError，在 cases/duties.py 第 12 行"
    done = duty_run("cases.remind", "催补正", state="done", finished_at=now(), tries=1, things=4)
    failed = duty_run("cases.lapse", "到期退件", state="failed", tries=7, error=fault)
    client = at_desk(SYSADMIN)

    listed = client.get("/admin/deliveries").content.decode()
    seen = at_desk(AUDITOR).get("/admin/deliveries").content.decode()
    client.post(f"/admin/duties/{failed.pk}/retry")
    again = [client.post(f"/admin/duties/{row.pk}/retry", follow=True).content.decode() for row in (failed, done)]

    failed.refresh_from_db()
    rows = [re.sub(r"<[^>]+>", " ", row).split() for row in re.findall(r"<tr><th scope=\"row\">.*?</tr>", listed)]
    today = f"{now().astimezone(CHINA):%Y年%-m月%-d日}"
    assert rows == [
        ["到期退件", "还没做过", "没做成", "0", *fault.split()[:-1], "行（试了7次）", "马上重做", "到期退件"],
        ["催补正", today, "4", "—", "—"],
    ]
    assert "/admin/duties/" not in seen
    assert (failed.state, failed.tries) == ("due", 0)
    assert ["这项日课已经做完或者正在做，不用重做。" in page for page in again] == [True, True]


def test_who_looked_at_a_number_stands_in_the_list():
    applicant = person()
    actions.unmask(applicant, "number", case_id=7, by=seat(WINDOW), at=now())

    page = at_desk(AUDITOR).get("/admin/looks").content.decode()

    assert "陈一窗" in page
    assert "证件号码" in page
    assert queries.clear_number(applicant) not in page


def test_unknown_people_and_seats_are_not_found():
    client = at_desk(SYSADMIN)

    answers = [
        client.get("/admin/staff/nobody"),
        client.post("/admin/seats/999999/close"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 2


def test_the_list_of_seats_asks_as_often_for_many_as_for_few():
    client = at_desk(SYSADMIN)
    few = queries_of(lambda: client.get("/admin/", {"role": "sysadmin"}))

    many = queries_of(lambda: client.get("/admin/"))

    assert many == few


def test_a_page_of_seats_turns_by_key():
    client = at_desk(SYSADMIN)
    window, today = Staff.objects.get(work_no=WINDOW), legal_day(now())
    Seat.objects.bulk_create(
        Seat(staff=window, role="dept_head", department_id="minzheng", valid_from=today, valid_to=today)
        for _ in range(60)
    )

    first = client.get("/admin/").context["page"]
    second = client.get("/admin/" + first.older).context["page"]
    back = client.get("/admin/" + second.newer).context["page"]

    assert len(first.rows) == 50
    assert [one.pk for one in back.rows] == [one.pk for one in first.rows]
    assert first.rows[-1].pk > second.rows[0].pk
