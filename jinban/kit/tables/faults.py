"""What is wrong with a file, and where: file, sheet, row, column, and what to do about it."""

from collections.abc import Callable
from dataclasses import asdict, dataclass


@dataclass(frozen=True, order=True)
class Place:
    """Where in the files. `row` counts as a spreadsheet does, the heading is row 1; 0 means the whole sheet."""

    file: str
    sheet: str = ""
    row: int = 0
    column: str = ""

    def at(self, row: int, column: str = "") -> "Place":
        """Another row and column of the same sheet."""
        return Place(self.file, self.sheet, row, column)

    @property
    def words(self) -> str:
        """The place as people read it: items.xlsx 工作表“items”第3行“name”列."""
        words = self.file
        if self.sheet:
            words += f" 工作表“{self.sheet}”"
        if self.row:
            words += f" 第{self.row}行"
        what = "项" if self.file.endswith((".yaml", ".yml")) else "列"
        return words + (f"“{self.column}”{what}" if self.column else "")


@dataclass(frozen=True, order=True)
class Fault:
    """One fault. `kind` is a stable English word, `sentence` says what is wrong and what to do."""

    place: Place
    kind: str
    sentence: str

    @property
    def words(self) -> str:
        """Place and sentence in one line."""
        return f"{self.place.words}：{self.sentence}"

    @property
    def plain(self) -> dict[str, object]:
        """The fault as JSON holds it."""
        return {**asdict(self.place), "kind": self.kind, "sentence": self.sentence}


Say = Callable[[Place, str, str], None]


class Faults(list[Fault]):
    """All faults found so far. Called to add one."""

    def __call__(self, place: Place, kind: str, sentence: str) -> None:
        self.append(Fault(place, kind, sentence))
