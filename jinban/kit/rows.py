"""Rows from a file into a table: add what is new, change what differs, leave the rest, and count each.

Only the actions of a room call this; values come as typed values or as the words of a CSV file.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Generic, TypeVar

from django.db.models import Model, ProtectedError

from jinban.kit.refused import Refused

Row = Mapping[str, Any]
M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Put(Generic[M]):
    """What a load did: the rows it added, the rows it changed, how many were already so."""

    added: tuple[M, ...] = ()
    changed: tuple[M, ...] = ()
    same: int = 0

    @property
    def wrote(self) -> int:
        """How many rows were written."""
        return len(self.added) + len(self.changed)

    @property
    def touched(self) -> tuple[M, ...]:
        """The rows that were written."""
        return self.added + self.changed


def put(model: type[M], wanted: Iterable[Row], *, key: tuple[str, ...]) -> Put[M]:
    """Bring the table to these rows, told apart by `key` (attributes, as `site_id`). Rows not named stay."""
    wanted = list(wanted)
    present = {tuple(getattr(row, name) for name in key): row for row in model._base_manager.all()}
    added: list[M] = []
    changed: list[M] = []
    names: set[str] = set()
    for values in wanted:
        row = present.get(tuple(values[name] for name in key))
        if row is None:
            added.append(model(**values))
        elif differing := {name for name, value in values.items() if getattr(row, name) != value}:
            for name in differing:
                setattr(row, name, values[name])
            names |= differing
            changed.append(row)
    model._base_manager.bulk_create(added)
    if changed:
        model._base_manager.bulk_update(changed, sorted(names), batch_size=200)
    return Put(tuple(added), tuple(changed), len(wanted) - len(added) - len(changed))


class InUse(Refused):
    """A row that cannot be removed, for others refer to it: the row in words, and how many of which kind (app.model)."""

    def __init__(self, row: Model, users: Mapping[str, int]) -> None:
        count = sum(users.values())
        super().__init__(f"“{row}”已有{count}处在用，不能撤销。")
        self.row, self.users = str(row), dict(users)


def take_out(row: Model) -> None:
    """Remove one row that nothing refers to. InUse, naming what does; nothing is removed then."""
    try:
        row.delete()
    except ProtectedError as error:
        users: dict[str, int] = {}
        for one in error.protected_objects:
            users[one._meta.label_lower] = users.get(one._meta.label_lower, 0) + 1
        raise InUse(row, users) from error


def text(value: object) -> str:
    """The word in a cell; an empty cell is an empty word."""
    return "" if value is None else str(value).strip()


def code(value: object) -> str | None:
    """The code in a cell; none in an empty one."""
    return text(value) or None


def day(value: object) -> date | None:
    """The day in a cell, written as 2024-05-07; none in an empty one. ValueError for anything else."""
    if value is None or isinstance(value, date):
        return value
    return date.fromisoformat(word) if (word := text(value)) else None


def must_day(value: object) -> date:
    """The day in a cell that may not be empty. ValueError when it is."""
    found = day(value)
    if found is None:
        raise ValueError("这里要写日期，如2024-05-07。")
    return found


def clock_time(value: object) -> time:
    """The time of day in a cell, written as 08:30."""
    return value if isinstance(value, time) else time.fromisoformat(text(value))


def flag(value: object) -> bool:
    """The yes or no in a cell: 1 is yes, 0 or nothing is no. ValueError for anything else."""
    if text(value) not in ("1", "0", "", "True", "False"):
        raise ValueError("这里只能写1或0。")
    return text(value) in ("1", "True")


def weekdays(words: str) -> tuple[int, ...]:
    """The weekdays in words such as `1-5` or `1-5,7`: 1 is Monday, 7 Sunday. ValueError for anything else."""
    found: set[int] = set()
    for part in words.split(","):
        first, _, last = part.partition("-")
        found.update(range(int(first), int(last or first) + 1))
    if not found or not found <= set(range(1, 8)):
        raise ValueError("星期要写成1-5这样，1是周一，7是周日。")
    return tuple(sorted(found))
