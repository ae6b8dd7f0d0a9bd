"""The two tables: when this happened, do that; and what the passing of time brings. The functions do their work once,
however often they run."""

from datetime import datetime

from jinban.cases import actions as cases
from jinban.cases import duties as case_duties
from jinban.cases import queries as case_queries
from jinban.kit.duties import Duties, Duty
from jinban.kit.models import Event
from jinban.kit.worker import Reactions
from jinban.people.actors import CLOCK
from jinban.places.events import CalendarYearLoaded


def count_due_days(event: Event, *, at: datetime) -> None:
    """A year's calendar came, or was corrected: the days of all open cases are counted again. What has not moved stays."""
    for case in case_queries.dated_by_calendar():
        cases.set_due(case, by=CLOCK, at=at)
    for case in case_queries.told_by_calendar():
        cases.set_notice_days(case, by=CLOCK, at=at)


REACTIONS: Reactions = {
    CalendarYearLoaded: (count_due_days,),
}

# The clock's own work, in this order: Duty(function, "它叫什么", every="day" or "hour").
DUTIES: Duties = (
    Duty(case_duties.deem_accepted, "逾期未告知的视为受理"),
    Duty(case_duties.give_back, "逾期未补正的退件"),
    Duty(case_duties.lapse_tolerances, "容缺逾期未补的视为撤回"),
    Duty(case_duties.remind, "提醒申请人补交材料"),
)
