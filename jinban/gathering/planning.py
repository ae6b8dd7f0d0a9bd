"""What a load would do: which rows are new, which say something else than before, which say the same, and what is wrong.
Reads the database a few thousand rows at a time; writes nothing."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import TypeVar

from jinban.cases import queries as cases
from jinban.gathering import rules
from jinban.gathering.matching import Known
from jinban.gathering.models import Gathered
from jinban.gathering.rules import Fault, Given
from jinban.kit.numbers import bad_case_number, bare, valid_resident_id

AT_ONCE = 500
LENGTH = 22  # of a case number of ours, without blanks
T = TypeVar("T")
Key = int
"""Which row of what was handed in: the row of a sheet, or the place in a call."""


@dataclass(frozen=True)
class Before:
    """A row as it is here."""

    pk: int
    given: str
    version: int
    item: str | None
    load: int


@dataclass
class Plan:
    """Rows by what would become of them, each with its key."""

    added: list[tuple[Key, Given]] = field(default_factory=list)
    changed: list[tuple[Key, Given, Before]] = field(default_factory=list)
    same: list[Key] = field(default_factory=list)
    faults: dict[Key, list[Fault]] = field(default_factory=dict)
    waiting: Counter[str] = field(default_factory=Counter)

    @property
    def counts(self) -> tuple[int, int, int]:
        """How many are new, changed, the same."""
        return len(self.added), len(self.changed), len(self.same)


def plan(rows: Sequence[tuple[Key, Given]], known: Known, today: date, *, found: Mapping[Key, list[Fault]]) -> Plan:
    """What these rows would do. `found`: what was wrong with some of them already."""
    made = Plan(faults={key: list(faults) for key, faults in found.items()})
    for key, row in rows:
        if wrong := [*_own(row), *rules.faults(row, today), *known.faults(row)]:
            made.faults.setdefault(key, []).extend(wrong)
    once = dict(_once(rows, made))
    for some in _some(((key, row) for key, row in once.items()), AT_ONCE):
        _compare(some, known, made)
    return made


def _own(row: Given) -> Iterator[Fault]:
    """No number of a person is taken for the number of a case."""
    if len(row.number) == 18 and valid_resident_id(row.number) is None:
        yield "number", "personal", "这是身份证号，不能当编号。归集不收申请人的信息。"


def _once(rows: Iterable[tuple[Key, Given]], made: Plan) -> Iterator[tuple[Key, Given]]:
    """The rows that are sound, each number once. The same number again with the same content is the same; with another, a
    contradiction."""
    first: dict[str, tuple[Key, Given]] = {}
    for key, row in rows:
        before = first.setdefault(row.number, (key, row))
        if before[0] == key:
            if key not in made.faults:
                yield key, row
        elif before[1] == row:
            if key not in made.faults:
                made.same.append(key)
        else:
            sentence = f"“{row.number}”和第{before[0]}行是同一个编号，内容却不同，请核对后只留一行。"
            made.faults.setdefault(key, []).append(("number", "contradiction", sentence))


def _compare(some: Sequence[tuple[Key, Given]], known: Known, made: Plan) -> None:
    numbers = [row.number for _, row in some]
    here = before(known.source.pk, numbers)
    ours = _ours(numbers)
    for key, row in some:
        if row.number in ours:
            sentence = f"“{row.number}”是本系统自己办的件，已经算在自办里，不用归集。请删去这一行。"
            made.faults.setdefault(key, []).append(("number", "own_case", sentence))
            continue
        there = here.get(row.number)
        if there and (wrong := rules.against_before(row, rules.read(there.given))):
            made.faults.setdefault(key, []).append(wrong)
            continue
        item = known.item(row.item)
        if item is None:
            made.waiting[row.item] += 1
        if there is None:
            made.added.append((key, row))
        elif there.given != row.written or (there.item is None and item is not None):
            made.changed.append((key, row, there))
        else:
            made.same.append(key)


def _ours(numbers: Sequence[str]) -> set[str]:
    """Which of these are numbers of our own cases. What does not read as one (its check digit) need not be asked for."""
    read = {number: bare(number) for number in numbers if len(number) >= LENGTH and bad_case_number(number) is None}
    known = cases.numbers_among(read.values())
    return {number for number, plain in read.items() if plain in known}


def before(source: str, numbers: Sequence[str]) -> dict[str, Before]:
    """The rows of these numbers that are here."""
    rows = Gathered.objects.filter(source=source, number__in=numbers)
    lines = rows.values_list("number", "pk", "given", "version", "item_id", "load_id")
    return {number: Before(*rest) for number, *rest in lines}


def _some(things: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(things)
    while some := list(islice(rest, size)):
        yield some
