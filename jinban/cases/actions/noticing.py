"""The one notice of what must be supplied, and supplying it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import transaction

from jinban.cases import events as happened
from jinban.cases import rules
from jinban.cases.actions.intake import Paper
from jinban.cases.actions.steps import NOTIFY, due, first_come, may, move, supply_limit
from jinban.cases.models import Case, CaseMaterial, Notice, NoticePoint
from jinban.cases.stages import CASE
from jinban.kit.clock import legal_day
from jinban.kit.events import Id, record
from jinban.kit.refused import Refused
from jinban.people.actors import Actor
from jinban.places import queries as places


@dataclass(frozen=True)
class Point:
    """One point of a notice: which material, what is wrong with it, what to do."""

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
    may(case, "notify", by=by)
    if sentence := rules.too_late_to_tell(case.notify_due, legal_day(at)):
        raise Refused(sentence)
    if not points:
        raise Refused("告知单上至少要写一样。材料都齐了就办受理。")
    if len({point.material for point in points}) < len(points):
        raise Refused("告知单上同一样材料写了两次，请合成一条。")
    _mark_defective(case, points)
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
    day = legal_day(at)
    until, _ = due(places.calendar(), day, supply_limit())
    with first_come(), transaction.atomic():
        notice = Notice.objects.create(case=case, number=f"告{case.number}", served_at=at, served_day=day, due=until)
    NoticePoint.objects.bulk_create(
        NoticePoint(
            notice=notice, material=materials[point.material], fault=point.fault, what_to_do=point.what_to_do.strip()
        )
        for point in points
    )
    fact = happened.Notified(notice=Id(notice.pk), points=Id(len(points)), due=until)
    move(case, "notify", by=by, at=at, fact=fact, notified=True)
    return case


def _mark_defective(case: Case, points: Sequence[Point]) -> None:
    """A defective paper counts as missing from now on."""
    bad = [point.material for point in points if point.fault == "defective"]
    if bad:
        case.materials.filter(key__in=bad).update(state=CaseMaterial.State.MISSING, trust="", waiver="")
        case.missing = case.materials.filter(required=True, state=CaseMaterial.State.MISSING).count()
        Case.objects.filter(pk=case.pk).update(missing=case.missing)


@transaction.atomic
def supply(case: Case, *, by: Actor, at: datetime, papers: Mapping[str, Paper]) -> Case:
    """Take what was asked for. With all of it the case is received again and five new working days begin; with a part of
    it the notice stays open for the rest."""
    may(case, "supply_part", by=by)
    notice = case.notice
    open_points = {point.material.key: point for point in notice.points.select_related("material").filter(met_at=None)}
    if unknown := set(papers) - set(open_points):
        raise Refused(f"材料“{'、'.join(sorted(unknown))}”不在告知单上，不用补交。")
    for key, paper in papers.items():
        if paper.state == "missing":
            continue
        seat = by.id if by.kind == "seat" else None
        case.materials.filter(key=key).update(
            state=paper.state,
            trust=paper.trust,
            waiver=paper.waiver,
            checked_by_id=seat,
            checked_at=at if seat else None,
        )
        NoticePoint.objects.filter(pk=open_points.pop(key).pk).update(met_at=at)
    left = case.materials.filter(required=True, state=CaseMaterial.State.MISSING).count()
    if open_points:
        move(
            case,
            "supply_part",
            by=by,
            at=at,
            fact=happened.PartSupplied(notice=Id(notice.pk), left=Id(len(open_points))),
            missing=left,
        )
        return case
    Notice.objects.filter(pk=notice.pk).update(closed_at=at)
    day = legal_day(at)
    notify_due, _ = due(places.calendar(), day, NOTIFY)
    fact = happened.Supplied(notice=Id(notice.pk), notify_due=notify_due)
    move(case, "supply", by=by, at=at, fact=fact, missing=left, notify_due=notify_due, complete_day=day)
    return case
