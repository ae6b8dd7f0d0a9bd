"""When this happened, do that: at least once, with growing delay, never lost, and visible when it fails.

The events table is the outbox. `route` gives each fresh event one delivery per reaction; `run_due` claims
deliveries by a conditional UPDATE, which SQLite and PostgreSQL do alike, and runs the reaction in one
transaction with its being marked done. A worker that is killed keeps its claim until the lease ends; then
another takes over. The order of deliveries is not promised.
"""

import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from django.db import Error as AnyDatabaseError
from django.db import close_old_connections, connection, transaction
from django.db.models import QuerySet

from jinban.kit import duties as work_of_the_clock
from jinban.kit import marks
from jinban.kit.claims import claim, ours, put_off, ripe
from jinban.kit.deliveries import Delivery
from jinban.kit.duties import Duties
from jinban.kit.events import FACTS, Actor, Code, Fact, Id, record
from jinban.kit.faults import where
from jinban.kit.leaps import Leaps
from jinban.kit.models import Event
from jinban.kit.patience import KILLS
from jinban.kit.refused import Refused

BEAT = timedelta(seconds=15)

log = structlog.get_logger("jinban.worker")


class Reaction(Protocol):
    """Does something because of an event. Runs in a transaction and may be run twice: do the work once. One with an attribute
    `waits_for`, a function, is given only the events whose names it says now: asked once a round, so that what nobody
    wants to hear of costs no row."""

    __module__: str
    __name__: str

    def __call__(self, event: Event, *, at: datetime) -> None: ...


Reactions = Mapping[type[Fact], tuple[Reaction, ...]]


class Errand(Protocol):
    """Does a little of some other work that is due, in each round of the worker; how much it did. It keeps its own claims
    (`at` is the machine's time, `told` the city's) and what fails."""

    def __call__(self, *, at: datetime, told: datetime, worker: str) -> int: ...


@dataclass(frozen=True)
class Redelivered(Fact, name="kit.redelivered", label="重新投递"):
    """Somebody let a failed delivery be tried again."""

    event: Id
    reaction: Code


class _TakenOver(Exception):
    """The lease ended while we were at it, and another worker has the delivery now."""


def reaction_name(reaction: Reaction) -> str:
    """The stored word for a reaction: the room and the function."""
    return f"{reaction.__module__.split('.')[1]}.{reaction.__name__}"


def named(reactions: Reactions) -> dict[str, Reaction]:
    """The reactions of a table by their stored words. ValueError when two would share one."""
    found: dict[str, Reaction] = {}
    for reaction in (reaction for row in reactions.values() for reaction in row):
        if found.setdefault(reaction_name(reaction), reaction) is not reaction:
            raise ValueError(f"two reactions are called {reaction_name(reaction)}")
    return found


def route(reactions: Reactions, *, at: datetime, limit: int = 500) -> int:
    """Give the oldest unrouted events one delivery per reaction; how many events there were.

    Danger: on PostgreSQL a lower event id may be committed after a higher one: no mark "up to here" would do.
    Two workers may route at once: the second finds the deliveries made and the events marked.
    """
    events = list(Event.objects.filter(routed_at=None).order_by("id").values_list("id", "name")[:limit])
    awaited = _awaited(reactions) if events else {}
    wanted = [
        Delivery(event_id=event, reaction=reaction_name(reaction), due_at=at)
        for event, name in events
        for reaction in reactions.get(FACTS.get(name, Fact), ())
        if name in awaited.get(reaction_name(reaction), (name,))
    ]
    if events:
        with transaction.atomic():
            Delivery.objects.bulk_create(wanted, ignore_conflicts=True)
            Event.objects.filter(id__in=[event for event, _ in events], routed_at=None).update(routed_at=at)
    return len(events)


def _awaited(reactions: Reactions) -> dict[str, Collection[str]]:
    """What those reactions wait for that do not want every event of their facts."""
    asked = {name: getattr(reaction, "waits_for", None) for name, reaction in named(reactions).items()}
    return {name: waits_for() for name, waits_for in asked.items() if waits_for is not None}


def run_due(reactions: Reactions, *, at: datetime, worker: str, told: datetime | None = None, limit: int = 20) -> int:
    """Run up to `limit` deliveries that are due or whose lease has ended; how many this worker claimed. `at` is the
    machine's time, for delays and leases; the reactions are `told` the city's, where that is another."""
    known = named(reactions)
    claimed = 0
    for delivery in Delivery.objects.filter(ripe(at)).order_by("due_at", "id")[:limit]:
        if claim(delivery, at=at, worker=worker, error=KILLS):
            claimed += 1
            _deliver(delivery, known.get(delivery.reaction), at=at, told=told)
    return claimed


def failed() -> QuerySet[Delivery]:
    """The deliveries that were tried to the limit and wait for somebody to look, oldest first."""
    rows = Delivery.objects.filter(state=Delivery.State.FAILED)
    return rows.select_related("event").order_by("due_at", "id")


@transaction.atomic
def retry(delivery: Delivery, *, by: Actor, at: datetime) -> None:
    """Let a failed delivery be tried again afresh, and record who did so. Refused if it has not failed."""
    rows = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.FAILED)
    if not rows.update(state=Delivery.State.DUE, due_at=at, tries=0):
        raise Refused("这条投递没有失败，不用重新投递。")
    delivery.refresh_from_db()
    fact = Redelivered(event=Id(delivery.event_id), reaction=Code(delivery.reaction))
    record(fact, subject=delivery, by=by, at=at)


def _deliver(delivery: Delivery, reaction: Reaction | None, *, at: datetime, told: datetime | None = None) -> None:
    """Run one claimed delivery; whatever it raises is kept with it and stops no other."""
    if reaction is None:
        _put_off(delivery, f"代码里没有叫 {delivery.reaction} 的反应", at=at)
        return
    try:
        with transaction.atomic():
            if not ours(delivery).update(state=Delivery.State.DONE, done_at=at, lease_until=None, error=""):
                raise _TakenOver
            reaction(Event.objects.get(pk=delivery.event_id), at=told or at)
    except _TakenOver:
        log.warning("taken over", delivery=delivery.pk)
    except Exception as error:
        _put_off(delivery, where(error), at=at)


def _put_off(delivery: Delivery, error: str, *, at: datetime) -> None:
    """Note the fault and wait longer than last time; at the limit, wait for somebody."""
    log.error("reaction failed", delivery=delivery.pk, reaction=delivery.reaction, error=error)
    put_off(delivery, at=at, error=error)


class Loop:
    """Route, deliver, do the duties of the clock and the errands until told to stop. `wake` shortens the wait; nothing depends on it.
    `clock` is the machine's, `city` the one that reactions and duties are told, by default the same."""

    def __init__(
        self, reactions: Reactions, *, worker: str, clock: Callable[[], datetime], city: Callable[[], datetime] | None = None,
        duties: Duties = (), errands: Sequence[Errand] = (), pause: float = 1.0,
    ) -> None:  # fmt: skip
        named(reactions)
        self.reactions, self.worker, self.clock, self.pause = reactions, worker, clock, pause
        self.duties, self.errands = work_of_the_clock.checked(duties), errands
        self.city = city or clock
        self._leaps = Leaps()
        self._beaten: datetime | None = None
        self._stopped = threading.Event()
        self._woken = threading.Event()

    def stop(self) -> None:
        """End after the delivery or the duty that is now under way."""
        self._stopped.set()
        self._woken.set()

    def wake(self) -> None:
        """Look now, without waiting for the pause to end."""
        self._woken.set()

    def once(self) -> int:
        """One round: route, deliver, then the duties and the errands. How much there was to do; none when the database is away.
        While the machine's clock has leapt the duties wait: what they did on a wrong day nobody could undo."""
        try:
            close_old_connections()
            at, told = self.clock(), self.city()
            # Asked at once: long work between would look like a leap.
            leapt = self._leaps.leapt(at)
            done = route(self.reactions, at=at)
            done += run_due(self.reactions, at=at, worker=self.worker, told=told)
            if not leapt:
                done += work_of_the_clock.run(self.duties, at=at, worker=self.worker, told=told)
            return done + sum(errand(at=at, told=told, worker=self.worker) for errand in self.errands)
        except AnyDatabaseError as error:
            log.error("database is away", error=where(error))
            connection.close()
            return 0

    def _beat(self) -> None:
        """Say that a worker is there, every quarter of a minute: whoever watches the site reads it."""
        at = self.clock()
        if self._beaten is None or not at - BEAT < self._beaten <= at:
            with suppress(AnyDatabaseError):
                marks.keep(marks.WORKER, self.worker, at=at)
                self._beaten = at

    def run(self) -> None:
        """Round after round until `stop`; without a pause while there is something to do."""
        while not self._stopped.is_set():
            self._beat()
            if not self.once():
                self._woken.wait(self.pause)
            self._woken.clear()
