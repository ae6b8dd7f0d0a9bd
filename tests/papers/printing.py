"""Papers of cases, and what a reader finds on the PDF."""

import io
import re
from collections.abc import Iterator

from django.db import connection
from pypdf import PdfReader
from pypdf.generic import ContentStream

from jinban.cases import queries as cases
from jinban.cases.models import Case
from jinban.papers import actions, queries, typesetting
from jinban.papers.models import Paper
from jinban.people.actors import CLOCK, Actor
from tests.play import MONDAY

SITE = "jinban.example/papers"


def link(code: str, mark: str) -> str:
    return f"https://{SITE}/{code}?s={mark}"


def fresh(case: Case) -> Case:
    """The case as the next page would read it."""
    return cases.get(CLOCK, case.pk)


def key_of(case: Case, kind: str) -> str:
    """The last paper of this kind that the case demands."""
    return [slip.key for slip in queries.demanded_of(fresh(case)) if slip.kind.key == kind][-1]


def paper_of(case: Case, kind: str, *, by: Actor = CLOCK, at=MONDAY) -> Paper:
    return actions.make(fresh(case), key_of(case, kind), by=by, at=at)


def pdf_of(paper: Paper) -> bytes:
    sheet = queries.sheet(paper, link=link, site=SITE)
    assert sheet is not None
    return typesetting.printed([sheet])[0]


def words(pdf: bytes) -> str:
    """All words of a PDF without blanks and line ends."""
    return bare("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


def bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def glyphs(pdf: bytes) -> list[int]:
    """The number of every glyph that is drawn; 0 is the empty box of a letter that the font lacks."""
    reader, found = PdfReader(io.BytesIO(pdf)), []
    for page in reader.pages:
        for operands, operator in ContentStream(page.get_contents(), reader).operations:
            if operator in (b"Tj", b"TJ"):
                parts = operands[0] if operator == b"TJ" else operands
                for part in parts:
                    raw = getattr(part, "original_bytes", b"")
                    found += [int.from_bytes(raw[at : at + 2], "big") for at in range(0, len(raw), 2)]
    return found


def texts(value: object) -> Iterator[str]:
    """Every text of a value, in its order."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from texts([value["heads"], value["rows"]])
    elif isinstance(value, list):
        for one in value:
            yield from texts(one)


def altered(paper: Paper, **columns: str) -> None:
    """What somebody does who has the database in his hands."""
    on = "" if connection.vendor == "sqlite" else " ON papers_paper"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER papers_paper_fixed{on}")
        for name, value in columns.items():
            cursor.execute(f'UPDATE papers_paper SET "{name}" = %s WHERE id = %s', [value, paper.pk])
