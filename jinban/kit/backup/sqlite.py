"""SQLite: the file is copied by SQLite itself, as it was in one moment, while others go on writing."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from django.db import connection

from jinban.kit.backup.archive import Progress, Reader, Writer, read_blocks
from jinban.kit.backup.manifest import Manifest
from jinban.kit.refused import Refused

PART = "database.sqlite3"
PAGES = 4096


def place() -> Path:
    """The file of this database; Refused for one in memory."""
    name = str(connection.settings_dict["NAME"])
    if name == ":memory:" or name.startswith("file:"):
        raise Refused("内存里的数据库没有可以备份的文件。")
    return Path(name)


def weight() -> int:
    """Bytes of disk that a backup takes at most beside what is there: the copy, and it once more, packed."""
    return 2 * place().stat().st_size


def dump(into: Writer, manifest: Manifest, draft: Path, say: Progress) -> None:
    """Copy, prove and pack the database, and note what it holds. `draft` is a name for the copy, which does not stay.

    One read transaction holds the moment: without it SQLite begins anew whenever somebody has written."""
    try:
        draft.touch(mode=0o600)
        with closing(sqlite3.connect(place(), isolation_level=None)) as source, closing(sqlite3.connect(draft)) as copy:
            source.execute("PRAGMA query_only=ON")
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()
            source.backup(
                copy, pages=PAGES, progress=lambda _, left, whole: say("抄数据库", whole - left, whole), sleep=0
            )
            copy.execute("PRAGMA journal_mode=DELETE")
        size = draft.stat().st_size
        with closing(sqlite3.connect(draft)) as copy:
            manifest.counts, manifest.triggers = _proved(copy), _triggers(copy)
            manifest.migrations = _migrations(copy)
        done = 0

        def told() -> Iterator[bytes]:
            nonlocal done
            for block in read_blocks(draft):
                done += len(block)
                say("装包", done, size)
                yield block

        into.add(PART, told())
    finally:
        for end in ("", "-journal", "-wal", "-shm"):
            Path(f"{draft}{end}").unlink(missing_ok=True)


def give_back(backup: Reader, say: Progress) -> None:
    """Put the database in its place, once the copy has been proved; the place must be empty (`manifest.filled`)."""
    target, part = place(), backup.manifest.parts[PART]
    draft, done = target.with_name(f".{target.name}.restoring"), 0
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            for block in backup.blocks(PART):
                file.write(block)
                done += len(block)
                say("写数据库", done, part.size)
            file.flush()
            os.fsync(file.fileno())
        with closing(sqlite3.connect(draft)) as copy:
            counts, triggers = _proved(copy), _triggers(copy)
        differs(backup.manifest, counts, triggers)
        connection.close()
        for end in ("-wal", "-shm", "-journal"):
            Path(f"{target}{end}").unlink(missing_ok=True)
        draft.rename(target)
    finally:
        draft.unlink(missing_ok=True)


def differs(manifest: Manifest, counts: dict[str, int], triggers: list[str]) -> None:
    """Refused when a table holds another number of rows than the backup says, or a trigger is not there."""
    for name, count in manifest.counts.items():
        if counts.get(name) != count:
            raise Refused(f"恢复出来的 {name} 有{counts.get(name, 0)}行，备份时是{count}行。没有恢复成。")
    if missing := set(manifest.triggers) - set(triggers):
        raise Refused(f"恢复出来的数据库少了触发器 {min(missing)}。没有恢复成。")


def _proved(copy: sqlite3.Connection) -> dict[str, int]:
    """Rows per table of a copy that SQLite finds whole; Refused for a broken one."""
    try:
        said = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
        names = [
            name
            for (name,) in copy.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
            )
        ]
        counts = {name: int(copy.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]) for name in names}  # noqa: S608
    except sqlite3.DatabaseError as error:
        raise Refused("这个数据库文件坏了，SQLite 读不全它。请从上一份好的备份恢复。") from error
    if said != "ok":
        raise Refused("这个数据库文件坏了，SQLite 检查没有通过。请从上一份好的备份恢复。")
    return counts


def _triggers(copy: sqlite3.Connection) -> list[str]:
    return [name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name")]


def _migrations(copy: sqlite3.Connection) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for app, name in copy.execute("SELECT app, name FROM django_migrations ORDER BY app, name"):
        found.setdefault(app, []).append(name)
    return found
