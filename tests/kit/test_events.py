"""What happened cannot be unwritten, and holds nothing that somebody may ask to be erased."""

import importlib
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

import jinban
from jinban.kit import marks
from jinban.kit.events import FACTS, Code, Fact, Id, fact_of, history, payload, record
from jinban.kit.models import Event
from jinban.people.actors import CLOCK
from tests.golden import is_golden

NOON = datetime(2024, 3, 11, 4, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Noted(Fact, name="testevents.noted", label="记下"):
    word: Code
    row: Id
    day: date | None = None
    amount: Decimal | None = None
    several: tuple[Code, ...] = ()


def subject() -> marks.Mark:
    return marks.Mark.objects.create(key="subject", value="", set_at=NOON)


def test_a_fact_is_read_back_as_it_was_written(db):
    fact = Noted(
        word=Code("S420281108215"), row=Id(7), day=date(2024, 3, 11), amount=Decimal("0.5"), several=(Code("a"),)
    )

    event = record(fact, subject=subject(), by=CLOCK, at=NOON)

    assert fact_of(Event.objects.get(pk=event.pk)) == fact


def test_the_legal_day_is_the_day_in_china(db):
    late = datetime(2024, 3, 11, 16, 30, tzinfo=UTC)

    event = record(Noted(word=Code("late"), row=Id(1)), subject=subject(), by=CLOCK, at=late)

    assert event.day == date(2024, 3, 12)


def test_history_is_the_subjects_own_oldest_first(db):
    mine, other = subject(), marks.Mark.objects.create(key="other", value="", set_at=NOON)
    for thing, word in ((mine, "first"), (other, "elsewhere"), (mine, "second")):
        record(Noted(word=Code(word), row=Id(1)), subject=thing, by=CLOCK, at=NOON)

    assert [fact_of(event).word for event in history(mine)] == ["first", "second"]


@pytest.mark.parametrize(
    "value",
    [
        "余小禾",
        "yu xiaohe",
        "13800000000",
        "420281199001010027",
        "11010519491231002X",
        "家人得了大病",
        "not a word",
        "",
        "a" * 65,
    ],
)
def test_a_name_a_document_a_phone_or_free_text_is_no_stored_word(value):
    with pytest.raises(ValueError, match="free text"):
        payload(Noted(word=Code(value), row=Id(1)))


@pytest.mark.parametrize("value", [13800000000, 420281199001010027, -13800000000])
def test_a_phone_or_document_is_no_id(value):
    with pytest.raises(ValueError, match="too long for an id"):
        payload(Noted(word=Code("word"), row=Id(value)))


@pytest.mark.parametrize("kind", [str, int, float, dict, str | None, tuple[str, ...], list[Code]])
def test_a_fact_has_no_field_that_could_hold_text(kind):
    with pytest.raises(TypeError, match="a fact holds no"):
        type("Loose", (Fact,), {"__annotations__": {"field": kind}}, name="testevents.loose", label="随便")


def test_a_name_of_a_fact_is_used_once():
    with pytest.raises(TypeError, match="no fresh name"):
        type("Again", (Fact,), {}, name="testevents.noted", label="再来")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE kit_event SET name = 'testevents.other'",
        "UPDATE kit_event SET payload = '{}'",
        "UPDATE kit_event SET by_id = 2",
        "UPDATE kit_event SET subject_id = 'x'",
        "DELETE FROM kit_event",
    ],
)
def test_the_database_itself_refuses_to_change_what_happened(db, sql):
    record(Noted(word=Code("word"), row=Id(1)), subject=subject(), by=CLOCK, at=NOON)

    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)

    assert Event.objects.filter(name="testevents.noted").count() == 1


def test_that_it_was_routed_is_set_once(db):
    event = record(Noted(word=Code("word"), row=Id(1)), subject=subject(), by=CLOCK, at=NOON)

    Event.objects.filter(pk=event.pk).update(routed_at=NOON)

    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(routed_at=None)


def test_the_shapes_of_all_facts_are_as_they_were():
    """Old rows must stay readable: a field may be added with a default, never renamed, retyped or removed."""
    importlib.import_module("jinban.kit.worker")
    for events in sorted((Path(jinban.__file__).parent).glob("*/events.py")):
        importlib.import_module(f"jinban.{events.parent.name}.events")
    lines = []
    for name, kind in sorted(FACTS.items()):
        if not name.startswith("test"):
            shape = ", ".join(f"{field.name}: {getattr(field.type, '__name__', field.type)}" for field in fields(kind))
            lines.append(f"{name} {kind.label} ({shape})")

    text = "\n".join(lines).replace("jinban.kit.events.", "").replace("datetime.", "") + "\n"
    assert is_golden("events.txt", text)
