"""What one seat at a counter asks all day: today's figures of its place, what it takes in most, the last one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Max, Q, QuerySet

from jinban.cases.models import Case, Notice, Once
from jinban.cases.queries import IN_WORK, WITH_ALL, may_see_detail, scope, visible_to
from jinban.cases.stages import S
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


def of_today(actor: Actor, item: str, day: date) -> QuerySet[Case]:
    """What this seat took in of one item on a day and did not void, newest first, with what a slip shows."""
    here = visible_to(actor).filter(site_id=actor.site, received_day=day, seat_id=actor.id, item_id=item)
    others = (name for name in WITH_ALL if name != "item_version")
    return here.exclude(stage=S.VOIDED).select_related(*others).prefetch_related("item_version").order_by("-id")


@dataclass(frozen=True)
class Halves:
    """So many cases of one item taken in by one seat on a day: before noon, after it, and finished on the spot."""

    morning: int
    afternoon: int
    on_the_spot: int

    @property
    def whole(self) -> int:
        return self.morning + self.afternoon


def halves(actor: Actor, item: str, day: date, noon: datetime) -> Halves:
    """The figures of a seat's day with one item, in one query; void cases are none."""
    found = of_today(actor, item, day).order_by().aggregate(
        morning=Count("pk", filter=Q(received_at__lt=noon)),
        afternoon=Count("pk", filter=Q(received_at__gte=noon)),
        on_the_spot=Count("pk", filter=Q(on_the_spot=True)),
    )  # fmt: skip
    return Halves(**found)


def by_keys(actor: Actor, keys: Iterable[str]) -> Mapping[str, int]:
    """The cases that came of these idempotency keys, claimed by this actor."""
    mine = Once.objects.filter(pk__in=set(keys), by_kind=actor.kind, by_id=actor.id, case__isnull=False)
    return dict(mine.values_list("key", "case_id"))


def taken_today(actor: Actor, item: str, numbers: Iterable[str], day: date) -> Mapping[str, Case]:
    """By the hash of the applicant's number: the case of this item that was taken in today from each of these people, as
    far as the actor may see it whole. Void and withdrawn cases are none."""
    wanted = visible_to(actor).filter(item_id=item, received_day=day, applicant__id_hash__in=set(numbers))
    found = wanted.exclude(stage__in=(S.VOIDED, S.WITHDRAWN)).select_related("applicant", "site").order_by("-id")
    return {case.applicant.id_hash: case for case in found if case.applicant and may_see_detail(actor, case)}
