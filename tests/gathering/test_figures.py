"""自办 + 归集 = 合计, however it is cut and whoever asks."""

import pytest

from jinban.cases import figures as cases
from jinban.cases import queries as case_queries
from jinban.cases.figures import Asked
from jinban.gathering import actions, queries
from jinban.gathering.figures import (
    ARRIVED,
    GATHERED,
    GATHERED_DECIDED,
    GATHERED_HANDED_DOWN,
    WAITING,
    WHOLE,
    WHOLE_DECIDED,
)
from jinban.kit import identities
from jinban.kit.figures import Period
from tests.doors.board import a_year
from tests.gathering.rows import CHENGUI, NANSHAN, handed_in, row, source
from tests.play import APPROVER, BIRTH, BUSINESS, HEAD, HELPER, MONDAY, POLICE, RELIEF, SERVICE, TOWN_HEAD, WINDOW, seat
from tests.world import refused

YEAR = Period.parse("2024")
THREE = (cases.ACCEPTED, GATHERED, WHOLE)

pytestmark = pytest.mark.usefixtures("city")


def asked_by(by) -> Asked:
    return Asked(YEAR, case_queries.scope(by), scopes=queries.scopes(by))


def a_gathered_year() -> None:
    a_year()
    source("yibao"), source("gongan")
    handed_in(
        row("A1"), row("A2", place=NANSHAN), row("A3", place="灵乡镇", accepted="2024-01-03", received=None),
        row("A4", item=RELIEF, place=""), row("A5", state="running", decided=None, result=None), row("A6", state="voided"),
        row("A7", item="不认识的事项"), row("A8", item=RELIEF, state="ended", decided=None, result=None),
        row("A9", accepted="2023-12-29", received="2023-12-29"),
    )  # fmt: skip
    handed_in(row("A1", item=BIRTH), code="gongan")


def test_what_is_gathered_is_counted_apart_and_together_by_whoever_may_see_it():
    a_gathered_year()

    def three(by) -> tuple[int, ...]:
        return tuple(asked_by(by).total(figure).count for figure in THREE)

    assert {who: three(seat(who)) for who in (BUSINESS, TOWN_HEAD, WINDOW, HELPER, POLICE, HEAD)} == {
        BUSINESS: (9, 7, 16), TOWN_HEAD: (7, 4, 11), WINDOW: (7, 4, 11), HELPER: (3, 1, 4), POLICE: (1, 1, 2), HEAD: (3, 2, 5),
    }  # fmt: skip
    assert three(seat(APPROVER)) == three(seat(HEAD))
    county = asked_by(seat(BUSINESS))
    found = county.totals((GATHERED_DECIDED, WHOLE_DECIDED, WAITING, ARRIVED, GATHERED_HANDED_DOWN, cases.DECIDED))
    assert {key: value.count for key, value in found.items()} == {
        "gathering.decided": 6, "gathering.together_decided": 13, "gathering.waiting": 1, "gathering.arrived": 8,
        "gathering.handed_down": 6, "cases.decided": 7,
    }  # fmt: skip
    assert identities.broken(YEAR) == []


def test_own_and_gathered_make_the_whole_along_every_cut_and_each_opens_to_its_rows():
    a_gathered_year()
    for who in (BUSINESS, TOWN_HEAD, HELPER, POLICE, HEAD):
        asked = asked_by(seat(who))
        for cut in ("town", "department", "item", "month", "class", "batch", "site", "channel"):
            own, gathered, whole = (
                {key: value.count for key, value in asked.across(figure, cut).items()} for figure in THREE
            )
            assert whole == {key: own.get(key, 0) + gathered.get(key, 0) for key in own.keys() | gathered.keys()}, (
                who,
                cut,
            )
        for figure in THREE:
            assert len(asked.rows(figure, limit=100)) == asked.total(figure).count


def test_a_broken_whole_is_named():
    a_gathered_year()
    values = Asked(YEAR).totals(identities.wanted(YEAR).values())
    values[GATHERED.key] = type(values[GATHERED.key])(8)

    assert [line for line in identities.broken(YEAR, values) if "合计办件量" in line] == [
        "恒等式“自办办件量 + 归集办件量 = 合计办件量”不成立：左边17，右边16（办件量9，归集办件量8，合计办件量16）。"
    ]


def test_reports_keep_what_was_said_before_and_are_told_all_that_is_wrong():
    count = actions.Count
    head, town = seat(HEAD), seat(TOWN_HEAD)

    assert (
        actions.report(
            [count(202402, 30, item=RELIEF), count(202402, 9, item=RELIEF, town=CHENGUI)], by=head, at=MONDAY
        )
        == 2
    )
    assert actions.report([count(202402, 31, item=RELIEF)], by=head, at=MONDAY) == 1
    assert actions.report([count(202402, 31, item=RELIEF)], by=head, at=MONDAY) == 0
    assert actions.report([count(202402, 7, item=RELIEF)], by=town, at=MONDAY) == 1
    assert (
        actions.report(
            [count(202402, 40, item_class="shehui-jiuzhu")], department="minzheng", by=seat(SERVICE), at=MONDAY
        )
        == 1
    )

    own = queries.reported(head).order_by("id")
    assert [(one.number, one.town_id, one.replaced_at is not None) for one in own] == [
        (30, None, True), (9, CHENGUI, False), (31, None, False), (40, None, False),
    ]  # fmt: skip
    assert [one.by_town_id for one in queries.reported(town)] == [CHENGUI]
    with refused(
        "第1行：月份202404不对，要写成202403这样，不能晚于本月。第2行：这个事项不归本部门，不能由本部门上报。"
    ):
        actions.report([count(202404, 1, item=RELIEF), count(202402, 1, item=BIRTH)], by=head, at=MONDAY)
    with refused("第1行：只能上报本镇街的数。"):
        actions.report([count(202402, 1, item=RELIEF, town="420281102000")], by=town, at=MONDAY)
    with refused("没有说是哪个部门上报的，请选一个部门。"):
        actions.report([count(202402, 1, item=RELIEF)], by=seat(SERVICE), at=MONDAY)
    with refused("上报办件数由部门负责人、镇负责人、政务服务管理、营商办来办。"):
        actions.report([], by=seat(WINDOW), at=MONDAY)
