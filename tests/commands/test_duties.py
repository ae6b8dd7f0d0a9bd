"""`jinban duties`: each duty of the code, when it was last done, and what went wrong."""

import io
import json
from datetime import UTC, datetime

import pytest
from django.core.management import call_command

from jinban.commands.management.commands import duties as command
from jinban.kit.duties import Duty, run

pytestmark = pytest.mark.django_db

MORNING = datetime(2023, 4, 24, 1, 0, tzinfo=UTC)


def sweep(*, at: datetime) -> int:
    return 3


def stumble(*, at: datetime) -> int:
    raise ZeroDivisionError


def rest(*, at: datetime) -> int:
    return 0


DUTIES = (Duty(sweep, "扫地"), Duty(stumble, "跌跤", every="hour"), Duty(rest, "歇着"))


def told(*words: str) -> str:
    out = io.StringIO()
    call_command("duties", *words, stdout=out)
    return out.getvalue()


def test_each_duty_is_listed_with_its_last_day_and_its_fault(monkeypatch):
    monkeypatch.setattr(command, "DUTIES", DUTIES)
    monkeypatch.setattr(command, "KEEPING", ())
    run(DUTIES[:2], at=MORNING, worker="a")

    said, plain = told().splitlines(), json.loads(told("--json"))

    assert said[0] == "扫地（commands.sweep，每天一次）最近做完：2023-04-24"
    assert said[1].startswith(
        "跌跤（commands.stumble，每小时一次）还没做过；2023-04-24T09 没做成（试了1次）：ZeroDivisionError，在 "
    )
    assert said[2] == "歇着（commands.rest，每天一次）还没做过"
    assert [(row["duty"], row["last"], row["state"], row["things"], row["tries"]) for row in plain] == [
        ("commands.sweep", "2023-04-24", "done", 3, 1),
        ("commands.stumble", None, "due", 0, 1),
        ("commands.rest", None, None, 0, 0),
    ]


def test_a_house_without_duties_says_so(monkeypatch):
    monkeypatch.setattr(command, "DUTIES", ())
    monkeypatch.setattr(command, "KEEPING", ())

    assert told() == "现在没有日课。\n"
    assert told("--json") == "[]\n"
