"""The papers of one's own case: for who proved himself by number and the last four of the document. They hold the whole name, so
the spoken code alone does not open them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from jinban.papers.models import Paper
from jinban.people.actors import Actor
from jinban.web import documents
from jinban.web.citizen import tracking


def _own(request: HttpRequest, number: str, key: str) -> Paper:
    """The paper; 404 without the proof, as for one that does not exist."""
    case = tracking.followed(request, number) if tracking.proved(request, number) else None
    if case is None or case.applicant is None:
        raise Http404
    return documents.made(case, key, by=Actor.of_applicant(case.applicant))


@never_cache
@require_safe
def page(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """The paper with the values that its PDF prints."""
    values = documents.shown(_own(request, number, key))
    back, pdf = reverse("citizen:progress", args=(number,)), reverse("citizen:own-paper-pdf", args=(number, key))
    return render(request, "papers/own.html", {**values, "back": back, "pdf": pdf})


@never_cache
@require_safe
def as_pdf(request: HttpRequest, number: str, key: str) -> HttpResponse:
    """The paper as it is printed."""
    return documents.as_pdf(_own(request, number, key))
