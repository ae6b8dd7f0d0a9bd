"""The log of messages to applicants: to whom (masked), which, when, with what result; what failed is sent again by hand."""

from typing import Any

from django.contrib import messages as said
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from jinban.kit.clock import now
from jinban.kit.refused import Refused
from jinban.kit.sealed import mask_name
from jinban.messages import actions, adapters, queries
from jinban.messages.models import Channel, Message
from jinban.people import permits
from jinban.web import paging
from jinban.web.admin.accounts import sections
from jinban.web.files.giving import links
from jinban.web.staff.seats import actor, seated

FAILED = "failed"


@require_GET
@seated(*permits.roles("see", "messages"))
def log(request: HttpRequest) -> HttpResponse:
    """Every message, newest first, or those alone that some channel could not send."""
    only = request.GET.get("only") == FAILED
    page = paging.by_id(request, queries.log(actor(request), failed=only))
    titles = queries.titles(row.template for row in page.rows)
    values = {
        "sections": sections(request),
        "page": page,
        "rows": [_row(row, titles) for row in page.rows],
        "only": only,
        "may": request.seat.role in permits.roles("administer", "messages"),
        "on": [Channel(name).label for name in adapters.configured()],
        "files": links(request, "admin.messages", "admin-messages-file"),
    }
    return render(request, "admin/messages.html", values)


def _row(row: Message, titles: dict[str, str]) -> dict[str, Any]:
    return {
        "message": row,
        "title": titles.get(row.template, row.template),
        "name": mask_name(row.applicant.name),
        "sendings": list(row.sendings.all()),
    }


@require_POST
@seated(*permits.roles("administer", "messages"))
def resend(request: HttpRequest, sending: int) -> HttpResponse:
    """Let one message that could not be sent be tried again."""
    found = queries.sending(actor(request), sending)
    if found is None:
        raise Http404
    try:
        actions.resend(found, by=actor(request), at=now())
        said.success(request, "马上重发，几秒后刷新看结果。")
    except Refused as no:
        said.warning(request, no.sentence)
    return redirect(f"/admin/messages?only={FAILED}")


@require_POST
@seated(*permits.roles("administer", "messages"))
def resend_all(request: HttpRequest) -> HttpResponse:
    """Let everything that could not be sent be tried again, after a channel was away for long."""
    count = actions.resend_all(by=actor(request), at=now())
    if count:
        said.success(request, f"{count}条马上重发，过几分钟刷新看结果。")
    else:
        said.warning(request, "没有发送失败的通知，不用重发。")
    return redirect(f"/admin/messages?only={FAILED}")
