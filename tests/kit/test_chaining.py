"""The chain over what happened: each event once, in order of what is seen, never forked, and behind the writers."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from jinban.kit import chaining, sealed
from jinban.kit.chaining import OPEN, SLICE, Chaining, catch_up, chain, lag
from jinban.kit.events import record
from jinban.kit.models import Event, Seal, SealGap
from jinban.kit.verifying import verify
from tests.kit.test_worker import Rang, Ringer, ring
from tests.world import in_threads, queries

MONDAY_9AM = datetime(2023, 4, 24, 1, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def happened(count: int, *, first: int = 0) -> list[int]:
    """So many events under these ids, or the database's; their ids."""
    made = [
        Event(
            id=first + number if first else None, name=Rang.name, subject_kind="kit.event", subject_id="1",
            by_kind="system", by_id=7, at=MONDAY_9AM + number * SECOND, day=MONDAY_9AM.date(), payload={"bell": number},
        )
        for number in range(count)
    ]  # fmt: skip
    return [event.id for event in Event.objects.bulk_create(made)]


def faults(at: datetime = MONDAY_9AM) -> list[tuple[str, int, int | None]]:
    found = verify(at=at, tell=lambda done, total: None, seals=Path("nowhere"))
    return [(fault.what.value, fault.sequence, fault.event) for fault in found.faults]


@pytest.mark.django_db
def test_what_is_committed_is_sealed_once_in_the_order_of_its_ids():
    happened(3)
    ring(9)

    sealed_now = [chain(at=MONDAY_9AM) for _ in range(2)]

    assert sealed_now == [4, 0]
    assert list(Seal.objects.order_by("sequence").values_list("sequence", "event")) == list(
        enumerate(Event.objects.order_by("id").values_list("id", flat=True), 1)
    )
    assert (faults(), lag()) == ([], 0)


@pytest.mark.django_db
def test_an_empty_database_has_an_empty_chain():
    with queries(4):
        assert chain(at=MONDAY_9AM) == 0

    assert (faults(), chaining.standing()) == ([], chaining.Standing(0, 0, None, 0))


@pytest.mark.django_db
def test_a_slice_of_a_thousand_asks_as_often_as_a_slice_of_one():
    happened(1 + SLICE, first=1)

    with queries(7):  # head, end, gaps and events are read; one statement writes, between a savepoint and its release
        chain(at=MONDAY_9AM, limit=1)
    with queries(7):
        chain(at=MONDAY_9AM)

    assert Seal.objects.count() == 1 + SLICE
    assert faults() == []


@pytest.mark.django_db
def test_what_is_committed_late_is_sealed_when_it_appears_and_after_a_day_it_is_an_insertion():
    first, last = happened(2, first=101)[0], happened(1, first=110)[0]
    chain(at=MONDAY_9AM)
    happened(1, first=105)
    in_between = lag()

    chain(at=MONDAY_9AM + OPEN - SECOND)
    happened(1, first=107)
    too_late = chain(at=MONDAY_9AM + OPEN)

    assert in_between == too_late == 0
    assert list(Seal.objects.order_by("sequence").values_list("event", flat=True)) == [first, first + 1, last, 105]
    assert list(SealGap.objects.values_list("first", "last")) == [(1, 100), (103, 109)]
    assert faults(MONDAY_9AM) == []
    assert faults(MONDAY_9AM + OPEN) == [("inserted", 3, 107)]


@pytest.mark.django_db
def test_a_backlog_is_chained_in_slices_and_then_the_worker_rests():
    happened(SLICE + 5)
    errand = Chaining(pause=10 * SECOND)
    moments = [MONDAY_9AM, MONDAY_9AM, MONDAY_9AM + 9 * SECOND, MONDAY_9AM + 10 * SECOND]

    done = []
    for moment in moments:
        done.append((errand(at=moment, told=moment, worker="a"), Seal.objects.count()))
        happened(1)

    assert done == [(SLICE, SLICE), (0, SLICE + 6), (0, SLICE + 6), (0, SLICE + 8)]


@pytest.mark.django_db
def test_without_its_key_the_chain_stands_still_and_the_worker_goes_on(tmp_path, monkeypatch):
    happened(1)
    chain(at=MONDAY_9AM)
    happened(1)
    monkeypatch.setenv("JINBAN_HOME", str(tmp_path))

    done = Chaining()(at=MONDAY_9AM, told=MONDAY_9AM, worker="a")

    assert (done, lag()) == (0, 1)
    assert not (tmp_path / "keys" / "chain-1.key").exists()
    with pytest.raises(sealed.SealBroken, match=r"找不到钥匙 chain-1\.key"):
        faults()


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["kit_seal", "kit_sealgap"])
def test_the_database_itself_keeps_the_seals(table):
    happened(1, first=7)
    chain(at=MONDAY_9AM)

    for sql in (f"DELETE FROM {table}", f"UPDATE {table} SET {'event' if table == 'kit_seal' else 'last'} = 9"):
        with pytest.raises(DatabaseError, match="frozen"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)

    assert (Seal.objects.count(), SealGap.objects.count()) == (1, 1)


def test_two_workers_never_fork_the_chain(db_clean):
    happened(3 * SLICE)

    done = in_threads(4, lambda number: [chain(at=MONDAY_9AM) for _ in range(3)])

    assert sum(sum(each) for each in done) == Seal.objects.count()
    catch_up(at=MONDAY_9AM, slices=9)
    assert Seal.objects.count() == 3 * SLICE
    assert faults() == []


def test_a_transaction_that_ends_late_is_chained_all_the_same(db_clean):
    """Only PostgreSQL lets a later one be faster; SQLite has one writer."""
    if connection.vendor == "sqlite":
        return

    def slow(number: int) -> None:
        with transaction.atomic():
            record(Rang(bell=1), subject=Event(id=1), by=Ringer(), at=MONDAY_9AM)
            in_threads(1, lambda number: [ring(2), chain(at=MONDAY_9AM)])

    in_threads(1, slow)
    chain(at=MONDAY_9AM + SECOND)

    assert [payload["bell"] for payload in _in_order()] == [2, 1]
    assert faults() == []


def _in_order() -> list[dict]:
    events = list(Seal.objects.order_by("sequence").values_list("event", flat=True))
    return [Event.objects.get(id=event).payload for event in events]


def test_kill_9_amid_a_slice_leaves_no_half_of_it_and_the_next_worker_goes_on(db_clean, databases):
    happened(SLICE)
    asleep = subprocess.Popen(
        [sys.executable, "-m", "tests.kit.nodding"],
        env={**os.environ, "DATABASE_URL": databases.url()}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip

    begun = asleep.stdout.readline()
    asleep.kill()
    asleep.communicate()
    left = Seal.objects.count()
    happened(2)
    catch_up(at=MONDAY_9AM, slices=3)

    assert (begun, left) == ("begun\n", 0)
    assert Seal.objects.count() == SLICE + 2
    assert faults() == []
