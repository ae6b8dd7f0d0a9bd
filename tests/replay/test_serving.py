"""The site answers first; a small year is lived behind it; then the worker takes over. One signal ends it all."""

import signal
import time

import pytest

from jinban.cases.models import Case
from jinban.kit import clock, marks
from jinban.replay.living import DONE, NAME
from tests.commands.test_serve import PATIENCE, free_port, jinban, status
from tests.replay.plays import SMALL

pytestmark = pytest.mark.usefixtures("city", "db_clean")


def wait_for(what) -> None:
    until = time.monotonic() + PATIENCE
    while not what() and time.monotonic() < until:
        time.sleep(0.1)
    assert what()


def answers(address: str) -> bool:
    try:
        return status(address) == 200
    except OSError:
        return False


def test_the_site_answers_while_a_year_is_lived_behind_it(databases):
    port = free_port()

    with jinban("serve", "--port", str(port), "--replay", str(SMALL), "--scale", "0.1", databases=databases) as serving:
        wait_for(lambda: answers(f"http://127.0.0.1:{port}/"))
        begun = int(marks.read(DONE).value)
        wait_for(lambda: Case.objects.filter(accepted_day__year=2023).exclude(stage="voided").count() == 70)
        still = answers(f"http://127.0.0.1:{port}/")
        serving.send_signal(signal.SIGTERM)
        said, _ = serving.communicate(timeout=PATIENCE)

    assert begun < 300
    assert still
    assert serving.returncode == 0
    assert "近办已经启动" in said
    assert clock.legal_day(clock.now()).isoformat() == "2024-01-02"


def test_where_no_year_can_be_lived_the_site_runs_all_the_same(databases):
    marks.keep(NAME, "another play", at=clock.machine())
    port = free_port()

    with jinban("serve", "--port", str(port), "--replay", str(SMALL), databases=databases) as serving:
        wait_for(lambda: answers(f"http://127.0.0.1:{port}/"))
        serving.send_signal(signal.SIGTERM)
        _, complained = serving.communicate(timeout=PATIENCE)

    assert "没有重演：这个库里演的是另一份资料" in complained
