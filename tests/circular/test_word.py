"""A paper as a Word file: what stands in the file, before any program draws it."""

import hashlib
import io
import subprocess
import sys
import zipfile
from datetime import date
from typing import Any

import docx
import msgspec
import pytest
from docx.oxml.ns import qn

from jinban.circular.paper import Annex, Number, Paper, Table
from jinban.circular.word import day_of, title_lines, write
from tests.circular.papers import FULL, NAMED, UNITS, WHOLE, link, said, table

FIRST_LINE = {"firstLineChars": "200", "firstLine": "640"}


def opened(paper: Paper) -> Any:
    return docx.Document(io.BytesIO(write(paper, link=link)))


def changed(**changes: Any) -> Paper:
    return msgspec.structs.replace(WHOLE, **changes)


def values(element: Any, path: str) -> dict[str, str]:
    """The attributes of the element at a path of names in w, without their namespace."""
    found = element.find("/".join(qn(f"w:{name}") for name in path.split("/")))
    return {name.rpartition("}")[2]: value for name, value in found.attrib.items()}


def style_of(sheet: Any, key: str) -> Any:
    return next(style for style in sheet.styles.element if style.get(qn("w:styleId")) == key)


def lines(sheet: Any) -> list[tuple[str, str]]:
    """The style and the words of each paragraph outside of tables."""
    return [(each._p.style, each.text) for each in sheet.paragraphs]


def archive(content: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(content))


def test_the_order_is_issuer_title_addressees_text_note_day_annexes():
    assert lines(opened(WHOLE)) == [
        ("Issuer", "大冶市人民政府办公室"),
        ("PaperTitle", "关于全市办事窗口运行情况的通报"),
        ("Normal", ""),
        ("Addressees", "各乡镇人民政府，市政府各部门："),
        ("Words", "全市14个中心受理52301件，情况如下："),
        ("Level1", "一、办理情况"),
        ("Level2", "（一）窗口"),
        ("Level3", "1.综合窗口。"),
        ("Level4", "（1）收件。"),
        ("Words", "各中心统一收件，当场能办的当场办结，不能当场办的写明日期。"),
        ("Level1", "二、下步要求"),
        ("Words", "各单位对照清单自查，整改结果报6月30日前送达。"),
        ("Note", ""),
        ("Note", "附件：1.\t办理件数居前的单位"),
        ("Note", "2.\t窗口名录"),
        ("Note", ""),
        ("Note", ""),
        ("Day", "2024年3月11日"),
        ("AnnexMark", "附件1"),
        ("Note", ""),
        ("AnnexTitle", "办理件数居前的单位"),
        ("Normal", ""),
        ("Words", "按件数排列。"),
        ("Normal", ""),
        ("AnnexMark", "附件2"),
        ("Note", ""),
        ("AnnexTitle", "窗口名录"),
        ("Normal", ""),
        ("Words", "另行印发。"),
    ]


@pytest.mark.parametrize(("length", "stays"), [(140, True), (141, False)])
def test_the_end_of_the_text_stays_with_the_day_unless_it_is_long(length, stays):
    sheet = opened(changed(body=(said("近" * length),)))

    assert (sheet.paragraphs[4]._p.pPr.find(qn("w:keepNext")) is not None) is stays


def test_the_page_is_a4_with_the_margins_of_the_standard():
    section = opened(WHOLE).sections[0]

    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(margin.mm) for margin in margins] == [37, 35, 28, 26]
    assert round(section.footer_distance.mm) == 22
    assert section._sectPr.find(qn("w:docGrid")) is None


def test_the_text_is_16_points_on_lines_of_28_95_points():
    normal = style_of(opened(WHOLE), "Normal")

    assert values(normal, "pPr/spacing") == {"before": "0", "after": "0", "line": "579", "lineRule": "exact"}
    assert values(normal, "rPr/spacing") == {"val": "-5"}
    assert values(normal, "rPr/sz") == {"val": "32"}
    assert values(normal, "pPr/widowControl") == {"val": "0"}
    assert values(style_of(opened(WHOLE), "Words"), "pPr/ind") == FIRST_LINE


@pytest.mark.parametrize(
    ("style", "font", "size"),
    [
        ("Normal", "仿宋_GB2312", "32"), ("Issuer", "方正小标宋简体", "44"), ("PaperTitle", "方正小标宋简体", "44"),
        ("Level1", "黑体", "32"), ("Level2", "楷体_GB2312", "32"), ("Level3", "仿宋_GB2312", "32"),
        ("Level4", "仿宋_GB2312", "32"), ("AnnexMark", "黑体", "32"), ("AnnexTitle", "方正小标宋简体", "44"),
        ("Remark", "黑体", "24"), ("PageNumber", "宋体", "28"),
    ],
)  # fmt: skip
def test_fonts_are_asked_for_by_name_for_chinese_and_digits_alike(style, font, size):
    look = style_of(opened(WHOLE), style)

    faces = values(look, "rPr/rFonts")
    assert faces == {"hint": "eastAsia", "ascii": font, "hAnsi": font, "eastAsia": font, "cs": font}
    assert values(look, "rPr/sz") == {"val": size}


def test_no_other_font_or_style_is_left_in_the_file():
    made = archive(write(WHOLE, link=link))

    styles = made.read("word/styles.xml").decode()
    assert "Times" not in styles
    assert "Theme" not in styles
    assert "Calibri" not in styles
    assert not [name for name in made.namelist() if "theme" in name or "thumbnail" in name or "customXml" in name]


def test_each_font_names_the_one_that_windows_has_in_its_place():
    table_of_fonts = archive(write(WHOLE, link=link)).read("word/fontTable.xml").decode()

    assert '<w:font w:name="仿宋_GB2312"><w:altName w:val="仿宋"/>' in table_of_fonts
    assert '<w:font w:name="楷体_GB2312"><w:altName w:val="楷体"/>' in table_of_fonts


@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_a_heading_shows_in_the_navigation_and_stays_with_its_text(level):
    heading = style_of(opened(WHOLE), f"Level{level}")

    assert values(heading, "pPr/outlineLvl") == {"val": str(level - 1)}
    assert values(heading, "pPr/keepNext") == {}
    assert values(heading, "pPr/ind") == FIRST_LINE


def test_a_number_is_a_link_in_plain_ink():
    sheet = opened(WHOLE)

    links = [part for part in sheet.paragraphs[4]._p if part.tag == qn("w:hyperlink")]
    addresses = [sheet.part.rels[each.get(qn("r:id"))].target_ref for each in links]
    assert addresses == [link("centres"), link("city.cases")]
    assert [each.get(qn("w:tooltip")) for each in links] == ["查看这个数字的来历"] * 2
    looks = [[part.tag for part in run.find(qn("w:rPr"))] for each in links for run in each]
    assert looks == [[qn("w:rStyle")]] * 2
    assert [part.tag for part in style_of(sheet, "Figure")] == [qn("w:name")]


def test_a_number_in_a_table_is_a_link_that_looks_like_its_neighbours():
    sheet = opened(WHOLE)

    first = sheet.tables[0].rows[1].cells
    linked = first[1]._tc.find(f"{qn('w:p')}/{qn('w:hyperlink')}")
    plain = first[2]._tc.find(f"{qn('w:p')}/{qn('w:r')}")
    assert sheet.part.rels[linked.get(qn("r:id"))].target_ref == link("units.0")
    assert values(linked, "r/rPr/rFonts") == values(plain, "rPr/rFonts")
    assert [part.tag for part in linked[0][0]][1:] == [part.tag for part in plain[0]]


def test_a_table_repeats_its_heads_and_keeps_its_lines_whole():
    rows = opened(WHOLE).tables[0].rows

    heads = [row._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in rows]
    whole = [row._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows]
    assert heads == [True] + [False] * len(UNITS)
    assert whole == [True] * (len(UNITS) + 1)


def test_a_table_has_borders_and_numbers_on_the_right():
    drawn = opened(WHOLE).tables[0]

    borders = drawn._tbl.tblPr.find(qn("w:tblBorders"))
    assert [side.get(qn("w:val")) for side in borders] == ["single"] * 6
    sides = [values(cell._tc, "p/pPr/jc")["val"] for row in drawn.rows[:2] for cell in row.cells]
    assert sides == ["center", "center", "center", "left", "right", "right"]


@pytest.mark.parametrize(("columns", "halves"), [(3, "28"), (6, "24"), (8, "21"), (9, "18"), (20, "18")])
def test_a_table_is_as_wide_as_the_text_and_its_words_as_large_as_fit(columns, halves):
    heads = ("单位",) + ("受理数",) * (columns - 1)
    wide = Table(heads, ((("市人力资源和社会保障局",), *((("98.7%",),) * (columns - 1))),))

    drawn = opened(changed(annexes=(Annex("名单", (wide,)),))).tables[0]

    assert sum(int(column.get(qn("w:w"))) for column in drawn._tbl.tblGrid) == 8844
    assert values(drawn.rows[1].cells[0]._tc, "p/r/rPr/sz") == {"val": halves}


def test_pages_are_numbered_right_on_odd_and_left_on_even_ones():
    sheet = opened(WHOLE)

    section = sheet.sections[0]
    assert sheet.settings.odd_and_even_pages_header_footer
    assert section.footer.paragraphs[0].text == "—  —"
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        line = footer.paragraphs[0]._p
        assert values(line, "fldSimple") == {"instr": " PAGE "}
        assert values(line, "pPr/jc") == {"val": side}
        assert values(line, "pPr/ind") == {f"{side}Chars": "100", side: "280"}


def test_a_remark_stands_above_every_page():
    section = opened(WHOLE).sections[0]

    assert [part.text for part in section.header.paragraphs] == ["演示"]
    assert [part.text for part in section.even_page_header.paragraphs] == ["演示"]


def test_a_paper_without_a_remark_has_no_header():
    assert not [name for name in archive(write(changed(remark=""), link=link)).namelist() if "header" in name]


def test_a_paper_without_a_day_says_that_it_is_not_issued():
    sheet = opened(changed(day=None))

    assert [text for style, text in lines(sheet) if style == "Day"] == ["（未签发）"]
    assert day_of(date(2024, 11, 1)) == "2024年11月1日"


def test_a_single_annex_has_no_number_and_its_second_line_stands_under_its_name():
    sheet = opened(changed(annexes=(NAMED,)))

    note = next(part for part in sheet.paragraphs if part.text.startswith("附件："))
    assert note.text == "附件：办理件数居前的单位"
    assert values(note._p, "pPr/ind") == {
        "leftChars": "500", "left": "1600", "hangingChars": "300", "hanging": "960",
    }  # fmt: skip
    assert [text for style, text in lines(sheet) if style == "AnnexMark"] == ["附件"]


def test_the_names_of_ten_annexes_stand_under_each_other():
    sheet = opened(changed(annexes=(Annex("名单", ()),) * 10))

    notes = [part for part in sheet.paragraphs if part._p.style == "Note" and part.text.endswith("名单")]
    assert {values(part._p, "pPr/ind")["left"] for part in notes} == {"2080"}
    assert notes[9].text == "10.\t名单"


def test_each_annex_starts_on_a_page_of_its_own():
    assert values(style_of(opened(WHOLE), "AnnexMark"), "pPr/pageBreakBefore") == {}


def test_a_paper_without_annexes_goes_from_the_text_to_the_day():
    assert [style for style, _ in lines(opened(changed(annexes=())))][-4:] == ["Words", "Note", "Note", "Day"]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("关于窗口运行情况的通报", ["关于窗口运行情况的通报"]),
        (
            "关于2023年度政务服务事项下沉乡镇村办理工作情况的通报",
            ["关于2023年度政务服务事项下沉", "乡镇村办理工作情况的通报"],
        ),
        ("一" * 25, ["一" * 25]),
    ],
)
def test_a_long_title_is_broken_between_words(title, expected):
    assert title_lines(title) == expected


def test_a_title_that_brings_its_lines_keeps_them():
    sheet = opened(changed(title="关于窗口运行\n情况的通报"))

    assert sheet.paragraphs[1].text == "关于窗口运行\n情况的通报"
    assert sheet.core_properties.title == "关于窗口运行情况的通报"


def test_title_issuer_and_day_stand_in_the_properties():
    core = opened(WHOLE).core_properties

    assert (core.title, core.author) == (WHOLE.title, WHOLE.issuer)
    assert (core.created.date(), core.modified.date()) == (WHOLE.day, WHOLE.day)
    assert (core.comments, core.language) == ("", "zh-CN")


def test_the_same_paper_gives_the_same_bytes_in_another_process():
    code = (
        "import hashlib; from tests.circular.papers import *; from jinban.circular.word import write;"
        "print(hashlib.sha256(write(WHOLE, link=link)).hexdigest())"
    )

    said_there = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()

    assert hashlib.sha256(write(WHOLE, link=link)).hexdigest() == said_there
    assert {entry.date_time for entry in archive(write(FULL, link=link)).infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_another_link_gives_other_bytes():
    assert write(WHOLE, link=link) != write(WHOLE, link=lambda key: f"https://other.example/{key}")


def test_letters_that_no_file_can_hold_are_left_out():
    sheet = opened(changed(body=(said("一\x00二\x0b三", Number("4\ufffe件", "k")),)))

    assert sheet.paragraphs[4].text == "一二三4件"


def test_an_annex_that_ends_with_a_table_makes_no_page_after_it():
    last = opened(changed(annexes=(Annex("名单", (table(),)),))).paragraphs[-1]

    assert values(last._p, "pPr/spacing") == {"line": "20", "lineRule": "exact"}
