"""Accounts: registering, passwords, authenticators, and those of the city's data."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from axes.utils import reset
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F

from jinban.kit import marks, rows
from jinban.kit.clock import legal_day
from jinban.kit.events import record
from jinban.kit.models import Event
from jinban.kit.refused import Refused
from jinban.people import events, permits, queries, rules, totp
from jinban.people.actions.seats import sit
from jinban.people.actions.steps import insist
from jinban.people.actors import Actor
from jinban.people.models import Seat, Staff
from jinban.places.models import Department, Site

DEMO_SINCE = date(2023, 1, 1)
DEMO_PASSWORD = "yanshi-zhanghao-2023"  # noqa: S105 -- refused outside a demo database, which no production accepts
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def _first_password() -> str:
    """Three groups of four letters and digits that nobody confuses, to be read out once."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))


@transaction.atomic
def register_staff(*, work_no: str, name: str, by: Actor, at: datetime) -> tuple[Staff, str]:
    """A new account and its first password in clear, which stands nowhere else and must be changed at once."""
    insist(permits.may(by.role, "administer", "seats"))
    insist(rules.work_no_misfit(work_no))
    if queries.staff_by(work_no):
        raise Refused(f"工号{work_no}已经有账号了。")
    password = _first_password()
    staff = Staff.objects.create(work_no=work_no, name=name, password=make_password(password), created_at=at)
    record(events.StaffRegistered(demo=False), subject=staff, by=by, at=at)
    return staff, password


@transaction.atomic
def set_first_password(staff: Staff, *, by: Actor, at: datetime) -> str:
    """A fresh first password in clear, to be changed at once; the old one, every session and a lockout end."""
    insist(permits.may(by.role, "administer", "seats"))
    password = _first_password()
    reset(username=staff.work_no)
    staff.password, staff.must_change_password = make_password(password), True
    staff.save(update_fields=["password", "must_change_password"])
    record(events.FirstPasswordSet(), subject=staff, by=by, at=at)
    return password


@transaction.atomic
def change_password(staff: Staff, password: str, *, by: Actor, at: datetime) -> None:
    """The person's own new password, already found strong enough."""
    staff.password, staff.must_change_password = make_password(password), False
    staff.save(update_fields=["password", "must_change_password"])
    record(events.PasswordChanged(), subject=staff, by=by, at=at)


@transaction.atomic
def enrol_totp(
    staff: Staff, secret: str, code: str, *, by: Actor, at: datetime, shown_at: datetime | None = None
) -> None:
    """Tie an authenticator app to the account once it shows the right code; other sessions of the account end. A phone
    goes by the machine's time: `shown_at`, where the city's is another.
    Refused: a wrong code, an account that has an app already."""
    if queries.has_totp(staff):
        raise Refused("这个账号已经绑定了验证器；换手机请系统管理员先重置。")
    found = totp.matching(secret, code, shown_at or at)
    if found is None:
        raise Refused("验证码不对，请看手机上现在显示的6位数字。")
    TOTP.activate(staff, secret)
    staff.epoch, staff.code_spent = staff.epoch + 1, found
    staff.save(update_fields=["epoch", "code_spent"])
    record(events.TotpEnrolled(), subject=staff, by=by, at=at)


@transaction.atomic
def spend_code(staff: Staff, code: str, *, at: datetime) -> None:
    """Use up a code of the authenticator app: each half minute's works once, in whichever process (RFC 6238, 5.2).
    Whoever signs in so ends every other session of the account; a demo account is shared by its visitors and keeps
    them. Refused: a wrong code, one already used."""
    found = totp.matching(queries.totp_secret(staff), code, at)
    if found is None:
        raise Refused("验证码不对，请看手机上现在显示的6位数字。")
    unused = Staff.objects.filter(pk=staff.pk, code_spent__lt=found)
    if not unused.update(code_spent=found, epoch=F("epoch") + (0 if staff.demo else 1)):
        raise Refused("这个验证码已经用过，请等手机上换成下一个。")
    staff.refresh_from_db(fields=["epoch", "code_spent"])


@transaction.atomic
def reset_totp(staff: Staff, *, by: Actor, at: datetime) -> None:
    """Forget the authenticator app, for a phone lost or changed; every session ends, the next sign-in ties another."""
    insist(permits.may(by.role, "administer", "seats"))
    had, _ = Authenticator.objects.filter(user_id=staff.pk).delete()
    Staff.objects.filter(pk=staff.pk).update(epoch=F("epoch") + 1)
    record(events.TotpReset(had=bool(had)), subject=staff, by=by, at=at)


@transaction.atomic
def put_staff(given: Iterable[Mapping[str, Any]], *, by: Actor, at: datetime, sign_in: bool = True) -> rows.Put[Seat]:
    """Accounts and seats of the city's data, told apart by work number and post; equal rows again write nothing.
    Demo accounts get a known password and an authenticator each, unless nobody is to sign in with them. Refused for
    demo accounts in a database that is no demo, and for a seat for oneself."""
    wanted = list(given)
    if any(rows.flag(row["demo"]) for row in wanted) and not marks.is_demo():
        raise Refused("演示账号只能放进演示数据库。")
    hashed = ""
    by_whom = Seat.objects.values_list("staff", flat=True).get(pk=by.id) if by.kind == "seat" else 0
    known = {staff.work_no: staff for staff in Staff.objects.all()}
    added: list[Seat] = []
    for row in wanted:
        work_no, name, demo = rows.text(row["work_no"]), rows.text(row["name"]), rows.flag(row["demo"])
        if work_no not in known:
            hashed = hashed or (make_password(DEMO_PASSWORD) if sign_in else "")
            known[work_no] = _put_account(work_no, name, hashed if demo else "", demo=demo, by=by, at=at)
        place = {"site_id": rows.code(row["site"]), "department_id": rows.code(row["department"])}
        role = rows.text(row["role"])
        if not Seat.objects.filter(staff=known[work_no], role=role, acting_for=None, **place).exists():
            insist(rules.own_seat(by_whom, known[work_no].pk))
            since = DEMO_SINCE if demo else legal_day(at)
            site = Site.objects.get(pk=place["site_id"]) if place["site_id"] else None
            department = Department.objects.get(pk=place["department_id"]) if place["department_id"] else None
            added.append(sit(known[work_no], role, site, department, (since, None), by=by, at=at))
    return rows.Put(tuple(added), (), len(wanted) - len(added))


def _put_account(work_no: str, name: str, hashed: str, *, demo: bool, by: Actor, at: datetime) -> Staff:
    """An account of the data: with this password and an authenticator, or without both closed till a first password."""
    staff = Staff.objects.create(
        work_no=work_no,
        name=name,
        password=hashed or make_password(None),
        must_change_password=not hashed,
        demo=demo,
        created_at=at,
    )
    if hashed:
        TOTP.activate(staff, totp.new_secret())
    record(events.StaffRegistered(demo=demo), subject=staff, by=by, at=at)
    return staff


@transaction.atomic
def take_back_seats(keys: Iterable[tuple[str, ...]], *, since: datetime, by: Actor, at: datetime) -> None:
    """Remove seats that a load opened at the moment `since` (work number, post, site, department), and accounts that it made
    and that have no other seat. Refused once somebody has sat there or signed in; InUse once anything refers to a seat."""
    for work_no, role, site, department in keys:
        place = {"site_id": site or None, "department_id": department or None}
        seat = Seat.objects.filter(staff__work_no=work_no, role=role, valid_to=None, acting_for=None, **place).first()
        if seat is None:
            raise Refused(f"工号{work_no}的{role}岗位已经停用，不能撤销。")
        if Event.objects.filter(by_kind="seat", by_id=seat.pk).exists():
            raise Refused(f"{seat.staff.name}已经用这个{seat.get_role_display()}岗位办过事，不能撤销，请停用。")
        record(events.TakenBack(), subject=seat, by=by, at=at)
        rows.take_out(seat)
        staff = seat.staff
        if staff.created_at == since and not staff.seats.exists():
            if staff.last_login:
                raise Refused(f"{staff.name}已经登录过，不能撤销，请停用岗位。")
            record(events.TakenBack(), subject=staff, by=by, at=at)
            rows.take_out(staff)
