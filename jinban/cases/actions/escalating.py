"""A limit that was not kept goes up: to the office that holds the case, to its head, to those who watch over the county. A warning
that turns out wrong, because a day moved, is taken back; the reason for a late one is written down and open to the applicant
(优化营商环境条例第37条)."""

from datetime import date, datetime

from django.db.models import F

from jinban.cases import events as happened
from jinban.cases import lights, watching
from jinban.cases.actions.steps import written
from jinban.cases.models import Case, Escalation
from jinban.kit.clock import legal_day
from jinban.kit.events import Code, Id, record
from jinban.kit.refused import Refused
from jinban.kit.transactions import action
from jinban.people.actors import Actor
from jinban.places import queries as places


@action
def escalate(case: Case, *, by: Actor, at: datetime) -> Case:
    """Go up by one level, where the limit that was not kept asks for it; or take back what is no longer so. Refused where
    nothing is to be done. Where nobody holds the post the row is flagged, and the next level comes all the same."""
    day = legal_day(at)
    if take_back(case, by=by, at=at):
        return case
    wanted = level(case, day)
    if wanted is None:
        raise Refused("这件没有超期，不用提醒。")
    if case.escalated > wanted:
        raise Refused("这件已经提醒到这一级了。")
    light = lights.Light.SEVERE if case.legal_due and day > case.legal_due else lights.Light.RED
    role, site, department = watching.answers_for(case, case.escalated, day)
    present = watching.present(role, site, department, day)
    row = Escalation.objects.create(
        case=case, level=case.escalated, light=light, role=role, site_id=site or None, department_id=department or None, day=day,
        flagged=not present,
    )  # fmt: skip
    Case.objects.filter(pk=case.pk).update(escalated=F("escalated") + 1)
    case.escalated += 1
    fact = happened.Escalated(escalation=Id(row.pk), level=Id(row.level), light=Code(light), flagged=row.flagged)
    record(fact, subject=case, by=by, at=at)
    return case


def level(case: Case, day: date) -> int | None:
    """To which level a late case goes up by this day: 0 when the promised day has passed, 1 some working days later, 2 when the
    statutory day has passed; None when no limit has passed."""
    if case.legal_due is not None and day > case.legal_due:
        return 2
    if case.promised_due is None or day <= case.promised_due:
        return None
    late = places.calendar().count_workdays(case.promised_due, day)
    return 1 if late > int(places.parameter("escalate_workdays")) else 0


@action
def take_back(case: Case, *, by: Actor, at: datetime) -> bool:
    """Withdraw the warnings of a case whose days no longer bear them out, each by its event. Whether there were any."""
    wanted = level(case, legal_day(at))
    wrong = list(
        case.escalations.filter(withdrawn_at=None, level__gt=-1 if wanted is None else wanted).order_by("level")
    )
    for row in wrong:
        Escalation.objects.filter(pk=row.pk).update(withdrawn_at=at)
        record(happened.EscalationWithdrawn(escalation=Id(row.pk), level=Id(row.level)), subject=case, by=by, at=at)
    if wrong:
        left = case.escalations.filter(withdrawn_at=None).count()
        Case.objects.filter(pk=case.pk).update(escalated=left)
        case.escalated = left
    return bool(wrong)


def forget(case: Case, *, by: Actor, at: datetime) -> None:
    """Another office holds the case now: the warnings of the one before are withdrawn, and the new one is warned in its turn."""
    if not case.escalated:
        return
    for row in case.escalations.filter(withdrawn_at=None).order_by("level"):
        Escalation.objects.filter(pk=row.pk).update(withdrawn_at=at)
        record(happened.EscalationWithdrawn(escalation=Id(row.pk), level=Id(row.level)), subject=case, by=by, at=at)
    Case.objects.filter(pk=case.pk).update(escalated=0)
    case.escalated = 0


@action
def explain(row: Escalation, *, by: Actor, at: datetime, reason: str) -> Escalation:
    """Say why a case is late and what is done about it; for those to whom the warning went. Once."""
    if not watching.is_addressed(row, by):
        raise Refused("这条提醒不是给您这个岗位的。")
    note = written(row.case, "reason", reason, at=at, what="超期的原因，打算怎么办")
    if not Escalation.objects.filter(pk=row.pk, explained_at=None, withdrawn_at=None).update(
        words_id=note, explained_at=at
    ):
        raise Refused("这条提醒已经说明过，或者已经收回了。")
    record(happened.Explained(escalation=Id(row.pk), reason=note), subject=row.case, by=by, at=at)
    return row
