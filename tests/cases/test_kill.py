"""The power goes amid five hundred visits: what was acknowledged is there once and whole, and the work goes on."""

import os
import signal
import subprocess
import sys

from django.db.models import Count

from jinban.cases.models import Case, Once
from jinban.kit.claims import LEASE
from jinban.kit.clock import now
from jinban.kit.deliveries import Delivery
from jinban.kit.models import Event
from jinban.kit.worker import route, run_due
from tests.cases.busy import REACTIONS
from tests.play import person

VISITS = 500
KILLED_AFTER = 120


def busy(*words: object, databases) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.cases.busy", *map(str, words)],
        env={**os.environ, "DATABASE_URL": databases.url()}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def kill(process: subprocess.Popen) -> list[str]:
    """Kill it as a power cut would; the rest of what it had said."""
    process.send_signal(signal.SIGKILL)
    rest, _ = process.communicate()
    return rest.splitlines()


def acknowledged(lines: list[str]) -> dict[str, int]:
    whole = [line.split() for line in lines if len(line.split()) == 2]
    return {key: int(case) for key, case in whole}


def assert_all_whole() -> None:
    """Each case has its number, its papers, its two events and its key; there is nothing without a case."""
    cases = Case.objects.annotate(handed=Count("materials", distinct=True))
    assert cases.filter(number=None).count() == 0
    assert cases.filter(handed=0).count() == 0
    assert cases.exclude(stage="received").count() == 0
    for name in ("cases.drafted", "cases.received"):
        told = Event.objects.filter(name=name).values_list("subject_id", flat=True)
        assert sorted(map(int, told)) == sorted(cases.values_list("pk", flat=True))
    assert sorted(Once.objects.values_list("case", flat=True)) == sorted(cases.values_list("pk", flat=True))


def test_kill_9_amid_500_visits_loses_nothing_doubles_nothing_and_halves_nothing(city, db_clean, databases):
    applicant = person().pk
    submitting, delivering = (
        busy("submit", applicant, VISITS, databases=databases),
        busy("deliver", databases=databases),
    )

    said = [submitting.stdout.readline() for _ in range(KILLED_AFTER)]
    told = acknowledged([*said, *kill(submitting)])
    kill(delivering)

    assert KILLED_AFTER <= len(told) < VISITS
    assert dict(Once.objects.filter(key__in=told).values_list("key", "case")) == told
    assert_all_whole()

    resumed = busy("submit", applicant, VISITS, databases=databases)
    told_again = acknowledged(resumed.communicate()[0].splitlines())
    after = now() + LEASE
    while route(REACTIONS, at=after) + run_due(REACTIONS, at=after, worker="next"):
        pass

    assert resumed.returncode == 0
    assert {key: told_again[key] for key in told} == told
    assert (len(told_again), Case.objects.count()) == (VISITS, VISITS)
    assert_all_whole()
    heard = Event.objects.filter(name="testbusy.heard").values_list("subject_id", flat=True)
    assert sorted(map(int, heard)) == sorted(told_again.values())
    assert not Delivery.objects.exclude(state="done").exists()
