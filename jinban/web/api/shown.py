"""A case as the API shows it: what the pages show, with the same masks."""

from collections.abc import Collection
from typing import Any

from jinban.cases import queries
from jinban.cases.models import Case
from jinban.catalogue.content import Field
from jinban.kit.clock import now
from jinban.kit.sealed import mask_id, mask_name, mask_phone
from jinban.people import queries as people
from jinban.people.actors import Actor
from jinban.people.models import Applicant, ApplicantKind
from jinban.web import moves

PLAIN = (
    "number", "stage", "version", "channel", "received_day", "accepted_day", "promised_due", "legal_due", "paused_since",
    "decided_day", "verdict", "delivered_day", "demo",
)  # fmt: skip
MASKS = {"id": mask_id, "phone": mask_phone, "account": mask_id}


def line(case: Case, by: Actor) -> dict[str, Any]:
    """A case as one line of a list. Asks the database nothing for a case with item and applicant."""
    seen = case.applicant is not None and queries.may_see_detail(by, case)
    return {
        **{name: getattr(case, name) for name in PLAIN},
        "stage_label": case.get_stage_display(),
        "item": case.item_id,
        "item_name": case.item.name,
        "item_version": None,
        "department": case.department_id,
        "site": case.site_id,
        "town": case.town_id,
        "person": _name(case.applicant) if case.applicant and seen else "",
    }


def whole(case: Case, by: Actor, *, but: Collection[str]) -> dict[str, Any]:
    """A case whole: its detail for those who work on it, and the moves that can be made now, without those of `but`."""
    detail = _detail(case) if queries.may_see_detail(by, case) else None
    return {
        **line(case, by),
        "item_version": case.item_version.number,
        "detail": detail,
        "moves": _moves(case, by, but),
    }


def _name(applicant: Applicant) -> str:
    """A citizen masked, an organisation by its name."""
    return applicant.name if applicant.kind == ApplicantKind.ORGANISATION else mask_name(applicant.name)


def _person(applicant: Applicant | None) -> dict[str, Any] | None:
    if applicant is None:
        return None
    seen = people.shown(applicant)
    return {
        "kind": applicant.kind,
        "id_type": applicant.id_type,
        "name": _name(applicant),
        "number": seen.number,
        "phone": seen.phone,
    }


def _detail(case: Case) -> dict[str, Any]:
    values = queries.filled(case)
    fields = {field.key: field for field in case.item_version.said.form.fields}
    lines = queries.history(case, people.seats(queries.actors_in(case)))
    names_of = {one.name for one in (case.applicant, case.agent) if one is not None}
    names = ("key", "name", "required", "state", "trust", "waiver")
    return {
        "applicant": _person(case.applicant),
        "agent": _person(case.agent),
        "answers": {key: str(value) for key, value in case.answers.items()},
        "form": {key: _masked(fields.get(key), value, names_of) for key, value in values.items()},
        "materials": [{name: getattr(row, name) for name in names} for row in queries.materials(case)],
        "history": [
            {
                "at": one.at,
                "fact": type(one.fact).name,
                "label": type(one.fact).label,
                "who": one.who,
                "office": one.office,
                "words": one.words,
            }
            for one in lines
        ],
    }


def _masked(field: Field | None, value: Any, names_of: Collection[str]) -> Any:
    """The value as a system may read it that holds no right to unmask: numbers, phones, and the names of people, whether a field
    asks for one or somebody wrote his own elsewhere."""
    if not value or field is None:
        return value
    if field.kind in MASKS:
        return MASKS[field.kind](str(value))
    named = field.kind == "text" and field.label.endswith("姓名")
    return mask_name(str(value)) if named or str(value).strip() in names_of else value


def _moves(case: Case, by: Actor, but: Collection[str]) -> list[dict[str, Any]]:
    drawn = moves.forms_for(case, by, at=now())
    return [
        {"verb": one.verb, "label": one.label, "fields": [_asked(bound) for bound in one.form.asked]}
        for one in drawn
        if one.verb not in but
    ]


def _asked(bound: Any) -> dict[str, Any]:
    choices = getattr(bound.field, "choices", ())
    return {
        "name": bound.name,
        "label": str(bound.label),
        "required": bound.field.required,
        "many": hasattr(bound.field.widget, "allow_multiple_selected") and bound.field.widget.allow_multiple_selected,
        "choices": [{"value": str(value), "label": str(label)} for value, label in choices],
    }
