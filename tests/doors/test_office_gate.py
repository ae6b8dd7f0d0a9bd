"""What the office shows to whom, and what those outside the gate get: the same as of a case that does not exist."""

import re

import pytest
import time_machine
from django.test import Client

from jinban.cases import queries
from jinban.cases.models import Case
from jinban.kit.numbers import group4
from tests.doors.desk import alike, at_desk
from tests.doors.office import accepted, again, at_department, page, police_case
from tests.play import (
    APPROVER,
    AUDITOR,
    BACK,
    BUSINESS,
    DAY,
    HELPER,
    INSURE,
    MONDAY,
    OTHER_APPROVER,
    OTHER_WINDOW,
    POLICE,
    RELIEF,
    SECADMIN,
    SERVICE,
    SYSADMIN,
    WINDOW,
    person,
    resident_number,
    seat,
    taken_in,
)  # fmt: skip

CHENGUI = "420281108000"


@pytest.fixture(autouse=True)
def _tuesday(city):
    with time_machine.travel(MONDAY + DAY, tick=False):
        yield


# what others may not see


@pytest.mark.parametrize("who", [WINDOW, BACK, BUSINESS, SERVICE])
def test_of_a_police_case_others_see_the_stage_only(who):
    case = police_case()

    found = page(at_desk(who), f"/office/cases/{case.pk}/")

    assert "已受理" in found
    assert "您能看到办到哪一步" in found
    assert "余小禾" not in found
    assert "全部经过" not in found
    assert at_desk(who).post(f"/office/cases/{case.pk}/unmask/number").status_code == 404


def test_who_handles_a_police_case_sees_it_whole():
    case = police_case()

    found = page(at_desk(POLICE), f"/office/cases/{case.pk}/")

    assert "余小禾" in found
    assert "全部经过" in found


@pytest.mark.parametrize("who", [OTHER_WINDOW, OTHER_APPROVER, SYSADMIN, SECADMIN])
def test_outside_the_gate_a_case_is_as_one_that_does_not_exist(who):
    case = at_department()
    client = at_desk(who)
    client.get("/office/")

    pairs = [
        (client.get(f"/office/cases/{pk}/"), client.post(f"/office/cases/{pk}/do/decide", {"decide-version": "4"}),
         client.post(f"/office/cases/{pk}/unmask/number"))
        for pk in (case.pk, 987654321)
    ]  # fmt: skip

    for inside, unknown in zip(*pairs, strict=True):
        assert alike(inside) == alike(unknown)
        assert inside.status_code == 404


def test_outside_the_gate_a_search_finds_what_it_finds_of_an_unknown_number():
    case = at_department()
    client = at_desk(OTHER_WINDOW)
    unknown = {"number": "42028120240101100009", "spoken": "AAAA2222"}

    for known, other in (
        (case.number, unknown["number"].ljust(len(case.number), "0")),
        (case.spoken, unknown["spoken"]),
    ):
        found = [client.post("/office/find", {"q": words}) for words in (known, other)]

        assert [words.encode() in answer.content for words, answer in zip((known, other), found, strict=True)] == [
            True
        ] * 2
        status, headers, body = alike(found[0])
        assert (status, headers, body.replace(known, other)) == alike(found[1])


def test_outside_the_gate_nothing_is_counted_or_listed():
    client = at_desk(OTHER_WINDOW)
    before = alike(client.get("/office/"))

    at_department()

    assert alike(client.get("/office/")) == before


def test_who_is_not_signed_in_is_sent_to_sign_in():
    assert Client().get("/office/")["Location"] == "/staff/sign-in?next=%2Foffice%2F"


# finding


def test_one_hit_opens_at_once_whatever_was_typed():
    number = resident_number(778)
    case = again(accepted("罗大壮", item=INSURE))
    Case.objects.filter(pk=case.pk).update(applicant=person("罗大壮", number))
    client, there = at_desk(OTHER_APPROVER), f"/office/cases/{case.pk}/"

    for words in (case.number, group4(case.number), case.spoken.lower(), "罗大", number):
        assert client.post("/office/find", {"q": words})["Location"] == there


@pytest.mark.parametrize("words", [resident_number(779), "E12345678", "11010519491231", "余小禾", "AAAA2222"])
def test_what_is_searched_for_stays_in_no_address(words):
    answer = at_desk(APPROVER).post("/office/find", {"q": words})

    assert answer.status_code == 200
    assert "没有找到" in answer.content.decode()
    assert "办件号在凭条上，22 位数字" in answer.content.decode()


def test_an_address_asks_for_nobody():
    accepted("罗大壮", item=INSURE)

    assert "输一个号码再找" in page(at_desk(OTHER_APPROVER), "/office/find?q=罗")


def test_several_hits_are_listed_and_of_sensitive_cases_only_those_that_one_handles():
    accepted("罗大壮", item=INSURE), accepted("罗小石", item=INSURE), at_department("罗不公开")

    found = [at_desk(who).post("/office/find", {"q": "罗"}).content.decode() for who in (BUSINESS, BACK)]

    assert [len(re.findall(r'<th scope="row"><a href="/office/cases/', one)) for one in found] == [2, 3]


@pytest.mark.parametrize("who", [BUSINESS, SERVICE, AUDITOR])
def test_who_holds_no_case_is_offered_a_search_instead_of_a_queue(who):
    found = page(at_desk(who), "/office/")

    assert "<h1>找办件</h1>" in found
    assert "这个岗位不办件" in found


def test_a_village_helper_reads_his_case_here_too():
    case = taken_in(seat(HELPER), RELIEF)

    assert f"/office/cases/{case.pk}/do/forward" in page(at_desk(HELPER), f"/office/cases/{case.pk}/")


def test_who_watches_all_is_told_that_many_are_called_so(monkeypatch):
    accepted("罗大壮", item=INSURE), accepted("罗小石", item=INSURE)
    monkeypatch.setattr(queries, "NAMES", 1)

    answers = [at_desk(who).post("/office/find", {"q": "罗"}) for who in (BUSINESS, BACK)]

    told = [("请输全名" in one.content.decode(), one.content.decode().count('<th scope="row">')) for one in answers]
    assert told == [(True, 1), (False, 2)]
