"""Where a citizen is at home, kept in a cookie: town, then village. And how a place is shown: always both."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe

from jinban.kit.clock import CHINA, legal_day, now
from jinban.kit.refused import Refused
from jinban.places import queries as places
from jinban.places.models import Site
from jinban.web.files.giving import links
from jinban.web.kept import PLACE

TWO_YEARS = 2 * 365 * 24 * 60 * 60


@dataclass(frozen=True)
class Door:
    """One place as the pages show it. `open` is now, later, past, shut, or empty where nobody knows."""

    code: str
    label: str
    kind: str
    open: str
    today: str
    hours: list[str]
    phone: str
    address: str
    note: str = ""

    @property
    def open_word(self) -> str:
        return {"now": "现在开着", "later": "今天开", "past": "今天已关", "shut": "今天不开"}.get(self.open, "")

    @property
    def open_kind(self) -> str:
        return "ok" if self.open in ("now", "later") else ""


def door_of(site: Site | None, at: datetime, note: str = "") -> Door | None:
    """A site with its hours, and whether it is open at this moment."""
    if site is None:
        return None
    spans = spans_on(site, legal_day(at))
    return Door(
        site.code,
        site.label,
        site.kind,
        state(spans, at.astimezone(CHINA).time()),
        "，".join(f"{a.hour}:{a:%M}–{b.hour}:{b:%M}" for a, b in spans or ()),
        places.hours_text(site),
        site.phone,
        site.address,
        note,
    )


def spans_on(site: Site, day: date) -> list[tuple[time, time]] | None:
    """When it opens on a day; None where that year has no calendar."""
    try:
        return places.open_hours(site, day)
    except Refused:
        return None


def state(spans: list[tuple[time, time]] | None, moment: time) -> str:
    if spans is None:
        return ""
    if not spans:
        return "shut"
    if any(opens <= moment < closes for opens, closes in spans):
        return "now"
    return "later" if moment < spans[-1][0] else "past"


def chosen(request: HttpRequest) -> Site | None:
    """The station or centre that this browser chose, if it still exists."""
    code, day = request.COOKIES.get(PLACE, ""), legal_day(now())
    try:
        site = places.known_site(code) if code else None
    except Refused:
        return None
    return site if site and site.opened_on <= day and (site.closed_on is None or day <= site.closed_on) else None


def back_to(request: HttpRequest) -> str:
    """Where to go after the choice: an address of ours, or home."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else "/"


@require_safe
def towns(request: HttpRequest) -> HttpResponse:
    """The towns, or the places that bear the name in `q`."""
    at = now()
    text = " ".join(request.GET.get("q", "").split())
    day = legal_day(at)
    values = {
        "q": text,
        "found": [site for site in places.find_sites(text) if site.kind != "hall"] if text else [],
        "towns": places.towns(day),
        "mine": door_of(chosen(request), at),
        "next": back_to(request),
        "files": links(request, "places.sites", "citizen:places-file"),
    }
    return render(request, "citizen/places.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
def town(request: HttpRequest, code: str) -> HttpResponse:
    """The villages of one town; a POST keeps one of its sites as mine."""
    at = now()
    day = legal_day(at)
    here = next((division for division in places.towns(day) if division.code == code), None)
    if here is None:
        raise Http404
    centre, stations = places.centre_of(code, day), places.stations(code, day)
    if request.method == "POST":
        picked = request.POST.get("site", "")
        if picked not in {site.code for site in [centre, *stations] if site}:
            raise Http404
        answer = HttpResponseRedirect(back_to(request))
        answer.set_cookie(PLACE, picked, max_age=TWO_YEARS, samesite="Lax", httponly=True, secure=request.is_secure())
        return answer
    values = {
        "town": here,
        "centre": door_of(centre, at),
        "stations": stations,
        "mine": request.COOKIES.get(PLACE, ""),
        "next": back_to(request),
    }
    return render(request, "citizen/town.html", values)
