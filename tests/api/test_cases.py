"""The API works on cases as the pages do: the same gate, the same moves, the same sentences; and what is asked for twice is done once."""

import json

import pytest
from django.test import Client

from jinban.cases import queries
from jinban.cases.events import Received
from jinban.cases.models import Case
from jinban.catalogue.content import Field
from jinban.kit.events import history
from jinban.kit.sealed import mask_name
from jinban.people.actors import CLOCK, OUTSIDE
from jinban.people.events import Unmasked
from jinban.people.looks import looks_at
from jinban.people.queries import clear_number
from jinban.web import moves
from jinban.web.api import shown
from tests.api.callers import Caller, registered, visit
from tests.doors.desk import at_desk
from tests.play import BIRTH as BORN
from tests.play import INSURE, OTHER_WINDOW, POLICE, RELIEF, WINDOW, seat, taken_in
from tests.world import queries_of

pytestmark = pytest.mark.usefixtures("city")


def problem(answer) -> tuple[int, str]:
    """Status and sentence of a problem document."""
    assert answer["Content-Type"] == "application/problem+json", answer.content.decode()
    said = answer.json()
    assert (said["status"], said["request"]) == (answer.status_code, answer["X-Request-Id"])
    return said["status"], said["detail"]


def received() -> Case:
    return taken_in(seat(WINDOW), RELIEF)


def test_a_system_takes_in_and_finishes_at_its_window_and_the_history_names_it():
    caller = Caller(registered())

    answer = caller.post("/cases", visit(finish="conclude"))

    said = answer.json()
    assert answer.status_code == 201, said
    case = Case.objects.get(number=said["number"])
    assert (answer.status_code, said["stage"], case.seat_id) == (201, "delivered", None)
    assert {(event.by_kind, event.by_id) for event in history(case)} == {("system", OUTSIDE + caller.system.pk)}
    assert {(line["who"], line["office"]) for line in said["detail"]["history"]} == {("智慧社保", "对接系统")}
    assert {paper["trust"] for paper in said["detail"]["materials"] if paper["state"] == "handed"} <= {"C", "D"}
    assert "智慧社保" in at_desk(WINDOW).get(f"/counter/cases/{case.pk}/").content.decode()


def test_names_numbers_and_phones_are_masked_and_each_look_at_one_is_written_down():
    caller, case = Caller(registered()), received()
    plain = Caller(registered(name="只读系统"), scopes=("cases.read",))
    number = clear_number(case.applicant)

    text = caller.get(f"/cases/{case.number}").content.decode() + caller.get("/cases").content.decode()
    looked = caller.post(f"/cases/{case.number}/unmask", {"field": "number"})

    assert ("余小禾" in text, number in text, "余*禾" in text) == (False, False, True)
    assert looked.json() == {"field": "number", "value": number}
    assert problem(plain.post(f"/cases/{case.number}/unmask", {"field": "number"}))[0] == 403
    assert [(look.event.name, look.field, look.event.by_id) for look in looks_at(case.applicant, case.pk)] == [
        (Unmasked.name, "number", caller.system.actor.id)
    ]


def test_a_name_is_masked_in_the_fields_of_the_form_too():
    caller = Caller(registered())
    body = visit(RELIEF)
    body["form"] |= {"trouble_text": body["applicant"]["name"]}
    number = caller.post("/cases", body).json()["number"]
    field = Field(key="who", label="户主姓名", kind="text", source="")

    form = caller.get(f"/cases/{number}").json()["detail"]["form"]

    assert (form["trouble_text"], form["members"]) == ("余*禾", "3")
    assert shown._masked(field, "欧阳修", set()) == mask_name("欧阳修")


def test_a_case_outside_of_the_gate_is_missing_like_one_that_never_was():
    there, case = Caller(registered(OTHER_WINDOW)), received()

    answers = [
        there.get(f"/cases/{case.number}"),
        there.get("/cases/4202812024031110000009"),
        there.move(case.number, "accept", case.version),
        there.post(f"/cases/{case.number}/unmask", {"field": "name"}),
    ]

    assert {problem(answer)[0] for answer in answers} == {404}
    assert len({problem(answer)[1] for answer in answers}) == 1
    assert there.get("/cases").json() == {"cases": [], "next": None}


def test_a_police_case_of_the_same_town_shows_its_stage_only():
    caller, case = Caller(registered()), taken_in(seat(POLICE), BORN)

    said = caller.get(f"/cases/{case.number}").json()

    assert (said["stage"], said["person"], said["detail"], said["moves"]) == ("received", "", None, [])


def test_the_moves_offered_are_those_of_the_page_and_each_is_made_by_its_name():
    caller, case = Caller(registered()), received()
    by = caller.system.actor

    said = caller.get(f"/cases/{case.number}").json()
    done = caller.move(case.number, "accept", said["version"])

    drawn = moves.verbs(queries.get(by, case.pk), by, at=case.received_at)
    assert {one["verb"] for one in said["moves"]} <= {*moves.ASKS}
    assert "accept" in {one["verb"] for one in said["moves"]}
    assert (done.status_code, done.json()["stage"], done.json()["version"]) == (200, "accepted", said["version"] + 1)
    assert {one["verb"] for one in done.json()["case"]["moves"]} == {*drawn} - {"visit", "hear", "ask_extension"}


def test_a_move_is_refused_with_the_sentence_of_the_page():
    caller, case, clerk = Caller(registered()), received(), at_desk(WINDOW)

    refused = caller.move(case.number, "take_over", case.version)
    page = clerk.post(f"/counter/cases/{case.pk}/do/take_over", {"take_over-version": case.version})
    old = caller.move(case.number, "accept", case.version + 1)
    faulty = caller.move(case.number, "withdraw", case.version)
    unasked = caller.move(case.number, "accept", case.version, reason="因为")

    assert problem(refused)[0] == 409
    assert problem(refused)[1] in page.content.decode()
    assert problem(old) == (409, moves.CHANGED)
    assert faulty.json()["errors"] == [{"where": "body.fields.reason", "what": "请填申请人为什么撤回"}]
    assert [one["where"] for one in unasked.json()["errors"]] == ["body.fields.reason"]
    assert problem(caller.move(case.number, "abolish", case.version))[0] == 404
    assert Case.objects.get(pk=case.pk).version == case.version


def test_the_same_key_is_the_same_case_and_another_body_under_it_is_refused():
    caller, other = Caller(registered()), Caller(registered(name="另一个系统"))

    first, second = (caller.post("/cases", visit(), key="once-and-for-all") for _ in range(2))
    changed = caller.post("/cases", visit(serial=8), key="once-and-for-all")
    elsewhere = other.post("/cases", visit(serial=9), key="once-and-for-all")

    assert (first.status_code, second.status_code) == (201, 201)
    assert (first.content, "Idempotent-Replayed" in first) == (second.content, False)
    assert second["Idempotent-Replayed"] == "true"
    assert problem(changed) == (422, "这个 Idempotency-Key 用过了，这次的内容却不一样。新的请求请换一个新的。")
    assert elsewhere.status_code == 201
    assert Case.objects.count() == 2


def test_a_refusal_leaves_the_key_free_and_a_write_without_one_is_invalid():
    caller, case = Caller(registered()), received()
    bare = caller.client.post(
        f"/api/v1/cases/{case.number}/moves/accept", "{}", "application/json", headers=caller.headers()
    )

    first = caller.move(case.number, "deliver", case.version, key="refused-once", way="in_person")
    second = caller.move(case.number, "accept", case.version, key="refused-once")

    assert (first.status_code, second.status_code) == (409, 200)
    assert {(one["where"], one["what"]) for one in bare.json()["errors"]} == {
        ("header.Idempotency-Key", "缺这一项"), ("body.version", "缺这一项")
    }  # fmt: skip


def test_what_is_wrong_with_a_visit_is_said_all_at_once_and_nothing_is_kept():
    caller = Caller(registered())
    wrong = visit(RELIEF)
    wrong["applicant"] |= {"number": "420281199001011234"}
    wrong["form"] |= {"members": "many", "unheard": "x"}
    wrong["materials"] |= {"moon": "handed"}

    answer = caller.post("/cases", wrong)

    assert problem(answer)[0] == 422
    assert {one["where"] for one in answer.json()["errors"]} == {
        "body.applicant.number", "body.form.members", "body.form.unheard", "body.materials.moon"
    }  # fmt: skip
    assert "420281199001011234" not in answer.content.decode()
    assert caller.post("/cases", {**visit(), "colour": "red"}).json()["errors"] == [
        {"where": "body.colour", "what": "没有这一项"}
    ]
    assert Case.objects.count() == 0


def test_one_notice_lists_all_that_lacks_and_what_comes_is_handed_in():
    caller = Caller(registered())

    told = caller.post("/cases", visit(RELIEF, lacking=("id-card",), finish="notify")).json()
    supply = next(one for one in told["moves"] if one["verb"] == "supply")
    came = caller.move(told["number"], "supply", told["version"], **{supply["fields"][0]["name"]: "handed"})

    assert (told["stage"], [one["name"] for one in supply["fields"]]) == ("supplement", ["paper_id-card"])
    assert came.json()["stage"] == "received"
    assert {paper["trust"] for paper in came.json()["case"]["detail"]["materials"] if paper["key"] == "id-card"} == {
        "C"
    }


def test_a_department_system_has_no_window_and_gets_no_more_than_its_office():
    caller = Caller(registered("d012", "民政系统"))

    assert problem(caller.post("/cases", visit())) == (409, "这个系统没有窗口，不能收件。")
    assert caller.get("/figures").status_code == 200


def test_a_list_turns_its_pages_by_key_and_asks_the_database_no_more_for_more():
    caller = Caller(registered())
    cases = [received() for _ in range(3)]
    caller.get("/cases")
    few = queries_of(lambda: caller.get("/cases", limit=1))

    first = caller.get("/cases", limit=2).json()
    last = caller.get("/cases", limit=2, before=first["next"]).json()

    numbers = [case["number"] for case in first["cases"] + last["cases"]]
    assert (numbers, last["next"]) == ([case.number for case in reversed(cases)], None)
    assert queries_of(lambda: caller.get("/cases", limit=3)) == few
    assert caller.get("/cases", stage="received", item=INSURE).json()["cases"] == []
    assert [one["where"] for one in caller.get("/cases", colour="red").json()["errors"]] == ["query.colour"]


def test_tracking_answers_alike_for_wrong_and_unknown_and_only_so_often():
    caller, case = Caller(registered(), scopes=("tracking.read",)), received()
    right = clear_number(case.applicant)[-4:]

    asked = [{"code": case.spoken}, {"code": case.number, "ending": right}]
    found = [caller.post("/tracking", one).json() for one in asked]
    wrong = [caller.post("/tracking", {"code": code, "ending": "0000"}) for code in (case.number, "42028120240311000")]
    many = [caller.post("/tracking", {"code": case.number, "ending": "0000"}) for _ in range(6)][-1]

    assert [(one["number"], one["stage"], one["person"]) for one in found] == [(case.number, "received", "余*禾")] * 2
    assert {problem(answer) for answer in wrong} == {(404, "没有查到。请照收件凭证对一对号码和后四位。")}
    assert (problem(many)[0], 0 < int(many["Retry-After"]) <= 900) == (429, True)


def test_an_event_of_a_move_holds_the_system_and_nothing_of_the_token():
    caller = Caller(registered())
    case = Case.objects.get(number=caller.post("/cases", visit()).json()["number"])

    event = history(case).get(name=Received.name)

    assert (event.by_kind, event.by_id, caller.text[:11] in json.dumps(event.payload)) == (
        "system",
        OUTSIDE + caller.system.pk,
        False,
    )
    assert queries.get(CLOCK, case.pk).stage == "received"
    assert Client().get(f"/api/v1/cases/{case.number}").status_code == 401
