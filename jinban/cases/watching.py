"""Who answers for a case whose limit was not kept, and what a seat is warned of. Everything starts at the
`scope` of who asks: joined, not as a list of cases, which in a county would be long."""

from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from jinban.cases.models import Case, Escalation, Pledge
from jinban.cases.queries import scope
from jinban.cases.stages import RUNNING, S
from jinban.people import queries as people
from jinban.people.actors import Actor
from jinban.people.roles import Role
from jinban.places import queries as places

Office = tuple[str, str, str]


def late(day: date) -> QuerySet[Case]:
    """Undecided cases whose promised or statutory day has passed, and those that were warned of."""
    passed = Q(promised_due__lt=day) | Q(legal_due__lt=day) | Q(escalated__gt=0)
    return Case.objects.filter(passed, stage__in=RUNNING).order_by("id")


def answers_for(case: Case, level: int, day: date) -> Office:
    """Role, site and department of those who answer for a case at a level: 0 whoever works there, 1 the head of the office, who
    for a village is the town's, 2 the county's office for the service. An empty role is every post of the office."""
    hall = case.holder_site is not None and case.holder_site.kind == "hall"
    if level > 1 or (level and hall):
        return Role.SERVICE_OFFICE, "", ""
    if case.holder_department_id:
        return ("" if level == 0 else Role.DEPT_HEAD), "", case.holder_department_id
    if level == 0 or case.holder_site is None:
        return "", case.holder_site_id or "", ""
    chain = places.known_chain(case.holder_site, day)
    centre = next((site.pk for site in chain if site.kind == "centre"), "")
    return Role.TOWN_HEAD, centre, ""


def present(role: str, site: str, department: str, day: date) -> list[Any]:
    """Who holds that post on a day, deputies included; without a post, whoever works at the office."""
    if role:
        return list(people.officers(role, site=site, department=department, day=day))
    return list(people.seats_at(day, site=site, department=department))


def _addressed(actor: Actor) -> Q:
    """The warnings for this seat: those to its post at its office, and those to everybody there."""
    post = Q(role=actor.role) | Q(role="")
    if actor.site:
        # A police case is the police window's alone; a village takes in both.
        police = Q() if actor.role == Role.VILLAGE_HELPER else Q(case__police=actor.role == Role.POLICE_WINDOW)
        return post & Q(site_id=actor.site) & police
    if actor.department and actor.role in (Role.DEPT_APPROVER, Role.DEPT_HEAD):
        return post & Q(department_id=actor.department)
    return Q(role=actor.role, site=None, department=None) if actor.role else Q(pk__in=[])


def is_addressed(row: Escalation, actor: Actor) -> bool:
    """Whether this warning is for this seat."""
    return Escalation.objects.filter(_addressed(actor), pk=row.pk).exists()


def warnings(actor: Actor) -> QuerySet[Escalation]:
    """What this seat is warned of and what is still late, the most serious and oldest first."""
    seen = Q(scope(actor).q("case"), case__stage__in=RUNNING)
    found = Escalation.objects.filter(_addressed(actor), seen, withdrawn_at=None)
    found = found.select_related("case__item", "case__site", "case__holder_site", "case__holder_department", "words")
    return found.order_by("-level", "day", "id")


def flagged(actor: Actor) -> QuerySet[Escalation]:
    """For those who watch over the county: warnings that met nobody, because the post was empty on that day."""
    if actor.role not in (Role.SERVICE_OFFICE, Role.AUDITOR, Role.BUSINESS_OFFICE):
        return Escalation.objects.none()
    found = Escalation.objects.filter(flagged=True, withdrawn_at=None, case__stage__in=RUNNING)
    return found.select_related("case__item", "case__site", "site", "department").order_by("-level", "day", "id")


def pledges(actor: Actor) -> QuerySet[Pledge]:
    """Promises that this seat's office decided upon and that nobody has checked yet, the nearest day first."""
    here = Q(case__holder_site=actor.site) if actor.site else Q(case__holder_department=actor.department or None)
    if not (actor.site or actor.department):
        return Pledge.objects.none()
    police = (
        Q(case__police=actor.role == Role.POLICE_WINDOW) if actor.site and actor.role != Role.VILLAGE_HELPER else Q()
    )
    decided = (S.CLOSED, S.ISSUING, S.DELIVERED, S.ARCHIVED)
    seen = Q(scope(actor).q("case"), case__stage__in=decided, case__pledged=True)
    found = Pledge.objects.filter(here, police, seen, outcome="")
    return found.select_related("case__item").order_by(F("check_due").asc(nulls_last=True), "id")
