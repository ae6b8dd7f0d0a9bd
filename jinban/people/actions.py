"""The only writers of staff, seats and applicants."""

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
from jinban.kit.events import Code, Id, record
from jinban.kit.numbers import bare
from jinban.kit.refused import Refused
from jinban.kit.sealed import seal
from jinban.people import events, permits, queries, rules, totp
from jinban.people.actors import Actor
from jinban.people.models import Applicant, ApplicantKind, IdType, NameChange, Seat, Staff
from jinban.places.models import Department, Division, Site

DEMO_SINCE = date(2023, 1, 1)
DEMO_PASSWORD = "yanshi-zhanghao-2023"  # noqa: S105 -- refused outside a demo database, which no production accepts
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_FIELDS = {"number": queries.clear_number, "phone": queries.clear_phone}


def _insist(sentence: str | None) -> None:
    if sentence:
        raise Refused(sentence)


def _first_password() -> str:
    """Three groups of four letters and digits that nobody confuses, to be read out once."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))


# staff


@transaction.atomic
def register_staff(*, work_no: str, name: str, by: Actor, at: datetime) -> tuple[Staff, str]:
    """A new account and its first password in clear, which stands nowhere else and must be changed at once."""
    _insist(permits.may(by.role, "administer", "seats"))
    _insist(rules.work_no_misfit(work_no))
    if queries.staff_by(work_no):
        raise Refused(f"工号{work_no}已经有账号了。")
    password = _first_password()
    staff = Staff.objects.create(work_no=work_no, name=name, password=make_password(password), created_at=at)
    record(events.StaffRegistered(demo=False), subject=staff, by=by, at=at)
    return staff, password


@transaction.atomic
def set_first_password(staff: Staff, *, by: Actor, at: datetime) -> str:
    """A fresh first password in clear, to be changed at once; the old one, every session and a lockout end."""
    _insist(permits.may(by.role, "administer", "seats"))
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
    _insist(permits.may(by.role, "administer", "seats"))
    had, _ = Authenticator.objects.filter(user_id=staff.pk).delete()
    Staff.objects.filter(pk=staff.pk).update(epoch=F("epoch") + 1)
    record(events.TotpReset(had=bool(had)), subject=staff, by=by, at=at)


@transaction.atomic
def put_staff(given: Iterable[Mapping[str, Any]], *, by: Actor, at: datetime, sign_in: bool = True) -> rows.Put[Seat]:
    """Accounts and seats of the city's data, told apart by work number and post; equal rows again write nothing.
    Demo accounts get a known password and an authenticator each, unless nobody is to sign in with them. Refused for
    demo accounts in a database that is no demo."""
    wanted = list(given)
    if any(rows.flag(row["demo"]) for row in wanted) and not marks.is_demo():
        raise Refused("演示账号只能放进演示数据库。")
    hashed = ""
    known = {staff.work_no: staff for staff in Staff.objects.all()}
    added: list[Seat] = []
    for row in wanted:
        work_no, name, demo = rows.text(row["work_no"]), rows.text(row["name"]), rows.flag(row["demo"])
        if work_no not in known:
            hashed = hashed or (make_password(DEMO_PASSWORD) if sign_in else "")
            known[work_no] = _put_account(work_no, name, hashed if demo else "", demo=demo, by=by, at=at)
        place = {"site_id": rows.code(row["site"]), "department_id": rows.code(row["department"])}
        role = rows.text(row["role"])
        if not Seat.objects.filter(staff=known[work_no], role=role, **place).exists():
            since = DEMO_SINCE if demo else legal_day(at)
            site = Site.objects.get(pk=place["site_id"]) if place["site_id"] else None
            department = Department.objects.get(pk=place["department_id"]) if place["department_id"] else None
            added.append(_sit(known[work_no], role, site, department, (since, None), by=by, at=at))
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


# seats


@transaction.atomic
def open_seat(
    staff: Staff,
    *,
    role: str,
    site: Site | None = None,
    department: Department | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
    by: Actor,
    at: datetime,
) -> Seat:
    """Give somebody a post at a place from a day (today) to a day (no end). Refused: a place that does not fit the
    post, the same seat twice, a seat for oneself, two of 系统管理员, 安全管理员, 监察审计 for one person, and one of
    these with any post that works on cases."""
    _insist(permits.may(by.role, "administer", "seats"))
    if by.kind == "seat":
        _insist(rules.own_seat(Seat.objects.values_list("staff", flat=True).get(pk=by.id), staff.pk))
    first = valid_from or legal_day(at)
    if valid_to and valid_to < first:
        raise Refused("岗位的结束日不能早于开始日。")
    return _sit(staff, role, site, department, (first, valid_to), by=by, at=at)


def _sit(
    staff: Staff,
    role: str,
    site: Site | None,
    department: Department | None,
    days: tuple[date, date | None],
    *,
    by: Actor,
    at: datetime,
) -> Seat:
    _insist(rules.seat_misfit(role, site.kind if site else "", department.code if department else ""))
    _insist(rules.together(queries.roles_held(staff, min(days[0], legal_day(at))), role))
    if Seat.objects.filter(staff=staff, role=role, site=site, department=department, valid_to=None).exists():
        raise Refused("这个人已经有这个岗位，不用再开。")
    seat = Seat.objects.create(
        staff=staff, role=role, site=site, department=department, valid_from=days[0], valid_to=days[1]
    )
    fact = events.SeatOpened(
        role=Code(role),
        site=Code(site.code) if site else None,
        department=Code(department.code) if department else None,
    )
    record(fact, subject=seat, by=by, at=at)
    return seat


@transaction.atomic
def close_seat(seat: Seat, *, by: Actor, at: datetime) -> None:
    """End a seat at once; whoever sits on it is out with the next click. Refused: one that has ended, one's own."""
    _insist(permits.may(by.role, "administer", "seats"))
    if by.kind == "seat" and by.id == seat.pk:
        raise Refused("不能停用自己正在用的岗位，请别的系统管理员来停用。")
    last = max(legal_day(at), seat.valid_from)
    if not Seat.objects.filter(pk=seat.pk, closed_at=None).update(valid_to=last, closed_at=at):
        raise Refused("这个岗位已经停用了。")
    seat.valid_to, seat.closed_at = last, at
    record(events.SeatClosed(role=Code(seat.role)), subject=seat, by=by, at=at)


@transaction.atomic
def take_seat(seat: Seat, *, by: Actor, at: datetime) -> None:
    """Note that somebody signed in with both factors and sits here now."""
    record(events.SeatTaken(), subject=seat, by=by, at=at)


# applicants


@transaction.atomic
def register_applicant(
    *,
    id_type: str,
    number: str,
    name: str,
    phone: str = "",
    home: Division | None = None,
    responsible: Applicant | None = None,
    by: Actor,
    at: datetime,
) -> Applicant:
    """Who applies: found by the number, or registered. A phone given now replaces the old one. An empty number is
    one not yet known, and makes a new applicant each time. A demonstration's applicants are marked as invented.
    Refused: a number that cannot be, another name."""
    number, name, phone = bare(number), name.strip(), bare(phone)
    _insist(rules.number_misfit(id_type, number))
    _insist(rules.phone_misfit(phone))
    if id_type == IdType.CREDIT and responsible is None:
        raise Refused("单位办事要登记经办负责人。")
    values = {
        **_told(id_type, number, name, phone),
        "home": home,
        "responsible": responsible if id_type == IdType.CREDIT else None,
        "demo": marks.is_demo(),
        "registered_at": at,
    }
    applicant, fresh = _found_or_new(id_type, number, values)
    if fresh:
        fact = events.ApplicantRegistered(id_type=Code(id_type), numbered=bool(number))
        record(fact, subject=applicant, by=by, at=at)
    elif applicant.name != name:
        raise Refused(rules.other_name(permits.roles("correct", "names")))
    elif phone:
        correct_phone(applicant, phone, by=by, at=at)
    return applicant


def _told(id_type: str, number: str, name: str, phone: str) -> dict[str, Any]:
    """What somebody says of himself, number and phone sealed."""
    return {
        "kind": ApplicantKind.ORGANISATION if id_type == IdType.CREDIT else ApplicantKind.CITIZEN,
        "id_sealed": seal(number, table=queries.APPLICANTS, column="id"),
        "name": name,
        "phone_sealed": seal(phone, table=queries.APPLICANTS, column="phone"),
        "phone_hash": queries.phone_hash(phone),
    }


def _found_or_new(id_type: str, number: str, values: dict[str, Any]) -> tuple[Applicant, bool]:
    """The applicant with this number, or a new row. Two windows at once make one: the number is unique."""
    if not number:
        return Applicant.objects.create(id_type=id_type, id_hash=None, **values), True
    return Applicant.objects.get_or_create(id_type=id_type, id_hash=queries.number_hash(number), defaults=values)


@transaction.atomic
def correct_name(applicant: Applicant, name: str, *, reason: str, by: Actor, at: datetime) -> None:
    """The name that the document shows from now on: mistyped before, or changed. Both names and the reason stand in a
    row that can be erased; the event says only that it was done. Refused: a post that may not, the same name again."""
    _insist(permits.may(by.role, "correct", "names"))
    name, reason = name.strip(), reason.strip()
    _insist(rules.name_misfit(applicant.name, name, reason))
    NameChange.objects.create(applicant=applicant, old=applicant.name, new=name, reason=reason, seat_id=by.id, at=at)
    applicant.name = name
    applicant.save(update_fields=["name"])
    record(events.NameCorrected(), subject=applicant, by=by, at=at)


@transaction.atomic
def correct_phone(applicant: Applicant, phone: str, *, by: Actor, at: datetime) -> None:
    """The phone under which the applicant is reached from now on; the same one again writes nothing."""
    phone = bare(phone)
    _insist(rules.phone_misfit(phone))
    if applicant.phone_hash == queries.phone_hash(phone):
        return
    applicant.phone_sealed = seal(phone, table=queries.APPLICANTS, column="phone")
    applicant.phone_hash = queries.phone_hash(phone)
    applicant.save(update_fields=["phone_sealed", "phone_hash"])
    record(events.PhoneCorrected(), subject=applicant, by=by, at=at)


@transaction.atomic
def learn_number(applicant: Applicant, *, id_type: str, number: str, by: Actor, at: datetime) -> None:
    """The number of one who had none yet, as a newborn. Refused: one who has a number, a number that is taken."""
    _insist(rules.number_misfit(id_type, number) or (None if bare(number) else "请填证件号码。"))
    if applicant.id_hash:
        raise Refused("这位申请人已经有证件号码。")
    if queries.find(id_type, number):
        raise Refused("这个证件号码已经登记给另一位申请人，请核对。")
    applicant.id_type, applicant.id_hash = id_type, queries.number_hash(number)
    applicant.id_sealed = seal(bare(number), table=queries.APPLICANTS, column="id")
    applicant.save(update_fields=["id_type", "id_hash", "id_sealed"])
    record(events.NumberLearned(id_type=Code(id_type)), subject=applicant, by=by, at=at)


@transaction.atomic
def unmask(applicant: Applicant, field: str, *, case_id: int | None, by: Actor, at: datetime) -> str:
    """The whole `number` or `phone`, and the event that says who looked and for which case. Refused: a post that does
    not need it, and without a case. That the case lies inside the asker's gate is for the caller to know."""
    if not (by.kind == "applicant" and by.applicant == applicant.pk):
        _insist(permits.may(by.role, "unmask", "applicants"))
        if case_id is None:
            raise Refused("看证件号码和电话要从一个办件里看。")
    case = None if case_id is None else Id(case_id)
    record(events.Unmasked(field=Code(field), case=case), subject=applicant, by=by, at=at)
    return _FIELDS[field](applicant)
