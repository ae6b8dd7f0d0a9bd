"""A number of the circular is computed from rows; none of them is written down in code or templates."""

import re
from pathlib import Path

import jinban

PACKAGE = Path(jinban.__file__).parent
PRINTED = re.compile(r"(?<![0-9.])(13[,，]?828|54[,，]?181|68[,，]?009|385)(?![0-9])")
ENDINGS = {".py", ".html", ".js", ".css", ".yaml"}


def test_no_number_of_the_circular_is_written_down():
    files = sorted(path for path in PACKAGE.rglob("*") if path.suffix in ENDINGS)

    found = [
        f"{path.relative_to(PACKAGE)}:{number}: {line.strip()[:80]}"
        for path in files
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if PRINTED.search(line)
    ]

    assert len(files) > 100
    assert found == []


def test_the_search_would_find_one():
    for written in ("68009", "68,009 件", "total = 13828", "共385个站"):
        assert PRINTED.search(written)
    assert not PRINTED.search("S420281385001")
