"""事项: the catalogue, and the exact list of one item for one situation."""

from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from jinban.catalogue import queries, rules
from jinban.catalogue.content import Content, Material, Question
from jinban.catalogue.content import Field as Asked
from jinban.catalogue.models import ItemVersion
from jinban.kit.clock import legal_day, now
from jinban.web.api.door import spoken
from jinban.web.api.problems import Fault
from jinban.web.api.shapes import Closed, Code, Paged, Short, known

router = Router(tags=["事项"])
SCOPE = "catalogue.read"


class ItemsAsked(Paged):
    """Which items: by words as a citizen says them (then best first, one page), of one department."""

    q: Short = ""
    department: Code | None = None


class ItemLine(Schema):
    key: str
    name: str
    plain_name: str
    department: str
    item_class: str | None
    verified: bool
    version: int


class Items(Schema):
    items: list[ItemLine]
    next: str | None


class AnswerOut(Schema):
    key: str
    text: str


class QuestionOut(Schema):
    """Without answers it asks for a number."""

    key: str
    text: str
    answers: list[AnswerOut]


class ElementOut(Schema):
    key: str
    label: str
    value: str
    source: str


class MaterialOut(Schema):
    """One paper. `why`: why it is on the list of this situation; empty where no situation was given."""

    key: str
    name: str
    need: str
    originals: int
    copies: int
    waived: str
    hint: str
    why: str
    source: str


class FieldOut(Schema):
    """One field of the form."""

    key: str
    label: str
    kind: str
    required: bool
    choices: list[str]
    max: int | None
    hint: str


class ItemOut(ItemLine):
    summary: str
    valid_from: str
    elements: list[ElementOut]
    conditions: list[str]
    questions: list[QuestionOut]
    materials: list[MaterialOut]
    fields: list[FieldOut]


class SituationAsked(Closed):
    """The answers given so far, each as question:answer."""

    answer: Annotated[list[Short], Field(max_length=40)] = []


class Situation(Schema):
    """The exact list; both lists are empty while a question is open."""

    item: str
    version: int
    open: list[QuestionOut]
    materials: list[MaterialOut]
    fields: list[FieldOut]


@router.get("/items", operation_id="items", summary="事项清单", **spoken(SCOPE, Items))
def items(request: HttpRequest, asked: Query[ItemsAsked]) -> Any:
    """Items on offer today, by key."""
    known(request, ItemsAsked)
    day = legal_day(now())
    if asked.q.strip():
        found = [queries.offered(one.item, day) for one in queries.search(asked.q, day, most=asked.limit)]
        return {"items": [_line(one) for one in found if one and _of(one, asked.department)], "next": None}
    rows = sorted((one for one in queries.published(day) if _of(one, asked.department)), key=lambda one: one.item_id)
    rows = [one for one in rows if asked.after is None or one.item_id > asked.after]
    page = rows[: asked.limit]
    return {"items": [_line(one) for one in page], "next": page[-1].item_id if len(rows) > len(page) else None}


@router.get("/items/{key}", operation_id="item", summary="一个事项", **spoken(SCOPE, ItemOut))
def item(request: HttpRequest, key: Code) -> Any:
    """One item as it is on offer today: elements with their sources, questions, every paper and field of any situation."""
    version = _offered(key)
    content = version.said
    return {
        **_line(version),
        "summary": content.summary,
        "valid_from": version.valid_from.isoformat(),
        "elements": [
            {"key": one.key, "label": one.label, "value": one.value, "source": one.source}
            for one in rules.shown(content)
        ],
        "conditions": [one.text for one in content.conditions],
        "questions": [_question(one) for one in content.questions],
        "materials": [_material(one) for one in content.materials],
        "fields": [_field(one) for one in content.form.fields],
    }


@router.get(
    "/items/{key}/situation", operation_id="situation", summary="一种情形的准确清单", **spoken(SCOPE, Situation)
)
def situation(request: HttpRequest, key: Code, asked: Query[SituationAsked]) -> Any:
    """The exact list of papers and fields for these answers, each paper with the reason why."""
    known(request, SituationAsked)
    version = _offered(key)
    content, answers = version.said, dict(one.partition(":")[::2] for one in asked.answer)
    if sentence := rules.answers_wrong(content, answers):
        raise Fault(422, sentence, errors=[("query.answer", sentence)])
    still = rules.questions_open(content, answers)
    return {
        "item": content.key,
        "version": version.number,
        "open": [_question(one) for one in still],
        "materials": [] if still else [_exact(content, one, answers) for one in rules.materials(content, answers)],
        "fields": [] if still else [_field(one) for one in rules.fields(content, answers)],
    }


def _offered(key: str) -> ItemVersion:
    version = queries.offered(key, legal_day(now()))
    if version is None:
        raise Http404
    return version


def _of(version: ItemVersion, department: str | None) -> bool:
    return department is None or version.item.department_id == department


def _line(version: ItemVersion) -> dict[str, Any]:
    row = version.item
    return {
        "key": row.key,
        "name": row.name,
        "plain_name": version.content["plain_name"],
        "department": row.department_id,
        "item_class": row.item_class_id,
        "verified": version.verified,
        "version": version.number,
    }


def _question(one: Question) -> dict[str, Any]:
    return {
        "key": one.key,
        "text": one.text,
        "answers": [{"key": answer.key, "text": answer.text} for answer in one.answers],
    }


def _material(one: Material, why: str = "") -> dict[str, Any]:
    return {
        "key": one.key,
        "name": one.name,
        "need": one.need,
        "originals": one.originals,
        "copies": one.copies,
        "waived": one.waived,
        "hint": one.hint,
        "why": why,
        "source": one.source,
    }


def _exact(content: Content, one: Material, answers: dict[str, str]) -> dict[str, Any]:
    return _material(one, rules.explain(content, one, answers))


def _field(one: Asked) -> dict[str, Any]:
    return {
        "key": one.key,
        "label": one.label,
        "kind": one.kind,
        "required": one.required,
        "choices": list(one.choices),
        "max": one.max,
        "hint": one.hint,
    }
