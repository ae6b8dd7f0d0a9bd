"""What speaks against publishing: each rule, and all of them together."""

from datetime import date
from typing import Any

import pytest

from jinban.catalogue.content import Content
from jinban.catalogue.publishing import faults
from jinban.catalogue.rules import Span, overlap
from tests.catalogue.contents import content, element

FIRST = date(2024, 1, 1)
WHEN_UNKNOWN = [{"question": "colour", "is": "red"}]


def said(item: Content, **more: Any) -> list[str]:
    return faults(item, verified=True, valid_from=FIRST, **more)


def test_a_whole_version_has_no_fault() -> None:
    assert said(content()) == []


def test_all_faults_are_told_together() -> None:
    item = content(
        **element("promised_limit", {"amount": "0", "unit": "workday"}),
        **element("result_name", ""),
        elements__fee=None,
        steps=[],
        stages={},
    )

    assert said(item) == [
        "承诺时限是0，时限必须大于0。",
        "没有写“收费”（fee）。",
        "没有写审批结果的名称。",
        "办理环节只有0个，至少要有受理和决定两个。",
        "没有写受理的责任岗位（stages）。",
        "没有写审查的责任岗位（stages）。",
        "没有写决定的责任岗位（stages）。",
    ]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (element("legal_limit", {"amount": "0", "unit": "workday"}), "法定时限是0，时限必须大于0。"),
        (element("promised_limit", {"amount": "21", "unit": "workday"}), "承诺时限21长于法定时限20，请改短。"),
        (
            element("promised_limit", {"amount": "10", "unit": "natural_day"}),
            "法定时限和承诺时限的单位不同，请用同一个单位。",
        ),
        (element("task_type", "55"), "“事项类型”的代码“55”不在代码表里。"),
        (element("objects", []), "没有写服务对象。"),
        (element("result_name", "残疾人证"), "结果名“残疾人证”以“证”结尾，结果类型要写10（出证办结）。"),
        (element("result_name", "批准文"), "结果名“批准文”以“文”结尾，结果类型要写10（出文办结）。"),
        (element("visit_reason", ""), "到现场1次，要写必须到现场的原因。"),
        (element("visits", 0), "到现场0次又不能网上办，办理形式要含邮寄（express）。"),
        ({"elements__fee__source": " "}, "收费没有写来源。请写文件名和条款，或写“演示”。"),
        ({"materials__0__source": ""}, "材料“申请书”没有写来源。请写文件名和条款，或写“演示”。"),
        ({"conditions": []}, "没有写受理条件。"),
        ({"basis": []}, "没有写设定依据。"),
        ({"advice": None}, "没有写咨询、投诉、复议和诉讼的去处（advice）。"),
        ({"materials__1__key": "form"}, "材料的编号“form”用了两次。"),
        ({"materials__0__waived": "shared"}, "材料“申请书”写了免交，要写为什么免交（why_waived）。"),
        ({"materials__0__originals": 0}, "材料“申请书”必须交，但原件和复印件都是0份。"),
        ({"materials__1__when": WHEN_UNKNOWN}, "材料“委托书”的条件不对：没有编号为“colour”的问题。"),
        (
            {"materials__1__when": [{"question": "who", "is": "cat"}]},
            "材料“委托书”的条件不对：“谁来交？”没有选项“cat”。",
        ),
        (
            {"materials__1__when": [{"question": "who", "is": "agent", "in": ["kin"]}]},
            "材料“委托书”的条件不对：is、in、over、under 要写一个，且只写一个。",
        ),
        (
            {"materials__1__when": [{"question": "who", "over": "2"}]},
            "材料“委托书”的条件不对：“谁来交？”是选择题，不能用 over、under。",
        ),
        (
            {"materials__3__when": [{"question": "members", "is": "2"}]},
            "材料“户口簿”的条件不对：“家里几口人？”是填数字的，要用 over 或 under。",
        ),
        (
            {"materials__1__when": [{"question": "who", "is": "self"}, {"question": "who", "is": "agent"}]},
            "“委托书”在任何情形下都用不到，请改条件或删去。",
        ),
        ({"form__fields__1__choices": []}, "表单“关系”：只有单选项（choice）才写 choices，而且一定要写。"),
        ({"steps__1__power": "review"}, "办理环节里没有决定（close）。"),
        ({"steps__1__limit__amount": "9.5"}, "受理到决定各环节共10.5，超过承诺时限10。"),
        ({"stages__decide": "king"}, "决定的责任岗位“king”不是系统里的岗位。"),
    ],
)
def test_one_fault_is_told_in_one_sentence(changes: dict[str, Any], sentence: str) -> None:
    assert said(content(**changes)) == [sentence]


def test_no_visit_is_fine_when_the_result_comes_by_post_or_online() -> None:
    assert said(content(**element("visits", 0), **element("handle_forms", ["window", "express"]))) == []
    assert said(content(**element("visits", 0), **element("handle_forms", ["online"]))) == []


def test_situations_must_differ_in_their_lists() -> None:
    item = content(materials=[], form__fields__1__when=[])

    assert said(item) == ["各种情形的材料清单完全一样。至少要有两种情形、两份不同的清单。"]


def test_an_item_without_a_question_is_not_worked_out() -> None:
    item = content(questions=[], materials=[], form__fields__1__when=[])

    assert said(item) == ["没有情形问题。至少要有一个问题，选项不同，材料清单不同。"]


def test_a_licence_is_stopped_only_by_what_article_45_lists() -> None:
    special = {"key": "card", "name": "制卡", "reason": "card_making", "most": {"amount": "7", "unit": "workday"}}
    item = content(**element("task_type", "01"), special_procedures=[{**special, "source": "演示"}])

    assert said(item) == ["特别程序“制卡”不在行政许可法第45条之列，行政许可不能因此停表。"]


def test_an_item_that_is_not_worked_out_needs_only_its_row() -> None:
    item = content(questions=[], materials=[], steps=[], stages={}, conditions=[], basis=[], advice=None)

    assert faults(item, verified=False, valid_from=FIRST) == []


def test_overlapping_days_are_told_with_the_version() -> None:
    first = Span(1, date(2023, 1, 1), None)

    assert overlap(FIRST, None, [first]) == "与第1版（2023-01-01起）重叠。请先给第1版定止期。"
    assert overlap(FIRST, None, [Span(1, date(2023, 1, 1), date(2023, 12, 31))]) is None
    assert overlap(date(2022, 1, 1), date(2022, 12, 31), [first]) is None
    assert overlap(date(2022, 1, 1), date(2023, 1, 1), [first]) is not None


def test_a_version_cannot_end_before_it_begins() -> None:
    assert said(content(), valid_to=date(2023, 12, 31)) == ["止期2023-12-31早于起期2024-01-01，请改。"]
