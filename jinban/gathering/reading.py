"""A file of an office, read whole: its rows, and everything that is wrong with its cells."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from jinban.gathering import columns
from jinban.gathering.rules import Fault, Given
from jinban.kit.refused import Refused
from jinban.kit.tables.cells import Wrong, value_of
from jinban.kit.tables.checking import rows_of
from jinban.kit.tables.columns import Table
from jinban.kit.tables.faults import Faults, Place
from jinban.kit.tables.reading import BYTES_MOST, Sheet, read_upload

ENDINGS = (".xlsx", ".csv")


class File:
    """The rows of one table whose cells could all be taken, by their numbers in the sheet, and the faults of the others and of
    the whole."""

    def __init__(self, name: str, content: bytes, table: Table) -> None:
        """Refused when it is no file that is taken in, or too large."""
        if Path(name).suffix.lower() not in ENDINGS:
            raise Refused("只收 Excel（xlsx）和 CSV 文件，请另存后再传。")
        if len(content) > BYTES_MOST:
            raise Refused(f"文件有{len(content) // 2**20}MB，最大{BYTES_MOST // 2**20}MB。请拆成几份。")
        self.said = Faults()
        self.place = Place(name)
        self.rows: list[tuple[int, dict[str, Any]]] = []
        self.sheet: Sheet | None = read_upload(name, content, (table,), self.said).get(table.name)
        if self.sheet is not None:
            self.place = self.sheet.place
            self.rows = [*_taken(self.sheet, self.said)]

    @property
    def lines(self) -> int:
        """How many rows it has, the faulty ones among them."""
        return len(self.sheet.lines) if self.sheet else 0

    def faults(self, further: Mapping[int, Sequence[Fault]]) -> Faults:
        """All faults with their places, by row; `further` are those that the rows were found to have."""
        headed = self.sheet.headed if self.sheet else {}
        found = Faults(self.said)
        for row, faults in further.items():
            for column, kind, sentence in faults:
                found(self.place.at(row, headed.get(column, column)), kind, sentence)
        found.sort(key=lambda fault: (fault.place.row, fault.place.column))
        return found


def _taken(sheet: Sheet, say: Faults) -> Iterator[tuple[int, dict[str, Any]]]:
    """The rows whose cells can be taken. Equal cells of a column are read once: most of fifty thousand are."""
    kept: dict[str, dict[Any, Any]] = {column.name: {} for column in sheet.table.columns}
    for line in sheet.lines:
        values = {}
        try:
            for column in sheet.table.columns:
                cell, known = line.cells[column.name], kept[column.name]
                key = (type(cell), cell)
                if key not in known:
                    known[key] = value_of(cell, column, typed=sheet.typed)
                values[column.name] = known[key]
        except (Wrong, KeyError):
            (row,) = rows_of(replace(sheet, lines=[line]), say)
            if not row.sound(*row.values):
                continue
            values = row.values
        yield line.number, values


def cases(file: File) -> list[tuple[int, Given]]:
    """The rows of a file of cases, by their numbers in the sheet."""
    return [(number, columns.of_sheet(values)) for number, values in file.rows]
