"""The names of numbers, Chinese on the page and paths in what is kept: there and back, and no two alike."""

import msgspec
import pytest

from jinban.circular.outline import File, text_fault
from jinban.circular.wording import directory, in_keys, in_words
from jinban.kit.figures import FIGURES
from jinban.loading.load import DATA


def test_no_two_numbers_are_called_alike():
    names = list(directory().values())

    assert sorted(names) == sorted(set(names))
    assert len(names) > len(FIGURES)


def test_every_sentence_of_the_city_comes_back_as_it_was():
    file = msgspec.yaml.decode((DATA / "circular.yaml").read_bytes(), type=File)
    texts = [
        sentence.text
        for outline in file.outlines
        for part in outline.parts
        for paragraph in part.paragraphs
        for sentence in paragraph
    ]

    assert len(texts) > 30
    assert [in_keys(in_words(text)) for text in texts] == texts
    assert not [text for text in texts if "_" in in_words(text) or "." in in_words(text)]


@pytest.mark.parametrize("name", ["时段", "市级办得最多的4项", "村级便民服务站", "云帮办需求", "沉睡村站的门槛"])
def test_a_chinese_name_stands_for_a_number_that_may_be_written(name):
    assert text_fault(in_keys(f"有{{{name}}}。")) is None


def test_what_nobody_knows_stays_as_it_was_typed():
    assert in_keys("{不知道的}") == "{不知道的}"
    assert text_fault(in_keys("{不知道的}")) == "没有“不知道的”这个数字，请照数字目录写。"
