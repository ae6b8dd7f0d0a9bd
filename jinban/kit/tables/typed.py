"""One YAML file as a typed document: all its unknown keys, and the first of its other faults, each with its line."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from jinban.kit.tables.faults import Faults, Place, Say
from jinban.kit.tables.reading import BYTES_MOST, text_of
from jinban.kit.tables.yaml_file import Lines, parse

Document = TypeVar("Document")
# How many unknown keys of one file are told at once.
UNKNOWN_MOST = 50
_SAYINGS = (
    (r"Object contains unknown field `(.+)`", "unknown_key", "不认识“{0}”这一项，请改名或删去。"),
    (r"Object missing required field `(.+)`", "missing", "缺少“{0}”这一项，请补上。"),
    (r"Expected `str`, got `.+`", "number_not_text", '这里要写文字。数字和编码请加引号，如"05"。'),
    (r"Expected `(?:int|decimal)[^`]*`, got `.+`", "number_as_text", "这里要写数字。"),
    (r"Expected `bool`, got `.+`", "wrong_choice", "这里只能写true或false。"),
    (r"Expected `date`, got `.+`", "wrong_day", "这里要写日期，如2024-05-07，不加引号。"),
    (r"Expected `array`, got `.+`", "wrong_list", "这里要写一列，每项一行，以“- ”开头。"),
    (r"Expected `object`, got `.+`", "wrong_list", "这里要写成“名: 值”的几项。"),
    (r"Invalid enum value '(.*)'", "wrong_choice", "“{0}”不在可写的几种里，请改。"),
    (r"Invalid decimal.*", "number_as_text", '这里要写数字，如"0.5"。'),
)


def read_typed(path: Path, place: Place, decode: Callable[[Any], Document], say: Say) -> tuple[Document | None, Lines]:
    """The document and its lines; what cannot be taken is said, and the document is then None. `decode` raises msgspec's
    ValidationError."""
    if path.stat().st_size > BYTES_MOST:
        say(place, "too_large", f"文件大于{BYTES_MOST // 2**20}MB，请拆开。")
        return None, Lines()
    text = text_of(path.read_bytes(), place, say)
    if text is None:
        return None, Lines()
    before: Faults = Faults()
    plain, lines = parse(text, place, before)
    for fault in before:
        say(fault.place, fault.kind, fault.sentence)
    if not isinstance(plain, dict):
        if plain is not None:
            say(place.at(1), "wrong_list", "文件要写成“名: 值”的几项。")
        return None, lines
    return _decoded(plain, place, lines, decode, say), lines


def _decoded(
    plain: dict[str, Any], place: Place, lines: Lines, decode: Callable[[Any], Document], say: Say
) -> Document | None:
    """The typed content. All unknown keys are told; of the other faults the first, for the rest hangs on it."""
    sound = True
    for _ in range(UNKNOWN_MOST):
        try:
            content = decode(plain)
        except msgspec.ValidationError as error:
            sound = False
            message, _, path = str(error).partition(" - at `")
            path = path.rstrip("`") or "$"
            kind, sentence, name = _saying(message)
            exact = f"{path}.{name}" if kind == "unknown_key" else path
            say(place.at(lines.near(exact), exact.removeprefix("$").removeprefix(".")), kind, sentence)
            if kind != "unknown_key" or not _drop(plain, path, name):
                return None
        else:
            return content if sound else None
    return None


def _saying(message: str) -> tuple[str, str, str]:
    for pattern, kind, sentence in _SAYINGS:
        if match := re.fullmatch(pattern, message):
            return kind, sentence.format(*match.groups()), match.group(1) if match.groups() else ""
    return "wrong_value", f"这里的内容不对，请对照样本改。（{message}）", ""


def _drop(plain: Any, path: str, name: str) -> bool:
    """Take the unknown key away, so that the next one can be found."""
    for key, at in re.findall(r"\.([^.\[\]]+)|\[(\d+)\]", path):
        plain = plain[int(at)] if at else plain[key]
    return isinstance(plain, dict) and plain.pop(name, WRONG_KEY) is not WRONG_KEY


WRONG_KEY = object()
