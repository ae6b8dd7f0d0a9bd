"""What the log says of a fault: its class, its place, the number on the page; nothing that anybody typed."""

import json
import logging
import sys
import threading
from dataclasses import dataclass

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from jinban.commands.front import FrontCommand
from jinban.kit import duties
from jinban.kit.duties import Duty
from jinban.kit.events import Fact, record
from jinban.kit.log import catch_all
from jinban.kit.models import Event
from jinban.kit.worker import route, run_due
from jinban.people.actors import CLOCK
from jinban.web import address, errors
from tests.logged import logged
from tests.play import MONDAY

NUMBER, NAME, PHONE = "110105194912310021", "欧阳小禾", "13912345678"


@dataclass(frozen=True)
class Rustled(Fact, name="testlog.rustled", label="沙沙响"):
    """Something to react to."""


def break_down(request: HttpRequest, **typed: object) -> HttpResponse:
    raise KeyError(f"余小禾 {NUMBER}")


urlpatterns = [path("broken", break_down), path("broken/<int:number>/<str:name>", break_down)]
handler404, handler500 = errors.missing, errors.broken

pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def lines():
    """What is written to the log while the test runs."""
    with logged() as said:
        yield said


@pytest.mark.django_db
def test_a_fault_leaves_class_place_and_the_number_on_the_page_and_no_word_of_a_person(lines):
    answer = Client(raise_request_exception=False).get(f"/broken?q={NUMBER}")

    said = lines()
    assert answer.status_code == 500
    assert len(said) == 1
    assert said[0].pop("at")
    assert said[0].pop("place").startswith("doors/test_log.py:")
    assert said[0] == {
        "level": "error", "fault": "KeyError", "request": answer["X-Request-Id"], "method": "GET", "path": "/broken",
    }  # fmt: skip
    assert answer["X-Request-Id"] in answer.content.decode()


@pytest.mark.django_db
def test_what_a_visitor_asks_wrongly_is_not_logged(lines):
    client = Client(enforce_csrf_checks=True)

    answers = [client.get(f"/nowhere?q={NUMBER}"), client.post("/broken", {"q": NUMBER})]

    assert [answer.status_code for answer in answers] == [404, 403]
    assert lines() == []


def test_no_word_of_a_person_reaches_the_log_from_a_request_a_reaction_a_duty_a_command_or_a_thread(db, lines, capsys):
    typed = {"name": NAME, "number": NUMBER, "phone": PHONE}

    def fall(*args: object, **kwargs: object) -> int:
        raise KeyError(f"{NAME} {NUMBER} {PHONE}")

    fall.__module__ = "jinban.test"
    Client(raise_request_exception=False).post(f"/broken/{NUMBER}/{NAME}?phone={PHONE}", typed)
    record(Rustled(), subject=Event(id=1), by=CLOCK, at=MONDAY)
    route({Rustled: (fall,)}, at=MONDAY)
    run_due({Rustled: (fall,)}, at=MONDAY, worker="a")
    duties.run((Duty(fall, "会坏的"),), at=MONDAY, worker="a")

    class Falls(FrontCommand):
        handle = fall

    with pytest.raises(SystemExit) as left:
        Falls().run_from_argv(["jinban", "falls"])
    before = sys.excepthook, threading.excepthook
    catch_all()
    thread = threading.Thread(target=fall)
    thread.start()
    thread.join()
    sys.excepthook, threading.excepthook = before

    said, shown = lines(), "".join(capsys.readouterr())
    assert [line.get("fault") or line["what"] for line in said] == [
        "KeyError", "reaction failed", "duty failed", "KeyError", "KeyError",
    ]  # fmt: skip
    assert (said[0]["path"], said[3]["command"], left.value.code) == ("/broken/…/…", "falls", 1)
    assert all({"at", "level"} <= line.keys() for line in said)
    assert "没有做完：KeyError，在 doors/test_log.py 第" in shown
    whole = json.dumps(said, ensure_ascii=False) + shown
    assert [word for word in (*typed.values(), "Traceback") if word in whole] == []


def test_a_message_is_written_without_its_values(lines):
    logging.getLogger("django.somewhere").warning("sent to %s", NUMBER)

    assert [line["what"] for line in lines()] == ["sent to %s"]


@pytest.mark.parametrize(("behind", "found"), [(True, "10.1.1.1"), (False, "127.0.0.1")])
def test_only_what_our_own_proxy_wrote_is_believed(settings, behind, found):
    settings.BEHIND_PROXY = behind

    asked = RequestFactory().get("/", headers={"x-forwarded-for": "1.2.3.4, 10.1.1.1"})

    assert address.of(asked) == found
