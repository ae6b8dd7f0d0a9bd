"""Reads of cases. Everything starts at `visible_to`."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from jinban.cases import lights, rules
from jinban.cases.events import Corrected
from jinban.cases.models import Case, CaseMaterial, Handover, Note, Once
from jinban.cases.stages import CASE, S
from jinban.catalogue.words import ARTICLE_45, PERMIT
from jinban.kit import events
from jinban.kit.gate import EVERYTHING, NOTHING, Scope
from jinban.kit.life import Move
from jinban.kit.numbers import bare
from jinban.kit.sealed import unseal
from jinban.kit.workdays import Calendar, Limit, Unit
from jinban.people import queries as people
from jinban.people.actors import Actor
from jinban.people.roles import Role
from jinban.places import queries as places
from jinban.systems import queries as outside

COUNTY_ROLES = (Role.COUNTY_HEAD, Role.SERVICE_OFFICE, Role.BUSINESS_OFFICE, Role.AUDITOR)
TOWN_ROLES = (Role.TOWN_WINDOW, Role.TOWN_BACK, Role.TOWN_HEAD)
DEPARTMENT_ROLES = (Role.DEPT_APPROVER, Role.DEPT_HEAD)
WITH_ALL = (
    "item", "item_version", "department", "delegation__batch", "applicant", "agent", "site", "town", "holder_site",
    "holder_department", "next_site", "next_department",
)  # fmt: skip
NAMES = 200  # people of one name, above which their ids are not asked for one by one
IN_WORK = (S.SUBMITTED, S.RECEIVED, S.SUPPLEMENT, S.ACCEPTED, S.REVIEWING, S.DECIDING, S.CLOSED, S.ISSUING)


def scope(actor: Actor) -> Scope:
    """The cases that this actor may know of: a place's subtree, a department's items, own mandates, own cases.
    The three administrators of the system know of none."""
    if actor.ours:
        return EVERYTHING
    if actor.kind == "applicant":
        own = (actor.applicant,)
        return Scope(((("applicant_id", own),), (("agent_id", own),)))
    if actor.kind == "helper":
        return Scope(((("agent_id", (actor.applicant,)),),))
    return _office_scope(actor) if actor.in_office else NOTHING


def _office_scope(actor: Actor) -> Scope:
    if actor.role in COUNTY_ROLES:
        return EVERYTHING
    if actor.role in DEPARTMENT_ROLES and actor.department:
        return Scope(((("department_id", (actor.department,)),),))
    here = Scope(
        tuple(((column, (actor.site,)),) for column in ("site_id", "holder_site_id", "next_site_id"))
        if actor.site
        else ()
    )
    if actor.role in TOWN_ROLES and actor.town:
        return here | Scope(((("town_id", (actor.town,)),),))
    if actor.role == Role.POLICE_WINDOW and actor.town:
        return Scope(((("town_id", (actor.town,)), ("police", (1,))),))
    return here if actor.role == Role.VILLAGE_HELPER or actor.role in TOWN_ROLES else NOTHING


def visible_to(actor: Actor) -> QuerySet[Case]:
    """The cases that this actor may know of; drafts belong to their applicant and to the seat that is writing them."""
    seen = Case.objects.filter(scope(actor).q())
    if actor.in_office:
        return seen.filter(~Q(stage=S.DRAFT) | Q(seat_id=actor.seat or 0))
    return seen


def get(actor: Actor, pk: int) -> Case | None:
    """One case with all that its page shows, or None, for a case outside the gate as for one that does not exist."""
    return visible_to(actor).select_related(*WITH_ALL).filter(pk=pk).first()


def may_see_detail(actor: Actor, case: Case) -> bool:
    """Police cases and sensitive items (低保、病历) show others the stage only: not the office that watches, nor another
    window of the same town, but who handles the case, where it was received and the department that decides."""
    if actor.kind in ("applicant", "helper") or actor.ours:
        return True
    if not (case.sensitive or case.police):
        return True
    if actor.department == case.department_id:
        return True
    standing = rules.standing(case, actor)
    return any(who.endswith(("@holder", "@next", "@origin")) for who in standing)


@dataclass(frozen=True)
class Found:
    """The cases that a text finds, newest first; `cut`: so many people are called so that only the latest were looked at."""

    cases: QuerySet[Case]
    cut: bool = False


def find(actor: Actor, text: str) -> Found:
    """Cases by number, spoken code, whole identity number or phone, or the beginning of the applicant's name. Of police and
    sensitive cases a person finds only those that lie with him: the others would tell what somebody applies for. A name that
    very many bear is looked for among the cases of the place or the department; who watches the whole city has it `cut`."""
    plain = bare(text)
    seen = visible_to(actor).select_related(*WITH_ALL).order_by("-id")
    if not plain:
        return Found(seen.none())
    if by_code := Case.objects.filter(Q(number=plain) | Q(spoken=plain)).values_list("pk", flat=True)[:1]:
        return Found(seen.filter(pk=by_code[0]))
    seen = seen.filter(Q(sensitive=False, police=False) | _lies_with(actor))
    known = people.ids_by_number(plain) + people.ids_by_phone(plain) if plain.isascii() else []
    if known or (plain.isascii() and re.search(r"\d", plain)):
        return Found(seen.filter(applicant_id__in=known))
    named = people.ids_by_name(text, most=NAMES + 1)
    if len(named) <= NAMES:
        return Found(seen.filter(applicant_id__in=named))
    if scope(actor) == EVERYTHING:
        return Found(seen.filter(applicant_id__in=named[:NAMES]), cut=True)
    # A village has fewer cases than the city has people of such a name: they are read by place, elsewhere by name.
    if actor.role == Role.VILLAGE_HELPER:
        return Found(seen.filter(Exists(people.called(text).filter(pk=OuterRef("applicant_id")))))
    return Found(seen.filter(people.named(text, "applicant__name")))


def _lies_with(actor: Actor) -> Q:
    """Cases that this actor handles: held by, sent to or taken in at his place, or decided by his department."""
    if not actor.site:
        return Q(department_id=actor.department) if actor.department else Q(pk__in=[])
    here = Q(site_id=actor.site) | Q(holder_site_id=actor.site) | Q(next_site_id=actor.site)
    return here if actor.role in (Role.VILLAGE_HELPER, Role.POLICE_WINDOW) else here & Q(police=False)


def queue(actor: Actor) -> QuerySet[Case]:
    """What this seat has to do now: what it holds or is about to receive, least time left first."""
    here = Q(holder_site_id=actor.site) | Q(next_site_id=actor.site) if actor.site else Q(pk__in=[])
    if actor.department and not actor.site:
        here = Q(holder_department_id=actor.department) | Q(next_department_id=actor.department)
    cases = visible_to(actor).filter(here, stage__in=IN_WORK)
    if actor.role == Role.POLICE_WINDOW:
        cases = cases.filter(police=True)
    elif actor.role in (Role.TOWN_WINDOW, Role.TOWN_BACK):
        cases = cases.filter(police=False)
    return cases.select_related(*WITH_ALL).order_by(F("promised_due").asc(nulls_last=True), "id")


def to_deliver(actor: Actor) -> QuerySet[Case]:
    """Decided cases whose papers were taken at this seat's site and whose result has not reached the applicant."""
    return (
        visible_to(actor)
        .filter(site_id=actor.site, stage__in=(S.CLOSED, S.ISSUING))
        .select_related(*WITH_ALL)
        .order_by("decided_day", "id")
    )


def open_moves(case: Case, actor: Actor, at: datetime) -> list[Move]:
    """The moves that this actor could make now: exactly those that the actions accept."""
    return CASE.open_moves(case, by=actor, standing=rules.standing(case, actor), at=at)


def thresholds() -> lights.Thresholds:
    """When yellow begins, as the city settled it."""
    return lights.Thresholds(*(int(number) for number in places.parameters_of("yellow_workdays", "yellow_percent")))


def light(case: Case, today: date, calendar: Calendar, thresholds: lights.Thresholds) -> lights.Light:
    """The light of a case on a day."""
    limit = case.item_version.said.elements.promised_limit.value
    return lights.light(
        thresholds=thresholds,
        stage=case.stage, today=today, promised_due=case.promised_due, legal_due=case.legal_due,
        promised_days=int(limit.amount), calendar=calendar, paused=case.paused_since is not None,
    )  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One line of a case's history: when, who, what, and the words that go with it."""

    at: Any
    who: str
    office: str
    fact: events.Fact
    words: str


def history(case: Case, seats: dict[int, Any]) -> list[Line]:
    """All that happened to a case, oldest first. `seats` maps the ids of `actors_in` to seats with staff and place."""
    notes = {note.pk: note for note in Note.objects.filter(case=case)}
    offices = {row.pk: row for row in Handover.objects.filter(case=case).select_related("to_site", "to_department")}
    happened = [(event, events.fact_of(event)) for event in events.history(case)]
    corrections = _corrections(case) if any(isinstance(fact, Corrected) for _, fact in happened) else {}
    systems = outside.names({event.by_id for event, _ in happened if event.by_kind == "system"})
    lines = []
    for event, fact in happened:
        who, office = _who(event, systems, seats)
        words = corrections.get(fact.correction, "") if isinstance(fact, Corrected) else _words(fact, notes, offices)
        lines.append(Line(event.at, who, office, fact, words))
    return lines


def _corrections(case: Case) -> dict[int, str]:
    """What was put right, from what to what, and why; applicants by their names."""
    rows = list(case.corrections.all())
    persons = people.names(
        [int(pk) for row in rows if row.field == "applicant" for pk in (row.old, row.new) if pk.isdigit()]
    )
    found = {}
    for row in rows:
        old, new = (persons.get(int(value), value) if value.isdigit() else value for value in (row.old, row.new))
        gone = row.erased_at is not None
        found[row.pk] = "（已按要求删除）" if gone else f"由“{old}”改为“{new}”；{row.reason}"
    return found


def actors_in(case: Case) -> set[int]:
    """The seats that did something to this case."""
    return set(events.history(case).filter(by_kind="seat").values_list("by_id", flat=True))


def _who(event: Any, systems: Mapping[int, str], seats: dict[int, Any]) -> tuple[str, str]:
    if event.by_kind == "seat" and (seat := seats.get(event.by_id)):
        place = seat.site.label if seat.site else seat.department.name if seat.department else "大冶市"
        return seat.officer, place
    if event.by_kind == "system" and event.by_id in systems:
        return systems[event.by_id], "对接系统"
    return {"applicant": "申请人", "helper": "帮办员", "clock": "时钟", "system": "系统"}.get(event.by_kind, "未知"), ""


def _words(fact: events.Fact, notes: dict[int, Note], offices: dict[int, Handover]) -> str:
    parts = []
    handover = offices.get(getattr(fact, "handover", 0)) if hasattr(fact, "to") else None
    if handover:
        office = handover.to_site.label if handover.to_site else handover.to_department.name  # type: ignore[union-attr]
        parts.append(f"给{office}")
    for name in ("reason", "opinion", "paper", "note", "finding"):
        note = notes.get(getattr(fact, name, None) or 0)
        if note:
            parts.append(note.body or "（已按要求删除）")
    return "；".join(parts)


@dataclass(frozen=True)
class Target:
    """An office that a case can be sent to."""

    code: str
    name: str
    is_site: bool


def targets(case: Case, day: date) -> list[Target]:
    """Where the holder can send the case on a day: a station to its town's centre; a centre or the hall to the department,
    and a centre back to the station of receipt; a department to the place of receipt and to the centre above it. A police
    case goes to a centre only where the police has a window, else straight to the department."""
    sites = [site for site in places.known_chain(case.site, day) if site.pk != case.holder_site_id] if case.site else []
    sites = [site for site in sites if site.kind != "hall" or site.pk == case.site_id]
    if case.police:
        windows = places.police_sites(day)
        sites = [site for site in sites if site.kind == "station" or site.pk in windows]
    found = {site.pk: Target(site.pk, site.label, True) for site in sites}
    if case.holder_site and case.holder_site.kind == "station":
        found.pop(case.site_id or "", None)
    if not case.holder_department_id and (not found or not case.holder_site or case.holder_site.kind != "station"):
        found[case.department_id] = Target(case.department_id, case.department.name, False)
    return list(reversed(found.values()))


def offices(case: Case, day: date) -> list[Target]:
    """Every office that this case could lie with on a day, but for the one that holds it: the places of its chain and its
    department."""
    sites = places.known_chain(case.site, day) if case.site else []
    if case.police:
        windows = places.police_sites(day)
        sites = [site for site in sites if site.kind == "station" or site.pk in windows]
    found = [Target(site.pk, site.label, True) for site in sites if site.pk != case.holder_site_id]
    if case.holder_department_id != case.department_id:
        found.append(Target(case.department_id, case.department.name, False))
    return found


def officers(case: Case, day: date) -> list[Any]:
    """The seats of the office that holds the case, on a day."""
    return list(people.seats_at(day, site=case.holder_site_id or "", department=case.holder_department_id or ""))


@dataclass(frozen=True)
class SpecialProcedure:
    """A special procedure that may stop the clocks of a case, and for how long at most; None where nobody set a limit."""

    code: str
    name: str
    most: Limit | None


def special_procedures(case: Case) -> list[SpecialProcedure]:
    """Those of the item's own, and those that the law names (行政许可法第45条), which no other may join for a licence."""
    content = case.item_version.said
    own = {
        special.reason: SpecialProcedure(
            special.reason, special.name, Limit(special.most.amount, Unit(special.most.unit))
        )
        for special in content.special_procedures
        if content.elements.task_type.value != PERMIT or special.reason in ARTICLE_45
    }
    law = {code: SpecialProcedure(code, name, None) for code, name in ARTICLE_45.items()}
    return list((law | own).values())


def materials(case: Case) -> list[CaseMaterial]:
    """The papers of a case in their order, each with who checked it."""
    checked = ("checked_by__staff", "checked_by__site", "checked_by__department", "checked_by__acting_for__staff")
    return list(case.materials.select_related(*checked).order_by("position", "id"))


def filled(case: Case) -> dict[str, Any]:
    """What the applicant filled in, opened. For those who may see the detail."""
    plain = unseal(case.form, table="cases_case", column="form")
    return dict(json.loads(plain)) if plain else {}


def materials_listed(actor: Actor, keys: Iterable[int]) -> list[CaseMaterial]:
    """These materials as far as the actor may see their cases, in the order of their keys."""
    rows = CaseMaterial.objects.filter(pk__in=list(keys), case__in=visible_to(actor))
    return list(rows.select_related("case__item").order_by("pk"))


def repeats_listed(actor: Actor, keys: Iterable[int]) -> list[tuple[Case, date]]:
    """The cases and days of these refused repeated notices, as far as the actor may see the cases."""
    days = {int(pk): (int(case), day) for pk, case, day in events.subjects_of(keys)}
    found = {case.pk: case for case in listed(actor, [case for case, _ in days.values()])}
    return [(found[case], day) for _, (case, day) in sorted(days.items()) if case in found]


def listed(actor: Actor, ids: Iterable[int]) -> list[Case]:
    """These cases with what one line of a list shows (item, place), in this order, those outside the gate left out."""
    found = visible_to(actor).select_related("item", "site").in_bulk(list(ids))
    return [found[pk] for pk in ids if pk in found]


def tracked(number: str, last_four: str) -> Case | None:
    """The case of this number if the applicant's document ends in these four characters; else None, whatever was wrong."""
    plain = "".join(number.split())
    case = Case.objects.select_related(*WITH_ALL).filter(number=plain).first()
    if case is None or case.applicant is None or not people.ends_in(case.applicant, last_four):
        return None
    return case


def spoken(code: str) -> Case | None:
    """The case of this spoken code, or None."""
    plain = "".join(code.split()).upper()
    return Case.objects.select_related(*WITH_ALL).filter(spoken=plain).first() if len(plain) == 8 else None


def any_case() -> bool:
    """Whether there is any case at all, drafts too."""
    return Case.objects.exists()


def by_key(key: str) -> Case | None:
    """The case that came of an idempotency key, for whoever used the key."""
    claim = Once.objects.filter(pk=key).values_list("case_id", flat=True).first()
    return Case.objects.select_related(*WITH_ALL).filter(pk=claim).first() if claim else None


def numbers_among(numbers: Iterable[str]) -> set[str]:
    """Which of these are numbers of our own cases."""
    wanted = list(numbers)
    return set(Case.objects.filter(number__in=wanted).values_list("number", flat=True)) if wanted else set()
