"""The written refusal: not accepted, or not granted, with the reason and the remedies (行政许可法第32条末款、第38条)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jinban.cases import events as happened
from jinban.cases import queries
from jinban.cases.models import Case
from jinban.cases.stages import S
from jinban.delegation.rules import LICENCE
from jinban.papers.queries import issuer
from jinban.people import queries as people
from jinban.web import journey
from jinban.web.counter.bench import COUNTER, at_window
from jinban.web.counter.casework import case_or_404
from jinban.web.staff.seats import seated


def is_denied(case: Case) -> bool:
    """Whether there is a refusal to be handed over in writing."""
    return case.stage == S.NOT_ACCEPTED or case.verdict == "denied"


def title(case: Case) -> str:
    """What the paper is called."""
    if case.stage == S.NOT_ACCEPTED:
        return "不予受理通知书"
    return "不予行政许可决定书" if case.task_type == LICENCE else "不予办理决定书"


@seated(*COUNTER)
@require_safe
def denial(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper with reason and remedies; 404 for a case that nobody refused."""
    by, _, _, _ = at_window(request)
    case = case_or_404(by, pk)
    if not is_denied(case) or not queries.may_see_detail(by, case):
        raise Http404
    story = journey.Story(case, queries.history(case, people.seats(queries.actors_in(case))))
    refused = story.last(happened.Decided, happened.NotAccepted)
    values = {
        "case": case,
        "title": title(case),
        "reasons": story.reasons(),
        "remedies": [note.body for note in case.notes.filter(kind="remedy").order_by("id")],
        "issuer": issuer(case),
        "refused": refused.at if refused else None,
    }
    return render(request, "counter/denial.html", values)
