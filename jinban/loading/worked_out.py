"""The items that are worked out fully: items/<key>.yaml, each checked whole, with the line of each fault."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path

from jinban.catalogue import queries
from jinban.catalogue.content import Content, decode, digest
from jinban.catalogue.publishing import faults as publishing_faults
from jinban.catalogue.rules import Span
from jinban.kit.tables.checking import Row, Tables
from jinban.kit.tables.faults import Place, Say
from jinban.kit.tables.typed import read_typed
from jinban.kit.tables.yaml_file import Lines


def read_contents(folder: Path, rows: Tables, say: Say) -> list[Content]:
    """Every content of the folder's `items/`, checked against the tables and the published versions."""
    published = queries.published_digests()
    items = {row["key"]: row for row in rows.get("items", ()) if row.sound("key")}
    departments = {row["code"] for row in rows.get("departments", ()) if row.sound("code")}
    contents = []
    for path in sorted((folder / "items").glob("*.y*ml")):
        place = Place(f"items/{path.name}")
        content, lines = read_typed(path, place, decode, say)
        if content is None:
            continue
        contents.append(content)
        _check_name(path, content, place, lines, say)
        _check_against_row(content, items.get(content.key), place, lines, say)
        _check_departments(content, departments, place, lines, say)
        if (content.key, digest(content)) not in published:
            _check_ready(content, place, lines, say)
    return contents


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
