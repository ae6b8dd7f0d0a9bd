"""What may be handed down, and what a place may then do."""

from datetime import date
from types import SimpleNamespace

import pytest

from jinban.delegation import rules
from jinban.delegation.rules import Power, Reach, cannot, no_police_window, power_of

ROW = SimpleNamespace(
    code="p1-01", town_power="review", village_power="collect", valid_from=date(2023, 1, 1), valid_to=None
)
SPRING, SUMMER, AUTUMN = date(2023, 4, 1), date(2023, 7, 1), date(2023, 10, 1)


def test_each_power_holds_those_before_it():
    assert sorted(Power) == [Power.NONE, Power.COLLECT, Power.ACCEPT, Power.REVIEW, Power.CLOSE]


def test_a_stored_word_means_one_power_and_an_unknown_word_none():
    assert [Power.of(power.word) for power in Power] == list(Power)
    with pytest.raises(KeyError):
        Power.of("decide")


@pytest.mark.parametrize(
    ("kind", "row", "power"),
    [
        ("station", ROW, Power.COLLECT),
        ("centre", ROW, Power.REVIEW),
        ("station", None, Power.NONE),
        ("centre", None, Power.NONE),
        ("hall", ROW, Power.ACCEPT),
        ("hall", None, Power.ACCEPT),
    ],
)
def test_a_place_holds_what_the_row_gives_its_kind_and_the_hall_accepts_everything(kind, row, power):
    assert power_of(row, kind) == power


def test_the_hall_does_nothing_for_the_police():
    assert power_of(None, "hall", police=True) == Power.NONE
    assert power_of(ROW, "centre", police=True) == Power.REVIEW
    assert (
        no_police_window("大冶市政务服务中心", Power.ACCEPT, "")
        == "大冶市政务服务中心没有公安专窗，公安的事项不能受理。"
    )


def test_a_place_that_only_collects_names_the_nearest_that_accepts():
    sentence = cannot("陈贵镇 南山村便民服务站", Power.COLLECT, Power.ACCEPT, "陈贵镇便民服务中心", "市民政局")

    assert sentence == "陈贵镇 南山村便民服务站只能收件，不能受理。最近能受理的是陈贵镇便民服务中心。"


def test_a_place_without_any_power_says_so():
    sentence = cannot("陈贵镇 南山村便民服务站", Power.NONE, Power.COLLECT, "市政务服务中心", "市民政局")

    assert sentence == "陈贵镇 南山村便民服务站没有办这个事项的权限，不能收件。最近能收件的是市政务服务中心。"


def test_what_no_place_may_do_the_department_does():
    sentence = cannot("陈贵镇便民服务中心", Power.REVIEW, Power.CLOSE, "", "市民政局")

    assert sentence == "陈贵镇便民服务中心只能收件、受理、初审，不能办结。这个事项要由市民政局决定。"


def test_who_may_is_not_refused():
    assert cannot("陈贵镇便民服务中心", Power.REVIEW, Power.ACCEPT, "", "市民政局") is None


@pytest.mark.parametrize(
    ("task_type", "village", "document", "sentence"),
    [
        ("01", Power.COLLECT, "", None),
        ("01", Power.ACCEPT, "文件", "行政许可不能下放到村受理，村级最多是收件。"),
        ("01", Power.CLOSE, "文件", "行政许可不能下放到村办结，村级最多是收件。"),
        ("05", Power.ACCEPT, "文件", None),
        ("05", Power.ACCEPT, " ", "村级要受理，得有依据，请填写批次的文件。"),
        ("05", Power.COLLECT, "", None),
    ],
)
def test_a_village_accepts_no_licence_and_nothing_without_a_basis(task_type, village, document, sentence):
    assert rules.village_too_high(task_type, village, document) == sentence


def test_a_row_tells_all_its_faults_with_their_columns():
    row = {"town_power": "collect", "village_power": "accept", "valid_from": SUMMER, "valid_to": SPRING}

    assert rules.faults(row, "01", "enterprise", "市公交公司", document="文件") == [
        ("department", "市公交公司是企业，没有可以下放的权限。"),
        ("village_power", "行政许可不能下放到村受理，村级最多是收件。"),
        ("village_power", "村级权限“受理”不能高于镇级权限“收件”。"),
        ("valid_to", "结束日2023-04-01早于开始日2023-07-01。"),
    ]


def test_a_row_that_gives_nothing_is_a_fault():
    assert rules.no_power_at_all(Power.NONE, Power.NONE) == "镇级和村级都没有权限，这一行没有意义。"
    assert rules.no_power_at_all(Power.COLLECT, Power.NONE) is None


def reach(code, *, item="a", places=None, first=SPRING, last=None):
    return Reach(code, item, frozenset(places) if places else None, first, last)


@pytest.mark.parametrize(
    ("other", "pairs"),
    [
        (reach("2"), [("1", "2")]),
        (reach("2", item="b"), []),
        (reach("2", places=["x"]), [("1", "2")]),
        (reach("2", first=date(2023, 7, 2)), []),
        (reach("2", first=SUMMER), [("1", "2")]),
        (reach("2", first=date(2023, 1, 1), last=date(2023, 3, 31)), []),
        (reach("2", first=date(2023, 1, 1), last=SPRING), [("1", "2")]),
    ],
)
def test_rows_overlap_when_item_place_and_time_meet(other, pairs):
    assert rules.overlaps([reach("1", last=SUMMER), other]) == pairs


def test_rows_of_different_places_do_not_overlap():
    assert rules.overlaps([reach("1", places=["x", "y"]), reach("2", places=["z"])]) == []
    assert rules.overlaps([reach("1", places=["x", "y"]), reach("2", places=["y"])]) == [("1", "2")]


def test_of_many_rows_every_pair_is_named():
    assert rules.overlaps([reach("1"), reach("2"), reach("3")]) == [("1", "2"), ("1", "3"), ("2", "3")]


def test_a_place_that_is_not_open_says_since_or_until_when():
    assert (
        rules.not_open("南山村便民服务站", SUMMER, None, SPRING) == "南山村便民服务站2023-07-01才开办，现在还不能办。"
    )
    assert (
        rules.not_open("南山村便民服务站", SPRING, SUMMER, AUTUMN)
        == "南山村便民服务站2023-07-01已经停办，请到别处办理。"
    )
    assert rules.not_open("南山村便民服务站", SPRING, SUMMER, SUMMER) is None
