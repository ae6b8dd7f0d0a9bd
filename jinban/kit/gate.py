"""Which rows somebody may see, written once and rendered twice: for the ORM and for the SQL of a figure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

Condition = tuple[str, tuple[Any, ...]]


@dataclass(frozen=True)
class Scope:
    """Rows that match any of these alternatives; within one alternative every (column, values) must match.
    No alternative: no row. An alternative without conditions: every row."""

    any_of: tuple[tuple[Condition, ...], ...] = ()

    def __or__(self, other: "Scope") -> "Scope":
        return Scope(self.any_of + other.any_of)

    def within(self, column: str, values: Iterable[Any]) -> "Scope":
        """Of these rows, those whose column has one of the values."""
        wanted = tuple(values)
        return Scope(tuple((*conditions, (column, wanted)) for conditions in self.any_of))

    @property
    def is_everything(self) -> bool:
        return any(not conditions for conditions in self.any_of)

    def q(self, of: str = "") -> Q:
        """The same as a filter of the ORM; the columns are attribute names of the model, or of the relation `of` (`case`)."""
        if self.is_everything:
            return Q()
        found, prefix = Q(pk__in=[]), f"{of}__" if of else ""
        for conditions in self.any_of:
            found |= Q(*(Q(**{f"{prefix}{column}__in": values}) for column, values in conditions))
        return found

    def sql(self, table: str = "") -> tuple[str, list[Any]]:
        """The same as portable SQL with `%s` for each value."""
        if self.is_everything:
            return "1 = 1", []
        if not self.any_of:
            return "1 = 0", []
        prefix = f"{table}." if table else ""
        parts, values = [], []
        for conditions in self.any_of:
            parts.append(" AND ".join(f"{prefix}{name} IN ({marks(given)})" for name, given in conditions))
            values += [value for _, given in conditions for value in given]
        return " OR ".join(f"({part})" for part in parts), values


def marks(values: Iterable[Any]) -> str:
    """`%s, %s, …`, one for each value; NULL when there is none, which nothing equals."""
    return ", ".join("%s" for _ in values) or "NULL"


EVERYTHING = Scope(((),))
NOTHING = Scope()
