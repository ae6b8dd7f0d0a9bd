"""What is wrong with a file, and where: file, sheet, row, column, and what to do about it."""

import re
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
    def nth(self) -> str:
        """Which row, seen from another one of the same sheet."""
        return f"第{self.row}行" if self.row else "现有的一行"

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
    def split(self) -> tuple[str, str]:
        """What is wrong, and what to do about it."""
        if found := _REMEDY.search(self.sentence):
            return self.sentence[: found.start()].rstrip("，。；") + "。", found[1]
        return self.sentence, _REMEDIES.get(self.kind, "请按模板改正这一格。")

    @property
    def plain(self) -> dict[str, object]:
        """The fault as JSON holds it."""
        return {**asdict(self.place), "kind": self.kind, "sentence": self.sentence}


# Most sentences say both: what is wrong, and behind a stop, 请 and what to do.
_REMEDY = re.compile(r"(?<=[，。；])(请[^“”]*(?:“[^“”]*”[^“”]*)*)$")
_REMEDIES = {
    "wrong_choice": "请从下拉框里选一个。",
    "unknown_column": "请改成模板里的列名，或删去这一列。",
    "missing_column": "请补上这一列的表头。",
    "overlap": "请改起止日期，或给前一行写止期。",
}

Say = Callable[[Place, str, str], None]


class Faults(list[Fault]):
    """All faults found so far. Called to add one. What they quote holds no NUL: PostgreSQL takes none."""

    def __call__(self, place: Place, kind: str, sentence: str) -> None:
        where = Place(_bare(place.file), _bare(place.sheet), place.row, _bare(place.column))
        self.append(Fault(where, kind, _bare(sentence)))


def _bare(text: str) -> str:
    return text.replace("\0", "\ufffd")
