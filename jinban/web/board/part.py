"""Which part of the figures a page of the board shows: read from its address, written into its links."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.urls import reverse

from jinban.cases import figures, queries
from jinban.cases.figures import Asked
from jinban.gathering import queries as gathering
from jinban.kit.figures import Figure, Period
from jinban.kit.refused import Refused
from jinban.people.actors import Actor
from jinban.people.models import Seat
from jinban.people.roles import DEPARTMENT_ROLES, STATION_ROLES, Role
from jinban.places.models import Site
from jinban.web.board.names import Names

DIMENSIONS = ("town", "site", "department", "item", "class", "batch", "level", "channel")
NONE = "-"


@dataclass(frozen=True)
class Part:
    """One seat's part of the figures: the period, what it is narrowed to, and the words for both. `on`: the day on which what
    stands is looked at, as the address says it; empty for the last of the period."""

    asked: Asked
    period: str
    words: Mapping[str, str]
    names: Names
    seat: Seat
    years: tuple[int, int]
    on: str = ""

    @property
    def label(self) -> str:
        """What it is narrowed to: 陈贵镇，省级一批."""
        return "，".join(self.names.of(dimension, _value(word)) for dimension, word in self.words.items())

    @property
    def town(self) -> str:
        """The one town that is looked at, by the address or by the seat; empty for the county."""
        return self.words.get("town") or (bound(self.seat) if bound(self.seat) != NONE else "")

    @property
    def by_site(self) -> bool:
        """Whether the places are told apart by site: within one town, and for the hall."""
        return bool(self.town or self.words.get("site") or bound(self.seat))

    def choices(self, dimension: str) -> list[tuple[str, str]]:
        """The towns or departments among which this seat may choose; none where its gate leaves no choice."""
        fixed = bound(self.seat) if dimension == "town" else self.seat.role in DEPARTMENT_ROLES
        return [] if fixed else list(self.names.all(dimension).items())

    def board(self, **changes: Any) -> str:
        """The address of the board, narrowed otherwise; a change to "" takes a filter away."""
        return f"{reverse('board')}?{self._query(changes)}"

    @property
    def whole(self) -> str:
        """The address of the board of this period without any filter."""
        return f"{reverse('board')}?{urlencode({'period': self.period})}"

    def rows(self, figure: Figure, **changes: Any) -> str:
        """The address of the rows behind a figure of this part, narrowed further."""
        return f"{reverse('board-rows', args=(figure.key,))}?{self._query(changes)}"

    def file(self, ending: str) -> str:
        """The address of the file of this board: `xlsx` or `csv`."""
        return f"{reverse(f'board-{ending}')}?{self._query({})}"

    def rows_file(self, figure: Figure, ending: str) -> str:
        """The address of the file of all rows behind a figure of this part."""
        return f"{reverse(f'board-rows-{ending}', args=(figure.key,))}?{self._query({})}"

    def _query(self, changes: Mapping[str, Any]) -> str:
        named = {name: NONE if value is None else value for name, value in changes.items()}
        wanted = {"period": self.period, "on": self.on, **self.words, **named}
        return urlencode({name: value for name, value in wanted.items() if value != ""})


def read(request: HttpRequest, actor: Actor, today: date) -> Part:
    """The part that an address asks for. 404 for a place or department outside of the seat's gate, as for one that does
    not exist; Refused when the period is none."""
    seat: Seat = request.seat  # type: ignore[attr-defined]
    names = Names(today)
    words = {name: request.GET[name] for name in DIMENSIONS if request.GET.get(name)}
    for dimension, word in words.items():
        if not (may_ask(seat, dimension, word, names.sites) and names.knows(dimension, _value(word))):
            raise Http404
    days = figures.days()
    years = (days[0].year, days[1].year) if days else (today.year - 1, today.year - 1)
    # The year that runs, if it has cases; else the last full one.
    text = request.GET.get("period") or str(today.year if years[1] >= today.year else today.year - 1)
    filters: dict[str, tuple[Any, ...]] = {name: (_value(word),) for name, word in words.items()}
    if seat.role in DEPARTMENT_ROLES:
        filters["department"] = (seat.department_id,)
    on = request.GET.get("on", "")
    period = _seen_on(Period.parse(text), on)
    asked = Asked(period, queries.scope(actor), filters, gathering.scopes(actor))
    return Part(asked, text, words, names, seat, years, on)


def _seen_on(period: Period, on: str) -> Period:
    """What stands (places, powers) is looked at on the last day of the period, unless a day is asked for."""
    try:
        return period.seen_on(date.fromisoformat(on)) if on else period
    except ValueError:
        raise Refused("看哪一天要写成 2024-01-02 这样。") from None


def _value(word: str) -> str | None:
    return None if word == NONE else word


def may_ask(seat: Seat, dimension: str, word: str, sites: Mapping[str, Site]) -> bool:
    """Whether this seat's gate lets it ask for one place or department at all."""
    own = bound(seat)
    if own and dimension == "town":
        return word == own
    if own and dimension == "site":
        site = sites.get(word)
        if site is None or seat.role in STATION_ROLES or own == NONE:
            return word == seat.site_id
        return site.town == own
    if seat.role in DEPARTMENT_ROLES and dimension == "department":
        return word == seat.department_id
    return True


def bound(seat: Seat) -> str:
    """The town to which this seat's view is bound; "-" for a seat in the hall, which lies in none; empty for none."""
    return (seat.site.town or NONE) if seat.site else ""


def seen_by(seat: Seat, names: Names) -> str:
    """What the numbers of this seat count, in words."""
    if seat.site and (seat.role in STATION_ROLES or not seat.site.town):
        return str(seat.site.label)
    if seat.site:
        town = names.of("town", seat.site.town)
        return f"{town}的公安事项" if seat.role == Role.POLICE_WINDOW else town
    return f"{seat.department.name}的事项" if seat.role in DEPARTMENT_ROLES and seat.department else "全市"


def periods(part: Part, today: date) -> list[tuple[str, str]]:
    """The periods to offer: the years that have cases, and the quarters and months of the chosen one."""
    year = part.asked.period.first.year
    words = [str(one) for one in range(max(part.years[1], year), min(part.years[0], year) - 1, -1)]
    begun = [month for month in range(1, 13) if date(year, month, 1) <= today]
    words += [f"{year}Q{quarter}" for quarter in range(1, 5) if quarter * 3 - 2 in begun]
    words += [f"{year}-{month:02}" for month in begun]
    return [(word, Period.parse(word).label) for word in words]
