"""What a clerk does in one go while somebody stands at the counter: take in, and accept, finish or give notice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from jinban.cases import queries
from jinban.cases.actions.intake import Intake, Paper, taken
from jinban.cases.actions.noticing import Point, notify
from jinban.cases.actions.receiving import accept, conclude
from jinban.cases.actions.steps import claimed, repeated
from jinban.cases.models import Case
from jinban.catalogue.content import Material
from jinban.kit import held
from jinban.kit.refused import Refused
from jinban.kit.transactions import action
from jinban.people import queries as people
from jinban.people.actions import register_applicant
from jinban.people.actors import Actor
from jinban.people.models import Applicant
from jinban.places.models import Division

Finish = Literal["receive", "accept", "conclude", "notify"]


@dataclass(frozen=True)
class Person:
    """A person or an organisation as the document at the counter says; `responsible` stands for an organisation."""

    id_type: str
    number: str
    name: str
    phone: str = ""
    home: Division | None = None
    responsible: "Person | None" = None

    def body(self) -> list[Any]:
        """What makes two of them the same, without the number itself."""
        number = people.number_hash(self.number) if self.number else ""
        home = self.home.pk if self.home else ""
        responsible = self.responsible.body() if self.responsible else None
        return [self.id_type, number, self.name, people.phone_hash(self.phone), home, responsible]


@dataclass(frozen=True)
class Visit:
    """One item for one applicant at one window; `agent` is who hands in for the applicant."""

    item: str
    site: str
    applicant: Person
    agent: Person | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    form: Mapping[str, Any] = field(default_factory=dict)
    papers: Mapping[str, Paper] = field(default_factory=dict)


def paper_of(material: Material | None, state: str) -> Paper:
    """How far a paper may be trusted once a clerk has it (国办函〔2016〕108号): shared by its office A, original seen B,
    made by the applicant himself or pledged D."""
    if state == "handed":
        return Paper("handed", "D" if material and material.from_ == "made_here" else "B")
    if state == "waived" and material and material.waived == "pledge":
        return Paper("waived", "D", "pledged")
    return Paper("waived", "A", "shared") if state == "waived" else Paper()


@action
def serve(
    visit: Visit, *, by: Actor, at: datetime, key: str, finish: Finish = "receive", points: Sequence[Point] = ()
) -> Case:
    """Register who applies, take the papers in, and then accept, finish on the spot or give the one notice: all of it or
    nothing. The same key twice is the same case."""
    agent_body = visit.agent.body() if visit.agent else None
    people_body = [visit.applicant.body(), agent_body, [[p.material, p.fault, p.what_to_do] for p in points]]
    plain = Intake(visit.item, 0, visit.site, None, answers=visit.answers, form=visit.form, papers=visit.papers)
    earlier = repeated(key, "serve", by=by, at=at, body=[finish, people_body, plain.body()])
    if earlier is not None and earlier.case is not None:
        return queries.get(by, earlier.case.pk) or earlier.case
    applicant = _registered(visit.applicant, by=by, at=at)
    agent = _registered(visit.agent, by=by, at=at).pk if visit.agent else None
    intake = Intake(
        visit.item, applicant.pk, visit.site, agent, answers=visit.answers, form=visit.form, papers=visit.papers
    )
    case = taken(intake, by=by, at=at)
    if finish in ("accept", "conclude") and case.deferred and not case.missing:
        raise Refused(f"还缺{case.deferred}样可以后补的材料。请先按“收件”收下，再在办件页办容缺受理，让申请人写承诺。")
    if finish == "accept":
        accept(case, by=by, at=at)
    elif finish == "conclude":
        conclude(case, by=by, at=at)
    held.release(case)
    if finish == "notify":
        notify(case, by=by, at=at, points=points)
    claimed(key, case)
    return case


def _registered(person: Person, *, by: Actor, at: datetime) -> Applicant:
    responsible = _registered(person.responsible, by=by, at=at) if person.responsible else None
    return register_applicant(
        id_type=person.id_type, number=person.number, name=person.name, phone=person.phone, home=person.home,
        responsible=responsible, by=by, at=at,
    )  # fmt: skip
