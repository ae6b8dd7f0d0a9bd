"""What all pages of this part share: who opens what, and the line of sections."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import FileResponse, HttpRequest
from django.urls import reverse

from jinban.people import permits
from jinban.web.files.giving import NOT_IN_NAMES, XLSX, answer
from jinban.web.files.sheet import Sheet, Tally

SEES = permits.roles("see", "gathered")
GATHERS = permits.roles("gather", "gathered")
REGISTERS = permits.roles("administer", "sources")
REPORTS = permits.roles("report", "counts")
EXPORTS = permits.roles("export", "figures")
SECTIONS = (
    (SEES, "gathering", "自办和归集"),
    (SEES, "gathered-cases", "归集件"),
    (GATHERS, "gathering-sources", "来源和来件"),
    (GATHERS, "gathering-names", "未对上的名称"),
    (SEES, "gathering-reported", "上报数"),
)


def values(request: HttpRequest, **more: Any) -> dict[str, Any]:
    """What every page of this part shows."""
    role = request.seat.role  # type: ignore[attr-defined]
    sections = [
        {"href": reverse(name), "label": label, "current": request.path == reverse(name)}
        for roles, name, label in SECTIONS
        if role in roles
    ]
    return {"sections": sections, "gathers": role in GATHERS, "reports": role in REPORTS, **more}


def listed(
    request: HttpRequest, key: str, about: Sheet, tables: Sequence[Sheet], title: str, at: datetime
) -> FileResponse:
    """What a page shows as an Excel file; that it was taken along is an event."""
    tally = Tally()
    found = [about, *map(tally.counted, tables)]
    return answer(request, found, key=key, name=title, ending="xlsx", tally=tally, at=at)


def as_file(made: Any, name: str) -> FileResponse:
    """An Excel file that holds nobody's rows, or those that were handed in: a template, a marked copy."""
    name = NOT_IN_NAMES.sub("_", name)
    return FileResponse(made, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)
