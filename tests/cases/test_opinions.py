"""The stock opinions of the city: kept as its list says, offered where they belong."""

import pytest

from jinban.cases import actions, bulk
from jinban.cases.events import OpinionDropped, OpinionKept
from jinban.cases.models import StockOpinion
from jinban.kit.events import fact_of
from jinban.kit.models import Event
from jinban.people.actors import system
from tests.play import APPROVER, BIRTH, MONDAY, RELIEF, again, at_the_department, seat
from tests.world import facts_of, refused

pytestmark = pytest.mark.usefixtures("city")

LOADER = system("loader")


def row(code: str, **changes: str) -> dict[str, str]:
    plain = {"code": code, "item": "", "verb": "check", "verdict": "grant", "text": "情况属实。", "source": "演示"}
    return plain | changes


def put(*rows: dict[str, str]) -> int:
    return actions.put_opinions(rows, by=LOADER, at=MONDAY)


def test_the_citys_list_is_the_whole_list_and_the_same_again_writes_nothing():
    StockOpinion.objects.all().delete()

    written = [put(row("a"), row("b")), put(row("a"), row("b")), put(row("a", text="材料齐全。"))]

    events = [
        fact_of(event) for event in Event.objects.filter(subject_kind="cases.stockopinion", at=MONDAY).order_by("id")
    ]
    assert written == [2, 0, 2]
    assert [one.text for one in StockOpinion.objects.all()] == ["材料齐全。"]
    assert events == [
        OpinionKept(fresh=True, verb="check", result="grant"),
        OpinionKept(fresh=True, verb="check", result="grant"),
        OpinionDropped(),
        OpinionKept(fresh=False, verb="check", result="grant"),
    ]


def test_an_item_is_offered_its_own_opinions_first_and_never_anothers():
    put(
        row("z"),
        row("own", item=RELIEF),
        row("other", item=BIRTH),
        row("no", verdict="deny"),
        row("d", verb="decide", verdict="approved"),
    )

    assert [one.code for one in bulk.opinions(RELIEF, "check")] == ["own", "z", "no"]
    assert [one.code for one in bulk.opinions(RELIEF, "decide")] == ["d"]


def test_a_key_whose_move_was_refused_is_free_again():
    case, approver = at_the_department(), seat(APPROVER)
    fresh = again(case, approver)
    said = {"kind": bulk.kind(fresh, "decide"), "key": "k", "by": approver, "at": MONDAY, "verdict": "approved"}

    with refused("这件刚被别人办过了，请刷新后再看。"):
        actions.one_of_many(fresh, "decide", version=1, **said)
    did = [actions.one_of_many(again(case, approver), "decide", version=fresh.version, **said) for _ in range(2)]

    assert did == [True, False]
    assert [fact.__name__ for fact in facts_of(case)].count("Decided") == 1
