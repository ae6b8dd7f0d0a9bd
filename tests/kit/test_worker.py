"""The worker: at least once, claimed once, growing delay, visible failures, nobody stalls anybody."""

import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from jinban.kit import worker
from jinban.kit.claims import LEASE, claim
from jinban.kit.clock import now
from jinban.kit.deliveries import Delivery
from jinban.kit.events import Fact, Id, record
from jinban.kit.models import Event
from jinban.kit.patience import DELAYS, LIMIT
from jinban.kit.worker import Loop, Redelivered, failed, named, retry, route, run_due
from tests.kit import sleepy
from tests.world import facts_of, in_threads, queries, queries_of, refused

MONDAY_9AM = datetime(2023, 4, 24, 1, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Rang(Fact, name="test.rang", label="响铃"):
    bell: Id


@dataclass(frozen=True)
class Silent(Fact, name="test.silent", label="无声"):
    bell: Id


@dataclass(frozen=True)
class Ringer:
    kind: str = "system"
    id: int = 7


class Bells:
    """Reactions that remember what they were told, and fail as often as asked."""

    def __init__(self) -> None:
        self.heard: list[int] = []
        self.faults = 0

        def hear(event: Event, *, at: datetime) -> None:
            self.heard.append(event.payload["bell"])

        def stumble(event: Event, *, at: datetime) -> None:
            if self.faults:
                self.faults -= 1
                ring(99, at=at)
                raise ZeroDivisionError("张三 420281199001011234")

        self.hear, self.stumble = hear, stumble


@pytest.fixture
def bells() -> Bells:
    return Bells()


def ring(bell: int, *, fact: type[Fact] = Rang, at: datetime = MONDAY_9AM) -> Event:
    return record(fact(bell=Id(bell)), subject=Event(id=1), by=Ringer(), at=at)


def state_of(event: Event, reaction: str) -> tuple[str, int]:
    delivery = Delivery.objects.get(event=event, reaction=reaction)
    return delivery.state, delivery.tries


@pytest.mark.django_db
def test_each_event_is_routed_once_to_each_of_its_reactions(bells):
    first, second = ring(1), ring(2)
    ring(3, fact=Silent)

    routed = [route({Rang: (bells.hear, bells.stumble)}, at=MONDAY_9AM) for _ in range(2)]

    assert routed == [3, 0]
    assert sorted(Delivery.objects.values_list("event_id", "reaction")) == [
        (first.id, "kit.hear"),
        (first.id, "kit.stumble"),
        (second.id, "kit.hear"),
        (second.id, "kit.stumble"),
    ]
    assert not Event.objects.filter(routed_at=None).exists()


@pytest.mark.django_db
def test_an_event_that_is_committed_late_is_routed_all_the_same(bells):
    late = ring(1)
    early = ring(2)
    Event.objects.filter(id=early.id).update(routed_at=MONDAY_9AM)

    route({Rang: (bells.hear,)}, at=MONDAY_9AM)
    run_due({Rang: (bells.hear,)}, at=MONDAY_9AM, worker="a")

    assert bells.heard == [1]
    assert state_of(late, "kit.hear") == ("done", 1)


@pytest.mark.django_db
def test_a_delivery_is_done_once_and_leaves_nothing_due(bells):
    event = ring(1)
    reactions = {Rang: (bells.hear,)}
    route(reactions, at=MONDAY_9AM)

    claimed = [run_due(reactions, at=MONDAY_9AM + n * LEASE, worker="a") for n in range(3)]

    assert claimed == [1, 0, 0]
    assert bells.heard == [1]
    assert Delivery.objects.get(event=event).done_at == MONDAY_9AM


@pytest.mark.django_db
def test_a_worker_with_nothing_to_do_writes_nothing(bells):
    with queries(2):
        route({Rang: (bells.hear,)}, at=MONDAY_9AM)
        run_due({Rang: (bells.hear,)}, at=MONDAY_9AM, worker="a")


@pytest.mark.django_db
def test_routing_asks_the_database_as_often_for_ten_events_as_for_one(bells):
    reactions = {Rang: (bells.hear,)}
    ring(1)
    for_one = queries_of(lambda: route(reactions, at=MONDAY_9AM))
    for bell in range(10):
        ring(bell)

    for_ten = queries_of(lambda: route(reactions, at=MONDAY_9AM))

    assert for_ten == for_one


@pytest.mark.django_db
def test_a_failing_reaction_waits_longer_each_time_and_then_for_somebody(bells):
    event = ring(1)
    reactions = {Rang: (bells.stumble,)}
    bells.faults = LIMIT
    route(reactions, at=MONDAY_9AM)

    at, waits = MONDAY_9AM, []
    for _ in range(LIMIT - 1):
        run_due(reactions, at=at, worker="a")
        due_at = Delivery.objects.get(event=event).due_at
        waits.append(due_at - at)
        assert run_due(reactions, at=due_at - SECOND, worker="a") == 0
        at = due_at
    run_due(reactions, at=at, worker="a")

    assert tuple(waits) == DELAYS
    assert [(delivery.event_id, delivery.tries) for delivery in failed()] == [(event.id, LIMIT)]


@pytest.mark.django_db
def test_what_a_failing_reaction_wrote_is_undone_and_its_message_is_not_kept(bells):
    event = ring(1)
    reactions = {Rang: (bells.stumble,)}
    bells.faults = 1
    route(reactions, at=MONDAY_9AM)

    run_due(reactions, at=MONDAY_9AM, worker="a")

    assert list(Event.objects.values_list("id", flat=True)) == [event.id]
    error = Delivery.objects.get(event=event).error
    assert error.startswith("ZeroDivisionError，在 kit/test_worker.py 第 ")
    assert "张三" not in error


@pytest.mark.django_db
def test_a_reaction_that_fails_does_not_stall_the_others(bells):
    first, second = ring(1), ring(2)
    reactions = {Rang: (bells.stumble, bells.hear)}
    bells.faults = 1
    route(reactions, at=MONDAY_9AM)

    run_due(reactions, at=MONDAY_9AM, worker="a")

    assert state_of(first, "kit.stumble") == ("due", 1)
    assert state_of(second, "kit.stumble") == ("done", 1)
    assert bells.heard == [1, 2]


@pytest.mark.django_db
def test_a_failed_delivery_is_retried_by_hand_and_that_is_recorded(bells):
    event = ring(1)
    reactions = {Rang: (bells.hear,)}
    route(reactions, at=MONDAY_9AM)
    Delivery.objects.filter(event=event).update(state="failed", tries=LIMIT, error="ZeroDivisionError")
    delivery = failed().get()

    retry(delivery, by=Ringer(), at=MONDAY_9AM)
    run_due(reactions, at=MONDAY_9AM, worker="a")

    assert bells.heard == [1]
    assert facts_of(delivery) == [Redelivered]
    with refused("这条投递没有失败，不用重新投递。"):
        retry(delivery, by=Ringer(), at=MONDAY_9AM)


@pytest.mark.django_db
def test_a_killed_worker_keeps_its_claim_until_the_lease_ends(bells):
    event = ring(1)
    reactions = {Rang: (bells.hear,)}
    route(reactions, at=MONDAY_9AM)
    Delivery.objects.filter(event=event).update(
        state="claimed", claimed_by="killed", lease_until=MONDAY_9AM + LEASE, tries=1
    )

    during = run_due(reactions, at=MONDAY_9AM + LEASE - SECOND, worker="b")
    after = run_due(reactions, at=MONDAY_9AM + LEASE, worker="b")

    assert (during, after) == (0, 1)
    assert state_of(event, "kit.hear") == ("done", 2)


@pytest.mark.django_db
def test_a_delivery_that_kills_every_worker_fails_at_the_limit(bells):
    event = ring(1)
    reactions = {Rang: (bells.hear,)}
    route(reactions, at=MONDAY_9AM)
    Delivery.objects.filter(event=event).update(state="claimed", lease_until=MONDAY_9AM, tries=LIMIT)

    claimed = run_due(reactions, at=MONDAY_9AM, worker="b")

    assert (claimed, bells.heard) == (0, [])
    assert failed().get().error == "每次都没有做完，进程就停了"


@pytest.mark.django_db
def test_a_worker_whose_lease_ended_meanwhile_does_nothing(bells):
    event = ring(1)
    reactions = {Rang: (bells.hear,)}
    route(reactions, at=MONDAY_9AM)
    slow = Delivery.objects.get()
    claim(slow, at=MONDAY_9AM, worker="slow")

    run_due(reactions, at=MONDAY_9AM + LEASE, worker="quick")
    worker._deliver(slow, bells.hear, at=MONDAY_9AM + LEASE)

    assert bells.heard == [1]
    assert state_of(event, "kit.hear") == ("done", 2)


@pytest.mark.django_db
def test_a_reaction_that_the_code_no_longer_knows_is_said_by_name(bells):
    event = ring(1)
    route({Rang: (bells.hear,)}, at=MONDAY_9AM)

    run_due({}, at=MONDAY_9AM, worker="a")

    assert Delivery.objects.get(event=event).error == "代码里没有叫 kit.hear 的反应"


def test_two_reactions_cannot_share_a_name(bells):
    with pytest.raises(ValueError, match=r"two reactions are called kit\.hear"):
        named({Rang: (bells.hear,), Silent: (Bells().hear,)})


def test_two_workers_claim_each_delivery_once(db_clean, bells):
    for bell in range(20):
        ring(bell)
    reactions = {Rang: (bells.hear,)}

    routed = in_threads(4, lambda number: route(reactions, at=MONDAY_9AM))
    claimed = in_threads(4, lambda number: run_due(reactions, at=MONDAY_9AM, worker=f"w{number}"))

    assert Delivery.objects.count() == 20
    assert max(routed) == 20
    assert sum(claimed) == 20
    assert sorted(bells.heard) == list(range(20))


def test_the_loop_works_until_it_is_stopped(db_clean, bells):
    ring(1)

    def last(event: Event, *, at: datetime) -> None:
        bells.heard.append(event.payload["bell"])
        loop.stop()

    loop = Loop({Rang: (last,)}, worker="a", clock=lambda: MONDAY_9AM, pause=0.01)
    loop.run()

    assert bells.heard == [1]
    assert Delivery.objects.get().state == "done"


def test_kill_9_amid_a_reaction_undoes_it_and_the_next_worker_does_it_once(db_clean, databases):
    call = record(sleepy.Called(), subject=Event(id=1), by=Ringer(), at=MONDAY_9AM)
    asleep = subprocess.Popen(
        [sys.executable, "-m", "tests.kit.sleepy"],
        env={**os.environ, "DATABASE_URL": databases.url()}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip

    begun = asleep.stdout.readline()
    asleep.kill()
    asleep.communicate()
    left = state_of(call, "kit.answer")
    answered = Event.objects.filter(name="testsleepy.answered")
    nothing = answered.count()
    run_due({sleepy.Called: (sleepy.answer,)}, at=now() + LEASE, worker="next")

    assert (begun, left, nothing) == ("begun\n", ("claimed", 1), 0)
    assert state_of(call, "kit.answer") == ("done", 2)
    assert answered.count() == 1
