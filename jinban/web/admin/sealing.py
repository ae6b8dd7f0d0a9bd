"""The chain over what happened, for those who supervise: how far it goes, what the last verification found, the daily files."""

import io
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jinban.kit import chaining, sealfiles, verifying
from jinban.people import permits
from jinban.web.admin.accounts import sections
from jinban.web.staff.seats import seated

SHOWN = 31


@require_GET
@seated(*permits.roles("see", "chain"))
def chain(request: HttpRequest) -> HttpResponse:
    """How far it is sealed, the last verification, and the files of a month, newest first."""
    stands = chaining.standing()
    before = request.GET.get("before", "")
    names = [name for name in reversed(sealfiles.names(sealfiles.folder())) if not before or name < before]
    values = {
        "sections": sections(request),
        "stands": stands,
        "waiting": "超过1万" if stands.waiting >= chaining.MANY else f"{stands.waiting:,}",
        "noted": verifying.noted(),
        "files": [_file(name) for name in names[:SHOWN]],
        "newer": "?" if before else "",
        "older": f"?before={names[SHOWN - 1]}" if len(names) > SHOWN else "",
    }
    return render(request, "admin/chain.html", values)


def _file(name: str) -> dict[str, Any]:
    return {"name": name, "day": name[:10], "words": sealfiles.read(sealfiles.folder() / name)}


@require_GET
@seated(*permits.roles("see", "chain"))
def file(request: HttpRequest, name: str) -> HttpResponseBase:
    """One daily file as it was written, to be kept elsewhere."""
    content = sealfiles.content(name)
    if content is None:
        raise Http404
    return FileResponse(io.BytesIO(content), as_attachment=True, filename=name, content_type="application/json")
