"""The workbench: find, choose what to take in, what has come, what waits."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from jinban.cases import desk, queries, queues
from jinban.cases.lights import Thresholds
from jinban.cases.models import Case
from jinban.catalogue import queries as catalogue
from jinban.delegation import queries as delegation
from jinban.delegation.models import Delegation
from jinban.delegation.rules import Power
from jinban.kit.clock import legal_day, now
from jinban.kit.workdays import Calendar
from jinban.people import permits
from jinban.people.actors import Actor
from jinban.people.roles import Role
from jinban.places import queries as places
from jinban.places.models import DepartmentKind, Site
from jinban.web.files.giving import links
from jinban.web.staff.seats import actor, seated

COUNTER = (Role.VILLAGE_HELPER, Role.TOWN_WINDOW, Role.POLICE_WINDOW)
SHOWN, OFTEN, FOUND = 60, 6, 20
LISTED = ("open", "coming", "deliver")


@dataclass(frozen=True)
class Waiting:
    """One case in a list: its light, how many working days are left, its stage in words, and whose it is."""

    case: Case
    light: str
    left: int | None
    name: str

    @property
    def number(self) -> str:
        """The last six digits, by which a clerk knows it."""
        return str(self.case.number or "")[-6:]


def waiting(case: Case, by: Actor, day: date, calendar: Calendar, thresholds: Thresholds) -> Waiting:
    """A case as a line of a list; its applicant only to those who may see the whole of it."""
    light = queries.light(case, day, calendar, thresholds)
    left = queues.left(case.promised_due, day, calendar) if light not in ("none", "undated") else None
    name = case.applicant.name if case.applicant and queries.may_see_detail(by, case) else ""
    return Waiting(case, str(light), left, name)


@dataclass(frozen=True)
class Offer:
    """One item in the picker: whether this window takes it in, and how far its place may go."""

    key: str
    name: str
    department: str
    power: str
    open: bool
    finishes: bool = False


def at_window(request: HttpRequest) -> tuple[Actor, Site, datetime, date]:
    """Who sits at which window, and when."""
    by, at = actor(request), now()
    assert by is not None
    assert request.seat.site is not None
    return by, request.seat.site, at, legal_day(at)


def day_asked(request: HttpRequest, today: date) -> date:
    """The `day` of the address, today without one; 404 for what is no day or has not come yet."""
    text = request.GET.get("day", "")
    try:
        day = date.fromisoformat(text) if text else today
    except ValueError:
        raise Http404 from None
    if day > today:
        raise Http404
    return day


def frame(by: Actor, day: date) -> dict[str, Any]:
    """What the left side of every counter page shows."""
    return {"figures": desk.today(by, day), "corrects": by.role in permits.roles("correct", "names")}


@seated(*COUNTER)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Everything that a window begins with."""
    by, site, _, day = at_window(request)
    words = request.GET.get("words", "").strip()[:60]
    calendar, thresholds = places.calendar(), queries.thresholds()
    coming, in_hand = queues.coming(by)[:SHOWN], list(queues.in_hand(by)[: SHOWN + 1])
    values = {
        **frame(by, day),
        **_picker(by, site, day, words),
        "last": desk.last_taken_in(by),
        "coming": [waiting(case, by, day, calendar, thresholds) for case in coming],
        "open": [waiting(case, by, day, calendar, thresholds) for case in in_hand[:SHOWN]],
        "more": len(in_hand) > SHOWN,
        "files": {which: links(request, f"counter.{which}", "counter:list-file", which) for which in LISTED},
        "deliver": [waiting(case, by, day, calendar, thresholds) for case in queries.to_deliver(by)[:SHOWN]],
    }
    return render(request, "counter/home.html", values)


def _picker(by: Actor, site: Site, day: date, words: str) -> dict[str, Any]:
    """The items by words; without words those most used here, then all that this window takes in."""
    held = offers(by, site, day)
    if words:
        found = catalogue.search(words, day, most=FOUND)
        known = [held.get(hit.item) or Offer(hit.item, hit.name, hit.department, "", False) for hit in found]
        return {"words": words, "found": known}
    used = [held[key] for key in desk.items_used(by, day) if key in held]
    rest = sorted(held.values(), key=lambda one: (one.department, one.name))
    often = [*used, *(one for one in rest if one not in used)][:OFTEN]
    return {"words": "", "often": often, "used": bool(used), "rest": [one for one in rest if one not in often]}


def offers(by: Actor, site: Site, day: date) -> dict[str, Offer]:
    """Every item that this window handles on a day, by its key, with how far its place may go."""
    powers = delegation.powers(site, day)
    rows = delegation.on(day) if site.kind == "hall" else delegation.delegated_items(site, day)
    return {row.item_id: _offer(row, powers.get(row.item_id, Power.NONE)) for row in rows if _mine(row, by)}


def _mine(row: Delegation, by: Actor) -> bool:
    """The police window takes in what belongs to the police; a village takes in both; the other windows all but that."""
    police = row.department.kind == DepartmentKind.POLICE
    return by.role == Role.VILLAGE_HELPER or police == (by.role == Role.POLICE_WINDOW)


def _offer(row: Delegation, power: Power) -> Offer:
    return Offer(
        row.item_id, row.item.name, row.department.name, str(power.label), power >= Power.COLLECT, power >= Power.CLOSE
    )


@seated(*COUNTER)
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Scanned or typed: a case number, a spoken code, a whole identity number, the beginning of a name. One hit opens
    at once. Asked by POST, so that no number stays in an address."""
    by, _, _, day = at_window(request)
    text = request.POST.get("scan", "").strip()[:80]
    found = list(queries.find(by, text).cases[: FOUND + 1])
    if len(found) == 1:
        return HttpResponseRedirect(reverse("counter:case", args=[found[0].pk]))
    calendar, thresholds = places.calendar(), queries.thresholds()
    lines = [waiting(case, by, day, calendar, thresholds) for case in found[:FOUND]]
    values = {**frame(by, day), "lines": lines, "more": len(found) > FOUND, "asked": bool(text)}
    return render(request, "counter/found.html", values)
