"""What happens to a file that is loaded. What it changed stands in rows; an event holds counts."""

from dataclasses import dataclass

from jinban.kit.events import Fact, Id


@dataclass(frozen=True)
class HandedIn(Fact, name="loading.handed_in", label="上传数据文件"):
    """A file was uploaded and checked: so many faults, or so many rows that it would change."""

    faults: Id
    changes: Id


@dataclass(frozen=True)
class Loaded(Fact, name="loading.loaded", label="导入"):
    """The file was written, whole."""

    fresh: Id
    changed: Id
    dropped: Id


@dataclass(frozen=True)
class Dropped(Fact, name="loading.dropped", label="放弃导入"):
    """The file was put aside before anything of it was written."""


@dataclass(frozen=True)
class Undone(Fact, name="loading.undone", label="撤销导入"):
    """Everything that the load had written was taken back."""

    changes: Id
