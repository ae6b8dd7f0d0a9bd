"""The keys of a backup: left out, and that is said; or enclosed under a passphrase. Never in the clear.

Whoever has a backup and its keys reads every sealed number in it. So the keys are kept apart by default, and the backup
holds only their fingerprints, by which it can tell whether the right ones are there when it is given back.
"""

import hashlib
import os
import secrets
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from jinban.kit import sealed
from jinban.kit.home import home
from jinban.kit.refused import Refused

PART = "keys.sealed"
SHORTEST = 12
# Of the machine, not of the data: a new one ends sessions and nothing else.
REPLACEABLE = {"django.secret"}
_COST, _BLOCK, _LANES = 2**15, 8, 1


class _Envelope(msgspec.Struct):
    salt: bytes
    nonce: bytes
    tag: bytes
    hidden: bytes


def folder() -> Path:
    """Where the keys of this machine lie."""
    return home() / "keys"


def read(place: Path) -> dict[str, str]:
    """The key files of a folder, by name; none where there is no such folder."""
    return {path.name: path.read_text().strip() for path in sorted(place.glob("[!.]*")) if path.is_file()}


def fingerprints(keys: dict[str, str]) -> dict[str, str]:
    """By name what tells one key from another; from it nobody learns the key, which is 128 bits of chance."""
    return {
        name: hashlib.sha256(b"jinban key\x00" + key.encode()).hexdigest()[:16]
        for name, key in keys.items()
        if name not in REPLACEABLE
    }


def enclosed(keys: dict[str, str], passphrase: str) -> bytes:
    """All keys under the passphrase (scrypt, SM4-GCM). Refused when it is too short to keep anybody out."""
    if len(passphrase) < SHORTEST:
        raise Refused(f"口令太短：至少{SHORTEST}个字符。拿到备份又猜中口令的人，能看全部证件号。")
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    lock = Cipher(algorithms.SM4(_key(passphrase, salt)), modes.GCM(nonce)).encryptor()
    hidden = lock.update(msgspec.json.encode(keys)) + lock.finalize()
    return msgspec.json.encode(_Envelope(salt, nonce, lock.tag, hidden))


def opened(content: bytes, passphrase: str) -> dict[str, str]:
    """The keys that were enclosed; Refused for a wrong passphrase."""
    envelope = msgspec.json.decode(content, type=_Envelope)
    lock = Cipher(algorithms.SM4(_key(passphrase, envelope.salt)), modes.GCM(envelope.nonce, envelope.tag)).decryptor()
    try:
        return msgspec.json.decode(lock.update(envelope.hidden) + lock.finalize(), type=dict[str, str])
    except InvalidTag as error:
        raise Refused("口令不对，备份里的钥匙打不开。什么也没有改。") from error


def lacking(wanted: dict[str, str], given: dict[str, str]) -> list[str]:
    """The names of those wanted that are not given, or are other keys under the same name."""
    there = fingerprints(given)
    return [name for name, mark in wanted.items() if there.get(name) != mark]


def place(keys: dict[str, str]) -> None:
    """Put the keys where this machine looks for them. Refused, and nothing placed, when another key of the same name is
    there: it may open values that are still wanted."""
    ours = folder()
    ours.mkdir(mode=0o700, exist_ok=True)
    there = fingerprints(read(ours))
    if other := [name for name, mark in fingerprints(keys).items() if there.get(name, mark) != mark]:
        raise Refused(f"{ours} 里的 {'、'.join(other)} 和备份的不是同一把。请换一个空的 JINBAN_HOME 再恢复。")
    for name, key in keys.items():
        if name in there:
            continue
        (ours / name).unlink(missing_ok=True)
        with os.fdopen(os.open(ours / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
    sealed.look_again()


def _key(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=16, n=_COST, r=_BLOCK, p=_LANES).derive(passphrase.encode())
