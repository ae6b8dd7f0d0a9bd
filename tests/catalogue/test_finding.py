"""Finding an item by what people say."""

from datetime import date

import pytest

from jinban.catalogue import queries
from jinban.catalogue.finding import Entry, Index
from tests.world import queries_of

DAY = date(2024, 3, 1)


def entry(key: str, name: str, *aliases: str, plain_name: str = "", department: str = "市公安局") -> Entry:
    return Entry(key, 1, name, plain_name or name, department, True, aliases)


INDEX = Index(
    [
        entry("shenfenzheng", "居民身份证申领、换领、补领", "办身份证", "身份证丢了"),
        entry("linshi-shenfenzheng", "临时居民身份证申领", "临时身份证"),
        entry("hukou", "出生登记", "娃娃上户口", "上户口"),
        entry("dibao", "最低生活保障对象认定", "办低保", "吃低保", plain_name="低保", department="市民政局"),
        entry("jindu", "城乡低保申请进度查询", "低保进度", department="市民政局"),
    ]
)


def keys(text: str) -> list[str]:
    return [hit.item for hit in INDEX.find(text, most=5)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("身份证丢了", "shenfenzheng"),
        ("我要办身份证", "shenfenzheng"),
        ("临时身份证", "linshi-shenfenzheng"),
        ("娃娃怎么上户口？", "hukou"),
        ("低保", "dibao"),
        ("请问低保怎么申请", "dibao"),
        ("低保查进度", "jindu"),
        ("  身 份 证 丢 了 ", "shenfenzheng"),
        ("低", "dibao"),
    ],
)
def test_the_item_meant_comes_first(text: str, first: str) -> None:
    assert keys(text)[0] == first


def test_an_exact_name_goes_before_names_that_hold_it() -> None:
    assert keys("低保") == ["dibao", "jindu"]


def test_all_pairs_in_any_order_are_a_hit_and_one_pair_is_none() -> None:
    assert "shenfenzheng" in keys("补领身份证居民")
    assert keys("证书") == []


def test_words_that_say_nothing_find_nothing() -> None:
    assert keys("") == []
    assert keys("？！ ") == []
    assert keys("怎么办理") == []


def test_a_hit_names_what_matched() -> None:
    [hit] = INDEX.find("上户口", most=1)

    assert (hit.name, hit.matched) == ("出生登记", "上户口")


def test_daye_s_items_are_found_by_their_common_names(city: None) -> None:
    found = {text: queries.search(text, DAY)[0].item for text in ("临时救助", "家里遭难求帮忙", "身份证丢了")}

    assert found == {
        "临时救助": "linshi-jiuzhu",
        "家里遭难求帮忙": "linshi-jiuzhu",
        "身份证丢了": found["身份证丢了"],
    }


def test_a_second_search_asks_the_database_once(city: None) -> None:
    queries.search("低保", DAY)

    assert queries_of(lambda: queries.search("临时救助", DAY)) == 1
