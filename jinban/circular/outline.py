"""What the city writes once and every circular is made from: parts with headings, sentences with places for numbers, rules
over figures. A typed document; `faults` says everything that is wrong with one."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Literal

import msgspec

from jinban.cases.figures import SLEEPING_CASES
from jinban.circular.figures import AWAITED, named

# Words in braces that are no figure: the period, the largest of a level, a number that the city settled.
PERIOD = "period"
LEADERS = re.compile(r"leaders\.(province|city)\.([1-9])")
PARAMETER = re.compile(rf"parameter\.({SLEEPING_CASES})")
PLACE = re.compile(r"\{([^{}]*)\}")
BRACE = re.compile(r"[{}]")


class When(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A condition on one figure; all that is given must hold. Over and under leave the number itself out."""

    figure: str
    over: int | None = None
    under: int | None = None


class Names(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whom a finding means: the rows of the figure itself (places, items); or, `by` town, department or item, those for which
    it is over or under a number. `least` rows must be behind each, so that one late case of two names nobody."""

    figure: str
    by: Literal["", "town", "department", "item"] = ""
    over: int | None = None
    under: int | None = None
    least: int = 20


class Sentence(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words with places for numbers: `{service_sinking.city.cases}`. Left out when a number is not there, when the
    condition does not hold, when it names and means nobody, or when somebody switched it off."""

    text: str
    when: When | None = None
    names: Names | None = None
    off: bool = False


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A heading and its paragraphs of sentences; `written` is what a person adds in own words, a paragraph a line. Without a
    heading it stands before the first; a heading alone (`bare`) needs no words under it."""

    key: str
    heading: str = ""
    level: Literal[0, 1, 2] = 0
    bare: bool = False
    paragraphs: tuple[tuple[Sentence, ...], ...] = ()
    written: str = ""


class Outline(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One kind of circular, from its title to its last part."""

    kind: Literal["annual", "bulletin"]
    issuer: str
    title: str
    addressees: tuple[str, ...]
    parts: tuple[Part, ...]
    annex: str = ""


class File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The city's file of outlines: in force from a day, by a document."""

    valid_from: date
    document: str
    outlines: tuple[Outline, ...]


def places_in(text: str) -> list[str]:
    """What stands in braces, in order."""
    return PLACE.findall(text)


def text_fault(text: str) -> str | None:
    """What is wrong with words that may hold numbers; None when nothing is."""
    for name in places_in(text):
        word = name == PERIOD or LEADERS.fullmatch(name) or PARAMETER.fullmatch(name)
        if not word and name not in AWAITED and named(name) is None:
            return f"没有“{name}”这个数字，请照数字目录写。"
    if BRACE.search(PLACE.sub("", text)):
        return "花括号没有成对，数字要写成 {名称} 的样子。"
    return None


def heading_fault(text: str) -> str | None:
    """What is wrong with a title: it holds no number but the period."""
    if not text.strip():
        return "标题是空的，请写。"
    return "标题里只能写 {period}，不能写别的数字。" if BRACE.search(text.replace("{period}", "")) else None


def faults(outline: Outline) -> Iterator[tuple[str, str]]:
    """Everything that is wrong with an outline: where, as a path like `$.parts[2].heading`, and a sentence."""
    for where, title in (("$.title", outline.title), ("$.annex", outline.annex or "无"), ("$.issuer", outline.issuer)):
        if fault := heading_fault(title):
            yield where, fault
    if not outline.addressees or any(BRACE.search(who) for who in outline.addressees):
        yield "$.addressees", "主送要写，一行一个，里面不写数字。"
    seen: set[str] = set()
    for at, part in enumerate(outline.parts):
        where = f"$.parts[{at}]"
        if part.key in seen:
            yield f"{where}.key", f"“{part.key}”用了两次，每个部分的编号要不同。"
        seen.add(part.key)
        if bool(part.heading) != bool(part.level):
            yield f"{where}.level", "有标题的要写层级1或2，没有标题的不写。"
        if part.heading and (fault := heading_fault(part.heading)):
            yield f"{where}.heading", fault
        if fault := text_fault(part.written):
            yield f"{where}.written", fault
        for line, paragraph in enumerate(part.paragraphs):
            for place, sentence in enumerate(paragraph):
                yield from ((f"{where}.paragraphs[{line}][{place}]", said) for said in _faulty(sentence))


def _faulty(sentence: Sentence) -> Iterator[str]:
    if not sentence.text.strip():
        yield "句子是空的，请写或者删去。"
    if fault := text_fault(sentence.text):
        yield fault
    for asked in (sentence.when, sentence.names):
        if asked is None:
            continue
        figure = named(asked.figure)
        if figure is None and asked.figure not in AWAITED:
            yield f"没有“{asked.figure}”这个数字，请照数字目录写。"
        if isinstance(asked, Names) and asked.by and figure and asked.by not in figure.view.dimensions:
            yield f"“{figure.label}”不能按“{asked.by}”分。"
