"""A file of an office: all its faults at once, then the whole of it or nothing."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from jinban.cases.figures import Asked
from jinban.gathering import actions
from jinban.gathering.actions import filing
from jinban.gathering.events import Checked, Loaded
from jinban.gathering.figures import GATHERED, GATHERED_DECIDED
from jinban.gathering.models import Gathered, Load
from jinban.kit import identities
from jinban.kit.figures import Period
from tests.gathering.files import HEADINGS, line, quick
from tests.gathering.rows import source
from tests.play import INSURE, MONDAY, RELIEF, SERVICE, seat
from tests.world import facts_of, refused

YEAR = Period.parse("2024")
# Thirty rows of a large file spoilt, each in one column: what stands there, and the kind of fault.
WRONG = (
    ("编号", "", "missing"), ("编号", 20240304, "number_not_text"), ("编号", " GJ1", "edge_blank"), ("编号", "G" * 65, "too_long"),
    ("编号", "GJ000001", "contradiction"), ("事项", "", "missing"), ("事项", "临时\n救助", "odd_sign"), ("地点", "月球镇", "unknown_place"),
    ("地点", "S000", "unknown_place"), ("部门", "市月球局", "dangling"), ("部门", "市公安局", "contradiction"),
    ("渠道", "飞鸽", "wrong_choice"), ("渠道", 1, "number_not_text"), ("收件日", "3月4日", "wrong_day"), ("收件日", 45355, "excel_serial"),
    ("收件日", date(2099, 1, 1), "future_day"), ("受理日", "2024-02-30", "wrong_day"), ("受理日", date(1924, 3, 4), "wrong_day"),
    ("受理日", "", "missing"), ("受理日", 45355.5, "excel_serial"), ("办结日", date(2023, 12, 1), "wrong_order"),
    ("办结日", "", "missing"), ("办结日", date(2024, 12, 1), "future_day"), ("办结日", "待定", "wrong_day"), ("状态", "", "missing"),
    ("状态", "差不多", "wrong_choice"), ("状态", "在办", "contradiction"), ("结果", "", "missing"), ("结果", "好", "wrong_choice"),
    ("结果", 7, "number_not_text"),
)  # fmt: skip

pytestmark = pytest.mark.usefixtures("city")


def spoilt(count: int) -> tuple[list[list[object]], list[tuple[str, int, str, str]]]:
    """So many lines, thirty of them faulty, and what will be said: sheet, row, column, kind."""
    lines, told = [line(number) for number in range(count)], []
    step = count // len(WRONG)
    for place, (head, cell, kind) in enumerate(WRONG):
        at = place * step + 7
        at += at % 10 == 0  # rows that are decided
        lines[at][HEADINGS.index(head)] = cell
        told.append(("办件", at + 2, head, kind))
    return lines, told


def whole_story(count: int) -> None:
    """Faulty: all thirty named and nothing written. Corrected: loaded, counted exactly. Again: nothing changes."""
    source()
    by, name = seat(SERVICE), "社保一季度.xlsx"
    lines, told = spoilt(count)

    faulty = actions.check(quick(lines), name, source="yibao", by=by, at=MONDAY)
    named = [(one["sheet"], one["row"], one["column"], one["kind"]) for one in faulty.report["faults"]]
    assert (faulty.state, faulty.rows, faulty.faults) == ("faulty", count, 30)
    assert sorted(named) == sorted(told)
    assert {one["file"] for one in faulty.report["faults"]} == {name}
    assert Gathered.objects.count() == 0
    with refused("这份文件有错误，一行也没有装入。请改好以后重新上传。"):
        actions.publish(faulty, by=by, at=MONDAY)

    sound = quick(line(number) for number in range(count))
    load = actions.check(sound, name, source="yibao", by=by, at=MONDAY)
    assert (load.state, load.added, load.changed, load.same) == ("ready", count, 0, 0)
    assert Gathered.objects.count() == 0
    actions.publish(load, by=by, at=MONDAY)
    assert (load.state, facts_of(load)) == ("loaded", [Checked, Loaded])

    asked = Asked(YEAR)
    expected = Counter(RELIEF if number % 3 == 0 else INSURE for number in range(count))
    assert {item: value.count for (item,), value in asked.across(GATHERED, "item").items()} == expected
    months = Counter(202400 + (date(2024, 1, 2) + timedelta(days=number % 60)).month for number in range(count))
    assert {month: value.count for (month,), value in asked.across(GATHERED, "month").items()} == months
    assert asked.total(GATHERED_DECIDED).count == count - (count + 9) // 10
    assert identities.broken(YEAR) == []

    again = actions.check(sound, name, source="yibao", by=by, at=MONDAY)
    assert (again.added, again.changed, again.same) == (0, 0, count)
    actions.publish(again, by=by, at=MONDAY)
    assert set(Gathered.objects.values_list("load_id", "version")) == {(load.pk, 1)}


def test_thirty_faults_in_a_few_rows_are_named_at_once_and_the_corrected_file_counts_exactly():
    whole_story(300)


def test_a_check_that_ends_after_somebody_loaded_or_dropped_the_file_changes_nothing(monkeypatch):
    source()
    by, planned = seat(SERVICE), filing._planned
    for act, state in ((actions.publish, "loaded"), (actions.drop, "dropped")):
        load = actions.check(quick([line(1), line(2)]), "社保.xlsx", source="yibao", by=by, at=MONDAY)
        slow, late, faster = Load.objects.get(pk=load.pk), Load.objects.get(pk=load.pk), [act]

        def meanwhile(*given: Any, faster: list[Any] = faster, load: Load = load, **more: Any) -> Any:
            found = planned(*given, **more)
            if faster:
                faster.pop()(load, by=by, at=MONDAY)
            return found

        monkeypatch.setattr(filing, "_planned", meanwhile)
        with refused("这一批已经装入或者放弃了。"):
            actions.recheck(slow, by=by, at=MONDAY)
        for again in (actions.recheck, actions.publish):
            with refused("这一批已经装入或者放弃了。"):
                again(late, by=by, at=MONDAY)
        monkeypatch.undo()

        assert Load.objects.get(pk=load.pk).state == state
