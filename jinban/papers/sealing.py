"""What stands on a paper, kept so that any change shows: canonical JSON, its SHA-256, and a keyed mark over the whole row."""

import hashlib
import hmac
from datetime import date
from typing import Any

import msgspec

from jinban.kit.sealed import lookup_hash

PURPOSE = "papers.mark"
SHORT = 16  # hex digits of the mark in the QR code: 64 bits, and a try at the site is throttled


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """All that a paper says. `fields`: the values of the names in its template; `day` as it is written."""

    title: str
    number: str
    organ: str
    day: str
    code: str
    demo: bool
    fields: dict[str, Any]

    def canonical(self) -> str:
        """The same words give the same text in ten years."""
        return msgspec.json.encode(self, order="sorted").decode()


def said_of(text: str) -> Said:
    """What a paper says, read from its canonical text."""
    return msgspec.json.decode(text, type=Said)


def digest(text: str) -> str:
    """SHA-256 of the canonical text."""
    return hashlib.sha256(text.encode()).hexdigest()


def mark(*, kind: str, case: int, event: int, number: str, day: date, code: str, digest: str) -> str:
    """64 hex digits that only who has our key can make, over all that tells one paper from another and what it says."""
    return lookup_hash("\x1f".join((kind, str(case), str(event), number, day.isoformat(), code, digest)), PURPOSE)


def short(mark: str) -> str:
    """The part of a mark that the QR code carries."""
    return mark[:SHORT]


def same(given: str, mark: str) -> bool:
    """Whether what a QR code carries is the beginning of this mark; takes as long for every wrong one."""
    return hmac.compare_digest(given.encode(), short(mark).encode())
