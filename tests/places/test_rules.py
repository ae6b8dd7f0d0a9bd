"""What must be true of places."""

from datetime import date

import pytest

from jinban.kit import rows
from jinban.places import rules


def test_a_station_stands_in_a_village_and_nowhere_else():
    assert rules.site_misfit("station", "village") is None
    assert rules.site_misfit("station", "town") == "村站要设在村居，不能设在镇街。"
    assert rules.site_misfit("hall", "town") == "市中心要设在市，不能设在镇街。"


def test_a_village_lies_in_a_town_and_the_city_in_nothing():
    assert rules.parent_misfit("village", "town") is None
    assert rules.parent_misfit("city", None) is None
    assert rules.parent_misfit("village", "city") == "村居要归在镇街下。"
    assert rules.parent_misfit("town", None) == "镇街要归在市下。"
    assert rules.parent_misfit("city", "city") == "市上面没有别的区划。"


def test_only_a_weekday_rests_and_only_a_weekend_day_is_worked():
    assert rules.day_misfit(date(2024, 5, 1), "rest") is None
    assert rules.day_misfit(date(2024, 5, 11), "work") is None
    assert rules.day_misfit(date(2024, 5, 4), "rest") == "2024-05-04是周末，不能记作放假。"
    assert rules.day_misfit(date(2024, 5, 6), "work") == "2024-05-06是周一至周五，不能记作调休上班。"


@pytest.mark.parametrize(
    ("periods", "sentence"),
    [
        ([(date(2024, 1, 1), date(2024, 1, 31)), (date(2024, 2, 1), None)], None),
        ([(date(2024, 2, 1), None), (date(2024, 1, 1), date(2024, 1, 31))], None),
        (
            [(date(2024, 1, 1), date(2024, 1, 31)), (date(2024, 1, 31), None)],
            "从2024-01-31起的这一段与前一段重叠。",
        ),
        ([(date(2024, 1, 1), None), (date(2025, 1, 1), None)], "从2025-01-01起的这一段与前一段重叠。"),
    ],
)
def test_periods_of_one_thing_do_not_overlap(periods, sentence):
    assert rules.span_misfit(periods) == sentence


def test_a_season_may_run_over_new_year():
    assert rules.season_holds("10-01", "04-30", date(2024, 1, 15))
    assert rules.season_holds("05-01", "09-30", date(2024, 9, 30))
    assert not rules.season_holds("05-01", "09-30", date(2024, 10, 1))


def test_weekdays_are_written_as_ranges():
    assert rows.weekdays("1-5") == (1, 2, 3, 4, 5)
    assert rows.weekdays("1-3,7") == (1, 2, 3, 7)
    with pytest.raises(ValueError, match="星期要写成1-5这样"):
        rows.weekdays("0-9")
