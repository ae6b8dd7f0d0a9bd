"""Every way that a plan can take is really open: the city's rooms let each of its acts happen."""

from datetime import datetime
from random import Random

import pytest

from jinban.cases.models import Case
from jinban.replay import living, seating
from jinban.replay.plan import Plan, Planned
from jinban.replay.playing import Player
from jinban.replay.spots import Spot
from tests.replay.plays import script

pytestmark = pytest.mark.usefixtures("city")

FATES = ("plain", "notified", "denied", "withdrawn", "withdrawn_early", "refused", "returned", "voided", "waiting")
SPRING = 100


def kinds(plan: Plan):
    """One item of each kind there is, at a station and at a centre of the same town."""
    seen = set()
    for code, offer in sorted(plan.offers.items()):
        rng = Random(code)
        spot = plan.spots.pick(offer.row, offer.police, rng)
        origins = [spot, Spot(None, spot.centre)] if spot.station else [spot]
        for origin in origins:
            if (kind := plan._kind(offer, origin)) not in seen:
                seen.add(kind)
                yield code, offer, origin


def planned(plan: Plan, number: int, offer, spot, fate: str, *, online: bool) -> Planned:
    rng = Random(number)
    acts = plan._acts(offer, spot, fate, online)
    moments: list[datetime] = plan._moments(acts, SPRING, fate, offer, rng)
    channel = "mobile" if online else "window"
    return Planned(number, offer, spot, fate, channel, 3, tuple(acts), tuple(moments), plan.salt)


def test_each_way_of_each_kind_of_item_is_open():
    asked = script(scale="0.1")
    living.prepare(asked)
    plan = living.plan_of(asked)
    player = Player(plan, seating.seated(asked.facts.first))
    open_ways = list(kinds(plan))

    number = 10_000
    for fate in FATES:
        before = number
        for online in (False, True):
            for _, offer, spot in open_ways:
                if fate in ("notified", "returned", "waiting") and not offer.lists:
                    continue
                number += 1
                case = planned(plan, number, offer, spot, fate, online=online)
                player._open[number] = (case, None)
                for place in range(len(case.acts)):
                    player.play(number, place)
        assert number > before + 20

    assert Case.objects.count() == number - 10_000
