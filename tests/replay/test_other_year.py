"""Another file is another year: fewer items, classes, units, places, other totals; not a line of code changes."""

from datetime import date

import pytest

from jinban.circular.figures import PATHS
from jinban.kit import clock, identities
from jinban.kit.figures import Period
from jinban.replay.measured import differences, measured
from tests.replay.plays import OTHER, play, script, told

pytestmark = pytest.mark.usefixtures("city", "db_clean")


def test_an_invented_year_comes_out_as_its_file_says():
    asked = script(OTHER)

    played = play(asked, ())

    found = measured(2025, date(2026, 1, 4))
    assert differences(asked.facts, found, {}) == []
    assert {**found} == {
        "service_sinking.province.cases": 203,
        "service_sinking.city.cases": 411,
        "service_sinking.province.items": 25,
        "service_sinking.city.items": 61,
        "service_sinking.province.categories": 8,
        "service_sinking.city.departments": 7,
        "service_sinking.province.batches": 2,
        "service_sinking.city.batches": 2,
        "platform_sinking.physical.town_centers": 14,
        "platform_sinking.physical.village_stations": 377,
        "platform_sinking.physical.police_window_towns": 12,
        "platform_sinking.online.network_villages": 361,
    }
    assert played.impossible == []
    assert clock.legal_day(clock.now()) == date(2026, 1, 4)  # a Sunday, worked in exchange for the Friday
    circular = told("2025")
    assert {path: circular["figures"][path] for path in PATHS} == found
    assert "共8类25项，2025年办理203件" in "".join(circular["sentences"])
    assert "市级7个部门分2批下沉61项，2025年办理411件" in "".join(circular["sentences"])
    assert identities.broken(Period.parse("2025")) == []
