"""The items that are worked out fully: items/<key>.yaml, each checked whole, with the line of each fault."""

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec

from jinban.catalogue import queries
from jinban.catalogue.content import Content, decode, digest
from jinban.catalogue.publishing import faults as publishing_faults
from jinban.catalogue.rules import Span
from jinban.commands.loading.checking import Row, Tables
from jinban.commands.loading.faults import Faults, Place, Say
from jinban.commands.loading.reading import BYTES_MOST, text_of
from jinban.commands.loading.yaml_file import Lines, parse

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


def read_contents(folder: Path, rows: Tables, say: Say) -> list[Content]:
    """Every content of the folder's `items/`, checked against the tables and the published versions."""
    published = queries.published_digests()
    items = {row["key"]: row for row in rows.get("items", ()) if row.sound("key")}
    departments = {row["code"] for row in rows.get("departments", ()) if row.sound("code")}
    contents = []
    for path in sorted((folder / "items").glob("*.y*ml")):
        place = Place(f"items/{path.name}")
        content, lines = _read(path, place, say)
        if content is None:
            continue
        contents.append(content)
        _check_name(path, content, place, lines, say)
        _check_against_row(content, items.get(content.key), place, lines, say)
        _check_departments(content, departments, place, lines, say)
        if (content.key, digest(content)) not in published:
            _check_ready(content, place, lines, say)
    return contents


def _read(path: Path, place: Place, say: Say) -> tuple[Content | None, Lines]:
    if path.stat().st_size > BYTES_MOST:
        say(place, "too_large", f"文件大于{BYTES_MOST // 2**20}MB，请拆开。")
        return None, Lines()
    text = text_of(path, place, say)
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
    content = _decoded(plain, place, lines, say)
    return content, lines


def _decoded(plain: dict[str, Any], place: Place, lines: Lines, say: Say) -> Content | None:
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


def _check_name(path: Path, content: Content, place: Place, lines: Lines, say: Say) -> None:
    if path.stem != content.key:
        say(place.at(lines.near("$.key"), "key"), "wrong_code", f"文件名要和key一样，写成{content.key}.yaml。")


def _check_against_row(content: Content, row: Row | None, place: Place, lines: Lines, say: Say) -> None:
    """What the item's row and its file both say must be one thing."""
    if row is None:
        say(
            place.at(lines.near("$.key"), "key"), "unknown_item", f"items表里没有“{content.key}”，请先在items表里登记。"
        )
        return
    elements = content.elements
    both: Mapping[str, tuple[object, str]] = {
        "name": (content.name, "$.name"),
        "department": (content.department, "$.department"),
        "item_class": (content.item_class, "$.item_class"),
        "task_type": (elements.task_type.value, "$.elements.task_type"),
        "sensitive": (elements.sensitive.value, "$.elements.sensitive"),
        "in_person": (elements.in_person.value, "$.elements.in_person"),
    }
    for column, (said, path) in both.items():
        if row.sound(column) and row[column] != said:
            other = f"{row.place.words}写的是“{row[column]}”"
            say(
                place.at(lines.near(path), path.removeprefix("$.")), "differs", f"这里是“{said}”，{other}，请改成一样。"
            )


def _check_departments(content: Content, known: set[str], place: Place, lines: Lines, say: Say) -> None:
    named = [(content.department, "$.department")]
    named += [(part.department, f"$.materials[{at}].department") for at, part in enumerate(content.materials)]
    for code, path in named:
        if code and code not in known:
            say(place.at(lines.near(path), path.removeprefix("$.")), "dangling", f"departments表里没有“{code}”，请改。")


def _check_ready(content: Content, place: Place, lines: Lines, say: Say) -> None:
    others = followed(queries.spans(content.key), content)
    for sentence in publishing_faults(content, verified=True, valid_from=content.valid_from, others=others):
        kind = "zero_limit" if "必须大于0" in sentence else "overlap" if "重叠" in sentence else "not_ready"
        path = {"overlap": "$.valid_from"}.get(kind, "$")
        say(place.at(lines.near(path), "valid_from" if kind == "overlap" else ""), kind, sentence)


def followed(spans: Sequence[Span], content: Content) -> list[Span]:
    """The published spans as they will be: the open one ends the day before, if this one begins later."""
    day_before = content.valid_from - timedelta(days=1)
    return [
        Span(span.number, span.valid_from, day_before)
        if span.valid_to is None and span.valid_from < content.valid_from
        else span
        for span in spans
    ]
