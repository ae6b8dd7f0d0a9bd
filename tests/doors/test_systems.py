"""对接系统 at the administrators' door: registered, given a token that is shown once, told, suspended; and who only looks."""

import re
from datetime import date

import pytest

from jinban.systems.models import Hook, Parcel, System, Token
from tests.api.callers import registered
from tests.doors.desk import at_desk
from tests.doors.window import plain
from tests.lived import pushed
from tests.play import AUDITOR, MONDAY, SECADMIN, SYSADMIN, WINDOW
from tests.world import queries_of

pytestmark = pytest.mark.usefixtures("city")
NEW = {
    "name": "智慧社保",
    "owner": "renshe",
    "contact": "信息中心",
    "role": "dept_approver",
    "department": "renshe",
    "site": "",
}


def test_a_system_is_registered_gets_a_token_once_and_loses_it():
    desk = at_desk(SYSADMIN)

    desk.post("/admin/systems/new", NEW)
    system = System.objects.get()
    given = desk.post(
        f"/admin/systems/{system.pk}/tokens",
        {"token-scopes": ["cases.read", "figures.read"], "token-valid_to": "2027-06-30", "token-rate": "60"},
    )
    text = re.search(r"jb_[A-Za-z0-9]{8}_[A-Za-z0-9]{40}", given.content.decode())[0]
    page = plain(desk.get(f"/admin/systems/{system.pk}"))
    token = Token.objects.get()
    revoked = desk.post(f"/admin/tokens/{token.pk}/revoke", follow=True)

    assert (text in page, token.prefix in page, "读办件；读统计数字" in page) == (False, True, True)
    assert (token.scopes, token.valid_to, token.rate) == (["cases.read", "figures.read"], date(2027, 6, 30), 60)
    assert f"{token.prefix}…收回了。" in plain(revoked)
    assert "这个令牌已经收回。" in plain(desk.post(f"/admin/tokens/{token.pk}/revoke", follow=True))


def test_what_was_typed_wrongly_stays_and_is_said():
    desk, system = at_desk(SYSADMIN), registered()

    head = desk.post("/admin/systems/new", {**NEW, "role": "town_window"})
    same = desk.post("/admin/systems/new", {**NEW, "name": system.name})
    inside = desk.post(
        f"/admin/systems/{system.pk}/hooks", {"hook-url": "https://10.0.0.7/in", "hook-facts": ["cases.received"]}
    )
    ever = desk.post(
        f"/admin/systems/{system.pk}/tokens",
        {"token-scopes": ["cases.read"], "token-valid_to": "2099-01-01", "token-rate": "60"},
    )

    assert [answer.status_code for answer in (head, same, inside, ever)] == [422] * 4
    assert "镇综合窗口要坐在镇中心或市政务服务中心，请选一个。" in plain(head)
    assert "已经登记过同名的系统，请换一个名称。" in plain(same)
    assert (
        "地址在内网，不在允许的网段里，不能推送。" in plain(inside),
        "https://10.0.0.7/in" in inside.content.decode(),
    ) == (True, True)
    assert "令牌最长用两年" in plain(ever)
    assert (Token.objects.count(), Hook.objects.count()) == (0, 0)


def test_a_hook_s_secret_is_shown_once_and_what_was_not_delivered_is_pushed_again_by_hand():
    desk, system = at_desk(SYSADMIN), registered()

    given = desk.post(
        f"/admin/systems/{system.pk}/hooks",
        {"hook-url": "https://partner.example/in", "hook-facts": ["cases.received"]},
    )
    secret = re.search(r"jbs_[A-Za-z0-9]{40}", given.content.decode())[0]
    pushed(MONDAY)
    failed = Parcel.objects.get(state="failed")
    log = plain(desk.get("/admin/parcels?only=failed"))
    desk.post(f"/admin/parcels/{failed.pk}/resend")
    failed.refresh_from_db()
    none = plain(desk.post("/admin/parcels/resend", follow=True))

    assert secret not in desk.get(f"/admin/systems/{system.pk}").content.decode()
    assert (failed.digest[:12] in log, "没送到" in log, failed.state) == (True, True, "due")
    assert "没有没送到的，不用重推。" in none
    desk.post(f"/admin/hooks/{Hook.objects.first().pk}/switch")
    desk.post(f"/admin/systems/{system.pk}/suspend")
    assert (Hook.objects.first().active, System.objects.get().suspended_at is None) == (False, False)


def test_who_watches_sees_all_of_it_and_changes_nothing_and_others_find_nothing():
    system = registered()
    paths = ["/admin/systems", f"/admin/systems/{system.pk}", "/admin/parcels"]

    for watcher in (SECADMIN, AUDITOR):
        pages = [at_desk(watcher).get(path) for path in paths]
        assert [page.status_code for page in pages] == [200] * 3
        assert not any(
            word in page.content.decode() for page in pages for word in ('<button class="btn harm"', "发令牌</button>")
        )
        assert at_desk(watcher).post(f"/admin/systems/{system.pk}/suspend").status_code == 404
    assert [at_desk(WINDOW).get(path).status_code for path in paths] == [404] * 3


def test_the_pages_ask_no_more_for_many_than_for_one():
    desk = at_desk(SYSADMIN)
    pushed(MONDAY)
    system = System.objects.get()
    paths = ["/admin/systems", f"/admin/systems/{system.pk}", "/admin/parcels"]
    [desk.get(path) for path in paths]
    few = [queries_of(lambda path=path: desk.get(path)) for path in paths]
    for number in range(3):
        pushed(MONDAY)
        registered(name=f"系统{number}")

    assert [queries_of(lambda path=path: desk.get(path)) for path in paths] == few
