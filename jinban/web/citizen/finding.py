"""Home, search and the whole list: the way from a citizen's words to an item."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jinban.catalogue import queries as catalogue
from jinban.catalogue.models import ItemVersion
from jinban.kit import marks
from jinban.kit.clock import legal_day, now
from jinban.places import queries as places
from jinban.web.citizen import events_of_life, placing
from jinban.web.files.giving import links
from jinban.web.kept import kept

LONGEST = 60


@dataclass(frozen=True)
class Card:
    """One line that leads to an item: plain name first, the official name and the department small."""

    key: str
    name: str
    official: str
    department: str
    item_class: str = ""
    verified: bool = True

    @property
    def note(self) -> str:
        return f"{self.official}，{self.department}" if self.official != self.name else self.department


def shelf(day: date) -> tuple[Card, ...]:
    """Every item of a day, by department and name, kept by each process until catalogue or places change."""
    stamp = (catalogue.edition(), marks.version(places.VERSION))
    return _shelf(stamp, day) if all(stamp) else _cards(day)


@lru_cache(maxsize=4)
def _shelf(stamp: tuple[str, str], day: date) -> tuple[Card, ...]:
    return _cards(day)


def _cards(day: date) -> tuple[Card, ...]:
    return tuple(card(version) for version in catalogue.published(day))


def card(version: ItemVersion) -> Card:
    item = version.item
    return Card(
        item.key,
        version.content["plain_name"],
        item.name,
        item.department.name,
        item.item_class_id or "",
        version.verified,
    )


@require_safe
@kept
def home(request: HttpRequest) -> HttpResponse:
    """Search first; then what happens in a life, what is done most, and the nearest place."""
    at = now()
    known = {one.key: one for one in shelf(legal_day(at))}
    values = {
        "events": events_of_life.EVENTS,
        "most": [known[key] for key in events_of_life.MOST_DONE if key in known],
        "count": len(known),
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
    hits = catalogue.search(text, day)
    cards = [Card(h.item, h.plain_name, h.name, h.department, verified=h.verified) for h in hits]
    values = {"q": text, "title": f"没查到“{text}”", "cards": cards, "events": events_of_life.EVENTS}
    return render(request, "citizen/find.html", values)


def of_event(request: HttpRequest, key: str, day: date) -> HttpResponse:
    event = events_of_life.BY_KEY.get(key)
    if event is None:
        raise Http404
    order = {item: place for place, item in enumerate(event.items)}
    classes = {code: place for place, code in enumerate(event.classes)}
    meant = [one for one in shelf(day) if one.key in order or one.item_class in classes]
    meant.sort(key=lambda one: (classes.get(one.item_class, 99), order.get(one.key, 99), one.official))
    return render(request, "citizen/event.html", {"event": event, "cards": meant})


@require_safe
def items(request: HttpRequest) -> HttpResponse:
    """Every item of today, by department."""
    cards = shelf(legal_day(now()))
    groups = [(name, list(rows)) for name, rows in groupby(cards, key=lambda one: one.department)]
    return render(
        request,
        "citizen/items.html",
        {"groups": groups, "count": len(cards), "files": links(request, "catalogue.items", "citizen:items-file")},
    )
