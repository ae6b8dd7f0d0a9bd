"""Each paper as PDF, read back: the words of the case, letter for letter, and the same bytes each time."""

import io
import re
import subprocess

import pytest
from pypdf import PdfReader

from jinban.papers import actions, fonts, queries, sealing, typesetting
from jinban.papers.kinds import KINDS
from jinban.papers.templates import in_order
from jinban.people.actors import CLOCK
from tests.papers.played import CASES, accepted, deemed, denied, extended, granted, paused, pledged, tolerated
from tests.papers.printing import SITE, bare, fresh, glyphs, link, paper_of, pdf_of, texts, words
from tests.play import LICENCE, MONDAY, RELIEF
from tests.world import refused

pytestmark = pytest.mark.usefixtures("city", "chinese")


def sheets_of(*papers):
    return [queries.sheet(paper, link=link, site=SITE) for paper in papers]


def test_every_kind_is_played_here():
    assert set(CASES) == set(KINDS)


def test_the_words_of_each_pdf_are_those_of_the_case_on_one_page_with_every_letter_drawn():
    papers = {kind: paper_of(play(), kind) for kind, play in CASES.items()}
    printed = dict(zip(papers, typesetting.printed(sheets_of(*papers.values())), strict=True))

    pages = {kind: len(PdfReader(io.BytesIO(pdf)).pages) for kind, pdf in printed.items()}
    assert pages == dict.fromkeys(papers, 1)
    for kind, paper in papers.items():
        said, found = queries.said(paper), words(printed[kind])
        used = [name for name in in_order(paper.template.text) if name in said.fields]
        told = [bare(text) for name in used for text in texts(said.fields[name])]
        assert [text for text in told if text not in found] == [], kind
        assert [bare(text) for text in (said.title, said.number, said.organ, said.day) if bare(text) not in found] == []
        assert "\ufffd" not in found
        assert 0 not in glyphs(printed[kind])


def test_a_paper_reads_from_its_title_to_its_foot():
    paper = paper_of(accepted(RELIEF), "accepted")

    said, case = queries.said(paper), fresh(paper.case)
    code = f"{paper.code[:4]}{paper.code[4:]}"
    assert words(pdf_of(paper)) == bare(
        f"演示 演示 受理通知书 {paper.number} 余小禾："
        f"您（单位）于2024年3月11日提出的“{case.item.name}”申请（办件号{case.number}），经审查，申请材料齐全，符合法定形式，"
        f"现予受理，受理之日为2024年3月11日。{said.fields['期限']}"
        "依据：《社会救助暂行办法》（国务院令第649号）第47条。特此通知。"
        "大冶市民政局2024年3月11日大冶市民政局★演示"
        f"查办到哪一步：用办件号和证件号码后四位，或者用查询码{case.spoken}。"
        f"核验码{code}扫码，或到{SITE}输入核验码核验。演示文书，不具有法律效力。1/1"
    )


def test_how_a_case_came_to_be_accepted_stands_on_its_paper():
    found = {play.__name__: words(pdf_of(paper_of(play(), "accepted"))) for play in (accepted, deemed, tolerated)}

    assert "经审查，申请材料齐全，符合法定形式，现予受理，受理之日为2024年3月11日。" in found["accepted"]
    assert (
        "满五个工作日没有告知补正，也没有作不予受理的决定，依法视为已经受理，受理之日为2024年3月11日。"
        in found["deemed"]
    )
    assert "凭您（单位）的书面承诺容缺受理，所缺材料请在2024年3月25日前补齐" in found["tolerated"]


def test_an_extension_and_a_special_procedure_tell_why_and_how_long():
    longer, stopped = (
        words(pdf_of(paper_of(play(), kind))) for play, kind in ((extended, "extension"), (paused, "special"))
    )

    assert (
        "原定在2024年3月25日前答复。因下列理由，经本机关负责人批准，延长5个工作日。最迟在2024年4月1日前答复。" in longer
    )
    assert "理由：材料要到外省核实。" in longer
    assert (
        "依法需要进行专家评审，自2024年3月12日起，需要5个工作日，预计到2024年3月19日结束。这段时间不计算在办理期限内。"
        in stopped
    )


def test_a_promise_is_signed_by_the_applicant_and_bears_no_seal():
    lacking, word = (
        words(pdf_of(paper_of(play(), kind))) for play, kind in ((tolerated, "tolerance"), (pledged, "pledge"))
    )

    for found in (lacking, word):
        assert ("承诺人（签字或盖章）：" in found, "★" in found) == (True, False)
    assert "承诺的内容：事故证明十五日内补来。" in lacking
    assert "以承诺代替下列材料：1．个人承诺书" in word
    assert "国办发〔2020〕42号" in word


def test_a_refusal_names_reason_body_and_court_from_the_items_data():
    found = words(pdf_of(paper_of(denied(), "denied")))

    assert "不予办理决定书" in found
    assert "理由：家庭月人均收入高于本市标准。" in found
    assert (
        "六十日内复议。对结果不服，60日内可向大冶市政府申请行政复议。也可在6个月内向有管辖权的人民法院起诉。" in found
    )


def test_the_receipt_of_delivery_names_the_decision_by_its_number():
    case = granted()

    delivered = queries.said(paper_of(case, "delivery"))

    assert delivered.fields["送达文书"][0] == f"准予办理决定书（{paper_of(case, 'granted').number}）"


def test_a_name_with_the_signs_of_typst_stays_a_name():
    hostile = '#panic() *星* $x$ 【事项】 <b> @a \\ "q" #sys'

    assert bare(hostile) in words(pdf_of(paper_of(accepted(LICENCE, hostile), "accepted")))


def test_the_same_paper_is_the_same_bytes_alone_and_among_others():
    case = granted()
    one, two = paper_of(case, "granted"), paper_of(case, "receipt")

    assert typesetting.printed(sheets_of(two, one))[1] == pdf_of(one) == pdf_of(one)


def test_the_qr_code_holds_the_address_with_code_and_seal():
    paper = paper_of(granted(), "granted")

    drawn = typesetting.qr(link(paper.code, sealing.short(paper.mark)))

    sheet = sheets_of(paper)[0]
    assert sheet.link == f"https://{SITE}/{paper.code}?s={paper.mark[:16]}"
    assert typesetting._values(sheet)["qr"] == drawn
    assert sum(length for _, _, length in drawn["runs"]) > drawn["side"] ** 2 * 0.4


def test_a_paper_is_a4_and_its_letters_are_in_the_file():
    pdf = pdf_of(paper_of(granted(), "granted"))

    said = subprocess.run(["pdffonts", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    box = PdfReader(io.BytesIO(pdf)).pages[0].mediabox
    assert [round(float(side) * 25.4 / 72) for side in (box.width, box.height)] == [210, 297]
    assert {line.split()[-5] for line in said.splitlines()[2:]} == {"yes"}


def test_without_a_chinese_font_the_reader_is_told_what_to_install(monkeypatch):
    sheets = sheets_of(paper_of(granted(), "granted"))
    monkeypatch.setattr(fonts, "_installed", _none)

    with refused(
        "这台服务器没有中文字体，印不出文书。请管理员安装软件包 fonts-noto-cjk，再打开一次。页面上的内容照样能看。"
    ):
        typesetting.printed(sheets)


def _none() -> dict:
    return {}


_none.cache_clear = lambda: None


def test_rare_letters_of_names_are_drawn_and_one_that_no_font_has_is_told():
    there, nowhere = (paper_of(accepted(LICENCE, name), "accepted") for name in ("王㐂𬭊", "王\U000323af"))

    assert "王㐂𬭊" in words(pdf_of(there))
    assert 0 not in glyphs(pdf_of(there))
    with refused(
        "这台服务器的字体里没有“\U000323af”这个字，印不出来。请管理员安装带这个字的字体。页面上的内容照样能看。"
    ):
        pdf_of(nowhere)


def test_a_real_paper_has_a_place_for_the_seal_and_no_mark_of_a_demonstration(monkeypatch):
    case = granted()
    monkeypatch.setattr(queries, "is_demo", lambda: False)
    case.demo = False
    slip = next(slip for slip in queries.demanded_of(fresh(case)) if slip.kind.key == "granted")
    real = fresh(case)
    real.demo = False

    paper = actions.make(real, slip.key, by=CLOCK, at=MONDAY)

    found = words(pdf_of(paper))
    assert (paper.demo, "演示" in found, "（印章）" in found) == (False, False, True)


def test_numbers_are_written_as_the_field_writes_them():
    assert re.fullmatch(r"冶政务准〔2024〕第\d{6}号", paper_of(granted(), "granted").number)
