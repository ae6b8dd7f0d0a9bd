"""The circular of a year that was lived again prints the figures of its file, from rows, and the largest in the file's order."""

from datetime import date
from io import StringIO
from urllib.parse import parse_qsl, urlsplit

import docx
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from jinban.cases.figures import Asked
from jinban.circular.figures import PATHS
from jinban.kit import identities
from jinban.kit.figures import FIGURES, Period
from tests.doors.desk import at_desk
from tests.play import BUSINESS
from tests.replay.plays import SMALL, script, told

pytestmark = pytest.mark.usefixtures("lived")


def test_the_circular_of_a_lived_year_is_that_of_the_file():
    found, facts = told("2023"), script(SMALL).facts

    assert {path: found["figures"][path] for path in PATHS} == {path: facts.figures[path] for path in PATHS}
    sentences = "".join(found["sentences"])
    assert "2023年办理141件" in sentences
    assert "2023年办理559件" in sentences


def test_the_largest_are_named_in_the_order_of_the_file():
    sentence = next(text for text in told("2023")["sentences"] if "省级下沉事项分" in text)

    named = [
        "临时救助对象认定", "社会保障卡服务", "异地就医备案", "社会保险费缴纳", "城镇企业职工领取养老保险待遇资格认证",
        "出具《参保凭证》", "宅基地使用权",
    ]  # fmt: skip
    places = [sentence.find(name) for name in named]
    assert -1 not in places
    assert places == sorted(places)


@pytest.mark.parametrize("text", ["2023", "2023Q1", "2023Q4", "2023-01", "2023-12", "2024"])
def test_the_identities_hold_in_every_period_of_a_lived_year(text):
    assert identities.broken(Period.parse(text).seen_on(date(2024, 1, 2))) == []


def test_what_no_room_counts_is_neither_nought_nor_copied():
    found, facts = told("2023"), script(SMALL).facts

    unbuilt = {path: number for path, number in facts.figures.items() if path not in PATHS and number > 99}
    assert unbuilt
    assert not set(unbuilt) & set(found["figures"])
    for number in unbuilt.values():
        assert str(number) not in "".join(found["sentences"])


def test_the_command_writes_a_word_file_whose_numbers_lead_to_their_rows(tmp_path):
    out = StringIO()

    call_command("circular", "--year", "2023", "--out", str(tmp_path / "a.docx"), stdout=out)

    made = docx.Document(str(tmp_path / "a.docx"))
    links = sorted(rel.target_ref for rel in made.part.rels.values() if rel.is_external)
    assert "待人工补写：（三）资源下沉" in out.getvalue()
    assert f"{settings.SITE}/board/rows/cases.city?period=2023&on=2024-01-02" in links
    client = at_desk(BUSINESS)
    for link in links:
        named, at = urlsplit(link), Period.parse("2023").seen_on(date(2024, 1, 2))
        narrowed = {name: (value,) for name, value in parse_qsl(named.query) if name not in ("period", "on")}
        figure = FIGURES[named.path.rpartition("/")[2]]
        number = Asked(at, filters=narrowed).total(figure)
        answer = client.get(link.removeprefix(settings.SITE))
        assert answer.status_code == 200, link
        assert figure.said(at, number) in answer.content.decode(), link


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "请写明年份"), (("--year", "2023"), "请写明写到哪个文件"), (("--year", "2023", "--out", "/nowhere/a.docx"), "不能写"),
        (("--issued", "9", "--json"), "没有已签发的第9份"),
    ],
)  # fmt: skip
def test_the_command_refuses_in_words(words, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("circular", *words, stdout=StringIO())
