"""What the page of a case says of it: the whole to those who work on it, the stage alone to others."""

from dataclasses import dataclass
from typing import Any

from jinban.cases import queries, words
from jinban.cases.models import Case, CaseMaterial, Verdict
from jinban.catalogue.content import Content, Field
from jinban.kit.sealed import mask_id, mask_phone
from jinban.messages import queries as messages
from jinban.papers import rules
from jinban.people import permits
from jinban.people import queries as people
from jinban.people.actors import Actor
from jinban.web import documents, procedure
from jinban.web.templatetags.jinban import limit, plain_day

FIELDS = ("number", "phone")
MASKS = {"id": mask_id, "phone": mask_phone, "account": mask_id}
Pairs = list[tuple[str, str]]


def detail(by: Actor, case: Case) -> dict[str, Any]:
    """Everything about a case, its applicant masked."""
    content = case.item_version.said
    brought = queries.materials(case)
    seen = sum(row.state != "missing" for row in brought)
    return {
        "content": content,
        "applicant": people.shown(case.applicant) if case.applicant else None,
        "agent": people.shown(case.agent) if case.agent else None,
        "may_unmask": permits.may(by.role, "unmask", "applicants") is None,
        "about": situation(case, content),
        "days": days(case, content),
        "filled": filled(case, content),
        "materials": [Paper.of(row) for row in brought],
        "handed": seen,
        "told": messages.about(case, words.of(case) | {"link": "查件页"}),
        "history": queries.history(case, people.seats(queries.actors_in(case))),
        "papers": documents.listed(case),
        "may_archive": rules.may_export(case, by) is None,
    }


def stage_only(case: Case) -> dict[str, Any]:
    """What somebody may know of a police case or a sensitive item that he does not work on."""
    return {
        "days": [
            ("收件", plain_day(case.received_day)),
            ("受理", plain_day(case.accepted_day)),
            ("决定", plain_day(case.decided_day)),
        ]
    }


@dataclass(frozen=True)
class Paper:
    """One paper: how it stands, how far it may be trusted in two short words, who saw it when."""

    row: CaseMaterial
    trust: str
    use: str

    @classmethod
    def of(cls, row: CaseMaterial) -> "Paper":
        trust, _, use = row.get_trust_display().partition("，")
        return cls(row, f"{row.trust}：{trust}" if row.trust else "", use)


def situation(case: Case, content: Content) -> Pairs:
    """The channel, and what was answered to the questions of the item."""
    pairs = [("渠道", case.get_channel_display())]
    for question in content.questions:
        given = case.answers.get(question.key)
        said = next((answer.text for answer in question.answers if answer.key == str(given)), given)
        if said not in (None, ""):
            pairs.append((question.text.rstrip("？?"), str(said)))
    return pairs


def days(case: Case, content: Content) -> Pairs:
    """The days that count, who has the case, and under which power it runs."""
    elements = content.elements
    where = case.site.label if case.site else "—"
    pairs = [("收件", f"{plain_day(case.received_day)} {where}"), ("受理", _accepted(case))]
    if case.missing_year:
        pairs.append(("承诺", f"缺{case.missing_year}年日历，装入后自动推算"))
    else:
        for name, due, said in (
            ("承诺", case.promised_due, elements.promised_limit),
            ("法定", case.legal_due, elements.legal_limit),
        ):
            waits = f"停表中，{limit(said.value)}" if case.paused_since else "—"
            pairs.append((name, f"{plain_day(due)}，{limit(said.value)}" if due else waits))
    pairs += procedure.days(case)
    if case.decided_day:
        revoked = f"，{plain_day(case.revoked_day)}撤销" if case.revoked_day else ""
        pairs.append(("决定", f"{plain_day(case.decided_day)} {Verdict(case.verdict).label}{revoked}"))
    pairs.append(("现在在", holder(case)))
    if case.delegation:
        pairs.append(("下沉依据", f"{case.delegation.batch.name}，第 {case.delegation_id} 行"))
    return pairs


def _accepted(case: Case) -> str:
    """The day of acceptance, and where it is not the plain one: why, and from when the limits count."""
    words = plain_day(case.accepted_day)
    if case.deemed:
        words += "，逾期未告知，视为受理"
    if case.counts_from and case.counts_from != case.accepted_day:
        words += f"，从{plain_day(case.counts_from)}重新计时"
    return words


def holder(case: Case) -> str:
    """Who has the case, and to whom it is on its way."""
    here = (
        case.holder_site.label if case.holder_site else case.holder_department.name if case.holder_department else "—"
    )
    there = case.next_site.label if case.next_site else case.next_department.name if case.next_department else ""
    return f"{here}，已移交{there}，等接收" if there else here


def filled(case: Case, content: Content) -> Pairs:
    """The form as it was filled in; numbers and phones masked."""
    values = queries.filled(case)
    return [
        (field.label, _written(field, values[field.key]))
        for field in content.form.fields
        if values.get(field.key) not in (None, "")
    ]


def _written(field: Field, value: Any) -> str:
    if field.kind == "bool":
        return "是" if value else "否"
    return MASKS[field.kind](str(value)) if field.kind in MASKS else str(value)
