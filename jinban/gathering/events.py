"""What happens to what other systems hand in. Ids, stored words and days only; names and contents stand in the rows."""

from dataclasses import dataclass
from datetime import date

from jinban.kit.events import Code, Fact, Id


@dataclass(frozen=True)
class SourcePut(Fact, name="gathering.source_put", label="登记来源"):
    """A source came (`fresh`), or its name, unit or note was corrected. Without a unit it hands in cases of several."""

    fresh: bool
    department: Code | None


@dataclass(frozen=True)
class Checked(Fact, name="gathering.checked", label="检查来件"):
    """A file was read and checked; nothing of it counts yet."""

    source: Code
    rows: Id
    faults: Id


@dataclass(frozen=True)
class Loaded(Fact, name="gathering.loaded", label="归集办件"):
    """What one load wrote, all of it or nothing. A row that was added has this as its beginning."""

    source: Code
    rows: Id
    added: Id
    changed: Id
    same: Id


@dataclass(frozen=True)
class Changed(Fact, name="gathering.changed", label="来件变了"):
    """The source said something else of a case that is here. What it said before is kept with the load."""

    load: Id
    columns: tuple[Code, ...]


@dataclass(frozen=True)
class Undone(Fact, name="gathering.undone", label="撤销归集"):
    """A load was taken back: what it added is gone, what it changed is as before."""

    removed: Id
    restored: Id


@dataclass(frozen=True)
class Dropped(Fact, name="gathering.dropped", label="放弃来件"):
    """A checked file was dropped before anything was written."""


@dataclass(frozen=True)
class Mapped(Fact, name="gathering.mapped", label="对应事项"):
    """A source's name of an item was said to mean one of the catalogue; so many rows follow it."""

    item: Code
    before: Code | None
    rows: Id


@dataclass(frozen=True)
class Reported(Fact, name="gathering.reported", label="上报办件数"):
    """An office reported how many cases it had of something in a month; `before` is the report that this one corrects."""

    month: Id
    number: Id
    before: Id | None
    day: date
