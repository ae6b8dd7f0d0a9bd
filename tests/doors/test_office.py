"""The office's door: the queue, the case with its whole history, the decision beside it."""

import re

import pytest
import time_machine

from jinban.cases import actions
from jinban.cases import queries as case_queries
from jinban.cases.events import Decided
from jinban.cases.models import Case
from jinban.kit.models import Event
from tests.doors.desk import at_desk
from tests.doors.office import accepted, again, at_department, do, page, to_decide
from tests.play import (
    APPROVER,
    AUDITOR,
    BACK,
    BUSINESS,
    DAY,
    HEAD,
    INSURE,
    MONDAY,
    RELIEF,
    SERVICE,
    WINDOW,
    at_the_department,
    person,
    resident_number,
    seat,
    taken_in,
)  # fmt: skip
from tests.world import facts_of, queries_of

CHENGUI = "420281108000"


@pytest.fixture(autouse=True)
def _tuesday(city):
    with time_machine.travel(MONDAY + DAY, tick=False):
        yield


# the queue


def test_the_queue_holds_what_lies_here_the_nearest_day_first():
    later, sooner = at_department("罗大壮"), at_department("黄小石", MONDAY - 7 * DAY)
    accepted("石不在")

    found = page(at_desk(APPROVER), "/office/")

    rows = [int(pk) for pk in re.findall(r'<th scope="row"><a href="/office/cases/(\d+)/"', found)]
    assert rows == [sooner.pk, later.pk]
    assert "待办 2 件" in found


def test_the_queue_shows_light_days_left_place_and_a_masked_name():
    at_department("黄小石", MONDAY - 14 * DAY)

    row = page(at_desk(APPROVER), "/office/").split("<tbody>")[1]

    assert '<span class="light red">红牌</span>' in row
    assert "超 1 个工作日" in row
    assert "陈贵镇便民服务中心" in row
    assert "黄*石" in row
    assert "黄小石" not in row


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("light=green", 2), ("light=severe", 1), ("light=yellow", 0), ("stage=accepted", 2), ("stage=deciding", 1),
        (f"item={RELIEF}", 3), (f"item={INSURE}", 0), (f"town={CHENGUI}", 3), ("town=420281102000", 0), ("light=blue", 0),
        ("stage=accepted&light=green", 1), ("after=2024-03-01.0", 2), ("after=rubbish", 3),
    ],
)  # fmt: skip
def test_the_queue_is_narrowed_by_its_address(query, count):
    at_department(), at_department(at=MONDAY - 60 * DAY), to_decide()

    found = page(at_desk(APPROVER), f"/office/?{query}")

    assert len(re.findall(r'<th scope="row"><a href="/office/cases/', found)) == count


def test_a_long_queue_turns_its_pages(monkeypatch):
    monkeypatch.setattr("jinban.web.office.views.PAGE", 2)
    cases = [at_department() for _ in range(5)]
    client, address, seen = at_desk(APPROVER), "/office/", []

    while address:
        found = page(client, address)
        seen += [int(pk) for pk in re.findall(r'<th scope="row"><a href="/office/cases/(\d+)/"', found)]
        onward = re.search(r'<a href="(\?after=[^"]+)" rel="next"', found)
        address = f"/office/{onward[1]}" if onward else ""

    assert seen == [case.pk for case in cases]


def test_the_queue_asks_as_often_for_ten_rows_as_for_one():
    client = at_desk(APPROVER)
    at_department()
    client.get("/office/")
    few = queries_of(lambda: client.get("/office/"))

    for _ in range(9):
        at_department()

    assert queries_of(lambda: client.get("/office/")) == few


def test_an_empty_queue_says_why_and_what_to_do():
    found = page(at_desk(APPROVER), "/office/")

    assert "现在没有待办的件" in found
    assert "移交到这里的件会自己出现" in found


# the case


def test_the_case_page_shows_who_did_what_when_with_the_words():
    case = to_decide("罗大壮")

    found = page(at_desk(APPROVER), f"/office/cases/{case.pk}/")

    history = re.findall(r'<td class="keep">([^<]+)</td><td>([^<]+)</td></tr>', found.split("全部经过")[-1])
    assert history == [
        ("开始填写", "—"), ("收件", "—"), ("受理", "—"), ("移交", "给市民政局"), ("接收", "—"),
        ("审查完毕", "入户两人，情况属实。"),
    ]  # fmt: skip
    assert "镇综合窗口 陈一窗" in found
    assert "部门审批 民审批" in found


def test_the_case_page_shows_situation_days_and_papers_with_their_trust():
    case = at_department("罗大壮")

    found = page(at_desk(APPROVER), f"/office/cases/{case.pk}/")

    for words in (
        "罗大壮",
        "谁来交材料",
        "本人或同住家人",
        "2024年3月25日，10个工作日",
        "2024年4月9日，20个工作日",
        "居民户口簿",
        "B：窗口核过原件",
    ):
        assert words in found, words
    assert "省级第一批下沉事项" in found


def test_one_button_is_filled_and_it_is_the_next_step():
    for case, label in ((at_department(), "审查完毕"), (to_decide(), "作决定")):
        found = page(at_desk(APPROVER), f"/office/cases/{case.pk}/")

        assert re.findall(r'<button class="btn full"[^>]*>([^ <]+)', found) == [label]


def test_after_a_decision_the_next_case_opens():
    first, second = to_decide(at=MONDAY - 7 * DAY), to_decide()
    client = at_desk(APPROVER)

    answer = do(client, first, "decide", verdict="approved")

    assert answer["Location"] == f"/office/cases/{second.pk}/"
    assert facts_of(first)[-1] is Decided
    assert again(first).stage == "closed"
    assert "作决定，已经办好" in page(client, answer["Location"])


def test_the_filters_go_along_to_the_next_case():
    first, second = to_decide(at=MONDAY - 7 * DAY), to_decide()
    at_department(at=MONDAY - 3 * DAY)
    client = at_desk(APPROVER)

    answer = client.post(
        f"/office/cases/{first.pk}/do/decide?stage=deciding",
        {"decide-version": first.version, "decide-verdict": "approved"},
    )

    assert answer["Location"] == f"/office/cases/{second.pk}/?stage=deciding"


def test_what_is_received_stays_open_for_the_next_step():
    window, approver = seat(WINDOW), seat(APPROVER)
    case = accepted()
    actions.forward(again(case), by=window, at=MONDAY, to=approver.department)

    answer = do(at_desk(APPROVER), case, "take_over")

    assert answer["Location"] == f"/office/cases/{case.pk}/"


def test_after_the_last_case_the_queue_opens():
    window, back = seat(WINDOW), at_desk(BACK)
    case = taken_in(window, RELIEF)

    answer = do(
        back,
        case,
        "refuse",
        why="wrong_office",
        reason="不归本机关管。",
        where="黄石市民政局",
        remedies="六十日内申请行政复议。",
    )

    assert answer["Location"] == "/office/"


def test_a_faulty_form_is_answered_with_itself_and_nothing_is_lost():
    case = to_decide()
    client = at_desk(APPROVER)

    answer = do(client, case, "decide", verdict="denied", reason="收入超过标准。", remedies="")

    found = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>错误：" in found
    assert 'role="alert"' in found
    assert "不予要写明复议和诉讼的途径、期限" in found
    assert "收入超过标准。" in found
    assert again(case).stage == "deciding"


def test_an_old_page_is_told_so_and_keeps_what_was_typed():
    case = to_decide()
    client = at_desk(APPROVER)

    answer = do(
        client,
        case,
        "decide",
        version="1",
        verdict="denied",
        reason="收入超过标准。",
        remedies="六十日内申请行政复议。",
    )
    found = answer.content.decode()
    fresh = re.search(r'name="decide-version" value="(\d+)"', found)[1]

    assert answer.status_code == 409
    assert "这件刚被别人办过了" in found
    assert "收入超过标准。" in found
    assert fresh == str(again(case).version)


def test_a_move_that_the_stage_does_not_allow_is_refused_with_the_sentence():
    case = at_department()

    answer = do(at_desk(APPROVER), case, "issue", paper="一号")

    assert answer.status_code == 409
    assert "这件现在是“已受理”，不能制证。" in answer.content.decode()


def test_a_verb_that_does_not_exist_is_not_found():
    case = at_department()

    assert do(at_desk(APPROVER), case, "steal").status_code == 404


def test_a_heads_page_has_the_decision_but_no_way_to_unmask():
    case = to_decide()

    found = page(at_desk(HEAD), f"/office/cases/{case.pk}/")

    assert f"/office/cases/{case.pk}/do/decide" in found
    assert "看全号码" not in found
    assert at_desk(HEAD).post(f"/office/cases/{case.pk}/unmask/number").status_code == 409


def test_a_number_is_masked_until_somebody_asks_and_that_is_written_down():
    number = resident_number(777)
    case = again(at_department())
    applicant = person("余小禾", number)
    Case.objects.filter(pk=case.pk).update(applicant=applicant)
    client = at_desk(APPROVER)

    before = page(client, f"/office/cases/{case.pk}/")
    answer = client.post(f"/office/cases/{case.pk}/unmask/number")

    assert number not in before
    assert number in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    event = Event.objects.get(name="people.unmasked")
    assert (event.subject_id, event.payload) == (str(applicant.pk), {"field": "number", "case": case.pk})
    assert number not in page(client, f"/office/cases/{case.pk}/")


def test_the_service_office_strikes_a_case_out_with_a_reason():
    case = at_department()
    client = at_desk(SERVICE)

    answer = do(client, case, "void", reason="重复收件。")

    assert answer.status_code == 302
    assert again(case).stage == "voided"
    assert "作废" in page(client, f"/office/cases/{case.pk}/")
    assert "重复收件。" in page(at_desk(APPROVER), f"/office/cases/{case.pk}/")


@pytest.mark.parametrize("who", [BUSINESS, AUDITOR])
def test_who_only_watches_sees_no_button(who):
    plain, sensitive = accepted("罗大壮", item=INSURE), at_department("黄小石")

    found = page(at_desk(who), f"/office/cases/{plain.pk}/")

    assert "/do/" not in found
    assert "罗大壮" in found
    assert "黄小石" not in page(at_desk(who), f"/office/cases/{sensitive.pk}/")


def test_who_runs_the_service_corrects_a_closed_case_and_both_values_stay_on_the_page(city):
    service = at_desk(SERVICE)
    window = seat(WINDOW)
    case = actions.conclude(taken_in(window, INSURE), by=window, at=MONDAY)
    case, secret = case_queries.get(seat(SERVICE), case.pk), done_case()
    address = f"/office/cases/{case.pk}/correct"

    assert "要更正什么" in service.get(address).content.decode()
    faulty = service.post(f"{address}/channel", {"version": case.version, "to": "post", "reason": ""})
    assert (faulty.status_code, "请填更正的原因" in faulty.content.decode()) == (422, True)
    stale = service.post(f"{address}/channel", {"version": case.version - 1, "to": "post", "reason": "邮寄来的。"})
    assert stale.status_code == 409
    answer = service.post(f"{address}/channel", {"version": case.version, "to": "post", "reason": "邮寄来的。"})

    assert answer["Location"] == f"/office/cases/{case.pk}/"
    assert "由“窗口”改为“邮寄”；邮寄来的。" in service.get(answer["Location"]).content.decode()
    assert service.get(f"/office/cases/{secret.pk}/correct/note").status_code == 404
    assert at_desk(APPROVER).get(f"{address}/channel").status_code in (403, 404)


def done_case():
    approver = seat(APPROVER)
    case = at_the_department()
    actions.decide(case_queries.get(approver, case.pk), by=approver, at=MONDAY, verdict="approved")
    return case_queries.get(seat(SERVICE), case.pk)
