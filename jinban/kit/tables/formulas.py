"""Which cells of an Excel file hold formulas. They are found in the file's own XML, and never reckoned."""

import re
import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError, fromstring

_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_CELL = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br=\"([A-Z]{1,3})([0-9]{1,7})\"[^>]*>\s*<(?:\w+:)?f[\s>/]")


def formula_cells(packed: zipfile.ZipFile) -> dict[str, list[tuple[int, int]]]:
    """By sheet: the row, counted from 1, and the column, counted from 0, of each formula."""
    names = set(packed.namelist())
    targets = {
        one.get("Id", ""): one.get("Target", "")
        for one in _parts(packed, names, "xl/_rels/workbook.xml.rels", "Relationship")
    }
    found: dict[str, list[tuple[int, int]]] = {}
    for one in _parts(packed, names, "xl/workbook.xml", "sheet"):
        target = targets.get(next((value for key, value in one.items() if key.endswith("}id")), ""), "")
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if path in names and _SHEET.fullmatch(path):
            cells = [(int(row), _column(letters)) for letters, row in _CELL.findall(packed.read(path))]
            found[one.get("name", "")] = cells
    return found


def _parts(packed: zipfile.ZipFile, names: set[str], path: str, tag: str) -> Iterator[Element]:
    """The elements of this name; none where the file is not there or is no plain XML."""
    raw = packed.read(path) if path in names else b""
    if not raw or b"<!DOCTYPE" in raw or b"<!ENTITY" in raw:
        return
    try:
        root = fromstring(raw)  # noqa: S314 -- without a document type there are no entities
    except (ParseError, ValueError, LookupError):  # an encoding that the parser does not know
        return
    yield from (one for one in root.iter() if one.tag.rpartition("}")[2] == tag)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
