"""A case begins: drafted, submitted, taken in over the counter."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from jinban.cases import events as happened
from jinban.cases import queries
from jinban.cases.actions.steps import NOTIFY, claimed, due, month, move, repeated, written
from jinban.cases.models import Case, CaseMaterial, Channel
from jinban.cases.stages import S
from jinban.catalogue import queries as catalogue
from jinban.catalogue import rules as item_rules
from jinban.catalogue.content import Content
from jinban.catalogue.models import ItemVersion
from jinban.delegation import queries as delegation
from jinban.delegation.models import Delegation
from jinban.delegation.rules import Power
from jinban.kit import held, marks, narrow, numbering, numbers
from jinban.kit.clock import legal_day
from jinban.kit.events import Code, Id, record
from jinban.kit.refused import Refused
from jinban.kit.sealed import seal
from jinban.kit.transactions import action
from jinban.people.actors import Actor
from jinban.places import queries as places
from jinban.places.models import DepartmentKind, Site

CERTIFICATE = "10"  # result_type 证照或批文
_CHANNEL_DIGIT = {Channel.WINDOW: 1, Channel.ONLINE: 2, Channel.MOBILE: 3, Channel.HELPER: 4, Channel.POST: 5}


@dataclass(frozen=True)
class Paper:
    """How one material stands: missing, handed in with a trust level (A–D), or waived with the way it is waived."""

    state: Literal["missing", "handed", "waived"] = "missing"
    trust: Literal["", "A", "B", "C", "D"] = ""
    waiver: Literal["", "shared", "pledged"] = ""


@dataclass(frozen=True)
class Intake:
    """What is applied for, by whom, in which situation, with which papers. `agent` hands in for the applicant."""

    item: str
    applicant: int
    site: str
    agent: int | None = None
    channel: str = Channel.WINDOW
    answers: Mapping[str, Any] = field(default_factory=dict)
    form: Mapping[str, Any] = field(default_factory=dict)
    papers: Mapping[str, Paper] = field(default_factory=dict)

    def body(self) -> list[Any]:
        """What makes two requests the same."""
        papers = {key: [paper.state, paper.trust, paper.waiver] for key, paper in self.papers.items()}
        return [
            self.item,
            self.applicant,
            self.site,
            self.agent,
            self.channel,
            dict(self.answers),
            dict(self.form),
            papers,
        ]


@action
def draft(intake: Intake, *, by: Actor, at: datetime, key: str = "") -> Case:
    """Begin an application. A draft has no number, no clock, and is in no figure. Refused: an item that is not on offer,
    a situation that does not exist, somebody else for a thing one must do in person. The same key twice is the same
    case."""
    earlier = repeated(key, "draft", by=by, at=at, body=intake.body())
    if earlier is not None and earlier.case is not None:
        return queries.get(by, earlier.case.pk) or earlier.case
    case = drafted(intake, by=by, at=at)
    held.release(case)
    claimed(key, case)
    return case


def drafted(intake: Intake, *, by: Actor, at: datetime) -> Case:
    """A new case with its papers, held: nothing of it is written yet."""
    version = catalogue.offered(intake.item, legal_day(at))
    if version is None:
        raise Refused("这个事项现在不能办，请在首页另找一项。")
    demo = marks.is_demo()
    if not version.verified and not demo:
        raise Refused("这个事项的要素还没有核定，正式库里不能收件。请先由部门核定。")
    content = version.said
    _check_people(intake, content)
    site = places.known_site(intake.site)
    papers = _papers(content, intake, by=by, at=at)
    case = Case(
        stage=S.DRAFT, demo=demo, channel=intake.channel, applicant_id=intake.applicant, agent_id=intake.agent,
        seat_id=by.seat, site=site, holder_site=site, answers=dict(intake.answers),
        form=seal(_written_form(intake), table="cases_case", column="form"),
        missing=sum(row.required and row.state == CaseMaterial.State.MISSING for row in papers),
        deferred=sum(row.deferrable and row.state == CaseMaterial.State.MISSING for row in papers), **_pinned(version, content),
    )  # fmt: skip
    held.hold(case)
    for row in papers:
        held.add(case, "case", row)
    record(happened.Drafted(item=Code(intake.item), channel=Code(intake.channel)), subject=case, by=by, at=at)
    return case


def _written_form(intake: Intake) -> str:
    """The form as it is sealed; nothing when nothing was filled in."""
    return json.dumps(dict(intake.form), ensure_ascii=False) if intake.form else ""


def _check_people(intake: Intake, content: Content) -> None:
    if intake.agent and intake.agent == intake.applicant:
        raise Refused("申请人和代办人是同一个人，请把代办人去掉。")
    if intake.agent and content.elements.in_person.value:
        raise Refused(f"“{content.plain_name}”要本人到场，不能代办。")


def _pinned(version: ItemVersion, content: Content) -> dict[str, Any]:
    item = version.item
    result = content.elements.result_type
    return {
        "item": item,
        "item_version": version,
        "item_class_id": item.item_class_id,
        "department": item.department,
        "police": item.department.kind == DepartmentKind.POLICE,
        "sensitive": item.sensitive,
        "task_type": content.elements.task_type.value,
        "instant": content.elements.kind.value == "instant",
        "makes_paper": bool(result and result.value == CERTIFICATE),
    }


def _papers(content: Content, intake: Intake, *, by: Actor, at: datetime) -> list[CaseMaterial]:
    """The exact list for this situation, and how each of its papers stands."""
    expected = item_rules.materials(content, intake.answers)
    if unknown := set(intake.papers) - {material.key for material in expected}:
        raise Refused(f"材料“{'、'.join(sorted(unknown))}”不在这个情形的清单里，不能收。")
    rows = []
    for position, material in enumerate(expected):
        paper = intake.papers.get(material.key, Paper())
        if sentence := item_rules.pledged_alone(content, paper.waiver):
            raise Refused(sentence)
        checked = by.seat is not None and paper.state != "missing"
        rows.append(
            CaseMaterial(
                key=material.key,
                name=material.name,
                required=material.need == "required",
                deferrable=material.need == "deferrable",
                state=paper.state,
                trust=trusted(paper, by),
                waiver=paper.waiver,
                position=position,
                checked_by_id=by.seat if checked else None,
                checked_at=at if checked else None,
            )
        )
    return rows


@action
def submit(case: Case, *, by: Actor, at: datetime) -> Case:
    """Hand a draft to the chosen site, to be looked at before receipt. The site must hold the item."""
    site = _place(case)
    if sentence := delegation.refusal(site, case.item_id, Power.COLLECT, legal_day(at)):
        raise Refused(sentence)
    move(case, "submit", by=by, at=at, fact=happened.Submitted(site=Code(site.code)), submitted_day=legal_day(at))
    return case


@action
def pre_return(case: Case, *, by: Actor, at: datetime, why: str) -> Case:
    """Send an online application back to be corrected, before receipt, with the reason."""
    reason = written(case, "reason", why, at=at, what="退回的原因")
    move(case, "pre_return", by=by, at=at, fact=happened.PreReturned(reason=reason))
    return case


@action
def receive(case: Case, *, by: Actor, at: datetime) -> Case:
    """Take the papers. The case gets its number and spoken code, pins the delegation row of this place, and the five
    working days in which the applicant must hear begin (行政许可法第32条第四项), also when a village took the papers."""
    site, day = _place(case), legal_day(at)
    row, sentence = delegation.ruling(site, case.item_id, Power.COLLECT, day)
    if sentence:
        raise Refused(sentence)
    notify_due, _ = due(places.calendar(), day, NOTIFY)
    fact = happened.Received(
        site=Code(site.code), delegation=Code(row.code) if row else None, version=Id(case.item_version_id), notify_due=notify_due,
        expected=Id(_expected(case)), missing=Id(case.missing),
    )  # fmt: skip
    move(
        case, "receive", by=by, at=at, fact=fact, number=_number(site, case.channel, day), spoken=_spoken(),
        received_at=at, received_day=day, received_month=month(day), notify_due=notify_due, delegation=row,
        batch_id=row.batch_id if row else None, town_id=site.town or None, village_id=site.division_id if site.kind == "station" else None,
        seat_id=by.seat, **_of_row(row),
    )  # fmt: skip
    return case


def _expected(case: Case) -> int:
    """How many papers are on its list."""
    return len(held.waiting(case, CaseMaterial)) if held.is_held(case) else case.materials.count()


def _place(case: Case) -> Site:
    if case.site is None:
        raise Refused("还没有选在哪里办，请先选一个办事地点。")
    return case.site


def _of_row(row: Delegation | None) -> dict[str, Any]:
    """The department and the class of a case are its delegation row's; without a row they stay the item's."""
    if row is None:
        return {}
    return {"department": row.department, "item_class_id": row.item_class_id or row.item.item_class_id}


def reserve_numbers(channel: str, day: date, count: int) -> None:
    """Set so many numbers of a day aside for this process, which knows that it will give them out: they come without
    gaps."""
    numbering.reserve(_scope(channel, day), count)


def _scope(channel: str, day: date) -> str:
    return f"case-{day:%Y%m%d}-{_CHANNEL_DIGIT[Channel(channel)]}"


def _number(site: Site, channel: str, day: date) -> str:
    digit = _CHANNEL_DIGIT[Channel(channel)]
    serial = numbering.take(_scope(channel, day))
    return numbers.case_number(site.division_id[:6], day, digit, serial)


def _spoken() -> str:
    code = numbers.spoken_code()
    while narrow.one(Case, {"spoken": code}) is not None:
        code = numbers.spoken_code()
    return code


@action
def take_in(intake: Intake, *, by: Actor, at: datetime, key: str = "") -> Case:
    """One window, one action: the draft and its receipt together. The same key twice is the same case."""
    earlier = repeated(key, "take_in", by=by, at=at, body=intake.body())
    if earlier is not None and earlier.case is not None:
        return queries.get(by, earlier.case.pk) or earlier.case
    case = taken(intake, by=by, at=at)
    held.release(case)
    claimed(key, case)
    return case


def taken(intake: Intake, *, by: Actor, at: datetime) -> Case:
    """A new case with its receipt, held. For an action that goes on with it and then releases it."""
    if intake.site != by.site:
        raise Refused("只能在自己的窗口收件。")
    return receive(drafted(intake, by=by, at=at), by=by, at=at)


def trusted(paper: Paper, by: Actor) -> str:
    """How far a paper may be trusted: only a person has seen an original (B); what another system hands over is a copy (C)."""
    return "C" if paper.trust == "B" and by.in_office and by.seat is None else paper.trust


def take(case: Case, key: str, paper: Paper, *, by: Actor, at: datetime) -> None:
    """One paper of a case as it was handed in later, with who saw it. Refused where a promise needs a form of its own."""
    if sentence := item_rules.pledged_alone(case.item_version.said, paper.waiver):
        raise Refused(sentence)
    seat = by.seat
    given = {"state": paper.state, "trust": trusted(paper, by), "waiver": paper.waiver}
    case.materials.filter(key=key).update(**given, checked_by_id=seat, checked_at=at if seat else None)
