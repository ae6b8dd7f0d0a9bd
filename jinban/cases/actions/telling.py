"""What the applicant is told when something happens to his case: one message, in the same transaction (行政许可法第32、42、45条;
whoever files for another does not act in secret). What he holds in his hand at the window, he is not told again."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from jinban.cases import events as happened
from jinban.cases.models import Case, Channel
from jinban.kit.clock import legal_day
from jinban.kit.events import Fact
from jinban.messages import actions as messages
from jinban.people.actors import Actor

Values = Mapping[str, Any]
Says = Callable[[Case, Any], Values]


def _day(case: Case, fact: Any) -> Values:
    return {}


def _due(case: Case, fact: Any) -> Values:
    return {"due": case.promised_due or case.legal_due}


def _accepted(case: Case, fact: Any) -> Values:
    return {"day": fact.counts_from, "due": case.promised_due or case.legal_due}


KINDS: Mapping[type[Fact], tuple[str, Says]] = {
    happened.Received: ("received", lambda case, fact: {"due": fact.notify_due}),
    happened.Notified: ("notified", lambda case, fact: {"due": fact.due, "points": fact.points}),
    happened.NoticeWithdrawn: ("notice_withdrawn", lambda case, fact: {"note": fact.reason}),
    happened.GivenBack: ("given_back", lambda case, fact: {"due": case.supply_due}),
    happened.Accepted: ("accepted", _accepted),
    happened.DeemedAccepted: ("deemed_accepted", _accepted),
    happened.AcceptedTolerantly: (
        "tolerant_accepted", lambda case, fact: {"day": fact.counts_from, "due": fact.due, "points": case.deferred}
    ),
    happened.ToleranceLapsed: ("tolerance_lapsed", lambda case, fact: {"due": case.tolerance.due}),
    happened.PledgeChecked: ("pledge_checked", _day),
    happened.NotAccepted: ("not_accepted", lambda case, fact: {"note": fact.reason}),
    happened.Paused: ("paused", lambda case, fact: {"days": fact.workdays}),
    happened.Resumed: ("resumed", _due),
    happened.Extended: ("extended", lambda case, fact: {"days": fact.workdays, **_due(case, fact)}),
    happened.MoreAsked: ("more_papers", lambda case, fact: {"due": fact.due, "points": fact.materials, "note": fact.reason}),
    happened.DueMoved: ("due_changed", _due),
    happened.DueSet: ("due_changed", _due),
    happened.Issued: ("ready", _day),
    happened.Delivered: ("delivered", _day),
    happened.Corrected: ("corrected", _day),
    happened.Reopened: ("reopened", lambda case, fact: {"note": fact.reason, **_due(case, fact)}),
    happened.Voided: ("voided", _day),
    happened.Transferred: ("transferred", lambda case, fact: {"note": fact.reason}),
    happened.Withdrawn: ("withdrawn", _day),
}  # fmt: skip
DECIDED: Says = _day
# Those whose words name the day on which it happened.
DATED = frozenset(
    {"pledge_checked", "not_accepted", "paused", "resumed", "approved", "denied", "ready", "delivered", "corrected", "reopened", "voided",
     "transferred", "withdrawn"}
)  # fmt: skip
# What may happen more than once to a case: told apart by the moment.
AGAIN = frozenset({"paused", "resumed", "due_changed", "corrected", "reopened", "more_papers", "approved", "denied", "ready", "delivered",
                   "notified", "notice_withdrawn"})  # fmt: skip


def tell(case: Case, fact: Fact, *, by: Actor, at: datetime) -> None:
    """Tell the applicant of this fact, where it is one that he is told of."""
    if isinstance(fact, happened.SupplyDayMoved | happened.NoticeDaysMoved | happened.NoticeDaysSet):
        _day_moved(case, fact, by=by, at=at)
        return
    if isinstance(fact, happened.Decided):
        kind, says = str(fact.result), DECIDED
    elif type(fact) in KINDS:
        kind, says = KINDS[type(fact)]
    else:
        return
    if in_hand(case, fact, by):
        return
    values = dict(says(case, fact))
    if kind in DATED:
        values["day"] = legal_day(at)
    key = at.isoformat() if kind in AGAIN else ""
    messages.tell(case.applicant_id, kind, case, values, by=by, at=at, event=type(fact).name, key=key)


def _day_moved(case: Case, fact: Any, *, by: Actor, at: datetime) -> None:
    """The day by which he has to bring something is another than he was told."""
    if isinstance(fact, happened.SupplyDayMoved):
        kind = {"tolerance": "tolerance_reminder", "request": "more_papers"}[fact.about]
        due, left = fact.due, case.deferred if fact.about == "tolerance" else None
    else:
        kind, due, left = "supply_reminder", fact.notice_due, case.missing
    if due:
        values = {"due": due, "points": left or None}
        messages.tell(case.applicant_id, kind, case, values, by=by, at=at, event=type(fact).name, key=due.isoformat())


def remind(case: Case, fact: happened.Reminded, *, by: Actor, at: datetime) -> None:
    """Remind him of what he still has to bring."""
    kind, left = ("supply_reminder", case.missing) if fact.about == "notice" else ("tolerance_reminder", case.deferred)
    values = {"due": fact.due, "points": left or None}
    messages.tell(case.applicant_id, kind, case, values, by=by, at=at, event=type(fact).name, key=fact.due.isoformat())


def in_hand(case: Case, fact: Fact, by: Actor) -> bool:
    """Whether he stands at the window and is handed it now: a receipt, and all of 当场办结; never where another acts for him."""
    if case.agent_id:
        return False
    if isinstance(fact, happened.Received):
        return case.channel == Channel.WINDOW
    return bool(case.at_once)
