"""LibreOffice and fonts of this machine: what is missing for a right looking PDF, and the way from Word to PDF."""

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from threading import Lock
from xml.sax.saxutils import escape

from jinban.circular.fonts import FONTS, HEI, KAI, TEXT, TITLE, Font
from jinban.kit.refused import Refused

SECONDS = 60
PATIENCE = 5
WITHOUT_OFFICE = "没有安装 LibreOffice（软件包 libreoffice-writer-nogui），不能转成 PDF；Word 文件照样生成。"
WITHOUT_FONT = "没有安装字体“{}”：Word 文件照样生成，写明用这个字体；在本机转成的 PDF 用替代字体，字形会有出入。"
NO_PDF = "这台服务器没有安装 LibreOffice，转不成 PDF。请下载 Word 文件，或请管理员安装软件包 libreoffice-writer-nogui。"
FAILED = "LibreOffice 没能把这份公文转成 PDF。请下载 Word 文件，或稍后再试。"
BUSY = "正在转另一份 PDF，请过一会儿再点。Word 文件随时可以下载。"
# Two at a time would each take the memory of a whole office.
ONE_AT_A_TIME = Lock()


def missing() -> list[str]:
    """What to install for a PDF that looks right, a sentence each; empty when all is there."""
    said = [] if shutil.which("soffice") else [WITHOUT_OFFICE]
    there = installed()
    return said + [
        WITHOUT_FONT.format(font.name) for font in (TITLE, TEXT, KAI, HEI) if not there & {font.name, font.latin}
    ]


def installed() -> frozenset[str]:
    """The families of all fonts that fontconfig knows, under each of their names."""
    program = shutil.which("fc-list")
    if program is None:
        return frozenset()
    done = subprocess.run([program, ":", "family"], capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
    lines = done.stdout.decode("utf-8", "replace").splitlines()
    return frozenset(name.strip() for line in lines for name in line.split(","))


def to_pdf(word: bytes) -> bytes:
    """The Word file as PDF, or Refused with what to do instead. One at a time; each has a profile of its own that is
    thrown away, so nothing of one paper is left for the next."""
    program = shutil.which("soffice")
    if program is None:
        raise Refused(NO_PDF)
    if not ONE_AT_A_TIME.acquire(timeout=PATIENCE):
        raise Refused(BUSY)
    try:
        return _made(program, word)
    finally:
        ONE_AT_A_TIME.release()


def _made(program: str, word: bytes) -> bytes:
    with tempfile.TemporaryDirectory(prefix="jinban-word-") as home:
        place = Path(home)
        (place / "paper.docx").write_bytes(word)
        (place / "fonts.conf").write_text(substitutes(), "utf-8")
        _convert(program, place)
        made = place / "paper.pdf"
        if not made.is_file():
            raise Refused(FAILED)
        return made.read_bytes()


def _convert(program: str, place: Path) -> None:
    """Run the office. Danger: soffice starts a child of its own, so its whole group is ended when the time is up."""
    words = [
        program, "--headless", "--norestore", "--nologo", "--nodefault", f"-env:UserInstallation={place.as_uri()}/profile",
        "--convert-to", "pdf:writer_pdf_Export", "--outdir", str(place), str(place / "paper.docx"),
    ]  # fmt: skip
    surroundings = {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(place),
        "TMPDIR": str(place),
        "LANG": "C.UTF-8",
        "FONTCONFIG_FILE": str(place / "fonts.conf"),
    }
    office = subprocess.Popen(  # noqa: S603
        words, cwd=place, env=surroundings, start_new_session=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        office.wait(SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(office.pid, signal.SIGKILL)
        office.wait()
        raise Refused(FAILED) from None


def substitutes() -> str:
    """A configuration for fontconfig: every font of a paper as it is where it is installed, else the nearest there is."""
    there = installed()
    stand_ins = "\n".join(_stand_in(font, lacking=not _has(there, font)) for font in FONTS)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<fontconfig>\n'
        '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>\n'
        f"{stand_ins}\n</fontconfig>\n"
    )


def _has(there: frozenset[str], font: Font) -> bool:
    return font.name in there or font.latin in there


def _stand_in(font: Font, *, lacking: bool) -> str:
    name, others = escape(font.name), "".join(f"<family>{escape(name)}</family>" for name in (font.latin, *font.free))
    alias = f'<alias binding="same"><family>{name}</family><accept>{others}</accept></alias>'
    if not (lacking and font.heavy):
        return alias
    bold = '<edit name="weight" mode="assign"><const>bold</const></edit>'
    return f'<match target="pattern"><test name="family"><string>{name}</string></test>{bold}</match>\n{alias}'
