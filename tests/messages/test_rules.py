"""What a text may say, how it is filled, and what a message keeps."""

from datetime import UTC, date, datetime

import pytest

from jinban.messages import rules

KNOWN = {"item": "临时救助", "number": "420281202405071000016", "place": "南山村便民服务站"}


def test_a_text_is_filled_with_days_and_counts_in_words():
    values = rules.kept("notified", {"due": date(2024, 5, 14), "points": 2, "note": 9})

    filled = rules.fill("“{item}”还缺{points}样，最晚{due}补到{place}。", {**KNOWN, **rules.words(values)})

    assert values == {"due": "2024-05-14", "points": 2, "note": 9}
    assert filled == "“临时救助”还缺2样，最晚2024年5月14日（周二）补到南山村便民服务站。"


def test_what_is_not_known_has_a_stand_in_and_a_broken_text_is_shown_as_it_is():
    assert rules.fill("最晚{due}到{place}，问{phone}", {"place": "", "phone": "0714-8720000"}) == (
        "最晚另行告知的日子到收件的窗口，问0714-8720000"
    )
    assert rules.fill("还缺{", {}) == "还缺{"
    assert rules.fill("{stranger}", {}) == "{stranger}"


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("accepted", {"due": "2024-05-14"}),
        ("accepted", {"due": datetime(2024, 5, 14, tzinfo=UTC)}),
        ("notified", {"points": "两样，余春花"}),
        ("notified", {"points": True}),
        ("accepted", {"reason": 3}),
        ("accepted", {"points": 3}),
        ("accepted", {"note": "原因"}),
    ],
)
def test_a_message_keeps_days_counts_and_ids_only_and_those_of_its_kind(kind, values):
    with pytest.raises(ValueError, match=r"^accepted|^notified"):
        rules.kept(kind, values)


def test_an_unknown_kind_is_a_mistake_and_what_is_none_is_left_out():
    with pytest.raises(KeyError):
        rules.kept("accpeted", {})
    assert rules.kept("accepted", {"due": None}) == {}


def test_a_text_that_cannot_be_filled_is_told_what_it_may_name():
    may = "item、number、place、phone、office、link、due、points"

    assert rules.text_fault("notified", "{item}{number}{due}{points}") is None
    assert (
        rules.text_fault("notified", "{days}和{name}") == f"“一次性告知补正”没有“days、name”这个字段，可以用：{may}。"
    )
    assert rules.text_fault("notified", "{item") == "花括号没有成对，请写成{item}这样。"
    for odd in ("{item.__class__}", "{item!r}", "{item:>9}", "{}", "{0}"):
        assert rules.text_fault("notified", odd) is not None, odd


def test_a_keyword_of_wechat_names_a_field_and_its_value_is_cut_to_fit():
    assert rules.keyword_fault("accepted", "thing1=item") is None
    assert (
        rules.keyword_fault("accepted", "item=thing1")
        == "“item=thing1”读不懂，请照微信模板的关键词写成thing1=item这样。"
    )
    assert rules.keyword_fault("accepted", "thing1=points").startswith("“已受理”没有“points”这个字段")
    assert rules.keyword_value("thing12", "很" * 21) == "很" * 19 + "…"
    assert rules.keyword_value("date3", "2024年5月7日（周二）") == "2024年5月7日"
    assert rules.keyword_value("character_string2", "420281202405071000016") == "420281202405071000016"
