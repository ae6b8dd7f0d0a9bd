"""Who took which list along as a file."""

from dataclasses import dataclass

from django.db.models import QuerySet

from jinban.kit.models import Event
from jinban.people import permits, queries
from jinban.people.actors import Actor
from jinban.people.events import Exported
from jinban.people.models import Seat


@dataclass(frozen=True, slots=True)
class Taken:
    """That somebody took a list along as a file: event, which list, how narrowed, how many rows, by which seat."""

    event: Event
    listing: str
    ending: str
    rows: int
    filters: tuple[str, ...]
    seat: Seat | None


def export_events(actor: Actor) -> QuerySet[Event]:
    """The events of lists taken along as files; none for those who may not see that."""
    events = Event.objects.filter(subject_kind=Seat._meta.label_lower, name=Exported.name)
    return events.none() if permits.may(actor.role, "see", "exports") else events


def as_taken(events: list[Event]) -> list[Taken]:
    """These events as lists taken along, with the seats that took them; one query, however many."""
    by = queries.seats(event.by_id for event in events if event.by_kind == "seat")
    return [
        Taken(
            event=event, listing=event.payload["listing"], ending=event.payload["ending"], rows=event.payload["rows"],
            filters=tuple(event.payload["filters"]), seat=by.get(event.by_id) if event.by_kind == "seat" else None,
        )
        for event in events
    ]  # fmt: skip
