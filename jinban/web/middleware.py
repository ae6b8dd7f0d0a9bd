"""What every request gets at the door: its number, the size of its letters, a page for a refusal."""

import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
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
