"""All the rules of the tables, over what was read: cells, keys, references, days, and what tables owe each other."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from jinban.kit.tables.cells import Wrong, value_of
from jinban.kit.tables.columns import Column, Table
from jinban.kit.tables.faults import Place, Say
from jinban.kit.tables.reading import Line, Sheet

WRONG = object()


@dataclass(frozen=True)
class Row:
    """One row with typed values. A cell that could not be taken holds WRONG. `headed` says what the file calls a column,
    where that is not its name."""

    place: Place
    values: dict[str, Any]
    headed: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, column: str) -> Any:
        return self.values[column]

    def at(self, column: str) -> Place:
        """Where this row has this column."""
        return self.place.at(self.place.row, self.headed.get(column, column))

    def sound(self, *columns: str) -> bool:
        """Whether all these cells could be taken."""
        return all(self.values[column] is not WRONG for column in columns)


Tables = Mapping[str, Sequence[Row]]


def rows_of(sheet: Sheet, say: Say) -> list[Row]:
    """The sheet's rows with typed values; each cell that cannot be taken is said."""
    return [_row(sheet, line, say) for line in sheet.lines]


def _row(sheet: Sheet, line: Line, say: Say) -> Row:
    place = sheet.place.at(line.number)
    columns = sheet.table.columns
    return Row(place, {column.name: _value(sheet, line, column, say) for column in columns}, sheet.headed)


def _value(sheet: Sheet, line: Line, column: Column, say: Say) -> Any:
    """The cell's value, or WRONG. A blank at the edge is said, but what was meant is kept, so that a spoilt key does
    not make every row that refers to it a fault."""
    if column.name not in line.cells:
        return WRONG
    cell = line.cells[column.name]
    place = sheet.place.at(line.number, sheet.headed.get(column.name, column.name))
    try:
        return value_of(cell, column, typed=sheet.typed)
    except Wrong as wrong:
        say(place, wrong.kind, wrong.sentence)
        if wrong.kind != "edge_blank" or column.kind == "list" or not isinstance(cell, str):
            return WRONG
    return _value(sheet, Line(line.number, {column.name: cell.strip()}), column, say)


def check(rows: Tables, tables: Sequence[Table], say: Say) -> None:
    """Keys, days and references of every table that was read."""
    keys = {table.name: _keys(table, rows.get(table.name, ())) for table in tables}
    for table in tables:
        found = rows.get(table.name, ())
        _check_keys(table.key, found, say)
        for column in table.columns:
            if column.unique:
                _check_keys((column.name,), found, say)
        _check_days(table, found, say)
        for column in table.columns:
            if column.ref and column.ref in rows:
                _check_refs(column, found, keys[column.ref], say)


def _keys(table: Table, rows: Sequence[Row]) -> set[Any]:
    return {row[table.key[0]] for row in rows}


def _check_keys(names: tuple[str, ...], rows: Sequence[Row], say: Say) -> None:
    seen: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        if not row.sound(*names):
            continue
        key = tuple(row[name] for name in names)
        if before := seen.get(key):
            shown = "、".join(str(part) for part in key if part)
            same = f"“{shown}”与{before.place.nth}重复，请删去一行或改成别的。"
            say(row.at(names[0]), "duplicate_key", same)
        else:
            seen[key] = row


def _check_refs(column: Column, rows: Sequence[Row], known: set[Any], say: Say) -> None:
    for row in rows:
        value = row[column.name]
        for code in value if isinstance(value, tuple) else (value,):
            if code in ("", WRONG) or code in known or (column.choices and code in column.choices):
                continue
            say(
                row.at(column.name),
                column.stranger,
                f"{column.ref}表里没有“{code}”。请先在{column.ref}表里登记，或改正这里的编码。",
            )


def _check_days(table: Table, rows: Sequence[Row], say: Say) -> None:
    days = table.days
    if days is None:
        return
    sound = [row for row in rows if row.sound(days.first, days.last, *(days.group or ()))]
    for row in sound:
        if row[days.last] and row[days.last] < row[days.first]:
            say(row.at(days.last), "wrong_days", f"止期{row[days.last]}早于起期{row[days.first]}，请改。")
    if days.group is None:
        return
    groups: defaultdict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in sound:
        groups[tuple(row[name] for name in days.group)].append(row)
    for group in groups.values():
        for row, before in _overlapping(group, days.first, days.last):
            until = f"{before[days.first]}起" + (f"{before[days.last]}止" if before[days.last] else "未写止期")
            say(row.at(days.first), "overlap", f"有效期与{before.place.nth}（{until}）重叠，请给前一段写止期。")


def _overlapping(group: Sequence[Row], first: str, last: str) -> Iterator[tuple[Row, Row]]:
    """Each row that begins before an earlier one has ended. Equal first days are left to the key."""
    latest: Row | None = None
    for row in sorted(group, key=lambda row: row[first]):
        if latest and latest[first] < row[first] <= (latest[last] or date.max):
            yield row, latest
        if latest is None or (row[last] or date.max) > (latest[last] or date.max):
            latest = row


def whole(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """The rows as plain mappings. Only for tables without a fault."""
    return [{name: value for name, value in row.values.items() if value is not WRONG} for row in rows]
