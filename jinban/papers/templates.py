"""What the text of a template may say. Pure: typst, in which 【name】 stands for a value of the case.

The first line tells how papers of this kind are numbered: `// 文号：冶政务受〔{年}〕第{号}号`. The paper's head, its foot and the seal
are the frame's (`frame.typ`); a template says where they stand by 【落款】, 【签名】 (of the applicant) and 【签收】.
"""

import hashlib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

LONGEST = 20_000
BLOCKS = ("落款", "签名", "签收")
YEAR, SERIAL, DIGITS = "{年}", "{号}", 6

_FIELD = re.compile(r"【([^【】\n]*)】")
_WHEN = re.compile(r'若有\(\s*"([^"\n]*)"\s*\)')
_NUMBER = re.compile(r"//\s*文号：\s*(\S[^\n]*?)\s*$", re.MULTILINE)
_COMMENT = re.compile(r"(?<!:)//[^\n]*|/\*.*?\*/", re.DOTALL)
# What reads a file, fetches a package, sets text as code, or tears up the frame.
_BARRED = re.compile(
    r"(?<![\w-])(import|include|read|eval|plugin|image|json|csv|toml|yaml|xml|cbor|bibliography|attach|embed|theme|syntaxes"
    r"|sys|std|page|document)(?![\w-])"
)
_PLAIN = {
    "unclosed delimiter": "括号没有成对",
    "unknown variable": "没有这个命令",
    "unexpected": "这里多写了",
    "expected": "这里少写了",
    "dictionary does not contain key": "没有这个栏目",
}


@dataclass(frozen=True, order=True)
class Fault:
    """One fault of a template: its line, counted from 1, or 0 for the whole; and what to do."""

    line: int
    sentence: str

    @property
    def words(self) -> str:
        return f"第{self.line}行：{self.sentence}" if self.line else self.sentence


def digest(text: str) -> str:
    """64 hex digits that are equal for equal templates only."""
    return hashlib.sha256(text.encode()).hexdigest()


def tidy(text: str) -> str:
    """The text with plain line ends and one at the end."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip("\n") + "\n"


def pattern(text: str) -> str:
    """How papers of this template are numbered, as its first line says; empty where it says nothing."""
    found = _NUMBER.match(text)
    return found[1] if found else ""


def number(said: str, year: int, serial: int) -> str:
    """冶政务受〔2024〕第000123号."""
    return said.replace(YEAR, str(year)).replace(SERIAL, f"{serial:0{DIGITS}}")


def in_order(text: str) -> list[str]:
    """The names of the values and blocks that a template asks for, each once, as they come."""
    plain = _without_comments(text)
    found = sorted((*_FIELD.finditer(plain), *_WHEN.finditer(plain)), key=lambda one: one.start())
    return list(dict.fromkeys(one[1] for one in found))


def used(text: str) -> set[str]:
    """The same, whatever the order."""
    return set(in_order(text))


def typst(text: str) -> str:
    """The template as the press takes it, line for line: names become calls that look a value up, never the value itself."""
    return _FIELD.sub(lambda found: f"#{found[1]}();" if found[1] in BLOCKS else f'#字("{found[1]}");', text)


def faults(text: str, *, allowed: Collection[str], must: Collection[str]) -> list[Fault]:
    """All that is wrong with a template before it is set: its size, its number, names unknown or lacking, what is barred."""
    if len(text) > LONGEST:
        return [Fault(0, f"模板最多{LONGEST:,}个字，现在有{len(text):,}个字，请删短。")]
    return sorted({*_number_faults(text), *_name_faults(text, allowed, must), *_barred(text)})


def _number_faults(text: str) -> Iterator[Fault]:
    said = pattern(text)
    if not said:
        yield Fault(1, f"第一行要写文号的样子，如：// 文号：冶政务受〔{YEAR}〕第{SERIAL}号")
    elif said.count(YEAR) != 1 or said.count(SERIAL) != 1 or len(said) > 40 or set("{}") & set(_bare(said)):
        yield Fault(1, f"文号里要有一个{YEAR}、一个{SERIAL}，不写别的花括号，最多40个字。")


def _bare(said: str) -> str:
    return said.replace(YEAR, "").replace(SERIAL, "")


def _name_faults(text: str, allowed: Collection[str], must: Collection[str]) -> Iterator[Fault]:
    plain, known = _without_comments(text), {*allowed, *BLOCKS}
    for found in (*_FIELD.finditer(plain), *_WHEN.finditer(plain)):
        if found[1] not in known:
            yield Fault(_line(plain, found.start()), f"没有“{found[1]}”这个栏目，请照右边的目录写。")
    lacking = [name for name in must if name not in used(text)]
    if lacking:
        yield Fault(0, f"缺少必须有的栏目：{'、'.join(f'【{name}】' for name in lacking)}。请补上。")


def _barred(text: str) -> Iterator[Fault]:
    plain = _without_comments(text)
    for found in _BARRED.finditer(plain):
        yield Fault(_line(plain, found.start()), f"模板里不能用 {found[1]}：不能读文件、上网，也不能改纸张。请删去。")


def _without_comments(text: str) -> str:
    """The same lines without what typst does not read."""
    return _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def cannot_set(line: int, words: str) -> Fault:
    """What the press could not set, as a fault of the template."""
    said = next((plain for start, plain in _PLAIN.items() if words.startswith(start)), "排不出来")
    return Fault(line, f"{said}（{words[:200]}）。请照着改。")
