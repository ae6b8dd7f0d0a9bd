"""/health and /metrics: for this machine or with the token; cheap, without a session; true when something is wrong."""

import re
import shutil
from collections import namedtuple

import pytest
from django.db import connection
from django.test import Client

from jinban.kit import condition, marks
from jinban.kit.chaining import lag
from jinban.kit.clock import machine
from jinban.kit.deliveries import Delivery
from jinban.kit.models import Event
from jinban.kit.worker import Loop
from tests.doors.test_outages import gone_or_readonly
from tests.doors.window import plain
from tests.play import DAY, accepted
from tests.world import queries

NOT_FOR_YOU = {"REMOTE_ADDR": "10.1.2.3"}


def rows(text: str) -> dict[str, float]:
    """The samples of a scrape by name and labels."""
    return {name: float(value) for name, value in re.findall(r"^(jinban_[^ #]+) (\S+)$", text, re.MULTILINE)}


def test_live_asks_nothing_of_the_database(db):
    with queries(0):
        answer = Client().get("/health/live", headers={"host": "anything.example"})

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_only_this_machine_or_the_token_may_ask(db, settings):
    settings.PROBE_TOKEN = "a token of the city"
    paths = ("/health/live", "/health", "/metrics")

    def statuses(**given):
        return [Client(raise_request_exception=False).get(path, **given).status_code for path in paths]

    assert statuses(**NOT_FOR_YOU) == [404, 404, 404]
    assert statuses(headers={"x-forwarded-for": "127.0.0.1"}) == [404, 404, 404]
    assert statuses(headers={"authorization": "Bearer another"}, **NOT_FOR_YOU) == [404, 404, 404]
    assert statuses(headers={"authorization": "Bearer a token of the city"}, **NOT_FOR_YOU) == [200, 200, 200]
    settings.PROBE_TOKEN = ""
    assert statuses(headers={"authorization": "Bearer "}, **NOT_FOR_YOU) == [404, 404, 404]


def test_ready_tells_what_is_wrong(city, db_clean, monkeypatch):
    client = Client(raise_request_exception=False)

    def asked():
        answer = client.get("/health")
        said = answer.json()
        return answer.status_code, said["status"], [name for name, check in said["checks"].items() if not check["ok"]]

    alone = asked()
    loop = Loop({}, worker="a", clock=machine)
    loop._beat()
    well = asked()
    marks.keep(marks.WORKER, "a", at=machine() + DAY)
    from_the_future = asked()
    marks.keep(marks.WORKER, "a", at=machine())
    Event.objects.create(
        name="x", subject_kind="x", subject_id="1", by_kind="clock", by_id=0, at=machine() + DAY, day="2099-01-01"
    )
    clock_back = asked()
    usage = namedtuple("usage", "total used free")(1, 1, 1)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    no_room = asked()

    assert alone == (200, "degraded", ["worker"])
    assert well == (200, "ok", [])
    assert from_the_future == (200, "degraded", ["worker"])
    assert clock_back == (503, "down", ["clock"])
    assert no_room == (503, "down", ["disk", "clock"])


def test_ready_says_that_the_database_is_gone_and_that_it_is_back(city, db_clean):
    if connection.vendor != "sqlite":
        pytest.skip("the server is stopped once, in test_outages")
    client = Client(raise_request_exception=False)

    with gone_or_readonly():
        away, counts = client.get("/health"), rows(client.get("/metrics").content.decode())
        page = client.get("/items")
    back = client.get("/health")

    assert (away.status_code, away.json()["checks"]["database"]) == (503, {"ok": False, "reason": "away"})
    assert (page.status_code, "数据库暂时连不上" in plain(page)) == (503, True)
    assert counts["jinban_database_up"] == 0
    assert (back.status_code, back.json()["checks"]["database"]["ok"]) == (200, True)


def test_metrics_count_what_was_answered_and_name_nobody(city, db):
    client = Client(raise_request_exception=False)
    before = rows(client.get("/metrics").content.decode())
    accepted()
    Delivery.objects.create(event=Event.objects.last(), reaction="cases.x", state="failed", due_at=machine(), tries=7)

    client.get("/items?q=余小禾&number=420281199001010017")
    client.get("/nowhere/420281199001010017")
    text = client.get("/metrics").content.decode()
    after = rows(text)

    def grown(name):
        return after[name] - before.get(name, 0)

    assert grown('jinban_requests_total{door="citizen",method="GET",status="404"}') == 1
    assert grown('jinban_request_seconds_count{door="citizen"}') == 2
    assert grown('jinban_deliveries{state="failed"}') == 1
    assert grown("jinban_events_total") > 0
    assert (after["jinban_seal_lag"], after["jinban_chain_faults"]) == (lag(), -1)
    assert after["jinban_database_up"] == 1
    assert [word for word in ("余小禾", "420281199001010017", "nowhere") if word in text] == []


def test_a_scrape_asks_the_database_thirteen_times(city, db):
    with queries(13):
        Client().get("/metrics")


def test_a_beat_is_written_every_quarter_of_a_minute_at_most(db):
    at = machine()
    times = [at, at + DAY / 86400, at + DAY / 1440, at - DAY]
    loop = Loop({}, worker="a", clock=lambda: times[0])
    written = []

    for _ in range(4):
        loop._beat()
        written.append(marks.read(marks.WORKER).set_at)
        times.append(times.pop(0))

    assert written == [at, at, at + DAY / 1440, at - DAY]
    assert condition.heartbeat_age(at) is None or condition.heartbeat_age(at) >= 0
