"""Ways a case ends before a decision, and the one way to strike it out."""

from datetime import datetime
from typing import Literal

from jinban.cases import events as happened
from jinban.cases.actions.steps import ended, let_go, may, move, written
from jinban.cases.models import Case
from jinban.kit.events import Code, Id
from jinban.kit.transactions import action
from jinban.people.actors import Actor


@action
def refuse(
    case: Case,
    *,
    by: Actor,
    at: datetime,
    why: Literal["no_need", "wrong_office", "unlawful"],
    reason: str,
    remedies: str,
    where: str = "",
) -> Case:
    """Not accepted, in writing: the reason, where to turn (`where`, for another organ's), the remedies (行政许可法第32条)."""
    may(case, "refuse", by=by, at=at)
    note = written(case, "reason", reason, at=at, what="不予受理的原因")
    if why == "wrong_office":
        written(case, "where", where, at=at, what="该找哪个机关，在哪里")
    written(case, "remedy", remedies, at=at, what="申请行政复议或者提起诉讼的途径和期限")
    move(case, "refuse", by=by, at=at, fact=happened.NotAccepted(why=Code(why), reason=note), **ended(case, at))
    return case


@action
def give_back(case: Case, *, by: Actor, at: datetime) -> Case:
    """Return the papers of a case that was not completed by the day the notice named."""
    may(case, "give_back", by=by, at=at)
    notice = case.notice
    move(case, "give_back", by=by, at=at, fact=happened.GivenBack(notice=Id(notice.pk)), **ended(case, at))
    return case


@action
def withdraw(case: Case, *, by: Actor, at: datetime, reason: str) -> Case:
    """The applicant takes the application back; a window writes down that he asked for it."""
    note = written(case, "reason", reason, at=at, what="撤回的原因")
    move(case, "withdraw", by=by, at=at, fact=happened.Withdrawn(reason=note), **let_go(case, at=at), **ended(case, at))
    return case


@action
def transfer(case: Case, *, by: Actor, at: datetime, reason: str) -> Case:
    """Hand the case to an authority outside this county, for good."""
    note = written(case, "reason", reason, at=at, what="转给哪个机关，为什么")
    move(case, "transfer", by=by, at=at, fact=happened.Transferred(reason=note), **ended(case, at))
    return case


@action
def void(case: Case, *, by: Actor, at: datetime, reason: str) -> Case:
    """Strike a case out: it stays readable with its whole history and counts in no figure. That ends it, unless it had been
    decided or had ended."""
    note = written(case, "reason", reason, at=at, what="作废的原因")
    ends = ended(case, at) if case.decided_day is None and case.ended_day is None else {}
    fact = happened.Voided(stage=Code(case.stage), reason=note)
    move(case, "void", by=by, at=at, fact=fact, **let_go(case, at=at), **ends)
    return case
