"""A file of an office, read whole: its rows, and everything that is wrong with its cells."""

import tempfile
from collections import defaultdict
from pathlib import Path

from jinban.gathering import columns
from jinban.gathering.rules import Fault, Given
from jinban.kit.refused import Refused
from jinban.kit.tables.checking import rows_of
from jinban.kit.tables.faults import Faults, Place
from jinban.kit.tables.reading import BYTES_MOST, read_folder

ENDINGS = (".xlsx", ".csv")


class File:
    """What a file holds: the rows whose cells could all be taken, and the faults of the others and of the whole."""

    def __init__(self, name: str, content: bytes) -> None:
        """Refused when it is no file that is taken in, or too large."""
        ending = Path(name).suffix.lower()
        if ending not in ENDINGS:
            raise Refused("只收 Excel（xlsx）和 CSV 文件，请另存后再传。")
        if len(content) > BYTES_MOST:
            raise Refused(f"文件有{len(content) // 2**20}MB，最大{BYTES_MOST // 2**20}MB。请拆成几份。")
        self.name = name
        self.said = Faults()
        self.place = Place(name)
        self.rows: list[tuple[int, Given]] = []
        self.wrong: dict[int, list[Fault]] = defaultdict(list)
        self.lines = 0
        self._read(ending, content)

    def _read(self, ending: str, content: bytes) -> None:
        table = columns.TABLE
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, f"{table.name}{ending}").write_bytes(content)
            sheet = read_folder(Path(folder), (table,), self.said).get(table.name)
        if sheet is None:
            return
        self.place, self.lines = Place(self.name, sheet.place.sheet), len(sheet.lines)
        before = len(self.said)
        for row in rows_of(sheet, self.said):
            if len(self.said) == before:
                self.rows.append((row.place.row, columns.of_sheet(row.values)))
            before = len(self.said)

    def faults(self, further: dict[int, list[Fault]]) -> Faults:
        """All faults with their places, by row; `further` are those that the rows were found to have."""
        found = Faults()
        for fault in self.said:
            place = Place(self.name, fault.place.sheet, fault.place.row, fault.place.column)
            found(place, fault.kind, fault.sentence)
        for row, faults in further.items():
            for column, kind, sentence in faults:
                found(self.place.at(row, columns.HEADS[column]), kind, sentence)
        found.sort(key=lambda fault: (fault.place.row, fault.place.column))
        return found
