"""The board and the rows behind a figure on paper: no controls, whole tables, what period and part they are of."""

import re

import pytest
from playwright.sync_api import Page

from jinban.kit.clock import now
from tests.browser.conftest import Walker
from tests.lived import lived_in
from tests.play import BUSINESS

pytestmark = pytest.mark.browser

CONTROLS = "nav, form, button, .more, .back, summary, .skip"
CUT = """() => [...document.querySelectorAll('.scroll')].filter(box =>
  getComputedStyle(box).overflowY !== 'visible' || box.scrollHeight > box.clientHeight + 1).length"""


@pytest.fixture
def printed(walker: Walker) -> Page:
    lived_in(now(), more=1)
    page = walker.page(BUSINESS)
    page.emulate_media(media="print")
    return page


@pytest.mark.parametrize("path", ["/board/", "/board/rows/cases.accepted"])
def test_paper_has_no_controls_and_whole_tables(printed: Page, path: str):
    printed.goto(path)

    assert [one for one in printed.locator(CONTROLS).all() if one.is_visible()] == []
    assert printed.evaluate(CUT) == 0
    assert printed.get_by_text("演示", exact=True).first.is_visible()
    assert printed.get_by_text("演示数据，人和办件都不是真的。").is_visible()
    assert printed.locator(".on-paper").is_visible()
    assert printed.locator("thead").first.evaluate("head => getComputedStyle(head).display") == "table-header-group"
    assert printed.locator("tbody tr").first.evaluate("row => getComputedStyle(row).breakInside") == "avoid"


def test_the_chart_is_kept_and_its_numbers_are_opened(printed: Page):
    printed.goto("/board/")

    assert printed.locator("svg.chart").is_visible()
    assert printed.locator("details table").first.is_visible()


def test_the_time_on_paper_is_that_of_printing(printed: Page):
    printed.goto("/board/")
    opened = printed.locator("time[data-printed]").inner_text()

    printed.evaluate("document.querySelector('time[data-printed]').dateTime = '2024-01-02T23:59+08:00'")
    printed.evaluate("dispatchEvent(new Event('beforeprint'))")

    assert "年" in opened
    assert printed.locator("time[data-printed]").inner_text().startswith("2024年1月")


@pytest.mark.parametrize(("path", "sides"), [("/board/", (210, 297)), ("/board/rows/cases.accepted", (297, 210))])
def test_a_page_is_a4_and_lies_where_seven_columns_stand(printed: Page, path: str, sides: tuple[int, int]):
    printed.goto(path)

    points = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed.pdf(prefer_css_page_size=True))

    assert {tuple(round(float(side) / 72 * 25.4) for side in page) for page in points} == {sides}
