"""The exact list of a situation, and why each paper is on it."""

import pytest

from jinban.catalogue.content import decode, digest, encode
from jinban.catalogue.rules import explain, fields, limit_words, materials, questions_open, shown, situations
from tests.catalogue.contents import content
from tests.world import refused

ITEM = content()


def keys(**answers: str) -> list[str]:
    return [material.key for material in materials(ITEM, answers)]


def test_each_situation_has_its_exact_list() -> None:
    assert keys(who="self", members="3") == ["form", "book"]
    assert keys(who="agent", members="3") == ["form", "mandate", "agent-id", "book"]
    assert keys(who="kin", members="1") == ["form", "agent-id", "alone"]


def test_a_threshold_is_not_itself_over_or_under() -> None:
    assert keys(who="self", members="1") == ["form", "alone"]
    assert keys(who="self", members="2") == ["form", "book"]
    assert keys(who="self", members="1.5") == ["form", "book", "alone"]


def test_no_list_is_given_while_a_question_is_open() -> None:
    with refused("还没有回答“家里几口人？”，答完才能给出准确的材料清单。"):
        materials(ITEM, {"who": "self"})
    with refused("还没有回答“谁来交？”“家里几口人？”，答完才能给出准确的材料清单。"):
        materials(ITEM, {"who": " "})

    assert [question.key for question in questions_open(ITEM, {"who": "self"})] == ["members"]


def test_an_answer_that_was_not_offered_is_refused() -> None:
    with refused("“谁来交？”没有“nobody”这个选项，请重新选择。"):
        materials(ITEM, {"who": "nobody", "members": "2"})
    with refused("“家里几口人？”要填数字，现在填的是“三口”。"):
        materials(ITEM, {"who": "self", "members": "三口"})
    with refused("“救助”没有编号为“colour”的问题，请重新选择情形。"):
        materials(ITEM, {"who": "self", "members": "2", "colour": "red"})


def test_a_paper_says_which_answer_brought_it() -> None:
    answers = {"who": "agent", "members": "3"}
    said = {material.key: explain(ITEM, material, answers) for material in materials(ITEM, answers)}

    assert said == {
        "form": "每种情形都要。",
        "mandate": "因为“谁来交？”选了“别人代办”。",
        "agent-id": "因为“谁来交？”选了“别人代办”。",
        "book": "因为“家里几口人？”填了3，超过1。",
    }


def test_the_form_asks_only_what_the_situation_needs() -> None:
    assert [field.key for field in fields(ITEM, {"who": "self", "members": "2"})] == ["trouble"]
    assert [field.key for field in fields(ITEM, {"who": "agent", "members": "2"})] == ["trouble", "relation"]


def test_an_item_without_questions_asks_for_all_its_papers() -> None:
    plain = content(questions=[], materials=[encode(ITEM)["materials"][0]])

    assert questions_open(plain, {}) == ()
    assert [material.key for material in materials(plain, {})] == ["form"]


def test_every_situation_is_tried_with_numbers_around_each_threshold() -> None:
    found = list(situations(ITEM))

    assert sorted({one["members"] for one in found}) == ["0", "1", "2", "3"]
    assert len({(one["who"], one["members"]) for one in found}) == 12


def test_a_content_survives_the_way_into_the_database() -> None:
    assert decode(encode(ITEM)) == ITEM
    assert digest(decode(encode(ITEM))) == digest(ITEM)
    assert digest(content(summary="别的话。")) != digest(ITEM)


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        ({"amount": "20", "unit": "workday"}, "20个工作日"),
        ({"amount": "0.5", "unit": "workday"}, "0.5个工作日"),
        ({"amount": "30.0", "unit": "natural_day"}, "30个自然日"),
        ({"amount": "3", "unit": "month"}, "3个月"),
    ],
)
def test_a_limit_is_said_with_its_unit(limit: dict[str, str], words: str) -> None:
    item = content(elements__legal_limit__value=limit)

    assert limit_words(item.elements.legal_limit.value) == words


def test_the_elements_are_shown_in_words_with_their_source() -> None:
    said = {row.label: (row.value, row.source) for row in shown(ITEM)}

    assert said["事项类型"] == ("行政给付", "演示")
    assert said["服务对象"] == ("个人", "演示")
    assert said["到现场次数"] == ("1次", "演示")
    assert said["须本人到场"] == ("否", "演示")
    assert "对照编码" not in said
