"""What every request gets at the door: its number, the size of its letters, a page for a refusal."""

import secrets
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.utils.cache import patch_vary_headers

from jinban.kit import marks
from jinban.kit.refused import Refused
from jinban.kit.turns import Turns, hurried
from jinban.web import errors

VIEW_COOKIE = "view"
ELDER, NORMAL = "elder", "normal"
TWO_YEARS = 2 * 365 * 24 * 60 * 60

Answer = Callable[[HttpRequest], HttpResponse]


class RequestNumber:
    """Gives each request a number that the page of a fault shows and the log carries: X-Request-Id. What the database says
    about itself is asked once in a request."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.number = secrets.token_hex(5)
        with marks.steady():
            response = self.answer(request)
        response["X-Request-Id"] = request.number
        return response


class InTurn:
    """So many requests at once, so many waiting; the others are told to come again, 503, before anything is taken. What they
    typed goes back to them, under the same submission key."""

    turns = Turns()

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not self.turns.take():
            return errors.unavailable(request, "busy")
        try:
            with hurried():
                return self.answer(request)
        finally:
            self.turns.give_back()


class Unwritable:
    """A NUL in an address, a cookie or a form comes from no browser's page, and PostgreSQL takes none: 400, before anything is
    asked of the database."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if "%00" in query or any("\0" in word for word in (request.path_info, query, *request.COOKIES.values())):
            return errors.unreadable(request)
        return self.answer(request)

    def process_view(self, request: HttpRequest, view: Any, given: Any, named: Any) -> HttpResponse | None:
        """What an API is sent is for its own shapes to judge."""
        if request.method != "POST" or request.path_info.startswith("/api/"):
            return None
        try:
            fields = list(request.POST.lists())
        except UnreadablePostError:  # the visitor has gone
            return None
        found = any("\0" in word for name, values in fields for word in (name, *values))
        return errors.unreadable(request) if found else None


class Letters:
    """`?view=elder` and `?view=normal` choose the size of the letters; a cookie keeps it."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.GET.get("view")
        chosen = asked if asked in (ELDER, NORMAL) else None
        request.elder = (chosen or request.COOKIES.get(VIEW_COOKIE)) == ELDER
        response = self.answer(request)
        if chosen:
            response.set_cookie(
                VIEW_COOKIE,
                chosen,
                max_age=TWO_YEARS,
                samesite="Lax",
                httponly=True,
                secure=request.is_secure(),
            )
        patch_vary_headers(response, ("Cookie",))
        return response


class Refusals:
    """A refused move that no view caught is answered with its sentence, 409."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        return errors.refused(request, fault) if isinstance(fault, Refused) else None
