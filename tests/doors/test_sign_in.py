"""Signing in: both factors, the lock after five wrong tries, the idle end, the first sign-in, the seat."""

import time
from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessAttempt
from django.test import Client

from jinban.kit.clock import now
from jinban.kit.marks import Mark
from jinban.kit.models import Event
from jinban.people import actions, queries, totp
from jinban.people.actions import DEMO_PASSWORD
from jinban.people.actors import Actor
from jinban.people.models import Seat, Staff
from jinban.places.queries import site
from jinban.web.staff.signing_in import IDLE_SENTENCE, OUTSIDE_SENTENCE
from tests.play import SYSADMIN, WINDOW, seat

pytestmark = pytest.mark.usefixtures("city")

SIGN_IN, CODE, DESK = "/staff/sign-in", "/staff/code", "/counter/"


def code_of(work_no: str, later: int = 0) -> str:
    staff = Staff.objects.get(work_no=work_no)
    number = max(totp.counter(now()), staff.code_spent + 1)
    return totp.code(queries.totp_secret(staff), number + later)


def give_password(client: Client, work_no: str = WINDOW, password: str = DEMO_PASSWORD):
    return client.post(SIGN_IN, {"login": work_no, "password": password})


def signed_in(work_no: str = WINDOW) -> Client:
    client = Client()
    give_password(client, work_no)
    client.post(CODE, {"code": code_of(work_no)})
    client.get("/staff/next")
    return client


def test_password_and_code_lead_to_the_desk_of_the_one_seat():
    client = Client()

    password = give_password(client)
    code = client.post(CODE, {"code": code_of(WINDOW)})
    after = client.get("/staff/next")

    assert [(answer.status_code, answer["Location"]) for answer in (password, code, after)] == [
        (302, CODE),
        (302, "/staff/next"),
        (302, DESK),
    ]
    assert client.session["seat"] == seat(WINDOW).id
    assert Event.objects.filter(name="people.seat_taken", by_id=seat(WINDOW).id).count() == 1


def test_the_password_alone_opens_nothing():
    client = Client()

    give_password(client)

    assert client.get("/staff/next")["Location"] == SIGN_IN
    assert client.get("/staff/password").status_code == 302
    assert "seat" not in client.session


def test_who_gave_a_password_may_begin_anew_as_somebody_else():
    client = Client()
    give_password(client)

    again = client.get(SIGN_IN)

    assert again.status_code == 200
    assert client.get(CODE)["Location"] == SIGN_IN


def test_a_wrong_password_is_answered_with_422_and_the_tries_left():
    answer = give_password(Client(), password="falsch-falsch")

    assert answer.status_code == 422
    assert "工号或密码不对，还可以试4次。" in answer.content.decode()


def test_an_unknown_work_number_is_answered_as_a_wrong_password():
    unknown = give_password(Client(), work_no="x999")

    assert unknown.status_code == 422
    assert "工号或密码不对，还可以试4次。" in unknown.content.decode()


def test_five_wrong_tries_lock_the_account_and_the_page_says_until_when():
    client = Client()

    answers = [give_password(client, password="falsch-falsch") for _ in range(5)]
    right = give_password(client)

    assert [answer.status_code for answer in answers] == [422, 422, 422, 422, 429]
    assert right.status_code == 429
    assert "连续5次没有登录成功，账号锁到" in right.content.decode()


def test_the_lock_ends_after_a_quarter_of_an_hour():
    client = Client()
    for _ in range(5):
        give_password(client, password="falsch-falsch")

    AccessAttempt.objects.update(attempt_time=now() - timedelta(minutes=15, seconds=1))

    assert give_password(client)["Location"] == CODE


def test_wrong_codes_count_as_wrong_passwords():
    client = Client()
    give_password(client)

    answers = [client.post(CODE, {"code": "000000"}) for _ in range(5)]

    assert [answer.status_code for answer in answers] == [422, 422, 422, 422, 429]
    assert client.post(CODE, {"code": code_of(WINDOW)}).status_code == 429


def test_a_code_works_once():
    code = code_of(WINDOW)
    first, second = Client(), Client()
    give_password(first)
    give_password(second)

    first.post(CODE, {"code": code})
    again = second.post(CODE, {"code": code})

    assert again.status_code == 422
    assert "这个验证码已经用过，请等手机上换成下一个。" in again.content.decode()


def test_half_an_hour_alone_ends_the_session_with_a_sentence():
    client = signed_in()

    with time_machine.travel(time.time() + 30 * 60 + 5, tick=False):
        answer = client.get("/staff/next", follow=True)

    assert IDLE_SENTENCE in answer.content.decode()
    assert "seat" not in client.session


def test_a_first_sign_in_ties_an_authenticator_and_changes_the_password():
    staff, password = actions.register_staff(work_no="w100", name="柯新", by=seat(SYSADMIN), at=now())
    actions.open_seat(staff, role="town_window", site=site("C420281108000"), by=seat(SYSADMIN), at=now())
    client = Client()

    steps = [give_password(client, "w100", password)["Location"], client.get("/staff/next")["Location"]]
    client.get("/staff/enrol")
    secret = client.session["totp.secret"]
    tied = client.post("/staff/enrol", {"code": totp.code(secret, totp.counter(now()))})
    steps += [tied["Location"], client.get("/staff/next")["Location"]]
    fresh = {"old": password, "new": "nanshan-cun-2024", "again": "nanshan-cun-2024"}
    steps += [client.post("/staff/password", fresh)["Location"], client.get("/staff/next")["Location"]]

    assert steps == ["/staff/next", "/staff/enrol", "/staff/next", "/staff/password", "/staff/next", DESK]
    assert queries.totp_secret(staff) == secret
    assert secret not in str(staff.authenticator_set.get().data)


def test_a_weak_new_password_is_refused_beside_its_field():
    staff, password = actions.register_staff(work_no="w101", name="柯新", by=seat(SYSADMIN), at=now())
    client = Client()
    give_password(client, "w101", password)
    client.get("/staff/enrol")
    client.post("/staff/enrol", {"code": totp.code(client.session["totp.secret"], totp.counter(now()))})

    answer = client.post("/staff/password", {"old": password, "new": "12345678", "again": "12345678"})

    assert answer.status_code == 422
    assert "新密码至少10位。新密码太常见，容易被猜中。新密码不能全是数字。" in answer.content.decode()
    assert Staff.objects.get(pk=staff.pk).must_change_password


def test_who_has_two_seats_chooses_one_and_who_has_none_is_told():
    window = Staff.objects.get(work_no=WINDOW)
    second = actions.open_seat(window, role="town_back", site=site("C420281108000"), by=seat(SYSADMIN), at=now())
    client = Client()
    give_password(client)
    client.post(CODE, {"code": code_of(WINDOW)})

    offered = client.get("/staff/next")
    chosen = client.post("/staff/seat", {"seat": second.pk})

    assert (offered["Location"], chosen["Location"]) == ("/staff/seat", "/office/")
    assert client.session["seat"] == second.pk


def test_without_a_seat_one_is_told_so():
    Seat.objects.filter(staff__work_no=WINDOW).update(closed_at=now())
    client = signed_in()

    assert "您现在没有岗位" in client.get("/staff/seat").content.decode()


def test_a_closed_seat_is_out_with_the_next_click():
    client = signed_in()

    actions.close_seat(Seat.objects.get(pk=seat(WINDOW).id), by=seat(SYSADMIN), at=now())

    assert client.get("/staff/next")["Location"] == "/staff/seat"


def test_a_reset_authenticator_ends_the_sessions():
    client = signed_in()

    actions.reset_totp(Staff.objects.get(work_no=WINDOW), by=seat(SYSADMIN), at=now())

    assert client.get("/staff/next")["Location"] == SIGN_IN


def test_who_signs_in_again_ends_the_session_elsewhere_and_it_says_so():
    Staff.objects.filter(work_no=WINDOW).update(demo=False)
    first, second = signed_in(), signed_in()

    elsewhere = first.get("/counter/", follow=True)

    assert elsewhere.redirect_chain[-1][0].startswith(SIGN_IN)
    assert OUTSIDE_SENTENCE in elsewhere.content.decode()
    assert second.get("/counter/").status_code == 200
    assert OUTSIDE_SENTENCE not in first.get(SIGN_IN).content.decode()


def test_visitors_of_a_demonstration_share_its_accounts():
    first, second = signed_in(), signed_in()

    assert [client.get("/counter/").status_code for client in (first, second)] == [200, 200]


def test_signing_out_needs_a_post():
    client = signed_in()

    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-out")["Location"] == SIGN_IN
    assert "seat" not in client.session


def test_a_demo_database_lists_its_accounts_and_fills_one_in():
    page = Client().get(SIGN_IN, {"fill": WINDOW}).content.decode()

    assert code_of(WINDOW) in page
    assert f'value="{DEMO_PASSWORD}"' in page


def test_a_database_that_is_no_demo_lists_nobody():
    Mark.objects.filter(pk="demo").delete()

    page = Client().get(SIGN_IN, {"fill": WINDOW}).content.decode()

    assert "演示账号" not in page
    assert DEMO_PASSWORD not in page


def test_after_signing_in_one_is_where_one_wanted_to_go():
    client = Client()
    client.post(SIGN_IN, {"login": SYSADMIN, "password": DEMO_PASSWORD, "next": "/admin/deliveries"})

    code = client.post(CODE, {"code": code_of(SYSADMIN)})
    half = client.get(code["Location"])
    there = client.get(half["Location"])

    assert (code["Location"], half["Location"], there["Location"]) == (
        "/admin/deliveries",
        "/staff/next",
        "/admin/deliveries",
    )


def test_an_actor_carries_site_town_and_department():
    assert seat(WINDOW) == Actor(
        kind="seat", id=seat(WINDOW).id, role="town_window", site="C420281108000", town="420281108000"
    )
