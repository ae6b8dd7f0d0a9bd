"""Rows of another system over the API: each number once, contradictions told, loads taken back."""

import pytest

from jinban.gathering import actions, queries
from jinban.gathering.events import Changed, Loaded, Mapped, Undone
from jinban.gathering.models import Gathered, ItemName, Load
from jinban.people.actors import CLOCK
from jinban.places.models import Alias
from tests.gathering.rows import CENTRE, CHENGUI, NANSHAN, handed_in, here, row, source
from tests.play import (
    APPROVER,
    BIRTH,
    DAY,
    HEAD,
    INSURE,
    MONDAY,
    POLICE,
    RELIEF,
    SERVICE,
    TOWN_HEAD,
    WINDOW,
    accepted,
    resident_number,
    seat,
)
from tests.world import facts_of, queries_of, refused

pytestmark = pytest.mark.usefixtures("city")


def outcomes(done: actions.Gathering) -> list[str]:
    return [one.outcome for one in done.outcomes]


def sentences(done: actions.Gathering) -> list[tuple[int, str, str]]:
    return [(one.index, column, kind) for one in done.outcomes for column, kind, _ in one.faults]


def test_a_row_is_taken_in_once_and_finds_its_item_place_and_power():
    source()

    done = handed_in(row("A1"), row("A2", place="陈贵镇"), row("A3", place="", item="没听说过的事项"))

    one, two, three = here("A1"), here("A2"), here("A3")
    assert outcomes(done) == ["added", "added", "added"]
    assert [one.waiting for one in done.outcomes] == [False, False, True]
    assert (one.item_id, one.department_id, one.site_id, one.town_id) == (INSURE, "yibao", CENTRE, CHENGUI)
    assert (one.delegation_id, one.batch_id) == (two.delegation_id, two.batch_id) != (None, None)
    assert (two.site_id, two.town_id) == (None, CHENGUI)
    assert (three.item_id, three.item_name, three.delegation_id) == (None, "没听说过的事项", None)
    assert (one.accepted_day.isoformat(), one.accepted_month, one.decided_month) == ("2024-03-04", 202403, 202403)
    assert facts_of(Load.objects.get(pk=done.load)) == [Loaded]


def test_the_same_again_changes_nothing_and_a_change_leaves_what_was():
    source()
    handed_in(row("A1"), row("A2", state="running", decided=None, result=None))

    again = handed_in(row("A1"), row("A2", state="running", decided=None, result=None), at=MONDAY + DAY)
    later = handed_in(row("A2"), at=MONDAY + DAY)

    assert (outcomes(again), again.load) == (["same", "same"], None)
    assert outcomes(later) == ["changed"]
    case = here("A2")
    assert (case.state, case.version, facts_of(case)) == ("closed", 2, [Changed])
    first, second = queries.history(case)
    assert (first.first, second.load.pk) == (True, later.load)
    assert second.columns == (("办结日", "", "2024-03-05"), ("状态", "running", "closed"), ("结果", "", "approved"))


def test_contradictions_are_told_row_by_row_and_the_others_are_written():
    source(department="yibao")
    own = accepted(INSURE)
    handed_in(row("B0"))

    done = handed_in(
        row("B0", state="running", decided=None, result=None),
        row("B1", accepted="2024-03-06"),
        row("B2", decided="2024-03-12"),
        row("B3", result=None),
        row("B4", place="月球镇"),
        row("B5", item=RELIEF),
        row("B6", department="市民政局"),
        row(own.number),
        row(resident_number(7)),
        row("B7"), row("B7", place=NANSHAN), row("B8"), row("B8"),
        row("B9", state="finished"), row("", name="余小禾"),
    )  # fmt: skip

    assert sentences(done) == [
        (0, "state", "contradiction"), (1, "decided", "wrong_order"), (2, "decided", "future_day"), (3, "result", "missing"),
        (4, "place", "unknown_place"), (5, "item", "contradiction"), (6, "department", "contradiction"), (7, "number", "own_case"),
        (8, "number", "personal"), (10, "number", "contradiction"), (13, "state", "wrong_choice"),
        (14, "name", "unknown_column"), (14, "number", "missing"),
    ]  # fmt: skip
    assert [one.number for one in done.outcomes if one.outcome == "added"] == ["B7", "B8"]
    assert sorted(Gathered.objects.values_list("number", flat=True)) == ["B0", "B7", "B8"]


def test_names_are_mapped_once_and_waiting_rows_follow():
    source()
    handed_in(row("A1", item="参保缴费登记（居民）"), row("A2", item="参保缴费登记（居民）"), row("A3"))
    assert queries.waiting(seat(SERVICE)) == [
        {"source": "yibao", "source__name": "业务系统yibao", "item_name": "参保缴费登记（居民）", "rows": 2}
    ]

    assert actions.map_name("yibao", "参保缴费登记（居民）", INSURE, by=seat(SERVICE), at=MONDAY) == 2
    assert actions.map_name("yibao", "参保缴费登记（居民）", INSURE, by=seat(SERVICE), at=MONDAY) == 0
    done = handed_in(row("A1", item="参保缴费登记（居民）"), row("A4", item="参保缴费登记（居民）"))

    assert outcomes(done) == ["same", "added"]
    assert {case.item_id for case in Gathered.objects.all()} == {INSURE}
    assert here("A1").delegation_id == here("A3").delegation_id
    assert facts_of(ItemName.objects.get()) == [Mapped]
    with refused("“业务系统yibao”没有来过叫“没来过”的办件。"):
        actions.map_name("yibao", "没来过", INSURE, by=seat(SERVICE), at=MONDAY)


def test_a_name_that_the_city_has_learnt_since_lets_the_same_row_count():
    source()
    handed_in(row("A1", item="居民参保"))
    Alias.objects.create(kind="item", name="居民参保", code=INSURE)

    assert outcomes(handed_in(row("A1", item="居民参保"))) == ["changed"]
    assert here("A1").item_id == INSURE


def test_a_load_is_taken_back_whole_but_not_under_a_later_one():
    source()
    first = handed_in(row("A1"), row("A2", state="running", decided=None, result=None))
    second = handed_in(row("A2"), row("A3"))
    loads = {load.pk: load for load in Load.objects.all()}

    with refused(f"第{second.load}批后来改过这一批的办件，请先撤销第{second.load}批。"):
        actions.undo(loads[first.load], by=seat(SERVICE), at=MONDAY)
    actions.undo(loads[second.load], by=seat(SERVICE), at=MONDAY)

    assert sorted(Gathered.objects.values_list("number", "state")) == [("A1", "closed"), ("A2", "running")]
    assert here("A2").load_id == first.load
    assert facts_of(loads[second.load]) == [Loaded, Undone]
    with refused("这一批没有装入，或者已经撤销了。"):
        actions.undo(loads[second.load], by=seat(SERVICE), at=MONDAY)
    actions.undo(loads[first.load], by=seat(SERVICE), at=MONDAY)
    assert Gathered.objects.count() == 0
    assert outcomes(handed_in(row("A1"), row("A2"), row("A3"))) == ["added"] * 3


def test_a_case_changed_twice_goes_back_one_step_at_a_time():
    source()
    running = row("A1", state="running", decided=None, result=None)
    loads = [handed_in(one).load for one in (running, {**running, "place": NANSHAN}, row("A1", place=NANSHAN))]

    for back, (state, site, load) in enumerate([("running", NANSHAN, loads[1]), ("running", CENTRE, loads[0])], 1):
        actions.undo(Load.objects.get(pk=loads[-back]), by=seat(SERVICE), at=MONDAY)
        assert (here("A1").state, here("A1").site_id, here("A1").load_id) == (state, site, load)


def test_who_may_hand_in_and_who_sees():
    source("yibao", "yibao"), source("minzheng", "minzheng"), source("gongan", "gongan")
    handed_in(row("A1"), row("A2", place="灵乡镇"), code="yibao")
    handed_in(row("A1", item=RELIEF, place=NANSHAN), code="minzheng")
    handed_in(row("A1", item=BIRTH), code="gongan")

    def seen(by) -> list[str]:
        return sorted(f"{case.source_id} {case.number}" for case in queries.visible_to(by))

    assert seen(seat(SERVICE)) == seen(CLOCK) == ["gongan A1", "minzheng A1", "yibao A1", "yibao A2"]
    assert seen(seat(TOWN_HEAD)) == seen(seat(WINDOW)) == ["minzheng A1", "yibao A1"]
    assert seen(seat(APPROVER)) == ["minzheng A1"]
    assert seen(seat(POLICE)) == ["gongan A1"]
    assert actions.gather([row("A9", item=RELIEF)], source="minzheng", by=seat(HEAD), at=MONDAY).count("added") == 1
    with refused("“业务系统yibao”不是本部门的系统，请由它的部门或者政务服务管理来归集。"):
        actions.gather([row("A9")], source="yibao", by=seat(HEAD), at=MONDAY)
    with refused("归集外系统的办件由部门负责人、政务服务管理、营商办来办。"):
        actions.gather([row("A9")], source="yibao", by=seat(WINDOW), at=MONDAY)
    with refused("没有登记“shui”这个来源，请先登记。"):
        handed_in(row("A9"), code="shui")


def test_a_thousand_rows_ask_little():
    source()
    few = queries_of(lambda: handed_in(*(row(f"A{number}") for number in range(20))))

    many = queries_of(lambda: handed_in(*(row(f"B{number}") for number in range(1000))))

    assert Gathered.objects.count() == 1020
    assert many <= few + 4  # two questions more for each further 500 numbers
