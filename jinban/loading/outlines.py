"""circular.yaml: the outlines of circulars, checked whole, with the line of each fault. A city may have none yet."""

from pathlib import Path
from typing import Any

import msgspec

from jinban.circular.outline import File, faults
from jinban.kit.tables.faults import Place, Say
from jinban.kit.tables.typed import read_typed

NAME = "circular.yaml"


def read_outlines(folder: Path, say: Say) -> File | None:
    """The file of outlines; None where there is none or where it has faults, which are said."""
    path = folder / NAME
    if not path.exists():
        return None
    place = Place(NAME)
    file, lines = read_typed(path, place, _decode, say)
    if file is None:
        return None
    kinds: set[str] = set()
    sound = True
    for at, outline in enumerate(file.outlines):
        for where, sentence in faults(outline):
            exact = f"$.outlines[{at}]{where.removeprefix('$')}"
            say(place.at(lines.near(exact), exact.removeprefix("$.")), "wrong_outline", sentence)
            sound = False
        if outline.kind in kinds:
            exact = f"$.outlines[{at}].kind"
            say(place.at(lines.near(exact), exact.removeprefix("$.")), "twice", "同一种底稿写了两份，请删去一份。")
            sound = False
        kinds.add(outline.kind)
    return file if sound else None


def _decode(plain: Any) -> File:
    return msgspec.convert(plain, File)
