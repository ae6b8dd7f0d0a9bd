"""What another system hands in, as one visit to a window: checked against the item as the form of the counter is."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal

from pydantic import Field as Said

from jinban.cases.actions.counter import Person, Visit, paper_of
from jinban.cases.actions.noticing import Point
from jinban.catalogue import queries as catalogue
from jinban.catalogue import rules as items
from jinban.catalogue.content import Field, Material
from jinban.kit.clock import legal_day
from jinban.kit.refused import Refused
from jinban.people import rules as people
from jinban.people.actors import Actor
from jinban.people.models import IdType
from jinban.places import queries as places
from jinban.places.models import Division
from jinban.web.api.problems import Fault
from jinban.web.api.shapes import Closed, Code, Short, line
from jinban.web.moves import what_to_bring

Errors = list[tuple[str, str]]
Kind = Literal[tuple(IdType.values)]


class PersonIn(Closed):
    """One person by his document. `number` may be empty where the document is not there yet, as of a newborn."""

    id_type: Kind = "resident"
    number: line(40) = ""
    name: line(60, least=1)
    phone: line(20) = ""


class ApplicantIn(PersonIn):
    """Who applies. `home`: the code of a village. `responsible`: who answers for an organisation."""

    home: Code | None = None
    responsible: PersonIn | None = None


class VisitIn(Closed):
    """One item for one applicant at the window of this system. `materials`: how each paper of the exact list comes; one that is
    not named is missing. `finish`: how far the window goes."""

    item: Code
    applicant: ApplicantIn
    agent: PersonIn | None = None
    answers: Annotated[dict[Code, Short], Said(max_length=40)] = {}
    materials: Annotated[dict[Code, Literal["handed", "missing", "waived"]], Said(max_length=80)] = {}
    form: Annotated[dict[Code, line(2000) | int | float | bool], Said(max_length=80)] = {}
    finish: Literal["receive", "accept", "conclude", "notify"] = "receive"


def visit_of(said: VisitIn, by: Actor, at: datetime) -> tuple[Visit, list[Point]]:
    """The visit, and the points of the one notice: every required paper that is missing, with what to bring. Faults with all that
    is wrong at once; Refused for an item that is not on offer, or a system without a window."""
    if not by.site:
        raise Refused("这个系统没有窗口，不能收件。")
    version = catalogue.offered(said.item, legal_day(at))
    if version is None:
        raise Refused("这个事项现在不能办，请在首页另找一项。")
    content, answers = version.said, {key: value for key, value in said.answers.items() if value}
    if sentence := items.answers_wrong(content, answers):
        raise Fault(422, sentence, errors=[("body.answers", sentence)])
    if still := items.questions_open(content, answers):
        raise Fault(422, "还有问题没有回答。", errors=[(f"body.answers.{one.key}", f"请选{one.text}") for one in still])
    exact = {material.key: material for material in items.materials(content, answers)}
    fields = items.fields(content, answers)
    home, filled = _home(said.applicant.home, by), _filled(fields, said, own=answers.get("who", "self") == "self")
    wrong = _people(said) + _fields(fields, filled) + _papers(exact, said.materials)
    if said.applicant.home and home is None:
        wrong.append(("body.applicant.home", "没有这个村，或者不属于本镇"))
    if wrong:
        raise Fault(422, "有几处不对，见 errors。", errors=wrong)
    boss = said.applicant.responsible
    applicant = _person(said.applicant, home, _person(boss) if boss else None)
    agent = _person(said.agent) if said.agent else None
    states = {key: said.materials.get(key, "missing") for key in exact}
    papers = {key: paper_of(material, states[key]) for key, material in exact.items()}
    form = {field.key: _plain(field, filled[field.key]) for field in fields if field.key in filled}
    visit = Visit(content.key, by.site, applicant, agent, answers, form, papers)
    lacking = [one for one in exact.values() if one.need == "required" and states[one.key] == "missing"]
    points = [Point(one.key, "missing", what_to_bring(one, one.name)) for one in lacking]
    return visit, points if said.finish == "notify" else []


def _home(code: str | None, by: Actor) -> Division | None:
    villages = places.villages(by.town) if code and by.town else []
    return next((village for village in villages if village.pk == code), None)


def _person(said: PersonIn, home: Division | None = None, responsible: Person | None = None) -> Person:
    return Person(said.id_type, said.number, said.name, said.phone, home, responsible)


def _people(said: VisitIn) -> Errors:
    """What is wrong with numbers and phones, by the rules of the counter."""
    named = {"applicant": said.applicant, "agent": said.agent, "applicant.responsible": said.applicant.responsible}
    found: Errors = []
    for where, person in named.items():
        if person is not None:
            sentences = {
                "number": people.number_misfit(person.id_type, person.number),
                "phone": people.phone_misfit(person.phone),
                "name": None if person.name.strip() else "请填姓名。",
            }
            found += [(f"body.{where}.{name}", sentence) for name, sentence in sentences.items() if sentence]
    if said.applicant.id_type == IdType.CREDIT and said.applicant.responsible is None:
        found.append(("body.applicant.responsible", "单位来办，请填负责人"))
    return found


def _papers(exact: Mapping[str, Material], given: Mapping[str, str]) -> Errors:
    unknown = [(f"body.materials.{key}", "不在这个情形的清单里") for key in given if key not in exact]
    waived = [key for key, state in given.items() if state == "waived" and key in exact and not exact[key].waived]
    return unknown + [(f"body.materials.{key}", "这样材料不能免交") for key in waived]


def _filled(fields: tuple[Field, ...], said: VisitIn, *, own: bool) -> dict[str, Any]:
    """The form, with what is left empty taken from the applicant where it is the same."""
    borrowed = {field.key: getattr(said.applicant, items.taken_from(field, own) or "name") for field in fields}
    same = {field.key: borrowed[field.key] for field in fields if items.taken_from(field, own)}
    return {**{key: value for key, value in same.items() if value}, **{k: v for k, v in said.form.items() if v != ""}}


def _fields(fields: tuple[Field, ...], given: Mapping[str, Any]) -> Errors:
    known = {field.key: field for field in fields}
    found: Errors = [(f"body.form.{key}", "这个情形没有这一项") for key in given if key not in known]
    for key, field in known.items():
        value = given.get(key, "")
        sentence = (
            f"请填{field.label}" if value == "" and field.required else _misfit(field, value) if value != "" else None
        )
        if sentence:
            found.append((f"body.form.{key}", sentence))
    return found


def _misfit(field: Field, value: Any) -> str | None:
    """What is wrong with a value of the form, as a sentence."""
    text = str(value)
    if field.kind == "bool":
        return None if isinstance(value, bool) or text in ("yes", "no") else f"{field.label}要写 true 或 false"
    if field.kind == "number":
        return _number_misfit(field, text)
    if field.kind == "date":
        return None if _day(text) else f"{field.label}要写成 2024-05-07 这样"
    if field.kind == "choice":
        return None if text in field.choices else f"{field.label}里没有这一项"
    if len(text) > (field.max or 200):
        return f"{field.label}最多写{field.max or 200}个字"
    if field.kind == "id":
        return people.number_misfit(IdType.RESIDENT, text)
    return people.phone_misfit(text) if field.kind == "phone" else None


def _number_misfit(field: Field, text: str) -> str | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return f"{field.label}要填数字"
    fits = number.is_finite() and number >= 0 and (field.max is None or number <= field.max)
    return None if fits else f"{field.label}要在0{f'到{field.max}之间' if field.max is not None else '以上'}"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def _plain(field: Field, value: Any) -> Any:
    """As the counter keeps it."""
    if field.kind == "bool":
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
    return str(value)
