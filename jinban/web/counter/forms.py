"""The one dense form of the counter, made from an item's own data: who, in which situation, with which papers."""

import copy
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from jinban.cases.actions.counter import Person, Visit, paper_of
from jinban.cases.actions.noticing import Point
from jinban.catalogue import rules as items
from jinban.catalogue.content import Content, Field, Material
from jinban.catalogue.rules import taken_from
from jinban.people import rules as people
from jinban.people.models import IdType
from jinban.places.models import Division, Site
from jinban.web.forms import Choices, Kept, Shape, named
from jinban.web.moves import what_to_bring

HANDED, MISSING, WAIVED = "handed", "missing", "waived"
DAYS = ("%Y-%m-%d", "%Y%m%d", "%Y.%m.%d", "%Y/%m/%d", "%Y年%m月%d日")
FEW = 5
PAPERS_OF_CITIZENS = [(value, label) for value, label in IdType.choices if value != IdType.CREDIT]
HOW = {
    "look": "看一下就还", "keep": "收下", "scan": "扫描后还",
    "shared": "系统查到就免交", "pledge": "书面承诺就免交",
}  # fmt: skip


def text(
    label: str, width: str = "", *, required: bool = True, hint: str = "", most: int = 120, **attrs: str
) -> forms.CharField:
    """One line, nothing remembered by the browser: the next person must not see it."""
    widget = forms.TextInput(attrs={"class": width, "autocomplete": "off", "spellcheck": "false", **attrs})
    return forms.CharField(label=label, required=required, max_length=most, help_text=hint, widget=widget)


def pick(label: str, choices: list[tuple[str, str]], *, required: bool = True, width: str = "w18") -> forms.ChoiceField:
    """One of many."""
    widget = forms.Select(attrs={"class": width, "autocomplete": "off"})
    return forms.ChoiceField(label=label, required=required, choices=choices, widget=widget)


def number(label: str, *, required: bool = True, **attrs: str) -> forms.CharField:
    """The number of a document: a card reader types here as a keyboard does."""
    return text(label, "w18", required=required, most=40, autocapitalize="characters", **attrs)


def of_item(field: Field, *, borrowed: bool) -> forms.Field:
    """A field of the item as a field of this form."""
    required = field.required and not borrowed
    hint = field.hint or ("空着就同申请人" if borrowed else "")
    common: dict[str, Any] = {"label": field.label, "required": required, "help_text": hint}
    if field.kind == "number":
        return forms.DecimalField(**common, min_value=Decimal(0), max_value=field.max, widget=_line("w8", "decimal"))
    if field.kind == "date":
        common["help_text"] = f"{hint}如 20240507。"
        wrong = {"invalid": f"{field.label}写成 20240507 这样"}
        return forms.DateField(**common, input_formats=DAYS, error_messages=wrong, widget=_line("w11", "numeric"))
    if field.kind == "bool":
        return Choices(**common, choices=[("yes", "是"), ("no", "否")])
    if field.kind == "choice":
        options = [(choice, choice) for choice in field.choices]
        return (
            Choices(**common, choices=options) if len(options) <= FEW else pick(field.label, [("", "请选"), *options])
        )
    width = {"phone": "w11", "id": "w18", "account": "w18", "address": "w30"}.get(field.kind, "w18")
    mode = "tel" if field.kind == "phone" else "text"
    widget = forms.Textarea(attrs={"rows": 2}) if field.kind == "textarea" else _line(width, mode)
    return forms.CharField(**common, max_length=field.max or 200, widget=widget)


def _line(width: str, mode: str) -> forms.TextInput:
    return forms.TextInput(attrs={"class": width, "inputmode": mode, "autocomplete": "off"})


@dataclass(frozen=True)
class Row:
    """One material of the exact list, as a row: its field, how it comes, and the sentence of the notice."""

    material: Material
    bound: forms.BoundField
    how: str
    need: str
    todo: forms.BoundField | None


MADE_KEPT = 500
_made: dict[tuple[Any, ...], tuple[Content, Kept]] = {}


class TakeIn(Shape):
    """All of one visit. What it asks follows from the item and from the answers given so far."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(
        self, content: Content, villages: list[Division], answers: Mapping[str, str], *, data: Any = None,
        initial: dict[str, Any] | None = None, points: bool = False,
    ) -> None:  # fmt: skip
        self.content, self.answers = content, {key: value for key, value in answers.items() if value}
        self.villages = {village.pk: village for village in villages}
        self.complete = not items.questions_open(content, self.answers)
        self.sound = items.answers_wrong(content, self.answers) is None
        self.exact = items.materials(content, self.answers) if self.complete and self.sound else ()
        self.asked = items.fields(content, self.answers) if self.complete and self.sound else ()
        self.fresh = data is None
        self.own = self.answers.get("who", "self") == "self"
        self.telling = points
        self.organisations = set(content.elements.objects.value) != {"citizen"}
        id_type = (data or initial or {}).get("id_type", IdType.RESIDENT)
        self.base_fields = self._shared(numbered=id_type in people.NEEDS_NUMBER)
        super().__init__(data, initial={"key": uuid.uuid4().hex, **(initial or {})})

    def _shared(self, *, numbered: bool) -> Kept:
        """The fields of this situation, made once in a process for all visits that are alike in it."""
        homes = tuple((code, village.short_name) for code, village in self.villages.items())
        alike = (id(self.content), tuple(sorted(self.answers.items())), homes, self.fresh, self.telling, numbered)
        content, fields = _made.get(alike, (None, Kept()))
        # The content is kept with its fields, so that no other one can take its place in memory.
        if content is self.content:
            return fields
        fields = Kept(copy.deepcopy(type(self).base_fields) | dict(self._persons()) | dict(self._item()))
        if self.telling:
            fields.update(self._points())
        fields["number"].required = numbered
        named(fields)
        if len(_made) >= MADE_KEPT:
            _made.clear()
        _made[alike] = (self.content, fields)
        return fields

    def _persons(self) -> Iterator[tuple[str, forms.Field]]:
        objects = self.content.elements.objects.value
        kinds = PAPERS_OF_CITIZENS if "citizen" in objects or "sole_trader" in objects else []
        if self.organisations:
            kinds = [*kinds, (IdType.CREDIT.value, IdType.CREDIT.label)]
        yield "id_type", pick("证件", kinds)
        yield "number", number("证件号码", **({"autofocus": "autofocus"} if self.fresh else {}))
        yield "name", text("姓名" if not self.organisations else "姓名或单位名称", "w18")
        called = any(field.kind == "phone" and field.required for field in self.content.form.fields)
        yield "phone", text("电话", "w11", required=called, most=20, inputmode="tel")
        if self.villages:
            places = [("", "不填"), *((code, village.short_name) for code, village in self.villages.items())]
            yield "home", pick("户籍", places, required=False)
        if self.organisations:
            yield "boss_number", number("负责人身份证号", required=False)
            yield "boss_name", text("负责人姓名", "w11", required=False)
        if not self.content.elements.in_person.value:
            yield "agent_number", number("代办人身份证号", required=False)
            yield "agent_name", text("代办人姓名", "w11", required=False)
            yield "agent_phone", text("代办人电话", "w11", required=False, most=20, inputmode="tel")

    def _item(self) -> Iterator[tuple[str, forms.Field]]:
        for question in self.content.questions:
            answers = [(answer.key, answer.text) for answer in question.answers]
            name = f"q_{question.key}"
            yield (
                name,
                Choices(label=question.text, choices=answers)
                if answers
                else forms.CharField(label=question.text, widget=_line("w6", "numeric")),
            )
        for material in self.exact:
            states = [(HANDED, "已收"), (MISSING, "缺"), *([(WAIVED, "免交")] if material.waived else [])]
            must = {"required": f"请选{material.name}收到没有"}
            required = material.need == "required"
            yield (
                f"m_{material.key}",
                Choices(label=material.name, choices=states, required=required, error_messages=must),
            )
        for field in self.asked:
            yield f"f_{field.key}", of_item(field, borrowed=bool(taken_from(field, self.own)))

    def _points(self) -> Iterator[tuple[str, forms.Field]]:
        for material in self.exact:
            if material.need == "required":
                yield f"t_{material.key}", text(f"{material.name}怎么补", "", required=False, most=200)

    # what is shown

    @property
    def questions(self) -> list[forms.BoundField]:
        return [self[f"q_{question.key}"] for question in self.content.questions]

    @property
    def rows(self) -> list[Row]:
        return [self._row(material) for material in self.exact]

    def _row(self, material: Material) -> Row:
        counts = [
            f"{word}{count}份" for word, count in (("原件", material.originals), ("复印件", material.copies)) if count
        ]
        how = material.why_waived if material.waived else "，".join(["、".join(counts), HOW[material.keep]]).strip("，")
        need = {"optional": "选交", "deferrable": "可容缺"}.get(material.need, "")
        bound = self[f"m_{material.key}"]
        todo = self[f"t_{material.key}"] if f"t_{material.key}" in self.fields and bound.value() == MISSING else None
        return Row(material, bound, how, need, todo)

    @property
    def details(self) -> list[forms.BoundField]:
        """The fields of the item that must be filled in here."""
        return [self[f"f_{field.key}"] for field in self.asked if not taken_from(field, self.own)]

    @property
    def same(self) -> list[forms.BoundField]:
        """The fields that are filled from the applicant unless somebody fills them in."""
        return [self[f"f_{field.key}"] for field in self.asked if taken_from(field, self.own)]

    @property
    def same_open(self) -> bool:
        return any(bound.errors or bound.value() for bound in self.same)

    @property
    def lacking(self) -> int:
        """How many required papers are neither handed in nor waived, as filled in so far."""
        required = [material for material in self.exact if material.need == "required"]
        return sum(self[f"m_{material.key}"].value() not in (HANDED, WAIVED) for material in required)

    @property
    def boss_open(self) -> bool:
        return self["id_type"].value() == IdType.CREDIT or bool(self["boss_name"].value())

    @property
    def agent_open(self) -> bool:
        return self.answers.get("who") == "agent" or bool(self["agent_name"].value() or self["agent_number"].value())

    # what is wrong

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        self._judge("number", people.number_misfit(said.get("id_type") or IdType.RESIDENT, said.get("number", "")))
        self._judge("phone", people.phone_misfit(said.get("phone", "")))
        self._clean_boss(said)
        self._clean_agent(said)
        for field in self.asked:
            self._clean_field(field, said)
        return said

    def _judge(self, name: str, sentence: str | None) -> None:
        if sentence and name in self.fields and name not in self.errors:
            self.add_error(name, sentence.rstrip("。"))

    def _clean_boss(self, said: dict[str, Any]) -> None:
        if said.get("id_type") != IdType.CREDIT:
            return
        self._judge("boss_number", people.number_misfit(IdType.RESIDENT, said.get("boss_number", "")))
        self._judge("boss_name", None if said.get("boss_name") else "单位来办，请填负责人姓名")

    def _clean_agent(self, said: dict[str, Any]) -> None:
        given = [said.get(name) for name in ("agent_number", "agent_name", "agent_phone")]
        if "agent_name" not in self.fields or not (any(given) or self.answers.get("who") == "agent"):
            return
        self._judge("agent_name", None if said.get("agent_name") else "别人代办，请填代办人姓名")
        self._judge("agent_number", people.number_misfit(IdType.RESIDENT, said.get("agent_number", "")))
        self._judge("agent_phone", people.phone_misfit(said.get("agent_phone", "")))

    def _clean_field(self, field: Field, said: dict[str, Any]) -> None:
        name = f"f_{field.key}"
        source = taken_from(field, self.own)
        if source and not said.get(name):
            said[name] = said.get(source, "")
        given = said.get(name)
        if field.required and source and not given:
            self._judge(name, None if source in self.errors else f"请填{field.label}")
        elif given and field.kind == "id":
            self._judge(name, people.number_misfit(IdType.RESIDENT, given))
        elif given and field.kind == "phone":
            self._judge(name, people.phone_misfit(given))

    # what it means

    def visit(self, site: Site) -> Visit:
        """The visit that a valid form describes."""
        said = self.cleaned_data
        boss = (
            Person(IdType.RESIDENT, said["boss_number"], said["boss_name"])
            if said["id_type"] == IdType.CREDIT
            else None
        )
        home = self.villages.get(said.get("home", ""))
        applicant = Person(said["id_type"], said["number"], said["name"], said["phone"], home, boss)
        agent = None
        if said.get("agent_name"):
            agent = Person(IdType.RESIDENT, said["agent_number"], said["agent_name"], said["agent_phone"])
        papers = {material.key: paper_of(material, said[f"m_{material.key}"] or MISSING) for material in self.exact}
        form = {field.key: _plain(said[f"f_{field.key}"]) for field in self.asked}
        return Visit(self.content.key, site.pk, applicant, agent, self.answers, form, papers)

    def points(self) -> list[Point]:
        """The points of the one notice: every required paper that is missing, with what to bring."""
        said = self.cleaned_data
        return [
            Point(material.key, "missing", said.get(f"t_{material.key}") or what_to_bring(material, material.name))
            for material in self.exact
            if material.need == "required" and said[f"m_{material.key}"] == MISSING
        ]


def _plain(value: Any) -> Any:
    """As JSON holds it."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
