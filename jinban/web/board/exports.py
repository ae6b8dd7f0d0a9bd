"""Files of what the board shows and of all rows behind a figure, for the posts that may export figures. Others find no
such address. A page and its files read the same part through the same gate."""

from dataclasses import replace
from datetime import date

from django.http import Http404, HttpRequest, HttpResponseBase

from jinban.cases.figures import SLEEPING
from jinban.kit import marks
from jinban.kit.clock import legal_day, now
from jinban.kit.figures import FIGURES, Figure
from jinban.people import permits
from jinban.people.models import Seat
from jinban.people.roles import DEPARTMENT_ROLES, STATION_ROLES, Role
from jinban.web.board import behind, sheets
from jinban.web.board.behind import Listing
from jinban.web.board.part import NONE, Part, bound, read, seen_by
from jinban.web.board.shown import Shown
from jinban.web.context import city_name
from jinban.web.files.giving import NOT_IN_NAMES, answer
from jinban.web.files.sheet import Tally
from jinban.web.staff.seats import actor, seated

MAY_EXPORT = permits.roles("export", "figures")
LONGEST_NAME = 60


def may_export(seat: Seat) -> bool:
    """Whether this seat's pages lead to files."""
    return permits.may(seat.role, "export", "figures") is None


@seated(*MAY_EXPORT)
def table(request: HttpRequest, ending: str) -> HttpResponseBase:
    """What the board shows at this address, as a file."""
    at = now()
    part = read(request, actor(request), legal_day(at))
    title = f"{city_name()}{part.asked.period.label}总览"
    tally = Tally()
    about, *tables = sheets.of_board(Shown.of(part, at), title, marks.is_demo())
    found = [about, *map(tally.counted, tables)]
    return answer(request, found, key="board.table", name=_name(title, part), ending=ending, tally=tally, at=at)


@seated(*MAY_EXPORT)
def rows(request: HttpRequest, key: str, ending: str) -> HttpResponseBase:
    """All rows behind one number, as a file. The comma-separated one holds the rows alone, for other programs."""
    at, by = now(), actor(request)
    part, figure, listing = behind_figure(request, legal_day(at), key)
    title = f"{city_name()}{part.asked.period.label}{figure.label}明细"
    about = sheets.About(title, part, seen_by(part.seat, part.names), at, marks.is_demo(), marks.scale())
    lines = behind.every(by, part.asked, figure, listing)
    tally = Tally()
    first, listed = sheets.of_rows(about, figure, part.asked.total(figure), listing, lines)
    found = [first, tally.counted(listed)][ending == "csv" :]
    return answer(request, found, key="board.rows", name=_name(title, part), ending=ending, tally=tally, at=at)


def behind_figure(request: HttpRequest, today: date, key: str) -> tuple[Part, Figure, Listing]:
    """The part that is asked for, the figure of this key, and how its rows are listed. 404 where there is none."""
    figure = FIGURES.get(key)
    if figure is None:
        raise Http404
    part = read(request, actor(request), today)
    if figure is SLEEPING:
        part = of_own_stations(part)
    listing = behind.listing(figure, part.names, part.asked)
    if listing is None:
        raise Http404
    return part, figure, listing


def of_own_stations(part: Part) -> Part:
    """The same over the stations of the seat's own town: of others it sees no cases, and they would seem asleep. 404 for
    seats that see a part of a station's cases only."""
    town = bound(part.seat)
    if town == NONE or part.seat.role in (*DEPARTMENT_ROLES, *STATION_ROLES, Role.POLICE_WINDOW):
        raise Http404
    return replace(part, asked=part.asked.also(town=(town,))) if town else part


def _name(title: str, part: Part) -> str:
    """大冶市2023年总览（陈贵镇）, without what a file's name cannot hold."""
    whole = f"{title}（{part.label}）" if part.label else title
    return NOT_IN_NAMES.sub("_", whole)[:LONGEST_NAME]
