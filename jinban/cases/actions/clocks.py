"""The clocks of a case: the promised and the statutory limit, the step in hand, the delivery.

All three of the running case share one record of pauses; an extension makes the limits longer, a pause takes days off
(行政许可法第42、45条). Whoever changes something that moves a day asks here for the days that follow, and records them.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from jinban.cases import rules
from jinban.cases.actions.steps import due, workdays
from jinban.cases.models import Case
from jinban.catalogue.content import Limit as Said
from jinban.kit.events import Id
from jinban.kit.workdays import Calendar, Limit, NoCalendar, Pause, Unit
from jinban.places import queries as places

DELIVERY = Limit(Decimal(10), Unit.WORKDAY)  # 行政许可法第44条
# The power of the step of an item that a case is in at each stage.
STEP_POWERS: Mapping[str, tuple[str, ...]] = {
    "accepted": ("review", "close"), "reviewing": ("review", "close"), "deciding": ("close",),
    "closed": ("deliver",), "issuing": ("deliver",),
}  # fmt: skip


def limit(said: Said) -> Limit:
    """A limit of an item as the clock counts it."""
    return Limit(said.amount, Unit(said.unit))


def pauses(case: Case) -> list[Pause]:
    """All stretches in which the clocks of a case stood still."""
    if not case.was_paused:
        return []
    return list(case.pauses.order_by("started_day", "id").values_list("started_day", "ended_day"))


def dates(
    case: Case, *, day: date, extended: int = 0, stops: list[Pause] | None = None, since: date | None = None
) -> dict[str, Any]:
    """What the columns of the limits become when they are counted from this day on, with this extension and these pauses; the
    first year without a calendar is named, and its days stay empty."""
    elements, calendar, stops = case.item_version.said.elements, places.calendar(), stops or []
    promised, legal = limit(elements.promised_limit.value), limit(elements.legal_limit.value)
    longer = 0 if case.promise_fixed else extended
    promised_due, promised_at, gap = _end(calendar, day, promised, longer, stops)
    legal_due, _, later_gap = _end(calendar, day, legal, extended, stops)
    plain = (promised_due, legal_due)
    if stops:
        plain = (_end(calendar, day, promised, longer, [])[0], _end(calendar, day, legal, extended, [])[0])
    return {
        "counts_from": day, "extended": extended, "paused_since": since, "missing_year": gap or later_gap,
        "promised_due": promised_due, "promised_at": promised_at, "legal_due": legal_due,
        "promised_workdays": workdays(day, plain[0]), "legal_workdays": workdays(day, plain[1]),
    }  # fmt: skip


def again(case: Case, **changes: Any) -> dict[str, Any]:
    """The same for a case as it stands, with whatever of `day` and `extended` is to become another."""
    stops = pauses(case)
    running = [start for start, end in stops if end is None]
    given = {"day": case.counts_from or case.accepted_day, "extended": case.extended, **changes}
    return dates(case, stops=stops, since=min(running, default=None), **given)


def told(found: Mapping[str, Any]) -> dict[str, Any]:
    """Of such columns what an event says."""
    year = found["missing_year"]
    return {
        "promised_due": found["promised_due"], "legal_due": found["legal_due"], "missing_year": Id(year) if year else None,
    }  # fmt: skip


def _end(
    calendar: Calendar, day: date, limit: Limit, extended: int, stops: list[Pause]
) -> tuple[date | None, datetime | None, int | None]:
    try:
        found = calendar.extended(day, limit, extended, stops)
    except NoCalendar as missing:
        return None, None, missing.year
    return found.day, found.moment, None


def tolerance(case: Case) -> Limit:
    """How long an applicant has to bring what he promised (容缺): as the item says, or the city."""
    own = case.item_version.said.way.tolerance
    return limit(own) if own else Limit(places.parameter("tolerance_workdays"), Unit.WORKDAY)


def step(case: Case, stage: str, *, at: datetime, stops: list[Pause] | None = None) -> dict[str, Any]:
    """The clock of the step that begins now; empty where the item names none for it. After the decision it is the delivery's,
    ten working days where the item says nothing (行政许可法第44条)."""
    powers = STEP_POWERS.get(stage, ())
    steps = {step.power: step.limit for step in reversed(case.item_version.said.steps)}
    said = next((steps[power] for power in powers if power in steps), None)
    found = limit(said) if said else DELIVERY if "deliver" in powers else None
    if found is None:
        return {"step_from": at, "step_due": None, "step_at": None}
    try:
        due = places.calendar().due(at, found, 0, stops or [], steps=False)
    except NoCalendar:
        return {"step_from": at, "step_due": None, "step_at": None}
    return {"step_from": at, "step_due": due.day, "step_at": due.moment}


def delivery(case: Case, day: date) -> date | None:
    """By when the result must reach the applicant: counted from the decision, as the item says or the law (行政许可法第44条)."""
    said = next((step.limit for step in case.item_version.said.steps if step.power == "deliver"), None)
    return due(places.calendar(), day, limit(said) if said else DELIVERY)[0]


def taken(case: Case, day: date, start: date | None = None) -> int | None:
    """The working days that a case took until this day, from another start if one is given, those of its pauses left out."""
    start = start or case.counts_from or case.accepted_day
    if start is None:
        return None
    total = workdays(start, day)
    return total and total - places.calendar().paused_workdays(start, day, pauses(case))


def moved(case: Case, found: Mapping[str, Any]) -> bool:
    """Whether such columns say other days than the case."""
    return any(getattr(case, name) != found[name] for name in ("promised_due", "legal_due", "missing_year"))


def may_extend(amount: int) -> str | None:
    """行政许可法第42条: ten working days at most."""
    return None if 0 < amount <= rules.MOST_EXTENSION else f"延期最多{rules.MOST_EXTENSION}个工作日，最少1个。"
