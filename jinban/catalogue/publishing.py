"""What speaks against publishing a version: every fault at once, each a sentence that says what to write.

The quality rules are those of the official guide (出证、出文、到现场次数、邮寄); the others keep a 已核定
version whole.
A 未核定 version holds only its row of the table: of it only the limits, the names and the span are asked.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from jinban.catalogue.content import Content, Field, Limit, Material, Question, When
from jinban.catalogue.rules import Span, holds, overlap, situations
from jinban.catalogue.words import (
    ARTICLE_45,
    CODED,
    ELEMENTS,
    PAPER_RESULT,
    PERMIT,
    SPECIAL_REASONS,
    amount_words,
)
from jinban.kit.refused import Refused
from jinban.people.roles import Role

MOST_QUESTIONS = 3
FEWEST_FIELDS, MOST_FIELDS = 2, 6


class NotReady(Refused):
    """A version that cannot be published, with all its faults."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(
            f"还不能发布，有{len(faults)}处要改：" + " ".join(f"{n}. {fault}" for n, fault in enumerate(faults, 1))
        )
        self.faults = list(faults)


def faults(
    content: Content,
    *,
    verified: bool,
    valid_from: date,
    valid_to: date | None = None,
    others: Sequence[Span] = (),
) -> list[str]:
    """All that speaks against publishing this content from this day on; empty when nothing does.
    `others` are the spans of the item's published versions."""
    found = [*_names(content), *_limits(content), *_codes(content)]
    if verified:
        found += [
            *_elements(content),
            *_quality(content),
            *_sources(content),
            *_questions(content),
            *_whens(content),
        ]
        found += [
            *_situations(content),
            *_materials(content),
            *_form(content),
            *_steps(content),
            *_responsible(content),
        ]
        found += _specials(content)
    if valid_to is not None and valid_to < valid_from:
        found.append(f"止期{valid_to}早于起期{valid_from}，请改。")
    if sentence := overlap(valid_from, valid_to, others):
        found.append(sentence)
    return found


def _names(content: Content) -> Iterator[str]:
    if not content.name.strip() or not content.plain_name.strip():
        yield "没有写名称或群众读的名称（name、plain_name）。"


def _every_limit(content: Content) -> Iterator[tuple[str, Limit]]:
    yield "法定时限", content.elements.legal_limit.value
    yield "承诺时限", content.elements.promised_limit.value
    for step in content.steps:
        yield f"环节“{step.name}”的时限", step.limit
    for special in content.special_procedures:
        yield f"特别程序“{special.name}”的最长时间", special.most
    way = content.way
    if way.tolerance:
        yield "容缺补交的时限", way.tolerance
    if way.pledge:
        yield "告知承诺的核查时限", way.pledge.check
    if way.publicity:
        yield "公示的时间", way.publicity.limit


def _limits(content: Content) -> Iterator[str]:
    for label, limit in _every_limit(content):
        if limit.amount <= 0:
            yield f"{label}是{amount_words(limit.amount)}，时限必须大于0。"
    legal, promised = content.elements.legal_limit.value, content.elements.promised_limit.value
    if legal.unit != promised.unit:
        yield "法定时限和承诺时限的单位不同，请用同一个单位。"
    elif 0 < legal.amount < promised.amount:
        yield f"承诺时限{amount_words(promised.amount)}长于法定时限{amount_words(legal.amount)}，请改短。"


def _codes(content: Content) -> Iterator[str]:
    for key, table in CODED.items():
        element = getattr(content.elements, key)
        values = () if element is None else element.value if isinstance(element.value, tuple) else (element.value,)
        for value in values:
            if value not in table:
                yield f"“{ELEMENTS[key]}”的代码“{value}”不在代码表里。"
    if not content.elements.objects.value:
        yield "没有写服务对象。"


def _elements(content: Content) -> Iterator[str]:
    for key, label in ELEMENTS.items():
        if getattr(content.elements, key) is None:
            yield f"没有写“{label}”（{key}）。"


def _quality(content: Content) -> Iterator[str]:
    elements = content.elements
    if elements.result_name and not elements.result_name.value:
        yield "没有写审批结果的名称。"
    if elements.result_name and elements.result_type and elements.result_type.value != PAPER_RESULT:
        for ending, way in (("证", "出证办结"), ("文", "出文办结")):
            if elements.result_name.value.endswith(ending):
                name = elements.result_name.value
                yield f"结果名“{name}”以“{ending}”结尾，结果类型要写{PAPER_RESULT}（{way}）。"
    if elements.visits and elements.visits.value < 0:
        yield "到现场次数不能小于0。"
    if elements.visits and elements.visits.value and not (elements.visit_reason and elements.visit_reason.value):
        yield f"到现场{elements.visits.value}次，要写必须到现场的原因。"
    forms = elements.handle_forms.value if elements.handle_forms else ()
    if elements.visits and not elements.visits.value and "online" not in forms and "express" not in forms:
        yield "到现场0次又不能网上办，办理形式要含邮寄（express）。"
    if not content.conditions:
        yield "没有写受理条件。"
    if not content.basis:
        yield "没有写设定依据。"
    if content.advice is None:
        yield "没有写咨询、投诉、复议和诉讼的去处（advice）。"


def _sources(content: Content) -> Iterator[str]:
    places: list[tuple[str, str]] = []
    for key, label in ELEMENTS.items():
        if element := getattr(content.elements, key):
            places.append((label, element.source))
    places += [(f"受理条件第{n}条", part.source) for n, part in enumerate(content.conditions, 1)]
    places += [(f"设定依据第{n}条", part.document) for n, part in enumerate(content.basis, 1)]
    places += [(f"材料“{part.name}”", part.source) for part in content.materials]
    places += [(f"表单“{part.label}”", part.source) for part in content.form.fields]
    places += [(f"环节“{part.name}”", part.source) for part in content.steps]
    places += [(f"特别程序“{part.name}”", part.source) for part in content.special_procedures]
    places += [("监督咨询", content.advice.source)] if content.advice else []
    places += [("办理程序", content.way.source)]
    for label, source in places:
        if not source.strip():
            yield f"{label}没有写来源。请写文件名和条款，或写“演示”。"


def _twice(label: str, keys: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            yield f"{label}的编号“{key}”用了两次。"
        seen.add(key)


def _questions(content: Content) -> Iterator[str]:
    if not content.questions:
        yield "没有情形问题。至少要有一个问题，选项不同，材料清单不同。"
    if len(content.questions) > MOST_QUESTIONS:
        yield f"情形问题有{len(content.questions)}个，最多{MOST_QUESTIONS}个。"
    yield from _twice("问题", (question.key for question in content.questions))
    for question in content.questions:
        if len(question.answers) == 1:
            yield f"问题“{question.text}”只有一个选项，至少要两个。"
        yield from _twice(f"问题“{question.text}”选项", (answer.key for answer in question.answers))


def _whens(content: Content) -> Iterator[str]:
    asked = {question.key: question for question in content.questions}
    parts = [(f"材料“{part.name}”", part.when) for part in content.materials]
    parts += [(f"表单“{part.label}”", part.when) for part in content.form.fields]
    for label, whens in parts:
        for when in whens:
            if sentence := _when_wrong(when, asked):
                yield f"{label}的条件不对：{sentence}"


def _when_wrong(when: When, asked: Mapping[str, Question]) -> str | None:
    question = asked.get(when.question)
    if question is None:
        return f"没有编号为“{when.question}”的问题。"
    if sum(part is not None for part in (when.is_, when.in_, when.over, when.under)) != 1:
        return "is、in、over、under 要写一个，且只写一个。"
    numeric = when.over is not None or when.under is not None
    if numeric and question.answers:
        return f"“{question.text}”是选择题，不能用 over、under。"
    if not numeric and not question.answers:
        return f"“{question.text}”是填数字的，要用 over 或 under。"
    offered = {answer.key for answer in question.answers}
    used = () if numeric else (when.is_,) if when.is_ is not None else when.in_ or ()
    unknown = [answer for answer in used if answer not in offered]
    return f"“{question.text}”没有选项“{'、'.join(str(part) for part in unknown)}”。" if unknown else None


def _situations(content: Content) -> Iterator[str]:
    if not content.questions or any(_whens(content)):
        return
    parts: tuple[Material | Field, ...] = (*content.materials, *content.form.fields)
    lists, used = set(), set()
    for answers in situations(content):
        lists.add(tuple(material.key for material in content.materials if holds(material.when, answers)))
        used |= {id(part) for part in parts if holds(part.when, answers)}
    if len(lists) < 2:
        yield "各种情形的材料清单完全一样。至少要有两种情形、两份不同的清单。"
    for part in parts:
        if id(part) not in used:
            label = part.name if isinstance(part, Material) else part.label
            yield f"“{label}”在任何情形下都用不到，请改条件或删去。"


def _materials(content: Content) -> Iterator[str]:
    yield from _twice("材料", (material.key for material in content.materials))
    for material in content.materials:
        if material.waived and not material.why_waived.strip():
            yield f"材料“{material.name}”写了免交，要写为什么免交（why_waived）。"
        if material.originals < 0 or material.copies < 0:
            yield f"材料“{material.name}”的份数不能小于0。"
        if material.need == "required" and not material.waived and material.originals + material.copies == 0:
            yield f"材料“{material.name}”必须交，但原件和复印件都是0份。"


def _form(content: Content) -> Iterator[str]:
    fields = content.form.fields
    if not FEWEST_FIELDS <= len(fields) <= MOST_FIELDS:
        yield f"表单有{len(fields)}项，要有{FEWEST_FIELDS}到{MOST_FIELDS}项。"
    yield from _twice("表单", (field.key for field in fields))
    for field in fields:
        if (field.kind == "choice") != bool(field.choices):
            yield f"表单“{field.label}”：只有单选项（choice）才写 choices，而且一定要写。"


def _steps(content: Content) -> Iterator[str]:
    if len(content.steps) < 2:
        yield f"办理环节只有{len(content.steps)}个，至少要有受理和决定两个。"
    for power, label in (("accept", "受理"), ("close", "决定")):
        if content.steps and power not in {step.power for step in content.steps}:
            yield f"办理环节里没有{label}（{power}）。"
    promised = content.elements.promised_limit.value
    counted = [step.limit for step in content.steps if step.power in ("accept", "review", "close")]
    total = sum((limit.amount for limit in counted if limit.unit == promised.unit), Decimal(0))
    if total > promised.amount:
        yield f"受理到决定各环节共{amount_words(total)}，超过承诺时限{amount_words(promised.amount)}。"


def _responsible(content: Content) -> Iterator[str]:
    for label, role in (
        ("受理", content.stages.accept),
        ("审查", content.stages.check),
        ("决定", content.stages.decide),
    ):
        if not role:
            yield f"没有写{label}的责任岗位（stages）。"
        elif role not in Role.values:
            yield f"{label}的责任岗位“{role}”不是系统里的岗位。"


def _specials(content: Content) -> Iterator[str]:
    yield from _twice("特别程序", (special.key for special in content.special_procedures))
    if content.way.pledge and not any(material.waived == "pledge" for material in content.materials):
        yield "写了告知承诺，却没有一样材料可以承诺免交（waived: pledge）。"
    permit = content.elements.task_type.value == PERMIT
    for special in content.special_procedures:
        if special.reason not in SPECIAL_REASONS:
            yield f"特别程序“{special.name}”的种类“{special.reason}”不在代码表里。"
        elif permit and special.reason not in ARTICLE_45:
            yield f"特别程序“{special.name}”不在行政许可法第45条之列，行政许可不能因此停表。"
