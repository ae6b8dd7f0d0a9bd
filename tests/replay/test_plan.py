"""The plan alone, without playing: as many cases as the file says are accepted within the year, whatever the numbers."""

from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest

from jinban.kit.clock import legal_day
from jinban.replay import facts, living
from jinban.replay.living import Script
from jinban.replay.routes import ACCEPTING

DAYE = Path(__file__).resolve().parents[2] / "data" / "facts" / "daye_2023.json"

pytestmark = pytest.mark.usefixtures("city")


def test_of_the_real_year_each_item_gets_its_cases_in_time_and_in_order():
    script = Script(facts.read(DAYE), 1, Fraction(1, 10))
    living.prepare(script)

    plan = living.plan_of(script)

    accepted: Counter[str] = Counter()
    voided: Counter[str] = Counter()
    for number in range(len(plan)):
        planned = plan.case(number)
        verbs = [act.verb for act in planned.acts]
        assert verbs
        assert list(planned.moments) == sorted(planned.moments)
        assert all(plan.days.calendar.is_workday(legal_day(moment)) for moment in planned.moments)
        assert {moment.year for moment in planned.moments} == {2023}
        accepted[planned.offer.row.code] += bool({*verbs} & {*ACCEPTING})
        voided[planned.offer.row.code] += "void" in verbs
    assert accepted - voided == Counter({row: count for row, count in plan.volumes.items() if count})
    stated = [script.facts.must(f"service_sinking.{level}.cases") for level in ("province", "city")]
    assert sum(plan.volumes.values()) == round(sum(stated) / 10)


def test_a_case_follows_from_its_number_alone():
    script = Script(facts.read(DAYE), 1, Fraction(1, 100))
    living.prepare(script)
    plan, again = living.plan_of(script), living.plan_of(script)

    backwards = [again.case(number) for number in reversed(range(len(again)))]

    for one, other in zip((plan.case(number) for number in range(len(plan))), reversed(backwards), strict=True):
        assert (one.fate, one.channel, one.person, one.acts, one.moments) == (
            other.fate, other.channel, other.person, other.acts, other.moments
        )  # fmt: skip
        assert one.spot == other.spot
