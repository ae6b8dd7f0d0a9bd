"""One command starts the site and the worker, and ends both; production never runs on invented people."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from jinban.commands.prepare import prepare
from jinban.kit import marks
from jinban.kit.clock import now
from jinban.kit.events import Fact, record
from jinban.kit.models import Event
from jinban.people.actors import CLOCK
from jinban.places.models import Division

PATIENCE = 30


@dataclass(frozen=True)
class Knocked(Fact, name="test.knocked", label="敲门"):
    """Nobody reacts to this."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def jinban(*words: str, databases, **place: str) -> Iterator[subprocess.Popen]:
    """A `jinban` command in a process of its own, on the database of this test."""
    env = {**os.environ, "DATABASE_URL": databases.url(), **place}
    command = subprocess.Popen(
        [sys.executable, "-m", "jinban.commands", *words],
        env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        yield command
    finally:
        if command.poll() is None:
            command.terminate()
        command.communicate(timeout=PATIENCE)


def status(address: str) -> int:
    try:
        return urllib.request.urlopen(address, timeout=PATIENCE).status
    except urllib.error.HTTPError as answer:
        return answer.code


def wait_until(condition) -> None:
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until, "it did not come about"
        time.sleep(0.05)


def test_serve_starts_the_site_and_the_worker_and_ends_both(city, db_clean, databases):
    port = free_port()
    with jinban("serve", "--port", str(port), databases=databases) as serve:
        said = [serve.stdout.readline() for _ in range(10)]
        knock = record(Knocked(), subject=Division.objects.first(), by=CLOCK, at=now())

        answered = status(f"http://127.0.0.1:{port}/static/web/jinban.css")
        scraped = urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=PATIENCE).read().decode()
        wait_until(lambda: Event.objects.get(pk=knock.pk).routed_at)
        serve.send_signal(signal.SIGINT)
        code = serve.wait(PATIENCE)

    assert f"近办已经启动：http://127.0.0.1:{port}/（Ctrl-C 停止）\n" in said
    assert any("d001" in line for line in said)
    assert answered == 200
    assert 'jinban_requests_total{door="static",method="GET",status="200"} 1.0\n' in scraped
    assert code == 0
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port), timeout=1)


def test_a_taken_port_is_said_at_once(city, db_clean, databases):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with jinban("serve", "--port", str(port), databases=databases) as serve:
            _, said = serve.communicate(timeout=PATIENCE)

    assert serve.returncode == 2
    assert f"127.0.0.1:{port} 已经被占用。换一个端口：jinban serve --port {port + 1}" in said


def test_production_refuses_a_demo_database(city, db_clean, databases):
    with jinban("serve", databases=databases, JINBAN_PRODUCTION="1") as serve:
        _, said = serve.communicate(timeout=PATIENCE)

    assert serve.returncode == 2
    assert said == "这是演示用的数据库，不能当正式系统用。请换一个数据库，或者去掉 JINBAN_PRODUCTION。\n"


@pytest.mark.parametrize(("behind", "words"), [("0", ("JINBAN_BEHIND_PROXY=1",)), ("1", ())])
def test_production_says_when_nobody_ends_tls(db_clean, databases, behind, words):
    place = {"DATABASE_URL": databases.url(), "JINBAN_PRODUCTION": "1", "JINBAN_BEHIND_PROXY": behind}

    opened = subprocess.run(
        [sys.executable, "-c", "import jinban.wsgi"], env={**os.environ, **place}, capture_output=True, text=True
    )

    assert opened.returncode == 0
    assert [word for word in ("JINBAN_BEHIND_PROXY=1",) if word in opened.stderr] == list(words)


def test_an_empty_database_is_filled_once_and_is_a_demonstration(db_clean):
    filled = [prepare(), prepare()]

    assert filled == [True, False]
    assert marks.is_demo()


def test_in_production_an_empty_database_waits_for_its_own_data(db_clean, settings):
    settings.PRODUCTION = True

    assert prepare() is False
    assert not Division.objects.exists()
