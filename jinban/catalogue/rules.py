"""What a situation asks for: the exact list of materials and the fields of the form, each able to say why.

A situation is one answer to every question of the item. Conditions are flat, and all must hold;
the operators are is, in, over and under.
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from jinban.catalogue.content import Content, Field, Limit, Material, Question, When
from jinban.catalogue.words import CODED, ELEMENTS, UNITS, amount_words
from jinban.kit.refused import Refused

Answers = Mapping[str, str]


@dataclass(frozen=True)
class Span:
    """The days on which a version holds, both included; open-ended without `valid_to`."""

    number: int
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class Shown:
    """One element as a guide page shows it: its label, its value in words, and where it was read."""

    key: str
    label: str
    value: str
    source: str


def number(text: str) -> Decimal | None:
    """The number somebody answered; None when it is none."""
    try:
        found = Decimal(text.strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def questions_open(content: Content, answers: Answers) -> tuple[Question, ...]:
    """The questions that still lack an answer, in order."""
    return tuple(question for question in content.questions if not answers.get(question.key, "").strip())


def answers_wrong(content: Content, answers: Answers) -> str | None:
    """A sentence when an answer is none of those offered, or was never asked for; None when all fit."""
    asked = {question.key: question for question in content.questions}
    for key, answer in answers.items():
        question = asked.get(key)
        if question is None:
            return f"“{content.plain_name}”没有编号为“{key}”的问题，请重新选择情形。"
        if not question.answers and number(answer) is None:
            return f"“{question.text}”要填数字，现在填的是“{answer}”。"
        if question.answers and answer not in {offered.key for offered in question.answers}:
            return f"“{question.text}”没有“{answer}”这个选项，请重新选择。"
    return None


def holds(when: Sequence[When], answers: Answers) -> bool:
    """Whether all conditions hold; none at all always holds."""
    return all(_one_holds(condition, answers.get(condition.question, "")) for condition in when)


def _one_holds(condition: When, answer: str) -> bool:
    if condition.is_ is not None:
        return answer == condition.is_
    if condition.in_ is not None:
        return answer in condition.in_
    given = number(answer)
    if given is None:
        return False
    if condition.over is not None:
        return given > condition.over
    return condition.under is not None and given < condition.under


def materials(content: Content, answers: Answers) -> tuple[Material, ...]:
    """The exact list of this situation, in the order of the item. Refused while a question is open, naming
    it, and when an answer does not fit."""
    _need_answers(content, answers)
    return tuple(material for material in content.materials if holds(material.when, answers))


def fields(content: Content, answers: Answers) -> tuple[Field, ...]:
    """The fields of the form in this situation. Refused as `materials` is."""
    _need_answers(content, answers)
    return tuple(field for field in content.form.fields if holds(field.when, answers))


def _need_answers(content: Content, answers: Answers) -> None:
    if sentence := answers_wrong(content, {key: answer for key, answer in answers.items() if answer.strip()}):
        raise Refused(sentence)
    if missing := questions_open(content, answers):
        asked = "".join(f"“{question.text}”" for question in missing)
        raise Refused(f"还没有回答{asked}，答完才能给出准确的材料清单。")


def taken_from(field: Field, own: bool) -> str:
    """From which field of the applicant an empty field may be filled: nobody is asked the same twice. `own`: he came himself."""
    if field.kind == "phone":
        return "phone"
    if own and field.kind == "id":
        return "number"
    return "name" if own and field.kind == "text" and field.label.endswith("姓名") else ""


def explain(content: Content, material: Material | Field, answers: Answers) -> str:
    """Why this one is on the list, as a sentence that names the answers behind it."""
    if not material.when:
        return "每种情形都要。"
    texts = {question.key: question for question in content.questions}
    return "；".join(_because(texts[condition.question], condition, answers) for condition in material.when) + "。"


def _because(question: Question, condition: When, answers: Answers) -> str:
    answer = answers.get(question.key, "")
    if condition.over is not None:
        return f"因为“{question.text}”填了{answer}，超过{amount_words(condition.over)}"
    if condition.under is not None:
        return f"因为“{question.text}”填了{answer}，少于{amount_words(condition.under)}"
    said = next((offered.text for offered in question.answers if offered.key == answer), answer)
    return f"因为“{question.text}”选了“{said}”"


def situations(content: Content) -> Iterator[dict[str, str]]:
    """Every situation of the item. A question of numbers is tried at, below and above each threshold."""
    offered = [_tried(content, question) for question in content.questions]
    keys = [question.key for question in content.questions]
    for chosen in itertools.product(*offered):
        yield dict(zip(keys, chosen, strict=True))


def _tried(content: Content, question: Question) -> list[str]:
    if question.answers:
        return [answer.key for answer in question.answers]
    parts: tuple[Material | Field, ...] = (*content.materials, *content.form.fields)
    whens = [when for part in parts for when in part.when]
    limits = {
        limit
        for when in whens
        if when.question == question.key
        for limit in (when.over, when.under)
        if limit is not None
    }
    return [str(limit + step) for limit in sorted(limits) for step in (-1, 0, 1)] or ["1"]


def overlap(valid_from: date, valid_to: date | None, others: Sequence[Span]) -> str | None:
    """A sentence naming the first version whose days cross these; None when none does."""
    last = valid_to or date.max
    for other in others:
        if other.valid_from <= last and valid_from <= (other.valid_to or date.max):
            until = f"{other.valid_to}止" if other.valid_to else ""
            return f"与第{other.number}版（{other.valid_from}起{until}）重叠。请先给第{other.number}版定止期。"
    return None


def limit_words(limit: Limit) -> str:
    """A limit as people say it: 20个工作日, 3个月, 0.5个工作日."""
    return f"{amount_words(limit.amount)}{'' if limit.unit == 'month' else '个'}{UNITS[limit.unit]}"


def shown(content: Content) -> tuple[Shown, ...]:
    """The elements in words, in the guide's order; what is empty or not looked up is left out."""
    rows = []
    for key, label in ELEMENTS.items():
        element = getattr(content.elements, key)
        if element is not None and element.value != "":
            rows.append(Shown(key, label, _value_words(key, element.value), element.source))
    return tuple(rows)


def _value_words(key: str, value: object) -> str:
    if isinstance(value, Limit):
        return limit_words(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, tuple):
        return "、".join(CODED[key].get(str(part), str(part)) for part in value)
    if key in CODED:
        return CODED[key].get(str(value), str(value))
    return f"{value}次" if key == "visits" else str(value)


def pledged_alone(content: Content, waiver: str) -> str | None:
    """Where an item has 告知承诺, no paper is waived on a word that nobody wrote down and nobody will check."""
    if waiver == "pledged" and content.way.pledge is not None:
        return "这个事项的承诺要写下来、事后核查：请先收件，再办告知承诺，不要在材料上直接勾免交。"
    return None
