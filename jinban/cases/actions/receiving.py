"""Accepting, and finishing on the spot what can be finished on the spot."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from jinban.cases import events as happened
from jinban.cases import rules
from jinban.cases.actions.deciding import decide, deliver
from jinban.cases.actions.steps import NOTIFY, claimed, due, may, month, move, repeated, supply_limit, workdays
from jinban.cases.models import Case, Notice
from jinban.kit.clock import legal_day
from jinban.kit.events import Id, record
from jinban.kit.refused import Refused
from jinban.kit.workdays import Limit, Unit
from jinban.people.actors import Actor
from jinban.places import queries as places


@transaction.atomic
def accept(case: Case, *, by: Actor, at: datetime, key: str = "") -> Case:
    """Accept the application. The promised and the statutory day are counted from the day of acceptance under the pinned
    version: that is today; the day the supplement was complete, where there was one; and, when the five working days
    went by unused, the day of receipt (行政许可法第32条第四、五项). Where the city has no calendar for the year, they stay
    empty with that year named, and acceptance does not wait."""
    earlier = repeated(key, "accept", by=by, at=at, body=[case.pk])
    if earlier is not None and earlier.case is not None:
        case.refresh_from_db()
        return case
    may(case, "accept", by=by)
    day = _counts_from(case, legal_day(at))
    dates = _dates(case, day)
    fact = happened.Accepted(
        counts_from=day,
        promised_due=dates["promised_due"], legal_due=dates["legal_due"],
        missing_year=Id(dates["missing_year"]) if dates["missing_year"] else None,
    )  # fmt: skip
    move(case, "accept", by=by, at=at, fact=fact, accepted_day=day, accepted_month=month(day), **dates)
    claimed(key, case)
    return case


def _counts_from(case: Case, today: date) -> date:
    if case.complete_day:
        return case.complete_day
    late = rules.too_late_to_tell(case.notify_due, today) is not None
    return case.received_day if late and case.received_day else today


def _dates(case: Case, day: date) -> dict[str, Any]:
    elements = case.item_version.said.elements
    calendar = places.calendar()
    promised, legal = elements.promised_limit.value, elements.legal_limit.value
    promised_due, gap = due(calendar, day, Limit(promised.amount, Unit(promised.unit)))
    legal_due, later_gap = due(calendar, day, Limit(legal.amount, Unit(legal.unit)))
    return {
        "promised_due": promised_due, "legal_due": legal_due, "missing_year": gap or later_gap,
        "promised_workdays": workdays(day, promised_due), "legal_workdays": workdays(day, legal_due),
    }  # fmt: skip


@transaction.atomic
def set_due(case: Case, *, by: Actor, at: datetime) -> bool:
    """Count the days of an accepted case again, once the missing calendar is there. False when it still is not."""
    if case.accepted_day is None:
        return False
    taken = {"taken_workdays": workdays(case.accepted_day, case.decided_day)} if case.decided_day else {}
    if case.missing_year is None:
        return bool(Case.objects.filter(pk=case.pk, taken_workdays=None).update(**taken)) if taken else False
    dates = _dates(case, case.accepted_day) | taken
    if dates["missing_year"]:
        return False
    if Case.objects.filter(pk=case.pk, missing_year=case.missing_year).update(**dates):
        fact = happened.DueSet(promised_due=dates["promised_due"], legal_due=dates["legal_due"])
        record(fact, subject=case, by=by, at=at)
    return True


@transaction.atomic
def conclude(case: Case, *, by: Actor, at: datetime, key: str = "") -> Case:
    """当场办结: accept, decide and deliver in one transaction, each with its event. Needs the power 办结 held by the
    place itself, an instant item, and all papers there."""
    earlier = repeated(key, "conclude", by=by, at=at, body=[case.pk])
    if earlier is not None and earlier.case is not None:
        case.refresh_from_db()
        return case
    if not case.instant:
        raise Refused("这是承诺件，不能当场办结，请按步骤办理。")
    if by.site != case.site_id or case.received_day != legal_day(at):
        raise Refused("当场办结只限收件的窗口、收件的当天。请先受理，再作决定。")
    accept(case, by=by, at=at)
    decide(case, by=by, at=at, verdict="approved", on_the_spot=True)
    deliver(case, by=by, at=at, way="in_person")
    claimed(key, case)
    return case


@transaction.atomic
def set_notice_days(case: Case, *, by: Actor, at: datetime) -> bool:
    """Count the days of a notice, or those left to give one, once the missing calendar is there. False when it is not."""
    notice = Notice.objects.filter(case=case, due=None).first()
    if case.received_day is None or (case.notify_due is not None and notice is None):
        return False
    calendar = places.calendar()
    notify_due, gap = due(calendar, case.complete_day or case.received_day, NOTIFY)
    notice_due, later_gap = due(calendar, notice.served_day, supply_limit()) if notice else (None, None)
    if gap or later_gap:
        return False
    Case.objects.filter(pk=case.pk).update(notify_due=notify_due)
    if notice:
        Notice.objects.filter(pk=notice.pk).update(due=notice_due)
    record(happened.NoticeDaysSet(notify_due=notify_due, notice_due=notice_due), subject=case, by=by, at=at)
    return True
