"""The Chinese fonts of this machine that papers are set in, and the letters that none of them has."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import typst
from PIL import ImageFont

# 仿宋 for the text, 小标宋 for the title (GB/T 9704-2012, 5.2.2 and 7.3); 思源宋体 stands in; the last have rare letters of names.
TEXT = ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "FandolFang R", "Noto Serif CJK SC")
TITLE = ("FZXiaoBiaoSong-B05S", "方正小标宋简体", "FandolSong", "Noto Serif CJK SC")
RARE = ("SimSun-ExtB", "TW-Sung-Ext-B", "HanaMinA", "HanaMinB", "Jigmo", "Jigmo2", "Jigmo3")
NOBODYS = "\uffff"  # stands for no letter: what a font draws for it, it draws for every letter that it lacks
SIZE = 24
Face = tuple[str, int]


def installed() -> dict[str, tuple[Face, ...]]:
    """Each family that papers may be set in, as file and place in it. Looked for until there are some; then kept."""
    if not (found := _installed()):
        _installed.cache_clear()
    return found


@lru_cache(maxsize=1)
def _installed() -> dict[str, tuple[Face, ...]]:
    wanted = {*TEXT, *TITLE, *RARE}
    found: dict[str, tuple[Face, ...]] = {}
    for font in typst.Fonts(include_system_fonts=True, include_embedded_fonts=False).fonts():
        if font.family in wanted and font.path and font.weight in (400, 700):
            found[font.family] = (*found.get(font.family, ()), (str(font.path), int(font.index)))
    return found


def known(wanted: Sequence[str]) -> list[str]:
    """Those of these families that are installed, in this order, then those with rare letters; never none."""
    there = installed()
    return [name for name in (*wanted, *RARE) if name in there] or list(wanted[-1:])


def used() -> set[str]:
    """The files that the press needs."""
    names = {*known(TEXT)[:1], *known(TITLE)[:1], TEXT[-1], *RARE}
    return {path for name in names for path, _ in installed().get(name, ())}


def lay_out(folder: Path) -> Path:
    """A folder with only the fonts that the press needs."""
    folder.mkdir()
    for number, path in enumerate(sorted(used())):
        (folder / f"{number}{Path(path).suffix}").symlink_to(path)
    return folder


def undrawn(text: str) -> str:
    """The letters of a text that would come out as empty boxes. Letters of GB 2312 are in every Chinese font."""
    rare = sorted({letter for letter in text if letter > " " and not letter.isspace() and not _common(letter)})
    return "".join(letter for letter in rare if not any(_draws(path, index, letter) for path, index in _faces()))


def _common(letter: str) -> bool:
    try:
        letter.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _faces() -> list[Face]:
    return [face for name in {*known(TEXT), TEXT[-1]} for face in installed().get(name, ())[:1]]


@lru_cache(maxsize=4096)
def _draws(path: str, index: int, letter: str) -> bool:
    return _drawn(path, index, letter) != _drawn(path, index, NOBODYS)


def _drawn(path: str, index: int, letter: str) -> tuple[object, bytes]:
    mask = _face(path, index).getmask(letter)
    return mask.size, bytes(mask)


@lru_cache(maxsize=8)
def _face(path: str, index: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, SIZE, index=index)
