"""The buttons drawn on a case page are exactly the moves that are accepted from there: each verb is really tried."""

import re
from typing import Any

import pytest
import time_machine
from django.db import transaction

from jinban.cases import queries
from jinban.cases.models import Case
from jinban.cases.stages import CASE
from jinban.kit.refused import Refused
from jinban.people.actors import Actor
from jinban.web import moves
from tests.doors.test_sign_in import signed_in
from tests.lived import lived_in
from tests.play import (
    APPROVER,
    BACK,
    HEAD,
    HELPER,
    HOUR,
    MONDAY,
    OTHER_APPROVER,
    OTHER_WINDOW,
    POLICE,
    SERVICE,
    TOWN_HEAD,
    WINDOW,
    seat,
)  # fmt: skip

COUNTER = (HELPER, WINDOW, POLICE, OTHER_WINDOW)
OFFICE = (BACK, TOWN_HEAD, APPROVER, HEAD, OTHER_APPROVER, SERVICE)
WORDS = {
    "reason": "写明原因。", "remedies": "六十日内申请行政复议。", "opinion": "情况属实。", "paper": "一号", "receiver": "本人",
    "where": "黄石市民政局", "kind": "hearing", "workdays": "5", "promise": "本人承诺。", "what": "改了日期。", "finding": "属实。",
    "text": "有人说不实。", "answer": "查过属实。", "outcome": "kept", "why": "wrong_office",
    "advice": "grant", "verdict": "approved", "way": "in_person",
}  # fmt: skip


def filled(verb: str, case: Case) -> dict[str, Any]:
    """A whole and right form for a verb."""
    data: dict[str, Any] = {f"{verb}-version": str(case.version)}
    for name, field in moves.MoveShape(case, verb).fields.items():
        if name.startswith("todo_"):
            data[f"{verb}-{name}"] = "请补交。"
        elif name.startswith("paper_"):
            data[f"{verb}-{name}"] = "handed"
        elif name == "to" and field.choices:
            data[f"{verb}-{name}"] = next(iter(field.choices))[0]
        elif name in ("officers", "materials"):
            data[f"{verb}-{name}"] = [value for value, _ in field.choices][:2]
        elif name in WORDS:
            data[f"{verb}-{name}"] = WORDS[name]
    return data


class Undo(Exception):
    """Nothing that is tried here stays."""


def accepted(case: Case, by: Actor) -> set[str]:
    """The verbs that go through, each tried on the case as it is and undone; those of no other stage, which the matrix knows."""
    found = set()
    for verb in moves.ASKS:
        life = {"conclude": "accept"}.get(verb, verb)
        if isinstance(case, Case) and (case.stage, life) not in CASE.table:
            continue
        if verb == "supply" and not getattr(case, "notified", False):
            continue
        try:
            with transaction.atomic():
                fresh = queries.get(by, case.pk)
                form = moves.MoveShape(fresh, verb, filled(verb, fresh))
                if not form.is_valid():
                    continue
                moves.run(verb, fresh, form, by=by, at=MONDAY + HOUR)
                found.add(verb)
                raise Undo
        except (Undo, Refused):
            continue
    return found


@pytest.mark.parametrize("who", COUNTER + OFFICE)
@time_machine.travel(MONDAY + HOUR)
def test_the_buttons_drawn_are_the_moves_accepted(city, who):
    by, client = seat(who), signed_in(who)
    door = "counter" if who in COUNTER else "office"
    drawn, done = {}, {}

    cases = {name: case for name, case in vars(lived_in(MONDAY)).items() if isinstance(case, Case)}
    for name, case in cases.items():
        page = client.get(f"/{door}/cases/{case.pk}/")
        if page.status_code == 404:
            assert queries.get(by, case.pk) is None
            continue
        drawn[name] = set(re.findall(r'/do/([a-z_]+)"', page.content.decode()))
        done[name] = accepted(case, by)

    assert drawn == done
    assert any(drawn.values()) or who in (OTHER_WINDOW, OTHER_APPROVER)
