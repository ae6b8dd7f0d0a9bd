"""What happened is a row: typed, frozen facts in one append-only table.

A fact holds ids, stored words, dates and decisions; never a name, a number of a document, a phone or free text,
for the table can never be changed and personal data must stay correctable. The types see to it: a text field does
not exist here, a `Code` begins with a letter and has no blank, an `Id` is shorter than a phone number.
"""

import inspect
import re
import types
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, NewType, Protocol, Union, dataclass_transform, get_args, get_origin

import msgspec
from django.db.models import Model, QuerySet

from jinban.kit import held, prepared
from jinban.kit.clock import legal_day
from jinban.kit.models import Event

Code = NewType("Code", str)
Id = NewType("Id", int)

FACTS: dict[str, type["Fact"]] = {}
_PLAIN = (Code, Id, date, datetime, Decimal, bool)
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.:-]{0,63}")
_ID_LIMIT = 10**10


class Actor(Protocol):
    """Whoever does something: a seat, an applicant, a helper, a named system, the clock."""

    @property
    def kind(self) -> str: ...
    @property
    def id(self) -> int: ...


@dataclass_transform(frozen_default=True)
class Fact:
    """One kind of thing that happens. Subclass with `@dataclass(frozen=True)`, a stable name and a Chinese label."""

    name: ClassVar[str]
    label: ClassVar[str]

    def __init_subclass__(cls, *, name: str, label: str) -> None:
        super().__init_subclass__()
        if not re.fullmatch(r"[a-z]+\.[a-z_]+", name) or name in FACTS:
            raise TypeError(f"{cls.__qualname__}: “{name}” is no fresh name of the form room.word")
        for field, kind in inspect.get_annotations(cls).items():
            if not _plain(kind):
                raise TypeError(f"{name}.{field}: a fact holds no {kind}")
        cls.name, cls.label = name, label
        FACTS[name] = cls


def _plain(kind: Any) -> bool:
    if get_origin(kind) is tuple:
        return all(_plain(part) for part in get_args(kind) if part is not Ellipsis)
    if get_origin(kind) in (Union, types.UnionType):
        return all(part is type(None) or _plain(part) for part in get_args(kind))
    return kind in _PLAIN


def _checked(name: str, value: Any) -> None:
    if isinstance(value, tuple):
        for part in value:
            _checked(name, part)
    elif isinstance(value, str) and not _CODE.fullmatch(value):
        raise ValueError(f"{name}: a fact holds stored words only, not free text")
    elif not isinstance(value, bool) and isinstance(value, int | Decimal) and Decimal(value).copy_abs() >= _ID_LIMIT:
        raise ValueError(f"{name}: too long for an id; a fact holds no document or phone number")


def payload(fact: Fact) -> dict[str, Any]:
    """The fact's values as JSON can hold them. ValueError when a value looks like personal data."""
    values = {field.name: getattr(fact, field.name) for field in fields(fact)}  # type: ignore[arg-type]
    for name, value in values.items():
        _checked(f"{type(fact).name}.{name}", value)
    found: dict[str, Any] = msgspec.to_builtins(values)
    return found


def record(fact: Fact, *, subject: Model, by: Actor, at: datetime) -> Event:
    """Write what happened, in the caller's transaction, with the subject itself where that is held. The legal day is the
    day in China."""
    event = Event(
        name=type(fact).name,
        subject_kind=subject._meta.label_lower,
        subject_id=str(subject.pk),
        by_kind=by.kind,
        by_id=by.id,
        at=at,
        day=legal_day(at),
        payload=payload(fact),
    )
    if held.is_held(subject):
        held.add(subject, "subject_id", event)
    else:
        prepared.insert(event)
    return event


def fact_of(event: Event) -> Fact:
    """The typed fact that an event row holds."""
    kind = FACTS[event.name]
    hints: Mapping[str, Any] = {field.name: field.type for field in fields(kind)}  # type: ignore[arg-type]
    known = {name: msgspec.convert(event.payload[name], hint, strict=False) for name, hint in hints.items()}
    return kind(**known)


def history(subject: Model) -> QuerySet[Event]:
    """All that happened to this, oldest first."""
    return Event.objects.filter(subject_kind=subject._meta.label_lower, subject_id=str(subject.pk)).order_by("id")


def subjects_of(keys: Iterable[int]) -> list[tuple[int, str, date]]:
    """These events by key, each with the id of its subject and its legal day."""
    return list(Event.objects.filter(pk__in=list(keys)).values_list("pk", "subject_id", "day"))


def last_id() -> int:
    """The key of the newest event; 0 before the first."""
    return Event.objects.order_by("-id").values_list("id", flat=True).first() or 0


def subjects_after(key: int, kind: str) -> set[str]:
    """The ids of the subjects of this kind to which something happened after the event with this key. For a play that lives
    alone: on PostgreSQL others may still commit lower keys."""
    return set(Event.objects.filter(id__gt=key, subject_kind=kind).values_list("subject_id", flat=True))
