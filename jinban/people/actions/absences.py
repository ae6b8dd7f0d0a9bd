"""An officer is away: somebody of his office stands in, on a seat of his own that says for whom."""

from datetime import date, datetime

from django.db import transaction

from jinban.kit.clock import legal_day
from jinban.kit.events import Id, record
from jinban.kit.refused import Refused
from jinban.people import events, queries, rules
from jinban.people.actions.seats import call_off, sit
from jinban.people.actions.steps import insist
from jinban.people.actors import Actor
from jinban.people.models import Absence, Seat, Staff


@transaction.atomic
def enter_absence(
    seat: Seat, *, first: date, last: date, deputy: Staff, reason: str, by: Actor, at: datetime
) -> Absence:
    """The officer of this seat is away from a first to a last day, both included, and the deputy sits on a seat of the
    same post and place for these days. For the officer himself and for system administrators.
    Refused: days gone by, too many, or beyond the seat; oneself as deputy, somebody who does not work at that office all
    these days or is away himself; two of 系统管理员, 安全管理员, 监察审计 in one person, or one of them with work on cases;
    a second absence in these days; a seat that is itself a deputy's; an officer who stands in for another then."""
    opener = queries.staff_of(by)
    insist(rules.may_not_send_away(opener, seat.staff_id, by.role))
    # Two absences entered at once: the second waits here and then sees the first.
    seat = Seat.objects.select_for_update(of=("self",)).select_related("staff", "site", "department").get(pk=seat.pk)
    if seat.acting_for_id or seat.closed_at:
        raise Refused("代理的岗位和停用的岗位不能再委托别人，请到本人的岗位上办。")
    insist(rules.absence_misfit(first, last, legal_day(at), seat.valid_to) or rules.no_reason(reason))
    insist(_deputy_misfit(seat, first, last, deputy, opener))
    acting = sit(deputy, seat.role, seat.site, seat.department, (first, last), acting_for=seat, by=by, at=at)
    absence = Absence.objects.create(
        seat=seat, first=first, last=last, acting=acting, reason=reason.strip(), made_by_id=by.id, made_at=at
    )
    fact = events.AbsenceEntered(absence=Id(absence.pk), acting=Id(acting.pk), first=first, last=last)
    record(fact, subject=seat, by=by, at=at)
    return absence


def _deputy_misfit(seat: Seat, first: date, last: date, deputy: Staff, opener: int) -> str | None:
    """Why this person cannot stand in for this seat in these days."""
    if sentence := rules.own_deputy(seat.staff_id, deputy.pk, opener):
        return sentence
    if not deputy.is_active or not queries.at_office(deputy, seat, first, last):
        return rules.no_colleague(deputy.name, seat.place if rules.has_office(seat.role) else "")
    then = queries.absences_between(first, last)
    if before := then.filter(seat=seat).first():
        return rules.away_already(before.first, before.last)
    if then.filter(seat__staff=deputy).exists():
        return f"{deputy.name}那几天自己也外出，请委托别人。"
    if other := then.filter(acting__staff=seat.staff_id).select_related("seat__staff").first():
        return (
            f"{seat.staff.name}那几天代理着{other.seat.staff.name}的{other.seat.get_role_display()}，请先改由别人代理。"
        )
    return None


@transaction.atomic
def end_absence(absence: Absence, *, by: Actor, at: datetime) -> None:
    """The officer is back early, or does not go at all: the deputy's seat ends at once, and whoever sits on it is out
    with the next click. For the officer himself and for system administrators. Refused: one that is over."""
    insist(rules.may_not_send_away(queries.staff_of(by), absence.seat.staff_id, by.role))
    if absence.last < legal_day(at) or not call_off(absence, by=by, at=at):
        raise Refused("这次外出委托已经结束了，不用再撤销。")
