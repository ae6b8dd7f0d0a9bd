"""A case goes from hand to hand, and who comes second."""

from dataclasses import replace
from datetime import date

import pytest

from jinban.cases import actions, queries
from jinban.cases.events import (
    Recalled,
)
from jinban.cases.models import Handover
from jinban.places.queries import stations
from tests.play import (
    BACK,
    HELPER,
    HOUR,
    MONDAY,
    WINDOW,
    again,
    seat,
    taken_in,
)
from tests.world import facts_of, refused


def test_a_case_on_its_way_waits_for_the_receipt(city):
    window = seat(WINDOW)
    case = taken_in(window)
    actions.forward(again(case, window), by=window, at=MONDAY, to="minzheng")

    with refused("这件已经移交出去，对方还没有接收。要接着办，请先收回移交。"):
        actions.accept(again(case, window), by=window, at=MONDAY)
    actions.recall(again(case, window), by=window, at=MONDAY + HOUR)
    actions.accept(again(case, window), by=window, at=MONDAY + HOUR)

    assert Recalled in facts_of(case)
    assert [(row.receipted_at, row.recalled_at) for row in Handover.objects.filter(case=case)] == [
        (None, MONDAY + HOUR)
    ]


def test_a_village_sends_to_its_own_centre_only(city):
    helper = seat(HELPER)
    case = taken_in(helper)

    with refused("这件不能移交到那里，可以移交：陈贵镇便民服务中心。"):
        actions.forward(again(case, helper), by=helper, at=MONDAY, to="minzheng")


def test_what_is_withdrawn_on_its_way_comes_back(city):
    helper, back = seat(HELPER), seat(BACK)
    case = taken_in(helper)
    actions.forward(again(case, helper), by=helper, at=MONDAY, to=back.site)

    done = actions.withdraw(again(case, helper), by=helper, at=MONDAY + HOUR, reason="不办了。")

    assert (done.next_site_id, Handover.objects.get(case=case).recalled_at) == (None, MONDAY + HOUR)


@pytest.mark.parametrize("verb", ["forward", "take_over", "recall", "notify"])
def test_a_second_click_on_an_old_page_learns_that_someone_was_faster(city, verb):
    helper, back = seat(HELPER), seat(BACK)
    case = taken_in(helper)
    points = [actions.Point("id-card", "defective", "换一张")]
    moves = {
        "forward": lambda old: actions.forward(old, by=helper, at=MONDAY, to=back.site),
        "take_over": lambda old: actions.take_over(old, by=back, at=MONDAY),
        "recall": lambda old: actions.recall(old, by=helper, at=MONDAY),
        "notify": lambda old: actions.notify(old, by=helper, at=MONDAY, points=points),
    }
    if verb in ("take_over", "recall"):
        moves["forward"](again(case, helper))
    first, second = again(case, helper), again(case, helper)
    moves[verb](first)

    with refused("这件刚被别人办过了，请刷新后再看。"):
        moves[verb](second)


def test_a_police_case_skips_a_centre_without_a_police_window(city):
    farm, helper = "420281401000", seat(HELPER)
    station = stations(farm)[0]
    by = replace(helper, site=station.pk, town=farm)
    case = taken_in(by, "juzhu-dengji")

    assert [target.code for target in queries.targets(again(case, by), date(2024, 3, 11))] == ["gongan"]
