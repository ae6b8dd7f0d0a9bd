"""Who looked at whose sealed data: 谁看过我的信息."""

from dataclasses import dataclass

from django.db.models import QuerySet

from jinban.kit.models import Event
from jinban.people import permits
from jinban.people.actors import Actor
from jinban.people.events import Unmasked
from jinban.people.models import Applicant, Seat
from jinban.people.queries import seats


@dataclass(frozen=True, slots=True)
class Look:
    """That somebody looked: event id, when, which applicant, field and case, by which seat; `system`: which outside system,
    where a door says its name."""

    event: Event
    applicant: int
    field: str
    case: int | None
    seat: Seat | None
    system: str = ""


def look_events(actor: Actor) -> QuerySet[Event]:
    """The events of looking at somebody's data; none for those who may not see that."""
    events = Event.objects.filter(subject_kind=Applicant._meta.label_lower, name=Unmasked.name)
    return events.none() if permits.may(actor.role, "see", "unmaskings") else events


def looks_at(applicant: Applicant, case: int) -> list[Look]:
    """Who looked at this applicant's data for this case, newest first: 谁看过我的信息."""
    kind = Applicant._meta.label_lower
    events = Event.objects.filter(subject_kind=kind, subject_id=str(applicant.pk), name=Unmasked.name)
    return as_looks(list(events.filter(payload__case=case).order_by("-id")))


def as_looks(events: list[Event]) -> list[Look]:
    """These events as looks, with the seats that looked; one query, however many."""
    by = seats(event.by_id for event in events if event.by_kind == "seat")
    return [
        Look(
            event=event,
            applicant=int(event.subject_id),
            field=event.payload["field"],
            case=event.payload["case"],
            seat=by.get(event.by_id) if event.by_kind == "seat" else None,
        )
        for event in events
    ]
