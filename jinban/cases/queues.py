"""A seat's queue: what narrows it, how its cases are lit, how its pages turn by key."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Case as Either
from django.db.models import Count, F, Q, QuerySet, When

from jinban.cases import lights, queries
from jinban.cases.lights import Light
from jinban.cases.models import Case
from jinban.cases.stages import RUNNING, S, Stage
from jinban.catalogue.models import ItemVersion
from jinban.kit.workdays import Calendar, NoCalendar
from jinban.people.actors import Actor

LIT = (Light.SEVERE, Light.RED, Light.YELLOW, Light.GREEN, Light.PAUSED, Light.UNDATED, Light.NONE)
EXACT_TO = 10_000
ID_DIGITS = 19


@dataclass(frozen=True)
class Wanted:
    """To what a queue is narrowed; an empty word narrows nothing."""

    light: str = ""
    stage: str = ""
    item: str = ""
    town: str = ""


@dataclass(frozen=True)
class Lights:
    """Which cases shine in which light on a day, said once for the database: the same as `lights.light` says of each."""

    today: date
    yellow: Q

    @classmethod
    def on(cls, cases: QuerySet[Case], today: date, calendar: Calendar) -> "Lights":
        """Asks for the item versions that run in these cases and for their limits, which decide when yellow begins; in
        two questions, for as one the database would look into the cases anew for each version."""
        running = set(cases.filter(stage__in=RUNNING).order_by().values_list("item_version_id", flat=True))
        limits = ItemVersion.objects.filter(pk__in=running).values_list(
            "pk", "content__elements__promised_limit__value__amount"
        )
        thresholds = queries.thresholds()
        alike: defaultdict[int, list[int]] = defaultdict(list)
        for version, amount in limits:
            alike[lights.yellow_days(int(Decimal(str(amount))), thresholds)].append(version)
        yellow = Q(pk__in=[])
        for days, versions in alike.items():
            yellow |= Q(item_version_id__in=versions, promised_due__lte=_last_day(today, days, calendar))
        return cls(today, yellow)

    def q(self, light: str) -> Q:
        """The condition of one light."""
        running, today = Q(stage__in=RUNNING), self.today
        severe, late = (
            Q(legal_due__isnull=False, legal_due__lt=today),
            Q(promised_due__isnull=False, promised_due__lt=today),
        )
        dateless = (Q(promised_due__isnull=True) | Q(legal_due__isnull=True)) & ~severe & ~late
        in_time = Q(promised_due__gte=today, legal_due__gte=today)
        known: dict[str, Q] = {
            Light.NONE: ~running,
            Light.PAUSED: running & dateless & Q(paused_since__isnull=False),
            Light.UNDATED: running & dateless & Q(paused_since__isnull=True),
            Light.SEVERE: running & severe,
            Light.RED: running & ~severe & late,
            Light.YELLOW: running & in_time & self.yellow,
            Light.GREEN: running & in_time & ~self.yellow,
        }
        return known.get(light, Q(pk__in=[]))

    def counts(self, cases: QuerySet[Case]) -> dict[str, int]:
        """How many of these cases shine in each light, in one query."""
        counted = {light.value: Count("pk", filter=self.q(light)) for light in LIT}
        found: dict[str, int] = cases.order_by().aggregate(**counted)
        return found


def _last_day(today: date, days: int, calendar: Calendar) -> date:
    """The last day that is not more than so many working days away; the end of what the calendar knows, at most."""
    try:
        return calendar.add_workdays(today, days + 1) - timedelta(days=1)
    except NoCalendar as unknown:
        return date(unknown.year, 1, 1) - timedelta(days=1)


def pressing(cases: QuerySet[Case]) -> QuerySet[Case]:
    """A queue in the order in which it presses: the nearest day first, then what has no day to keep."""
    day = Either(When(stage__in=RUNNING, then="promised_due"), When(stage=S.RECEIVED, then="notify_due"))
    return cases.annotate(presses=day).order_by(F("presses").asc(nulls_last=True), "pk")


def as_lines(cases: QuerySet[Case]) -> QuerySet[Case]:
    """With what a line of a list shows, and each item version read once for all its cases: its content is long."""
    return cases.select_related(None).select_related("item", "site", "applicant").prefetch_related("item_version")


def coming(actor: Actor) -> QuerySet[Case]:
    """What was sent to this seat's site and waits for its receipt, in the order in which it presses."""
    return pressing(queries.queue(actor).filter(next_site_id=actor.site))


def in_hand(actor: Actor) -> QuerySet[Case]:
    """What lies at this seat's site and is not decided yet, in the order in which it presses."""
    undecided = queries.queue(actor).filter(holder_site_id=actor.site, next_site=None, next_department=None)
    return pressing(undecided.exclude(stage__in=(S.CLOSED, S.ISSUING)))


def narrowed(cases: QuerySet[Case], wanted: Wanted, lights: Lights) -> QuerySet[Case]:
    """Those of a queue that are wanted."""
    if wanted.light:
        cases = cases.filter(lights.q(wanted.light))
    if wanted.stage:
        cases = cases.filter(stage=wanted.stage)
    if wanted.item:
        cases = cases.filter(item_id=wanted.item)
    if wanted.town:
        cases = cases.filter(town_id=wanted.town)
    return cases


@dataclass(frozen=True)
class Choice:
    """One value by which a queue can be narrowed, and how many cases have it."""

    value: str
    label: str
    count: int


def choices(cases: QuerySet[Case]) -> dict[str, list[Choice]]:
    """The stages, items and towns that occur in a queue, with exact counts, in one query."""
    rows = (
        cases.order_by()
        .values_list("stage", "item_id", "item__name", "town_id", "town__name")
        .annotate(count=Count("pk"))
    )
    found: dict[str, dict[str, list[Any]]] = {"stage": {}, "item": {}, "town": {}}
    for stage, item, item_name, town, town_name, count in rows:
        named = (("stage", stage, Stage(stage).label), ("item", item, item_name), ("town", town, town_name))
        for name, value, label in named:
            if value:
                found[name].setdefault(value, [label, 0])[1] += count
    order = {value: place for place, value in enumerate(S.values)}
    return {
        name: [
            Choice(value, label, count)
            for value, (label, count) in sorted(values.items(), key=lambda row: (order.get(row[0], 0), row[0]))
        ]
        for name, values in found.items()
    }


def counted(cases: QuerySet[Case]) -> int:
    """How many: exact to 10,000, then 10,001."""
    return cases.order_by()[: EXACT_TO + 1].count()


@dataclass(frozen=True)
class Page:
    """One page of a queue, and the keys of its neighbours; an empty key where there is none."""

    cases: list[Case]
    before: str
    after: str


def key(case: Case) -> str:
    """Where a case stands in its queue: 2024-01-11.123."""
    day = due_of(case)
    return f"{day.isoformat() if day else '-'}.{case.pk}"


def page(cases: QuerySet[Case], *, size: int, after: str = "", before: str = "") -> Page:
    """Of a `pressing` queue the next `size` cases after a key, or the last before one; a key that is none begins at the top."""
    if before and (beyond := _beyond(before, backwards=True)) is not None:
        turned = cases.filter(beyond).order_by(F("presses").desc(nulls_first=True), "-pk")
        found = list(turned[: size + 1])
        rows = list(reversed(found[:size]))
        return Page(rows, key(rows[0]) if len(found) > size else "", key(rows[-1]) if rows else "")
    beyond = _beyond(after) if after else None
    found = list((cases.filter(beyond) if beyond is not None else cases)[: size + 1])
    rows = found[:size]
    first = key(rows[0]) if rows and beyond is not None else ""
    return Page(rows, first, key(rows[-1]) if len(found) > size else "")


def following(cases: QuerySet[Case], place: str, done: int) -> Case | None:
    """The case to open after the one at this place that is done: the next in the queue, else its first."""
    others = cases.exclude(pk=done)
    beyond = _beyond(place)
    return (others.filter(beyond).first() if beyond is not None else None) or others.first()


def around(cases: QuerySet[Case], case: Case, *, before: int, after: int) -> list[Case]:
    """The neighbours of a case in a queue, with itself where it stands there."""
    place = key(case)
    earlier = cases.filter(_beyond(place, backwards=True) or Q()).order_by(F("presses").desc(nulls_first=True), "-pk")
    later = cases.filter(Q(pk=case.pk) | (_beyond(place) or Q()))
    return [*reversed(earlier[:before]), *later[: after + 1]]


def _beyond(text: str, *, backwards: bool = False) -> Q | None:
    day, _, number = text.partition(".")
    try:
        due = None if day == "-" else date.fromisoformat(day)
        pk = int(number) if len(number) < ID_DIGITS else 0
    except ValueError:
        return None
    if backwards:
        earlier = Q(presses__lt=due) | Q(presses=due, pk__lt=pk)
        return earlier if due else Q(presses__isnull=False) | Q(presses=None, pk__lt=pk)
    later = Q(presses__gt=due) | Q(presses=due, pk__gt=pk) | Q(presses=None)
    return later if due else Q(presses=None, pk__gt=pk)


def left(day: date | None, today: date, calendar: Calendar) -> int | None:
    """Working days from today to a day, less than nought once it has passed; None without a day or its calendar."""
    if day is None:
        return None
    try:
        return calendar.count_workdays(today, day) if day >= today else -calendar.count_workdays(day, today)
    except NoCalendar:
        return None


def due_of(case: Case) -> date | None:
    """The day that presses now: the promised one, or before acceptance the last day for telling what is missing."""
    if case.stage == S.RECEIVED:
        return case.notify_due
    return case.promised_due if case.stage in RUNNING else None
