"""What one version of an item says: its elements, conditions, questions, materials, form, steps and advice.

The same structure is written by the city as `items/<key>.yaml`, kept in `ItemVersion.content` and read by
every door. Nothing unknown is let in. Every element carries its source: the document and article, or 演示.
An item that is not worked out yet (未核定) holds only what its row of `items.csv` says: the elements that
nobody has looked up are None, and questions, form fields and steps are empty.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any, Generic, Literal, TypeVar

import msgspec

T = TypeVar("T")

Unit = Literal["workday", "natural_day", "hour", "month"]
Kind = Literal["instant", "promised"]
Audience = Literal["citizen", "enterprise", "sole_trader"]
HandleForm = Literal["window", "online", "express"]
Power = Literal["collect", "accept", "review", "close", "deliver"]
FieldKind = Literal["text", "number", "date", "choice", "phone", "id", "account", "address", "textarea", "bool"]


class Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Frozen, and closed to keys that nobody declared."""


class Limit(Strict, frozen=True, kw_only=True):
    """So many working days, natural days, hours or months; more than none."""

    amount: Decimal
    unit: Unit


class Element(Strict, Generic[T], frozen=True, kw_only=True):
    """One value of the official list of elements, and where it was read."""

    value: T
    source: str


class Elements(Strict, frozen=True, kw_only=True):
    """The official list. The first eight are known of every item, the others of a 已核定 one."""

    task_type: Element[str]
    kind: Element[Kind]
    objects: Element[tuple[Audience, ...]]
    legal_limit: Element[Limit]
    promised_limit: Element[Limit]
    in_person: Element[bool]
    sensitive: Element[bool]
    national_code: Element[str]
    exercise_level: Element[str] | None = None
    power_source: Element[str] | None = None
    fee: Element[str] | None = None
    visits: Element[int] | None = None
    visit_reason: Element[str] | None = None
    handle_forms: Element[tuple[HandleForm, ...]] | None = None
    handle_scope: Element[str] | None = None
    online_depth: Element[str] | None = None
    result_name: Element[str] | None = None
    result_type: Element[str] | None = None
    validity: Element[str] | None = None
    limit_scene: Element[str] | None = None
    entry_center: Element[bool] | None = None
    express: Element[bool] | None = None
    quantity_limit: Element[str] | None = None


class When(Strict, frozen=True, kw_only=True):
    """One test of one answer. Exactly one of the four operators is set."""

    question: str
    is_: str | None = msgspec.field(name="is", default=None)
    in_: tuple[str, ...] | None = msgspec.field(name="in", default=None)
    over: Decimal | None = None
    under: Decimal | None = None


class Condition(Strict, frozen=True, kw_only=True):
    """Who can apply, in plain words."""

    text: str
    source: str


class Basis(Strict, frozen=True, kw_only=True):
    """A law behind the item: document, article, and what it says in our words."""

    document: str
    article: str = ""
    text: str


class Answer(Strict, frozen=True, kw_only=True):
    """One of the answers to a question."""

    key: str
    text: str


class Question(Strict, frozen=True, kw_only=True):
    """What must be known before the exact list is known. Without `answers` it asks for a number."""

    key: str
    text: str
    answers: tuple[Answer, ...] = ()


class Material(Strict, frozen=True, kw_only=True):
    """One paper, where it comes from, what happens to it, and in which situations it is needed."""

    key: str
    name: str
    kind: Literal["certificate", "form", "other"]
    need: Literal["required", "optional", "deferrable"]
    copy: Literal["original", "copy", "either"]
    originals: int = 0
    copies: int = 0
    keep: Literal["look", "keep", "scan"]
    from_: Literal["applicant", "government", "shared", "made_here"] = msgspec.field(name="from")
    department: str = ""
    waived: Literal["", "shared", "pledge"] = ""
    why_waived: str = ""
    hint: str = ""
    when: tuple[When, ...] = ()
    source: str


class Field(Strict, frozen=True, kw_only=True):
    """One field of the form. `max` counts characters, or is the largest value of a number."""

    key: str
    label: str
    kind: FieldKind
    required: bool = True
    choices: tuple[str, ...] = ()
    max: int | None = None
    hint: str = ""
    when: tuple[When, ...] = ()
    source: str


class Form(Strict, frozen=True, kw_only=True):
    """The fields to be asked, in order."""

    fields: tuple[Field, ...] = ()


class Step(Strict, frozen=True, kw_only=True):
    """One step of the way through the offices, with its own limit."""

    name: str
    who: str
    power: Power
    limit: Limit
    standard: str
    result: str
    source: str


class Special(Strict, frozen=True, kw_only=True):
    """A special procedure that may stop the clock, and for how long at most."""

    key: str
    name: str
    reason: str
    most: Limit
    source: str


class Pledging(Strict, frozen=True, kw_only=True):
    """告知承诺: what the applicant promises in writing, and within how long after the decision that is checked."""

    text: str
    check: Limit


class Publicising(Strict, frozen=True, kw_only=True):
    """公示: how long a proposed decision is shown before it is made, where, and whether it is granted only after that."""

    limit: Limit
    where: str
    needed: bool = True


class Procedure(Strict, frozen=True, kw_only=True):
    """What the way of a case of this item needs beyond the common one.

    more       what the clocks do while papers asked for after acceptance are awaited
    on_site    checked on the spot by two persons (行政许可法第34条); hearing: heard by two
    """

    more: Literal["runs", "pause", "restart"] = "runs"
    tolerance: Limit | None = None
    pledge: Pledging | None = None
    publicity: Publicising | None = None
    on_site: bool = False
    hearing: bool = False
    source: str


COMMON = Procedure(source="行政许可法第32、42、45条；通用规则")


class Faq(Strict, frozen=True, kw_only=True):
    """A question that people ask, and the answer."""

    ask: str
    answer: str


class Advice(Strict, frozen=True, kw_only=True):
    """Where to ask, to complain, to have the decision reviewed, and to sue."""

    consult: str
    complain: str
    reconsider: str
    sue: str
    source: str


class Stages(Strict, frozen=True, kw_only=True):
    """The role that answers for each stage of a case; role codes of `people.roles`."""

    accept: str = ""
    check: str = ""
    decide: str = ""


class Content(Strict, frozen=True, kw_only=True):
    """One version of an item, whole."""

    key: str
    name: str
    plain_name: str
    summary: str = ""
    valid_from: date
    department: str
    item_class: str = ""
    elements: Elements
    conditions: tuple[Condition, ...] = ()
    basis: tuple[Basis, ...] = ()
    questions: tuple[Question, ...] = ()
    materials: tuple[Material, ...] = ()
    form: Form = Form()
    steps: tuple[Step, ...] = ()
    special_procedures: tuple[Special, ...] = ()
    faq: tuple[Faq, ...] = ()
    advice: Advice | None = None
    stages: Stages = Stages()
    chain: str = ""
    # Left out of the document, and so of its digest, where an item needs nothing special.
    procedure: Procedure | msgspec.UnsetType = msgspec.UNSET

    @property
    def way(self) -> Procedure:
        """What the item says of its procedure, or the common way."""
        return COMMON if isinstance(self.procedure, msgspec.UnsetType) else self.procedure


def decode(plain: Mapping[str, Any]) -> Content:
    """Read a content from plain values, as JSON or YAML hold them. A msgspec.ValidationError names the path
    of the first fault."""
    return msgspec.convert(plain, Content)


def encode(content: Content) -> dict[str, Any]:
    """The content as JSON holds it: decimals and days as text."""
    plain: dict[str, Any] = msgspec.to_builtins(content)
    return plain


def digest(content: Content) -> str:
    """64 hex digits that are equal only for contents equal in every word (SHA-256 of the canonical JSON)."""
    return sha256(msgspec.json.encode(content, order="deterministic")).hexdigest()
