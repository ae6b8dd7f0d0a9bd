"""Accepting, and finishing on the spot what can be finished on the spot."""

from datetime import date, datetime
from typing import Any

from jinban.cases import events as happened
from jinban.cases import rules
from jinban.cases.actions import clocks, telling
from jinban.cases.actions.deciding import decide, deliver
from jinban.cases.actions.steps import NOTIFY, claimed, due, may, month, move, repeated, supply_limit
from jinban.cases.models import Case, Notice, Request, Tolerance
from jinban.cases.stages import S
from jinban.kit.clock import legal_day
from jinban.kit.events import Code, Fact, record
from jinban.kit.life import FASTER
from jinban.kit.refused import Refused
from jinban.kit.transactions import action
from jinban.people.actors import Actor
from jinban.places import queries as places


@action
def accept(case: Case, *, by: Actor, at: datetime, key: str = "") -> Case:
    """Accept the application. The promised and the statutory day are counted from the day of acceptance under the pinned
    version: that is today; the day the supplement was complete, where there was one; and, when the five working days
    went by unused, the day of receipt (行政许可法第32条第四、五项). Where the city has no calendar for the year, they stay
    empty with that year named, and acceptance does not wait."""
    earlier = repeated(key, "accept", by=by, at=at, body=[case.pk])
    if earlier is not None and earlier.case is not None:
        case.refresh_from_db()
        return case
    may(case, "accept", by=by, at=at)
    day = _counts_from(case, legal_day(at))
    dates = clocks.dates(case, day=day)
    fact = happened.Accepted(counts_from=day, **clocks.told(dates))
    move(case, "accept", by=by, at=at, fact=fact, **begun(case, day, dates, at=at))
    claimed(key, case)
    return case


@action
def deem(case: Case, *, by: Actor, at: datetime) -> Case:
    """The clock accepts what nobody answered in five working days: as of the day of receipt, or of the day the supplement was
    complete (行政许可法第32条第四项), whether or not papers lack."""
    may(case, "deem", by=by, at=at)
    day = case.complete_day or case.received_day
    if day is None or case.notify_due is None:
        raise Refused("这件还没有收件，不能视为受理。")
    dates = clocks.dates(case, day=day)
    fact = happened.DeemedAccepted(counts_from=day, notify_due=case.notify_due, **clocks.told(dates))
    move(case, "deem", by=by, at=at, fact=fact, deemed=True, **begun(case, day, dates, at=at))
    return case


def begun(case: Case, day: date, dates: dict[str, Any], *, at: datetime) -> dict[str, Any]:
    """What the columns of a case become when it is accepted as of a day."""
    return {"accepted_day": day, "accepted_month": month(day), **dates, **clocks.step(case, "accepted", at=at)}


def _counts_from(case: Case, today: date) -> date:
    if case.complete_day:
        return case.complete_day
    late = rules.too_late_to_tell(case.notify_due, today) is not None
    return case.received_day if late and case.received_day else today


@action
def set_due(case: Case, *, by: Actor, at: datetime) -> bool:
    """Count the days of an accepted case again, because a calendar came or was corrected: an undecided one gets its due days,
    a decided one the working days that it took. Whether anything changed; no day moves without its event."""
    if case.accepted_day is None:
        return False
    if case.decided_day is not None:
        return _count_taken(case, by=by, at=at)
    moved = _move_promises(case, by=by, at=at)
    found = clocks.again(case)
    if not clocks.moved(case, found):
        return moved
    first = case.missing_year is not None and not found["missing_year"]
    fact: Fact = happened.DueMoved(
        why=Code("calendar"), was_promised=case.promised_due, was_legal=case.legal_due, **clocks.told(found)
    )
    if first and found["promised_due"] and found["legal_due"]:
        fact = happened.DueSet(promised_due=found["promised_due"], legal_due=found["legal_due"])
    _turn(case, **found)
    _told_anew(case, fact, by=by, at=at)
    return True


def _move_promises(case: Case, *, by: Actor, at: datetime) -> bool:
    """Count the days again by which the applicant has to bring something: what he promised, what was asked for."""
    calendar, moved = places.calendar(), False
    if case.tolerance_due:
        until, _ = due(calendar, case.tolerance.promised_day, clocks.tolerance(case))
        # What he was told first he may keep: no day of his comes nearer.
        if until and until > case.tolerance_due:
            _turn(case, tolerance_due=until)
            Tolerance.objects.filter(case=case).update(due=until)
            moved = True
            _told_anew(case, happened.SupplyDayMoved(about=Code("tolerance"), due=until), by=by, at=at)
    for row in case.requests.filter(answered_at=None) if case.asked_more else ():
        until, _ = due(calendar, row.asked_day, supply_limit())
        if until and (row.due is None or until > row.due):
            Request.objects.filter(pk=row.pk).update(due=until)
            moved = True
            _told_anew(case, happened.SupplyDayMoved(about=Code("request"), due=until), by=by, at=at)
    return moved


def _turn(case: Case, **changes: Any) -> None:
    """Change columns of a case that nobody has worked on since it was read."""
    if not Case.objects.filter(pk=case.pk, version=case.version).update(**changes, version=case.version + 1):
        raise Refused(FASTER.format("件"))
    case.version += 1
    for name, value in changes.items():
        setattr(case, name, value)


def _told_anew(case: Case, fact: Fact, *, by: Actor, at: datetime) -> None:
    record(fact, subject=case, by=by, at=at)
    telling.tell(case, fact, by=by, at=at)


def _count_taken(case: Case, *, by: Actor, at: datetime) -> bool:
    if (case.taken_workdays is not None and case.missing_year is None) or case.decided_day is None:
        return False
    found = clocks.again(case)
    changes = {**(found if case.missing_year else {}), "taken_workdays": clocks.taken(case, case.decided_day)}
    if found["missing_year"] or changes["taken_workdays"] is None:
        return False
    Case.objects.filter(pk=case.pk).update(**changes)
    if case.missing_year:
        fact = happened.DueSet(promised_due=found["promised_due"], legal_due=found["legal_due"])
        record(fact, subject=case, by=by, at=at)
    return True


@action
def conclude(case: Case, *, by: Actor, at: datetime, key: str = "") -> Case:
    """当场办结: accept, decide and deliver in one transaction, each with its event. Needs the power 办结 held by the
    place itself, an instant item, and all papers there."""
    earlier = repeated(key, "conclude", by=by, at=at, body=[case.pk])
    if earlier is not None and earlier.case is not None:
        case.refresh_from_db()
        return case
    if not case.instant and not case.pledged:
        raise Refused("这是承诺件，不能当场办结，请按步骤办理。")
    if by.site != case.site_id or case.received_day != legal_day(at):
        raise Refused("当场办结只限收件的窗口、收件的当天。请先受理，再作决定。")
    case.at_once = True
    accept(case, by=by, at=at)
    decide(case, by=by, at=at, verdict="approved", on_the_spot=True)
    deliver(case, by=by, at=at, way="in_person")
    claimed(key, case)
    return case


@action
def set_notice_days(case: Case, *, by: Actor, at: datetime) -> bool:
    """Count the days of a notice, or those left to give one, again, because a calendar came or was corrected. Whether anything
    changed; no day moves without its event."""
    notice = Notice.objects.filter(case=case, withdrawn_at=None, closed_at=None).first()
    if case.received_day is None or case.stage not in (S.RECEIVED, S.SUPPLEMENT):
        return False
    calendar = places.calendar()
    notify_due, _ = due(calendar, case.complete_day or case.received_day, NOTIFY)
    notice_due, _ = due(calendar, notice.served_day, supply_limit()) if notice else (None, None)
    first = case.notify_due is None or (notice is not None and notice.due is None)
    if notice and notice.due is None and notice_due:
        # Told late when his time ends, he has it from now on.
        notice_due = max(notice_due, due(calendar, legal_day(at), supply_limit())[0] or notice_due)
    elif notice and notice.due and notice_due:
        notice_due = max(notice_due, notice.due)
    if (notify_due, notice_due) == (case.notify_due, notice.due if notice else None):
        return False
    _turn(case, notify_due=notify_due, supply_due=notice_due)
    if notice:
        Notice.objects.filter(pk=notice.pk).update(due=notice_due)
    moved = happened.NoticeDaysMoved(why=Code("calendar"), notify_due=notify_due, notice_due=notice_due)
    fact: Fact = happened.NoticeDaysSet(notify_due=notify_due, notice_due=notice_due) if first else moved
    _told_anew(case, fact, by=by, at=at)
    return True
