"""Files that people hand in: known by their content, made harmless, sealed under a random name, streamed
back.

Pictures are painted anew, which drops the place where they were taken and whatever hides behind the picture.
Programs, web pages, SVG and archives are refused whatever they are called.
"""

import hashlib
import io
import json
import os
import re
import secrets
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import puremagic
from PIL import Image, ImageOps, UnidentifiedImageError

from jinban.kit.home import home
from jinban.kit.refused import Refused
from jinban.kit.sealed import SealBroken, newest_key, seal_bytes, unseal_bytes

LIMIT = 20 * 1024 * 1024
PIXELS = 60_000_000
PIECE = 256 * 1024
PDF, DOCX, XLSX, OFD = (
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/ofd",
)
CSV = "text/csv"
ENDINGS = {CSV: "csv", "image/jpeg": "jpg", "image/png": "png", PDF: "pdf", DOCX: "docx", XLSX: "xlsx", OFD: "ofd"}
ACCEPTED = "照片（JPG、PNG、WEBP）、PDF、OFD、Word（docx）、Excel（xlsx）"
_NAME = re.compile(r"[0-9a-f]{32}")
_PAINTED = {"image/jpeg", "image/png", "image/webp"}
_ALIVE = re.compile(r"(?i)(vbaProject\.bin|\.(exe|dll|scr|com|bat|cmd|js|jse|vbs|wsf|hta|ps1|jar|msi|lnk|html?|svg))$")
_REFUSED = {
    "image/svg+xml": "不收SVG图，请另存为PNG或JPG。",
    "text/html": "不收网页文件，请另存为PDF。",
    "image/heic": "这部手机的照片格式（HEIC）打不开，请在相机设置里选“兼容性最好”，或另存为JPG。",
    "application/msword": "不收旧版Word文件，请另存为docx或PDF。",
}


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored file: its random name, what it is, its size in bytes and SHA-256 after cleaning, before
    sealing."""

    name: str
    kind: str
    size: int
    sha256: str

    @property
    def ending(self) -> str:
        """The ending to give a download: jpg, pdf, …"""
        return ENDINGS[self.kind]


def store(content: bytes, *, limit: int = LIMIT) -> Stored:
    """Clean, seal and keep a file. Refused with a sentence when it is empty, too big or of a kind we do not
    take.

    The file is on disk when this returns; a row that names it is the caller's. Without such a row `remove`
    it."""
    if not content:
        raise Refused("这个文件是空的，请重新选择。")
    if len(content) > limit:
        raise Refused(f"文件有{_megabytes(len(content))}，最大{_megabytes(limit)}。请压缩或分开上传。")
    kind = kind_of(content)
    if kind in _PAINTED:
        kind, content = _painted(content)
    name = secrets.token_hex(16)
    _write(_path(name), name, content)
    return Stored(name, kind, len(content), hashlib.sha256(content).hexdigest())


def store_table(content: bytes, *, limit: int = LIMIT) -> Stored:
    """Seal and keep a table that somebody hands in: an Excel file without anything that runs, or plain text. Refused otherwise."""
    if not content:
        raise Refused("这个文件是空的，请重新选择。")
    if len(content) > limit:
        raise Refused(f"文件有{_megabytes(len(content))}，最大{_megabytes(limit)}。请拆成几份。")
    text = not content.startswith(b"PK")
    if (text and (b"\0" in content or _guess(content))) or (not text and kind_of(content) != XLSX):
        raise Refused("只收Excel（.xlsx）和CSV（.csv）。旧版的.xls请另存为.xlsx再上传。")
    name = secrets.token_hex(16)
    _write(_path(name), name, content)
    return Stored(name, CSV if text else XLSX, len(content), hashlib.sha256(content).hexdigest())


def keep(content: bytes) -> str:
    """Seal and keep what this program alone will read again, as it came and whatever it is; its random name. It is never
    given out as a file of ours."""
    name = secrets.token_hex(16)
    _write(_path(name), name, content)
    return name


def open_stream(name: str) -> Iterator[bytes]:
    """The content of a stored file, piece by piece, each proved before it is given. FileNotFoundError when
    there is none of this name, SealBroken when it was changed, cut short or belongs to another name."""
    path = _path(name)
    if not path.exists():
        raise FileNotFoundError(name)
    return _pieces(path, name)


def remove(name: str) -> None:
    """Erase a stored file; nothing happens when it is gone already."""
    _path(name).unlink(missing_ok=True)


def kind_of(content: bytes) -> str:
    """The media type, told from the content alone; Refused for all that is not taken in."""
    if content.startswith(b"PK"):
        return _zipped(content)
    kind = _guess(content)
    if kind == PDF and not content.startswith(b"%PDF-"):
        kind = ""
    if kind in _PAINTED or kind == PDF:
        return kind
    raise Refused(_REFUSED.get(kind, f"不收这种文件。可以上传：{ACCEPTED}。"))


def _guess(content: bytes) -> str:
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<?xml", b"<svg", b"<!doctype svg")) and b"<svg" in start:
        return "image/svg+xml"
    if start.startswith((b"<!doctype", b"<html", b"<script", b"<head", b"<body")):
        return "text/html"
    try:
        found = puremagic.magic_string(content)
    except (puremagic.PureError, ValueError):
        return ""
    kinds = [match.mime_type for match in found]
    return next((kind for kind in kinds if kind in _PAINTED or kind == PDF or kind in _REFUSED), "")


def _zipped(content: bytes) -> str:
    """A zip is taken only as the paper that its own list of parts says it is, and without anything that
    runs."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parcel:
            names = set(parcel.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Refused("这个文件打不开，可能没有传完整，请重新上传。") from error
    if any(_ALIVE.search(name) for name in names):
        raise Refused("文件里带有宏或程序，不能上传。请另存为不带宏的文件或PDF。")
    if "OFD.xml" in names:
        return OFD
    if "[Content_Types].xml" in names:
        if "word/document.xml" in names:
            return DOCX
        if "xl/workbook.xml" in names:
            return XLSX
    raise Refused(f"不收压缩包，请解开后分开上传。可以上传：{ACCEPTED}。")


def _painted(content: bytes) -> tuple[str, bytes]:
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as picture:
            if picture.width * picture.height > PIXELS:
                raise Refused("照片太大了，请把相机的分辨率调低后再拍。")
            upright = ImageOps.exif_transpose(picture)
            see_through = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
            plain = upright.convert("RGBA" if see_through else "RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Refused("这张图片打不开，可能没有传完整，请重新上传。") from error
    kind, form = ("image/png", "PNG") if see_through or picture.format == "PNG" else ("image/jpeg", "JPEG")
    plain.info.clear()
    fresh = io.BytesIO()
    plain.save(fresh, form, **({"quality": 88} if form == "JPEG" else {"optimize": False}))
    return kind, fresh.getvalue()


def _path(name: str) -> Path:
    if not _NAME.fullmatch(name):
        raise FileNotFoundError(name)
    return home() / "files" / name[:2] / name


def _write(path: Path, name: str, content: bytes) -> None:
    """A line that tells key and number of pieces, then the pieces, each bound to name, place and number of
    all."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    key, pieces = newest_key(), max(1, -(-len(content) // PIECE))
    draft = path.with_suffix(".new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(json.dumps({"key": key, "pieces": pieces}).encode() + b"\n")
        for number in range(pieces):
            piece = content[number * PIECE : (number + 1) * PIECE]
            file.write(_framed(seal_bytes(piece, key_id=key, bound=f"{name}.{number}.{pieces}")))
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the name too outlives a power cut
    finally:
        os.close(folder)


def _framed(sealed: bytes) -> bytes:
    return len(sealed).to_bytes(4, "big") + sealed


def _pieces(path: Path, name: str) -> Iterator[bytes]:
    with path.open("rb") as file:
        try:
            head = json.loads(file.readline())
            key, pieces = int(head["key"]), int(head["pieces"])
        except (ValueError, KeyError, TypeError) as error:
            raise SealBroken("存放的文件开头坏了。") from error
        for number in range(pieces):
            length = int.from_bytes(file.read(4), "big")
            if length > PIECE * 2:
                raise SealBroken("存放的文件坏了。")
            yield unseal_bytes(file.read(length), key_id=key, bound=f"{name}.{number}.{pieces}")
        if file.read(1):
            raise SealBroken("存放的文件后面多出了内容。")


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.1f} MB".replace(".0 ", " ")
