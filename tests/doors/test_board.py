"""The board: each number opens to as many rows as it says, for each seat those that it may see."""

import re

import pytest
import time_machine

from jinban.cases import actions
from jinban.delegation.models import Delegation
from jinban.kit import marks
from tests.doors.board import (
    CHENGUI,
    LINGXIANG,
    NANSHAN,
    a_year,
    again,
    body,
    concluded,
    decided,
    kpis,
    numbers,
    page,
    rows_behind,
)  # fmt: skip
from tests.doors.desk import alike, at_desk
from tests.play import (
    APPROVER,
    AUDITOR,
    BACK,
    BUSINESS,
    DAY,
    HELPER,
    MONDAY,
    OTHER_APPROVER,
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


@pytest.fixture(autouse=True)
def _june(city):
    with time_machine.travel(MONDAY + 80 * DAY, tick=False):
        yield


@pytest.mark.parametrize("who", [BUSINESS, WINDOW, HELPER, POLICE, APPROVER, OTHER_WINDOW, SERVICE, AUDITOR])
def test_every_number_opens_to_as_many_rows_as_it_says(who):
    a_year()
    client = at_desk(who)

    found = numbers(page(client, "/board/?period=2024"))

    for address, text in found:
        if re.fullmatch(r"[\d,]+", text):
            assert rows_behind(client, address) == int(text.replace(",", "")), address
        elif "/" in text:
            assert rows_behind(client, address) == int(text.split("/")[0]), address
    assert len(found) > (5 if who in (HELPER, POLICE, OTHER_WINDOW, APPROVER) else 20)


def test_the_large_numbers_are_those_of_the_year():
    a_year()

    found = page(at_desk(BUSINESS), "/board/?period=2024")

    assert kpis(found) == ["9", "6/7", "5/7", "115"]
    assert "<h1>2024年总览</h1>" in found
    assert "按您能看到的办件计：全市" in found


def test_the_towns_and_the_hall_sum_up_to_the_whole():
    a_year()

    lines = body(page(at_desk(BUSINESS), "/board/?period=2024"), "15 个镇街")

    counts = {line[0]: int(line[1]) for line in lines}
    assert (counts["陈贵镇"], counts["灵乡镇"], counts["市政务服务中心"]) == (7, 1, 1)
    assert len(lines) == 17
    assert sum(count for name, count in counts.items() if name != "合计") == counts["合计"] == 9
    assert lines[-1] == ["合计", "9", "385", "0.0", "6/7", "5/7", "2"]


def test_from_the_county_to_the_town_to_the_village_to_the_case():
    a_year()
    client = at_desk(BUSINESS)

    county = page(client, "/board/?period=2024")
    town = page(client, f"/board/?period=2024&town={CHENGUI}")
    rows = page(client, f"/board/rows/cases.accepted?period=2024&town={CHENGUI}&site={NANSHAN}")
    opened = re.findall(r'<th scope="row"><a class="num" href="(/office/cases/\d+/)"', rows)

    assert f'href="/board/?period=2024&amp;town={CHENGUI}"' in county
    assert ["陈贵镇 南山村便民服务站", "3"] in [line[:2] for line in body(town, "各办事地点")]
    assert kpis(town)[0] == "7"
    assert len(opened) == 3
    assert "全部经过" in page(client, opened[0])


@pytest.mark.parametrize(
    ("who", "words", "count"),
    [
        (BUSINESS, "全市", "9"), (SERVICE, "全市", "9"), (AUDITOR, "全市", "9"), (WINDOW, "陈贵镇", "7"), (BACK, "陈贵镇", "7"),
        (TOWN_HEAD, "陈贵镇", "7"), (OTHER_WINDOW, "灵乡镇", "1"), (HELPER, "陈贵镇 南山村便民服务站", "3"),
        (POLICE, "陈贵镇的公安事项", "1"), (APPROVER, "市民政局的事项", "3"), (OTHER_APPROVER, "市医疗保障局的事项", "5"),
    ],
)  # fmt: skip
def test_the_page_says_what_it_counts(who, words, count):
    a_year()

    found = page(at_desk(who), "/board/?period=2024")

    assert f"按您能看到的办件计：{words}<" in found.replace("。现在只看", "<").replace("</p>", "<")
    assert kpis(found)[0] == count


def test_items_without_a_case_are_those_of_the_department_that_asks():
    concluded(seat(WINDOW))
    mine = Delegation.objects.filter(department="yibao").count()

    assert kpis(page(at_desk(OTHER_APPROVER), "/board/?period=2024"))[3] == str(mine - 1)
    assert len(kpis(page(at_desk(HELPER), "/board/?period=2024"))) == 3


@pytest.mark.parametrize(
    ("who", "query"),
    [
        (WINDOW, f"town={LINGXIANG}"), (WINDOW, "site=C420281102000"), (HELPER, "site=S420281108208"), (HELPER, "site=C420281108000"),
        (POLICE, f"town={LINGXIANG}"), (APPROVER, "department=yibao"), (WINDOW, "town=-"),
    ],
)  # fmt: skip
def test_a_place_outside_the_gate_is_as_one_that_does_not_exist(who, query):
    a_year()
    client = at_desk(who)
    dimension = query.partition("=")[0]

    for address in ("/board/", "/board/rows/cases.accepted", "/board/rows/delegation.zero_case_items"):
        inside, unknown = (
            client.get(f"{address}?period=2024&{narrowed}") for narrowed in (query, f"{dimension}=nowhere")
        )

        assert inside.status_code == 404
        assert alike(inside) == alike(unknown)


def test_a_case_of_another_town_moves_no_number_and_no_row():
    a_year()
    client = at_desk(OTHER_WINDOW)
    addresses = (
        "/board/?period=2024",
        "/board/rows/cases.accepted?period=2024",
        "/board/rows/cases.accepted?period=2024&after=1",
    )

    def told() -> list[tuple]:
        return [alike(client.get(address)) for address in addresses]

    before = told()

    concluded(seat(HELPER))

    assert told() == before


def test_a_void_case_leaves_the_numbers_by_one():
    case = concluded(seat(HELPER))
    client = at_desk(BUSINESS)
    before = kpis(page(client, "/board/?period=2024"))[0]

    actions.void(again(case), by=seat(SERVICE), at=MONDAY + DAY, reason="重复收件。")

    assert (before, kpis(page(client, "/board/?period=2024"))[0]) == ("1", "0")


def test_the_year_that_runs_is_shown_once_it_has_cases():
    client = at_desk(BUSINESS)

    without = page(client, "/board/")
    concluded(seat(WINDOW))

    assert "<h1>2023年总览</h1>" in without
    assert "<h1>2024年总览</h1>" in page(client, "/board/")


def test_what_is_not_known_is_a_dash_and_no_nought():
    found = page(at_desk(BUSINESS), "/board/?period=2024")

    assert kpis(found) == ["0", "—", "—", "118"]
    assert "2024年还没有办结件" in found
    assert numbers(found)[0][1] == "118"


def test_a_quarter_and_a_month_narrow_the_numbers():
    a_year()
    client = at_desk(BUSINESS)

    assert kpis(page(client, "/board/?period=2024Q1"))[0] == "7"
    assert kpis(page(client, "/board/?period=2024-05"))[0] == "1"


def test_the_months_are_drawn_with_batches_and_their_numbers_open():
    a_year()

    found = page(at_desk(BUSINESS), "/board/?period=2024")

    assert "2024年各月办件量：3月 7 件最多。" in found
    assert re.findall(r'<li class="k\d">([^<]+)</li>', found.split("办件量，按月")[1])[:3] == [
        "没有下沉的事项", "市级批次", "省级批次",
    ]  # fmt: skip
    assert "/board/rows/cases.accepted?period=2024-03&amp;level=province" in found


def test_a_late_case_is_marked_among_the_rows():
    decided(40)

    found = page(at_desk(BUSINESS), "/board/rows/cases.late?period=2024")

    assert "超承诺</span>" in found
    assert '<p class="big near">1 件</p>' in found


def test_long_rows_are_turned_by_key(monkeypatch):
    monkeypatch.setattr("jinban.web.board.views.AT_ONCE", 2)
    for _ in range(5):
        concluded(seat(WINDOW))

    assert rows_behind(at_desk(BUSINESS), "/board/rows/cases.accepted?period=2024") == 5


def test_the_rows_of_powers_and_of_codes_are_shown_as_what_they_are():
    client = at_desk(BUSINESS)

    assert rows_behind(client, "/board/rows/delegation.zero_case_items?period=2024") == 118
    assert rows_behind(client, "/board/rows/delegation.province_classes?period=2024") == 12


@pytest.mark.parametrize(
    "address",
    [
        "/board/rows/cases.nothing",
        "/board/rows/cases.accepted?after=x",
        "/board/?item=nothing",
        "/board/?channel=pigeon",
    ],
)
def test_what_there_is_not_is_not_found(address):
    assert at_desk(BUSINESS).get(address).status_code == 404


def test_a_period_that_is_none_is_refused_with_its_form():
    answer = at_desk(BUSINESS).get("/board/?period=soon")

    assert answer.status_code == 409
    assert "时段要写成 2023、2023Q4 或 2023-11 这样。" in answer.content.decode()


@pytest.mark.parametrize("who", [SYSADMIN, SECADMIN])
def test_who_may_see_no_figures_finds_no_board(who):
    assert at_desk(who).get("/board/").status_code == 404
    assert at_desk(who).get("/board/rows/cases.accepted").status_code == 404


def test_the_board_asks_as_often_for_many_cases_as_for_one():
    client = at_desk(BUSINESS)
    concluded(seat(WINDOW))
    client.get("/board/?period=2024")
    few = queries_of(lambda: client.get("/board/?period=2024"))

    a_year()

    assert queries_of(lambda: client.get("/board/?period=2024")) == few <= 32


def test_a_year_on_a_smaller_scale_says_so():
    marks.keep(marks.SCALE, "1/20", at=MONDAY)

    assert "办件数是原资料的 1/20。" in page(at_desk(BUSINESS), "/board/")
