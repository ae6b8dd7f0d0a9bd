"""What the applicant was told: on his own page, on the page of the case, in the administrators' log."""

import re
from datetime import date

import pytest
from django.test import Client

from jinban.cases import actions as cases
from jinban.messages import actions
from jinban.messages.events import Resent
from jinban.messages.models import Message, Sending
from jinban.people.actors import CLOCK
from jinban.reactions import words_of
from tests.doors.desk import at_desk
from tests.lived import at_department
from tests.play import APPROVER, AUDITOR, BACK, MONDAY, RELIEF, SYSADMIN, WINDOW, person, seat, taken_in
from tests.world import facts_of

pytestmark = pytest.mark.usefixtures("city")


def told_case():
    """An accepted case at the department, its applicant told of receipt and acceptance, and somebody else told too."""
    window = seat(WINDOW)
    case = taken_in(window, RELIEF, at=MONDAY)
    actions.tell(case.applicant_id, "received", case, {"due": date(2024, 5, 14)}, by=window, at=MONDAY)
    case = at_department(cases.accept(case, by=window, at=MONDAY), seat(BACK), seat(APPROVER), MONDAY)
    actions.tell(person(at=MONDAY).pk, "voided", case, by=CLOCK, at=MONDAY)
    sms = Message.objects.get(template="accepted", subject_id=str(case.pk))
    Sending.objects.create(
        message=sms, channel="sms", state="failed", due_at=MONDAY, tries=7, to="138****5678", error="对方答复 HTTP 500"
    )
    return case


def plain(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_applicant_reads_what_he_was_told_newest_first_and_nobody_else_s():
    case, client = told_case(), Client()
    client.post("/track", {"code": case.spoken})

    page = plain(client.get(f"/track/{case.number}"))

    section = page[page.index("给您的通知") : page.index("谁看过我的资料")]
    assert [section.find(title) > 0 for title in ("已经受理", "收到您的申请了", "这件作废了")] == [True, True, False]
    assert section.index("已经受理") < section.index("收到您的申请了")
    assert (
        f"“临时救助”已经收件，办件号{case.number}。最晚2024年5月14日（周二）告诉您能不能受理。查进度看 这一页"
        in section
    )
    assert "HTTP 500" not in page


def test_the_office_sees_which_message_when_and_how_each_channel_did():
    case = told_case()

    page = plain(at_desk(APPROVER).get(f"/office/cases/{case.pk}/"))

    section = page[page.index("通知申请人的记录") : page.index("全部经过")]
    assert "短信没发成" in section
    assert "对方答复 HTTP 500" in section
    assert section.index("作废") < section.index("已受理") < section.index("已收件")


def test_the_log_shows_to_whom_masked_and_the_result_and_a_failed_one_is_sent_again():
    case, client = told_case(), at_desk(SYSADMIN)
    sending = Sending.objects.get()

    whole, failed = (client.get(f"/admin/messages{query}").content.decode() for query in ("", "?only=failed"))
    client.post(f"/admin/messages/{sending.pk}/resend")
    again = plain(client.post(f"/admin/messages/{sending.pk}/resend", follow=True))
    rest = plain(client.post("/admin/messages/resend", follow=True))

    sending.refresh_from_db()
    assert [len(re.findall('<tr><th scope="row">', page)) for page in (whole, failed)] == [3, 1]
    assert "138****5678" in failed
    assert case.applicant.name not in whole
    assert case.number not in whole
    assert (sending.state, sending.tries, facts_of(sending)) == ("due", 0, [Resent])
    assert "这条通知没有发送失败，不用重发。" in again
    assert "没有发送失败的通知，不用重发。" in rest


def test_who_may_only_look_at_the_log_sends_nothing_again_and_others_do_not_see_it():
    told_case()
    sending = Sending.objects.get()

    seen = [at_desk(who).get("/admin/messages").status_code for who in (AUDITOR, WINDOW, APPROVER)]
    done = [
        at_desk(AUDITOR).post(path).status_code
        for path in (f"/admin/messages/{sending.pk}/resend", "/admin/messages/resend")
    ]
    unknown = at_desk(SYSADMIN).post("/admin/messages/999999/resend").status_code

    assert (seen, done, unknown) == ([200, 404, 404], [404, 404], 404)
    assert Sending.objects.get().state == "failed"


def test_the_worker_finds_the_words_of_a_case_and_none_for_what_is_no_case():
    case = told_case()

    words = words_of("cases.case", str(case.pk))

    assert words == {
        "item": "临时救助", "number": case.number, "place": case.site.label, "phone": "", "office": case.department.name,
        "link": f"http://127.0.0.1:8000/track?number={case.number}",
    }  # fmt: skip
    assert words_of("cases.case", "999999999") is None
    assert words_of("people.applicant", "1") is None
