"""Pure rules of papers: who signs, and who may take an archive out."""

from collections.abc import Iterable
from typing import Any

from jinban.delegation.models import LegalForm
from jinban.delegation.rules import LICENCE, Power, power_of
from jinban.people import permits
from jinban.people.actors import Actor
from jinban.people.roles import Role

FINISHED = ("closed", "delivered", "archived")


def signing_place(case: Any, power: Power, near: Iterable[Any]) -> Any | None:
    """The place in whose own name and with whose seal a paper is made, under the delegation row that the case pinned; None where it
    is made in the department's.

    委托: the principal department's; 授权 and 下放: the place that holds this power, the nearest of `near` first, which for a
    licence is never a village (行政许可法第22至24条: a village committee is no organ)."""
    row = case.delegation
    if not row or row.legal_form == LegalForm.ENTRUST or not case.site:
        return None
    for place in near:
        village = place.kind == "station" and case.task_type == LICENCE
        if place.kind != "hall" and not village and power_of(row, place.kind) >= power:
            return place
    return None


def may_export(case: Any, by: Actor) -> str | None:
    """The archive of a finished case: for those who keep it (its department, the centre it lies with or was taken in at) and
    for the office that manages the services; finished means decided, delivered or archived."""
    if sentence := permits.may(by.role, "export", "archives"):
        return sentence
    keeps = by.department == case.department_id if by.department else by.site in (case.site_id, case.holder_site_id)
    own_town = bool(by.town) and not by.department and by.town == case.town_id
    if by.role != Role.SERVICE_OFFICE and not keeps and not own_town:
        return "归档由办这一件的部门、中心来导出。"
    if case.stage not in FINISHED:
        return "这一件还没有办结，办结以后才能导出归档。"
    return None
