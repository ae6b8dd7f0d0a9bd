"""One paper of a case on the screen and as PDF, and the archive folder of a finished case."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from jinban.cases import queries as cases
from jinban.cases.models import Case
from jinban.cases.stages import S
from jinban.kit.clock import now
from jinban.papers import actions
from jinban.people import permits
from jinban.people.actors import Actor
from jinban.people.roles import Role
from jinban.web import documents
from jinban.web.staff.seats import actor, seated

SEES = tuple(role for role in Role if role not in (Role.SYSADMIN, Role.SECADMIN))
AT_WINDOW = (Role.VILLAGE_HELPER, Role.TOWN_WINDOW, Role.POLICE_WINDOW)


def case_or_404(by: Actor, pk: int) -> Case:
    """The case; 404 for one outside the gate, for one whose detail is not for this seat, and for one that does not exist."""
    case = cases.get(by, pk)
    if case is None or case.stage == S.DRAFT or not cases.may_see_detail(by, case):
        raise Http404
    return case


@seated(*SEES)
@require_safe
def page(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """The paper with the values that its PDF prints."""
    by = actor(request)
    case = case_or_404(by, pk)
    paper = documents.made(case, key, by=by)
    back = reverse("counter:case" if by.role in AT_WINDOW else "office-case", args=(pk,))
    values = {**documents.shown(paper), "back": back, "pdf": reverse("case-paper-pdf", args=(pk, key))}
    return render(request, "papers/page.html", values)


@seated(*SEES)
@require_safe
def as_pdf(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """The paper as it is printed; 409 with what to do where it cannot be."""
    by = actor(request)
    return documents.as_pdf(documents.made(case_or_404(by, pk), key, by=by))


@seated(*permits.roles("export", "archives"))
@require_POST
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    """The archive folder as one file; that it was taken out is an event."""
    by = actor(request)
    case = case_or_404(by, pk)
    body = actions.export(case, link=documents.link, site=documents.site(), by=by, at=now())
    answer = HttpResponse(body, content_type="application/zip")
    name = f"{'演示' if case.demo else ''}归档{case.number}.zip"
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer
