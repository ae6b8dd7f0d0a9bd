"""Seats: opened, taken, closed; a seat that closes takes along whatever hangs on it."""

from datetime import date, datetime

from django.db import transaction

from jinban.kit.clock import legal_day
from jinban.kit.events import Code, Id, record
from jinban.kit.refused import Refused
from jinban.people import events, permits, queries, rules
from jinban.people.actions.steps import insist
from jinban.people.actors import Actor
from jinban.people.models import Absence, Seat, Staff
from jinban.places.models import Department, Site


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
    insist(permits.may(by.role, "administer", "seats"))
    if by.kind == "seat":
        insist(rules.own_seat(Seat.objects.values_list("staff", flat=True).get(pk=by.id), staff.pk))
    first = valid_from or legal_day(at)
    if valid_to and valid_to < first:
        raise Refused("岗位的结束日不能早于开始日。")
    return sit(staff, role, site, department, (first, valid_to), by=by, at=at)


def sit(
    staff: Staff,
    role: str,
    site: Site | None,
    department: Department | None,
    days: tuple[date, date | None],
    *,
    acting_for: Seat | None = None,
    by: Actor,
    at: datetime,
) -> Seat:
    """Write a seat that nobody has refused yet: as `open_seat`, or a deputy's `acting_for` the seat of an officer away."""
    insist(rules.seat_misfit(role, site.kind if site else "", department.code if department else ""))
    insist(rules.together(queries.roles_held(staff, min(days[0], legal_day(at))), role))
    same = Seat.objects.filter(staff=staff, role=role, site=site, department=department, valid_to=None)
    if acting_for is None and same.exists():
        raise Refused("这个人已经有这个岗位，不用再开。")
    seat = Seat.objects.create(
        staff=staff, role=role, site=site, department=department, valid_from=days[0], valid_to=days[1],
        acting_for=acting_for,
    )  # fmt: skip
    fact = events.SeatOpened(
        role=Code(role),
        site=Code(site.code) if site else None,
        department=Code(department.code) if department else None,
    )
    record(fact, subject=seat, by=by, at=at)
    return seat


@transaction.atomic
def close_seat(seat: Seat, *, by: Actor, at: datetime) -> None:
    """End a seat at once; whoever sits on it is out with the next click. A deputy's seat ends with the seat that he
    stands for, and with the last seat of his own at that office. Refused: one that has ended, one's own."""
    insist(permits.may(by.role, "administer", "seats"))
    if by.kind == "seat" and by.id == seat.pk:
        raise Refused("不能停用自己正在用的岗位，请别的系统管理员来停用。")
    if not _closed(seat, by=by, at=at):
        raise Refused("这个岗位已经停用了。")
    for absence in queries.absences_resting_on(seat, legal_day(at)):
        call_off(absence, by=by, at=at)


def _closed(seat: Seat, *, by: Actor, at: datetime) -> bool:
    """Whether this call ended the seat."""
    last = max(legal_day(at), seat.valid_from)
    if not Seat.objects.filter(pk=seat.pk, closed_at=None).update(valid_to=last, closed_at=at):
        return False
    seat.valid_to, seat.closed_at = last, at
    record(events.SeatClosed(role=Code(seat.role)), subject=seat, by=by, at=at)
    return True


def call_off(absence: Absence, *, by: Actor, at: datetime) -> bool:
    """End an absence and the deputy's seat with it; False when it had been called off before."""
    if not Absence.objects.filter(pk=absence.pk, cancelled_at=None).update(cancelled_at=at):
        return False
    absence.cancelled_at = at
    _closed(absence.acting, by=by, at=at)
    record(events.AbsenceEnded(absence=Id(absence.pk)), subject=absence.seat, by=by, at=at)
    return True


@transaction.atomic
def take_seat(seat: Seat, *, by: Actor, at: datetime) -> None:
    """Note that somebody signed in with both factors and sits here now."""
    record(events.SeatTaken(), subject=seat, by=by, at=at)
