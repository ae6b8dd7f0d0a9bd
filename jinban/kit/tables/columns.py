"""What a table looks like: its columns, what each cell holds, what must be unique and what refers where."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "text", "code", "number", "day", "flag", "time", "month_day", "weekdays", "choice", "list", "credit", "item_codes"
]  # fmt: skip


@dataclass(frozen=True)
class Column:
    """One column. An empty cell is a fault where `required`. `choices` maps each stored word to its meaning.
    `ref` names the table whose key a cell repeats; for a list, each of its parts; `stranger` is the kind of
    fault when it is not there. A `unique` cell stands in one row only."""

    name: str
    kind: Kind = "text"
    required: bool = False
    choices: Mapping[str, str] | None = None
    ref: str = ""
    stranger: str = "dangling"
    unique: bool = False
    positive: bool = False
    longest: int = 200


@dataclass(frozen=True)
class Days:
    """From which column to which a row holds, both days included. Rows equal in `group` must not overlap;
    no group, no such rule."""

    first: str = "valid_from"
    last: str = "valid_to"
    group: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Table:
    """One table: NAME.csv, or a sheet of this name. Rows are told apart by `key`."""

    name: str
    label: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    days: Days | None = None
    required: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names, in order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """The column of this name; KeyError when there is none."""
        return {column.name: column for column in self.columns}[name]
