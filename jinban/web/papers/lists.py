"""The kinds of papers and their templates as a file."""

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from jinban.papers import queries
from jinban.papers.kinds import KINDS
from jinban.web.files.giving import Listing, exporters, give
from jinban.web.files.sheet import Head
from jinban.web.papers.templates import WRITERS
from jinban.web.staff.seats import seated
from jinban.web.templatetags.jinban import moment

HEADS = (Head("文书"), Head("什么时候出"), Head("版本", "count"), Head("谁改的", "word"), Head("什么时候"))


@seated(*exporters("papers.templates", WRITERS))
@require_safe
def templates(request: HttpRequest, ending: str) -> HttpResponseBase:
    """Every kind of paper with the version in force."""
    newest = queries.newest()
    lines = []
    for kind in KINDS.values():
        row, facts = newest.get(kind.key), "、".join(fact.label for fact in kind.facts)
        who = "" if row is None else row.seat.staff.name if row.seat else "装入的数据"
        lines.append((kind.label, facts, row.version if row else None, who, moment(row.at) if row else ""))
    return give(request, Listing("papers.templates", HEADS, lines), ending)
