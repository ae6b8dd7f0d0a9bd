"""So many tries in so much time, for all processes alike."""

from datetime import timedelta

import pytest

from jinban.kit.throttle import Tries, give_back, take
from tests.play import HOUR, MONDAY
from tests.world import in_threads

QUARTER = timedelta(minutes=15)


def tried(key: str = "from:10.0.0.1", *, most: int = 3, at=MONDAY) -> bool:
    return take(key, most=most, span=QUARTER, at=at)


@pytest.mark.django_db
def test_so_many_tries_and_no_more_until_the_time_is_over():
    later = MONDAY + QUARTER

    assert [tried() for _ in range(5)] == [True, True, True, False, False]
    assert [tried(at=later) for _ in range(4)] == [True, True, True, False]
    assert tried("from:10.0.0.2")


@pytest.mark.django_db
def test_what_a_clock_counted_that_ran_a_day_ahead_is_forgotten_when_it_is_right_again():
    ahead = [tried(at=MONDAY + 24 * HOUR) for _ in range(4)]

    assert (ahead, [tried() for _ in range(4)]) == ([True, True, True, False], [True, True, True, False])
    assert [tried(at=MONDAY - timedelta(seconds=1)), tried(at=MONDAY + QUARTER)] == [False, True]


@pytest.mark.django_db
def test_a_right_try_is_given_back():
    for _ in range(3):
        tried()

    give_back("from:10.0.0.1", at=MONDAY)

    assert [tried(), tried()] == [True, False]


@pytest.mark.django_db
def test_the_table_holds_no_key_and_forgets_what_is_over():
    tried("case:4202812024031110000018")
    tried("from:10.0.0.1", at=MONDAY + HOUR)

    kept = Tries.objects.get()

    assert len(kept.key) == 64
    assert kept.until == MONDAY + HOUR + QUARTER


def test_ten_at_once_are_not_more_than_allowed(db_clean):
    assert sorted(in_threads(10, lambda number: tried())) == [False] * 7 + [True] * 3
