"""What the log says of a fault: its class, its place, the number on the page; nothing that anybody typed."""

import logging

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from jinban.web import address, errors
from tests.logged import logged

NUMBER = "110105194912310021"


def break_down(request: HttpRequest) -> HttpResponse:
    raise KeyError(f"余小禾 {NUMBER}")


urlpatterns = [path("broken", break_down)]
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


def test_a_message_is_written_without_its_values(lines):
    logging.getLogger("django.somewhere").warning("sent to %s", NUMBER)

    assert [line["what"] for line in lines()] == ["sent to %s"]


@pytest.mark.parametrize(("behind", "found"), [(True, "10.1.1.1"), (False, "127.0.0.1")])
def test_only_what_our_own_proxy_wrote_is_believed(settings, behind, found):
    settings.BEHIND_PROXY = behind

    asked = RequestFactory().get("/", headers={"x-forwarded-for": "1.2.3.4, 10.1.1.1"})

    assert address.of(asked) == found
