"""Every number of a circular, on the page and in the Word file, opens to as many rows as it says, to those who may see them."""

import io
import json
from html import unescape
from io import StringIO
from urllib.parse import unquote, urlsplit

import docx
import pytest
import time_machine
from django.conf import settings
from django.core.management import CommandError, call_command

from jinban.circular import queries
from jinban.kit.figures import FIGURES
from tests.circular.circulars import (
    JANUARY,
    a_year,
    concluded,
    decided,
    drafted,
    finished,
    issued,
)
from tests.doors.circular import FIGURE, page, picked, rows_behind
from tests.doors.desk import alike, at_desk
from tests.play import BUSINESS, WINDOW

pytestmark = pytest.mark.usefixtures("city")


@pytest.fixture(autouse=True)
def _january(city):
    with time_machine.travel(JANUARY, tick=False):
        yield


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


def test_a_clerk_reads_the_numbers_of_the_public_paper_alone():
    a_year()
    for _ in range(20):
        decided(40)
    circular = issued(finished(drafted()))
    frozen, client = queries.frozen(circular), at_desk(WINDOW)
    public = frozen.kept.paper.keys

    answers = {key: client.get(f"/circulars/{circular.pk}/figures/{key}").status_code for key, _, _ in frozen.figures}

    assert {key for key, status in answers.items() if status == 200} == public
    assert "cases.on_time_rate@town=420281108000" in set(answers) - public
    late = f"/circulars/{circular.pk}/figures/cases.late"
    assert alike(client.get(f"{late}?after=1")) == alike(client.get(late))


def test_a_frozen_number_is_read_when_its_figure_is_gone(monkeypatch):
    a_year()
    circular = issued(finished(drafted()))
    monkeypatch.delitem(FIGURES, "cases.decided")

    found = page(at_desk(BUSINESS), f"/circulars/{circular.pk}/figures/cases.decided")

    assert "背后 6 行" in found
    assert found.count('<tr><th scope="row">') == 6


def test_names_stand_in_the_copy_for_the_offices_alone():
    a_year()
    for _ in range(25):
        concluded()
    circular = issued(finished(drafted()))
    asleep = queries.frozen(circular).kept.found[0].names[0][0]

    inside = (
        page(at_desk(BUSINESS), f"/circulars/{circular.pk}/?copy=inside")
        .split("<article", 1)[1]
        .split("</article>", 1)[0]
    )
    public = page(at_desk(BUSINESS), f"/circulars/{circular.pk}/").split("<article", 1)[1].split("</article>", 1)[0]
    window = page(at_desk(WINDOW), f"/circulars/{circular.pk}/?copy=inside")

    assert "内部稿" in inside
    assert [asleep in sheet for sheet in (inside, public, window)] == [True, False, False]
    assert "问题指的是谁" not in window
    assert at_desk(WINDOW).get(f"/circulars/{circular.pk}/word?copy=inside").status_code == 404


def test_who_sees_no_whole_county_reads_what_was_issued_and_no_row_of_it():
    a_year()
    circular = issued(finished(drafted()))
    client = at_desk(WINDOW)

    found = page(client, f"/circulars/{circular.pk}/figures/service_sinking.city.cases")

    assert "背后 3 行" in found
    assert "现在" not in found.split("<h1>", 1)[1].split("口径", 1)[0]
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
