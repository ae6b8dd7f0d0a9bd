"""What one seat at a counter asks all day: today's figures of its place, what it takes in most, the last one."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Max, Q

from jinban.cases.models import Case, Notice
from jinban.cases.queries import IN_WORK, WITH_ALL, may_see_detail, scope, visible_to
from jinban.people.actors import Actor

WEEKS_LOOKED_BACK = 13


@dataclass(frozen=True)
class Today:
    """So many cases of one place today: taken in, finished on the spot, given the one notice."""

    received: int
    on_the_spot: int
    notices: int


def today(actor: Actor, day: date) -> Today:
    """The figures of the actor's own site on a day; void cases are none."""
    here = visible_to(actor).filter(site_id=actor.site).exclude(stage="voided")
    found = here.filter(Q(received_day=day) | Q(decided_day=day)).aggregate(
        received=Count("pk", filter=Q(received_day=day)),
        on_the_spot=Count("pk", filter=Q(decided_day=day, on_the_spot=True)),
    )
    told = Q(scope(actor).q("case"), case__site_id=actor.site) & ~Q(case__stage__in=("voided", "draft"))
    notices = Notice.objects.filter(told, served_day=day).count()
    return Today(found["received"], found["on_the_spot"], notices)


def items_used(actor: Actor, day: date) -> list[str]:
    """The keys of the items taken in at the actor's site in the last quarter, those of his own seat first, then by
    how often, then by how lately."""
    since = day - timedelta(weeks=WEEKS_LOOKED_BACK)
    rows = visible_to(actor).filter(site_id=actor.site, received_day__gte=since).values_list("item_id")
    counted = rows.annotate(own=Count("pk", filter=Q(seat_id=actor.id)), often=Count("pk"), lately=Max("pk"))
    return [row[0] for row in counted.order_by("-own", "-often", "-lately")]


def last_taken_in(actor: Actor) -> Case | None:
    """The case that this seat took in last."""
    mine = visible_to(actor).filter(seat_id=actor.id, received_day__isnull=False)
    return mine.select_related("item").order_by("-id").first()


def like(actor: Actor, pk: int) -> Case | None:
    """A case to take the situation from, for another of the same kind; None for one that the actor may not see whole."""
    case = visible_to(actor).select_related("applicant").filter(pk=pk).first()
    return case if case and may_see_detail(actor, case) else None


def same_person(actor: Actor, case: Case) -> list[Case]:
    """The other open cases of the same applicant that the actor may see whole, newest first, at most five."""
    mine = visible_to(actor).filter(applicant_id=case.applicant_id, stage__in=IN_WORK, decided_day__isnull=True)
    others = mine.exclude(pk=case.pk)
    found = others.select_related(*WITH_ALL).order_by("-id")[:20]
    return [other for other in found if may_see_detail(actor, other)][:5]
