"""Writers on SQLite take turns, and a writer that stumbles does not bar the gate."""

import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest
from django.db import OperationalError, connection, transaction

from jinban.kit import marks
from jinban.kit.marks import Mark
from jinban.kit.sqlite.base import gate_of
from tests.world import in_threads

MONDAY_9AM = datetime(2023, 4, 24, 1, 0, tzinfo=UTC)


@pytest.fixture
def gate(db_clean):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL needs no gate")
    return gate_of(str(connection.settings_dict["NAME"]))


def count_up() -> None:
    with transaction.atomic():
        mark = Mark.objects.get(key="count")
        mark.value = str(int(mark.value) + 1)
        mark.save()


def test_forty_threads_count_without_losing_one(gate):
    marks.stamp("count", at=MONDAY_9AM)
    Mark.objects.filter(key="count").update(value="0")

    faults = in_threads(40, lambda number: [count_up() for _ in range(5)])

    assert [fault for fault in faults if isinstance(fault, Exception)] == []
    assert Mark.objects.get(key="count").value == "200"


def stumble(*, closing: bool) -> None:
    with transaction.atomic():
        marks.stamp("count", at=MONDAY_9AM)
        if closing:
            connection.close()
        raise ZeroDivisionError


def test_the_gate_opens_after_a_transaction_that_failed(gate):
    with pytest.raises(ZeroDivisionError):
        stumble(closing=False)

    gate.enter(0)
    gate.leave()


def test_the_gate_opens_after_a_connection_that_was_closed_within(gate):
    with pytest.raises(ZeroDivisionError):
        stumble(closing=True)

    gate.enter(0)
    gate.leave()


def test_who_waits_too_long_at_the_gate_is_told_that_it_is_locked(gate):
    gate.enter(0)
    try:
        with pytest.raises(OperationalError, match="the gate did not open"):
            gate.enter(0.01)
    finally:
        gate.leave()


def test_another_process_waits_at_the_same_gate(gate):
    path = gate._file.name
    held = subprocess.Popen(
        [sys.executable, "-c", "import fcntl,sys,time; f=open(sys.argv[1],'w'); fcntl.flock(f,2); print(flush=True); time.sleep(.3)",
         path], stdout=subprocess.PIPE,
    )  # fmt: skip
    held.stdout.readline()
    began = time.monotonic()

    gate.enter(5)
    gate.leave()

    assert time.monotonic() - began > 0.1
    assert held.wait() == 0
