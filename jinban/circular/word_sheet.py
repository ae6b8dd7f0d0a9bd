"""The empty sheet that a paper is written on: page, styles, header, footer, and how it becomes the bytes of a file.

Sizes are GB/T 9704-2012, 5.2: the type area is 156 × 225 mm, 22 lines of 28 characters of 16 pt. The grid of a page is
kept by exact line spacing and by the pitch of the characters; a character grid in the section is not used, because word
processors read it differently.
"""

import io
import zipfile
from datetime import UTC, date, datetime
from typing import Any

import docx
from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.shared import Mm

from jinban.circular.fonts import FONTS, HEI, KAI, SONG, TEXT, TITLE, Font
from jinban.circular.paper import Paper
from jinban.circular.word_xml import LINK, Element, Pen, el, looks, paragraph

TWIPS = 20  # to a point
SIZE, TITLE_SIZE, FOOT_SIZE, REMARK_SIZE = 16, 22, 14, 12  # 3号, 2号, 4号, 小四
LINE = 579  # 28.95 pt: 22 of them are the 225 mm of the type area
PITCH = -5  # −0.25 pt: 28 characters of 15.75 pt are its 156 mm
TYPE_AREA = 8844  # 156 mm
EPOCH = date(1980, 1, 1)  # the day of a file whose paper has none; ZIP knows no earlier
UNUSED = (
    "customXml", "numbering", "stylesWithEffects", "webSettings", "theme", "thumbnail", "extended-properties", "fontTable",
)  # fmt: skip


def blank(paper: Paper) -> Document:
    """A document without a word in it, but with the page, styles and properties of this paper."""
    sheet = docx.Document()
    for rels in (sheet.part.rels, sheet.part.package.rels):  # type: ignore[union-attr]
        for unused in [key for key, rel in rels.items() if rel.reltype.rpartition("/")[2] in UNUSED]:
            del rels[unused]
    _page(sheet)
    _styles(sheet)
    _fonts(sheet)
    _settings(sheet)
    _properties(sheet, paper)
    _footers(sheet)
    if paper.remark:
        _headers(sheet, paper.remark)
    return sheet


def pack(sheet: Document) -> bytes:
    """The file. The same sheet gives the same bytes on every day and machine."""
    loose, packed = io.BytesIO(), io.BytesIO()
    sheet.save(loose)
    with zipfile.ZipFile(loose) as parts, zipfile.ZipFile(packed, "w") as archive:
        for name in parts.namelist():
            entry = zipfile.ZipInfo(name, (EPOCH.year, EPOCH.month, EPOCH.day, 0, 0, 0))
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
            archive.writestr(entry, parts.read(name))
    return packed.getvalue()


def indent(characters: float, *, side: str = "left", hanging: float = 0, size: int = SIZE) -> Element:
    """An indent counted in characters of a size; Word takes the characters, others the length that goes with them."""
    values: dict[str, int] = {f"{side}Chars": round(characters * 100), side: round(characters * size * TWIPS)}
    if hanging:
        values |= {"hangingChars": round(hanging * 100), "hanging": round(hanging * size * TWIPS)}
    return el("ind", **values)


def _page(sheet: Document) -> None:
    """5.2.1: A4; 天头 37 mm, 订口 28 mm, type area 156 × 225 mm. The footer is 7 mm below it: 7.5."""
    section = sheet.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = (
        Mm(37),
        Mm(35),
        Mm(28),
        Mm(26),
    )
    section.header_distance, section.footer_distance, section.gutter = Mm(15), Mm(22), Mm(0)
    for grid in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(grid)


def _plain() -> Element:
    """What every paragraph has: full pages of 22 lines, and no space that a word processor adds on its own."""
    return el(
        "pPr",
        el("widowControl", val=0),
        el("autoSpaceDE", val=0),
        el("autoSpaceDN", val=0),
        el("adjustRightInd", val=0),
        el("snapToGrid", val=0),
        el("spacing", before=0, after=0, line=LINE, lineRule="exact"),
        el("jc", val="both"),
    )


def _style(key: str, name: str, *properties: Element, look: Element | None = None) -> Element:
    made = el("style", el("name", val=name), el("basedOn", val="Normal"), type="paragraph", customStyle=1, styleId=key)
    made.extend([el("qFormat"), el("pPr", *properties)])
    if look is not None:
        made.append(look)
    return made


def _heading(level: int, name: str, font: Font) -> Element:
    """7.3.3: 一、in 黑体,（一）in 楷体, 1. and（1）in 仿宋; the level shows in the navigation and changes no looks."""
    outline = el("outlineLvl", val=level - 1)
    look = looks(font, SIZE, pitch=PITCH)
    return _style(f"Level{level}", name, el("keepNext"), _first_line(), outline, look=look)


def _first_line() -> Element:
    return el("ind", firstLineChars=200, firstLine=2 * SIZE * TWIPS)


def _styles(sheet: Document) -> None:
    """The styles of the paper in place of all others."""
    root: Any = sheet.styles.element
    for old in [child for child in root if child.tag in (qn("w:style"), qn("w:docDefaults"))]:
        root.remove(old)
    # Danger: with zh-CN for digits too, LibreOffice breaks a line inside a number.
    language = el("lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA")
    plain = looks(TEXT, SIZE, pitch=PITCH)
    root.insert(0, el("docDefaults", el("rPrDefault", el("rPr", language)), el("pPrDefault")))
    normal = el("style", el("name", val="Normal"), el("qFormat"), _plain(), plain, type="paragraph", default=1)
    normal.set(qn("w:styleId"), "Normal")
    big, small = looks(TITLE, TITLE_SIZE, pitch=0), looks(HEI, REMARK_SIZE, pitch=0)
    root.extend(
        (
            normal,
            el("style", el("name", val="数字"), type="character", customStyle=1, styleId=LINK),
            _style("Issuer", "发文机关", el("keepNext"), el("jc", val="center"), look=big),
            _style("PaperNumber", "发文字号", el("keepNext"), el("jc", val="center")),
            _style("PaperTitle", "公文标题", el("keepNext"), el("jc", val="center"), look=looks(TITLE, TITLE_SIZE, pitch=0)),
            _style("Addressees", "主送机关"),
            _style("Words", "公文正文", _first_line()),
            _heading(1, "一级标题", HEI),
            _heading(2, "二级标题", KAI),
            _heading(3, "三级标题", TEXT),
            _heading(4, "四级标题", TEXT),
            _style("Note", "附件说明", el("keepNext")),
            _style("Day", "成文日期", indent(4, side="right"), el("jc", val="right")),
            _style("AnnexMark", "附件", el("keepNext"), el("pageBreakBefore"), look=looks(HEI, SIZE, pitch=PITCH)),
            _style("AnnexTitle", "附件标题", el("keepNext"), el("jc", val="center"), el("outlineLvl", val=0),
                   look=looks(TITLE, TITLE_SIZE, pitch=0)),
            _style("Cell", "表格文字"),
            _style("Remark", "版头备注", el("spacing", before=0, after=0, line=18 * TWIPS, lineRule="exact"),
                   el("jc", val="center"), look=small),
            _style("PageNumber", "页码", el("spacing", before=0, after=0, line=240, lineRule="auto"),
                   look=looks(SONG, FOOT_SIZE, pitch=0)),
        )
    )  # fmt: skip


def _fonts(sheet: Document) -> None:
    """The fonts by name, each with the one that Windows brings in its place."""
    table = el("fonts")
    for font in FONTS:
        table.append(el("font", el("altName", val=font.near), el("charset", val="86"), name=font.name))
    uri, package = PackURI("/word/fontTable.xml"), sheet.part.package
    part = Part(uri, CONTENT_TYPE.WML_FONT_TABLE, serialize_part_xml(table), package)  # type: ignore[no-untyped-call]
    sheet.part.relate_to(part, RELATIONSHIP_TYPE.FONT_TABLE)


def _settings(sheet: Document) -> None:
    """Different footers on odd and even pages, Chinese as the language, Word's present way of setting text."""
    sheet.settings.odd_and_even_pages_header_footer = True
    root: Any = sheet.settings.element
    for name in ("rsids", "savePreviewPicture"):
        root.remove(root.find(qn(f"w:{name}")))
    language = root.find(qn("w:themeFontLang"))
    language.set(qn("w:eastAsia"), "zh-CN")
    for rule in root.iter(qn("w:compatSetting")):
        if rule.get(qn("w:name")) == "compatibilityMode":
            rule.set(qn("w:val"), "15")


def _properties(sheet: Document, paper: Paper) -> None:
    """Title and issuer; the times are the paper's day, never the hour at which the file was made."""
    day = paper.day or EPOCH
    at = datetime(day.year, day.month, day.day, tzinfo=UTC)
    core = sheet.core_properties
    core.title, core.author, core.last_modified_by = _short(paper.title), _short(paper.issuer), _short(paper.issuer)
    core.created = core.modified = at
    core.comments = core.keywords = ""
    core.language, core.revision = "zh-CN", 1


def _short(text: str) -> str:
    """On one line, and no longer than a property may be."""
    return "".join(text.split("\n"))[:255]


def _footers(sheet: Document) -> None:
    """7.5: — 1 — in 4号 half-width digits of 宋体; odd pages right with a character of space, even pages left."""
    section = sheet.sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        pen = Pen(footer.part, str)
        number = el("fldSimple", pen.words("1"), instr=" PAGE ")
        space = indent(1, side=side, size=FOOT_SIZE)
        line = paragraph("PageNumber", pen.words("— "), number, pen.words(" —"), ind=space, jc=el("jc", val=side))
        _fill(footer, line)


def _headers(sheet: Document, remark: str) -> None:
    """The remark above every page. Up to three lines of it stand in the margin and leave the type area as it is."""
    section = sheet.sections[0]
    for header in (section.header, section.even_page_header):
        _fill(header, paragraph("Remark", Pen(header.part, str).words(remark)))


def _fill(part: Any, line: Element) -> None:
    part.is_linked_to_previous = False
    for old in list(part._element):
        part._element.remove(old)
    part._element.append(line)
