"""日清单 and 台账: the day of a place case by case, its month item by item; on the screen, on A4 and as files."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jinban.cases import ledgers, queries
from jinban.cases.ledgers import Act, Counts, Entry, ItemLine
from jinban.cases.models import Case
from jinban.kit.clock import legal_day, now
from jinban.kit.figures import Period
from jinban.kit.refused import Refused
from jinban.kit.sealed import mask_name
from jinban.people import queries as people
from jinban.people.actors import Actor
from jinban.people.models import ApplicantKind, Seat
from jinban.people.roles import Role
from jinban.places import queries as places
from jinban.places.models import Site
from jinban.web.counter.bench import COUNTER, at_window, day_asked
from jinban.web.files.giving import Listing, by_chunks, exporters, give, links
from jinban.web.files.sheet import Head, Sheet
from jinban.web.staff.seats import seated
from jinban.web.templatetags.jinban import hour, moment, plain_day, short_moment

SHOWN = 500
STEPS = {"received": "收件", "accepted": "受理", "decided": "办结", "delivered": "送达"}
TOTALS = (*STEPS.items(), ("on_the_spot", "其中当场办结"))
DAY = (
    Head("序号", "count"), Head("办件号", "number"), Head("申请人", "word"), Head("事项"),
    *(Head(f"{label}{what}", "word") for label in STEPS.values() for what in ("时间", "经办")), Head("结果", "word"),
)  # fmt: skip
COLUMNS = {
    "received": "收件", "accepted": "受理", "decided": "办结", "on_the_spot": "其中当场办结", "denied": "不予", "delivered": "送达",
    "late": "超承诺办结",
}  # fmt: skip
LEDGER = (Head("事项"), Head("部门"), *(Head(label, "count") for label in COLUMNS.values()))
ONE_BY_ONE = (
    Head("办件号", "number"), Head("收件", "day"), Head("申请人", "word"), Head("事项"), Head("受理", "day"), Head("办结", "day"),
    Head("结果", "word"), Head("送达", "day"), Head("现在", "word"),
)  # fmt: skip


@dataclass(frozen=True)
class Place:
    """Whose ledger: the window's own place, or for a town's window a station of its town."""

    by: Actor
    site: Site
    choices: list[Site]

    @classmethod
    def of(cls, request: HttpRequest) -> "Place":
        """Reads `site` from the address; 404 for a place that this window does not answer for."""
        by, own, _, day = at_window(request)
        below = places.stations(own.town, day) if by.role == Role.TOWN_WINDOW and own.town else []
        choices = [own, *(site for site in below if site.pk != own.pk)]
        wanted = request.GET.get("site", own.pk)
        found = next((site for site in choices if site.pk == wanted), None)
        if found is None:
            raise Http404
        return cls(by, found, choices)

    def label(self, case: Case) -> str:
        """Whose case it is, masked, for those who may see the whole of it."""
        if case.applicant is None or not queries.may_see_detail(self.by, case):
            return ""
        whole = case.applicant.kind == ApplicantKind.ORGANISATION
        return case.applicant.name if whole else mask_name(case.applicant.name)


# -- a day ----------------------------------------------------------------------------------------


def _clerk(request: HttpRequest) -> int:
    text = request.GET.get("clerk", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _cells(entry: Entry, on: date, seats: dict[int, Seat]) -> list[str]:
    """9:05 柯小南 for each step that counts for the day; 3月7日 9:05 柯小南 for one that was made on another."""
    return [" ".join(_act(entry.acts[step], on, seats)).strip() if step in entry.acts else "" for step in STEPS]


def _act(act: Act, on: date, seats: dict[int, Seat]) -> tuple[str, str]:
    if act.at is None:
        return "当天", "时钟" if act.clock else ""
    made, seat = legal_day(act.at), seats.get(act.seat or 0)
    told = hour if made == on else short_moment if made.year == on.year else moment
    return told(act.at), f"{seat.staff.name}{seat.stands_for}" if seat else "系统"


def _seats(entries: list[Entry]) -> dict[int, Seat]:
    return people.seats(act.seat for entry in entries for act in entry.acts.values() if act.seat)


@seated(*COUNTER)
@require_safe
def day(request: HttpRequest) -> HttpResponse:
    """Each case with which something was done on a day, when and by whom, and the totals."""
    place, at = Place.of(request), now()
    on, clerk = day_asked(request, legal_day(at)), _clerk(request)
    everybody = ledgers.of_day(place.by, place.site.pk, on)
    cases = ledgers.of_day(place.by, place.site.pk, on, clerk)
    entries = ledgers.entries(list(cases[: SHOWN + 1]), on)
    seats, found = _seats(entries), ledgers.counts(cases, on)
    clerks = people.seats([*ledgers.clerks(everybody), clerk])
    values = {
        "place": place, "on": on, "clerk": clerk, "made": at,
        "clerks": [(key, seat.officer) for key, seat in sorted(clerks.items())],
        "rows": [(entry.case, place.label(entry.case), _cells(entry, on, seats)) for entry in entries[:SHOWN]],
        "more": len(entries) > SHOWN,
        "totals": [(label, getattr(found, name)) for name, label in TOTALS],
        "steps": STEPS.values(),
        "files": links(request, "counter.day", "counter:day-file") if entries else [],
    }  # fmt: skip
    return render(request, "counter/day.html", values)


@seated(*exporters("counter.day", COUNTER))
@require_safe
def day_file(request: HttpRequest, ending: str) -> HttpResponseBase:
    """The day sheet as a file, however long."""
    place = Place.of(request)
    on, clerk = day_asked(request, legal_day(now())), _clerk(request)
    cases = ledgers.of_day(place.by, place.site.pk, on, clerk)
    told = [("地点", place.site.label), ("日期", plain_day(on))]
    if clerk and clerk in (seats := people.seats([clerk])):
        told.append(("收件人", seats[clerk].officer))
    told.append(("合计", _summed(ledgers.counts(cases, on))))

    def lines() -> Iterator[tuple[Any, ...]]:
        number = 0
        for some in by_chunks(cases):
            entries = ledgers.entries(some, on)
            known = _seats(entries)
            for entry in entries:
                number += 1
                acts = [
                    word
                    for step in STEPS
                    for word in (_act(entry.acts[step], on, known) if step in entry.acts else ("", ""))
                ]
                case = entry.case
                verdict = case.get_verdict_display() if "decided" in entry.acts else ""
                yield number, case.number, place.label(case), case.item.name, *acts, verdict

    name = f"{place.site.label}{plain_day(on)}日清单"
    return give(request, Listing("counter.day", DAY, lines(), told, name), ending)


def _summed(found: Counts) -> str:
    return "，".join(f"{label} {getattr(found, name)} 件" for name, label in TOTALS)


# -- a month --------------------------------------------------------------------------------------


def _month(request: HttpRequest, today: date) -> Period:
    """The `month` of the address, this one without it; 404 for one that has not begun, and for what is none."""
    text = request.GET.get("month") or f"{today:%Y-%m}"
    try:
        period = Period.parse(text)
    except Refused:
        raise Http404 from None
    if len(period.months) != 1 or period.first > today:
        raise Http404
    return period


def _row(line: ItemLine) -> tuple[Any, ...]:
    return line.name, line.department, *(getattr(line, name) for name in COLUMNS)


def _foot(lines: list[ItemLine]) -> tuple[Any, ...]:
    return "合计", "", *(sum(getattr(line, name) for line in lines) for name in COLUMNS)


@seated(*COUNTER)
@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """The month of a place, item by item."""
    place, at = Place.of(request), now()
    month = _month(request, legal_day(at))
    lines = ledgers.by_item(place.by, place.site.pk, month.first, month.last)
    values = {
        "place": place, "month": month, "made": at, "rows": [_row(line) for line in lines], "foot": _foot(lines)[2:],
        "heads": LEDGER, "value": f"{month.first:%Y-%m}", "latest": f"{legal_day(at):%Y-%m}",
        "files": links(request, "counter.ledger", "counter:ledger-file") if lines else [],
    }  # fmt: skip
    return render(request, "counter/ledger.html", values)


@seated(*exporters("counter.ledger", COUNTER))
@require_safe
def ledger_file(request: HttpRequest, ending: str) -> HttpResponseBase:
    """The month as a file: item by item, and in a workbook each case taken in, too."""
    place = Place.of(request)
    month = _month(request, legal_day(now()))
    lines = ledgers.by_item(place.by, place.site.pk, month.first, month.last)

    def one_by_one() -> Iterator[tuple[Any, ...]]:
        for some in by_chunks(ledgers.of_days(place.by, place.site.pk, month.first, month.last)):
            for case in some:
                yield (
                    case.number, case.received_day, place.label(case), case.item.name, case.accepted_day, case.decided_day,
                    case.get_verdict_display() if case.verdict else "", case.delivered_day, case.get_stage_display(),
                )  # fmt: skip

    further = [Sheet("逐件", ONE_BY_ONE, one_by_one())]
    told = [("地点", place.site.label), ("时段", month.label)]
    listing = Listing(
        "counter.ledger", LEDGER, [_row(line) for line in lines], told, f"{place.site.label}{month.label}台账",
        foot=_foot(lines) if lines else (), further=further if ending == "xlsx" else (),
    )  # fmt: skip
    return give(request, listing, ending)
