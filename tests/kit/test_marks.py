"""What a database says about itself: set, read, and asked only once by one who does a lot."""

from datetime import UTC, datetime

import pytest

from jinban.kit import marks
from tests.world import queries

pytestmark = pytest.mark.usefixtures("db")

NINE = datetime(2024, 3, 11, 1, 0, tzinfo=UTC)


def test_a_mark_is_set_and_set_anew():
    assert marks.read("far") is None

    marks.keep("far", "1", at=NINE)
    marks.keep("far", "2", at=NINE)

    assert marks.read("far").value == "2"


def test_a_mark_set_once_and_for_all_stays():
    marks.keep_first("far", "1", at=NINE)
    marks.keep_first("far", "2", at=NINE)

    assert marks.read("far").value == "1"


def test_within_steady_it_is_asked_once():
    marks.stamp("places", at=NINE)

    with queries(1), marks.steady():
        assert marks.version("places") == marks.version("places")
        assert marks.is_demo() is marks.is_demo()

    with queries(2):
        marks.version("places")
        marks.version("places")


def test_within_steady_ones_own_stamp_is_seen_at_once():
    with marks.steady():
        before = marks.version("places")
        marks.stamp("places", at=NINE)

        assert marks.version("places") != before
        marks.set_demo(at=NINE)
        assert marks.is_demo()
