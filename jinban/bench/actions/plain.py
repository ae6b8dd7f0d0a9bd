"""Taking in and accepting as one writes it first: each row by `objects.create` and `save`, each question by the ORM.

It leaves the same rows behind as the counter's own action (a test counts them), with the same seals, numbers and clocks. What
it does without is what makes the product fast: kept statements, kept answers, changes of a few columns.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from jinban.bench import million
from jinban.cases.models import Case, CaseMaterial, Once
from jinban.catalogue import rules as item_rules
from jinban.catalogue.models import Item, ItemVersion
from jinban.delegation.models import Delegation
from jinban.kit import numbers
from jinban.kit.clock import legal_day
from jinban.kit.models import Event, NumberBlock
from jinban.kit.sealed import lookup_hash, seal
from jinban.kit.workdays import Calendar, Limit, Unit
from jinban.messages.models import Message
from jinban.people import queries as people
from jinban.people.models import Applicant, Seat
from jinban.places import queries as places
from jinban.places.models import Site


@dataclass(frozen=True)
class Visit:
    """What a form said, by whom at the window, and when."""

    said: Mapping[str, Any]
    seat: Seat
    at: datetime

    @property
    def day(self) -> date:
        return legal_day(self.at)


@transaction.atomic
def serve(visit: Visit, item_key: str) -> Case:
    """Register who applies, take in, accept. The same key twice is the same case. Refused in a database that is no bench."""
    million.insist()
    earlier = Once.objects.filter(pk=visit.said["key"]).select_related("case").first()
    if earlier and earlier.case:
        return earlier.case
    item = Item.objects.select_related("department", "item_class").get(pk=item_key)
    version = ItemVersion.objects.filter(item=item, stage="published", valid_from__lte=visit.day).latest("number")
    once = Once.objects.create(
        key=visit.said["key"], verb="serve", by_kind="seat", by_id=visit.seat.pk, at=visit.at,
        digest=lookup_hash(json.dumps(dict(visit.said), sort_keys=True), "cases.once"),
    )  # fmt: skip
    applicant = _applicant(visit)
    case = _drafted(visit, item, version, applicant)
    _received(visit, case, item)
    _accepted(visit, case, version)
    once.case = case
    once.save()
    return case


def _happened(visit: Visit, name: str, subject: Any, **payload: Any) -> None:
    Event.objects.create(
        name=name, subject_kind=subject._meta.label_lower, subject_id=str(subject.pk), by_kind="seat", by_id=visit.seat.pk,
        at=visit.at, day=visit.day, payload=payload,
    )  # fmt: skip


def _applicant(visit: Visit) -> Applicant:
    said = visit.said
    values = {
        "kind": "citizen", "name": said["name"], "demo": True, "registered_at": visit.at,
        "id_sealed": seal(said["number"], table="people_applicant", column="id"),
        "phone_sealed": seal(said["phone"], table="people_applicant", column="phone"), "phone_hash": people.phone_hash(said["phone"]),
    }  # fmt: skip
    found, fresh = Applicant.objects.get_or_create(
        id_type=said["id_type"], id_hash=people.number_hash(said["number"]), defaults=values
    )
    if fresh:
        _happened(visit, "people.applicant_registered", found, id_type=said["id_type"], numbered=True)
    return found


def _drafted(visit: Visit, item: Item, version: ItemVersion, applicant: Applicant) -> Case:
    content, site = version.said, Site.objects.get(pk=visit.seat.site_id)
    answers = {question.key: visit.said[f"q_{question.key}"] for question in content.questions}
    form = {name[2:]: value for name, value in visit.said.items() if name.startswith("f_")}
    case = Case.objects.create(
        stage="draft", demo=True, channel="window", applicant=applicant, seat=visit.seat, site=site, holder_site=site,
        answers=answers, item=item, item_version=version, item_class=item.item_class, department=item.department,
        police=item.department.kind == "police", sensitive=item.sensitive, task_type=content.elements.task_type.value,
        instant=content.elements.kind.value == "instant",
        form=seal(json.dumps(form, ensure_ascii=False), table="cases_case", column="form"),
    )  # fmt: skip
    for position, material in enumerate(item_rules.materials(content, answers)):
        CaseMaterial.objects.create(
            case=case, key=material.key, name=material.name, required=material.need == "required",
            deferrable=material.need == "deferrable", state="handed", trust="B", position=position, checked_by=visit.seat,
            checked_at=visit.at,
        )  # fmt: skip
    _happened(visit, "cases.drafted", case, item=item.pk, channel="window")
    return case


def _received(visit: Visit, case: Case, item: Item) -> None:
    row = Delegation.objects.select_related("batch", "department").filter(item=item, valid_to=None).first()
    block, _ = NumberBlock.objects.select_for_update().get_or_create(scope=f"plain-{visit.day:%Y%m%d}")
    block.next += 1
    block.save()
    assert case.site is not None
    case.number = numbers.case_number(case.site.division_id[:6], visit.day, 9, block.next)
    case.spoken = numbers.spoken_code()
    while Case.objects.filter(spoken=case.spoken).exists():
        case.spoken = numbers.spoken_code()
    case.stage, case.received_at, case.received_day = "received", visit.at, visit.day
    case.received_month = visit.day.year * 100 + visit.day.month
    case.notify_due = _due(places.calendar(), visit.day, Limit(Decimal(5), Unit.WORKDAY))
    case.town_id, case.delegation, case.batch = case.site.town, row, row.batch if row else None
    case.version += 1
    case.save()
    _happened(
        visit, "cases.received", case, site=case.site_id, delegation=row.pk if row else None, version=case.item_version_id,
        notify_due=str(case.notify_due), expected=case.materials.count(), missing=0,
    )  # fmt: skip


def _accepted(visit: Visit, case: Case, version: ItemVersion) -> None:
    elements, calendar = version.said.elements, places.calendar()
    case.stage, case.accepted_day, case.accepted_month = "accepted", visit.day, case.received_month
    promised, legal = elements.promised_limit.value, elements.legal_limit.value
    case.counts_from = visit.day
    case.promised_due = _due(calendar, visit.day, Limit(promised.amount, Unit(promised.unit)))
    case.legal_due = _due(calendar, visit.day, Limit(legal.amount, Unit(legal.unit)))
    case.promised_workdays = calendar.count_workdays(visit.day, case.promised_due)
    case.legal_workdays = calendar.count_workdays(visit.day, case.legal_due)
    case.step_from = visit.at
    case.version += 1
    case.save()
    days = {"promised_due": str(case.promised_due), "legal_due": str(case.legal_due)}
    _happened(visit, "cases.accepted", case, counts_from=str(visit.day), missing_year=None, **days)
    Message.objects.create(
        applicant_id=case.applicant_id or 0, template="accepted", subject_kind="cases.case", subject_id=str(case.pk),
        event="cases.accepted", values={"day": str(visit.day), "due": str(case.promised_due)}, by_kind="seat",
        by_id=visit.seat.pk, at=visit.at, day=visit.day,
    )  # fmt: skip


def _due(calendar: Calendar, day: date, limit: Limit) -> date:
    due = calendar.due(day, limit).day
    assert due is not None
    return due
