"""Taking a backup while the house is at work, and giving it back into an empty one."""

import hashlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from jinban.kit.backup import keys, postgres, sqlite
from jinban.kit.backup.archive import Progress, Reader, Writer, appearing, read_blocks
from jinban.kit.backup.manifest import Manifest, filled, understood
from jinban.kit.home import home
from jinban.kit.refused import Refused

# Folders of JINBAN_HOME whose files belong to the data. What is in them never changes once it is there.
FOLDERS = ("files", "seals")


@dataclass(frozen=True)
class Taken:
    """A finished backup: where it is, its SHA-256, what it holds, whether the keys are in it."""

    place: Path
    sha256: str
    manifest: Manifest
    keys_enclosed: bool


def take(target: Path, *, at: datetime, say: Progress, passphrase: str = "") -> Taken:
    """The database as it is in one moment, the stored files and, under a passphrase, the keys: one new file, readable by us
    alone. Nobody who works meanwhile is held up. Refused with a sentence, and nothing left behind, when it cannot be made.

    The stored files come after the database: a row is never committed before its file is there. The seal files come before it:
    none says more than the database holds."""
    manifest = Manifest(made_at=at.isoformat(timespec="seconds"), vendor=connection.vendor)
    ours = keys.read(keys.folder())
    manifest.keys = keys.fingerprints(ours)
    closed = keys.enclosed(ours, passphrase) if passphrase else b""
    if connection.vendor == "sqlite":
        _there(sqlite.place())
    with appearing(target) as file:
        _room(target.parent)
        into = Writer(file)
        try:
            _fill(into, manifest, target, say)
            if closed:
                into.add(keys.PART, [closed])
            into.close(manifest)
        except BaseException:
            into.give_up()
            raise
    digest = hashlib.sha256()
    for block in read_blocks(target):
        digest.update(block)
    return Taken(target, digest.hexdigest(), manifest, bool(closed))


def _fill(into: Writer, manifest: Manifest, target: Path, say: Progress) -> None:
    _copy(into, "seals", say)
    if connection.vendor == "sqlite":
        sqlite.dump(into, manifest, target.with_name(f".{target.name}.database"), say)
    else:
        postgres.dump(into, manifest, say)
    _copy(into, "files", say)


def _copy(into: Writer, folder: str, say: Progress) -> None:
    """The files of one folder. One that is taken away meanwhile is no part of the backup: no row names it any more."""
    stored = list(_stored(folder))
    for number, path in enumerate(stored):
        say("抄文件", number, len(stored))
        blocks = read_blocks(path)
        try:
            first = next(blocks, b"")
        except FileNotFoundError:
            continue
        into.add(path.relative_to(home()).as_posix(), chain((first,), blocks), small=False)


def give_back(
    backup: Reader, *, say: Progress, passphrase: str = "", keys_from: Path | None = None, without_keys: bool = False
) -> None:
    """Everything in the backup into this empty home and database, brought up to this version afterwards. All that can be
    known is checked before anything is touched; what was put in place by a restore that fails later is taken away again."""
    manifest = backup.manifest
    understood(manifest)
    backup.check(say)
    if table := filled():
        raise Refused(f"这个数据库里已经有东西了（{table}），不能恢复到这里：请换一个空的数据库和空的 JINBAN_HOME。")
    if any(_stored()):
        raise Refused(f"{home()} 里已经有存放的文件，不能恢复到这里：请换一个空的 JINBAN_HOME。")
    given = _keys(backup, passphrase, keys_from)
    missing = keys.lacking(manifest.keys, keys.read(keys.folder()) | given)
    if missing and not without_keys:
        raise Refused(
            f"没有封存钥匙 {'、'.join(missing)}（或者不是同一把），恢复了也看不了证件号。把备份那台机器的 keys 文件夹拿来，"
            "写 --keys-from 文件夹；确实没有了，写 --without-keys。什么也没有改。"
        )
    keys.place(given)
    _restore(backup, say)


def _restore(backup: Reader, say: Progress) -> None:
    written: list[Path] = []
    try:
        names = [name for name in backup.manifest.parts if name.split("/")[0] in FOLDERS]
        for number, name in enumerate(names):
            say("写文件", number, len(names))
            written.append(home() / name)
            _write(home() / name, backup.blocks(name))
        if connection.vendor == "sqlite":
            sqlite.give_back(backup, say)
        else:
            postgres.give_back(backup, say)
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise
    call_command("migrate", verbosity=0)


def _keys(backup: Reader, passphrase: str, keys_from: Path | None) -> dict[str, str]:
    """The keys that come along, from the backup or from a folder."""
    if keys_from:
        if not (found := keys.read(keys_from)):
            raise Refused(f"{keys_from} 里没有钥匙文件，请检查路径。")
        return found
    if keys.PART not in backup.manifest.parts:
        return {}
    if not passphrase:
        raise Refused("备份里的钥匙有口令：请设 JINBAN_BACKUP_PASSPHRASE 再恢复。")
    return keys.opened(b"".join(backup.blocks(keys.PART)), passphrase)


def _stored(*folders: str) -> Iterator[Path]:
    """The stored files of this home, or of some of its folders; not those that are only being written."""
    for folder in folders or FOLDERS:
        yield from (path for path in sorted((home() / folder).rglob("*")) if path.is_file() and path.suffix != ".new")


def _write(path: Path, blocks: Iterator[bytes]) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for block in blocks:
            file.write(block)
        file.flush()
        os.fsync(file.fileno())


def _there(place: Path) -> None:
    if not place.is_file():
        raise Refused(f"没有数据库文件 {place}。请看 DATABASE_URL 和 JINBAN_HOME 对不对。")


def _room(folder: Path) -> None:
    """Refused at once where there is not enough room, rather than after an hour."""
    files = sum(_size(path) for path in _stored())
    needed = files + (sqlite.weight() if connection.vendor == "sqlite" and sqlite.place().is_file() else 0)
    needed += postgres.weight() if connection.vendor == "postgresql" else 0
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise Refused(
            f"{folder} 只剩 {free // 2**20} MB，备份最多要 {needed // 2**20} MB。请清出地方，或者换一个磁盘。"
        )


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
