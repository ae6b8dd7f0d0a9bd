"""Papers of played cases, and what a reader finds on the PDF."""

import io
import re
from collections.abc import Callable

from pypdf import PdfReader

from jinban.cases import queries as cases
from jinban.cases.models import Case
from jinban.papers import actions, queries, typesetting
from jinban.papers.models import Paper
from jinban.people.actors import CLOCK
from tests.play import MONDAY

SITE = "jinban.example/papers"


def link(code: str, mark: str) -> str:
    return f"https://{SITE}/{code}?s={mark}"


def paper_of(case: Case, kind: str, *, by=CLOCK, at=MONDAY) -> Paper:
    """The last paper of this kind that the case demands."""
    fresh = cases.get(CLOCK, case.pk)
    key = [slip.key for slip in queries.demanded_of(fresh) if slip.kind.key == kind][-1]
    return actions.make(fresh, key, by=by, at=at)


def pdf_of(paper: Paper) -> bytes:
    sheet = queries.sheet(paper, link=link, site=SITE)
    assert sheet is not None
    return typesetting.printed([sheet])[0]


def words(pdf: bytes) -> str:
    """All words of a PDF without blanks and line ends."""
    return bare("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


def bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def walk(value: object, say: Callable[[str], None]) -> None:
    """Every text of a value, in its order."""
    if isinstance(value, str):
        say(value)
    elif isinstance(value, dict):
        for name in ("heads", "rows"):
            walk(value[name], say)
    elif isinstance(value, list):
        for one in value:
            walk(one, say)
