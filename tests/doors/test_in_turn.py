"""Under a spike the site says come again, before anything is taken; what was typed is kept, and it recovers."""

import re

import pytest
import time_machine
from django.db import connection

from jinban.cases.models import Case
from jinban.kit import measures, turns
from jinban.kit.sqlite.base import gate_of
from jinban.kit.turns import Turns
from jinban.people.models import Applicant
from jinban.web import middleware
from jinban.web.middleware import InTurn
from tests.doors.desk import at_desk
from tests.doors.window import plain, post, visit
from tests.logged import logged
from tests.play import MONDAY, WINDOW, resident_number
from tests.world import in_threads


def turned_away() -> float:
    return measures.UNAVAILABLE.labels("busy")._value.get()


@pytest.fixture
def nobody_may(monkeypatch):
    full = Turns(at_once=1, waiting=1)
    full.take()
    full._places.acquire()
    monkeypatch.setattr(InTurn, "turns", full)
    return full


@pytest.mark.usefixtures("city")
def test_turned_away_is_503_with_what_was_typed_and_the_same_key_and_nothing_written(nobody_may):
    with time_machine.travel(MONDAY, tick=False):
        client, data, before = at_desk(WINDOW), visit(do="accept"), turned_away()

        with logged() as lines:
            answer = post(client, data)

        (line,) = lines()
        assert (line["level"], line["what"], line["path"]) == ("warning", "answered 503", "/counter/take-in")
        page = answer.content.decode()
        kept = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)">', page))
        assert (answer.status_code, int(answer["Retry-After"]) > 0, turned_away() - before) == (503, True, 1)
        assert "现在人多，排不上" in plain(answer)
        assert (answer["X-Frame-Options"], "script-src 'self'" in answer["Content-Security-Policy"]) == ("DENY", True)
        assert {name: kept[name] for name in data} == data
        assert (Case.objects.count(), Applicant.objects.count()) == (0, 0)

        nobody_may._places.release()
        nobody_may.give_back()
        assert post(client, kept).status_code == 302
        assert post(client, kept).status_code == 302
        assert Case.objects.count() == 1


@pytest.mark.usefixtures("city")
def test_the_watch_and_the_files_of_the_pages_are_answered_all_the_same(nobody_may):
    client = at_desk(WINDOW)

    assert [client.get(path).status_code for path in ("/health/live", "/counter/")] == [200, 503]


@pytest.mark.usefixtures("city", "db_clean")
def test_of_a_crowd_each_is_taken_once_or_told_to_come_again(monkeypatch):
    monkeypatch.setattr(InTurn, "turns", Turns(at_once=2, waiting=2))

    def comes(number: int) -> int:
        data = visit(do="accept", key=f"k{number}", number=resident_number(number + 1), name=f"余{number}")
        return post(at_desk(WINDOW), data).status_code

    with time_machine.travel(MONDAY, tick=True):
        first = in_threads(12, comes)
        again = [comes(number) for number, code in enumerate(first) if code != 302]

    assert {*first} <= {302, 503}
    assert {*again} <= {302}
    assert Case.objects.count() == 12


@pytest.mark.usefixtures("city", "db_clean")
def test_a_gate_that_does_not_open_is_a_503_before_anything_is_taken(monkeypatch):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL needs no gate")
    monkeypatch.setattr(middleware, "hurried", lambda: turns.hurried(0.05))
    gate = gate_of(str(connection.settings_dict["NAME"]))
    with time_machine.travel(MONDAY, tick=True):
        client, data = at_desk(WINDOW), visit(do="accept")
        client.raise_request_exception = False
        gate.enter(1)
        try:
            answer = post(client, data)
        finally:
            gate.leave()

        assert (answer.status_code, Case.objects.count()) == (503, 0)
        assert post(client, data).status_code == 302
