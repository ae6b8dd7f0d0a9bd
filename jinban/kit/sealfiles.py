"""The daily seal file: how far the chain goes and its last value, small enough to be kept elsewhere every day.

Who has the machine and its keys could write the whole chain anew, or cut its end; not the copies that somebody else holds.
One file a day, `2026-11-25-<chain>.json`, canonical JSON, signed with the key of the chain, never written over. `chain` in the
name is the identity of this database's chain, so that the files of another database in the same folder are told apart.
"""

import os
import re
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives import hashes, hmac
from django.conf import settings

from jinban.kit import chaining
from jinban.kit.clock import legal_day
from jinban.kit.home import home
from jinban.kit.models import Seal

FORM = 1
_NAME = re.compile(r"\d{4}-\d\d-\d\d-[0-9a-f]{8}\.json")


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a file says. `sequence`, `event`, `chain`: the last link; `waiting`: committed events behind it, counted to 10,001;
    `mac`: HMAC-SM3 over all the rest with the key of the chain."""

    form: int
    identity: str
    day: date
    made_at: datetime
    sequence: int
    event: int
    chain: str
    waiting: int
    key: int
    mac: str = ""


@dataclass(frozen=True, slots=True)
class SealFile:
    """A file of the folder; without `words` where it cannot be read."""

    name: str
    words: Words | None


def folder() -> Path:
    """Where the files are written: JINBAN_SEALS, for example another disk; else `seals` in the home folder."""
    return Path(settings.SEALS) if settings.SEALS else home() / "seals"


def identity() -> str:
    """Which chain this is: eight signs of its first link. Empty before the first seal."""
    first = Seal.objects.filter(sequence=1).values_list("chain", flat=True).first()
    return bytes(first).hex()[:8] if first is not None else ""


def write(*, at: datetime) -> int:
    """Write the file of this legal day, unless it is there; how many were written. None before the first seal. OSError where
    the folder cannot be written to. `at` is the city's time."""
    head = Seal.objects.order_by("-sequence").values_list("sequence", "event", "chain").first()
    if head is None:
        return 0
    sequence, event, chain = head
    words = Words(
        FORM, identity(), legal_day(at), at, sequence, event, bytes(chain).hex(), chaining.lag(), chaining.KEY
    )
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder() / f"{words.day}-{words.identity}.json"
    if path.exists():
        return 0
    signed = msgspec.structs.replace(words, mac=mac(words))
    return int(_written(path, msgspec.json.format(_canonical(signed), indent=1) + b"\n"))


def mac(words: Words) -> str:
    """The signature over what a file says, as hex. SealBroken where the key is not on this machine."""
    made = hmac.HMAC(chaining.chain_key(words.key), hashes.SM3())
    made.update(b"seal file\x00" + _canonical(msgspec.structs.replace(words, mac="")))
    return made.finalize().hex()


def read_all(place: Path) -> list[SealFile]:
    """Every seal file in a folder, oldest first by its name; other files are passed over."""
    return [SealFile(name, read(place / name)) for name in names(place)]


def names(place: Path) -> list[str]:
    """The names of the seal files in a folder, oldest first; none where there is no folder."""
    return sorted(path.name for path in place.iterdir() if _NAME.fullmatch(path.name)) if place.is_dir() else []


def read(path: Path) -> Words | None:
    """What one file says; None where it is no whole seal file."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Words)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


def content(name: str) -> bytes | None:
    """The bytes of the file with this name in our own folder; None where there is none."""
    path = folder() / name
    return path.read_bytes() if _NAME.fullmatch(name) and path.is_file() else None


def _canonical(words: Words) -> bytes:
    return msgspec.json.encode(words, order="sorted")


def _shown(draft: Path, path: Path) -> None:
    """Give a whole file its name. FileExistsError where the name is taken. Disks without hard links (exFAT, a share of Windows)
    cannot promise that when two write in the same instant."""
    try:
        os.link(draft, path)
    except FileExistsError:
        raise
    except OSError:
        if path.exists():
            raise FileExistsError(path) from None
        os.rename(draft, path)


def _written(path: Path, text: bytes) -> bool:
    """A file appears whole or not at all, and never over another one; whether it was ours."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        _shown(draft, path)
    except FileExistsError:
        return False
    finally:
        draft.unlink(missing_ok=True)
    return True
