"""The clock's duties in a year lived again: done as each played day begins, and what they move is not lost on the play."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.db.models import F

from jinban.cases.models import Case
from jinban.kit.clock import CHINA, legal_day
from jinban.kit.duties import Duty
from jinban.kit.events import Fact, record
from jinban.kit.models import DutyRun, Event
from jinban.people.actors import CLOCK
from tests.replay.plays import play, script

pytestmark = pytest.mark.usefixtures("city", "db_clean")


@dataclass(frozen=True)
class Touched(Fact, name="testduties.touched", label="碰过"):
    """The clock moved a case."""


class Clock:
    """A duty that moves every case under way, and one that always fails."""

    def __init__(self) -> None:
        self.told: list[datetime] = []

        def touch(*, at: datetime) -> int:
            self.told.append(at)
            cases = list(Case.objects.filter(ended_day=None, decided_day=None))
            for case in cases:
                Case.objects.filter(pk=case.pk).update(version=F("version") + 1)
                record(Touched(), subject=case, by=CLOCK, at=at)
            return len(cases)

        def stumble(*, at: datetime) -> int:
            raise ZeroDivisionError

        self.duties = (Duty(stumble, "跌跤"), Duty(touch, "碰一碰"))


def test_each_played_day_begins_with_the_duties_and_the_play_goes_on_with_what_they_moved():
    clock = Clock()

    played = play(script(scale="0.05"), clock.duties)

    days = [legal_day(told) for told in clock.told]
    hours = {told - datetime(told.year, told.month, told.day, tzinfo=CHINA) for told in clock.told[:-1]}
    acted = Event.objects.filter(subject_kind="cases.case").exclude(name=Touched.name).values_list("day", flat=True)
    assert played.impossible == []
    assert Event.objects.filter(name=Touched.name).count() > 20
    assert days[:-1] == sorted(set(acted))
    assert (hours, clock.told[-1].astimezone(CHINA).hour) == ({timedelta()}, 9)
    assert set(DutyRun.objects.values_list("duty", "state")) == {("replay.touch", "done"), ("replay.stumble", "due")}

    again = play(script(scale="0.05"), clock.duties)

    assert (again.acts, len(clock.told)) == (0, len(days))
