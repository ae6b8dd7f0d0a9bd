"""A village helper and eighty people with the same matter: the keyboard alone, and a network that breaks."""

import pytest
from playwright.sync_api import expect

from jinban.cases.models import Case
from tests.browser.conftest import Walker, faults
from tests.browser.test_counter_keys import Keys
from tests.play import HELPER, resident_number

pytestmark = pytest.mark.browser
ADDRESS = "/counter/queue?item=jumin-yanglao-renzheng"
KEYS_OF_ONE = 3


def test_ten_people_and_two_more_in_a_row_by_keys_alone(walker: Walker):
    page = walker.page(HELPER)
    page.goto(ADDRESS)
    keys = Keys(page)

    for serial in range(12):
        keys.value(resident_number(serial))
        keys.value(f"余第{serial}")
        keys.value("")
    assert (keys.pressed, page.locator("[data-lines] > li").count()) == (12 * KEYS_OF_ONE, 13)
    with page.expect_navigation():
        keys.press("Control+Enter")

    expect(page.get_by_text("12 人都收好了。")).to_be_visible()
    assert Case.objects.filter(on_the_spot=True).count() == 12


def test_a_wrong_digit_is_seen_at_once_and_a_reload_loses_nothing(walker: Walker):
    page = walker.page(HELPER, width=360, height=740)
    page.goto(ADDRESS)
    keys, right = Keys(page), resident_number(1)

    keys.value(right[:-1] + ("0" if right[-1] != "0" else "1"))
    expect(page.locator(".said .wrong").first).to_have_text("身份证号校验位不对，请对照证件再看一遍")
    assert keys.at().startswith("number-")
    keys.value(right)
    expect(page.locator(".said .wrong")).to_have_count(0)
    with page.expect_response(lambda answer: answer.status == 204):
        keys.value("余在途")
    page.reload()

    expect(page.locator("[data-number]").first).to_have_value(right)
    expect(page.locator("input[name^='name-']").first).to_have_value("余在途")
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert faults(page) == []


def test_a_broken_network_doubles_nothing(walker: Walker):
    page = walker.page(HELPER)
    page.goto(ADDRESS)
    keys = Keys(page)
    for serial in range(2):
        keys.value(resident_number(serial))
        keys.value(f"余第{serial}")
        keys.value("")
    # The lines arrive and the answer is lost: the clerk sends them once more.
    page.evaluate(
        "async () => { const form = document.getElementById('queue'); const body = new FormData(form);"
        " body.set('do', 'take'); await fetch(form.action, {method: 'POST', body, redirect: 'manual'}) }"
    )
    with page.expect_navigation():
        keys.press("Control+Enter")

    expect(page.get_by_text("2 人都收好了。").first).to_be_visible()
    assert Case.objects.count() == 2
