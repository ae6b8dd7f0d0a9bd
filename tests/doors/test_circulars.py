"""The pages of the circular: begun, written, reviewed, approved, issued; every number and every link of the Word file opens to
as many rows as it says."""

import io
import json
import re
from html import unescape
from io import StringIO
from urllib.parse import unquote, urlsplit

import docx
import pytest
import time_machine
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client

from jinban.circular import actions, office, queries
from jinban.circular.models import Circular
from jinban.kit.figures import FIGURES
from tests.circular.circulars import (
    JANUARY,
    MAYOR,
    a_year,
    approved,
    concluded,
    decided,
    drafted,
    finished,
    fresh,
    issued,
)
from tests.doors.desk import alike, at_desk
from tests.play import AUDITOR, BUSINESS, HELPER, SERVICE, SYSADMIN, WINDOW, seat
from tests.world import queries_of

pytestmark = pytest.mark.usefixtures("city")
FIGURE = re.compile(r'href="(/circulars/\d+/figures/[^"?]+)"')
BEHIND = re.compile(r"背后 ([\d,]+) 行")


@pytest.fixture(autouse=True)
def _january(city):
    with time_machine.travel(JANUARY, tick=False):
        yield


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def rows_behind(client: Client, address: str) -> tuple[int, int]:
    """How many rows a figure page says it has, and how many it lists, all pages turned."""
    said, count = 0, 0
    while address:
        found = page(client, address)
        said = int(BEHIND.search(found)[1].replace(",", ""))
        count += found.count('<tr><th scope="row">')
        onward = re.search(r'<a href="([^"]+)" rel="next"', found)
        address = unescape(onward[1]) if onward else ""
    return said, count


def do(client: Client, circular: Circular, verb: str, **words: str):
    data = {"version": str(fresh(circular).version)} | {f"{verb}-{name}": text for name, text in words.items()}
    return client.post(f"/circulars/{circular.pk}/do/{verb}", data)


def picked(circular: Circular) -> Circular:
    actions.pick(
        circular, by=seat(BUSINESS), at=JANUARY, towns=["420281108000", "420281102000"], departments=["minzheng"]
    )
    return fresh(circular)


def test_the_office_begins_the_years_circular_with_one_press():
    a_year()
    client = at_desk(BUSINESS)

    begun = client.post("/circulars/", {"about": "annual 2024"})

    found = page(client, begun.url)
    assert "关于2024年全市资源服务平台“三下沉”工作情况的通报" in found
    assert "按时办结率" in found
    assert '<span class="tag due">待人工补写</span>' in found
    assert "（未签发）" in found


def test_what_may_be_begun_is_what_is_over():
    found = page(at_desk(BUSINESS), "/circulars/")

    offered = re.findall(r'<option value="([^"]+)"[^>]*>([^<]+)</option>', found)
    assert offered[0] == ("annual 2024", "2024年度通报")
    assert ("bulletin 2024Q4", "2024年第4季度工作快报") in offered
    assert ("bulletin 2024-12", "2024年12月工作快报") in offered
    assert not [value for value, _ in offered if value.endswith(("2025", "2025-01", "2025Q1"))]


def test_begun_twice_it_is_refused_with_the_form():
    drafted()

    answer = at_desk(BUSINESS).post("/circulars/", {"about": "annual 2024"})

    assert answer.status_code == 422
    assert "2024年已经有一份在写，请接着写那一份。" in answer.content.decode()


def test_every_number_on_the_page_opens_to_as_many_rows_as_it_says():
    a_year()
    circular = picked(drafted())
    client = at_desk(BUSINESS)

    links = set(map(unescape, FIGURE.findall(page(client, f"/circulars/{circular.pk}/"))))

    assert len(links) > 30
    for link in links:
        said, listed = rows_behind(client, link)
        assert said == listed, link


def test_every_link_of_the_word_file_leads_to_its_frozen_figure_and_the_rows_count_to_it():
    a_year()
    circular = issued(finished(picked(drafted())))
    client = at_desk(BUSINESS)

    made = docx.Document(io.BytesIO(client.get(f"/circulars/{circular.pk}/word").content))

    links = {rel.target_ref for rel in made.part.rels.values() if rel.is_external}
    frozen = queries.frozen(circular)
    assert len(links) > 30
    for link in links:
        assert link.startswith(settings.SITE)
        path = unquote(urlsplit(link).path)
        kept, rows = frozen.figure(path.rpartition("/")[2])
        assert rows_behind(client, path) == (kept.behind, len(rows)), path


def test_the_word_file_says_what_the_page_says():
    a_year()
    circular = issued(finished(picked(drafted())))
    client = at_desk(BUSINESS)

    answer = client.get(f"/circulars/{circular.pk}/word")

    words = [one.text for one in docx.Document(io.BytesIO(answer.content)).paragraphs]
    frozen = queries.frozen(circular).kept.paper
    assert [text for text in (one.text for one in frozen.body) if text not in words] == []
    assert "2025年1月6日" in words
    assert "filename*=utf-8''" in answer["Content-Disposition"]
    assert answer.content == client.get(f"/circulars/{circular.pk}/word").content


def test_from_the_draft_to_the_archive_by_three_people():
    a_year()
    writer, reviewer, head = at_desk(BUSINESS), at_desk(SERVICE), at_desk(MAYOR)
    circular = finished(picked(drafted()))

    stages = []
    for client, verb in ((reviewer, "review"), (head, "approve"), (writer, "issue"), (writer, "archive")):
        assert f"/circulars/{circular.pk}/do/{verb}" in page(client, f"/circulars/{circular.pk}/")
        assert do(client, circular, verb).status_code == 302
        stages.append(fresh(circular).stage)

    assert stages == ["reviewed", "approved", "issued", "archived"]
    found = page(writer, f"/circulars/{circular.pk}/")
    assert "未被改过" in found
    assert fresh(circular).freeze.digest in found
    assert "2025年1月6日" in found


def test_a_draft_that_somebody_changed_is_not_approved_unseen():
    a_year()
    circular = finished(drafted())
    actions.review(fresh(circular), by=seat(SERVICE), at=JANUARY)
    old = fresh(circular).version
    actions.comment(fresh(circular), by=seat(AUDITOR), at=JANUARY, text="第二段再短些。")

    answer = at_desk(MAYOR).post(f"/circulars/{circular.pk}/do/approve", {"version": str(old)})

    assert answer.status_code == 409
    assert "这份通报刚被别人改过，请看过新的再办。" in answer.content.decode()
    assert fresh(circular).stage == "reviewed"


def test_a_gap_stops_the_approval_with_its_sentence():
    a_year()
    circular = drafted()
    actions.review(circular, by=seat(SERVICE), at=JANUARY)

    answer = do(at_desk(MAYOR), circular, "approve")

    assert (answer.status_code, "待人工补写：（三）资源下沉" in answer.content.decode()) == (409, True)


def test_a_reason_is_asked_for_and_what_was_typed_stays():
    circular = drafted()
    client = at_desk(BUSINESS)

    empty, long = do(client, circular, "discard", text=""), do(client, circular, "comment", text="长" * 501)

    assert (empty.status_code, "请写明作废的原因" in empty.content.decode()) == (422, True)
    assert (long.status_code, "长" * 501 in long.content.decode()) == (422, True)
    assert fresh(circular).stage == "drafted"


def form_of(client: Client, address: str) -> dict[str, str]:
    """The fields of the words' page as a browser would send them."""
    found = page(client, address)
    data = {
        name: unescape(text).removeprefix("\n")
        for name, text in re.findall(r'<textarea name="([^"]+)"[^>]*>([^<]*)</textarea>', found)
    }
    for tag in re.findall(r"<input [^>]+>", found):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ("checkbox" not in tag or "checked" in tag):
            data[name[1]] = unescape(value[1]) if value else "on"
    return data


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
    data = form_of(client, address) | {"p0-0-0": "有{cases.nothing}件。", "p4-own": "我写的。"}

    answer = client.post(address, data)

    found = answer.content.decode()
    assert answer.status_code == 422
    assert found.count("没有“cases.nothing”这个数字，请照数字目录写。") == 2
    assert "有{cases.nothing}件。" in found
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


def test_numbers_that_moved_since_the_page_was_opened_are_not_approved():
    a_year()
    circular = finished(drafted())
    actions.review(fresh(circular), by=seat(SERVICE), at=JANUARY)
    client = at_desk(MAYOR)
    opened = page(client, f"/circulars/{circular.pk}/")
    data = {name: re.search(rf'name="{name}" value="(\w+)"', opened)[1] for name in ("version", "shown")}
    concluded()

    answer = client.post(f"/circulars/{circular.pk}/do/approve", data)

    assert (answer.status_code, "数字或者文字刚变了" in answer.content.decode()) == (409, True)
    assert do(client, circular, "approve").status_code == 302


def test_a_clerk_reads_the_numbers_of_the_public_paper_alone():
    a_year()
    for _ in range(25):
        decided(40)
    circular = issued(finished(drafted()))
    frozen, client = queries.frozen(circular), at_desk(WINDOW)
    public = frozen.kept.paper.keys

    answers = {key: client.get(f"/circulars/{circular.pk}/figures/{key}").status_code for key, _, _ in frozen.figures}

    assert {key for key, status in answers.items() if status == 200} == public
    assert "cases.on_time_rate@town=420281108000" in set(answers) - public
    assert (
        client.get(f"/circulars/{circular.pk}/figures/cases.late?after=1").content
        == client.get(f"/circulars/{circular.pk}/figures/cases.late").content
    )


def test_a_frozen_number_is_read_when_its_figure_is_gone(monkeypatch):
    a_year()
    circular = issued(finished(drafted()))
    monkeypatch.delitem(FIGURES, "cases.decided")

    found = page(at_desk(BUSINESS), f"/circulars/{circular.pk}/figures/cases.decided")

    assert "背后 6 行" in found
    assert found.count('<tr><th scope="row">') == 6


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


def test_names_stand_in_the_copy_for_the_offices_alone():
    a_year()
    for _ in range(25):
        concluded()
    circular = issued(finished(drafted()))
    named = "便民服务站"

    inside = page(at_desk(BUSINESS), f"/circulars/{circular.pk}/?copy=inside")
    public = page(at_desk(BUSINESS), f"/circulars/{circular.pk}/").split("<article", 1)[1].split("</article>", 1)[0]
    window = page(at_desk(WINDOW), f"/circulars/{circular.pk}/?copy=inside")

    assert "内部稿" in inside
    assert named in inside.split("<article", 1)[1].split("</article>", 1)[0].replace("村级便民服务站", "")
    assert named not in public.replace("村级便民服务站", "")
    assert named not in window.replace("村级便民服务站", "")
    assert "问题指的是谁" not in window
    assert at_desk(WINDOW).get(f"/circulars/{circular.pk}/word?copy=inside").status_code == 404


@pytest.mark.parametrize("who", [WINDOW, HELPER, SYSADMIN])
def test_a_draft_is_as_one_that_does_not_exist(who):
    circular = drafted()
    client = at_desk(who)

    for way in ("", "text", "units", "word", "pdf", "figures/cases.accepted"):
        there, nowhere = (client.get(f"/circulars/{pk}/{way}") for pk in (circular.pk, 999))
        assert there.status_code == 404
        assert alike(there) == alike(nowhere)
    assert client.post(f"/circulars/{circular.pk}/do/discard").status_code == 404


def test_who_sees_no_whole_county_reads_what_was_issued_and_no_row_of_it():
    a_year()
    circular = issued(finished(drafted()))
    client = at_desk(WINDOW)

    found = page(client, f"/circulars/{circular.pk}/figures/service_sinking.city.cases")

    assert "背后 3 行" in found
    assert "/office/cases/" not in found
    assert found.count('<tr><th scope="row">') == 0


def test_a_frozen_number_stands_beside_what_it_is_now():
    a_year()
    circular = issued(finished(drafted()))
    client, address = at_desk(BUSINESS), f"/circulars/{circular.pk}/figures/service_sinking.city.cases"
    same = page(client, address)
    concluded()

    changed = page(client, address)

    assert "现在算出来也是这个数" in same
    assert "现在是 4 件" in changed
    assert '<p class="big near">3 件</p>' in changed


@pytest.mark.parametrize(
    "way",
    [
        "figures/cases.nothing",
        "figures/cases.open",
        "figures/cases.accepted?after=x",
        "figures/cases.accepted?after=" + "9" * 24,
        "do/nothing",
    ],
)
def test_what_there_is_not_is_not_found(way):
    a_year()
    circular = issued(finished(drafted()))

    answer = at_desk(BUSINESS).get(f"/circulars/{circular.pk}/{way}")

    assert answer.status_code in (404, 405)


@pytest.mark.parametrize(
    "key",
    [
        "cases.accepted@channel=online",
        "cases.accepted@level=",
        "cases.accepted@town=1",
        "cases.materials_waived@case=abc",
    ],
)
def test_a_number_of_nothing_known_is_not_found(key):
    a_year()

    assert at_desk(BUSINESS).get(f"/circulars/{drafted().pk}/figures/{key}").status_code == 404


def test_without_libreoffice_the_page_says_what_to_install_and_the_word_file_is_made(monkeypatch):
    a_year()
    circular = approved(finished(drafted()))
    monkeypatch.setattr("jinban.circular.office.shutil.which", lambda name: None)
    client = at_desk(BUSINESS)

    found, pdf = page(client, f"/circulars/{circular.pk}/"), client.get(f"/circulars/{circular.pk}/pdf")

    assert office.WITHOUT_OFFICE in found
    assert (pdf.status_code, "libreoffice-writer-nogui" in pdf.content.decode()) == (409, True)
    assert client.get(f"/circulars/{circular.pk}/word").status_code == 200


def test_the_page_asks_as_often_for_many_cases_as_for_few():
    a_year()
    circular = drafted()
    client, address = at_desk(BUSINESS), f"/circulars/{circular.pk}/"
    client.get(address)
    few = queries_of(lambda: client.get(address))

    a_year()

    assert queries_of(lambda: client.get(address)) == few


def test_the_command_makes_an_issued_circular_again_the_same(tmp_path):
    a_year()
    circular = issued(finished(picked(drafted())))
    concluded()
    out = StringIO()

    call_command("circular", "--issued", str(circular.pk), "--out", str(tmp_path / "again.docx"), stdout=out)
    call_command("circular", "--issued", str(circular.pk), "--json", stdout=(told := StringIO()))

    again = json.loads(told.getvalue())
    assert (tmp_path / "again.docx").read_bytes() == at_desk(BUSINESS).get(f"/circulars/{circular.pk}/word").content
    assert (again["digest"], again["figures"]["service_sinking.city.cases"]) == (circular.freeze.digest, 3)
    assert f"校验值 {circular.freeze.digest}，和签发时相同。" in out.getvalue()


def test_a_copy_that_was_tampered_with_is_not_made_again(monkeypatch):
    a_year()
    circular = issued(finished(drafted()))
    monkeypatch.setattr("jinban.circular.freezing.digest", lambda body, figures: "0" * 64)

    with pytest.raises(CommandError, match="被人改过"):
        call_command("circular", "--issued", str(circular.pk), "--json", stdout=StringIO())
    assert "对不上" in page(at_desk(BUSINESS), f"/circulars/{circular.pk}/")
