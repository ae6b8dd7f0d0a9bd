"""The list of circulars as a file."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from jinban.circular import queries
from jinban.web.board.circulars.reading import title_of
from jinban.web.board.circulars.views import SEES
from jinban.web.files.giving import Listing, exporters, give
from jinban.web.files.sheet import Head
from jinban.web.staff.seats import actor, seated

HEADS = (Head("名称"), Head("状态", "word"), Head("发文字号"), Head("成文日期", "day"))


@seated(*exporters("board.circulars", SEES))
@require_safe
def circulars(request: HttpRequest, ending: str) -> HttpResponseBase:
    """Every circular that this seat may read."""
    by = actor(request)

    def lines() -> Iterator[tuple[Any, ...]]:
        for one in queries.listed(by).iterator(chunk_size=500):
            yield title_of(one), one.get_stage_display(), one.number, one.issued_on

    return give(request, Listing("board.circulars", HEADS, lines()), ending)
