"""A life is a table of moves. It draws the buttons, refuses the request, prints the picture and makes the test matrix.

Four questions, each answered by a sentence: is this the stage for it, is this the person for it, may it be, is it the hour?
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import TextChoices

from jinban.kit import held, prepared
from jinban.kit.events import Actor, Fact, record
from jinban.kit.refused import Refused

FASTER = "这{}刚被别人办过了，请刷新后再看。"
Unless = Callable[[Any, Any], str | None]
When = Callable[[Any, datetime], str | None]
LIVES: dict[str, "Life"] = {}


@dataclass(frozen=True, slots=True)
class Move:
    """One verb: from which stages, to which, by whom, what is then recorded, what speaks against it, and what at this hour."""

    verb: str
    label: str
    sources: tuple[str, ...]
    to: str
    by: tuple[str, ...]
    fact: type[Fact]
    unless: tuple[Unless, ...] = ()
    when: tuple[When, ...] = ()


@dataclass(frozen=True)
class Life:
    """The table of one kind of thing. Checks itself when it is made: one beginning, every stage reachable,
    a verb once per stage, everybody who moves is known, a Chinese label for each."""

    name: str
    label: str
    start: str
    stages: type[TextChoices]
    who: Mapping[str, str]
    moves: tuple[Move, ...]
    table: dict[tuple[str, str], Move] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        labels = [self.label, *self.stages.labels, *self.who.values(), *(move.label for move in self.moves)]
        if plain := [label for label in labels if str(label).isascii()]:
            raise ValueError(f"{self.name}: no Chinese label: {plain}")
        for move in self.moves:
            if unknown := {*move.sources, move.to} - set(self.stages.values) or set(move.by) - set(self.who):
                raise ValueError(f"{self.name}.{move.verb}: unknown: {sorted(unknown)}")
            for source in move.sources:
                if self.table.setdefault((source, move.verb), move) is not move:
                    raise ValueError(f"{self.name}: two moves “{move.verb}” from {source}")
        reached = {self.start}
        while more := {move.to for move in self.moves if reached & set(move.sources)} - reached:
            reached |= more
        if lost := set(self.stages.values) - reached:
            raise ValueError(f"{self.name}: never reached: {sorted(lost)}")
        LIVES[self.name] = self

    def refusal(self, subject: Any, verb: str, *, by: Any, standing: Collection[str], at: datetime) -> str | None:
        """Why this move cannot be made now by somebody of this standing, as a sentence; None when it can."""
        move = self.table.get((subject.stage, verb))
        if move is None:
            label = next((move.label for move in self.moves if move.verb == verb), verb)
            return f"这{self.label}现在是“{self.stages(subject.stage).label}”，不能{label}。"
        if not set(standing) & set(move.by):
            who = "、".join(self.who[who] for who in move.by[:3]) + ("等" if len(move.by) > 3 else "")
            return f"您不能{move.label}，要由{who}来办。"
        if sentence := next((sentence for unless in move.unless if (sentence := unless(subject, by))), None):
            return sentence
        return next((sentence for when in move.when if (sentence := when(subject, at))), None)

    def open_moves(self, subject: Any, *, by: Any, standing: Collection[str], at: datetime) -> list[Move]:
        """The moves that would be accepted now, in the order of the table: the buttons to draw."""
        moves = [move for (stage, _), move in self.table.items() if stage == subject.stage]
        return [move for move in moves if self.refusal(subject, move.verb, by=by, standing=standing, at=at) is None]


def advance(
    life: Life, subject: Any, verb: str, *, by: Actor, standing: Collection[str], at: datetime, fact: Fact, **changes: Any
) -> None:  # fmt: skip
    """Make a move: ask the table, change the row where its version still matches, write the fact. In one transaction; a
    row that is held is changed where it waits. Refused with a sentence; nothing is written then."""
    if sentence := life.refusal(subject, verb, by=by, standing=standing, at=at):
        raise Refused(sentence)
    move = life.table[(subject.stage, verb)]
    if type(fact) is not move.fact:
        raise TypeError(f"{life.name}.{verb} records {move.fact.__name__}, not {type(fact).__name__}")
    if not held.is_held(subject):
        as_read = {"pk": subject.pk, "stage": subject.stage, "version": subject.version}
        if not prepared.update(type(subject), as_read, {"stage": move.to, **changes}, add_one="version"):
            raise Refused(FASTER.format(life.label))
    for name, value in {**changes, "stage": move.to, "version": subject.version + 1}.items():
        setattr(subject, name, value)
    record(fact, subject=subject, by=by, at=at)
