"""Accounts and seats."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from jinban.kit.clock import legal_day
from jinban.kit.marks import Mark
from jinban.people import actions, queries, totp
from jinban.people.actors import CLOCK, Actor, system
from jinban.people.events import (
    FirstPasswordSet,
    SeatClosed,
    SeatOpened,
    StaffRegistered,
    TotpEnrolled,
    TotpReset,
)
from jinban.people.models import Seat, Staff
from jinban.places.models import Department
from jinban.places.queries import site
from tests.play import AUDITOR, DAY, MONDAY, SECADMIN, SYSADMIN, WINDOW, seat
from tests.world import facts_of, refused

pytestmark = pytest.mark.usefixtures("city")

TODAY = legal_day(MONDAY)
DEMO_ROW = {"work_no": "x1", "name": "柯新", "role": "sysadmin", "site": "", "department": "", "demo": "1"}


def new_staff(work_no: str = "w1") -> Staff:
    return actions.register_staff(work_no=work_no, name="柯新", by=seat(SYSADMIN), at=MONDAY)[0]


def test_a_seat_is_valid_on_both_its_days():
    staff = new_staff()
    opened = actions.open_seat(
        staff, role="town_back", site=site("C420281108000"), valid_to=TODAY + timedelta(days=2),
        by=seat(SYSADMIN), at=MONDAY,
    )  # fmt: skip

    found = [queries.seats_of(staff, TODAY + timedelta(days=day)) for day in (-1, 0, 2, 3)]

    assert found == [[], [opened], [opened], []]
    assert facts_of(opened) == [SeatOpened]


def test_a_closed_seat_ends_within_the_day():
    staff = new_staff()
    opened = actions.open_seat(staff, role="business_office", by=seat(SYSADMIN), at=MONDAY)

    actions.close_seat(opened, by=seat(SYSADMIN), at=MONDAY)

    assert queries.seats_of(staff, TODAY) == []
    assert facts_of(opened) == [SeatOpened, SeatClosed]
    with refused("这个岗位已经停用了。"):
        actions.close_seat(opened, by=seat(SYSADMIN), at=MONDAY)


def test_a_closed_administrator_may_become_another_one():
    staff = new_staff()
    opened = actions.open_seat(staff, role="sysadmin", by=seat(SYSADMIN), at=MONDAY)

    with refused("系统管理员、安全管理员、监察审计不能是同一个人，这个人已经是系统管理员。"):
        actions.open_seat(staff, role="auditor", by=seat(SYSADMIN), at=MONDAY)
    actions.close_seat(opened, by=seat(SYSADMIN), at=MONDAY)
    actions.open_seat(staff, role="auditor", by=seat(SYSADMIN), at=MONDAY + DAY)

    assert queries.roles_held(staff, TODAY + timedelta(days=1)) == {"auditor"}


def test_a_seat_to_come_counts_among_the_three():
    staff = new_staff()
    actions.open_seat(staff, role="auditor", valid_from=TODAY + timedelta(days=30), by=seat(SYSADMIN), at=MONDAY)

    with refused("系统管理员、安全管理员、监察审计不能是同一个人，这个人已经是监察审计。"):
        actions.open_seat(staff, role="secadmin", by=seat(SYSADMIN), at=MONDAY)


def test_nobody_opens_a_seat_for_himself():
    with refused("不能给自己开岗位，请别的系统管理员来开。"):
        actions.open_seat(Staff.objects.get(work_no=SYSADMIN), role="business_office", by=seat(SYSADMIN), at=MONDAY)


def test_an_auditor_gets_no_seat_at_cases():
    with refused("监察审计不能同时办件，这个人不能再开部门审批。"):
        actions.open_seat(
            Staff.objects.get(work_no=AUDITOR), role="dept_approver", department=Department.objects.get(pk="minzheng"),
            by=seat(SYSADMIN), at=MONDAY,
        )  # fmt: skip


def test_the_same_seat_is_not_opened_twice_not_even_by_the_database():
    staff = new_staff()
    actions.open_seat(staff, role="sysadmin", by=seat(SYSADMIN), at=MONDAY)

    with refused("这个人已经有这个岗位，不用再开。"):
        actions.open_seat(staff, role="sysadmin", by=seat(SYSADMIN), at=MONDAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.create(staff=staff, role="sysadmin", valid_from=TODAY)


@pytest.mark.parametrize("work_no", [WINDOW, AUDITOR, SECADMIN])
def test_only_the_system_administrator_makes_accounts_and_seats(work_no):
    staff = Staff.objects.get(work_no=WINDOW)

    for attempt in (
        lambda: actions.register_staff(work_no="w9", name="柯新", by=seat(work_no), at=MONDAY),
        lambda: actions.open_seat(staff, role="auditor", by=seat(work_no), at=MONDAY),
        lambda: actions.close_seat(Seat.objects.get(pk=seat(WINDOW).id), by=seat(work_no), at=MONDAY),
        lambda: actions.set_first_password(staff, by=seat(work_no), at=MONDAY),
        lambda: actions.reset_totp(staff, by=seat(work_no), at=MONDAY),
    ):
        with refused("管理账号和岗位由系统管理员来办。"):
            attempt()


def test_nobody_but_those_who_may_sees_the_seats_of_others():
    everybody = Seat.objects.count()

    seen = {work_no: queries.visible_to(seat(work_no)).count() for work_no in (WINDOW, SYSADMIN, SECADMIN, AUDITOR)}

    assert seen == {WINDOW: 1, SYSADMIN: everybody, SECADMIN: everybody, AUDITOR: everybody}
    assert queries.visible_to(CLOCK).count() == 0
    assert queries.visible_to(Actor(kind="applicant", id=seat(WINDOW).id, applicant=1)).count() == 0


def test_the_life_of_an_account_in_events():
    staff = new_staff()
    secret = totp.new_secret()

    actions.enrol_totp(staff, secret, totp.code(secret, totp.counter(MONDAY)), by=Actor.of_staff(staff), at=MONDAY)
    actions.set_first_password(staff, by=seat(SYSADMIN), at=MONDAY)
    actions.reset_totp(staff, by=seat(SYSADMIN), at=MONDAY)

    assert facts_of(staff) == [StaffRegistered, TotpEnrolled, FirstPasswordSet, TotpReset]


def test_a_wrong_code_ties_no_authenticator():
    staff, secret = new_staff(), totp.new_secret()
    wrong = totp.code(secret, totp.counter(MONDAY) + 5)

    with refused("验证码不对，请看手机上现在显示的6位数字。"):
        actions.enrol_totp(staff, secret, wrong, by=Actor.of_staff(staff), at=MONDAY)

    assert not queries.has_totp(staff)


def test_a_code_and_those_before_it_work_once():
    staff = Staff.objects.get(work_no=WINDOW)
    secret, now = queries.totp_secret(staff), totp.counter(MONDAY)

    actions.spend_code(staff, totp.code(secret, now), at=MONDAY)

    for used in (now, now - 1):
        with refused("这个验证码已经用过，请等手机上换成下一个。"):
            actions.spend_code(staff, totp.code(secret, used), at=MONDAY)
    actions.spend_code(staff, totp.code(secret, now + 1), at=MONDAY)


def test_codes_are_those_of_rfc_6238():
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"

    assert [totp.code(secret, at // 30) for at in (59, 1111111109, 2000000000)] == ["287082", "081804", "279037"]


def test_demo_accounts_come_in_once_and_into_a_demo_only():
    again = actions.put_staff([DEMO_ROW, {**DEMO_ROW, "work_no": WINDOW, "role": "town_window", "site": "C420281108000"}],
                              by=system("loader"), at=MONDAY)  # fmt: skip
    Mark.objects.filter(pk="demo").delete()

    assert (again.wrote, again.same) == (1, 1)
    with refused("演示账号只能放进演示数据库。"):
        actions.put_staff([{**DEMO_ROW, "work_no": "x2"}], by=system("loader"), at=MONDAY)


def test_an_account_of_the_data_that_is_no_demo_waits_for_its_first_password():
    actions.put_staff([{**DEMO_ROW, "demo": "0"}], by=system("loader"), at=MONDAY)

    staff = Staff.objects.get(work_no="x1")
    assert not staff.has_usable_password()
    assert staff.must_change_password


def test_a_system_has_a_number_that_stays():
    assert [system(name).id for name in ("loader", "replay", "bench", "exchange")] == [1, 2, 3, 4]
