"""The city's clock is the machine's, until a demonstration starts one of its own: once, and it runs on."""

from datetime import UTC, datetime, timedelta

import pytest

from jinban.kit import clock
from jinban.kit.marks import Mark
from tests.world import queries

pytestmark = pytest.mark.usefixtures("db_clean")

START = datetime(2024, 1, 2, 9, 0, tzinfo=clock.CHINA)


def test_without_a_demo_clock_the_city_goes_by_the_machine():
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_a_started_clock_begins_there_and_runs_on():
    clock.start(START)

    first = clock.now()
    later = clock.now()

    assert START <= first < START + timedelta(seconds=30)
    assert first < later


def test_the_machine_keeps_its_own_time():
    clock.start(START)

    assert abs(clock.machine() - datetime.now(UTC)) < timedelta(seconds=5)


def test_a_started_clock_is_never_set_again():
    clock.start(START)
    Mark.objects.filter(pk=clock.STARTED).update(set_at=clock.machine() - timedelta(hours=3))

    clock.start(START)

    assert clock.now() >= START + timedelta(hours=3)


def test_another_process_sees_the_clock_that_was_started():
    assert clock.now() > START
    clock.start(START)

    assert clock.legal_day(clock.now()).isoformat() == "2024-01-02"


def test_once_started_asking_costs_nothing():
    clock.start(START)
    clock.now()

    with queries(0):
        clock.now()


def test_production_never_looks_for_a_demo_clock(settings):
    clock.start(START)
    settings.PRODUCTION = True

    with queries(0):
        assert clock.now() > START + timedelta(days=30)
