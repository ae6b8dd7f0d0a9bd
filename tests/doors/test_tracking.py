"""Following one's own case: who gets in, what everybody else is told, and what the page says at each stage."""

import re
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from jinban.cases import actions, duties, queries, watching
from jinban.cases.models import Case
from jinban.kit.workdays import Limit, Unit
from jinban.people import actions as people
from tests.play import (
    APPROVER,
    BACK,
    DAY,
    HELPER,
    HOUR,
    INSURE,
    MONDAY,
    WINDOW,
    accepted,
    at_the_department,
    person,
    resident_number,
    seat,
    taken_in,
)
from tests.world import queries_of

pytestmark = pytest.mark.usefixtures("city")


@pytest.fixture(autouse=True)
def _monday_at_nine():
    with time_machine.travel(MONDAY, tick=False):
        yield


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def following(case: Case) -> str:
    """The page of a case, reached by its spoken code."""
    return text_of(Client().post("/track", {"code": Case.objects.get(pk=case.pk).spoken}, follow=True))


def again(case: Case, by) -> Case:
    return queries.get(by, case.pk)


# following a case


def test_number_and_the_last_four_lead_to_the_case():
    who = person(number=resident_number(501))
    case = taken_in(seat(HELPER), applicant=who.pk)

    answer = Client().post("/track", {"code": case.number, "ending": resident_number(501)[-4:].lower()}, follow=True)

    assert answer.redirect_chain == [(f"/track/{case.number}", 302)]
    assert "已收件" in text_of(answer)
    assert answer["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_the_spoken_code_alone_leads_there_however_it_is_typed():
    case = taken_in(seat(HELPER))
    typed = f" {case.spoken[:4].lower()}－{case.spoken[4:].lower()} "

    assert Client().post("/track", {"code": typed})["Location"] == f"/track/{case.number}"


def test_a_wrong_ending_is_answered_word_for_word_as_an_unknown_number():
    case = taken_in(seat(HELPER), applicant=person(number=resident_number(502)).pk)

    def answer(number: str, ending: str) -> tuple:
        found = Client().post("/track", {"code": number, "ending": ending})
        body = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]+', r"\1", found.content.decode())
        headers = {
            name: value for name, value in found.headers.items() if name not in ("X-Request-Id", "Content-Length")
        }
        return found.status_code, headers, body.replace(number, "")

    assert answer(case.number, "9999") == answer("4202812024031110999991", "9999") == answer("1" * 22, "9999")


def test_a_number_without_the_ending_is_a_fault_of_the_form():
    answer = Client().post("/track", {"code": "4202812024031110000018"})

    assert answer.status_code == 422
    assert answer.content.decode().count("用办件号查，要填证件号码后四位") == 2
    assert "4202812024031110000018" in answer.content.decode()


def test_guessing_the_ending_of_one_number_stops_after_six_tries():
    case = taken_in(seat(HELPER), applicant=person(number=resident_number(503)).pk)

    tries = [Client().post("/track", {"code": case.number, "ending": f"{n:04}"}).status_code for n in range(7)]
    right = Client().post("/track", {"code": case.number, "ending": resident_number(503)[-4:]})

    assert tries == [422] * 6 + [429]
    assert right.status_code == 429
    assert "15 分钟后再查" in text_of(right)


def test_guessing_codes_from_one_address_stops_after_twenty():
    tries = [
        Client().post("/track", {"code": f"2222{n:04}".replace("0", "3").replace("1", "4")}).status_code
        for n in range(21)
    ]

    assert tries.count(429) >= 1
    assert Client(REMOTE_ADDR="10.0.0.9").post("/track", {"code": "77777777"}).status_code == 422


def test_right_answers_use_up_no_try():
    case = taken_in(seat(HELPER))

    assert {Client().post("/track", {"code": case.spoken}).status_code for _ in range(21)} == {302}


def test_the_address_of_a_case_alone_shows_nothing():
    case = taken_in(seat(HELPER))

    known, unknown = Client().get(f"/track/{case.number}"), Client().get("/track/1111111111111111111111")

    assert (known.status_code, unknown.status_code) == (200, 200)
    assert text_of(known).replace(case.number, "") == text_of(unknown).replace("1" * 22, "")


def test_the_right_to_a_case_ends_after_an_hour():
    client = Client()
    case = taken_in(seat(HELPER))
    client.post("/track", {"code": case.spoken})

    with time_machine.travel(MONDAY + HOUR + HOUR / 60, tick=False):
        said = text_of(client.get(f"/track/{case.number}"))

    assert "办到哪一步" in said
    assert "已收件" not in said


# what the page of a case says


def test_a_received_case_names_the_day_of_the_answer_and_masks_the_name():
    said = following(taken_in(seat(HELPER), applicant=person("余小禾").pk))

    assert "余*禾 （演示）的申请" in said or "余*禾（演示）的申请" in said
    assert "最晚2024年3月18日（周一）告诉您能不能办。" in said
    assert "余小禾" not in said


def test_a_notice_lists_what_to_bring_and_until_when():
    window = seat(WINDOW)
    case = taken_in(window, lacking=("id-card",))
    point = actions.Point("id-card", "missing", "请带本人身份证原件。")
    actions.notify(again(case, window), by=window, at=MONDAY, points=[point])

    said = following(case)

    assert "还缺 1 样，补齐就接着办 请在2024年3月25日（周一）前补来。" in said
    assert "请带本人身份证原件。" in said
    assert "受理 现在，等您补" in said


def test_an_accepted_case_says_who_has_it_and_until_when():
    said = following(accepted())

    assert "已受理，陈贵镇便民服务中心在办 2024年3月25日（周一）前答复，还有 10 个工作日。" in said
    assert "法定最晚 2024年4月9日（周二）" in said


def test_a_case_on_its_way_says_where_to():
    helper, back = seat(HELPER), seat(BACK)
    case = taken_in(helper)
    actions.forward(again(case, helper), by=helper, at=MONDAY + HOUR, to=back.site)

    assert "正送往陈贵镇便民服务中心" in following(case)


def test_a_late_case_is_not_hidden():
    case = accepted()

    with time_machine.travel(MONDAY + 30 * DAY, tick=False):
        said = following(case)

    assert "应在2024年3月25日（周一）前答复，已经晚了，正在催办。" in said


def test_a_case_that_waits_for_a_hearing_says_since_when_and_what_does_not_count():
    case, approver = at_the_department(), seat(APPROVER)
    needs = Limit(Decimal(5), Unit.WORKDAY)
    actions.pause(again(case, approver), by=approver, at=MONDAY, kind="hearing", needs=needs, reason="要听证。")

    said = following(case)

    assert "从2024年3月11日（周一）起在做听证，这段时间不算在期限里，做完接着算。" in said
    assert "最晚答复 停表中" in said


def test_why_a_case_is_late_is_told_as_it_was_written():
    case, approver = at_the_department(), seat(APPROVER)
    with time_machine.travel(MONDAY + 15 * DAY, tick=False):
        duties.escalate(at=MONDAY + 15 * DAY)
        row = watching.warnings(approver).get()
        actions.explain(row, by=approver, at=MONDAY + 15 * DAY, reason="等外省回函，本周办完。")
        said = following(case)

    assert "为什么晚：等外省回函，本周办完。" in said


def test_a_denied_case_shows_reason_and_remedies():
    window, approver = seat(WINDOW), seat(APPROVER)
    case = accepted()
    actions.forward(again(case, window), by=window, at=MONDAY, to="minzheng")
    actions.take_over(again(case, approver), by=approver, at=MONDAY)
    actions.review(again(case, approver), by=approver, at=MONDAY)
    actions.check(again(case, approver), by=approver, at=MONDAY, advice="deny", opinion="不符合条件。")
    reason, remedies = "家庭收入超过规定。", "60日内可申请行政复议。"
    actions.decide(again(case, approver), by=approver, at=MONDAY, verdict="denied", reason=reason, remedies=remedies)

    said = following(case)

    assert "没有通过 原因和申诉办法在下面。" in said
    assert reason in said
    assert remedies in said
    assert "不符合条件。" not in said


def test_a_case_finished_on_the_spot_has_all_seven_steps_done():
    helper = seat(HELPER)
    case = taken_in(helper, INSURE)
    actions.conclude(again(case, helper), by=helper, at=MONDAY)

    said = following(case)

    assert "办好了，已经送到 2024年3月11日（周一）送达。" in said
    assert said.count("（已办）") == 7


def test_who_saw_the_data_is_on_the_page():
    window = seat(WINDOW)
    case = taken_in(window)
    people.unmask(case.applicant, "phone", case_id=case.pk, by=window, at=MONDAY + HOUR)

    assert "陈贵镇便民服务中心 镇综合窗口 看了电话 2024年3月11日 10:00" in following(case)


def test_who_looked_for_another_case_is_not_on_the_page():
    window, who = seat(WINDOW), person()
    case, other = taken_in(window, applicant=who.pk), taken_in(window, applicant=who.pk)
    people.unmask(who, "phone", case_id=other.pk, by=window, at=MONDAY + HOUR)

    assert "看了电话" not in following(case)
    assert "看了电话" in following(other)


def test_a_long_history_asks_the_database_no_more_often_than_a_short_one():
    helper, back = seat(HELPER), seat(BACK)
    short, long = taken_in(helper), taken_in(helper)
    for _ in range(3):
        actions.forward(again(long, helper), by=helper, at=MONDAY, to=back.site)
        actions.recall(again(long, helper), by=helper, at=MONDAY)
    client = Client()
    for case in (short, long):
        client.post("/track", {"code": case.spoken})

    asked = [queries_of(lambda case=case: client.get(f"/track/{case.number}")) for case in (short, long)]

    assert asked[0] == asked[1]
