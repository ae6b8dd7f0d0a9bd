"""What several doors show of papers alike: the section of a case page, one paper on the screen, and as a PDF."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header

from jinban.cases.models import Case
from jinban.kit.clock import now
from jinban.kit.refused import Refused
from jinban.papers import actions, fonts, queries, sealing, templates, typesetting
from jinban.papers.models import Paper
from jinban.people.actors import Actor

CHANGED = "这份文书的内容和制作时不一样了，不能看，也不能印。请找管理员核对数据库。"
# These stand on every paper's head, foot or 落款 already.
AROUND = ("机关", "日期", *templates.BLOCKS)
CONTENT = "application/pdf"


def link(code: str, mark: str) -> str:
    """The address behind a paper's QR code, with the name of the site."""
    return f"{settings.SITE}{reverse('citizen:paper', args=(code,))}?s={mark}"


def site() -> str:
    """Where a code is typed in, as people read it."""
    return f"{settings.SITE.partition('://')[2]}{reverse('citizen:verify')}"


def listed(case: Case) -> list[queries.Slip]:
    """The papers of a case, for its section 文书."""
    return queries.demanded_of(case)


def made(case: Case, key: str, *, by: Actor) -> Paper:
    """The paper of a case, made now if it was not yet; 404 where nothing demands it."""
    if queries.slip_of(case, key) is None:
        raise Http404
    return actions.make(case, key, by=by, at=now())


@dataclass(frozen=True)
class Part:
    """A stretch of a paper on the screen: texts with their names, or one list, or one table."""

    name: str = ""
    pairs: tuple[tuple[str, str], ...] = ()
    items: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def shown(paper: Paper) -> dict[str, Any]:
    """What the page of a paper shows: the very values that the PDF prints, in the order of its template."""
    said = queries.said(paper)
    if said is None:
        raise Refused(CHANGED)
    return {
        "paper": paper,
        "said": said,
        "parts": list(_parts(said.fields, templates.in_order(paper.template.text))),
        "ended": queries.ended(paper),
        "link": link(paper.code, sealing.short(paper.mark)),
        "site": site(),
        "no_font": "" if fonts.installed() else typesetting.NO_FONT,
    }


def _parts(fields: dict[str, Any], names: Iterable[str]) -> Iterable[Part]:
    pairs: list[tuple[str, str]] = []
    for name in names:
        value = fields.get(name)
        if not value or name in AROUND:
            continue
        if isinstance(value, str):
            pairs.append((name, value))
            continue
        if pairs:
            yield Part(pairs=tuple(pairs))
            pairs = []
        if isinstance(value, list):
            yield Part(name, items=tuple(value))
        else:
            yield Part(name, heads=tuple(value["heads"]), rows=tuple(tuple(row) for row in value["rows"]))
    if pairs:
        yield Part(pairs=tuple(pairs))


def as_pdf(paper: Paper) -> HttpResponse:
    """The paper, to be looked at and printed. Refused without a Chinese font, and where its row was changed."""
    sheet = queries.sheet(paper, link=link, site=site())
    if sheet is None:
        raise Refused(CHANGED)
    return pdf(typesetting.printed([sheet])[0], f"{sheet.said.title} {paper.number}.pdf")


def pdf(body: bytes, name: str) -> HttpResponse:
    """A PDF that the browser shows."""
    answer = HttpResponse(body, content_type=CONTENT)
    answer["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    answer["Cache-Control"] = "private, no-store"
    return answer
