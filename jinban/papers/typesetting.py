"""From a template and values to PDF, by the press in a process of its own. Equal sheets give equal bytes.

Fonts are those of this machine: 仿宋 and 小标宋 where they are installed, else 思源宋体 (Noto Serif CJK). Without any Chinese font
nothing is printed.
"""

import base64
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

import segno

from jinban.kit.numbers import group4
from jinban.kit.refused import Refused
from jinban.papers import fonts
from jinban.papers.sealing import Said
from jinban.papers.templates import Fault, cannot_set
from jinban.papers.templates import typst as as_typst

HERE = Path(__file__).resolve().parent
SECONDS, GRACE = 8, 4  # of computing; and so many more on the clock
NO_FONT = "这台服务器没有中文字体，印不出文书。请管理员安装软件包 fonts-noto-cjk，再打开一次。页面上的内容照样能看。"
NO_LETTER = "这台服务器的字体里没有“{}”这个字，印不出来。请管理员安装带这个字的字体。页面上的内容照样能看。"
BUSY = "正在印的文书太多，请过一会儿再点。"
TOO_LONG = "这份文书太久没有排好，停下了。请把模板改简单些。"
BROKEN = "这份文书没有排出来，请再试一次；还是不行，请找管理员看模板。"
# Each takes the memory of its fonts.
PRESSES = BoundedSemaphore(4)


@dataclass(frozen=True)
class Sheet:
    """What is to be printed: the template's text, what it says, and the address behind the QR code; `site` is how the page of
    verification is told in words."""

    template: str
    said: Said
    link: str
    site: str
    day: date


def printed(sheets: Sequence[Sheet]) -> list[bytes]:
    """The sheets as PDF, by one press. Refused without a Chinese font, without one of the
    letters, when the presses are busy, when one takes too long."""
    if not fonts.installed():
        raise Refused(NO_FONT)
    if lacking := "".join(fonts.undrawn(one.said.canonical() + one.template) for one in sheets):
        raise Refused(NO_LETTER.format(lacking[0]))
    if not sheets:
        return []
    made = [_bytes(one) for one in _press(sheets, with_fonts=True)]
    found = [one for one in made if isinstance(one, bytes)]
    if len(found) < len(sheets):
        raise Refused(BROKEN)
    return found


def fault_of(sheet: Sheet) -> Fault | None:
    """What the press could not set of a sheet, or None. Asks for no font, so it is quick and needs none."""
    return faults_of([sheet])[0]


def faults_of(sheets: Sequence[Sheet]) -> list[Fault | None]:
    """The same of several by one press."""
    try:
        made = [_bytes(one) for one in _press(sheets, with_fonts=False)] if sheets else []
    except Refused as no:
        return [Fault(0, no.sentence)] * len(sheets)
    return [one if isinstance(one, Fault) else None for one in made]


def _bytes(made: Any) -> bytes | Fault:
    return base64.b64decode(made) if isinstance(made, str) else cannot_set(made["line"], made["words"])


def _press(sheets: Sequence[Sheet], *, with_fonts: bool) -> list[Any]:
    """One run of the press, in an empty folder, with nothing of our surroundings."""
    if not PRESSES.acquire(timeout=5):
        raise Refused(BUSY)
    try:
        with tempfile.TemporaryDirectory(prefix="jinban-press-") as home:
            (root := Path(home, "root")).mkdir()
            order = {
                "frame": (HERE / "frame.typ").read_text("utf-8"),
                "sheets": [[as_typst(one.template), _values(one)] for one in sheets],
                "at": [_seconds(one.day) for one in sheets],
                "fonts": str(fonts.lay_out(Path(home, "fonts"))) if with_fonts else None,
                "root": str(root),
                "seconds": SECONDS,
            }
            return _run(order, home)
    finally:
        PRESSES.release()


def _run(order: dict[str, Any], home: str) -> list[Any]:
    words = [sys.executable, "-I", str(HERE / "press.py")]
    try:
        done = subprocess.run(  # noqa: S603
            words, input=json.dumps(order).encode(), cwd=home, env={"HOME": home, "TMPDIR": home}, capture_output=True,
            timeout=SECONDS + GRACE, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise Refused(TOO_LONG) from None
    if done.returncode:
        raise Refused(BROKEN if done.returncode > 0 else TOO_LONG)
    printed: list[Any] = json.loads(done.stdout)["printed"]
    return printed


def _values(sheet: Sheet) -> dict[str, Any]:
    said = sheet.said
    return {
        "title": said.title, "number": said.number, "organ": said.organ, "day": said.day, "code": group4(said.code),
        "demo": said.demo, "fields": said.fields, "site": sheet.site, "qr": qr(sheet.link),
        "text": fonts.known(fonts.TEXT), "head": fonts.known(fonts.TITLE),
    }  # fmt: skip


def qr(text: str) -> dict[str, Any]:
    """The dark runs of a QR code: x, y, length in modules."""
    rows = [list(row) for row in segno.make(text, error="m", micro=False).matrix]
    runs = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            start = x
            while x < len(row) and row[x]:
                x += 1
            if x > start:
                runs.append([start, y, x - start])
            x += 1
    return {"side": len(rows), "runs": runs}


def _seconds(day: date) -> int:
    return int(datetime.combine(day, time(), UTC).timestamp())
