"""The lines of a quick queue: what was typed per person, kept by the server until each is a case."""

import json
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, QueryDict

from jinban.catalogue.content import Content, Material
from jinban.kit.numbers import bare
from jinban.kit.sealed import SealBroken, seal, unseal
from jinban.people.models import IdType
from jinban.places.models import Division
from jinban.web.counter.forms import HANDED, MISSING, WAIVED, TakeIn

MOST, FRESH, MATTERS = 100, 10, 5
KEPT, TABLE, COLUMN = "quick", "django_session", "quick"
SAID = ("number", "name", "phone")
KEY = re.compile(r"[0-9a-f]{32}")
LABELS = {"number": "身份证号", "name": "姓名", "phone": "电话"}


@dataclass
class Line:
    """What was typed for one person, under its own idempotency key; `wrong` says of a field what is wrong with it, and of
    "" what is wrong with the line."""

    key: str
    number: str = ""
    name: str = ""
    phone: str = ""
    papers: frozenset[str] = frozenset()
    wrong: dict[str, str] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether nobody was typed here."""
        return not (self.number or self.name or self.phone)

    @property
    def plain_number(self) -> str:
        return bare(self.number)

    def plain(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {"key": self.key, **{name: getattr(self, name) for name in SAID}, "papers": sorted(self.papers)}


def fresh(materials: Sequence[Material]) -> Line:
    """An empty line; every paper is ticked, for nearly everybody brings them all."""
    return Line(uuid.uuid4().hex, papers=frozenset(material.key for material in materials))


def posted(data: QueryDict, materials: Sequence[Material]) -> list[Line]:
    """The lines of a page in their order, without those that are empty; a line without a key of its own is none."""
    known = {material.key for material in materials}
    lines = []
    for key in data.getlist("line"):
        if not KEY.fullmatch(key):
            continue
        said = {name: data.get(f"{name}-{key}", "").strip()[:120] for name in SAID}
        line = Line(key, **said, papers=known & set(data.getlist(f"paper-{key}")))
        if not line.empty:
            lines.append(line)
    return list({line.key: line for line in lines}.values())


def filled_up(lines: Sequence[Line], materials: Sequence[Material], count: int = FRESH) -> list[Line]:
    """These lines and at least `count` empty ones behind them, never more than may be sent at once."""
    room = max(MOST - len(lines), 0)
    return [*lines, *(fresh(materials) for _ in range(min(count, room)))]


# -- kept in the session, sealed ------------------------------------------------------------------


def keep(request: HttpRequest, where: str, lines: Sequence[Line], finish: str = "") -> None:
    """Keep what was typed for this item and situation, sealed, and how far its cases were to go, in the session of this seat;
    the latest `MATTERS` of them. Nothing to keep forgets it."""
    matters = _matters(request)
    matters.pop(where, None)
    if lines or finish:
        text = json.dumps([line.plain() for line in lines[:MOST]], ensure_ascii=False)
        matters[where] = {"lines": seal(text, table=TABLE, column=COLUMN), "finish": finish}
    latest = dict(list(matters.items())[-MATTERS:])
    request.session[KEPT] = {"seat": request.seat.pk, "matters": latest}


def kept(request: HttpRequest, where: str) -> tuple[list[Line], str]:
    """What was kept for this item and situation, and how far its cases were to go ("": nothing chosen), if the same seat
    kept it."""
    found = _matters(request).get(where)
    if found is None:
        return [], ""
    try:
        rows = json.loads(unseal(found["lines"], table=TABLE, column=COLUMN))
    except SealBroken:
        return [], ""
    return [Line(**{**row, "papers": frozenset(row["papers"])}) for row in rows], found["finish"]


def _matters(request: HttpRequest) -> dict[str, Any]:
    """By item and situation what this seat kept, the latest last."""
    found = request.session.get(KEPT) or {}
    return dict(found.get("matters") or {}) if found.get("seat") == request.seat.pk else {}


# -- a line as a visit ----------------------------------------------------------------------------


def form_of(
    line: Line, content: Content, answers: Mapping[str, str], villages: list[Division], home: str, materials: Sequence[Material]
) -> TakeIn:  # fmt: skip
    """The one form of the counter, filled in from a line and from what is the same for everybody."""
    papers = {f"m_{one.key}": _state(one) if one.key in line.papers else MISSING for one in materials}
    data = {
        "key": line.key, "id_type": IdType.RESIDENT, "number": line.number, "name": line.name, "phone": line.phone,
        "home": home, **{f"q_{key}": value for key, value in answers.items()}, **papers,
    }  # fmt: skip
    return TakeIn(content, villages, answers, data=data)


def _state(material: Material) -> str:
    """As with 一键全收: what another office has need not be handed in."""
    return WAIVED if material.waived == "shared" else HANDED


def wrong_of(form: TakeIn) -> dict[str, str]:
    """The sentences of a faulty form by the field of the line; what the line has no field for stands under ""."""
    found: dict[str, str] = {}
    for name in (*SAID, *form.errors):
        if name in form.errors:
            found.setdefault(name if name in SAID else "", str(form.errors[name][0]))
    return found


def not_for_many(form: TakeIn) -> str | None:
    """Why an item in this situation cannot be taken in by the line; None when it can."""
    if IdType.RESIDENT not in dict(form.fields["id_type"].choices):  # type: ignore[attr-defined]
        return "这件事由单位来办，请一件一件收。"
    if not form.own:
        return "别人代办要登记代办人，请一件一件收。"
    asked = [str(bound.label) for bound in form.details if bound.field.required]
    return f"每个人还要填“{'、'.join(asked)}”，请一件一件收。" if asked else None
