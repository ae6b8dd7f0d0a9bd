"""办件: taken in, read and worked on as at the counter and the office: the same gate, the same verbs, the same sentences."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest, QueryDict
from ninja import Query, Router, Schema
from pydantic import Field, StringConstraints

from jinban.cases import queries
from jinban.cases.actions import counter
from jinban.cases.models import Case
from jinban.cases.stages import S, Stage
from jinban.kit.clock import now
from jinban.people import actions as people
from jinban.people.actors import Actor
from jinban.web import moves
from jinban.web.api import shown
from jinban.web.api.door import actor, spoken
from jinban.web.api.once import Key, once
from jinban.web.api.problems import Fault
from jinban.web.api.shapes import Closed, Code, Limit, known, line
from jinban.web.api.taking_in import VisitIn, visit_of

router = Router(tags=["办件"])
READ, WRITE, PERSONAL = "cases.read", "cases.write", "personal.read"
HIDDEN = (S.DRAFT, S.SUBMITTED, S.PRE_RETURNED)
NOT_OURS = ("ask_extension", "visit", "hear")  # what officers do with their own eyes and in their own words
Number = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z]{8,24}$")]


class CasesAsked(Closed):
    """Which cases, newest first. `before`: the `next` of the page before."""

    stage: Literal[tuple(stage.value for stage in Stage if stage not in HIDDEN)] | None = None
    item: Code | None = None
    town: Code | None = None
    site: Code | None = None
    received_from: date | None = None
    received_to: date | None = None
    here: bool = Field(False, description="只看这个系统的单位现在要办的")
    before: Annotated[int, Field(ge=1, lt=10**18)] | None = None
    limit: Limit = 50


class CaseLine(Schema):
    """One case. `person` is masked, and empty where its detail is for others."""

    number: str
    stage: str
    stage_label: str
    version: int
    item: str
    item_name: str
    item_version: int | None
    department: str
    site: str | None
    town: str | None
    channel: str
    person: str
    received_day: date | None
    accepted_day: date | None
    promised_due: date | None
    legal_due: date | None
    paused_since: date | None
    decided_day: date | None
    verdict: str
    delivered_day: date | None
    demo: bool


class CasePage(Schema):
    cases: list[CaseLine]
    next: int | None


class PaperOut(Schema):
    key: str
    name: str
    required: bool
    state: str
    trust: str
    waiver: str


class PersonOut(Schema):
    kind: str
    id_type: str
    name: str
    number: str
    phone: str


class LineOut(Schema):
    """One line of the history."""

    at: datetime
    fact: str
    label: str
    who: str
    office: str
    words: str


class DetailOut(Schema):
    """What those see who work on the case. Names, numbers and phones are masked."""

    applicant: PersonOut | None
    agent: PersonOut | None
    answers: dict[str, str]
    form: dict[str, Any]
    materials: list[PaperOut]
    history: list[LineOut]


class ChoiceOut(Schema):
    value: str
    label: str


class AskedOut(Schema):
    name: str
    label: str
    required: bool
    many: bool
    choices: list[ChoiceOut]


class MoveOut(Schema):
    """One move that can be made now, and what it asks for."""

    verb: str
    label: str
    fields: list[AskedOut]


class CaseOut(CaseLine):
    """`detail` is null for a police or sensitive case that does not lie with this office."""

    detail: DetailOut | None
    moves: list[MoveOut]


class MoveIn(Closed):
    """`version`: that of the case as it was read. `fields`: what the move asks for, by name."""

    version: Annotated[int, Field(ge=1, le=2**31 - 1)]
    fields: Annotated[dict[Code, line(500) | int | list[line(120)]], Field(max_length=80)] = {}


class Moved(Schema):
    """How the case stands after a move; `case` is null when it is no longer with this office."""

    number: str
    stage: str
    version: int
    case: CaseOut | None


class UnmaskIn(Closed):
    field: Literal["name", "number", "phone"]


class Unmasked(Schema):
    field: str
    value: str


@router.get("/cases", operation_id="cases", summary="办件清单", **spoken(READ, CasePage))
def listed(request: HttpRequest, asked: Query[CasesAsked]) -> Any:
    """The cases that this system's office may know of, newest first, by page."""
    known(request, CasesAsked)
    by = actor(request)
    rows = (queries.queue(by) if asked.here else queries.visible_to(by)).exclude(stage__in=HIDDEN)
    narrowed = {
        "stage": asked.stage, "item_id": asked.item, "town_id": asked.town, "site_id": asked.site, "pk__lt": asked.before,
        "received_day__gte": asked.received_from, "received_day__lte": asked.received_to,
    }  # fmt: skip
    rows = rows.filter(**{name: value for name, value in narrowed.items() if value is not None})
    page = list(rows.select_related("item", "applicant", "site").order_by("-pk")[: asked.limit + 1])
    more, page = len(page) > asked.limit, page[: asked.limit]
    return {"cases": [shown.line(case, by) for case in page], "next": page[-1].pk if more else None}


@router.get("/cases/{number}", operation_id="case", summary="一个办件", **spoken(READ, CaseOut))
def case(request: HttpRequest, number: Number) -> Any:
    """One case, and the moves that this system could make now. 404 outside the gate as for an unknown number."""
    by = actor(request)
    return shown.whole(_case(by, number), by, but=NOT_OURS)


@router.post("/cases", operation_id="take_in", summary="收件", **spoken(WRITE, CaseOut, 201))
def take_in(request: HttpRequest, key: Key, visit: VisitIn) -> Any:
    """Register who applies, take the papers in, and then accept, finish on the spot or give the one notice, all of it or nothing:
    at the place of this system, as its window may. What comes without paper in hand counts as a copy (C)."""
    by, at = actor(request), now()

    def work() -> tuple[int, str]:
        given, points = visit_of(visit, by, at)
        done = counter.serve(given, by=by, at=at, key="", finish=visit.finish, points=points)
        return 201, _written(CaseOut, shown.whole(_again(by, done), by, but=NOT_OURS))

    return once(request, key, work, at)


@router.post("/cases/{number}/moves/{verb}", operation_id="move", summary="办一步", **spoken(WRITE, Moved))
def move(request: HttpRequest, number: Number, verb: Code, key: Key, said: MoveIn) -> Any:
    """Make one move, as the page does. 409 with the sentence of the rule, also for a version that is no longer that of the
    case; 422 with what is wrong in the fields."""
    by, at = actor(request), now()

    def work() -> tuple[int, str]:
        found = _case(by, number)
        if verb in NOT_OURS:
            raise Fault(403, f"{moves.LABELS[verb]}要由承办人自己办，对接系统不能。")
        form = moves.posted(verb, found, by, _as_posted(verb, said), at=at)
        if unknown := sorted(set(said.fields) - set(form.fields)):
            raise Fault(422, "这一步没有问这几项。", errors=[(f"body.fields.{name}", "没有这一项") for name in unknown])
        if not form.is_valid():
            raise Fault(422, "有几处不对，见 errors。", errors=_errors(form))
        done = moves.run(verb, found, form, by=by, at=at)
        still = queries.get(by, found.pk)
        whole = shown.whole(still, by, but=NOT_OURS) if still else None
        return 200, _written(
            Moved, {"number": done.number, "stage": done.stage, "version": done.version, "case": whole}
        )

    return once(request, key, work, at)


@router.post("/cases/{number}/unmask", operation_id="unmask", summary="看全一项个人信息", **spoken(PERSONAL, Unmasked))
def unmask(request: HttpRequest, number: Number, asked: UnmaskIn) -> Any:
    """The applicant's whole name, number or phone, once, on this answer only. That it was looked at is written down, and the
    applicant can see it."""
    by = actor(request)
    found = _case(by, number)
    if found.applicant is None or not queries.may_see_detail(by, found):
        raise Http404
    clear = people.unmask(found.applicant, asked.field, case_id=found.pk, by=by, at=now())
    return {"field": asked.field, "value": clear}


def _case(by: Actor, number: str) -> Case:
    """The case, or 404 for one outside the gate as for one that does not exist."""
    found = queries.visible_to(by).select_related(*queries.WITH_ALL).filter(number=number).first()
    if found is None or found.stage in HIDDEN:
        raise Http404
    return found


def _again(by: Actor, done: Case) -> Case:
    return queries.get(by, done.pk) or done


def _written(shape: type[Schema], value: dict[str, Any]) -> str:
    return shape.model_validate(value).model_dump_json()


def _as_posted(verb: str, said: MoveIn) -> QueryDict:
    """What the page of the case would post."""
    data = QueryDict(mutable=True)
    data[f"{verb}-version"] = str(said.version)
    for name, value in said.fields.items():
        data.setlist(f"{verb}-{name}", [str(one) for one in (value if isinstance(value, list) else [value])])
    return data


def _errors(form: Any) -> list[tuple[str, str]]:
    return [
        (f"body.fields.{name}" if name != "__all__" else "body", str(sentence))
        for name, sentences in form.errors.items()
        for sentence in sentences
    ]
