"""One real case from the village door to a figure, walked by five people in a real browser."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from jinban.cases.models import Case
from jinban.kit.clock import legal_day, now
from tests.browser.conftest import Walker
from tests.play import APPROVER, BACK, BUSINESS, HELPER, INSURE, RELIEF, resident_number

pytestmark = pytest.mark.browser


def fill_in(page: Page, item: str, number: str, name: str) -> None:
    """The whole form of a visit: the person, the first answer to each question, every paper, every field."""
    page.goto(f"/counter/take-in?item={item}")
    page.get_by_label("证件号码").first.fill(number)
    page.get_by_label(re.compile("^姓名")).first.fill(name)
    page.get_by_label(re.compile("^电话")).first.fill("13800000001")
    for ask in page.locator("section[aria-label=情形] fieldset").all():
        ask.get_by_role("radio").first.check(force=True)
    page.get_by_role("button", name="一键全收").click()
    for box in page.locator("#exact .grid2 input:not([type=radio]), #exact .grid2 textarea").all():
        label = page.locator(f"label[for={box.get_attribute('id')}]").inner_text()
        if not box.input_value():
            box.fill(_value(label, box.get_attribute("inputmode") or ""))
    for choice in page.locator("#exact .grid2 fieldset").all():
        choice.get_by_role("radio").first.check(force=True)
    for select in page.locator("#exact .grid2 select").all():
        select.select_option(index=1)


def _value(label: str, mode: str) -> str:
    if "身份证" in label or "证件号" in label:
        return resident_number(900)
    if "日期" in label or "时间" in label:
        return "20240105"
    return {"tel": "13800000001", "decimal": "3", "numeric": "20240105"}.get(mode, "演示")


def office(page: Page, case: Case, door: str = "office") -> Page:
    page.goto(f"/{door}/cases/{case.pk}/")
    return page


def press(page: Page, label: str, **choices: Any) -> None:
    """Make a move: unfold its form where it is folded, fill it in, press its button."""
    button = page.locator("button", has_text=re.compile(rf"^\s*{label}")).last
    fold = page.locator("details:not([open])", has=button)
    if fold.count():
        fold.locator("summary").first.click()
    form = page.locator("form", has=button)
    for words, value in choices.items():
        field = form.get_by_label(words, exact=False).first
        field.check(force=True) if value is True else field.fill(value)
    with page.expect_navigation():
        button.click()


def told_so_far(page: Page) -> list[str]:
    """What the history says was done, oldest first."""
    table = page.locator("table", has=page.locator("th", has_text="做了什么"))
    heads = [head.inner_text() for head in table.locator("thead th").all()]
    return [row.locator("th, td").nth(heads.index("做了什么")).inner_text() for row in table.locator("tbody tr").all()]


def counted(page: Page) -> int:
    """The 办件量 on the board."""
    page.goto(f"/board/?period={legal_day(now()).year}")
    number = page.locator(".kpis > div", has_text="办件量").locator(".big").first.inner_text()
    return int(re.sub(r"\D", "", number) or 0)


@pytest.mark.both
def test_village_town_department_village_and_the_figure(walker: Walker):
    helper, back, approver, board = (walker.page(who) for who in (HELPER, BACK, APPROVER, BUSINESS))
    before = counted(board)

    fill_in(helper, RELIEF, resident_number(901), "余小禾")
    press(helper, "收件 ")
    expect(helper.get_by_role("heading", level=1)).to_have_text("收件凭证")
    case = Case.objects.get()
    press(office(helper, case, "counter"), "移交")

    press(office(back, case), "接收")
    press(office(back, case), "受理")
    press(office(back, case), "审查完毕", 建议准予=True, 审查意见="入户两人，情况属实。")
    press(office(back, case), "移交", 市民政局=True)
    press(office(approver, case), "接收")
    press(office(approver, case), "作决定", 准予=True)
    press(office(helper, case, "counter"), "送达")

    case.refresh_from_db()
    assert (case.stage, case.verdict, case.way) == ("delivered", "approved", "in_person")
    assert told_so_far(office(approver, case)) == [
        "开始填写", "收件", "移交", "接收", "受理", "审查完毕", "移交", "接收", "作出决定", "送达",
    ]  # fmt: skip
    assert counted(board) == before + 1
    board.locator(".kpis > div", has_text="办件量").get_by_role("link").first.click()
    expect(board.get_by_role("main")).to_contain_text(re.compile("4202 ?81"))


def test_an_instant_case_is_finished_on_the_spot(walker: Walker):
    helper = walker.page(HELPER)

    fill_in(helper, INSURE, resident_number(902), "柯大壮")
    press(helper, "当场办结")
    expect(helper.get_by_role("heading", level=1)).to_be_visible()

    case = Case.objects.get()
    assert (case.stage, case.on_the_spot) == ("delivered", True)
    assert told_so_far(office(helper, case, "counter")) == ["开始填写", "收件", "受理", "作出决定", "送达"]
