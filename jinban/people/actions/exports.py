"""A list or a table left the house as a file."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from jinban.kit.events import Code, Id, record
from jinban.people import events
from jinban.people.actors import Actor
from jinban.people.models import Seat


@transaction.atomic
def exported(
    seat: Seat, *, listing: str, ending: str, rows: int, filters: Sequence[str], by: Actor, at: datetime
) -> None:
    """Tell that this seat took so many rows of a list along, narrowed by these codes (`town:420281108000`); the words that
    somebody typed are none. Written before the first byte leaves (GB/T 22239-2019, 审计: 时间、主体、类型、客体、结果)."""
    narrowed = tuple(Code(one) for one in filters)
    fact = events.Exported(listing=Code(listing), ending=Code(ending), rows=Id(rows), filters=narrowed)
    record(fact, subject=seat, by=by, at=at)
