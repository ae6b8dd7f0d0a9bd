"""Putting a registered name right at the window, and then taking in."""

import pytest
import time_machine

from jinban.people import queries
from jinban.people.models import NameChange
from tests.doors.desk import at_desk
from tests.doors.window import plain, post, visit
from tests.play import APPROVER, BACK, HELPER, MONDAY, POLICE, WINDOW, person, resident_number

pytestmark = pytest.mark.usefixtures("city")

NUMBER = resident_number(820)
ASKED = {"id_type": "resident", "number": NUMBER, "name": "余大禾", "reason": "上次输错一个字"}


@pytest.fixture(autouse=True)
def _monday_at_nine():
    with time_machine.travel(MONDAY, tick=False):
        yield


def test_a_refused_name_is_corrected_at_the_window_and_the_papers_are_taken_in():
    person("余小禾", NUMBER)
    client, brought = at_desk(WINDOW), visit(number=NUMBER, name="余大禾")

    before = post(client, brought)
    corrected = client.post("/counter/name", ASKED)
    after = post(client, brought | {"key": "a2"})

    assert (before.status_code, corrected.status_code, after.status_code) == (409, 302, 302)
    assert "由公安专窗、镇综合窗口更正姓名后再收件。" in plain(before)
    assert 'href="/counter/name"' in before.content.decode()
    assert "余小禾" not in plain(before)
    assert queries.find("resident", NUMBER).name == "余大禾"


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_corrected():
    person("余小禾", NUMBER)
    client = at_desk(WINDOW)

    answers = [client.post("/counter/name", ASKED | change) for change in (
        {"number": resident_number(821)}, {"number": NUMBER[:-1]}, {"name": "余小禾"}, {"reason": ""},
    )]  # fmt: skip

    assert {answer.status_code for answer in answers} == {422}
    assert "这个号码没有登记过，不用更正，直接收件" in plain(answers[0])
    assert "登记的就是这个姓名，不用更正" in plain(answers[2])
    assert not NameChange.objects.exists()


@pytest.mark.parametrize(
    ("work_no", "status", "link"), [(WINDOW, 200, True), (POLICE, 200, True), (HELPER, 404, False), (BACK, 404, False)]
)
def test_only_windows_correct_names(work_no, status, link):
    client = at_desk(work_no)

    assert client.get("/counter/name").status_code == status
    assert ("/counter/name" in client.get("/counter/").content.decode()) == link


def test_an_approver_corrects_no_name():
    assert at_desk(APPROVER).post("/counter/name", ASKED).status_code == 404
