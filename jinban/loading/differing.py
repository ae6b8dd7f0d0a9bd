"""What a load changes: the rows of the tables before and after it, compared, as the words of a file."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from jinban.kit.tables.cells import SEPARATOR, value_of
from jinban.loading.standing import Key, Values
from jinban.loading.tables import BY_NAME

Words = dict[str, str]
States = Mapping[str, Mapping[Key, Values]]


@dataclass(frozen=True)
class Difference:
    """One row of a table that came (`fresh`), changed or went (`dropped`)."""

    table: str
    key: str
    kind: str
    before: Words | None
    after: Words | None


def word(value: Any) -> str:
    """A value as a cell of a CSV holds it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, tuple | list):
        return SEPARATOR.join(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def words(table: str, row: Values) -> Words:
    """A row as a CSV holds it."""
    return {name: word(row[name]) for name in BY_NAME[table].names}


def values(table: str, row: Mapping[str, str]) -> Values:
    """The typed values of such a row."""
    return {column.name: value_of(row[column.name], column, typed=False) for column in BY_NAME[table].columns}


def key_words(key: Key) -> str:
    """A key in one word, to be found by; the parts keep their places."""
    return "|".join(map(word, key))[:300]


def differences(before: States, after: States) -> list[Difference]:
    """Every row that differs, table by table, in the order of a file."""
    return [one for table in after for one in _of_table(table, before[table], after[table])]


def _of_table(table: str, before: Mapping[Key, Values], after: Mapping[Key, Values]) -> Iterator[Difference]:
    for key, row in after.items():
        if key not in before:
            yield Difference(table, key_words(key), "fresh", None, words(table, row))
        elif (new := words(table, row)) != (old := words(table, before[key])):
            yield Difference(table, key_words(key), "changed", old, new)
    for key, row in before.items():
        if key not in after:
            yield Difference(table, key_words(key), "dropped", words(table, row), None)


def digest(found: Sequence[Difference]) -> str:
    """64 hex digits that are equal only for equal changes."""
    plain = [[one.table, one.key, one.kind, one.before, one.after] for one in found]
    return hashlib.sha256(json.dumps(plain, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def counted(found: Sequence[Difference], rows: Mapping[str, int]) -> dict[str, dict[str, int]]:
    """By table: how many rows of the file are fresh, changed and same, and how many go. `rows`: how many the file has."""
    counts = {table: {"fresh": 0, "changed": 0, "dropped": 0, "same": 0} for table in rows}
    for one in found:
        counts[one.table][one.kind] += 1
    for table, count in counts.items():
        count["same"] = max(0, rows[table] - count["fresh"] - count["changed"])
    return counts
