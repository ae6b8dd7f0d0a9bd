"""A case as one line of a list, and the queue as an address narrows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest

from jinban.cases import queries, queues
from jinban.cases.lights import Thresholds, step_late
from jinban.cases.models import Case
from jinban.cases.queues import Lights, Wanted
from jinban.cases.stages import S
from jinban.kit.clock import now
from jinban.kit.sealed import mask_name
from jinban.kit.workdays import Calendar
from jinban.people.actors import Actor
from jinban.people.models import ApplicantKind
from jinban.places import queries as places

FILTERS = ("light", "stage", "item", "town")


@dataclass(frozen=True)
class Line:
    """Its light, the working days left until the day that presses, whose it is (masked), and whether it is on its way."""

    case: Case
    light: str
    left: int | None
    due: date | None
    person: str
    coming: bool
    sent: bool
    step_late: bool = False

    @property
    def telling(self) -> bool:
        """Whether the day that presses is the one for telling what is missing (行政许可法第32条), not yet a promised one."""
        return self.case.stage == S.RECEIVED and self.left is not None


def line(case: Case, by: Actor, today: date, calendar: Calendar, thresholds: Thresholds, at: datetime) -> Line:
    """A case as this seat may see it in a list: the applicant masked, and only where he may see the detail."""
    due = queues.due_of(case)
    coming = bool(
        (case.next_site_id and case.next_site_id == by.site)
        or (case.next_department_id and not by.site and case.next_department_id == by.department)
    )
    return Line(
        case=case,
        light=str(queries.light(case, today, calendar, thresholds)),
        left=queues.left(due, today, calendar),
        due=due,
        person=masked(case) if queries.may_see_detail(by, case) else "",
        coming=coming,
        step_late=step_late(stage=case.stage, step_due=case.step_due, step_at=case.step_at, at=at),
        sent=not coming and bool(case.next_site_id or case.next_department_id),
    )


def lines(cases: Iterable[Case], by: Actor, today: date, calendar: Calendar) -> list[Line]:
    """Some cases as lines of a list."""
    thresholds, at = queries.thresholds(), now()
    return [line(case, by, today, calendar, thresholds, at) for case in cases]


def masked(case: Case) -> str:
    """Whose case it is: a citizen masked, an organisation by its name."""
    if case.applicant is None:
        return ""
    whole = case.applicant.kind == ApplicantKind.ORGANISATION
    return case.applicant.name if whole else mask_name(case.applicant.name)


@dataclass
class Desk:
    """One seat's queue on a day, as an address narrows it."""

    by: Actor
    today: date
    wanted: Wanted

    @classmethod
    def of(cls, request: HttpRequest, by: Actor, today: date) -> "Desk":
        """Reads `light`, `stage`, `item` and `town` from the address."""
        return cls(by, today, Wanted(**{name: request.GET.get(name, "")[:40] for name in FILTERS}))

    @cached_property
    def calendar(self) -> Calendar:
        return places.calendar()

    @cached_property
    def whole(self) -> QuerySet[Case]:
        """All that this seat has to do."""
        return queries.queue(self.by)

    @cached_property
    def lights(self) -> Lights:
        return Lights.on(self.whole, self.today, self.calendar)

    @cached_property
    def cases(self) -> QuerySet[Case]:
        """What of it is wanted."""
        found = queues.as_lines(queues.pressing(self.whole))
        return queues.narrowed(found, self.wanted, self.lights) if self.given else found

    @property
    def works(self) -> bool:
        """Whether cases ever lie with this seat; those who watch over the county only look."""
        return bool(self.by.site or self.by.department) and self.by.role not in queries.COUNTY_ROLES

    @property
    def given(self) -> dict[str, str]:
        """The filters that are set."""
        return {name: value for name in FILTERS if (value := getattr(self.wanted, name))}

    def query(self, **changes: Any) -> str:
        """The filters as the end of an address, with these changes."""
        wanted = {name: value for name, value in {**self.given, **changes}.items() if value}
        return f"?{urlencode(wanted)}" if wanted else ""

    def lines(self, cases: Iterable[Case]) -> list[Line]:
        """Cases as lines of this desk."""
        return lines(cases, self.by, self.today, self.calendar)
