"""/papers: anybody verifies a paper by its code or its QR code, and learns no more than he needs."""

import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client

from jinban.cases import actions as cases
from jinban.kit.numbers import group4
from jinban.papers import queries, sealing
from tests.doors.desk import alike
from tests.doors.window import plain
from tests.papers.played import accepted, granted, told
from tests.papers.printing import altered, fresh, paper_of
from tests.play import MONDAY, RELIEF, SERVICE, WINDOW, person, seat

pytestmark = pytest.mark.usefixtures("city")
FAILED = "验不过。没有这份文书，或者文书、二维码被改过"


def scanned(paper, seal: str | None = None):
    return Client().get(f"/papers/{paper.code}", {"s": sealing.short(paper.mark) if seal is None else seal})


def test_a_scanned_paper_is_genuine_and_says_what_it_is_under_a_masked_name():
    paper = paper_of(accepted(RELIEF), "accepted")

    answer = scanned(paper)

    said = plain(answer)
    assert answer.status_code == 200
    assert "是真的，现在有效 二维码和内容都没有被改过。" in said
    for words in ("受理通知书（演示）", paper.number, "大冶市民政局", "2024年3月11日", paper.case.item.name, "余*禾"):
        assert words in said, words
    for hidden in ("余小禾", fresh(paper.case).number, paper.case.spoken, "4202"):
        assert hidden not in said, hidden


def test_a_code_that_is_typed_leads_to_the_same_however_it_is_typed():
    paper = paper_of(granted(), "granted")
    client = Client()

    answer = client.post("/papers", {"code": f" {group4(paper.code).lower()} "})

    assert (answer.status_code, answer["Location"]) == (302, f"/papers/{paper.code}")
    page = plain(client.get(answer["Location"]))
    assert "是真的，现在有效" in page
    assert "二维码和内容" not in page


def test_unknown_codes_other_seals_and_changed_papers_are_answered_alike():
    paper, other = paper_of(granted(), "granted"), paper_of(accepted(), "accepted")
    answers = [
        scanned(paper, sealing.short(other.mark)),
        scanned(paper, ""),
        scanned(paper, paper.mark),
        Client().get("/papers/22222222", {"s": sealing.short(paper.mark)}),
        Client().get("/papers/nonsense-that-is-no-code"),
    ]
    altered(paper, values=other.values)
    answers += [scanned(paper), Client().get(f"/papers/{paper.code}")]

    pages = {re.sub(r'href="\?[^"]*view=', 'href="?view=', alike(answer)[2]) for answer in answers}
    assert len(pages) == 1
    assert {answer.status_code for answer in answers} == {404}
    assert FAILED in plain(answers[0])
    assert "不要用这份文书，带着它到出具的单位去问" in plain(answers[0])


def test_each_column_that_is_changed_makes_it_fail():
    paper = paper_of(granted(), "granted")
    came = {}
    for column, value in (
        ("number", "x"),
        ("organ", "x"),
        ("issued_day", "2024-03-12"),
        ("kind", "denied"),
        ("digest", "0" * 64),
    ):
        with transaction.atomic():
            altered(paper, **{column: value})
            came[column] = scanned(paper).status_code
            transaction.set_rollback(True)

    assert came == dict.fromkeys(came, 404)
    assert scanned(paper).status_code == 200


def test_a_paper_of_a_voided_case_is_told_to_be_void():
    case = accepted(RELIEF)
    paper = paper_of(case, "accepted")
    cases.void(fresh(case), by=seat(SERVICE), at=MONDAY + timedelta(hours=1), reason="重复录入")

    said = plain(scanned(paper))

    assert "出过这份文书，现在失效了 这一件已经作废，这份文书不再有效。" in said
    assert "重复录入" not in said


def test_a_withdrawn_application_takes_its_papers_back():
    case = accepted(RELIEF)
    paper = paper_of(case, "receipt")
    cases.withdraw(fresh(case), by=seat(WINDOW), at=MONDAY + timedelta(hours=1), reason="不办了")

    assert "申请人已经撤回申请。" in plain(scanned(paper))


def test_what_happened_since_takes_back_the_papers_that_it_concerns():
    later, window, service = MONDAY + timedelta(hours=1), seat(WINDOW), seat(SERVICE)
    notice, decided, other = told(), granted(), granted()
    papers = {
        "withdrawn notice": paper_of(notice, "notice"),
        "receipt of that case": paper_of(notice, "receipt"),
        "reopened": paper_of(decided, "granted"),
        "accepted before": paper_of(decided, "accepted"),
        "another's name": paper_of(other, "granted"),
    }
    cases.withdraw_notice(fresh(notice), by=window, at=later, reason="写错了")
    cases.reopen(fresh(decided), by=service, at=later, reason="查错了")
    cases.correct(fresh(other), by=service, at=later, field="applicant", to=str(person("王小明").pk), reason="录错了人")

    assert {what: queries.verified(paper.code, None).ended for what, paper in papers.items()} == {
        "withdrawn notice": "这份告知已经撤销，不用照着补了。",
        "receipt of that case": "",
        "reopened": "这一件已经重新办理，以后来的决定为准。",
        "accepted before": "",
        "another's name": "这一件后来作过更正，内容以出具单位最后的为准。",
    }


def test_many_wrong_codes_are_stopped_and_right_ones_do_not_count():
    paper = paper_of(granted(), "granted")
    for _ in range(25):
        assert scanned(paper).status_code == 200

    wrong = [Client().get(f"/papers/2222222{sign}").status_code for sign in "23456789ACDEFHJKMNPRTU"]

    assert wrong == [404] * 20 + [429] * 2
    assert scanned(paper).status_code == 429


def test_one_code_is_not_tried_with_many_seals():
    paper = paper_of(granted(), "granted")

    assert [scanned(paper, f"{n:016}").status_code for n in range(7)] == [404] * 6 + [429]


def test_a_wrong_code_stays_in_the_form():
    answer = Client().post("/papers", {"code": "ABCD"})

    assert answer.status_code == 422
    assert 'value="ABCD"' in answer.content.decode()
    assert FAILED in plain(answer)
