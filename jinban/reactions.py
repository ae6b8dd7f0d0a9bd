"""The tables of the worker: when this happened, do that; what the passing of time brings; what it does in each round. The
functions do their work once, however often they run."""

from collections.abc import Mapping
from datetime import datetime

from jinban.cases import actions as cases
from jinban.cases import duties as case_duties
from jinban.cases import queries as case_queries
from jinban.cases import timed as case_timed
from jinban.cases import words as case_words
from jinban.cases.models import Case
from jinban.kit import sealfiles
from jinban.kit.chaining import Chaining, catch_up
from jinban.kit.clock import legal_day, machine
from jinban.kit.duties import Duties, Duty
from jinban.kit.events import FACTS
from jinban.kit.models import Event
from jinban.kit.worker import Errand, Reactions
from jinban.messages import actions as messages
from jinban.messages import adapters
from jinban.people.actors import CLOCK
from jinban.places.events import CalendarYearLoaded
from jinban.systems import actions as systems
from jinban.systems import queries as system_queries
from jinban.systems.rules import TOLD


def count_due_days(event: Event, *, at: datetime) -> None:
    """A year's calendar came, or was corrected: the days of all open cases are counted again. What has not moved stays."""
    for case in case_timed.dated_by_calendar():
        if cases.set_due(case, by=CLOCK, at=at) and case.escalated:
            cases.take_back(case, by=CLOCK, at=at)
    for case in case_timed.told_by_calendar():
        cases.set_notice_days(case, by=CLOCK, at=at)


def words_of(kind: str, key: str) -> Mapping[str, str] | None:
    """What a message says of its subject; None when that is there no more."""
    case = case_queries.get(CLOCK, int(key)) if kind == Case._meta.label_lower else None
    return case_words.of(case) if case else None


def send_messages(*, at: datetime, told: datetime, worker: str) -> int:
    """Send what is due over SMS and WeChat; nothing, and no question, where no channel is configured."""
    return messages.send_due(adapters.configured(), words_of, at=at, told=told, worker=worker)


def keep_seal(*, at: datetime) -> int:
    """Once a day, how far the chain goes is written to a file of its own; a backlog is chained first, but not for long."""
    catch_up(at=machine(), slices=SLICES)
    return sealfiles.write(at=at)


# A first file of a filled database covers so many slices of events; the rest follows behind.
SLICES = 20


def tell_systems(event: Event, *, at: datetime) -> None:
    """Something happened to a case: every hook that wants to hear of it, and whose system's office may know of the case, gets a
    parcel. Ids, stored words and days only; of a police or sensitive case that does not lie with that office, that it
    happened and nothing of what."""
    day = legal_day(event.at)
    for hook in system_queries.hooks_for(event.name, day):
        by = hook.system.actor
        case = case_queries.get(by, int(event.subject_id))
        if case is not None:
            said = case_words.told_to(case, event.payload, detail=case_queries.may_see_detail(by, case))
            systems.enqueue(hook, event, said, due_at=machine(), at=at)


tell_systems.waits_for = system_queries.waiting  # type: ignore[attr-defined]


def send_parcels(*, at: datetime, told: datetime, worker: str) -> int:
    """Send to outside systems what is due."""
    return systems.send_due(at=at, told=told, worker=worker)


def forget_answers(*, at: datetime) -> int:
    """Forget the kept answers of the API that are older than was promised."""
    return systems.forget(at=at)


REACTIONS: Reactions = {
    CalendarYearLoaded: (count_due_days,),
    **{FACTS[name]: (tell_systems,) for name in TOLD},
}

# The clock's own work, in this order: Duty(function, "它叫什么", every="day" or "hour").
DUTIES: Duties = (
    Duty(case_duties.deem_accepted, "逾期未告知的视为受理"),
    Duty(case_duties.give_back, "逾期未补正的退件"),
    Duty(case_duties.lapse_tolerances, "容缺逾期未补的视为撤回"),
    Duty(case_duties.remind, "提醒申请人补交材料"),
    Duty(case_duties.end_procedures, "特别程序到了告知的日子，恢复计时"),
    Duty(case_duties.escalate, "超期的逐级提醒"),
)

# What keeps the house and not the city: no part of a year that is lived again, where the chain runs behind.
KEEPING: Duties = (Duty(keep_seal, "每天的封印文件"), Duty(forget_answers, "清除过期的接口答复"))

ERRANDS: tuple[Errand, ...] = (send_messages, send_parcels, Chaining())
