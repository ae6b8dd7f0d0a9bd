"""A case goes from one office to another and is receipted there (交接)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from jinban.cases import events as happened
from jinban.cases import queries
from jinban.cases.actions import escalating
from jinban.cases.actions.steps import first_come, may, move
from jinban.cases.models import Case, Handover
from jinban.kit import prepared
from jinban.kit.clock import legal_day
from jinban.kit.events import Code, Id
from jinban.kit.refused import Refused
from jinban.kit.transactions import action
from jinban.people.actors import Actor


@action
def forward(case: Case, *, by: Actor, at: datetime, to: str) -> Case:
    """Send the case on: a station to its centre, a centre to the department or back to the station, a department to the
    place of receipt. It stays with the sender until the other side receipts it."""
    may(case, "forward", by=by, at=at)
    targets = {target.code: target for target in queries.targets(case, legal_day(at))}
    if to not in targets:
        raise Refused(f"这件不能移交到那里，可以移交：{'、'.join(target.name for target in targets.values())}。")
    next_one: dict[str, Any] = {"next_site_id": to} if targets[to].is_site else {"next_department_id": to}
    sent = {"to_site_id": to} if targets[to].is_site else {"to_department_id": to}
    row = Handover(
        case=case, from_site_id=case.holder_site_id, from_department_id=case.holder_department_id, sent_at=at, **sent
    )
    with first_come(), transaction.atomic():
        prepared.insert(row)
    move(case, "forward", by=by, at=at, fact=happened.Forwarded(handover=Id(row.pk), to=Code(to)), **next_one)
    return case


@action
def take_over(case: Case, *, by: Actor, at: datetime) -> Case:
    """Receipt a case that was sent here; from now on this office holds it."""
    may(case, "take_over", by=by, at=at)
    with first_come():
        row = case.handovers.get(receipted_at=None, recalled_at=None)
    Handover.objects.filter(pk=row.pk).update(receipted_at=at, receipted_by_id=by.seat)
    office = Code(row.to_site_id or row.to_department_id or "")
    move(
        case, "take_over", by=by, at=at, fact=happened.TakenOver(handover=Id(row.pk), at_office=office),
        holder_site_id=row.to_site_id, holder_department_id=row.to_department_id, next_site_id=None, next_department_id=None,
    )  # fmt: skip
    escalating.forget(case, by=by, at=at)
    return case


@action
def recall(case: Case, *, by: Actor, at: datetime) -> Case:
    """Take back what was sent and not yet receipted."""
    may(case, "recall", by=by, at=at)
    with first_come():
        row = case.handovers.get(receipted_at=None, recalled_at=None)
    Handover.objects.filter(pk=row.pk).update(recalled_at=at)
    fact = happened.Recalled(handover=Id(row.pk))
    move(case, "recall", by=by, at=at, fact=fact, next_site_id=None, next_department_id=None)
    return case
