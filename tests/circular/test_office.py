"""The Word file as LibreOffice prints it: read back from the PDF and measured."""

import io
import re
import subprocess
import time
from dataclasses import dataclass
from xml.etree import ElementTree

import msgspec
import pytest
from PIL import Image
from pypdf import PdfReader

from jinban.circular import office
from jinban.circular.fonts import FONTS
from jinban.circular.office import installed, missing, substitutes, to_pdf
from jinban.circular.paper import Annex, Number, Paper, Paragraph
from jinban.circular.word import write
from tests.circular.papers import FULL, WHOLE, link, table, words
from tests.world import refused

POINTS = 72 / 25.4  # of a millimetre
TOP, BOTTOM, LEFT, RIGHT = 37 * POINTS, (297 - 35) * POINTS, 28 * POINTS, (210 - 26) * POINTS


@dataclass(frozen=True)
class Line:
    """What stands at one height of a page."""

    words: str
    left: float
    right: float
    bottom: float

    @property
    def in_type_area(self) -> bool:
        return TOP < self.bottom <= BOTTOM + 1


@dataclass(frozen=True)
class Printed:
    """A PDF and its lines by page, from top to bottom."""

    content: bytes
    pages: tuple[tuple[Line, ...], ...]

    def body(self, page: int) -> list[Line]:
        return [line for line in self.pages[page] if line.in_type_area]

    def foot(self, page: int) -> Line:
        return self.pages[page][-1]


def read(content: bytes) -> Printed:
    """Ask poppler where every word stands."""
    words = ["pdftotext", "-bbox", "-", "-"]
    said = subprocess.run(words, input=content, capture_output=True, check=True).stdout
    pages = ElementTree.fromstring(said).iter("{http://www.w3.org/1999/xhtml}page")
    return Printed(content, tuple(_lines(page) for page in pages))


def _lines(page: ElementTree.Element) -> tuple[Line, ...]:
    by_height: dict[int, list[ElementTree.Element]] = {}
    for word in sorted(page, key=lambda word: float(word.get("yMax", 0))):
        bottom = float(word.get("yMax", 0))
        near = next((height for height in by_height if abs(height - bottom) < 8), round(bottom))
        by_height.setdefault(near, []).append(word)
    return tuple(_line(parts) for _, parts in sorted(by_height.items()))


def _line(parts: list[ElementTree.Element]) -> Line:
    ordered = sorted(parts, key=lambda word: float(word.get("xMin", 0)))
    left, right = float(ordered[0].get("xMin", 0)), max(float(word.get("xMax", 0)) for word in ordered)
    return Line("".join(word.text or "" for word in ordered), left, right, float(ordered[-1].get("yMax", 0)))


def printed(paper: Paper) -> Printed:
    return read(to_pdf(write(paper, link=link)))


@pytest.fixture(scope="module")
def whole(soffice: None) -> Printed:
    return printed(WHOLE)


@pytest.fixture(scope="module")
def full(soffice: None) -> Printed:
    return printed(msgspec.structs.replace(FULL, remark="演示数据不是真实的办件数" * 8))


@pytest.mark.office
def test_every_page_is_a4(whole):
    sizes = {(round(page.mediabox.width / POINTS), round(page.mediabox.height / POINTS)) for page in pages_of(whole)}

    assert sizes == {(210, 297)}


def pages_of(paper: Printed) -> list:
    return list(PdfReader(io.BytesIO(paper.content)).pages)


@pytest.mark.office
def test_the_words_read_back_are_the_words_of_the_paper(whole):
    said = subprocess.run(["pdftotext", "-layout", "-", "-"], input=whole.content, capture_output=True, check=True)
    pages = said.stdout.decode().split("\f")[:-1]

    without_remark = ["".join(page.split()).removeprefix("演示") for page in pages]
    assert "".join(re.sub(r"—\d+—$", "", page) for page in without_remark) == words(WHOLE)


@pytest.mark.office
def test_a_full_page_has_22_lines_of_28_characters(full):
    lines = full.body(1)

    assert [len(line.words) for line in lines] == [28] * 22
    assert lines[0].left == pytest.approx(LEFT, abs=1)
    assert lines[0].right == pytest.approx(RIGHT, abs=2)
    assert (lines[-1].bottom - lines[0].bottom) / 21 == pytest.approx(28.95, abs=0.02)


@pytest.mark.office
def test_three_lines_of_remark_are_whole_and_move_nothing(full):
    remark = [line for line in full.pages[1] if line.bottom < TOP]
    without = printed(FULL)

    assert "".join(line.words for line in remark) == "演示数据不是真实的办件数" * 8
    assert len(remark) == 3
    assert full.body(1) == without.body(1)


@pytest.mark.office
def test_a_paragraph_starts_two_characters_in(whole):
    first = next(line for line in whole.body(0) if line.words.startswith("一、"))

    assert first.left == pytest.approx(LEFT + 32, abs=1)


@pytest.mark.office
def test_the_day_leaves_four_characters_on_its_right(whole):
    day = next(line for page in range(3) for line in whole.body(page) if line.words == "2024年3月11日")

    assert day.right == pytest.approx(RIGHT - 64, abs=2)


@pytest.mark.office
def test_each_annex_starts_a_page_with_its_title_on_the_third_line(whole):
    starts = [[line.words for line in whole.body(page)][:2] for page in range(len(whole.pages))]
    mark, title = whole.body(len(starts) - 1)[:2]

    assert starts[-2:] == [["附件1", "办理件数居前的单位"], ["附件2", "窗口名录"]]
    assert mark.left == pytest.approx(LEFT, abs=1)
    assert title.bottom - mark.bottom == pytest.approx(2 * 28.95, abs=3)
    assert (title.left + title.right) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=1)


@pytest.mark.office
def test_a_table_of_two_pages_has_its_heads_on_both(soffice):
    annex = Annex("名单", (table(tuple(f"第{n}站" for n in range(40))),))

    long = printed(msgspec.structs.replace(WHOLE, annexes=(annex,)))

    assert [line.words for line in long.body(-1)][:1] == ["单位受理件数办结率"]
    assert sum(line.words == "单位受理件数办结率" for page in range(len(long.pages)) for line in long.body(page)) == 2


@pytest.mark.office
def test_page_numbers_stand_right_on_odd_and_left_on_even_pages(full):
    assert [full.foot(page).words for page in range(3)] == ["—1—", "—2—", "—3—"]
    assert full.foot(0).right == pytest.approx(RIGHT - 14, abs=1)
    assert full.foot(1).left == pytest.approx(LEFT + 14, abs=1)
    assert full.foot(2).right == pytest.approx(RIGHT - 14, abs=1)
    assert (full.foot(0).bottom - BOTTOM) / POINTS == pytest.approx(7 + 5, abs=2)


@pytest.mark.office
def test_every_number_leads_to_its_page_in_the_pdf_too(whole):
    notes = [note.get_object() for page in pages_of(whole) for note in page.get("/Annots", [])]
    targets = {note["/A"]["/URI"] for note in notes}

    assert targets == {link(key) for key in keys(WHOLE)}


def keys(paper: Paper) -> set[str]:
    """The keys of all numbers of a paper."""
    parts = [*paper.body, *(part for annex in paper.annexes for part in annex.body)]
    cells = [part.runs for part in parts if isinstance(part, Paragraph)]
    cells += [cell for part in parts if not isinstance(part, Paragraph) for line in part.lines for cell in line]
    return {run.key for runs in cells for run in runs if isinstance(run, Number)}


@pytest.mark.office
def test_nothing_on_the_paper_is_coloured(whole):
    words_of_poppler = ["pdftoppm", "-r", "60", "-png", "-f", "1", "-l", "1", "-"]
    picture = subprocess.run(words_of_poppler, input=whole.content, capture_output=True, check=True).stdout

    page = Image.open(io.BytesIO(picture)).convert("RGB")
    assert all(red == green == blue for _, (red, green, blue) in page.getcolors(page.width * page.height))


@pytest.mark.office
def test_all_letters_are_in_the_file_itself(whole):
    fonts = [font.get_object() for page in pages_of(whole) for font in page["/Resources"]["/Font"].values()]

    assert fonts
    assert all(letters_of(font) for font in fonts)


def letters_of(font: dict) -> bool:
    """Whether a font of a PDF brings its letters along."""
    inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
    return bool({"/FontFile", "/FontFile2", "/FontFile3"} & {*inner["/FontDescriptor"].get_object()})


@pytest.mark.office
def test_what_is_no_word_file_is_refused(soffice):
    with refused("LibreOffice 没能把这份公文转成 PDF。请下载 Word 文件，或稍后再试。"):
        to_pdf(b"PK\x03\x04 broken")


def test_without_libreoffice_the_reader_is_told_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))

    with refused(
        "这台服务器没有安装 LibreOffice，转不成 PDF。请下载 Word 文件，或请管理员安装软件包 libreoffice-writer-nogui。"
    ):
        to_pdf(b"")


def test_an_office_that_hangs_is_ended(monkeypatch, tmp_path):
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\n/bin/sleep 20 &\nwait\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(office, "SECONDS", 0.3)
    began = time.monotonic()

    with refused("LibreOffice 没能把这份公文转成 PDF。请下载 Word 文件，或稍后再试。"):
        to_pdf(b"")

    assert time.monotonic() - began < 5
    assert not office.ONE_AT_A_TIME.locked()


def test_what_is_missing_is_said_a_sentence_each(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))

    assert missing() == [
        "没有安装 LibreOffice（软件包 libreoffice-writer-nogui），不能转成 PDF；Word 文件照样生成。",
        "没有安装字体“方正小标宋简体”：Word 文件照样生成，写明用这个字体；在本机转成的 PDF 用替代字体，字形会有出入。",
        "没有安装字体“仿宋_GB2312”：Word 文件照样生成，写明用这个字体；在本机转成的 PDF 用替代字体，字形会有出入。",
        "没有安装字体“楷体_GB2312”：Word 文件照样生成，写明用这个字体；在本机转成的 PDF 用替代字体，字形会有出入。",
        "没有安装字体“黑体”：Word 文件照样生成，写明用这个字体；在本机转成的 PDF 用替代字体，字形会有出入。",
    ]


@pytest.fixture
def furnished(monkeypatch, tmp_path):
    """A machine that has the office, and each font under one of its names."""
    for name, said in (
        ("soffice", ""),
        ("fc-list", "FZXiaoBiaoSong-B05S,方正小标宋简体\n仿宋_GB2312\nKaiTi_GB2312\nSimHei,黑体"),
    ):
        (tmp_path / name).write_text(f"#!/bin/sh\necho '{said}'\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))


def test_a_machine_that_has_all_misses_nothing(furnished):
    assert missing() == []
    assert {"方正小标宋简体", "仿宋_GB2312", "KaiTi_GB2312"} <= installed()


def test_every_font_has_a_stand_in_that_the_server_can_have(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))

    aliases = ElementTree.fromstring(substitutes().encode()).findall("alias")

    assert {alias.findtext("family"): [name.text for name in alias.iter("family")][2:] for alias in aliases} == {
        "方正小标宋简体": ["FandolSong", "Noto Serif CJK SC"],
        "仿宋_GB2312": ["FandolFang", "Noto Serif CJK SC"],
        "楷体_GB2312": ["FandolKai", "Noto Serif CJK SC"],
        "黑体": ["FandolHei", "Noto Sans CJK SC"],
        "宋体": ["FandolSong", "Noto Serif CJK SC"],
    }
    assert [alias.findtext("family") for alias in aliases] == [font.name for font in FONTS]


def test_only_a_stand_in_for_the_title_is_made_bold(furnished, monkeypatch, tmp_path):
    assert "bold" not in substitutes()

    (tmp_path / "fc-list").unlink()

    bold = ElementTree.fromstring(substitutes().encode()).findall("match")
    assert [match.findtext("test/string") for match in bold] == ["方正小标宋简体"]
