"""Who may speak to us: which token, with which right, on which days, how often; and what nobody gets to see of it."""

import json
from datetime import date

import pytest
from django.db import OperationalError
from django.test import Client

from jinban.kit.clock import legal_day, now
from jinban.systems import actions, queries
from jinban.systems.models import Token
from jinban.systems.rules import SCOPES
from tests.api.callers import EVER, Caller, registered, visit
from tests.doors.desk import at_desk
from tests.play import MONDAY, RELIEF, SECADMIN, SYSADMIN, WINDOW, seat
from tests.world import refused

pytestmark = pytest.mark.usefixtures("city")


def said(answer) -> tuple[int, str]:
    assert answer["Content-Type"] == "application/problem+json"
    return answer.status_code, answer.json()["detail"]


def test_without_a_token_that_holds_nobody_comes_in():
    caller = Caller(registered())
    system, by = caller.system, seat(SYSADMIN)
    over, _ = actions.issue_token(
        system, scopes=["cases.read"], valid_from=date(2025, 1, 1), valid_to=date(2025, 2, 1), by=by, at=MONDAY
    )
    text = "jb_aaaaaaaa_" + "b" * 40

    none, cookie, wrong, malformed = (
        Client().get("/api/v1/items"),
        at_desk(WINDOW).get("/api/v1/items"),
        Client().get("/api/v1/items", headers={"Authorization": f"Bearer {text}"}),
        Client().get("/api/v1/items", headers={"Authorization": "Bearer 张三"}),
    )

    assert [said(answer)[0] for answer in (none, cookie, wrong, malformed)] == [401] * 4
    assert (none["WWW-Authenticate"], none.cookies) == ("Bearer", {})
    assert queries.fault_of(over, date(2025, 2, 2)) == "这个令牌从2025-01-01用到2025-02-01，今天不能用。"
    actions.suspend(system, by=by, at=MONDAY)
    assert said(caller.get("/items")) == (401, "这个系统现在停用，或者不在登记的起止日内。")
    actions.resume(system, by=by, at=MONDAY)
    assert caller.get("/items").status_code == 200
    actions.revoke_token(caller.token, by=by, at=MONDAY)
    assert said(caller.get("/items")) == (401, "这个令牌已经收回，请找系统管理员换一个。")


def test_each_address_asks_for_one_scope_and_says_so():
    described = Client().get("/api/v1/openapi.json").json()["paths"]
    system = registered()
    paths = {"{key}": RELIEF, "{code}": "H4202810000", "{number}": "420281202403110001", "{verb}": "accept"}
    callers = {scope: Caller(system, scopes=(scope,)) for scope in SCOPES}
    found = {}
    for path, methods in described.items():
        for method, operation in methods.items():
            plain = path.removeprefix("/api/v1")
            for name, value in paths.items():
                plain = plain.replace(name, value)
            ask = {"get": lambda one, p=plain: one.get(p), "post": lambda one, p=plain: one.post(p, {})}[method]
            let_in = [scope for scope, one in callers.items() if ask(one).status_code != 403]
            found[operation["operationId"]] = (let_in, operation["x-scope"])

    assert {name: scopes for name, (scopes, _) in found.items()} == {
        name: [scope] for name, (_, scope) in found.items()
    }


def test_only_so_many_a_minute_and_then_it_says_how_long_to_wait():
    caller, other = Caller(registered(), rate=3), Caller(registered(name="另一个系统"), rate=3)

    statuses = [caller.get("/places/departments").status_code for _ in range(3)]
    late = caller.get("/places/departments")

    assert (statuses, said(late)[0], 1 <= int(late["Retry-After"]) <= 60) == ([200] * 3, 429, True)
    assert other.get("/places/departments").status_code == 200


def test_a_token_is_kept_as_a_hash_and_stands_in_no_log_and_no_answer(capfd):
    caller = Caller(registered())
    secret = caller.text.rpartition("_")[2]

    answers = [caller.get("/items"), caller.get("/cases/00000000"), caller.post("/cases", {"secret": caller.text})]
    page = at_desk(SYSADMIN).get(f"/admin/systems/{caller.system.pk}").content.decode()

    kept = json.dumps(list(Token.objects.values()), default=str)
    out, err = capfd.readouterr()
    assert [secret in text for text in (kept, page, out, err, *(one.content.decode() for one in answers))] == [
        False
    ] * 7
    assert (caller.token.prefix in page, Token.objects.get().used_day) == (True, legal_day(now()))


def test_bodies_and_pages_have_limits_and_a_broken_body_is_said_to_be_one():
    caller = Caller(registered())
    headers = caller.headers(**{"Idempotency-Key": "a-big-one"})

    big = caller.client.post("/api/v1/cases", "x" * (256 * 1024 + 1), "application/json", headers=headers)
    broken = caller.client.post("/api/v1/cases", "{", "application/json", headers=headers)
    page = caller.get("/items", limit=201)

    assert said(big) == (413, "请求正文太大，最多 256 KB；归集办件最多 2 MB。")
    assert said(broken)[0] == 400
    assert [one["where"] for one in page.json()["errors"]] == ["query.limit"]
    assert said(caller.client.get("/api/v1/nowhere", headers=caller.headers()))[0] == 404
    assert said(caller.client.delete("/api/v1/items", headers=caller.headers()))[0] == 405


def test_an_outage_is_said_as_a_problem_that_passes_and_a_fault_of_ours_as_one_with_a_number(monkeypatch):
    caller = Caller(registered())
    caller.client.raise_request_exception = False

    def broken(fault):
        def away():
            raise fault

        monkeypatch.setattr("jinban.places.queries.departments", away)
        return caller.get("/places/departments")

    away, wrong = broken(OperationalError("database is locked")), broken(ZeroDivisionError("张三"))

    assert (said(away)[0], away["Retry-After"].isdecimal(), said(wrong)[0]) == (503, True, 500)
    assert (away.json()["request"], "张三" in wrong.content.decode()) == (away["X-Request-Id"], False)


def test_only_a_system_administrator_registers_and_what_a_person_must_do_no_system_is_given():
    system, by = registered(), seat(SYSADMIN)
    give = {"scopes": ["cases.read"], "valid_from": date(2026, 1, 1), "by": by, "at": MONDAY}

    with refused("管理对接系统由系统管理员来办。"):
        actions.suspend(system, by=seat(SECADMIN), at=MONDAY)
    with refused("部门负责人要由人来当，对接系统不能。"):
        actions.register(
            name="自动批",
            owner=system.owner,
            contact="信息中心",
            role="dept_head",
            department=system.owner,
            by=by,
            at=MONDAY,
        )
    with refused("已经登记过同名的系统，请换一个名称。"):
        registered()
    with refused("令牌最长用两年，到期前换一个新的。"):
        actions.issue_token(system, valid_to=date(2029, 1, 1), **give)
    with refused("令牌至少要选一样权限。"):
        actions.issue_token(system, **{**give, "scopes": ["everything"]}, valid_to=EVER)


def test_the_catalogue_and_the_places_are_those_of_the_pages():
    caller = Caller(registered())

    items = caller.get("/items", limit=200).json()
    item = caller.get(f"/items/{RELIEF}").json()
    answers = [f"{question['key']}:{question['answers'][0]['key']}" for question in item["questions"]]
    exact, open_ = (
        caller.get(f"/items/{RELIEF}/situation", answer=answers).json(),
        caller.get(f"/items/{RELIEF}/situation").json(),
    )
    pages = [caller.get("/places/sites", kind="centre", limit=10).json()]
    pages.append(caller.get("/places/sites", kind="centre", limit=10, after=pages[0]["next"]).json())

    assert (len(items["items"]) > 100, items["next"]) == (True, None)
    assert {material["key"] for material in exact["materials"]} == {*visit(RELIEF)["materials"]}
    assert all(material["why"] for material in exact["materials"])
    assert (len(open_["open"]), open_["materials"]) == (len(item["questions"]), [])
    assert caller.get(f"/items/{RELIEF}/situation", answer="who:nobody").status_code == 422
    assert [len(page["sites"]) for page in pages] == [10, 5]
    assert caller.get(f"/places/sites/{pages[0]['sites'][0]['code']}").json()["hours"] != []
    assert len(caller.get("/places/divisions").json()["divisions"]) == 15


def test_a_figure_counts_what_the_office_may_see_and_opens_to_its_rows():
    here, there = Caller(registered()), Caller(registered("d009", "外镇系统"))
    case = here.post("/cases", visit(RELIEF, finish="accept")).json()
    period = now().strftime("%Y-%m")

    mine, others = (one.get("/figures/cases.accepted", period=period).json() for one in (here, there))
    rows = here.get("/figures/cases.accepted/rows", period=period).json()

    assert (mine["number"], others["number"], others["counts"].startswith("只数这个系统能看的")) == (1, 0, True)
    assert ([row["case"] for row in rows["rows"]], rows["next"]) == ([case["number"]], None)
    assert there.get("/figures/cases.accepted/rows", period=period).json()["rows"] == []
    assert said(here.get("/figures/cases.accepted", period="last year"))[0] == 422
    assert said(here.get("/figures/none", period="2024"))[0] == 404
