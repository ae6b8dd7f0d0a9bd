"""The file of a backup: a zip, written part by part and appearing whole or not at all; read with every part proved."""

import errno
import hashlib
import os
import secrets
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from jinban.kit.backup.manifest import Manifest, Part, packed, unpacked
from jinban.kit.refused import Refused

MANIFEST = "manifest.json"
BLOCK = 1024 * 1024
# (what is under way, bytes done, bytes in all; 0 where nobody knows)
Progress = Callable[[str, int, int], None]


class Writer:
    """Packs parts one after another and notes size and checksum of each."""

    def __init__(self, file: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(file, "w", allowZip64=True)
        self.parts: dict[str, Part] = {}

    def add(self, name: str, blocks: Iterable[bytes | memoryview], *, small: bool = True) -> None:
        """One part; `small`: squeeze it, which does not help what is sealed."""
        entry = zipfile.ZipInfo(name)
        entry.compress_type = zipfile.ZIP_DEFLATED if small else zipfile.ZIP_STORED
        entry._compresslevel = 1  # type: ignore[attr-defined]  # a quarter of the time for a tenth more room
        entry.external_attr = 0o600 << 16
        digest, size = hashlib.sha256(), 0
        with self._zip.open(entry, "w", force_zip64=True) as into:
            for block in blocks:
                into.write(block)
                digest.update(block)
                size += len(block)
        self.parts[name] = Part(size, digest.hexdigest())

    def give_up(self) -> None:
        """Leave the file as it is: nobody will read it."""
        self._zip.fp = None

    def close(self, manifest: Manifest) -> None:
        """The manifest, last."""
        manifest.parts = dict(sorted(self.parts.items()))
        self._zip.writestr(zipfile.ZipInfo(MANIFEST), packed(manifest))
        self._zip.close()


@contextmanager
def appearing(target: Path) -> Iterator[IO[bytes]]:
    """A file to write that gets its name when the block ends well, readable by us alone. Refused when the name is taken,
    before and after; nothing is left behind when the block fails."""
    if target.exists():
        raise Refused(f"{target} 已经有了，备份不覆盖别的文件。请换一个名字。")
    if not target.parent.is_dir():
        raise Refused(f"没有 {target.parent} 这个文件夹，请先建好。")
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        with os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _named(draft, target)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Refused(f"{target.parent} 的磁盘满了，没有做成。清出地方再做。") from error
        raise
    finally:
        draft.unlink(missing_ok=True)


def _named(draft: Path, target: Path) -> None:
    """Give the finished file its name, unless somebody else took it meanwhile."""
    try:
        os.link(draft, target)
    except FileExistsError:
        raise Refused(f"{target} 已经有了，备份不覆盖别的文件。请换一个名字。") from None
    except OSError:
        draft.rename(target)  # a disk without links, as memory sticks are
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


class Reader:
    """A backup that is read: its manifest at once, its parts when asked for."""

    def __init__(self, place: Path) -> None:
        if not place.is_file():
            raise Refused(f"没有 {place} 这个文件，请检查路径。")
        try:
            self._zip = zipfile.ZipFile(place)
            names = self._zip.namelist()
            if MANIFEST not in names:
                raise Refused(f"{place} 不是近办的备份：里面没有 {MANIFEST}。")
            self.manifest = unpacked(self._zip.read(MANIFEST))
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise Refused(f"{place} 打不开：没有传完整，或者坏了。请换一份备份。") from error
        for name in self.manifest.parts:
            if name not in names:
                raise Refused(f"备份坏了：清单里有 {name}，文件里没有。请换一份备份。")
            if not _inside(name):
                raise Refused(f"备份里的 {name} 不是近办写的名字，不恢复。")

    def blocks(self, name: str) -> Iterator[bytes]:
        """The content of a part, block by block; Refused at the end when it is not what the manifest says. What was given
        before must then be thrown away."""
        part, digest, size = self.manifest.parts[name], hashlib.sha256(), 0
        try:
            with self._zip.open(name) as file:
                while block := file.read(BLOCK):
                    digest.update(block)
                    size += len(block)
                    yield block
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise Refused(f"备份坏了：{name} 读不全。请换一份备份。") from error
        if (size, digest.hexdigest()) != (part.size, part.sha256):
            raise Refused(f"备份坏了：{name} 和清单上的校验值不符。请换一份备份。")

    def check(self, say: Progress) -> None:
        """Read every part once. Refused with the name of the first that is damaged."""
        whole, done = sum(part.size for part in self.manifest.parts.values()), 0
        for name in self.manifest.parts:
            for block in self.blocks(name):
                done += len(block)
                say("核对备份", done, whole)


def read_blocks(place: Path) -> Iterator[bytes]:
    """A file of this machine, block by block."""
    with place.open("rb") as file:
        while block := file.read(BLOCK):
            yield block


def _inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in name
