"""What is done on somebody's word: 容缺受理 with its own deadline, and 告知承诺 with its check afterwards."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from django.db import transaction

from jinban.cases import events as happened
from jinban.cases.actions import clocks
from jinban.cases.actions.intake import Paper, take
from jinban.cases.actions.receiving import begun
from jinban.cases.actions.steps import (
    NOTHING_CAME,
    ended,
    first_come,
    let_go,
    may,
    move,
    promise_kept,
    recount_missing,
    remedies,
    written,
)
from jinban.cases.models import Case, CaseMaterial, Pledge, Tolerance
from jinban.kit.clock import legal_day
from jinban.kit.events import Code, Id
from jinban.kit.refused import Refused
from jinban.kit.transactions import action
from jinban.people.actors import Actor
from jinban.places import queries as places


@action
def accept_lacking(case: Case, *, by: Actor, at: datetime, promise: str) -> Case:
    """容缺受理: accept although lesser papers lack, on the applicant's written promise to bring them by a day of their own. All
    the main papers must be there. Refused in a year without a calendar: a promise without its day would never lapse."""
    may(case, "accept_lacking", by=by, at=at)
    note = written(case, "promise", promise, at=at, what="申请人的书面承诺")
    day = legal_day(at)
    until = places.calendar().due(day, clocks.tolerance(case)).day
    row = Tolerance(case=case, promise_id=note, promised_at=at, promised_day=day, due=until)
    with first_come(), transaction.atomic():
        row.save(force_insert=True)
    case.materials.filter(deferrable=True, state=CaseMaterial.State.MISSING).update(tolerated=True)
    counted = case.complete_day or day
    dates = clocks.dates(case, day=counted)
    fact = happened.AcceptedTolerantly(tolerance=Id(row.pk), due=until, counts_from=counted, **clocks.told(dates))
    move(case, "accept_lacking", by=by, at=at, fact=fact, tolerance_due=until, **begun(case, counted, dates, at=at))
    return case


@action
def supply_lacking(case: Case, *, by: Actor, at: datetime, papers: Mapping[str, Paper]) -> Case:
    """Take what was promised; with all of it the promise is kept."""
    may(case, "supply_lacking", by=by, at=at)
    lacking = case.materials.filter(tolerated=True, state=CaseMaterial.State.MISSING)
    if unknown := set(papers) - set(lacking.values_list("key", flat=True)):
        raise Refused(f"材料“{'、'.join(sorted(unknown))}”不是容缺要补的。")
    came = {key: paper for key, paper in papers.items() if paper.state != "missing"}
    if not came:
        raise Refused(NOTHING_CAME)
    for key, paper in came.items():
        take(case, key, paper, by=by, at=at)
    left, counts = lacking.count(), recount_missing(case)
    fact = happened.LackSupplied(tolerance=Id(case.tolerance.pk), left=Id(left))
    move(case, "supply_lacking", by=by, at=at, fact=fact, **counts, **promise_kept(case, at=at))
    return case


@action
def lapse(case: Case, *, by: Actor, at: datetime) -> Case:
    """The clock ends a case whose promised papers did not come in time: that counts as withdrawn."""
    may(case, "lapse", by=by, at=at)
    Tolerance.objects.filter(case=case).update(lapsed_at=at)
    fact = happened.ToleranceLapsed(tolerance=Id(case.tolerance.pk))
    move(case, "lapse", by=by, at=at, fact=fact, **let_go(case, at=at), **ended(case, at))
    return case


@action
def pledge(case: Case, *, by: Actor, at: datetime, promise: str) -> Case:
    """告知承诺: the applicant chooses to give his word for the papers that the item lets him, and is decided upon at once; his
    word is checked afterwards. Refused to whoever broke it before."""
    may(case, "pledge", by=by, at=at)
    note = written(case, "promise", promise, at=at, what="申请人的书面承诺")
    row = Pledge(case=case, promise_id=note, pledged_at=at, pledged_day=legal_day(at))
    with first_come(), transaction.atomic():
        row.save(force_insert=True)
    content = case.item_version.said
    keys = [material.key for material in content.materials if material.waived == "pledge"]
    seat = by.seat
    waived = {
        "state": CaseMaterial.State.WAIVED,
        "waiver": "pledged",
        "trust": "D",
        "checked_by_id": seat,
        "checked_at": at,
    }
    case.materials.filter(key__in=keys, state=CaseMaterial.State.MISSING).update(**waived)
    counts = recount_missing(case)
    fact = happened.Pledged(pledge=Id(row.pk), missing=Id(counts["missing"]))
    move(case, "pledge", by=by, at=at, fact=fact, pledged=True, **counts)
    return case


@action
def check_pledge(
    case: Case, *, by: Actor, at: datetime, outcome: Literal["kept", "rectified", "revoked"], finding: str
) -> Case:
    """Check the word afterwards: kept; not so but put right since; or not so, and the decision revoked. A broken one bars the
    applicant from 告知承诺 until his credit is restored."""
    may(case, "check_pledge", by=by, at=at)
    note = written(case, "finding", finding, at=at, what="核查的情况")
    row = Pledge.objects.filter(case=case, outcome="")
    if not row.update(outcome=outcome, checked_at=at, checked_day=legal_day(at), checked_by_id=by.seat):
        raise Refused("这件的承诺刚核查过，请刷新后再看。")
    fact = happened.PledgeChecked(pledge=Id(case.pledge.pk), outcome=Code(outcome), finding=note)
    changes = {"revoked_day": legal_day(at)} if outcome == "revoked" else {}
    if outcome == "revoked":
        written(case, "remedy", remedies(case), at=at, what="救济途径")
    move(case, "check_pledge", by=by, at=at, fact=fact, **changes)
    return case


@action
def restore(case: Case, *, by: Actor, at: datetime, reason: str) -> Case:
    """Let an applicant give his word again, once his credit is restored."""
    may(case, "restore", by=by, at=at)
    note = written(case, "reason", reason, at=at, what="为什么修复信用")
    Pledge.objects.filter(case=case, restored_at=None).update(restored_at=at)
    move(case, "restore", by=by, at=at, fact=happened.CreditRestored(pledge=Id(case.pledge.pk), reason=note))
    return case
