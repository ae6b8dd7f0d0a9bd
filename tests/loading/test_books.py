"""Workbooks in and out: a template that refuses wrong cells, rows that read back as they were, a copy with the faults marked."""

import io
import re
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

import python_calamine
import xlsxwriter

from jinban.kit.tables.books import Filled, book
from jinban.kit.tables.checking import check, rows_of, whole
from jinban.kit.tables.columns import Column, Days, Table
from jinban.kit.tables.faults import Fault, Faults, Place
from jinban.kit.tables.marking import marked
from jinban.kit.tables.reading import read_upload

COLOURS = {"red": "红", "blue": "蓝"}
BOATS = Table(
    "boats",
    "船只",
    (
        Column("code", "code", required=True, label="编码", about="船的编号", example="b1"),
        Column("name", required=True, longest=8, label="船名", example="东风号"),
        Column("colour", "choice", required=True, choices=COLOURS, label="颜色", example="红"),
        Column("flags", "list", choices=COLOURS, label="旗", example="红;蓝"),
        Column("afloat", "flag", label="在航", example="是"),
        Column("length", "number", positive=True, label="长度", example="8.5"),
        Column("since", "day", label="启用", example="2024-05-07"),
        Column("until", "day", label="停用"),
        Column("harbour", "code", ref="harbours", label="港口", example="h1"),
    ),
    key=("code",),
    days=Days("since", "until"),
)
ROW = {
    "code": "007", "name": "=1+1", "colour": "red", "flags": ("red", "blue"), "afloat": False, "length": Decimal("8.5"),
    "since": date(2024, 5, 7), "until": None, "harbour": "h1",
}  # fmt: skip


def read(raw: bytes, name: str = "boats.xlsx") -> tuple[list[dict[str, Any]], list[Fault]]:
    say = Faults()
    rows = {key: rows_of(sheet, say) for key, sheet in read_upload(name, raw, [BOATS], say).items()}
    check(rows, [BOATS], say)
    return whole(rows.get("boats", ())), sorted(say)


def handed_in(*lines: list[Any], heading: list[str] | None = None, formula: str = "") -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as made:
        page = made.add_worksheet("船只")
        page.write_row(0, 0, heading or [column.heading for column in BOATS.columns])
        for at, line in enumerate(lines, 1):
            page.write_row(at, 0, line)
        if formula:
            page.write_formula(formula, "=8+1", None, 9)
    return file.getvalue()


def test_what_a_book_holds_reads_back_as_it_was():
    raw = book([Filled(BOATS, [ROW], example=True)]).read()

    assert read(raw) == ([ROW], [])


def test_a_template_explains_its_columns_offers_choices_and_its_example_is_no_row():
    raw = book([Filled(BOATS, example=True, offers={"harbours": ["h1", "h2"]})], ["先看说明。"]).read()

    made = python_calamine.load_workbook(io.BytesIO(raw))
    example = made.get_sheet_by_name("船只").to_python()[1]
    told = made.get_sheet_by_name("说明").to_python()
    codes = made.get_sheet_by_name("代码").to_python()
    xml = zipfile.ZipFile(io.BytesIO(raw)).read("xl/worksheets/sheet1.xml").decode()
    assert example[:3] == ["示例：b1", "东风号", "红"]
    assert [told[0][0], told[3]] == [
        "先看说明。",
        ["船只", "编码", "船的编号", "必填", "编码：半角字母、数字、横线", "200", "b1"],
    ]
    assert codes == [["红", "是", "h1"], ["蓝", "否", "h2"]]
    assert re.findall(r'type="(\w+)"', xml) == ["list", "list", "date", "date", "list"]
    assert read(raw) == ([], [])


def test_a_file_may_use_the_stored_words_and_any_name():
    text = "code,name,colour,flags,afloat,length,since,until,harbour\n007,=1+1,red,red;blue,0,8.5,2024-05-07,,h1\n"

    assert read(text.encode(), "新船.csv") == ([ROW], [])


def test_faults_name_what_the_file_calls_a_column_and_formulas_are_not_reckoned():
    raw = handed_in(["007", "一艘名字太长的大船", "黄", "", "是", "8", "昨天", "", "h1"], formula="F2")

    places = [(one.place.sheet, one.place.row, one.place.column, one.kind) for one in read(raw)[1]]
    assert places == [
        ("船只", 2, "启用", "wrong_day"),
        ("船只", 2, "船名", "too_long"),
        ("船只", 2, "长度", "formula"),
        ("船只", 2, "颜色", "wrong_choice"),
    ]


def test_what_is_no_table_of_ours_is_refused_by_name():
    assert [one.kind for one in read(b"nothing", "boats.txt")[1]] == ["unreadable"]
    assert [one.kind for one in read(handed_in(heading=["编码", "吨位"]))[1]].count("unknown_column") == 1
    assert [one.sentence for one in read(book([]).read())[1]] == ["文件里没有要导入的表。请用模板，工作表叫“船只”。"]


def test_a_marked_copy_colours_the_cell_comments_on_it_and_lists_every_fault():
    raw = handed_in(["007", "东风号", "黄", "", "是", 8, "昨天", "", "h1"], ["008", "", "红", "", "否", 8, "", "", ""])
    faults = [*read(raw)[1], Fault(Place("boats.xlsx"), "missing_file", "还缺一张表。请补上。")]

    copy = marked("boats.xlsx", raw, faults).read()

    made = python_calamine.load_workbook(io.BytesIO(copy))
    assert made.sheet_names == ["错误清单", "船只"]
    assert made.get_sheet_by_name("错误清单").to_python() == [
        ["文件", "工作表", "行", "列", "哪里不对", "怎么改"],
        ["boats.xlsx", "船只", 2.0, "启用", "“昨天”不是日期。", "请写成2024-05-07这样。"],
        [
            "boats.xlsx",
            "船只",
            2.0,
            "颜色",
            "“黄”不在代码表里。可以写：red（红）、blue（蓝）。",
            "请从下拉框里选一个。",
        ],
        ["boats.xlsx", "船只", 3.0, "船名", "这一格不能空。", "请填写。"],
        ["boats.xlsx", "", "", "", "还缺一张表。", "请补上。"],
    ]
    assert made.get_sheet_by_name("船只").to_python()[1][:3] == ["007", "东风号", "黄"]
    packed = zipfile.ZipFile(io.BytesIO(copy))
    assert re.findall(r'<comment ref="(\w+)"', packed.read("xl/comments1.xml").decode()) == ["A1", "C2", "G2", "B3"]
    styled = re.findall(r'<c r="(\w+)" s="(\d+)"', packed.read("xl/worksheets/sheet2.xml").decode())
    assert {cell for cell, _ in styled} == {"A1", "C2", "G2", "B3"}


def test_a_marked_copy_of_a_csv_keeps_its_text():
    raw = b"code,name\n007,\n"
    faults = [Fault(Place("boats.csv", "", 2, "name"), "missing", "这一格不能空，请填写。")]

    made = python_calamine.load_workbook(io.BytesIO(marked("boats.csv", raw, faults).read()))

    assert made.get_sheet_by_name("表").to_python() == [["code", "name"], ["007", ""]]


def rewritten(raw: bytes, old: bytes, new: bytes, **more: str) -> bytes:
    """A workbook with these bytes replaced in its parts, and further parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as packed, zipfile.ZipFile(file, "w") as made:
        for part in packed.infolist():
            made.writestr(part.filename, packed.read(part).replace(old, new))
        for name, text in more.items():
            made.writestr(name, text)
    return file.getvalue()


def test_a_small_file_that_asks_for_a_huge_rectangle_is_refused_before_room_is_made_for_it():
    raw = handed_in(["007", "东风号", "红", "", "是", 8, "", "", ""])
    cell = b'<c r="F2"><v>8</v></c>'
    rest = b"<c><v>8</v></c>" * 200
    far = {
        cell: (b'<c r="XFD1048576"><v>8</v></c>', b'<x:c t="n" r = \'xfd2\'><v>8</v></x:c>', rest, b'<c s=">" r="XFD9"><v>8</v></c>'),
        b'<row r="2"': (b'<row r="1048575"',),
    }  # fmt: skip

    kinds = []
    for old, news in far.items():
        for new in news:
            bomb = rewritten(raw, old, new) if old == cell else rewritten(
                rewritten(raw, cell, b"<c><v>8</v></c>"), old, new
            )  # fmt: skip
            kinds.append([one.kind for one in read(bomb)[1]])
            assert python_calamine.load_workbook(marked("b.xlsx", bomb, [])).sheet_names == ["错误清单"]

    assert kinds == [["too_large"], ["too_large"], ["too_large"], ["unreadable"], ["too_large"]]
    looks = rewritten(raw, cell, cell + b'<c r="XFD2" s="1"/>')
    assert "too_large" not in [one.kind for one in read(looks)[1]]


def test_what_cannot_be_unpacked_is_a_fault_and_no_breakdown():
    raw = handed_in(["007", "东风号", "红", "", "是", 8, "", "", ""])
    where = raw.index(b"xl/worksheets/sheet1.xml") + 40
    at = raw.index(b"PK\x01\x02")
    encrypted, method = bytearray(raw), bytearray(raw)
    encrypted[at + 8] |= 1
    method[at + 10] = 97
    damaged = raw[:where] + bytes(255 - one for one in raw[where : where + 60]) + raw[where + 60 :]
    short = rewritten(raw, b"</sheetData>", b"")
    other = rewritten(raw, b"", b"", mimetype="application/vnd.oasis.opendocument.spreadsheet")
    files = [bytes(encrypted), bytes(method), damaged, raw[:-30], other, short]

    assert [[one.kind for one in read(one)[1]] for one in files] == [["unreadable"]] * 6


def test_a_marked_copy_may_come_from_a_file_of_any_name():
    fault = Fault(Place("x.csv", "", 2, "name"), "missing", "这一格不能空，请填写。")

    for name in ("数据[1].csv", "错误清单.csv"):
        made = python_calamine.load_workbook(marked(name, b"code,name\n007,\n", [fault]))
        assert made.sheet_names == ["错误清单", "表"]


def test_a_sign_that_no_database_takes_is_a_fault_without_it():
    heading = handed_in(["007", "东_x0000_风", "红", "", "是", 8, "", "", ""], heading=["编码", "船_x0000_名"])
    sheet = rewritten(heading, b"_x005F_x0000_", b"_x0000_")

    told = read(sheet)[1] + read(b"code,na\0me", "boats.csv")[1]

    assert [fault for fault in told if "\0" in fault.words] == []
    assert [fault.kind for fault in told if fault.place.column == "船\ufffd名"] == ["odd_sign", "unknown_column"]
    assert [fault.kind for fault in told if fault.place.file == "boats.csv"] == ["odd_sign"]
