"""A case at the window: the gate, the search, the moves that it allows, and what is written down."""

import re

import pytest
import time_machine

from jinban.cases import actions, queries
from jinban.kit.models import Event
from jinban.people.actors import CLOCK
from tests.doors.desk import at_desk
from tests.doors.window import plain
from tests.lived import lived_in
from tests.play import (
    BIRTH,
    HELPER,
    MONDAY,
    OTHER_WINDOW,
    POLICE,
    WINDOW,
    seat,
    taken_in,
)  # fmt: skip

pytestmark = pytest.mark.usefixtures("city")


SECRETS = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"|[0-9a-f]{10,32}')


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


def test_a_number_opens_the_case_and_stays_out_of_the_address():
    case, client = taken_in(seat(WINDOW)), at_desk(WINDOW)

    by_number = client.post("/counter/find", {"scan": " ".join(re.findall(".{1,4}", case.number))})
    by_code = client.post("/counter/find", {"scan": case.spoken.lower()})
    by_name = client.post("/counter/find", {"scan": "没有这人"})

    assert [by_number["Location"], by_code["Location"]] == [f"/counter/cases/{case.pk}/"] * 2
    assert "没有找到本处能看的件" in plain(by_name)


def test_the_window_of_another_town_sees_what_it_would_see_of_no_case():
    case, client = taken_in(seat(WINDOW)), at_desk(OTHER_WINDOW)

    for tail in ("", "slip", "notice"):
        outside, unknown = (client.get(f"/counter/cases/{pk}/{tail}") for pk in (case.pk, 999_999))
        assert (outside.status_code, unknown.status_code) == (404, 404)
        assert SECRETS.sub("", outside.content.decode()) == SECRETS.sub("", unknown.content.decode())
        assert {**outside.headers, "X-Request-Id": ""} == {**unknown.headers, "X-Request-Id": ""}
    posts = [client.post(f"/counter/cases/{pk}/do/accept") for pk in (case.pk, 999_999)]
    assert [answer.status_code for answer in posts] == [404, 404]
    searched = client.post("/counter/find", {"scan": case.number})
    assert "没有找到本处能看的件" in plain(searched)


def test_what_was_sent_here_is_taken_over_with_one_button():
    case = taken_in(seat(HELPER))
    actions.forward(case, by=seat(HELPER), at=MONDAY, to=seat(WINDOW).site)
    client = at_desk(WINDOW)

    bench = client.get("/counter/").content.decode()
    answer = client.post(f"/counter/cases/{case.pk}/do/take_over", {"take_over-version": case.version}, follow=True)

    assert f'action="/counter/cases/{case.pk}/do/take_over"' in bench
    assert "已接收，现在由这里办。" in plain(answer)
    assert queries.get(CLOCK, case.pk).holder_site_id == seat(WINDOW).site


def test_a_page_that_is_no_longer_true_changes_nothing():
    case, client = taken_in(seat(WINDOW)), at_desk(WINDOW)
    old = case.version
    actions.accept(queries.get(CLOCK, case.pk), by=seat(WINDOW), at=MONDAY)

    answer = client.post(
        f"/counter/cases/{case.pk}/do/withdraw", {"withdraw-version": old, "withdraw-reason": "不办了"}
    )

    assert answer.status_code == 409
    assert "这件刚被别人办过了" in plain(answer)
    assert queries.get(CLOCK, case.pk).stage == "accepted"


def test_a_move_without_its_reason_is_422_and_its_fold_is_open():
    case, client = taken_in(seat(WINDOW)), at_desk(WINDOW)

    answer = client.post(f"/counter/cases/{case.pk}/do/withdraw", {"withdraw-version": case.version})

    assert answer.status_code == 422
    assert "请填申请人为什么撤回" in plain(answer)
    assert re.search(r"<details open><summary>撤回", answer.content.decode())


def test_a_move_that_is_not_open_is_answered_with_the_sentence():
    case = taken_in(seat(WINDOW), lacking=("id-card",))

    answer = at_desk(WINDOW).post(f"/counter/cases/{case.pk}/do/accept", {"accept-version": case.version})

    assert answer.status_code == 409
    assert "还缺1样材料，不能受理。" in plain(answer)


def test_what_is_supplied_closes_the_notice_or_leaves_the_rest():
    town, client = lived_in(MONDAY), at_desk(WINDOW)
    case = queries.get(CLOCK, town.told.pk)
    base = f"/counter/cases/{case.pk}/do/supply"

    nothing = client.post(base, {"supply-version": case.version, "supply-paper_id-card": "missing"})
    all_of_it = client.post(base, {"supply-version": case.version, "supply-paper_id-card": "handed"})

    assert (nothing.status_code, all_of_it.status_code) == (422, 302)
    assert queries.get(CLOCK, case.pk).stage == "received"


def test_looking_at_a_whole_number_is_written_down():
    case, client = taken_in(seat(WINDOW)), at_desk(WINDOW)
    before = client.get(f"/counter/cases/{case.pk}/").content.decode()

    after = client.post(f"/counter/cases/{case.pk}/unmask/number").content.decode()

    number = re.search(r"420281\d{11}[\dX]", after)[0]
    assert number not in before
    assert Event.objects.filter(name="people.unmasked", by_id=seat(WINDOW).id).count() == 1


def test_others_see_of_a_police_case_only_how_far_it_is():
    case = taken_in(seat(POLICE), BIRTH)

    page = plain(at_desk(WINDOW).get(f"/counter/cases/{case.pk}/"))

    assert "已收件" in page
    assert "余小禾" not in page
    assert at_desk(WINDOW).get(f"/counter/cases/{case.pk}/slip").status_code == 404
    assert at_desk(WINDOW).post(f"/counter/cases/{case.pk}/unmask/phone").status_code == 404


def test_the_result_is_delivered_by_the_place_that_took_the_papers():
    town, client = lived_in(MONDAY), at_desk(WINDOW)
    case = queries.get(CLOCK, town.with_department.pk)
    actions.decide(case, by=seat("d012"), at=MONDAY, verdict="approved")
    bench = plain(client.get("/counter/"))
    version = queries.get(CLOCK, case.pk).version

    unnamed = client.post(f"/counter/cases/{case.pk}/do/deliver", {"deliver-version": version, "deliver-way": "post"})
    given = client.post(
        f"/counter/cases/{case.pk}/do/deliver", {"deliver-version": version, "deliver-way": "in_person"}
    )

    assert "等送达 1 件" in bench
    assert (unnamed.status_code, given.status_code) == (422, 302)
    assert queries.get(CLOCK, case.pk).stage == "delivered"


def test_a_refusal_is_printed_with_its_reason_and_the_remedies():
    town, client = lived_in(MONDAY), at_desk(WINDOW)

    paper = plain(client.get(f"/counter/cases/{town.refused.pk}/denial", follow=True))

    assert [
        words in paper for words in ("不予受理通知书", "归上级办。", "六十日内复议。", "人民法院起诉", "2024年3月11日")
    ] == [True] * 5
    assert client.get(f"/counter/cases/{town.accepted.pk}/denial").status_code == 404
