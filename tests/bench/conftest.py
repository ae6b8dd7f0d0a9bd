"""A bench of a few cases, served: its keys are as huge as a bench's are."""

import pytest

from jinban.bench import million
from jinban.bench.actions.clerks import register
from jinban.bench.recording import Said, listening
from jinban.cases import actions
from jinban.people.actions import register_applicant
from tests.play import INSURE, MONDAY, RELIEF, WINDOW, accepted, resident_number, seat, taken_in

SERVED: list[Said] = []


class Listening:
    """Middleware that writes down what the last request asked the database."""

    def __init__(self, answer):
        self.answer = answer

    def __call__(self, request):
        SERVED.clear()
        with listening(SERVED):
            return self.answer(request)


@pytest.fixture
def bench(city, db_clean, settings):
    window = seat(WINDOW)
    somebody = register_applicant(
        id_type="resident", number=resident_number(9), name="余小禾", phone="13800000001", by=window, at=MONDAY
    )
    actions.conclude(taken_in(window, INSURE, applicant=somebody.pk), by=window, at=MONDAY)
    accepted(RELIEF)
    million.flag(at=MONDAY)
    million.multiply(4, lambda done, of: None, at=MONDAY)
    register(at=MONDAY, count=2)
    settings.ROOT_URLCONF = "jinban.bench.urls"
    settings.MIDDLEWARE = ["tests.bench.conftest.Listening", *settings.MIDDLEWARE]


@pytest.fixture
def port(bench, request):
    """Where it is served."""
    return int(request.getfixturevalue("site").rpartition(":")[2])
