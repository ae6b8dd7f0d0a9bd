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
    fault when it is not there. A `unique` cell stands in one row only.

    For people: `label` is the heading in a workbook (a file may use it or the name), `about` says what the cell holds,
    `example` is a cell of the example row."""

    name: str
    kind: Kind = "text"
    required: bool = False
    choices: Mapping[str, str] | None = None
    ref: str = ""
    stranger: str = "dangling"
    unique: bool = False
    positive: bool = False
    longest: int = 200
    label: str = ""
    about: str = ""
    example: str = ""

    @property
    def heading(self) -> str:
        """What stands over the column in a workbook."""
        return self.label or self.name


@dataclass(frozen=True)
class Days:
    """From which column to which a row holds, both days included. Rows equal in `group` must not overlap;
    no group, no such rule."""

    first: str = "valid_from"
    last: str = "valid_to"
    group: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Table:
    """One table: NAME.csv, or a sheet of this name or label. Rows are told apart by `key`."""

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

    def named(self, heading: str) -> str:
        """The name of the column that a file heads so; what no column is called stays as it is."""
        return next((column.name for column in self.columns if heading in (column.name, column.label)), heading)
