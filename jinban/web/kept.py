"""Pages that say the same to everybody, kept by each process as they were drawn, until what they say changes.

Promise: a kept page is, letter by letter, the one that would be drawn now. It is found by its address, the size of the letters
and the place that the browser chose; it holds for the day, for the marks of catalogue, places, powers and demonstration, and
until something opens or closes. The marks are read in each request: what was committed is seen by the next one, in every
process. Never kept: what was asked with words in the address, by somebody with a session, or with a form that carries a
token; so nothing personal lies here, and no secret that packing could give away.
"""

import gzip
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers

from jinban.catalogue import queries as catalogue
from jinban.delegation import queries as delegation
from jinban.kit import marks
from jinban.kit.clock import legal_day, now
from jinban.places import queries as places

MOST = 512  # pages to a process, 20 KB each with what is packed
PLACE = "village"  # the cookie of the chosen place
LONGEST = 20  # letters of a code that may be one
PRIVATE = (settings.SESSION_COOKIE_NAME, "messages")
TOKEN = b"csrfmiddlewaretoken"
PACKS = re.compile(r"\bgzip\b")

Rest = ParamSpec("Rest")
Key = tuple[str, bool, str]


@dataclass(frozen=True)
class Page:
    """A page as it was drawn, and the state of things for which it holds."""

    stamp: tuple[Any, ...]
    plain: bytes
    packed: bytes
    kind: str
    tag: str


_pages: dict[Key, Page] = {}


def kept(
    view: Callable[Concatenate[HttpRequest, Rest], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, Rest], HttpResponseBase]:
    """A page of citizens that depends on nothing but its address, the letters, the chosen place, the published data and the
    time. Whoever has it already is told so, 304."""

    @wraps(view)
    def around(request: HttpRequest, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
        key = _key(request)
        stamp = _stamp(now()) if key else None
        if key is None or stamp is None:
            return view(request, *args, **kwargs)
        page = _pages.get(key)
        if page is None or page.stamp != stamp:
            response = view(request, *args, **kwargs)
            page = _drawn(response, stamp)
            if page is None:
                return response
            _keep(key, page)
        return _answer(request, page)

    return around


def forget() -> None:
    """Draw every page anew."""
    _pages.clear()


def _key(request: HttpRequest) -> Key | None:
    """Under what this request's page is kept; None where it is drawn for this one visitor."""
    plain = request.method == "GET" and not request.META.get("QUERY_STRING")
    place = request.COOKIES.get(PLACE, "")
    if not plain or len(place) > LONGEST or any(name in request.COOKIES for name in PRIVATE):
        return None
    return request.path, bool(getattr(request, "elder", False)), place


def _stamp(at: datetime) -> tuple[Any, ...] | None:
    """What may change a page beside its address; None in a database that does not say when its data change."""
    versions = (marks.version(places.VERSION), marks.version(delegation.VERSION), catalogue.edition())
    return (*versions, marks.is_demo(), legal_day(at), places.stretch(at)) if all(versions) else None


def _drawn(response: HttpResponseBase, stamp: tuple[Any, ...]) -> Page | None:
    """The page to keep; None where the answer is anything else than a page that has no token in it and sets nothing."""
    if not isinstance(response, HttpResponse) or response.status_code != 200 or response.cookies:
        return None
    body = response.content
    if set(response.headers) != {"Content-Type"} or TOKEN in body:
        return None
    tag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
    return Page(stamp, body, gzip.compress(body, mtime=0), response.headers["Content-Type"], tag)


def _keep(key: Key, page: Page) -> None:
    """Keep it in place of the one that no longer holds; the oldest gives way."""
    _pages.pop(key, None)
    while len(_pages) >= MOST:
        _pages.pop(next(iter(list(_pages)), key), None)
    _pages[key] = page


def _answer(request: HttpRequest, page: Page) -> HttpResponseBase:
    packs = bool(PACKS.search(request.META.get("HTTP_ACCEPT_ENCODING", "")))
    headers = {"ETag": page.tag, "Cache-Control": "no-cache"}
    if packs:
        headers["Content-Encoding"] = "gzip"
    response = HttpResponse(page.packed if packs else page.plain, content_type=page.kind, headers=headers)
    patch_vary_headers(response, ("Accept-Encoding", "Cookie"))
    found = get_conditional_response(request, etag=page.tag, response=response)
    return response if found is None else found
