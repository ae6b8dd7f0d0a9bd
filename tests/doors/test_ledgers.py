"""日清单 and 台账: what a place writes down equals the figures, on the screen, on paper and in the file."""

from datetime import date, timedelta

import pytest
import time_machine

from jinban.cases import actions, desk, duties, figures, ledgers, queries
from jinban.cases.figures import Asked
from jinban.kit.figures import Period
from tests.doors.desk import at_desk
from tests.doors.test_lists import about, fetched, shown
from tests.doors.window import plain
from tests.play import (
    APPROVER,
    DAY,
    HELPER,
    HOUR,
    INSURE,
    MONDAY,
    OTHER_WINDOW,
    POLICE,
    RELIEF,
    WINDOW,
    person,
    seat,
    taken_in,
)
from tests.world import queries_of

pytestmark = pytest.mark.usefixtures("city")
TODAY = date(2024, 3, 11)


def a_morning(window, at=MONDAY):
    """Two finished on the spot, one accepted, one void, one taken in the day before and accepted now."""
    for name in ("余小禾", "余大禾"):
        case = taken_in(window, INSURE, at=at, applicant=person(name, at=at).pk)
        actions.conclude(queries.get(window, case.pk), by=window, at=at + HOUR)
    accepted = taken_in(window, RELIEF, at=at)
    actions.accept(queries.get(window, accepted.pk), by=window, at=at + 2 * HOUR)
    void = taken_in(window, RELIEF, at=at)
    county = seat("d021")
    actions.void(queries.get(county, void.pk), by=county, at=at, reason="重复录入。")
    before = taken_in(window, RELIEF, at=at - DAY)
    actions.accept(queries.get(window, before.pk), by=window, at=at)


@pytest.fixture(autouse=True)
def evening():
    with time_machine.travel(MONDAY + 8 * HOUR, tick=False):
        yield


def test_the_day_sheet_names_each_case_with_time_and_clerk_and_its_totals_are_the_figures():
    window = seat(WINDOW)
    a_morning(window)
    client = at_desk(WINDOW)

    rows, page = shown(client, "/counter/day"), plain(client.get("/counter/day"))
    period = Asked(Period(TODAY, TODAY, "这一天"), queries.scope(window), {"site": (window.site,)})
    today = desk.today(window, TODAY)

    assert [[row[2], row[3], *row[4:]] for row in rows] == [
        ["余*禾", "临时救助对象认定", "—", "9:00 陈一窗", "—", "—"],
        ["余*禾", "城乡居民基本医疗保险参保登记", "9:00 陈一窗", "10:00 陈一窗", "10:00 陈一窗", "10:00 陈一窗"],
        ["余*禾", "城乡居民基本医疗保险参保登记", "9:00 陈一窗", "10:00 陈一窗", "10:00 陈一窗", "10:00 陈一窗"],
        ["余*禾", "临时救助对象认定", "9:00 陈一窗", "11:00 陈一窗", "—", "—"],
    ]  # fmt: skip
    assert "收件 3 件，受理 4 件，办结 2 件，送达 2 件，其中当场办结 2 件" in page
    counted = [period.total(one).count for one in (figures.RECEIVED, figures.ACCEPTED, figures.DECIDED)]
    assert (counted, today.received, today.on_the_spot) == ([3, 4, 2], 3, 2)


def test_the_file_of_a_day_holds_the_same_and_says_whose_it_is():
    a_morning(seat(WINDOW))
    client = at_desk(WINDOW)

    lines, told = fetched(client, "/counter/day.xlsx"), about(client, "/counter/day.xlsx")

    assert [line[2] for line in lines] == ["余*禾"] * 4
    assert lines[1][4:] == ["9:00", "陈一窗", "10:00", "陈一窗", "10:00", "陈一窗", "10:00", "陈一窗", "准予"]
    assert (told["地点"], told["日期"], told["行数"]) == ("陈贵镇便民服务中心", "2024年3月11日", "4")
    assert told["合计"] == "收件 3 件，受理 4 件，办结 2 件，送达 2 件，其中当场办结 2 件"


def test_who_accepted_later_stands_with_his_own_day_and_the_clock_only_where_it_was_the_clock():
    window, late = seat(WINDOW), MONDAY + 8 * DAY
    case, _ = taken_in(window, RELIEF, at=MONDAY), taken_in(window, RELIEF, at=MONDAY + HOUR)
    actions.accept(queries.get(window, case.pk), by=window, at=late)
    duties.deem_accepted(at=late + HOUR)

    with time_machine.travel(late + 2 * HOUR, tick=False):
        client = at_desk(WINDOW)
        sheets = [
            [row[4:6] for row in shown(client, f"/counter/day?day={TODAY + timedelta(days=on)}")] for on in (0, 8)
        ]
        lines = [line[4:8] for line in fetched(client, f"/counter/day.xlsx?day={TODAY}")]

    assert sheets == [[["9:00 陈一窗", "3月19日 9:00 陈一窗"], ["10:00 陈一窗", "当天 时钟"]], []]
    assert lines == [["9:00", "陈一窗", "3月19日 9:00", "陈一窗"], ["10:00", "陈一窗", "当天", "时钟"]]


def test_a_clerk_and_a_day_narrow_the_sheet():
    window = seat(WINDOW)
    a_morning(window)
    client = at_desk(WINDOW)

    assert len(shown(client, f"/counter/day?clerk={window.id}")) == 4
    assert shown(client, f"/counter/day?clerk={seat(HELPER).id}") == []
    assert len(shown(client, f"/counter/day?day={TODAY - timedelta(days=1)}")) == 1
    assert [client.get(f"/counter/day?{bad}").status_code for bad in ("day=soon", "day=2030-01-01", "site=S0")] == [
        404
    ] * 3


def test_the_ledger_of_a_month_counts_by_item_what_the_figures_count():
    window = seat(WINDOW)
    a_morning(window)
    client = at_desk(WINDOW)

    page = shown(client, "/counter/ledger?month=2024-03")
    asked = Asked(Period.parse("2024-03"), queries.scope(window), {"site": (window.site,)})

    assert [[row[0], *map(int, row[2:])] for row in page] == [
        ["城乡居民基本医疗保险参保登记", 2, 2, 2, 2, 0, 2, 0], ["临时救助对象认定", 2, 2, 0, 0, 0, 0, 0],
    ]  # fmt: skip
    for column, figure in ((2, figures.RECEIVED), (3, figures.ACCEPTED), (4, figures.DECIDED)):
        counted = {key[0]: value.count for key, value in asked.across(figure, "item").items()}
        lines = ledgers.by_item(window, window.site, asked.period.first, asked.period.last)
        name = {2: "received", 3: "accepted", 4: "decided"}[column]
        assert {line.item: getattr(line, name) for line in lines if getattr(line, name)} == counted
    lines = fetched(client, "/counter/ledger.xlsx?month=2024-03")
    assert [line[2:] for line in lines] == [[2, 2, 2, 2, 0, 2, 0], [2, 2, 0, 0, 0, 0, 0], [4, 4, 2, 2, 0, 2, 0]]
    assert client.get("/counter/ledger?month=2024").status_code == 404


def test_a_town_window_reads_its_stations_and_nobody_reads_another_town():
    taken_in(seat(HELPER), INSURE, at=MONDAY)
    station = seat(HELPER).site

    assert len(shown(at_desk(WINDOW), f"/counter/day?site={station}")) == 1
    assert len(shown(at_desk(HELPER), "/counter/day")) == 1
    closed = [at_desk(who).get(f"/counter/day?site={station}").status_code for who in (OTHER_WINDOW, POLICE, APPROVER)]
    assert closed == [404] * 3
    assert at_desk(APPROVER).get("/counter/ledger.xlsx").status_code == 404


def test_both_pages_ask_the_same_however_many_cases_there_are():
    window = seat(WINDOW)
    a_morning(window)
    client = at_desk(WINDOW)

    def both() -> None:
        client.get("/counter/day")
        client.get("/counter/ledger")

    both()
    few = queries_of(both)
    a_morning(window)

    assert queries_of(both) == few
