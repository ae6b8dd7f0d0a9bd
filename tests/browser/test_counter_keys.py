"""A clerk who never touches the mouse: the next person with the same matter, taken in and accepted."""

import pytest
from playwright.sync_api import Page, expect

from jinban.cases import actions
from jinban.cases.models import Case
from jinban.kit.clock import now
from tests.browser.conftest import Walker, faults
from tests.play import HELPER, INSURE, RELIEF, WINDOW, resident_number, seat, taken_in

pytestmark = pytest.mark.browser

MOST_KEYS, MOST_LOADS = 25, 2


class Keys:
    """A keyboard that counts its keys, but not the values that are typed; and the pages that it loads."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed, self.loads = page, 0, 0
        page.on("load", lambda _: setattr(self, "loads", self.loads + 1))

    def press(self, key: str, times: int = 1) -> None:
        for _ in range(times):
            self.page.keyboard.press(key)
            self.pressed += 1

    def value(self, text: str) -> None:
        """Type one value and move on."""
        self.page.keyboard.type(text)
        self.press("Enter")

    def at(self) -> str:
        """The name of the control that has the focus."""
        return str(self.page.evaluate("document.activeElement.name"))


def repeat(page: Page, item: str) -> Keys:
    """Before the slip of a case of this item; from here the keys count."""
    case = taken_in(seat(WINDOW), item, at=now())
    page.goto(f"/counter/cases/{case.pk}/slip")
    return Keys(page)


def the_person(keys: Keys) -> None:
    with keys.page.expect_navigation():
        keys.press("F4")
    for value in (resident_number(77), "余小禾", "13800000001"):
        keys.value(value)


def test_the_next_one_is_taken_in_and_accepted_by_keys_alone(walker: Walker):
    keys = repeat(walker.page(WINDOW), RELIEF)

    the_person(keys)
    keys.press("Enter", 3)  # the three answers stand as with the last one
    assert keys.at() == "do"
    keys.press("Enter")  # all papers
    for value in ("3", "20240301", "突得重病"):
        keys.page.keyboard.type(value)
        keys.press("Tab")
    keys.press("Tab")
    keys.value("6222020000000000000")
    with keys.page.expect_navigation():
        keys.press("Control+Enter")

    expect(keys.page.get_by_role("heading", level=1)).to_have_text("受理凭证")
    assert (keys.pressed <= MOST_KEYS, keys.loads <= MOST_LOADS) == (True, True), (keys.pressed, keys.loads)
    assert Case.objects.order_by("-pk").first().stage == "accepted"


def test_an_instant_matter_takes_fewer_keys(walker: Walker):
    keys = repeat(walker.page(WINDOW), INSURE)

    the_person(keys)
    keys.press("Enter", 4)
    keys.page.keyboard.type("南山村一组")
    with keys.page.expect_navigation():
        keys.press("Control+Enter")

    expect(keys.page.get_by_role("heading", level=1)).to_have_text("办结凭证")
    assert (keys.pressed, keys.loads) == (9, 2)


def test_another_answer_by_arrow_brings_another_list_and_keeps_the_rest(walker: Walker):
    keys = repeat(walker.page(WINDOW), INSURE)
    the_person(keys)

    keys.press("ArrowRight")
    expect(keys.page.locator("#exact")).to_contain_text("父母一方身份证", timeout=20_000)

    assert keys.at() == "q_who"
    assert keys.page.locator("#id_name").input_value() == "余小禾"
    assert keys.page.locator("#live").count() == 0


@pytest.mark.parametrize("who", [HELPER, WINDOW])
def test_a_hurried_clerk_gets_the_list_of_the_last_answer(walker: Walker, who: str):
    page = walker.page(who)
    page.goto(f"/counter/take-in?item={INSURE}")

    for name, value in (("who", "self"), ("home", "local"), ("group", "plain"), ("who", "baby"), ("home", "away")):
        page.locator(f"input[name=q_{name}][value={value}]").check(force=True)

    expect(page.locator("#exact")).to_contain_text("居住证", timeout=20_000)
    expect(page.locator("#exact")).to_contain_text("父母一方身份证", timeout=20_000)
    expect(page.locator("#live")).to_have_count(0)


def test_every_page_of_the_counter_can_be_used_by_all(walker: Walker):
    page, window = walker.page(WINDOW), seat(WINDOW)
    case = taken_in(window, at=now())
    lacking = taken_in(window, lacking=("id-card",), at=now())
    points = [actions.Point("id-card", "missing", "请带原件来。")]
    actions.notify(lacking, by=window, at=now(), points=points)
    found = {}

    for path in (
        "", "?words=医保", "find", f"take-in?item={INSURE}&like={case.pk}", f"take-in?item={RELIEF}&like={case.pk}",
        f"cases/{case.pk}/", f"cases/{lacking.pk}/", f"cases/{case.pk}/slip", f"cases/{lacking.pk}/notice",
    ):  # fmt: skip
        page.goto(f"/counter/{path}")
        found[path] = faults(page)

    assert {path: wrong for path, wrong in found.items() if wrong} == {}
