"""Checking, deciding, issuing and delivering."""

from datetime import date, datetime, timedelta
from typing import Any, Literal

from jinban.cases import events as happened
from jinban.cases import rules
from jinban.cases.actions import clocks
from jinban.cases.actions.steps import due, may, month, move, written
from jinban.cases.models import Case, Pledge
from jinban.kit.clock import legal_day
from jinban.kit.events import Code, Id
from jinban.kit.refused import Refused
from jinban.kit.transactions import action
from jinban.people.actors import Actor
from jinban.places import queries as places


@action
def review(case: Case, *, by: Actor, at: datetime) -> Case:
    """Begin to check an accepted case."""
    move(case, "review", by=by, at=at, fact=happened.ReviewBegun(), **_next_step(case, "reviewing", at))
    return case


def _next_step(case: Case, stage: str, at: datetime) -> dict[str, Any]:
    """The clock of the step that begins with this stage; the step that goes on keeps its own, and while a pause runs it stands."""
    if clocks.STEP_POWERS.get(stage) == clocks.STEP_POWERS.get(case.stage):
        return {}
    found = clocks.step(case, stage, at=at)
    return found if case.paused_since is None else {**found, "step_due": None, "step_at": None}


@action
def check(case: Case, *, by: Actor, at: datetime, advice: Literal["grant", "deny"], opinion: str) -> Case:
    """Finish checking, with an advice to whoever decides and the opinion in words (初审)."""
    note = written(case, "opinion", opinion, at=at, what="审查意见")
    fact = happened.Checked(advice=Code(advice), opinion=note)
    move(case, "check", by=by, at=at, fact=fact, **_next_step(case, "deciding", at))
    return case


@action
def decide(
    case: Case, *, by: Actor, at: datetime, verdict: Literal["approved", "denied"], reason: str = "", remedies: str = "",
    on_the_spot: bool = False,
) -> Case:  # fmt: skip
    """Decide. A refusal needs its reason and the remedies, reconsideration and suit (行政许可法第38条); of an approval
    the `reason` is an opinion that may be left out. The case is 办结 with this day, whatever follows; making and delivering
    the paper have a clock of their own (第44条)."""
    note: Id | None = None
    may(case, "decide", by=by, at=at)
    if verdict == "approved" and (sentence := rules.not_ready(case, legal_day(at))):
        raise Refused(sentence)
    if verdict == "denied":
        note = written(case, "reason", reason, at=at, what="不予的原因")
        written(case, "remedy", remedies, at=at, what="申请行政复议或者提起诉讼的途径和期限")
    elif reason.strip():
        note = written(case, "opinion", reason, at=at, what="决定的意见")
    day = legal_day(at)
    fact = happened.Decided(result=Code(verdict), reason=note, promised_due=case.promised_due)
    move(
        case,
        "decide",
        by=by,
        at=at,
        fact=fact,
        verdict=verdict,
        decided_at=at,
        decided_day=day,
        decided_month=month(day),
        taken_workdays=clocks.taken(case, day),
        on_the_spot=on_the_spot,
        tolerance_due=None,
        reopen_until=at + timedelta(hours=int(places.parameter("reopen_hours"))),
        **_delivery(case, at, on_the_spot),
    )
    if case.pledged:
        _date_the_check(case, day)
    return case


def _delivery(case: Case, at: datetime, on_the_spot: bool) -> dict[str, Any]:
    """The clock of the delivery; what is handed over at once has none."""
    if on_the_spot:
        return {"step_from": None, "step_due": None, "step_at": None, "deliver_due": None}
    found = clocks.step(case, "closed", at=at)
    return {**found, "deliver_due": found["step_due"]}


def _date_the_check(case: Case, day: date) -> None:
    """By when the applicant's word must have been checked, as the item says."""
    pledge = case.item_version.said.way.pledge
    until = due(places.calendar(), day, clocks.limit(pledge.check))[0] if pledge else None
    Pledge.objects.filter(case=case).update(check_due=until)


@action
def issue(case: Case, *, by: Actor, at: datetime, paper: str) -> Case:
    """Make the certificate or paper of a granted case, and note its number."""
    note = written(case, "paper", paper, at=at, what="证件或文书的名称和编号")
    move(case, "issue", by=by, at=at, fact=happened.Issued(paper=note))
    return case


@action
def deliver(
    case: Case, *, by: Actor, at: datetime, way: Literal["in_person", "post", "helper"], receiver: str = ""
) -> Case:
    """Hand the result over: in person, by post or by a helper; by another hand than the applicant's, with who it was."""
    note: Id | None = None
    if way != "in_person" or receiver.strip():
        note = written(case, "receiver", receiver, at=at, what="邮寄单号，或者帮办员、领取人是谁")
    fact = happened.Delivered(way=Code(way), note=note)
    move(case, "deliver", by=by, at=at, fact=fact, way=way, delivered_day=legal_day(at), step_due=None, step_at=None)
    return case


@action
def archive(case: Case, *, by: Actor, at: datetime) -> Case:
    """Put a delivered case into the archive."""
    move(case, "archive", by=by, at=at, fact=happened.Archived())
    return case
