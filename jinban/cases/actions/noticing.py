"""The one notice of what must be supplied, and supplying it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import transaction

from jinban.cases import events as happened
from jinban.cases import rules
from jinban.cases.actions import telling
from jinban.cases.actions.intake import Paper, take
from jinban.cases.actions.steps import (
    NOTHING_CAME,
    NOTIFY,
    due,
    first_come,
    may,
    move,
    recount_missing,
    supply_limit,
    written,
)
from jinban.cases.models import Case, CaseMaterial, Notice, NoticePoint, Tolerance
from jinban.cases.stages import CASE, S
from jinban.kit.clock import legal_day
from jinban.kit.events import Code, Id, record
from jinban.kit.refused import Refused
from jinban.kit.transactions import action
from jinban.people.actors import Actor
from jinban.places import queries as places

# How a paper stands: what a notice changes and its withdrawal restores.
STOOD = ("state", "trust", "waiver")


@dataclass(frozen=True)
class Point:
    """One point of a notice: which material, what is wrong with it, what to do. Whether a paper is missing or defective says
    in the end how it stands: one that was not handed in cannot be bad."""

    material: str
    fault: Literal["missing", "defective"]
    what_to_do: str


def notify(case: Case, *, by: Actor, at: datetime, points: Sequence[Point]) -> Case:
    """Tell the applicant, once and whole, what must be supplied (行政许可法第32条第四项). Every missing required material
    must be on it. A second notice is refused, and that it was tried is written down (重复补正)."""
    told = case.notified and case.stage == "received"
    if told and rules.standing(case, by) & set(CASE.table["received", "notify"].by):
        record(happened.NewPointRefused(notice=Id(case.notice.pk), points=Id(len(points))), subject=case, by=by, at=at)
    with transaction.atomic():
        return _notify(case, by=by, at=at, points=points)


def _notify(case: Case, *, by: Actor, at: datetime, points: Sequence[Point]) -> Case:
    if case.stage != S.RECEIVED and (sentence := rules.counts_as_accepted(case)):
        raise Refused(sentence)
    may(case, "notify", by=by, at=at)
    if not points:
        raise Refused("告知单上至少要写一样。材料都齐了就办受理。")
    if len({point.material for point in points}) < len(points):
        raise Refused("告知单上同一样材料写了两次，请合成一条。")
    materials = {row.key: row for row in case.materials.all()}
    told = {point.material for point in points}
    if left := [
        row.name for row in materials.values() if row.required and row.state == "missing" and row.key not in told
    ]:
        raise Refused(f"告知单要一次列全，还漏了：{'、'.join(left)}。")
    if unknown := told - set(materials):
        raise Refused(f"材料“{'、'.join(sorted(unknown))}”不在清单里，不能要求补交。")
    if any(not point.what_to_do.strip() for point in points):
        raise Refused("每一样都要写明怎么补。")
    faults = {key: "missing" if materials[key].state == "missing" else "defective" for key in told}
    stood = {row.key: {name: getattr(row, name) for name in STOOD} for row in materials.values() if row.key in faults}
    _mark_defective(case, [key for key, fault in faults.items() if fault == "defective"])
    day = legal_day(at)
    until, _ = due(places.calendar(), day, supply_limit())
    with first_come(), transaction.atomic():
        notice = Notice.objects.create(case=case, number=_number(case), served_at=at, served_day=day, due=until)
    NoticePoint.objects.bulk_create(
        NoticePoint(
            notice=notice,
            material=materials[point.material],
            fault=faults[point.material],
            what_to_do=point.what_to_do.strip(),
            stood=stood[point.material],
        )
        for point in points
    )
    fact = happened.Notified(notice=Id(notice.pk), points=Id(len(points)), due=until)
    move(case, "notify", by=by, at=at, fact=fact, notified=True, supply_due=until)
    return case


def _number(case: Case) -> str:
    """告 and the number of the case; a second one, after the first was withdrawn, is -2."""
    earlier = case.notices.count()
    return f"告{case.number}-{earlier + 1}" if earlier else f"告{case.number}"


@action
def withdraw_notice(case: Case, *, by: Actor, at: datetime, reason: str) -> Case:
    """Take back a notice that was wrong: it never was, the papers that it called bad stand as they stood, and the
    five working days run as they did from the receipt. Then it may be told once more, in time."""
    may(case, "withdraw_notice", by=by, at=at)
    notice = case.notice
    note = written(case, "reason", reason, at=at, what="为什么撤销告知")
    for point in notice.points.filter(fault="defective", met_at=None):
        case.materials.filter(pk=point.material_id).update(
            **(point.stood or {"state": CaseMaterial.State.HANDED, "trust": "B"})
        )
    Notice.objects.filter(pk=notice.pk).update(withdrawn_at=at)
    fact = happened.NoticeWithdrawn(notice=Id(notice.pk), reason=note)
    changes = {"notified": False, "supply_due": None, **recount_missing(case)}
    move(case, "withdraw_notice", by=by, at=at, fact=fact, **changes)
    return case


@action
def fix(case: Case, *, by: Actor, at: datetime, what: str, papers: Mapping[str, Paper] | None = None) -> Case:
    """Let the applicant put right on the spot what can be (行政许可法第32条第三项): what it was, and the papers that lacked."""
    may(case, "fix", by=by, at=at)
    note = written(case, "note", what, at=at, what="当场更正了什么")
    rows = {row.key for row in case.materials.all()}
    if unknown := set(papers or {}) - rows:
        raise Refused(f"材料“{'、'.join(sorted(unknown))}”不在清单里，不能收。")
    for key, paper in (papers or {}).items():
        if paper.state != "missing":
            take(case, key, paper, by=by, at=at)
    changes = recount_missing(case)
    fact = happened.FixedOnSpot(note=note, missing=Id(changes["missing"]))
    move(case, "fix", by=by, at=at, fact=fact, **changes)
    return case


def _mark_defective(case: Case, bad: Sequence[str]) -> None:
    """A defective paper counts as missing from now on."""
    if bad:
        case.materials.filter(key__in=bad).update(state=CaseMaterial.State.MISSING, trust="", waiver="")
        Case.objects.filter(pk=case.pk).update(**recount_missing(case))


@action
def supply(case: Case, *, by: Actor, at: datetime, papers: Mapping[str, Paper]) -> Case:
    """Take what was asked for. With all of it the case is received again and five new working days begin; with a part of
    it the notice stays open for the rest."""
    may(case, "supply_part", by=by, at=at)
    notice = case.notice
    open_points = {point.material.key: point for point in notice.points.select_related("material").filter(met_at=None)}
    if unknown := set(papers) - set(open_points):
        raise Refused(f"材料“{'、'.join(sorted(unknown))}”不在告知单上，不用补交。")
    came = {key: paper for key, paper in papers.items() if paper.state != "missing"}
    if not came:
        raise Refused(NOTHING_CAME)
    for key, paper in came.items():
        take(case, key, paper, by=by, at=at)
        NoticePoint.objects.filter(pk=open_points.pop(key).pk).update(met_at=at)
    counts = recount_missing(case)
    if open_points:
        move(
            case,
            "supply_part",
            by=by,
            at=at,
            fact=happened.PartSupplied(notice=Id(notice.pk), left=Id(len(open_points))),
            **counts,
        )
        return case
    Notice.objects.filter(pk=notice.pk).update(closed_at=at)
    day = legal_day(at)
    notify_due, _ = due(places.calendar(), day, NOTIFY)
    fact = happened.Supplied(notice=Id(notice.pk), notify_due=notify_due)
    changes = {"notify_due": notify_due, "complete_day": day, "supply_due": None, **counts}
    move(case, "supply", by=by, at=at, fact=fact, **changes)
    return case


@action
def remind(case: Case, *, by: Actor, at: datetime) -> Case:
    """Remind the applicant, once, of what he still has to bring: by the notice, or as he promised (容缺). Refused when there is
    nothing to remind of, or it was done."""
    day, supplement = legal_day(at), case.stage == S.SUPPLEMENT
    rows = case.notices.filter(withdrawn_at=None) if supplement else Tolerance.objects.filter(case=case, met_at=None)
    due = case.supply_due if supplement else case.tolerance_due
    if due is None or not rows.filter(reminded_day=None).update(reminded_day=day):
        raise Refused("没有要提醒的，或者已经提醒过了。")
    fact = happened.Reminded(about=Code("notice" if supplement else "tolerance"), due=due)
    record(fact, subject=case, by=by, at=at)
    telling.remind(case, fact, by=by, at=at)
    return case
