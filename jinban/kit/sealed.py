"""Personal data at rest: sealed with SM4-GCM, found by HMAC-SM3, shown masked.

A sealed value names its key and is bound to its table and column: copied into another column it does not
open. Keys are files of this machine, made once, readable by us alone, in `keys/` of the home folder:
`seal-1.key`, `seal-2.key`, … The highest seals, all of them open, so that keys can be changed while old
values are sealed anew one by one. The key of the lookup hash is another one and never changes: equal numbers
must stay equal.
"""

import base64
import binascii
import os
import re
import secrets
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from jinban.kit.home import home

NONCE, TAG, KEY = 12, 16, 16
_FORM = re.compile(r"s1\.(\d{1,6})\.([A-Za-z0-9_-]+)")
_NAME = re.compile(r"seal-(\d{1,6})\.key")


class SealBroken(ValueError):
    """The value was changed, belongs elsewhere, or its key is not on this machine."""


def seal(value: str, *, table: str, column: str) -> str:
    """The value sealed for this column: `s1.<key id>.<base64>`; another text each time. Nothing stays
    nothing."""
    if not value:
        return ""
    key_id = max(_key_ids(_folder()))
    sealed = seal_bytes(value.encode(), key_id=key_id, bound=f"{table}.{column}")
    return f"s1.{key_id}.{base64.urlsafe_b64encode(sealed).rstrip(b'=').decode()}"


def unseal(sealed: str, *, table: str, column: str) -> str:
    """The value that was sealed for this column; SealBroken when it was changed or sealed for another one."""
    if not sealed:
        return ""
    form = _FORM.fullmatch(sealed)
    if form is None:
        raise SealBroken("这不是封存的内容。")
    try:
        raw = base64.urlsafe_b64decode(form[2] + "=" * (-len(form[2]) % 4))
    except binascii.Error as error:
        raise SealBroken("封存的内容不完整。") from error
    return unseal_bytes(raw, key_id=int(form[1]), bound=f"{table}.{column}").decode()


def key_of(sealed: str) -> int:
    """The id of the key that a value was sealed with, for sealing old values anew."""
    form = _FORM.fullmatch(sealed)
    if form is None:
        raise SealBroken("这不是封存的内容。")
    return int(form[1])


def newest_key() -> int:
    """The id of the key that seals now."""
    return max(_key_ids(_folder()))


def add_key() -> int:
    """Make the next sealing key; processes that run already go on with theirs until they start anew."""
    folder = _folder()
    number = max(_key_ids(folder)) + 1
    _made(folder / f"seal-{number}.key")
    _key_ids.cache_clear()
    return number


def look_again() -> None:
    """Keys came from elsewhere into the folder: forget which there were."""
    _key_ids.cache_clear()
    _key.cache_clear()
    _present.cache_clear()


def lookup_hash(value: str, purpose: str) -> str:
    """64 hex digits by which an equal value of the same purpose is found again, without the key a riddle."""
    digest = hmac.HMAC(_lookup_key(_folder()), hashes.SM3())
    digest.update(purpose.encode() + b"\x00" + value.encode())
    return digest.finalize().hex()


def kept_key(name: str, *, make: bool) -> bytes:
    """The key in `keys/<name>.key`. Where it is absent it is made, if that is allowed; else SealBroken."""
    path = str(_folder() / f"{name}.key")
    return _key(path) if make else _present(path)


@lru_cache(maxsize=8)
def _present(path: str) -> bytes:
    if not Path(path).exists():
        raise SealBroken(f"找不到钥匙 {Path(path).name}，请从备份恢复 keys 文件夹。")
    return _key(path)


def seal_bytes(content: bytes, *, key_id: int, bound: str) -> bytes:
    """Nonce, tag and cipher text, bound to a text that must be given again to open it."""
    nonce = secrets.token_bytes(NONCE)
    lock = Cipher(algorithms.SM4(_seal_key(key_id)), modes.GCM(nonce)).encryptor()
    lock.authenticate_additional_data(bound.encode())
    hidden = lock.update(content) + lock.finalize()
    return nonce + lock.tag + hidden


def unseal_bytes(sealed: bytes, *, key_id: int, bound: str) -> bytes:
    """What was sealed; SealBroken when a bit was changed or the bound text differs."""
    nonce, tag, hidden = sealed[:NONCE], sealed[NONCE : NONCE + TAG], sealed[NONCE + TAG :]
    if len(tag) < TAG:
        raise SealBroken("封存的内容不完整。")
    lock = Cipher(algorithms.SM4(_seal_key(key_id)), modes.GCM(nonce, tag)).decryptor()
    lock.authenticate_additional_data(bound.encode())
    try:
        return lock.update(hidden) + lock.finalize()
    except InvalidTag as error:
        raise SealBroken("封存的内容被改过，或者不是这一栏的。") from error


def _folder() -> Path:
    return _keys_of(home())


@lru_cache(maxsize=8)
def _keys_of(place: Path) -> Path:
    folder = place / "keys"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


@lru_cache(maxsize=8)
def _key_ids(folder: Path) -> frozenset[int]:
    found = {int(name[1]) for path in folder.iterdir() if (name := _NAME.fullmatch(path.name))}
    if not found:
        _made(folder / "seal-1.key")
        found = {1}
    return frozenset(found)


@lru_cache(maxsize=8)
def _lookup_key(folder: Path) -> bytes:
    return _key(str(folder / "lookup.key"))


def _seal_key(key_id: int) -> bytes:
    folder = _folder()
    path = folder / f"seal-{key_id}.key"
    if key_id not in _key_ids(folder) and not path.exists():
        raise SealBroken(f"找不到第{key_id}号封存钥匙，请从备份恢复 keys 文件夹。")
    return _key(str(path))


@lru_cache(maxsize=32)
def _key(path: str) -> bytes:
    return _made(Path(path))


def _made(path: Path) -> bytes:
    """The key in this file, made first if it is absent. A key appears whole or not at all, and only once."""
    if not path.exists():
        draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(KEY))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # another process was faster: its key is the key
        finally:
            draft.unlink()
    return bytes.fromhex(path.read_text().strip())


def mask_name(name: str) -> str:
    """张*, 王*明, 欧**娜: the first character, and the last of three or more."""
    name = name.strip()
    if len(name) <= 2:
        return f"{name[0]}*" if len(name) == 2 else "*" * len(name)
    return name[0] + "*" * (len(name) - 2) + name[-1]


def mask_id(number: str) -> str:
    """420281********1234: the first six and the last four of a number of 18; of a shorter one the first and
    the last."""
    number = number.strip()
    if len(number) >= 15:
        return number[:6] + "*" * (len(number) - 10) + number[-4:]
    return number[0] + "*" * (len(number) - 2) + number[-1] if len(number) > 2 else "*" * len(number)


def mask_phone(phone: str) -> str:
    """138****5678: the first three and the last four; of a short number only the last two."""
    phone = phone.strip()
    if len(phone) >= 10:
        return phone[:3] + "*" * (len(phone) - 7) + phone[-4:]
    return "*" * max(0, len(phone) - 2) + phone[-2:] if len(phone) > 4 else "*" * len(phone)
