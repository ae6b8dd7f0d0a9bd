"""The files of worked-out items: each fault with its line and its path."""

from pathlib import Path
from typing import Any

import pytest

from jinban.kit.tables.faults import Faults, Place
from jinban.kit.tables.yaml_file import parse
from jinban.loading.load import read
from tests.loading.folders import City

pytestmark = pytest.mark.django_db


def said(folder: Path) -> list[str]:
    return [one.words for one in read(folder).faults]


def changed(city: City, path: str, value: Any) -> City:
    *way, last = path.split("/")
    part: Any = city.item
    for step in way:
        part = part[int(step)] if step.isdigit() else part[step]
    if value is None:
        del part[last]
    else:
        part[last] = value
    return city


def line_of(city: City, text: str) -> int:
    """The first line of the item's file that holds this text."""
    lines = city.item_path.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


@pytest.mark.parametrize(
    ("path", "value", "mark", "column", "sentence"),
    [
        ("colour", "red", "colour:", "colour", "不认识“colour”这一项，请改名或删去。"),
        ("elements/fee/unit", "元", "unit: 元", "elements.fee.unit", "不认识“unit”这一项，请改名或删去。"),
        ("materials/1/name", None, "- key: mandate", "materials[1]", "缺少“name”这一项，请补上。"),
        (
            "elements/task_type/value", 5, "value: 5", "elements.task_type.value",
            "这里要写文字。数字和编码请加引号，如\"05\"。",
        ),
        ("elements/visits/value", "一次", "value: 一次", "elements.visits.value", "这里要写数字。"),
        ("elements/sensitive/value", "yes", "value: 'yes'", "elements.sensitive.value", "这里只能写true或false。"),
        ("elements/kind/value", "quick", "value: quick", "elements.kind.value", "“quick”不在可写的几种里，请改。"),
        ("name", "救助", "name: 救助", "name", "这里是“救助”，items.csv 第2行写的是“救助认定”，请改成一样。"),
        ("department", "gongan", "department: gongan", "department",
         "这里是“gongan”，items.csv 第2行写的是“minzheng”，请改成一样。"),
        ("materials/0/department", "minzhn", "department: minzhn", "materials[0].department",
         "departments表里没有“minzhn”，请改。"),
        ("summary", "难处的帮助。 ", "summary: ", "", "末尾有多余的空格，请删去。"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_line(
    tmp_path: Path, path: str, value: Any, mark: str, column: str, sentence: str
) -> None:
    city = changed(City(tmp_path), path, value)
    folder = city.write()
    row = line_of(city, mark)
    where = f"“{column}”项" if column else ""
    assert said(folder) == [f"items/jiuzhu.yaml 第{row}行{where}：{sentence}"]


def test_all_unknown_keys_are_told(tmp_path: Path) -> None:
    city = changed(changed(City(tmp_path), "colour", "red"), "elements/fee/unit", "元")

    folder = city.write()

    assert [one.place.column for one in read(folder).faults] == ["elements.fee.unit", "colour"]


def test_all_that_speaks_against_publishing_is_told(tmp_path: Path) -> None:
    city = changed(City(tmp_path), "elements/legal_limit/value/amount", "0")
    changed(city, "elements/promised_limit/value/amount", "0")
    changed(city, "steps", [])
    changed(city, "elements/fee/source", "")

    faults = read(city.write()).faults

    assert [(one.kind, one.sentence) for one in faults] == [
        ("not_ready", "办理环节只有0个，至少要有受理和决定两个。"),
        ("not_ready", "收费没有写来源。请写文件名和条款，或写“演示”。"),
        ("zero_limit", "承诺时限是0，时限必须大于0。"),
        ("zero_limit", "法定时限是0，时限必须大于0。"),
    ]


def test_an_item_that_the_table_does_not_know_is_named(tmp_path: Path) -> None:
    city = changed(City(tmp_path), "key", "jiuzu")

    assert said(city.write()) == [
        "items/jiuzhu.yaml 第1行“key”项：items表里没有“jiuzu”，请先在items表里登记。",
        "items/jiuzhu.yaml 第1行“key”项：文件名要和key一样，写成jiuzu.yaml。",
    ]


@pytest.mark.parametrize(
    ("text", "row", "kind"),
    [
        ("key: [a", 1, "broken_row"),
        ("key: a\n\tname: b\n", 2, "broken_row"),
        ("a: &x 1\nb: *x\n", 2, "anchor"),
        ("", 0, "missing"),
        ("- a\n", 1, "wrong_list"),
        ("a: 1\na: 2\n", 2, "twice"),
        ("a: 0.5\n", 1, "number_as_text"),
        ("a: 2023-02-30\n", 0, "wrong_day"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, text: str, row: int, kind: str) -> None:
    city = City(tmp_path)
    folder = city.write()
    city.item_path.write_text(text, encoding="utf-8")

    found = [(one.place.row, one.kind) for one in read(folder).faults]

    assert (row, kind) in found


def test_words_stay_words() -> None:
    say = Faults()
    plain, lines = parse("a: no\nb: 12:30\nc: 05\nd: 0x10\ne: 1_000\nf: true\ng: 7\nh:\n", Place("x.yaml"), say)

    assert plain == {"a": "no", "b": "12:30", "c": "05", "d": "0x10", "e": "1_000", "f": True, "g": 7, "h": None}
    assert lines["$.c"] == 3
    assert say == []


def test_a_line_is_known_for_the_nearest_part_above(tmp_path: Path) -> None:
    _, lines = parse("a:\n  - b: 1\n  - c: 2\n", Place("x.yaml"), Faults())

    assert (lines.near("$.a[1].c"), lines.near("$.a[1].d"), lines.near("$.z")) == (3, 3, 1)
