"""What all pages of this part share: who opens what, and the line of sections."""

from typing import Any

from django.http import FileResponse, HttpRequest
from django.urls import reverse

from jinban.people import permits
from jinban.web.board.exports import NOT_IN_NAMES, XLSX

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


def as_file(made: Any, name: str) -> FileResponse:
    """An Excel file under a name."""
    name = NOT_IN_NAMES.sub("_", name)
    return FileResponse(made, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)
