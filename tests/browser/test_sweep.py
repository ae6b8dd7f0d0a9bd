"""Every page of the URLconf in a real browser: nothing for axe to find, nothing on the console, no sideways scroll,
light on the wire. Citizens' pages on the narrowest phone, also in the elder view; staff pages on an old PC."""

import re

import pytest
from playwright.sync_api import Page as BrowserPage

from jinban.kit.clock import now
from tests.browser.conftest import Walker, faults
from tests.lived import Town, lived_in
from tests.samples import SAMPLES, Page

pytestmark = pytest.mark.browser

CITIZEN = {name: sample for name, sample in SAMPLES.items() if isinstance(sample, Page) and not sample.who}
STAFF = {name: sample for name, sample in SAMPLES.items() if isinstance(sample, Page) and sample.who}
COLD = {"citizen": 60_000, "staff": 120_000}  # bytes on the wire at a first visit (ux.md)


def wrong(page: BrowserPage, name: str, path: str, most: int, typed: dict[str, str] | None = None) -> list[str]:
    """What is wrong with one page, each as a line; with what is typed into it first, with its answer."""
    weight: list[int] = []
    page.on(
        "requestfinished",
        lambda request: weight.append(
            sum(request.sizes()[part] for part in ("responseBodySize", "responseHeadersSize"))
        ),
    )
    answer = page.goto(path)
    for field, value in (typed or {}).items():
        page.locator(f"[name={field}]").fill(value)
        with page.expect_navigation() as came:
            page.locator(f"[name={field}]").press("Enter")
        answer = came.value
    found = [] if answer and answer.status == 200 else [f"{name}: {answer and answer.status}"]
    page.wait_for_load_state("networkidle")
    if sum(weight) > most:
        found.append(f"{name}: {sum(weight)} bytes")
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append(f"{name}: scrolls sideways")
    return found + [f"{name}: {fault}" for fault in faults(page)]


def town() -> Town:
    return lived_in(now(), more=1)


@pytest.mark.parametrize("view", ["normal", "elder"])
def test_citizens_pages_on_the_narrowest_phone(walker: Walker, view: str):
    place, found = town(), []
    for name, sample in CITIZEN.items():
        page = walker.page(width=320, height=640, cookies={"view": view})
        if sample.code:
            page.goto("/track")
            page.get_by_label("办件号或查询码").fill(sample.code(place))
            if sample.ending:
                page.get_by_label("证件号码后四位").fill(sample.ending(place))
            page.get_by_role("button", name="查").first.click()
            page.wait_for_url("**/track/*")
        found += wrong(page, name, sample.path(place), COLD["citizen"])
        page.context.close()

    assert found == []


def test_staff_pages_on_an_old_pc(walker: Walker):
    place, found = town(), []
    sessions: dict[str, dict[str, str]] = {}
    for name, sample in STAFF.items():
        if sample.who not in sessions:
            opened = walker.page(sample.who)
            sessions[sample.who] = {cookie["name"]: cookie["value"] for cookie in opened.context.cookies()}
        page = walker.page(cookies=sessions[sample.who])
        found += wrong(page, name, sample.path(place), COLD["staff"], sample.post and sample.post(place))
        page.context.close()

    assert found == []


def test_a_faulty_form_is_as_accessible_as_a_right_one(walker: Walker):
    place, found = town(), []
    for name, sample in SAMPLES.items():
        if isinstance(sample, Page) and sample.empty_post:
            page = walker.page(sample.who, width=320 if not sample.who else 1366)
            page.goto(sample.path(place))
            with page.expect_navigation():
                page.locator("main form[method=post] button.btn:not(.off-screen):not([value=more])").first.click()
            if not re.match("错误：", page.title()):
                found.append(f"{name}: {page.title()}")
            found += [f"{name}: {fault}" for fault in faults(page)]
    walker.said = [line for line in walker.said if "422" not in line]

    assert found == []
