"""What must be seen, heard or shown before a decision: checks on the spot, hearings, 公示 and the objections to it."""

from collections.abc import Collection
from datetime import datetime
from typing import Literal

from jinban.cases import events as happened
from jinban.cases import queries
from jinban.cases.actions import clocks
from jinban.cases.actions.steps import may, move, written
from jinban.cases.models import Case, Examination, Objection, Publicity
from jinban.kit.clock import legal_day
from jinban.kit.events import Code, Id
from jinban.kit.refused import Refused
from jinban.kit.transactions import action
from jinban.people.actors import Actor
from jinban.places import queries as places

FEWEST = 2  # 行政许可法第34条


def visit(case: Case, *, by: Actor, at: datetime, officers: Collection[int], finding: str) -> Case:
    """Check on the spot, by two officers or more of this office (行政许可法第34条), and write down what they found."""
    return _examine(case, "visit", "on_site", by=by, at=at, officers=officers, finding=finding)


def hear(case: Case, *, by: Actor, at: datetime, officers: Collection[int], finding: str) -> Case:
    """Hear the applicant and those concerned, by two officers or more, and write down what was said."""
    return _examine(case, "hear", "hearing", by=by, at=at, officers=officers, finding=finding)


@action
def _examine(
    case: Case, verb: str, kind: Literal["on_site", "hearing"], *, by: Actor, at: datetime, officers: Collection[int], finding: str
) -> Case:  # fmt: skip
    may(case, verb, by=by, at=at)
    present = {seat.pk: seat for seat in queries.officers(case, legal_day(at))}
    if set(officers) - set(present):
        raise Refused("核查人员要是本单位今天在岗的工作人员，请重新选。")
    persons = {present[pk].staff_id for pk in officers}
    if len(persons) < FEWEST:
        raise Refused("要两名以上工作人员一起核查（行政许可法第34条），请再选一名。")
    note = written(case, "finding", finding, at=at, what="核查的情况")
    row = Examination.objects.create(case=case, kind=kind, day=legal_day(at), finding_id=note, at=at)
    row.officers.set(sorted(officers))
    fact = happened.Examined(examination=Id(row.pk), kind=Code(kind), officers=Id(len(persons)), finding=note)
    move(case, verb, by=by, at=at, fact=fact, **{"visited" if kind == "on_site" else "heard": True})
    return case


@action
def publicise(case: Case, *, by: Actor, at: datetime) -> Case:
    """Show the proposed decision for as long as the item says; it is not granted before that has passed."""
    may(case, "publicise", by=by, at=at)
    said = case.item_version.said.way.publicity
    if said is None:
        raise Refused("这个事项不用公示，申请人的情况要保密。")
    day = legal_day(at)
    until = places.calendar().due(day, clocks.limit(said.limit)).day
    if until is None:
        raise Refused("公示的日子算不出来，请核对事项的公示时间。")
    row = Publicity.objects.create(case=case, where=said.where, started_day=day, until=until, at=at)
    move(
        case,
        "publicise",
        by=by,
        at=at,
        fact=happened.Publicised(publicity=Id(row.pk), until=until),
        publicity_until=until,
    )
    return case


@action
def object_to(case: Case, *, by: Actor, at: datetime, text: str) -> Case:
    """Write down what somebody says against a proposed decision; it must be settled before the case is granted."""
    may(case, "object", by=by, at=at)
    note = written(case, "objection", text, at=at, what="异议的内容，谁提的")
    row = Objection.objects.create(case=case, text_id=note, day=legal_day(at))
    fact = happened.Objected(objection=Id(row.pk), note=note)
    move(case, "object", by=by, at=at, fact=fact, objections=case.objections + 1)
    return case


@action
def settle(case: Case, *, by: Actor, at: datetime, answer: str) -> Case:
    """Settle the oldest open objection: what was found, and what was answered."""
    may(case, "settle", by=by, at=at)
    row = case.objections_made.filter(settled_at=None).order_by("id").first()
    note = written(case, "answer", answer, at=at, what="查了什么，怎么答复的")
    if row is None or not Objection.objects.filter(pk=row.pk, settled_at=None).update(settled_at=at, answer_id=note):
        raise Refused("没有要处理的异议，请刷新后再看。")
    fact = happened.ObjectionSettled(objection=Id(row.pk), note=note)
    move(case, "settle", by=by, at=at, fact=fact, objections=case.objections - 1)
    return case
