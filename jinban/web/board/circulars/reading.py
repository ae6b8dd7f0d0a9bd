"""What a page of a circular shows: counted now, or as it was frozen."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import Http404

from jinban.circular import queries
from jinban.circular.composing import TO_BE_WRITTEN, Draft, Finding, LeftOut
from jinban.circular.freezing import Frozen
from jinban.circular.models import Circular
from jinban.circular.paper import Paper, Paragraph, Run, Table
from jinban.circular.stages import called
from jinban.circular.wording import in_words
from jinban.kit.clock import legal_day, now
from jinban.people.actors import Actor
from jinban.web.board.circulars.addresses import figure_path


@dataclass(frozen=True)
class Read:
    """One circular as somebody may read it: before issue a draft, after it what was frozen."""

    circular: Circular
    paper: Paper
    inside: Paper
    findings: tuple[Finding, ...]
    draft: Draft | None = None
    frozen: Frozen | None = None

    @property
    def whole(self) -> bool:
        """Whether what was frozen still has the hash of the day of issue."""
        return self.frozen is not None and queries.is_whole(self.circular, self.frozen)


def title_of(circular: Circular) -> str:
    """2023年度通报, 2023年第4季度工作快报."""
    return called(circular.kind, circular.period)


def circular_or_404(by: Actor, pk: int) -> Circular:
    """The circular, for somebody who may read it; outside the gate as if there were none."""
    found = queries.get(by, pk)
    if found is None:
        raise Http404
    return found


def read(circular: Circular) -> Read:
    """The words and numbers of a circular."""
    frozen = queries.frozen(circular)
    if frozen is not None:
        kept = frozen.kept
        return Read(circular, kept.paper, kept.inside, kept.found, frozen=frozen)
    draft = queries.draft_of(circular, legal_day(now()))
    return Read(circular, draft.paper, draft.inside, draft.findings, draft=draft)


@dataclass(frozen=True)
class Piece:
    """Words, and where they lead; no address for plain words."""

    text: str
    href: str = ""


def left_out(draft: Draft) -> list[LeftOut]:
    """The sentences that stay out, as a person reads them."""
    return [LeftOut(one.part, in_words(one.text), one.why) for one in draft.left_out]


def pieces(circular: Circular, runs: tuple[Run, ...]) -> list[Piece]:
    """Runs as a page writes them."""
    return [Piece(run) if isinstance(run, str) else Piece(run.text, figure_path(circular.pk, run.key)) for run in runs]


@dataclass(frozen=True)
class Line:
    """One paragraph of the sheet."""

    level: int
    pieces: list[Piece]

    @property
    def gap(self) -> bool:
        """Whether this is where somebody still has to write."""
        return [piece.text for piece in self.pieces] == [TO_BE_WRITTEN]


def lines(circular: Circular, body: tuple[Paragraph, ...]) -> list[Line]:
    """The body of a paper."""
    return [Line(one.level, pieces(circular, one.runs)) for one in body]


def annexes(circular: Circular, paper: Paper) -> Iterator[dict[str, object]]:
    """Title and tables of each annex."""
    for annex in paper.annexes:
        tables = [
            {"heads": part.heads, "lines": [[pieces(circular, cell) for cell in line] for line in part.lines]}
            for part in annex.body
            if isinstance(part, Table)
        ]
        yield {"title": annex.title, "tables": tables}
