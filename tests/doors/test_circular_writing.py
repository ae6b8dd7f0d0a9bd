"""The words of a draft and the units of its annex: nothing that was typed is lost."""

import re

import pytest
import time_machine

from jinban.circular import actions, queries
from tests.circular.circulars import (
    JANUARY,
    a_year,
    drafted,
    finished,
    fresh,
)
from tests.doors.circular import do, form_of, page
from tests.doors.desk import at_desk
from tests.play import AUDITOR, BUSINESS, SERVICE, seat

pytestmark = pytest.mark.usefixtures("city")


@pytest.fixture(autouse=True)
def _january(city):
    with time_machine.travel(JANUARY, tick=False):
        yield


def test_a_reason_is_asked_for_and_what_was_typed_stays():
    circular = drafted()
    client = at_desk(BUSINESS)

    empty, long = do(client, circular, "discard", text=""), do(client, circular, "comment", text="长" * 501)

    assert (empty.status_code, "请写明作废的原因" in empty.content.decode()) == (422, True)
    assert (long.status_code, "长" * 501 in long.content.decode()) == (422, True)
    assert fresh(circular).stage == "drafted"


def test_words_are_changed_and_sentences_switched_off():
    a_year()
    circular = drafted()
    client, address = at_desk(BUSINESS), f"/circulars/{circular.pk}/text"
    data = form_of(client, address)

    data |= {"p4-own": "共添置设备若干。", "number": "冶营商办〔2025〕1号", "addressees": "各镇街"}
    del data["p0-0-0-on"]
    answer = client.post(address, data)

    assert answer.status_code == 302
    found = page(client, f"/circulars/{circular.pk}/")
    assert "共添置设备若干。" in found
    assert "冶营商办〔2025〕1号" in found
    assert "各镇街：" in found
    assert "现将2024年工作情况通报如下" not in found
    assert queries.text_of(fresh(circular)).parts[0].paragraphs[0][0].text.startswith("为让群众")


def test_words_may_be_kept_for_the_next_ones():
    circular = drafted()
    client, address = at_desk(BUSINESS), f"/circulars/{circular.pk}/text"
    before = queries.outline_on("annual", JANUARY.date()).pk

    client.post(address, form_of(client, address) | {"p0-0-0": "情况如下。", "p4-own": "只说这一年。", "keep": "1"})

    kept = queries.outline_on("annual", JANUARY.date())
    parts = queries.outline(kept).parts
    assert kept.pk != before
    assert (parts[0].paragraphs[0][0].text, parts[4].written) == ("情况如下。", "")
    assert fresh(circular).outline_id == before


def test_the_form_of_words_sent_as_it_came_changes_nothing():
    circular = drafted()
    client, address = at_desk(BUSINESS), f"/circulars/{circular.pk}/text"
    before = queries.text_of(circular)

    client.post(address, form_of(client, address))

    assert queries.text_of(fresh(circular)) == before


def test_an_unknown_number_is_told_beside_its_sentence_and_nothing_is_lost():
    circular = drafted()
    client, address = at_desk(BUSINESS), f"/circulars/{circular.pk}/text"
    data = form_of(client, address) | {"p0-0-0": "有{办不了的件}件。", "p4-own": "我写的。"}

    answer = client.post(address, data)

    found = answer.content.decode()
    assert answer.status_code == 422
    assert found.count("没有“办不了的件”这个数字，请照数字目录写。") == 2
    assert "有{办不了的件}件。" in found
    assert "我写的。" in found
    assert "<title>错误：" in found


def test_two_writers_at_once_lose_no_words_and_the_second_may_still_keep_his():
    circular = drafted()
    client, address = at_desk(BUSINESS), f"/circulars/{circular.pk}/text"
    data = form_of(client, address) | {"p4-own": "后写的。"}
    actions.revise(
        fresh(circular), by=seat(BUSINESS), at=JANUARY, text=queries.text_of(circular), number="冶营商办〔2025〕2号"
    )

    answer = client.post(address, data)
    shown = answer.content.decode()
    again = client.post(address, data | {"version": re.search(r'name="version" value="(\w+)"', shown)[1]})

    assert (answer.status_code, again.status_code) == (409, 302)
    assert "后写的。" in shown
    assert "后写的。" in page(client, f"/circulars/{circular.pk}/")


def test_a_comment_meanwhile_is_no_obstacle_to_who_writes():
    circular = drafted()
    client, address = at_desk(BUSINESS), f"/circulars/{circular.pk}/text"
    data = form_of(client, address) | {"p4-own": "照写。"}
    actions.comment(fresh(circular), by=seat(AUDITOR), at=JANUARY, text="先看看。")

    assert client.post(address, data).status_code == 302


def test_what_was_typed_stays_when_the_draft_was_reviewed_meanwhile():
    circular = finished(drafted())
    client, address = at_desk(BUSINESS), f"/circulars/{circular.pk}/text"
    data = form_of(client, address) | {"p4-own": "还没存的话。"}
    actions.review(fresh(circular), by=seat(SERVICE), at=JANUARY)

    answer = client.post(address, data)

    assert (answer.status_code, "还没存的话。" in answer.content.decode()) == (409, True)
    assert client.get(address).status_code == 404


def test_units_are_picked_with_their_figures_beside_them():
    a_year()
    circular = drafted()
    client, address = at_desk(BUSINESS), f"/circulars/{circular.pk}/units"
    found = page(client, address)

    version = re.search(r'name="version" value="(\w+)"', found)[1]
    data = {"town-420281102000": "2", "town-420281108000": "1", "department-minzheng": "1", "version": version}

    answer = client.post(address, data)

    assert re.search(r'陈贵镇</label></th><td class="n">5</td><td class="n">80.0%</td>', found)
    assert answer.status_code == 302
    assert list(fresh(circular).picks.values_list("kind", "code", "position")) == [
        ("department", "minzheng", 0), ("town", "420281108000", 0), ("town", "420281102000", 1),
    ]  # fmt: skip
    assert client.post(address, data | {"town-420281102000": "第一"}).status_code == 422
    assert client.post(address, data).status_code == 409


def test_numbers_are_written_by_their_chinese_names_and_kept_by_their_paths():
    circular = drafted()
    client, address = at_desk(BUSINESS), f"/circulars/{circular.pk}/text"
    data = form_of(client, address)
    shown = data["p2-0-0"]

    client.post(address, data | {"p4-own": "建成{村级便民服务站}个村级站，{市级办得最多的2项}办得多。"})

    parts = queries.text_of(fresh(circular)).parts
    assert shown.startswith("省级下沉事项分{省级批次}批，共{省级下沉类别}类{省级下沉事项}项，")
    assert "{时段}办理{省级批次办件量}件，{省级办得最多的3项}等" in shown
    assert parts[4].written == "建成{platform_sinking.physical.village_stations}个村级站，{leaders.city.2}办得多。"
    assert parts[2].paragraphs[0][0].text.startswith("省级下沉事项分{service_sinking.province.batches}批")
