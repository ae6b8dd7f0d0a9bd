"""Cases of another system over the API: by the system of its own department alone, once, each row with its own outcome."""

import pytest

from jinban.gathering.actions import put_source
from jinban.gathering.models import Gathered
from tests.api.callers import Caller, registered
from tests.play import APPROVER, BUSINESS, MONDAY, RELIEF, SERVICE, WINDOW, seat

pytestmark = pytest.mark.usefixtures("city")
ROW = {"number": "SB-1", "item": RELIEF, "state": "closed", "received": "2024-03-01", "accepted": "2024-03-01", "decided": "2024-03-02",
       "result": "approved"}  # fmt: skip


def source(department: str = "minzheng") -> None:
    put_source("shebao", name="社保业务系统", department=department, by=seat(SERVICE), at=MONDAY)


def test_rows_come_in_once_and_what_is_wrong_with_one_stops_no_other():
    source()
    caller = Caller(registered(APPROVER, "民政系统"))
    body = {"source": "shebao", "rows": [ROW, {"number": "SB-2", "item": "从没听说过", "state": "running"}]}

    first, again = (caller.post("/gathered", body, key="the-same-call") for _ in range(2))
    later = caller.post("/gathered", body)

    said = first.json()
    assert (first.status_code, said["added"], said["faulty"]) == (200, 1, 1), said
    assert [(one["outcome"], [fault["column"] for fault in one["faults"]]) for one in said["outcomes"]][1] == (
        "faulty",
        ["accepted"],
    )
    assert (again.content, again["Idempotent-Replayed"]) == (first.content, "true")
    assert (later.json()["same"], later.json()["load"]) == (1, None)
    assert [case.number for case in Gathered.objects.all()] == ["SB-1"]
    assert [one["code"] for one in caller.get("/gathered/sources").json()["sources"]] == ["shebao"]


def test_a_system_of_another_office_hands_nothing_in_and_sees_no_source():
    source()
    for like in (WINDOW, BUSINESS):
        other = Caller(registered(like, f"系统{like}"))

        refused = other.post("/gathered", {"source": "shebao", "rows": [ROW]})

        assert (refused.status_code, refused.json()["detail"]) == (
            409,
            "“社保业务系统”不是这个对接系统所在部门的来源，不能归集。",
        )
        assert other.get("/gathered/sources").json() == {"sources": []}
    assert Gathered.objects.count() == 0


def test_the_rows_behind_what_was_gathered_turn_their_pages():
    source()
    caller = Caller(registered(APPROVER, "民政系统"))
    caller.post("/gathered", {"source": "shebao", "rows": [{**ROW, "number": f"SB-{number}"} for number in range(3)]})

    for figure in ("gathering.accepted", "gathering.together"):
        pages, after = [], {}
        while after is not None:
            page = caller.get(f"/figures/{figure}/rows", period="2024", limit="2", **after).json()
            pages.append(len(page["rows"]))
            after = {"after": page["next"]} if page["next"] else None
        assert pages == [2, 1]
