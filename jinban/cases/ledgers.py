"""What a place writes down: its day, case by case, and its month, item by item. Cases taken in at the place; void ones are
none. The numbers are those of the figures of the same place (`cases.received`, `cases.accepted`, `cases.decided`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, F, Q, QuerySet

from jinban.cases import events as happened
from jinban.cases.models import Case
from jinban.cases.queries import visible_to
from jinban.cases.stages import S
from jinban.kit.models import Event
from jinban.people.actors import Actor

STEPS = ("received", "accepted", "decided", "delivered")
FACTS: Mapping[str, str] = {
    happened.Received.name: "received", happened.Accepted.name: "accepted", happened.AcceptedTolerantly.name: "accepted",
    happened.Decided.name: "decided",
    happened.Delivered.name: "delivered",
}  # fmt: skip
WITH = ("item", "applicant", "site", "holder_site", "holder_department", "next_site", "next_department", "department")


@dataclass(frozen=True)
class Act:
    """That a step was made: at which moment and by which seat, where somebody made it; else whether the clock did (视为受理)."""

    at: datetime | None
    seat: int | None
    clock: bool = False


@dataclass(frozen=True)
class Entry:
    """One case of a day sheet, with the steps that count for that day."""

    case: Case
    acts: Mapping[str, Act] = field(default_factory=dict)


@dataclass(frozen=True)
class Counts:
    """So many cases of a day: taken in, accepted, decided (of these on the spot), delivered."""

    received: int
    accepted: int
    decided: int
    on_the_spot: int
    delivered: int


def of_place(actor: Actor, site: str) -> QuerySet[Case]:
    """What was taken in at a place, as far as the actor may know of it."""
    return visible_to(actor).filter(site_id=site, received_day__isnull=False).exclude(stage=S.VOIDED)


def of_day(actor: Actor, site: str, day: date, clerk: int = 0) -> QuerySet[Case]:
    """The cases of a place with which a step was made on a day, in the order in which they came; with a clerk, those alone
    that this seat took in."""
    steps = Q()
    for step in STEPS:
        steps |= Q(**{f"{step}_day": day})
    found = of_place(actor, site).filter(steps)
    if clerk:
        found = found.filter(seat_id=clerk)
    return found.select_related(*WITH).order_by("received_at", "id")


def entries(cases: Sequence[Case], day: date) -> list[Entry]:
    """These cases with the steps that count for the day, when and by whom each was made: on the day itself as a rule, later
    where the law counts from an earlier day (papers complete, 行政许可法第32条第四项). One query, however many."""
    kind, ids = Case._meta.label_lower, [str(case.pk) for case in cases]
    made: dict[str, dict[str, Act]] = {}
    found = Event.objects.filter(subject_kind=kind, subject_id__in=ids, name__in=FACTS).order_by("id")
    for event in found:
        seat = event.by_id if event.by_kind == "seat" else None
        made.setdefault(event.subject_id, {})[FACTS[event.name]] = Act(event.at, seat)
    return [Entry(case, _acts(case, day, made.get(str(case.pk), {}))) for case in cases]


def _acts(case: Case, day: date, made: Mapping[str, Act]) -> dict[str, Act]:
    """The steps whose legal day is this one, each as it was made last; one that nobody made has no moment and no seat."""
    nobody = {step: Act(None, None, clock=step == "accepted" and case.deemed) for step in STEPS}
    return {step: made.get(step, nobody[step]) for step in STEPS if getattr(case, f"{step}_day") == day}


def counts(cases: QuerySet[Case], day: date) -> Counts:
    """The totals of a day sheet, in one query."""
    wanted = {step: Count("pk", filter=Q(**{f"{step}_day": day})) for step in STEPS}
    found = cases.order_by().aggregate(**wanted, on_the_spot=Count("pk", filter=Q(decided_day=day, on_the_spot=True)))
    return Counts(**found)


def clerks(cases: QuerySet[Case]) -> list[int]:
    """The seats that took these cases in."""
    return sorted(seat for seat in cases.order_by().values_list("seat_id", flat=True).distinct() if seat)


@dataclass(frozen=True)
class ItemLine:
    """One item in the ledger of a month."""

    item: str
    name: str
    department: str
    received: int
    accepted: int
    decided: int
    on_the_spot: int
    denied: int
    delivered: int
    late: int


def by_item(actor: Actor, site: str, first: date, last: date) -> list[ItemLine]:
    """The ledger of a place over some days, item by item in the order of departments. One query."""
    during = {step: Q(**{f"{step}_day__range": (first, last)}) for step in STEPS}
    rows = of_place(actor, site).filter(
        during["received"] | during["accepted"] | during["decided"] | during["delivered"]
    )
    counted = {step: Count("pk", filter=within) for step, within in during.items()}
    found = (
        rows.order_by()
        .values("item_id", name=F("item__name"), department_name=F("item__department__name"))
        .annotate(
            **counted,
            on_the_spot=Count("pk", filter=during["decided"] & Q(on_the_spot=True)),
            denied=Count("pk", filter=during["decided"] & Q(verdict="denied")),
            late=Count("pk", filter=during["decided"] & Q(promised_due__lt=F("decided_day"))),
        )
    )
    lines = [ItemLine(row.pop("item_id"), row.pop("name"), row.pop("department_name"), **row) for row in found]
    return sorted(lines, key=lambda line: (line.department, line.name))


def of_days(actor: Actor, site: str, first: date, last: date) -> QuerySet[Case]:
    """The cases of a ledger one by one: taken in on these days, in the order in which they came."""
    return (
        of_place(actor, site)
        .filter(received_day__range=(first, last))
        .select_related(*WITH)
        .order_by("received_at", "id")
    )
