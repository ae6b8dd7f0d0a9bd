"""Batches at the office's door: like cases together, each still done, refused and recorded by itself."""

import re
from urllib.parse import urlencode

import pytest
import time_machine
from django.test import Client

from jinban.cases import actions, bulk, queries
from jinban.cases.events import Checked, Decided, Forwarded, TakenOver
from jinban.cases.models import Case, Note
from jinban.people.actors import CLOCK
from tests.doors.desk import alike, at_desk
from tests.doors.office import accepted, again, at_department, page, to_decide
from tests.play import (
    APPROVER,
    BACK,
    DAY,
    HELPER,
    INSURE,
    MONDAY,
    OTHER_APPROVER,
    RELIEF,
    SERVICE,
    WINDOW,
    seat,
    taken_in,
)  # fmt: skip
from tests.world import facts_of, queries_of

CHECK = {"advice": "grant", "opinion": "入户两人，情况属实。"}


@pytest.fixture(autouse=True)
def _tuesday(city):
    with time_machine.travel(MONDAY + DAY, tick=False):
        yield


def there(verb: str, cases, **more: str) -> str:
    """The address of a batch."""
    return f"/office/together?{urlencode([('verb', verb), *(('case', case.pk) for case in cases), *more.items()])}"


def body(shown: str, **said: str) -> dict[str, str]:
    """What the page would post: its hidden fields, and what somebody says."""
    inside = shown.split("<main")[1]
    hidden = re.findall(r'<input type="hidden" name="([a-z_0-9]+)"(?: value="([^"]*)")?', inside)
    return {name: value for name, value in hidden if name != "csrfmiddlewaretoken"} | said


def done(client: Client, verb: str, cases, **said: str):
    """The batch opened, filled in and posted."""
    address = there(verb, cases)
    return client.post(address, body(page(client, address), **said))


def told(answer) -> list[tuple[str, str]]:
    """What the page of the outcome says of each case: the word, and the sentence."""
    rows = answer.content.decode().split("<tbody>")[1].split("</tbody>")[0]
    return [
        (word, sentence.strip())
        for word, sentence in re.findall(r'<span class="tag (?:ok|no)">([^<]+)</span>([^<]*)', rows)
    ]


def stages(cases) -> list[str]:
    return [again(case).stage for case in cases]


def test_like_cases_are_checked_together_each_with_its_own_event_and_opinion():
    cases = [at_department() for _ in range(3)]

    answer = done(at_desk(APPROVER), "check", cases, **CHECK)

    assert (answer.status_code, told(answer)) == (200, [("办好了", "")] * 3)
    assert [facts_of(case)[-1] for case in cases] == [Checked] * 3
    assert [case.notes.get().body for case in cases] == ["入户两人，情况属实。"] * 3
    assert stages(cases) == ["deciding"] * 3


def test_one_that_somebody_else_was_faster_with_is_told_and_stops_no_other():
    cases, client = [at_department() for _ in range(3)], at_desk(APPROVER)
    address = there("check", cases)
    sent = body(page(client, address), **CHECK)
    actions.review(again(cases[1]), by=seat(APPROVER), at=MONDAY)

    answer = client.post(address, sent)
    retry = re.search(r'href="([^"]+)">没办成的再试', answer.content.decode())[1].replace("&amp;", "&")

    assert answer.status_code == 409
    assert told(answer) == [("办好了", ""), ("没办成", "这件刚被别人办过了，请刷新后再看。"), ("办好了", "")]
    assert "办好 2 件，没办成 1 件" in answer.content.decode()
    assert stages(cases) == ["deciding", "reviewing", "deciding"]
    assert retry == there("check", [cases[1]])
    assert client.post(retry, body(page(client, retry), **CHECK)).status_code == 200
    assert stages(cases) == ["deciding"] * 3


def test_a_double_click_does_nothing_twice():
    cases, client = [at_department() for _ in range(2)], at_desk(APPROVER)
    address = there("check", cases)
    sent = body(page(client, address), **CHECK)

    first, second = client.post(address, sent), client.post(address, sent)
    other = client.post(address, sent | {"opinion": "别的意见。"})

    assert (told(first), told(second)) == ([("办好了", "")] * 2, [("办好了", "")] * 2)
    assert told(other) == [("没办成", "这个提交编号用过了，内容却不一样。请刷新页面再交一次。")] * 2
    assert [facts_of(case).count(Checked) for case in cases] == [1, 1]
    assert Note.objects.filter(kind="opinion").count() == 2


def test_a_double_click_on_a_handover_does_nothing_twice():
    cases, window, approver = [accepted() for _ in range(2)], at_desk(WINDOW), at_desk(APPROVER)
    there_and_back = [(window, "forward", {"to": "minzheng"}, Forwarded), (approver, "take_over", {}, TakenOver)]

    for client, verb, said, fact in there_and_back:
        address = there(verb, cases)
        sent = body(page(client, address), **said)
        answers = [client.post(address, sent) for _ in range(2)]

        assert [told(answer) for answer in answers] == [[("办好了", "")] * 2] * 2
        assert [facts_of(case).count(fact) for case in cases] == [1, 1]


def test_what_is_unlike_is_not_weighed_together_and_the_ways_apart_are_offered():
    checked, waiting = [to_decide() for _ in range(2)], at_department()
    instant = again(taken_in(seat(WINDOW), INSURE))
    actions.accept(instant, by=seat(WINDOW), at=MONDAY)
    relief = accepted("罗大壮")

    apart = at_desk(APPROVER).get(there("check", [waiting, at_department(), *checked]))
    unlike = at_desk(BACK).get(there("check", [instant, relief]))

    assert apart.status_code == 200  # those that are checked already only stay behind, each with its sentence
    assert apart.content.decode().count("这件现在是“待决定”，不能审查完毕。") == 2
    assert unlike.status_code == 409
    found = unlike.content.decode()
    assert "选的件不是同一种，要分开办。请选一种。" in found
    assert '<button class="btn full"' not in found
    for case in (instant, relief):
        assert there("check", [case]).replace("&", "&amp;") in found


def test_what_stayed_behind_is_no_part_of_the_batch_not_even_after_a_fault():
    checked, waiting = to_decide(), [at_department() for _ in range(2)]
    client, address = at_desk(APPROVER), there("check", [checked, *waiting])

    faulty = client.post(address, body(page(client, address), advice="grant"))
    answer = client.post(address, body(faulty.content.decode(), **CHECK))

    assert faulty.status_code == 422
    assert "批量审查 2 件" in faulty.content.decode()
    assert (answer.status_code, told(answer)) == (200, [("办好了", "")] * 2)
    assert stages([checked, *waiting]) == ["deciding"] * 3


def test_a_batch_that_was_tampered_with_is_refused_case_by_case():
    relief, other = accepted(), again(taken_in(seat(WINDOW), INSURE))
    actions.accept(other, by=seat(WINDOW), at=MONDAY)
    client = at_desk(BACK)
    sent = body(page(client, there("check", [relief])), **CHECK) | {f"version_{other.pk}": again(other).version}

    answer = client.post(there("check", [relief, other]), sent)

    assert told(answer) == [("办好了", ""), ("没办成", "这件和别的不是同一种，请单独办。")]
    assert stages([relief, other]) == ["deciding", "accepted"]


def test_what_lacks_papers_goes_in_no_batch():
    case = at_department()
    Case.objects.filter(pk=case.pk).update(missing=1)

    answer = at_desk(APPROVER).get(there("check", [case]))

    assert answer.status_code == 409
    assert "还缺1样材料，要单独办。" in answer.content.decode()
    assert bulk.verbs(again(case), seat(APPROVER), MONDAY) == ["forward"]


def test_a_refusal_of_many_needs_reason_and_remedies_as_of_one():
    cases, client = [to_decide() for _ in range(2)], at_desk(APPROVER)

    bare = done(client, "decide", cases, verdict="denied", remedies="")
    shown = bare.content.decode()
    whole = client.post(
        there("decide", cases),
        body(
            shown,
            verdict="denied",
            reason="收入超过标准。",
            remedies="六十日内复议。",
            **{f"own_{cases[1].pk}": "有车。"},
        ),
    )

    assert bare.status_code == 422
    assert "不予要写明原因" in shown
    assert "不予要写明复议和诉讼的途径、期限" in shown
    assert whole.status_code == 200
    assert [facts_of(case)[-1] for case in cases] == [Decided] * 2
    assert [case.notes.get(kind="reason").body for case in cases] == ["收入超过标准。", "有车。"]
    assert [case.notes.get(kind="remedy").body for case in cases] == ["六十日内复议。"] * 2
    assert [again(case).verdict for case in cases] == ["denied"] * 2


def test_cases_that_each_have_words_of_their_own_need_none_for_all():
    cases = [at_department() for _ in range(2)]
    own = {f"own_{case.pk}": f"第{number}件属实。" for number, case in enumerate(cases, 1)}

    answer = done(at_desk(APPROVER), "check", cases, advice="grant", **own)

    assert answer.status_code == 200
    assert [case.notes.get().body for case in cases] == ["第1件属实。", "第2件属实。"]


def test_a_stock_opinion_counts_where_no_words_are_written_for_one_and_for_many():
    one, *many = [at_department() for _ in range(3)]
    client = at_desk(APPROVER)

    shown = page(client, f"/office/cases/{one.pk}/")
    wrong = client.post(
        f"/office/cases/{one.pk}/do/check",
        {"check-version": again(one).version, "check-advice": "deny", "check-stock": "relief-grant"},
    )
    alone = client.post(
        f"/office/cases/{one.pk}/do/check",
        {"check-version": again(one).version, "check-advice": "grant", "check-stock": "relief-grant"},
    )
    together = done(client, "check", many, advice="grant", stock="relief-grant", **{f"own_{many[0].pk}": "另有说明。"})

    text = next(row.text for row in bulk.opinions(RELIEF, "check") if row.code == "relief-grant")
    assert re.findall(r'<option value="([a-z-]+)"', shown) == [
        "relief-grant", "check-grant", "check-grant-visited", "relief-deny", "check-deny", "check-deny-area",
    ]  # fmt: skip
    assert wrong.status_code == 422
    assert "这条意见是“建议准予”用的，和上面选的不一样，请重选" in wrong.content.decode()
    assert (alone.status_code, together.status_code) == (302, 200)
    assert [case.notes.get().body for case in (one, *many)] == [text, "另有说明。", text]


def test_without_words_and_without_a_stock_opinion_nothing_is_checked():
    case = at_department()

    answer = done(at_desk(APPROVER), "check", [case], advice="grant")

    assert answer.status_code == 422
    assert "请填审查意见，或者选一条常用意见" in answer.content.decode()
    assert stages([case]) == ["accepted"]


def test_an_approval_keeps_the_opinion_that_was_chosen():
    case = to_decide()

    done(at_desk(APPROVER), "decide", [case], verdict="approved", stock="relief-approved")

    lines = queries.history(again(case), {})
    assert lines[-1].words == "符合《社会救助暂行办法》第四十七条规定的情形，给予临时救助。"
    assert again(case).verdict == "approved"


def test_the_whole_queue_is_handed_on_in_batches_of_the_stated_size(monkeypatch):
    monkeypatch.setattr(bulk, "MOST", 2)
    cases, client, told_of = [accepted() for _ in range(3)], at_desk(WINDOW), []
    address = re.search(r'href="([^"]+all=1)"', page(client, "/office/"))[1].replace("&amp;", "&")

    while address:
        pinned = client.get(address)["Location"]
        if "case=" not in pinned:
            break
        answer = client.post(pinned, body(page(client, pinned), to="minzheng"))
        told_of.append(len(told(answer)))
        onward = re.search(r'href="([^"]+)">接着办下一批', answer.content.decode())
        address = onward[1].replace("&amp;", "&") if onward else ""

    assert told_of == [2, 1]
    assert [again(case).next_department_id for case in cases] == ["minzheng"] * 3
    assert client.get(there("forward", cases)).status_code == 409


def test_offices_are_offered_with_how_many_can_go_there_and_the_others_are_refused_by_themselves():
    here, from_village = accepted(), taken_in(seat(HELPER), RELIEF)
    actions.forward(again(from_village), by=seat(HELPER), at=MONDAY, to=seat(WINDOW).site)
    actions.take_over(again(from_village), by=seat(WINDOW), at=MONDAY)
    client, station = at_desk(WINDOW), seat(HELPER).site

    shown = page(client, there("forward", [here, from_village]))
    answer = done(client, "forward", [here, from_village], to=station)

    offered = re.findall(r'value="([A-Za-z0-9]+)" id="[^"]+"(?: checked)?><span>([^<]+)<small>([^<]+)</small>', shown)
    assert [(code, hint) for code, _, hint in offered] == [("minzheng", "都可以去"), (station, "1 件可以去")]
    assert [word for word, _ in told(answer)] == ["没办成", "办好了"]
    assert again(from_village).next_site_id == station


def test_too_many_and_none_are_refused_and_nothing_is_done():
    cases = [at_department() for _ in range(2)]
    many = [*cases, *(Case(pk=900_000 + number) for number in range(49))]
    client = at_desk(APPROVER)

    answers = [
        client.get(there("check", many)),
        client.post(there("check", many), CHECK),
        client.get(there("check", [])),
    ]

    assert [answer.status_code for answer in answers] == [409, 409, 422]
    assert "选了51件。一次最多办50件。" in answers[0].content.decode()
    assert "还没有选件。" in answers[2].content.decode()
    assert stages(cases) == ["accepted"] * 2


def test_outside_the_gate_a_batch_is_as_one_of_cases_that_do_not_exist():
    inside, mine = at_department(), at_department()
    stranger, client = at_desk(OTHER_APPROVER), at_desk(APPROVER)
    sent = body(page(client, there("check", [inside])), **CHECK)

    for ask in (
        lambda case: stranger.get(there("check", [case])),
        lambda case: stranger.post(there("check", [case]), sent),
    ):
        known, unknown = ask(inside), ask(Case(pk=987654321))
        assert alike(known) == alike(unknown)
        assert known.status_code in (404, 409)

    unknown = Case(pk=987654321)
    sent = body(page(client, there("check", [mine])), **CHECK) | {"version_987654321": "1"}
    answer = client.post(there("check", [mine, unknown]), sent)
    assert told(answer) == [("办好了", ""), ("没办成", "没有这一件，或者不归您办。")]
    assert stages([inside, mine]) == ["accepted", "deciding"]
    assert client.get("/office/together?verb=steal&case=1").status_code == 404


def test_the_queue_offers_exactly_the_batches_that_its_cases_can_go_in():
    at_department(), to_decide(), accepted("罗大壮")
    coming = accepted()
    actions.forward(again(coming), by=seat(WINDOW), at=MONDAY, to="minzheng")

    for who in (APPROVER, WINDOW, BACK, SERVICE, OTHER_APPROVER):
        shown, by = page(at_desk(who), "/office/"), seat(who)
        rows = [
            queries.get(CLOCK, int(pk)) for pk in re.findall(r'<th scope="row"><a href="/office/cases/(\d+)/"', shown)
        ]
        can = {
            case.pk: {move.verb for move in queries.open_moves(case, by, MONDAY + DAY)} & {*bulk.VERBS} for case in rows
        }

        assert {*re.findall(r'name="verb" value="([a-z_]+)"', shown)} == {
            verb for verbs in can.values() for verb in verbs
        }
        assert {int(pk) for pk in re.findall(r'name="case" value="(\d+)"', shown)} == {pk for pk in can if can[pk]}
        assert bool(rows) == (who in (APPROVER, WINDOW, BACK))


def test_a_whole_page_is_ticked_without_script_and_the_filters_come_along():
    at_department(), to_decide()
    client = at_desk(APPROVER)

    ticked = page(client, "/office/?stage=accepted&tick=1")
    back = page(client, there("check", [at_department()], stage="accepted"))

    assert re.findall(r'name="case" value="\d+" form="batch"( checked)?', ticked) == [" checked"]
    assert '<input type="hidden" name="stage" value="accepted">' in ticked
    assert 'href="/office/?stage=accepted">‹ 返回待办' in back


def test_the_list_asks_as_often_for_ten_cases_as_for_two():
    client = at_desk(APPROVER)
    for verb, make in (("check", at_department), ("decide", to_decide), ("forward", at_department)):
        few, many = [make() for _ in range(2)], [make() for _ in range(10)]
        client.get(there(verb, few))

        asked = [queries_of(lambda: client.get(there(verb, cases))) for cases in (few, many)]  # noqa: B023

        assert asked[0] == asked[1], verb
