"""Home, search and the whole list: the way from a citizen's words to an item."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jinban.catalogue import queries as catalogue
from jinban.catalogue.models import ItemVersion
from jinban.kit.clock import legal_day, now
from jinban.web.citizen import events_of_life, placing

LONGEST = 60


@dataclass(frozen=True)
class Card:
    """One line that leads to an item."""

    key: str
    name: str
    note: str = ""
    verified: bool = True


def card(version: ItemVersion) -> Card:
    """Plain name first; the official name and the department small."""
    item, plain = version.item, version.content["plain_name"]
    official = f"{item.name}，" if item.name != plain else ""
    return Card(item.key, plain, f"{official}{item.department.name}", version.verified)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Search first; then what happens in a life, what is done most, and the nearest place."""
    at = now()
    shelf = {version.item_id: version for version in catalogue.published(legal_day(at))}
    values = {
        "events": events_of_life.EVENTS,
        "most": [card(shelf[key]) for key in events_of_life.MOST_DONE if key in shelf],
        "count": len(shelf),
        "mine": placing.door_of(placing.chosen(request), at),
    }
    return render(request, "citizen/home.html", values)


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Hits for the words in `q`, or the items of the life event in `event`; never a dead end."""
    day = legal_day(now())
    if "event" in request.GET:
        return of_event(request, request.GET["event"], day)
    text = " ".join(request.GET.get("q", "").split())[:LONGEST]
    cards = [
        Card(
            hit.item,
            hit.plain_name,
            (f"{hit.name}，" if hit.name != hit.plain_name else "") + hit.department,
            hit.verified,
        )
        for hit in catalogue.search(text, day)
    ]
    values = {"q": text, "title": f"没查到“{text}”", "cards": cards, "events": events_of_life.EVENTS}
    return render(request, "citizen/find.html", values)


def of_event(request: HttpRequest, key: str, day: date) -> HttpResponse:
    event = events_of_life.BY_KEY.get(key)
    if event is None:
        raise Http404
    shelf = catalogue.published(day)
    order = {item: place for place, item in enumerate(event.items)}
    classes = {code: place for place, code in enumerate(event.classes)}
    meant = [v for v in shelf if v.item_id in order or v.item.item_class_id in classes]
    meant.sort(key=lambda v: (classes.get(v.item.item_class_id, 99), order.get(v.item_id, 99), v.item.name))
    values = {"event": event, "cards": [card(version) for version in meant], "events": events_of_life.EVENTS}
    return render(request, "citizen/event.html", values)


@require_safe
def items(request: HttpRequest) -> HttpResponse:
    """Every item of today, by department."""
    shelf = catalogue.published(legal_day(now()))
    return render(request, "citizen/items.html", {"groups": by_department(shelf), "count": len(shelf)})


def by_department(shelf: Iterable[ItemVersion]) -> list[tuple[str, list[Card]]]:
    named = groupby(shelf, key=lambda version: version.item.department.name)
    return [(name, [card(version) for version in rows]) for name, rows in named]
