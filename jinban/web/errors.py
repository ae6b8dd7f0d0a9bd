"""The pages of what cannot be: 400, 403, 404, 409, 500. Each says what happened and what to do now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from jinban.kit.refused import Refused


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The address or the form is not one of ours."""
    return render(request, "400.html", status=400)


def denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The seat may not do it. `PermissionDenied("哪个岗位能办")` tells who may."""
    who = str(exception.args[0]) if exception and exception.args else ""
    return render(request, "403.html", {"who": who}, status=403)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token is missing or old (CSRF_FAILURE_VIEW)."""
    return render(request, "403_csrf.html", status=403)


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Unknown, or outside the gate: one page for both, without a word that could tell them apart."""
    return render(request, "404.html", status=404)


def refused(request: HttpRequest, fault: Refused) -> HttpResponse:
    """A move that this stage or this person does not allow, with the sentence of the rule."""
    return render(request, "409.html", {"sentence": fault.sentence, "back": request.path}, status=409)


def broken(request: HttpRequest) -> HttpResponse:
    """A fault of ours. Asks neither the database nor the session, either may be what broke."""
    values = {"number": getattr(request, "number", ""), "elder": getattr(request, "elder", False)}
    return HttpResponse(render_to_string("500.html", values), status=500)
