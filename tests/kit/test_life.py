"""A life checks itself when it is made, and answers each request with a sentence or a move."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db.models import TextChoices

from jinban.kit.events import Fact
from jinban.kit.life import Life, Move


class Stage(TextChoices):
    ASKED = "asked", "已提出"
    TAKEN = "taken", "已接单"
    SOLVED = "solved", "已解决"


AT = datetime(2024, 3, 11, 1, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Taken(Fact, name="testlife.taken", label="接单"):
    pass


@dataclass(frozen=True)
class Solved(Fact, name="testlife.solved", label="解决"):
    pass


@dataclass
class Request:
    stage: str = "asked"
    own: bool = False


def is_own(request: Request, by: str) -> str | None:
    return "这是您自己的求助，请等别人来接。" if request.own else None


TAKE = Move("take", "接单", ("asked",), "taken", ("helper",), Taken, (is_own,))
SOLVE = Move("solve", "解决", ("taken",), "solved", ("helper",), Solved)


def life(*moves: Move, **changes: Any) -> Life:
    given = {"start": "asked", "stages": Stage, "who": {"helper": "帮办员", "citizen": "求助人"}, "label": "求助"}
    return Life("test", moves=moves, **{**given, **changes})


def test_a_life_whose_stages_are_all_reached_is_made():
    made = life(TAKE, SOLVE)

    assert {key: move.to for key, move in made.table.items()} == {
        ("asked", "take"): "taken",
        ("taken", "solve"): "solved",
    }


@pytest.mark.parametrize(
    ("moves", "changes", "complaint"),
    [
        ((TAKE,), {}, "test: never reached: ['solved']"),
        ((TAKE, SOLVE), {"start": "taken"}, "test: never reached: ['asked']"),
        ((TAKE, Move("take", "抢单", ("asked",), "solved", ("helper",), Solved), SOLVE), {}, "test: two moves “take” from asked"),
        ((TAKE, Move("solve", "解决", ("taken",), "gone", ("helper",), Solved)), {}, "test.solve: unknown: ['gone']"),
        ((TAKE, Move("solve", "解决", ("taken",), "solved", ("stranger",), Solved)), {}, "test.solve: unknown: ['stranger']"),
        ((TAKE, Move("solve", "solve", ("taken",), "solved", ("helper",), Solved)), {}, "test: no Chinese label: ['solve']"),
        ((TAKE, SOLVE), {"label": "request"}, "test: no Chinese label: ['request']"),
    ],
)  # fmt: skip
def test_a_life_that_makes_no_sense_is_not_made(moves, changes, complaint):
    with pytest.raises(ValueError, match="test") as caught:
        life(*moves, **changes)

    assert str(caught.value) == complaint


@pytest.mark.parametrize(
    ("stage", "verb", "standing", "own", "sentence"),
    [
        ("asked", "take", {"helper"}, False, None),
        ("asked", "solve", {"helper"}, False, "这求助现在是“已提出”，不能解决。"),
        ("taken", "take", {"helper"}, False, "这求助现在是“已接单”，不能接单。"),
        ("asked", "take", {"citizen"}, False, "您不能接单，要由帮办员来办。"),
        ("asked", "take", set(), False, "您不能接单，要由帮办员来办。"),
        ("asked", "take", {"helper"}, True, "这是您自己的求助，请等别人来接。"),
    ],
)
def test_each_no_has_its_sentence(stage, verb, standing, own, sentence):
    made = life(TAKE, SOLVE)

    assert made.refusal(Request(stage, own), verb, by="anybody", standing=standing, at=AT) == sentence


def test_the_buttons_are_the_moves_that_would_be_accepted():
    made = life(TAKE, SOLVE)

    assert made.open_moves(Request("asked"), by="anybody", standing={"helper"}, at=AT) == [TAKE]
    assert made.open_moves(Request("asked", own=True), by="anybody", standing={"helper"}, at=AT) == []
    assert made.open_moves(Request("asked"), by="anybody", standing={"citizen"}, at=AT) == []
    assert made.open_moves(Request("solved"), by="anybody", standing={"helper"}, at=AT) == []
