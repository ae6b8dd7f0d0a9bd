"""Applicants: registered, corrected, unmasked."""

from datetime import datetime
from typing import Any

from jinban.kit import marks, prepared
from jinban.kit.events import Code, Id, record
from jinban.kit.numbers import bare
from jinban.kit.refused import Refused
from jinban.kit.sealed import seal
from jinban.kit.transactions import action
from jinban.people import events, permits, queries, rules
from jinban.people.actions.steps import insist
from jinban.people.actors import Actor
from jinban.people.models import Applicant, ApplicantKind, IdType, NameChange
from jinban.places.models import Division


def _name(applicant: Applicant) -> str:
    return applicant.name


_FIELDS = {"number": queries.clear_number, "phone": queries.clear_phone, "name": _name}


@action
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
    insist(rules.number_misfit(id_type, number))
    insist(rules.phone_misfit(phone))
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
        nameless = Applicant(id_type=id_type, id_hash=None, **values)
        prepared.insert(nameless)
        return nameless, True
    if known := queries.find(id_type, number):
        return known, False
    fresh = Applicant(id_type=id_type, id_hash=queries.number_hash(number), **values)
    if prepared.insert_once(fresh):
        return fresh, True
    return Applicant.objects.get(id_type=id_type, id_hash=fresh.id_hash), False


@action
def correct_name(applicant: Applicant, name: str, *, reason: str, by: Actor, at: datetime) -> None:
    """The name that the document shows from now on: mistyped before, or changed. Both names and the reason stand in a
    row that can be erased; the event says only that it was done. Refused: a post that may not, the same name again."""
    insist(permits.may(by.role, "correct", "names"))
    name, reason = name.strip(), reason.strip()
    insist(rules.name_misfit(applicant.name, name, reason))
    NameChange.objects.create(applicant=applicant, old=applicant.name, new=name, reason=reason, seat_id=by.id, at=at)
    applicant.name = name
    applicant.save(update_fields=["name"])
    record(events.NameCorrected(), subject=applicant, by=by, at=at)


@action
def correct_phone(applicant: Applicant, phone: str, *, by: Actor, at: datetime) -> None:
    """The phone under which the applicant is reached from now on; the same one again writes nothing."""
    phone = bare(phone)
    insist(rules.phone_misfit(phone))
    if applicant.phone_hash == queries.phone_hash(phone):
        return
    applicant.phone_sealed = seal(phone, table=queries.APPLICANTS, column="phone")
    applicant.phone_hash = queries.phone_hash(phone)
    applicant.save(update_fields=["phone_sealed", "phone_hash"])
    record(events.PhoneCorrected(), subject=applicant, by=by, at=at)


@action
def learn_number(applicant: Applicant, *, id_type: str, number: str, by: Actor, at: datetime) -> None:
    """The number of one who had none yet, as a newborn. Refused: one who has a number, a number that is taken."""
    insist(rules.number_misfit(id_type, number) or (None if bare(number) else "请填证件号码。"))
    if applicant.id_hash:
        raise Refused("这位申请人已经有证件号码。")
    if queries.find(id_type, number):
        raise Refused("这个证件号码已经登记给另一位申请人，请核对。")
    applicant.id_type, applicant.id_hash = id_type, queries.number_hash(number)
    applicant.id_sealed = seal(bare(number), table=queries.APPLICANTS, column="id")
    applicant.save(update_fields=["id_type", "id_hash", "id_sealed"])
    record(events.NumberLearned(id_type=Code(id_type)), subject=applicant, by=by, at=at)


@action
def unmask(applicant: Applicant, field: str, *, case_id: int | None, by: Actor, at: datetime) -> str:
    """The whole `number` or `phone`, or the `name` for whoever sees it masked, and the event that says who looked and for which
    case. Refused: a post that does not need it, and without a case. That the case lies inside the asker's gate is for the
    caller to know."""
    if not (by.kind == "applicant" and by.applicant == applicant.pk):
        insist(permits.may(by.role, "unmask", "applicants"))
        if case_id is None:
            raise Refused("看证件号码和电话要从一个办件里看。")
    case = None if case_id is None else Id(case_id)
    record(events.Unmasked(field=Code(field), case=case), subject=applicant, by=by, at=at)
    return _FIELDS[field](applicant)
