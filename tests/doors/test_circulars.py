"""The pages of the circular: begun, reviewed, approved, issued, by three people."""

import re

import pytest
import time_machine

from jinban.circular import actions, office
from tests.circular.circulars import (
    JANUARY,
    MAYOR,
    a_year,
    approved,
    concluded,
    drafted,
    finished,
    fresh,
)
from tests.doors.circular import do, page, picked
from tests.doors.desk import alike, at_desk
from tests.play import AUDITOR, BUSINESS, HELPER, SERVICE, SYSADMIN, WINDOW, seat
from tests.world import queries_of

pytestmark = pytest.mark.usefixtures("city")


@pytest.fixture(autouse=True)
def _january(city):
    with time_machine.travel(JANUARY, tick=False):
        yield


def test_the_office_begins_the_years_circular_with_one_press():
    a_year()
    client = at_desk(BUSINESS)

    begun = client.post("/circulars/", {"about": "annual 2024"})

    found = page(client, begun.url)
    assert "关于2024年全市资源服务平台“三下沉”工作情况的通报" in found
    assert "按时办结率" in found
    assert '<span class="tag due">待人工补写</span>' in found
    assert "（未签发）" in found


def test_what_may_be_begun_is_what_is_over():
    found = page(at_desk(BUSINESS), "/circulars/")

    offered = re.findall(r'<option value="([^"]+)"[^>]*>([^<]+)</option>', found)
    assert offered[0] == ("annual 2024", "2024年度通报")
    assert ("bulletin 2024Q4", "2024年第四季度工作快报") in offered
    assert ("bulletin 2024-12", "2024年12月工作快报") in offered
    assert not [value for value, _ in offered if value.endswith(("2025", "2025-01", "2025Q1"))]


def test_begun_twice_it_is_refused_with_the_form():
    drafted()

    answer = at_desk(BUSINESS).post("/circulars/", {"about": "annual 2024"})

    assert answer.status_code == 422
    assert "2024年已经有一份在写，请接着写那一份。" in answer.content.decode()


def test_from_the_draft_to_the_archive_by_three_people():
    a_year()
    writer, reviewer, head = at_desk(BUSINESS), at_desk(SERVICE), at_desk(MAYOR)
    circular = finished(picked(drafted()))

    stages = []
    for client, verb in ((reviewer, "review"), (head, "approve"), (writer, "issue"), (writer, "archive")):
        assert f"/circulars/{circular.pk}/do/{verb}" in page(client, f"/circulars/{circular.pk}/")
        assert do(client, circular, verb).status_code == 302
        stages.append(fresh(circular).stage)

    assert stages == ["reviewed", "approved", "issued", "archived"]
    found = page(writer, f"/circulars/{circular.pk}/")
    assert "未被改过" in found
    assert fresh(circular).freeze.digest in found
    assert "2025年1月6日" in found


def test_a_draft_that_somebody_changed_is_not_approved_unseen():
    a_year()
    circular = finished(drafted())
    actions.review(fresh(circular), by=seat(SERVICE), at=JANUARY)
    old = fresh(circular).version
    actions.comment(fresh(circular), by=seat(AUDITOR), at=JANUARY, text="第二段再短些。")

    answer = at_desk(MAYOR).post(f"/circulars/{circular.pk}/do/approve", {"version": str(old)})

    assert answer.status_code == 409
    assert "这份通报刚被别人改过，请看过新的再办。" in answer.content.decode()
    assert fresh(circular).stage == "reviewed"


def test_a_gap_stops_the_review_and_the_page_says_so_before():
    a_year()
    circular = drafted()
    client = at_desk(SERVICE)

    found, answer = page(client, f"/circulars/{circular.pk}/"), do(client, circular, "review")

    sentence = "还有1处待人工补写：（三）资源下沉。请先写好。"
    assert f"<b>审核通过</b>：{sentence}" in found
    assert f"/circulars/{circular.pk}/do/review" not in found
    assert (answer.status_code, sentence in answer.content.decode()) == (409, True)


def test_why_it_came_back_stands_at_the_head_of_the_draft():
    a_year()
    circular = finished(drafted())
    do(at_desk(SERVICE), circular, "review")
    do(at_desk(MAYOR), circular, "send_back", text="第二段再短些。")

    found = page(at_desk(BUSINESS), f"/circulars/{circular.pk}/")

    head = found.split("<article", 1)[0]
    assert "本级政府负责人 余市长退回修改" in head
    assert "第二段再短些。" in head


def test_numbers_that_moved_since_the_page_was_opened_are_not_approved():
    a_year()
    circular = finished(drafted())
    actions.review(fresh(circular), by=seat(SERVICE), at=JANUARY)
    client = at_desk(MAYOR)
    opened = page(client, f"/circulars/{circular.pk}/")
    data = {name: re.search(rf'name="{name}" value="(\w+)"', opened)[1] for name in ("version", "shown")}
    concluded()

    answer = client.post(f"/circulars/{circular.pk}/do/approve", data)

    assert (answer.status_code, "数字或者文字刚变了" in answer.content.decode()) == (409, True)
    assert do(client, circular, "approve").status_code == 302


@pytest.mark.parametrize("who", [WINDOW, HELPER, SYSADMIN])
def test_a_draft_is_as_one_that_does_not_exist(who):
    circular = drafted()
    client = at_desk(who)

    for way in ("", "text", "units", "word", "pdf", "figures/cases.accepted"):
        there, nowhere = (client.get(f"/circulars/{pk}/{way}") for pk in (circular.pk, 999))
        assert there.status_code == 404
        assert alike(there) == alike(nowhere)
    assert client.post(f"/circulars/{circular.pk}/do/discard").status_code == 404


def test_without_libreoffice_the_page_says_what_to_install_and_the_word_file_is_made(monkeypatch):
    a_year()
    circular = approved(finished(drafted()))
    monkeypatch.setattr("jinban.circular.office.shutil.which", lambda name: None)
    client = at_desk(BUSINESS)

    found, pdf = page(client, f"/circulars/{circular.pk}/"), client.get(f"/circulars/{circular.pk}/pdf")

    assert office.WITHOUT_OFFICE in found
    assert (pdf.status_code, "libreoffice-writer-nogui" in pdf.content.decode()) == (409, True)
    assert client.get(f"/circulars/{circular.pk}/word").status_code == 200


def test_the_page_asks_as_often_for_many_cases_as_for_few():
    a_year()
    circular = drafted()
    client, address = at_desk(BUSINESS), f"/circulars/{circular.pk}/"
    client.get(address)
    few = queries_of(lambda: client.get(address))

    a_year()

    assert queries_of(lambda: client.get(address)) == few


def test_an_approval_that_shows_nothing_is_refused_and_a_comment_too_late_is_not_lost():
    a_year()
    circular = finished(drafted())
    actions.review(fresh(circular), by=seat(SERVICE), at=JANUARY)
    blind = at_desk(MAYOR).post(f"/circulars/{circular.pk}/do/approve", {"version": str(fresh(circular).version)})
    do(at_desk(MAYOR), circular, "approve")
    do(at_desk(BUSINESS), circular, "issue")

    late = do(at_desk(AUDITOR), circular, "comment", text="第二段再短些。")

    assert blind.status_code == 409
    assert (late.status_code, "第二段再短些。" in late.content.decode()) == (409, True)
