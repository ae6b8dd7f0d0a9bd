"""Putting right what is wrong: correct, reassign, reopen. Each has its own right and an obligatory reason; what was and what became
of it are kept. To everybody else a decided case is frozen, but for making, handing over and filing the result."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from jinban.cases import events as happened
from jinban.cases import queries, rules
from jinban.cases.actions import clocks, escalating
from jinban.cases.actions.intake import CERTIFICATE
from jinban.cases.actions.steps import let_go, may, month, move, promise_kept, recount_missing, remedies, written
from jinban.cases.models import Case, CaseMaterial, Channel, Correction, Note, Verdict
from jinban.catalogue import queries as catalogue
from jinban.delegation import queries as delegation
from jinban.kit.clock import legal_day
from jinban.kit.events import Code, Id
from jinban.kit.refused import Refused
from jinban.kit.transactions import action
from jinban.people import queries as people
from jinban.people.actors import Actor
from jinban.places.models import DepartmentKind

Changes = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """What a correction does: the old and the new value as words, and the columns that change."""

    old: str
    new: str
    columns: Changes


@action
def correct(case: Case, *, by: Actor, at: datetime, field: str, to: str, reason: str, key: str = "") -> Case:
    """Put one thing right: who applies, the item, the channel, how a paper stands (`key`), a written word (`key`: its id), the day
    from which the clocks run, the result, the day of the decision. Refused: an unknown thing, a value it already has, one that
    cannot be. Both values and the reason are kept, and the event says where the due days are now."""
    may(case, "correct", by=by, at=at)
    for sentence in (rules.nothing_written(reason, "更正的原因"), rules.too_long(reason.strip(), 500, "更正的原因")):
        if sentence:
            raise Refused(sentence)
    if field not in FIELDS:
        raise Refused("这一项不能更正，请重新选要更正什么。")
    change = FIELDS[field].change(case, to.strip(), key, legal_day(at))
    if change.old == change.new:
        raise Refused(f"{FIELDS[field].label}本来就是“{change.old}”，不用更正。")
    row = Correction.objects.create(
        case=case, field=field, key=key, old=change.old, new=change.new, reason=reason.strip(), seat_id=by.id, at=at
    )
    if field == "material":
        change.columns.update(promise_kept(case, at=at))
    if field == "result" and to.strip() == Verdict.DENIED:
        # What is denied owes its reason and the remedies (行政许可法第38条).
        written(case, "reason", reason, at=at, what="不予的原因")
        written(case, "remedy", remedies(case), at=at, what="救济途径")
    now = {name: change.columns.get(name, getattr(case, name)) for name in ("promised_due", "legal_due")}
    fact = happened.Corrected(correction=Id(row.pk), field=Code(field), stage=Code(case.stage), **now)
    move(case, "correct", by=by, at=at, fact=fact, **change.columns)
    return case


def _applicant(case: Case, to: str, key: str, day: date) -> Change:
    found = people.applicant(int(to)) if to.isdecimal() else None
    if found is None:
        raise Refused("没有这位申请人，请先登记，再更正。")
    if found.pk == case.applicant_id:
        raise Refused("申请人本来就是这一位，不用更正。")
    if case.pledged and Case(applicant_id=found.pk).barred:
        raise Refused("这件用了告知承诺，这位申请人以前的承诺核查不实，不能改成他。")
    if found.pk == case.agent_id:
        raise Refused("申请人和代办人不能是同一个人。")
    return Change(str(case.applicant_id or ""), str(found.pk), {"applicant_id": found.pk})


def _item(case: Case, to: str, key: str, day: date) -> Change:
    received = case.received_day or day
    version = catalogue.version_on(to, received)
    if case.decided_day is None:
        raise Refused("还没有作决定的件，材料清单跟着事项走：请作废这件，按正确的事项重新收件。")
    if version is None:
        raise Refused("收件那天没有这个事项，请重新选。")
    row = delegation.held(case.site, to, received) if case.site else None
    content, item = version.said, version.item
    result = content.elements.result_type
    columns: Changes = {
        "item_id": item.pk, "item_version_id": version.pk, "item_class_id": item.item_class_id, "department_id": item.department_id,
        "police": case.police or item.department.kind == DepartmentKind.POLICE, "sensitive": case.sensitive or item.sensitive,
        "task_type": content.elements.task_type.value, "instant": content.elements.kind.value == "instant",
        "makes_paper": bool(result and result.value == CERTIFICATE), "delegation_id": row.pk if row else None,
        "batch_id": row.batch_id if row else None,
    }  # fmt: skip
    if row:
        columns |= {"department_id": row.department_id, "item_class_id": row.item_class_id or item.item_class_id}
    if case.holder_department_id == case.department_id:
        columns["holder_department_id"] = columns["department_id"]
    old = case.item.name
    return Change(old, item.name, columns)


def _channel(case: Case, to: str, key: str, day: date) -> Change:
    if to not in Channel.values:
        raise Refused("没有这个渠道，请重新选。")
    return Change(str(Channel(case.channel).label), str(Channel(to).label), {"channel": to})


def _material(case: Case, to: str, key: str, day: date) -> Change:
    row = case.materials.filter(key=key).first()
    if row is None or to not in CaseMaterial.State.values:
        raise Refused("清单里没有这样材料，或者没有这种情况，请重新选。")
    old = f"{row.name}：{row.get_state_display()}"
    waiver = (row.waiver or "shared") if to == "waived" else ""
    trust = "" if to == "missing" else row.trust or "B"
    case.materials.filter(pk=row.pk).update(state=to, waiver=waiver, trust=trust)
    return Change(old, f"{row.name}：{CaseMaterial.State(to).label}", recount_missing(case))


def _note(case: Case, to: str, key: str, day: date) -> Change:
    row = case.notes.filter(pk=int(key)).first() if key.isdecimal() else None
    if row is None or row.erased_at:
        raise Refused("没有这条说明，请重新选。")
    for sentence in (rules.nothing_written(to, "更正后的说明"), rules.too_long(to, 500, "更正后的说明")):
        if sentence:
            raise Refused(sentence)
    old = row.body
    Note.objects.filter(pk=row.pk).update(body=to)
    return Change(old, to, {})


def _counts_from(case: Case, to: str, key: str, day: date) -> Change:
    """The due days follow from where the clocks begin; no due day is written by hand."""
    start = _day(to)
    if case.accepted_day is None or case.counts_from is None:
        raise Refused("这件还没有受理，没有起算日。")
    last = case.decided_day or day
    if case.received_day and not case.received_day <= start <= last:
        until = f"决定日{rules.in_words(last)}" if case.decided_day else "今天"
        raise Refused(f"起算日要在收件日{rules.in_words(case.received_day)}到{until}之间。")
    columns = clocks.again(case, day=start)
    if case.decided_day:
        columns["taken_workdays"] = clocks.taken(case, case.decided_day, start)
    return Change(rules.in_words(case.counts_from), rules.in_words(start), columns)


def _result(case: Case, to: str, key: str, day: date) -> Change:
    if case.decided_day is None:
        raise Refused("这件还没有作决定，没有结果可以更正。")
    if to not in (Verdict.APPROVED, Verdict.DENIED):
        raise Refused("结果只能是准予或者不予。")
    if to == Verdict.APPROVED and (sentence := rules.not_ready(case, day)):
        raise Refused(sentence)
    return Change(str(Verdict(case.verdict).label), str(Verdict(to).label), {"verdict": to})


def _decided(case: Case, to: str, key: str, day: date) -> Change:
    """The legal day of the decision; the moment of its record, from which the reopening counts, does not move."""
    decided = _day(to)
    if case.decided_day is None or case.accepted_day is None:
        raise Refused("这件还没有作决定，没有决定日可以更正。")
    if not case.accepted_day <= decided <= day:
        raise Refused(f"决定日要在受理日{rules.in_words(case.accepted_day)}到今天之间。")
    columns = {"decided_day": decided, "decided_month": month(decided), "taken_workdays": clocks.taken(case, decided)}
    if case.deliver_due is not None:
        columns["deliver_due"] = clocks.delivery(case, decided)
    return Change(rules.in_words(case.decided_day), rules.in_words(decided), columns)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(f"“{text}”不是日期，请写成 2024-03-11 这样。") from None


@dataclass(frozen=True)
class Correctable:
    """One thing that can be corrected: its name on the screen and what the correction does."""

    label: str
    change: Callable[[Case, str, str, date], Change]


FIELDS: Mapping[str, Correctable] = {
    "applicant": Correctable("申请人", _applicant),
    "item": Correctable("事项", _item),
    "channel": Correctable("渠道", _channel),
    "material": Correctable("材料", _material),
    "note": Correctable("说明", _note),
    "counts_from": Correctable("起算日（到期日跟着变）", _counts_from),
    "result": Correctable("决定的结果", _result),
    "decided_day": Correctable("决定日", _decided),
}


@action
def reassign(case: Case, *, by: Actor, at: datetime, to: str, reason: str) -> Case:
    """Give a case to another office, whoever holds it and whether or not it is on its way; for those who run the city's service."""
    may(case, "reassign", by=by, at=at)
    here = case.holder_site_id or case.holder_department_id or ""
    offices = {office.code: office for office in queries.offices(case, legal_day(at))}
    if to not in offices:
        raise Refused(f"不能改派到那里，可以改派到：{'、'.join(office.name for office in offices.values())}。")
    note = written(case, "reason", reason, at=at, what="改派的原因")
    target = offices[to]
    there = {"holder_site_id": to if target.is_site else None, "holder_department_id": None if target.is_site else to}
    fact = happened.Reassigned(reason=note, from_office=Code(here), to_office=Code(to))
    move(case, "reassign", by=by, at=at, fact=fact, **there, **let_go(case, at=at))
    escalating.forget(case, by=by, at=at)
    return case


@action
def reopen(case: Case, *, by: Actor, at: datetime, reason: str) -> Case:
    """Take a decision up again, within the hours that the city set, counted from the moment it was recorded and moved by nothing
    else. The decision is undone and the case waits to be decided; the due days stay what they were."""
    may(case, "reopen", by=by, at=at)
    note = written(case, "reason", reason, at=at, what="重开的原因")
    if case.decided_day is None:
        raise Refused("这件还没有作决定，不用重开。")
    fact = happened.Reopened(
        reason=note, stage=Code(case.stage), result=Code(case.verdict), decided_day=case.decided_day
    )
    undone: Changes = {
        "verdict": "", "decided_at": None, "decided_day": None, "decided_month": None, "taken_workdays": None, "on_the_spot": False,
        "reopen_until": None, "deliver_due": None, "delivered_day": None, "way": "",
    }  # fmt: skip
    move(case, "reopen", by=by, at=at, fact=fact, **undone, **clocks.step(case, "deciding", at=at))
    return case
