"""Outside systems that speak to us: registered for an office, with a token, asking in process. Needs `city`."""

import itertools
import json
from datetime import date
from typing import Any

from django.test import Client

from jinban.people.models import Seat
from jinban.places.models import Department
from jinban.systems import actions
from jinban.systems.models import System
from jinban.systems.rules import SCOPES
from tests.doors.window import FIELDS
from tests.play import INSURE, MONDAY, SYSADMIN, WINDOW, answers, papers, resident_number, seat

EVER = date(2027, 12, 31)
_keys = itertools.count(1)


def registered(like: str = WINDOW, name: str = "智慧社保") -> System:
    """A system that acts for the office of this demo account."""
    known = Seat.objects.select_related("site", "department").get(staff__work_no=like)
    return actions.register(
        name=name, owner=Department.objects.get(pk="renshe"), contact="信息中心", role=known.role, site=known.site,
        department=known.department, valid_from=date(2024, 1, 1), by=seat(SYSADMIN), at=MONDAY,
    )  # fmt: skip


class Caller:
    """Somebody with a token. Each write gets a fresh Idempotency-Key, unless one is given."""

    def __init__(self, system: System, *, scopes: tuple[str, ...] = tuple(SCOPES), rate: int = 6000) -> None:
        self.system = system
        self.token, self.text = actions.issue_token(
            system, scopes=scopes, valid_from=date(2026, 1, 1), valid_to=EVER, rate=rate, by=seat(SYSADMIN), at=MONDAY
        )
        self.client = Client()

    def headers(self, **more: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.text}", **more}

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/api/v1{path}", query, headers=self.headers())

    def post(self, path: str, body: Any, *, key: str = "", **headers: str) -> Any:
        known = self.headers(**{"Idempotency-Key": key or f"key-{next(_keys):08d}"}, **headers)
        return self.client.post(f"/api/v1{path}", json.dumps(body), content_type="application/json", headers=known)

    def move(self, number: str, verb: str, version: int, *, key: str = "", **fields: Any) -> Any:
        return self.post(f"/cases/{number}/moves/{verb}", {"version": version, "fields": fields}, key=key)


def visit(item: str = INSURE, *, serial: int = 7, lacking: tuple[str, ...] = (), **changes: Any) -> dict[str, Any]:
    """What a system hands in: a person, the first answers, every paper but those that lack, the fields of the form."""
    given = answers(item)
    form = {name[2:]: value for name, value in FIELDS.get(item, {}).items()}
    if day := form.get("trouble_day"):
        form["trouble_day"] = f"{day[:4]}-{day[4:6]}-{day[6:]}"
    person = {"id_type": "resident", "number": resident_number(serial), "name": "余小禾", "phone": "13800000001"}
    states = {name: "missing" if name in lacking else "handed" for name in papers(item, given)}
    return {"item": item, "applicant": person, "answers": given, "materials": states, "form": form, **changes}
