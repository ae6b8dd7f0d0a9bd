"""The same seed is the same year; a play that was killed is taken up where it stood, and comes out as if unbroken."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection

from jinban.cases.models import Case
from jinban.kit import marks
from jinban.replay.living import DONE
from jinban.replay.measured import measured
from tests.replay.plays import SMALL, happened, lives, play, script
from tests.world import refused

pytestmark = pytest.mark.usefixtures("city", "db_clean")

FEW = "0.08"
PATIENCE = 90


def done() -> int:
    mark = marks.read(DONE)
    return int(mark.value) if mark else 0


def killed_at(databases, acts: int) -> int:
    """Start the command, kill it without warning when it has played so many acts; how many were kept."""
    command = subprocess.Popen(
        [sys.executable, "-m", "jinban.commands", "replay", str(SMALL), "--scale", FEW],
        env={**os.environ, "DATABASE_URL": databases.url()}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    until = time.monotonic() + PATIENCE
    while done() < acts and command.poll() is None and time.monotonic() < until:
        time.sleep(0.02)
    os.kill(command.pid, signal.SIGKILL)
    command.wait()
    connection.close()
    return done()


def test_killed_at_three_random_moments_it_ends_as_if_unbroken(databases):
    play(script(scale=FEW))
    whole = (lives(), happened(), measured(2023, marks.read("clock").set_at.date()), done())
    databases.drop_copy()
    databases.use("city", fresh=True)
    chance = random.Random(11)
    moments = sorted(chance.randrange(20, whole[-1] - 40) for _ in range(3))

    kept = [killed_at(databases, moment) for moment in moments]
    played = play(script(scale=FEW))

    assert all(moment <= there < whole[-1] for moment, there in zip(moments, kept, strict=True))
    assert played.before == kept[-1]
    assert played.impossible == []
    assert (lives(), happened()) == whole[:2]
    assert measured(2023, marks.read("clock").set_at.date()) == whole[2]


def test_the_same_seed_gives_the_same_numbers_and_another_seed_another_year(databases):
    def numbers():
        return list(Case.objects.order_by("number").values_list("number", "item_id", "site_id", "stage"))

    play(script(scale=FEW), ())
    first, lived = numbers(), lives()
    for seed in (1, 2):
        databases.drop_copy()
        databases.use("city", fresh=True)
        play(script(seed=seed, scale=FEW), ())
        assert (numbers() == first) is (seed == 1)
        assert (lives() == lived) is (seed == 1)


def test_a_scale_makes_the_case_numbers_smaller_and_nothing_else():
    played = play(script(scale=FEW), ())

    found = measured(2023, marks.read("clock").set_at.date())
    assert found["service_sinking.province.cases"] == 11
    assert found["service_sinking.city.cases"] == 45
    assert found["service_sinking.city.items"] == 80
    assert found["platform_sinking.physical.village_stations"] == 385
    assert len(played.plan) >= 56


def test_a_year_that_was_lived_is_not_lived_again():
    play(script(scale="0.02"), ())
    before = lives()

    again = play(script(scale="0.02"), ())

    assert again.acts == 0
    assert lives() == before


def test_another_play_is_refused_where_one_has_begun():
    play(script(scale="0.02"), ())

    with refused("这个库里演的是另一份资料、另一个种子或者另一个比例，不能接着演。请换一个新库。"):
        play(script(scale="0.02", seed=2), ())
    with refused("这个库里演的是另一份资料、另一个种子或者另一个比例，不能接着演。请换一个新库。"):
        play(script(scale="0.03"), ())


def test_what_somebody_else_did_meanwhile_is_left_as_it_is(monkeypatch):
    asked = script(scale="0.05")
    from jinban.cases import actions
    from jinban.kit.refused import Refused
    from jinban.replay import playing

    taken = []

    def faster(case, **words):
        if not taken:
            taken.append(case.pk)
            raise Refused("这件刚被别人办过了，请刷新后再看。")
        return actions.accept(case, **words)

    class Others:
        accept = staticmethod(faster)

        def __getattr__(self, name):
            return getattr(actions, name)

    monkeypatch.setattr(playing, "actions", Others())
    played = play(asked)

    assert taken
    assert played.impossible
    assert Case.objects.exclude(pk__in=taken).filter(stage="delivered").exists()
