"""Reads of circulars. Everything starts at `visible_to`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec
from django.db.models import QuerySet

from jinban.circular import outline as written
from jinban.circular.composing import Draft, Wish, compose
from jinban.circular.freezing import Frozen, KeptFigure, thawed
from jinban.circular.models import Circular, FrozenFigure, Outline
from jinban.circular.stages import CIRCULAR, FROZEN, READERS, S
from jinban.kit import events, marks
from jinban.kit.events import Code
from jinban.kit.figures import Period
from jinban.kit.life import Move
from jinban.kit.models import Event
from jinban.people import permits
from jinban.people import queries as people
from jinban.people.actors import Actor

WRITING = ("circular.drafted", "circular.revised", "circular.units_picked")


def visible_to(actor: Actor) -> QuerySet[Circular]:
    """The circulars that somebody may read: the offices all of them, other staff those that were issued."""
    if actor.ours or (actor.kind == "seat" and actor.role in READERS):
        return Circular.objects.all()
    if actor.kind == "seat" and permits.may(actor.role, "see", "figures") is None:
        return Circular.objects.filter(stage__in=FROZEN)
    return Circular.objects.none()


def listed(actor: Actor) -> QuerySet[Circular]:
    """Those that somebody may read, the latest period first."""
    return visible_to(actor).order_by("-last_day", "-id")


def get(actor: Actor, pk: int) -> Circular | None:
    """One circular with who wrote in it; None for one outside the gate as for one that does not exist."""
    found = visible_to(actor).filter(pk=pk).first()
    if found:
        found.writers, found.reviewers = writers(found), reviewers(found)
    return found


def writers(circular: Circular) -> list[int]:
    """The seats of everybody who wrote in a circular, the other seats of the same people included."""
    return _seats_of(circular, WRITING)


def reviewers(circular: Circular) -> list[int]:
    """Likewise of everybody who ever found it right."""
    return _seats_of(circular, ("circular.reviewed",))


def _seats_of(circular: Circular, names: Sequence[str]) -> list[int]:
    did = events.history(circular).filter(name__in=names, by_kind="seat").values_list("by_id", flat=True)
    return sorted(people.seats_of_the_same(did))


def open_moves(circular: Circular, actor: Actor, at: datetime) -> list[Move]:
    """The moves that this actor could make now."""
    return CIRCULAR.open_moves(circular, by=actor, standing=(actor.role,), at=at)


def barred_moves(circular: Circular, actor: Actor, at: datetime) -> list[tuple[Move, str]]:
    """The moves that are this actor's in this stage and cannot be made now, each with the sentence that says why."""
    mine = [move for (stage, _), move in CIRCULAR.table.items() if stage == circular.stage and actor.role in move.by]
    told = [(move, CIRCULAR.refusal(circular, move.verb, by=actor, standing=(actor.role,), at=at)) for move in mine]
    return [(move, sentence) for move, sentence in told if sentence]


def outline_on(kind: str, day: date) -> Outline | None:
    """The city's outline of a kind that is in force on a day."""
    return Outline.objects.filter(kind=kind, valid_from__lte=day).order_by("valid_from", "id").last()


def outline(row: Outline) -> written.Outline:
    """What an outline of the city says."""
    return msgspec.json.decode(row.body, type=written.Outline)


def text_of(circular: Circular) -> written.Outline:
    """The circular's own outline."""
    return msgspec.json.decode(circular.text, type=written.Outline)


def remark() -> str:
    """What every paper of this database must say at its head; nothing for a real one."""
    if not marks.is_demo():
        return ""
    scale = marks.scale()
    return f"演示，办件数是原资料的{scale}" if scale else "演示"


def draft_of(circular: Circular, day: date) -> Draft:
    """The circular as it would be issued on a day, counted now; what speaks against it is noted on the circular."""
    word = "，".join(one for one in ("已作废" if circular.stage == S.DISCARDED else "", remark()) if one)
    picks = tuple(circular.picks.values_list("kind", "code"))
    period = Period.parse(circular.period).seen_on(day)
    draft = compose(Wish(text_of(circular), period, picks, circular.open_names, word, circular.number))
    circular.gaps, circular.broken = draft.gaps, draft.broken
    return draft


def frozen(circular: Circular) -> Frozen | None:
    """What was frozen when it was issued; None before. `Frozen.digest` is computed from it anew."""
    kept = getattr(circular, "freeze", None) if circular.stage in FROZEN else None
    if kept is None:
        return None
    return Frozen(kept.body, tuple(kept.figures.order_by("key").values_list("key", "body", "rows")))


def is_whole(circular: Circular, found: Frozen) -> bool:
    """Whether what was frozen still has the hash that the row keeps and the fact of the issue sealed."""
    issued = events.history(circular).filter(name="circular.issued").first()
    sealed = issued is not None and issued.payload["seal"] == seal(circular.freeze.digest)
    return sealed and found.digest == circular.freeze.digest


def issued() -> QuerySet[Circular]:
    """All that were issued, for whoever looks whether they are whole; oldest first."""
    return Circular.objects.filter(stage__in=FROZEN).order_by("id")


def is_spoilt(circular: Circular) -> bool:
    """Whether the freeze of an issued circular is gone, or no longer what was issued."""
    found = frozen(circular)
    return found is None or not is_whole(circular, found)


def seal(digest: str) -> Code:
    """A hash as a fact can hold it: a stored word begins with a letter and has 64 signs at most."""
    return Code(f"h{digest[:63]}")


def public_keys(circular: Circular) -> frozenset[str]:
    """The keys of the numbers that the public paper of an issued circular prints; none before."""
    if circular.stage not in FROZEN:
        return frozenset()
    return Frozen(circular.freeze.body, ()).kept.paper.keys


def frozen_figure(circular: Circular, key: str) -> tuple[KeptFigure, list[Any]] | None:
    """One frozen number with the keys of its rows, read alone; None where nothing is frozen or it is not among it."""
    found = FrozenFigure.objects.filter(freeze__circular=circular, key=key).values_list("body", "rows").first()
    return thawed(*found) if found and circular.stage in FROZEN else None


@dataclass(frozen=True)
class Happening:
    """One line of a circular's history: what, by whom, when, and the words that were given."""

    event: Event
    label: str
    who: str
    words: str


def history(circular: Circular) -> list[Happening]:
    """All that happened to a circular, oldest first, with the comments and reasons."""
    found = list(events.history(circular))
    facts = [events.fact_of(event) for event in found]
    notes = dict(circular.notes.values_list("pk", "body"))
    seats = people.seats(event.by_id for event in found if event.by_kind == "seat")
    lines = []
    for event, fact in zip(found, facts, strict=True):
        seat = seats.get(event.by_id) if event.by_kind == "seat" else None
        who = seat.officer if seat else "系统"
        note = getattr(fact, "note", getattr(fact, "reason", None))
        lines.append(Happening(event, fact.label, who, notes.get(note, "") if note else ""))
    return lines
