"""Who sits there. Every staff page asks here; a session without a seat is nobody.

@seated(Role.TOWN_WINDOW, Role.VILLAGE_HELPER)
def desk(request): by = actor(request) …
"""

import time
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.crypto import constant_time_compare

from jinban.kit.clock import legal_day, now
from jinban.people import actions, queries
from jinban.people.actors import Actor
from jinban.people.models import Seat
from jinban.people.roles import Role

SEAT, LAST, ENDED, NEXT = "seat", "last", "ended", "next"
IDLE = 30 * 60
NOTED_EVERY = 60

Rest = ParamSpec("Rest")
Answer = TypeVar("Answer", bound=HttpResponseBase)


class Sitting:
    """Middleware: sets `request.seat` (with staff, site, department) or None, and ends a session left alone
    for 30 minutes. Who was ended from outside (signed in elsewhere, another password) will be told so. Asks nothing
    of the database for a visitor without a session."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.seat = None
        known = settings.SESSION_COOKIE_NAME in request.COOKIES
        was_in = known and SESSION_KEY in request.session
        seat = _recognised(request) if was_in else None
        if known and request.user.is_authenticated:
            if time.time() - request.session.get(LAST, time.time()) > IDLE:
                logout(request)
                request.session[ENDED] = "idle"
            else:
                _note_presence(request)
                mine = seat is not None and seat.staff_id == request.user.pk
                request.seat = seat if mine and queries.is_valid(seat, legal_day(now())) else None
        elif was_in:
            request.session[ENDED] = "outside"
        return self.answer(request)


def _recognised(request: HttpRequest) -> Seat | None:
    """The seat that this session names, read together with its person: where that is whom the session lets in, Django
    need not look him up again. In every other case Django decides, by its own rules."""
    session = request.session
    seat = queries.seat_kept(session.get(SEAT, 0))
    if seat is not None and (
        session[SESSION_KEY] == str(seat.staff_id)
        and session.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
        and seat.staff.is_active
        and constant_time_compare(session.get(HASH_SESSION_KEY, ""), seat.staff.get_session_auth_hash())
    ):
        request._cached_user = seat.staff
    return seat


def _note_presence(request: HttpRequest) -> None:
    """Remember that somebody was here, at most once a minute: a session row is written each time."""
    if time.time() - request.session.get(LAST, 0) > NOTED_EVERY:
        request.session[LAST] = int(time.time())


def actor(request: HttpRequest) -> Actor | None:
    """Who acts on this request: the seat somebody sits on after both factors; None for everybody else."""
    seat = getattr(request, "seat", None)
    return Actor.of_seat(seat) if seat else None


def sit(request: HttpRequest, seat: Seat, *, at: datetime) -> None:
    """Sit down: from now on this session acts as this seat. For pages after both factors only."""
    actions.take_seat(seat, by=Actor.of_seat(seat), at=at)
    request.session[SEAT] = seat.pk
    request.session[LAST] = int(time.time())
    request.seat = seat


def seated(
    *roles: Role,
) -> Callable[
    [Callable[Concatenate[HttpRequest, Rest], Answer]], Callable[Concatenate[HttpRequest, Rest], HttpResponseBase]
]:
    """A staff page. Not signed in: to the sign-in page and back. Another post than these: 404, as for an unknown
    address. Without roles: any seat. Never kept by a browser or a proxy."""

    def around(
        view: Callable[Concatenate[HttpRequest, Rest], Answer],
    ) -> Callable[Concatenate[HttpRequest, Rest], HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
            seat = getattr(request, "seat", None)
            if seat is None:
                return _to_sign_in(request)
            if roles and seat.role not in roles:
                raise Http404
            response = view(request, *args, **kwargs)
            add_never_cache_headers(response)
            return response

        guarded.roles = roles  # type: ignore[attr-defined]
        return guarded

    return around


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page, or to what a half signed-in person still has to do; then back to the page asked for."""
    here = request.get_full_path() if request.method == "GET" else ""
    if request.user.is_authenticated:
        request.session[NEXT] = here
        return HttpResponseRedirect(reverse("staff-next"))
    query = f"?{urlencode({'next': here})}" if here else ""
    return HttpResponseRedirect(reverse("account_login") + query)
