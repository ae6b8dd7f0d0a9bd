"""Files of the board: the same numbers as the page, all rows, for those who may export and for nobody else."""

import csv
import io
import re
from datetime import date
from typing import Any
from urllib.parse import unquote

import pytest
import time_machine
from django.test import Client
from python_calamine import CalamineWorkbook

from jinban.catalogue.models import Item
from jinban.kit import marks
from jinban.people.roles import Role
from jinban.web.board import exports
from jinban.web.files import writing as files
from jinban.web.files.sheet import Head, Sheet
from tests.doors.board import CHENGUI, a_year, body, concluded, decided, kpis, page
from tests.doors.desk import alike, at_desk
from tests.play import (
    APPROVER,
    AUDITOR,
    BACK,
    BUSINESS,
    DAY,
    HELPER,
    MONDAY,
    OTHER_WINDOW,
    POLICE,
    SECADMIN,
    SERVICE,
    SYSADMIN,
    TOWN_HEAD,
    WINDOW,
    seat,
)  # fmt: skip
from tests.world import queries_of

COUNTY_HEAD = "d020"
YEAR = "period=2024"
ADDRESSES = [
    "/board/table.xlsx",
    "/board/table.csv",
    "/board/rows/cases.accepted.xlsx",
    "/board/rows/cases.accepted.csv",
]


@pytest.fixture(autouse=True)
def _june(city):
    with time_machine.travel(MONDAY + 80 * DAY, tick=False):
        yield


def fetched(client: Client, address: str) -> bytes:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.getvalue()


def book(client: Client, address: str) -> dict[str, list[list[Any]]]:
    """The sheets of a workbook by name, as Excel would open them."""
    found = CalamineWorkbook.from_filelike(io.BytesIO(fetched(client, address)))
    return {name: found.get_sheet_by_name(name).to_python() for name in found.sheet_names}


def commas(client: Client, address: str) -> list[list[str]]:
    text = fetched(client, address).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:])))


def plain(value: Any) -> str:
    """A number of a workbook as the page writes it."""
    if isinstance(value, float):
        return f"{value:,.0f}"
    return str(value)


def test_the_workbook_has_a_sheet_for_each_table_of_the_page():
    a_year()

    sheets = book(at_desk(BUSINESS), f"/board/table.xlsx?{YEAR}")

    assert list(sheets) == [
        "说明", "各镇街", "按月", "按事项", "按批次", "按主项", "按渠道", "办结情况", "快慢和材料", "各村级站",
    ]  # fmt: skip


def test_the_numbers_of_the_files_are_those_of_the_page():
    a_year()
    client = at_desk(BUSINESS)
    found = page(client, f"/board/?{YEAR}")

    sheets, lines = book(client, f"/board/table.xlsx?{YEAR}"), commas(client, f"/board/table.csv?{YEAR}")

    shown = [[line[0], line[1], line[-1]] for line in body(found, "15 个镇街")]
    assert [[line[0], plain(line[1]), plain(line[-1])] for line in sheets["各镇街"][1:]] == shown
    start = lines.index(["各镇街"]) + 2
    assert [[line[0], line[1], line[-1]] for line in lines[start : start + len(shown)]] == shown
    for name, heading in (("按事项", "办件量，按事项"), ("按批次", "办件量，按批次"), ("按渠道", "办件量，按渠道")):
        there = [line[:2] for line in body(found, heading)]
        assert [[line[0], plain(line[1])] for line in sheets[name][1:]] == there
    assert sum(line[2] for line in sheets["各村级站"][1:]) == 3
    assert sheets["按月"][-1][-1] == sheets["按月"][-1][1] + sheets["按月"][-1][2] + sheets["按月"][-1][3] == 9
    assert sheets["办结情况"][1:] == [
        ["办结量", 7], ["有承诺期的办结件", 7], ["按时办结", 6], ["超承诺办结", 1], ["在办件", 2],
    ]  # fmt: skip


def test_a_percentage_stands_beside_both_of_its_counts():
    for _ in range(20):
        concluded(seat(WINDOW))
    decided(40)

    heads, *lines, foot = book(at_desk(BUSINESS), f"/board/table.xlsx?{YEAR}")["各镇街"]
    town = {line[0]: dict(zip(heads, line, strict=True)) for line in lines}["陈贵镇"]
    written = commas(at_desk(BUSINESS), f"/board/table.csv?{YEAR}")

    assert heads == [
        "镇街", "办件量", "村级站", "每站办件", "按时办结率", "按时办结件", "有承诺期的办结件", "当场办结率",
        "当场办结件", "办结件", "在办",
    ]  # fmt: skip
    assert (town["按时办结率"], town["按时办结件"], town["有承诺期的办结件"]) == (0.952, 20, 21)
    assert foot[0] == "合计"
    assert "95.2%" in next(line for line in written if line[:1] == ["陈贵镇"])


def test_of_a_few_cases_a_file_has_the_counts_and_no_percentage():
    a_year()

    heads, *lines = book(at_desk(BUSINESS), f"/board/table.xlsx?{YEAR}")["各镇街"]
    whole = dict(zip(heads, lines[-1], strict=True))

    assert (whole["按时办结率"], whole["按时办结件"], whole["有承诺期的办结件"]) == ("", 6, 7)


def test_the_first_sheet_says_what_the_numbers_are():
    a_year()
    marks.keep(marks.SCALE, "1/20", at=MONDAY)
    client = at_desk(BUSINESS)

    told = dict(
        line for line in book(client, f"/board/table.xlsx?{YEAR}&town={CHENGUI}")["说明"][1:] if line[0] != "口径"
    )

    assert told["名称"] == "大冶市2024年总览"
    assert told["时段"] == "2024年，2024年1月1日至2024年12月31日"
    assert (told["范围"], told["只看"]) == ("按您能看到的办件计：全市", "陈贵镇")
    assert told["办件量"] == "7 件（2024年受理，作废的不计）"
    assert told["演示"] == "演示数据，人和办件都不是真的。办件数是原资料的 1/20。"
    assert told["做成时间"] == "2024年5月30日 9:00"


def test_a_town_and_a_month_are_filed_as_they_are_shown():
    a_year()

    sheets = book(at_desk(BUSINESS), f"/board/table.xlsx?period=2024-03&town={CHENGUI}")

    assert list(sheets) == ["说明", "各办事地点", "按事项", "按批次", "按主项", "按渠道", "办结情况", "快慢和材料"]
    assert sheets["各办事地点"][-1][:2] == ["合计", 5]


@pytest.mark.parametrize("key", ["cases.accepted", "cases.late", "cases.on_time_rate", "delegation.zero_case_items"])
def test_all_rows_behind_a_number_are_filed(key, monkeypatch):
    monkeypatch.setattr("jinban.web.board.behind.AT_ONCE", 3)
    monkeypatch.setattr("jinban.web.board.views.AT_ONCE", 2)
    a_year()
    client = at_desk(BUSINESS)
    shown = re.search(r'<p class="big near">([\d,]+)', page(client, f"/board/rows/{key}?{YEAR}"))
    count = int(shown[1])

    sheets, lines = (
        book(client, f"/board/rows/{key}.xlsx?{YEAR}"),
        commas(client, f"/board/rows/{key}.csv?{YEAR}"),
    )

    assert len(sheets["明细"]) - 1 == len(lines) - 1 == count
    assert sheets["明细"][0] == lines[0]


def test_a_case_number_is_a_text_a_day_a_day_and_a_row_of_a_demonstration_says_so():
    case = decided(40)
    client = at_desk(BUSINESS)

    head, row = book(client, f"/board/rows/cases.late.xlsx?{YEAR}")["明细"]
    written = commas(client, f"/board/rows/cases.late.csv?{YEAR}")[1]

    assert head == ["办件号", "事项", "收件地点", "收件", "受理", "承诺到期", "决定", "是否超承诺", "现在", "备注"]
    assert row == [
        case.number, "临时救助对象认定", "陈贵镇便民服务中心", date(2024, 3, 11), date(2024, 3, 11), date(2024, 3, 25),
        date(2024, 4, 20), "超承诺", "办结", "演示",
    ]  # fmt: skip
    assert (written[0].replace(" ", ""), written[0].count(" ")) == (case.number, 5)
    assert written[3:] == ["2024-03-11", "2024-03-11", "2024-03-25", "2024-04-20", "超承诺", "办结", "演示"]


def test_files_have_chinese_names():
    client = at_desk(BUSINESS)

    def name(address: str) -> str:
        return unquote(client.get(address)["Content-Disposition"])

    assert name("/board/table.xlsx?period=2023") == "attachment; filename*=utf-8''大冶市2023年总览.xlsx"
    assert name(f"/board/table.csv?period=2023Q4&town={CHENGUI}").endswith("''大冶市2023年第四季度总览（陈贵镇）.csv")
    assert name("/board/rows/cases.late.csv?period=2023").endswith("''大冶市2023年超承诺办结明细.csv")


def test_a_file_of_rows_asks_twice_for_each_five_hundred(monkeypatch):
    a_year()
    client, address = at_desk(BUSINESS), f"/board/rows/cases.accepted.csv?{YEAR}"
    fetched(client, address)
    at_once = queries_of(lambda: fetched(client, address))

    monkeypatch.setattr("jinban.web.board.behind.AT_ONCE", 3)

    assert len(commas(client, address)) == 1 + 9
    assert queries_of(lambda: fetched(client, address)) == at_once + 2 * 2


@pytest.mark.parametrize("who", [BUSINESS, SERVICE, COUNTY_HEAD])
def test_who_may_export_finds_the_files_and_the_links(who):
    a_year()
    client = at_desk(who)

    board, rows = page(client, f"/board/?{YEAR}"), page(client, f"/board/rows/cases.accepted?{YEAR}")

    for found, start in ((board, "/board/table"), (rows, "/board/rows/cases.accepted")):
        assert f'href="{start}.xlsx?period=2024">存为 Excel</a>' in found
        assert f'href="{start}.csv?period=2024">存为 CSV</a>' in found
    for address in ADDRESSES:
        assert client.get(f"{address}?{YEAR}").status_code == 200


@pytest.mark.parametrize(
    "who", [WINDOW, HELPER, BACK, POLICE, TOWN_HEAD, OTHER_WINDOW, APPROVER, AUDITOR, SYSADMIN, SECADMIN]
)
def test_who_may_not_export_finds_no_file_and_no_link(who):
    a_year()
    client = at_desk(who)
    unknown = alike(client.get("/board/nothing.xlsx"))

    assert [alike(client.get(f"{address}?{YEAR}")) for address in ADDRESSES] == [unknown] * 4
    if who not in (SYSADMIN, SECADMIN):
        assert "存为" not in page(client, f"/board/?{YEAR}") + page(client, f"/board/rows/cases.accepted?{YEAR}")


def test_the_posts_that_export_are_those_of_the_grid():
    assert {*exports.MAY_EXPORT} == {Role.BUSINESS_OFFICE, Role.SERVICE_OFFICE, Role.COUNTY_HEAD}


@pytest.mark.parametrize("address", ADDRESSES)
def test_files_are_refused_as_pages_are(address):
    client = at_desk(BUSINESS)

    assert client.get(f"{address}?period=soon").status_code == 409
    assert client.get(f"{address}?{YEAR}&town=nowhere").status_code == 404
    assert client.get("/board/rows/cases.nothing.csv").status_code == 404
    assert Client().get(f"{address}?{YEAR}").status_code == 302


def test_what_a_spreadsheet_would_calculate_is_told_as_text():
    Item.objects.filter(pk="linshi-jiuzhu").update(name='=HYPERLINK("//x.invalid","看")')
    decided(40)
    client = at_desk(BUSINESS)

    written = commas(client, f"/board/rows/cases.late.csv?{YEAR}")[1]
    row = book(client, f"/board/rows/cases.late.xlsx?{YEAR}")["明细"][1]
    by_item = commas(client, f"/board/table.csv?{YEAR}")

    assert written[1] == '\'=HYPERLINK("//x.invalid","看")'
    assert row[1] == '=HYPERLINK("//x.invalid","看")'
    assert [written[1], "1", ""] in by_item


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@x", "\tx", "\rx", "＝1"])
def test_a_dangerous_text_gets_an_apostrophe(text):
    assert files.safe(text) == f"'{text}"
    assert files.safe(f"x{text}") == f"x{text}"


def test_what_does_not_fit_on_one_sheet_goes_on_to_the_next(monkeypatch):
    monkeypatch.setattr(files, "LINES_OF_A_SHEET", 2)
    long = Sheet("明细", (Head("数", "count"),), ([number] for number in range(5)))

    with files.workbook([long]) as file:
        found = CalamineWorkbook.from_filelike(file)

    assert found.sheet_names == ["明细", "明细 2", "明细 3"]
    assert found.get_sheet_by_name("明细 3").to_python() == [["数"], [4]]


def test_the_files_of_an_empty_period_open():
    client = at_desk(BUSINESS)

    sheets = book(client, "/board/table.xlsx?period=2022")

    assert kpis(page(client, "/board/?period=2022"))[0] == "0"
    assert sheets["按事项"] == [["事项", "办件量", "占"]]
    assert commas(client, "/board/rows/cases.accepted.csv?period=2022")[1:] == []
