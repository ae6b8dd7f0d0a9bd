"""The pages of what cannot be: 400, 403, 404, 409, 500, 503. Each says what happened and what to do now."""

import sys
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from jinban.kit import measures, outages
from jinban.kit.outages import Outage
from jinban.kit.refused import Refused

# By outage: the headline, what is known of the step that was under way, seconds after which to try again.
OUTAGES: dict[Outage, tuple[str, str, int]] = {
    "away": ("数据库暂时连不上", "刚才那一步有没有存上，现在还说不准。", 30),
    "full": ("磁盘满了，暂时存不进", "刚才那一步没有存上。", 120),
    "readonly": ("现在只能看，不能改", "刚才那一步没有存上。", 120),
    "busy": ("现在人多，排不上", "刚才那一步没有存上。", 5),
}
KEYS = ("key", "line")  # a submission key of the whole form, or of each of its lines
CARRIED = 200_000  # letters that a page of an outage carries along at most


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The address or the form is not one of ours."""
    return render(request, "400.html", status=400)


def unreadable(request: HttpRequest) -> HttpResponse:
    """The same page for what is never ours; asks neither the database nor the session."""
    values = {"view_link": "/", "elder": getattr(request, "elder", False)}
    return HttpResponse(render_to_string("400.html", values), status=400)


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
    """A fault of ours, or of the database or the disk. Asks neither the database nor the session, either may be what broke."""
    fault = sys.exc_info()[1]
    if fault and (outage := outages.of(fault)):
        return unavailable(request, outage)
    values = {"number": getattr(request, "number", ""), "elder": getattr(request, "elder", False)}
    return HttpResponse(render_to_string("500.html", values), status=500)


def unavailable(request: HttpRequest, outage: Outage) -> HttpResponse:
    """503 with Retry-After: the database or the disk is not there now. The page carries what was typed, and hands it in again
    on a click: where it has a submission key, or one for each line, never twice. A view that stores in several steps says in
    `request.partly` what is known then. Neither secrets nor files are carried."""
    measures.UNAVAILABLE.labels(outage).inc()
    title, stored, seconds = OUTAGES[outage]
    repeat = _carried(request)
    values: dict[str, Any] = {
        "title": title, "stored": getattr(request, "partly", "") or stored, "posted": request.method == "POST", "repeat": repeat,
        "safe": any(name in KEYS for name, _ in repeat), "address": request.get_full_path(),
        "number": getattr(request, "number", ""), "elder": getattr(request, "elder", False),
    }  # fmt: skip
    answer = HttpResponse(render_to_string("503.html", values), status=503)
    answer["Retry-After"] = str(seconds)
    answer["Cache-Control"] = "no-store"
    return answer


def _carried(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of the form that was handed in; none where one of them is a secret, a file came along, or it is too much."""
    if request.method != "POST":
        return []
    try:
        fields = [(name, value) for name, values in request.POST.lists() for value in values]
        came_along = bool(request.FILES)
    except Exception:  # the body itself could not be read
        return []
    secret = {*settings.AXES_SENSITIVE_PARAMETERS} - {"csrfmiddlewaretoken"}
    if came_along or any(name in secret for name, _ in fields) or sum(len(value) for _, value in fields) > CARRIED:
        return []
    return fields
