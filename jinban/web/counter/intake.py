"""Taking in: one dense page, one post, one transaction."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from jinban.cases import desk, rules
from jinban.cases.actions import counter
from jinban.cases.models import Case
from jinban.cases.stages import CASE, S
from jinban.catalogue import queries as catalogue
from jinban.catalogue.content import Content
from jinban.catalogue.models import ItemVersion
from jinban.delegation import queries as delegation
from jinban.delegation.rules import Power
from jinban.kit.clock import legal_day
from jinban.kit.refused import Refused
from jinban.kit.workdays import Calendar, Limit, NoCalendar, Unit
from jinban.people.actors import Actor
from jinban.people.models import IdType
from jinban.places import queries as places
from jinban.places.models import DepartmentKind, Division, Site
from jinban.web.counter.bench import COUNTER, at_window, frame
from jinban.web.counter.forms import HANDED, MISSING, WAIVED, TakeIn
from jinban.web.moves import what_to_bring
from jinban.web.staff.seats import seated

FINISHES = ("receive", "accept", "conclude", "notify")


@dataclass(frozen=True)
class Offered:
    """What this window may do with this item today."""

    version: ItemVersion
    content: Content
    accept: bool
    conclude: bool
    tell: bool

    @property
    def first(self) -> str:
        """What Ctrl+Enter does: as much as this place may finish."""
        return "conclude" if self.conclude else "accept" if self.accept else "receive"


def offered(key: str, by: Actor, site: Site, at: datetime) -> Offered:
    """The item as it may be handled here. Unknown item: 404. Refused with the nearest place where it is not taken in."""
    day = legal_day(at)
    version = catalogue.offered(key, day)
    if version is None:
        raise Http404
    if sentence := delegation.refusal(site, key, Power.COLLECT, day):
        raise Refused(sentence)
    content, row = version.said, delegation.known_held(site, key, day)
    imagined = Case(
        stage=S.DRAFT, site=site, holder_site=site, delegation=row, department=version.item.department,
        task_type=content.elements.task_type.value, instant=content.elements.kind.value == "instant",
        police=version.item.department.kind == DepartmentKind.POLICE,
    )  # fmt: skip
    if sentence := CASE.refusal(imagined, "receive", by=by, standing=rules.standing(imagined, by), at=at):
        raise Refused(sentence)
    accept = rules.may_not_accept(imagined, by) is None
    close = accept and imagined.instant and rules.may_not_decide(imagined, by) is None
    return Offered(version, content, accept, close, rules.may_not_tell(imagined, by) is None)


@seated(*COUNTER)
@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: HttpRequest) -> HttpResponse:
    """The form of one item; posted with `do`: show and all change what is shown, the others finish the visit."""
    by, site, at, _ = at_window(request)
    offer = offered(request.GET.get("item", ""), by, site, at)
    villages = places.known_villages(site.town) if site.town else []
    if request.method != "POST":
        form = _begun(request, offer, by, site, villages)
        return _page(request, offer, form)
    do = request.POST.get("do", "receive")
    answers = _answers(offer.content, request.POST)
    if do not in FINISHES:
        form = TakeIn(
            offer.content, villages, answers, initial=_kept(request.POST, offer.content, answers, all_in=do == "all")
        )
        return _page(request, offer, form, part=bool(getattr(request, "htmx", False)))
    told = do == "notify" and any(name.startswith("t_") for name in request.POST)
    form = TakeIn(offer.content, villages, answers, data=request.POST, points=told)
    if not form.is_valid():
        return _page(request, offer, form, status=422)
    if do == "notify" and not told:
        return _told_first(request, offer, form, villages)
    try:
        case = counter.serve(
            form.visit(site), by=by, at=at, key=form.cleaned_data["key"], finish=do, points=form.points()
        )
    except Refused as fault:
        again = request.POST.copy()
        again["key"] = uuid.uuid4().hex  # nothing was written under the old one by this request
        form = TakeIn(offer.content, villages, answers, data=again, points=told)
        return _page(request, offer, form, status=409, sentence=fault.sentence)
    return HttpResponseRedirect(reverse("counter:notice" if do == "notify" else "counter:slip", args=[case.pk]))


def _answers(content: Content, given: QueryDict | dict[str, str]) -> dict[str, str]:
    return {question.key: given.get(f"q_{question.key}", "") for question in content.questions}


def _begun(request: HttpRequest, offer: Offered, by: Actor, site: Site, villages: list[Division]) -> TakeIn:
    """A fresh form; `like` names a case whose situation it begins with. Nothing about a person is taken over."""
    like = request.GET.get("like", "")
    case = desk.like(by, int(like)) if like.isdecimal() and len(like) < 19 else None
    known = case.answers if case and case.item_id == offer.content.key else {}
    answers = _sound(offer.content, known)
    home = site.division_id if site.kind == "station" else ""
    initial = {"id_type": IdType.RESIDENT, "home": home, **{f"q_{key}": value for key, value in answers.items()}}
    return TakeIn(offer.content, villages, answers, initial=initial)


def _sound(content: Content, known: dict[str, Any]) -> dict[str, str]:
    """The old answers that this version still offers."""
    kept = {}
    for question in content.questions:
        value = str(known.get(question.key, ""))
        if not question.answers or value in {answer.key for answer in question.answers}:
            kept[question.key] = value
    return kept


def _kept(posted: QueryDict, content: Content, answers: dict[str, str], *, all_in: bool) -> dict[str, Any]:
    """What was typed, to be shown again without judging it; with `all_in` every paper as handed in or waived."""
    kept: dict[str, Any] = {name: value for name, value in posted.items() if name not in ("do", "csrfmiddlewaretoken")}
    if all_in:
        kept |= {f"m_{one.key}": WAIVED if one.waived == "shared" else HANDED for one in content.materials}
    return kept


def _told_first(request: HttpRequest, offer: Offered, form: TakeIn, villages: list[Division]) -> HttpResponse:
    """Before the one notice goes out: its points, ready to be worded."""
    if not form.lacking:
        return _page(request, offer, form, status=409, sentence="材料都齐了，不用告知补正，可以受理。")
    worded = {
        f"t_{one.key}": what_to_bring(one, one.name)
        for one in form.exact
        if form.cleaned_data[f"m_{one.key}"] == MISSING
    }
    kept = _kept(request.POST, offer.content, form.answers, all_in=False) | worded
    again = TakeIn(offer.content, villages, form.answers, initial=kept, points=True)
    return _page(request, offer, again)


def _page(
    request: HttpRequest, offer: Offered, form: TakeIn, *, status: int = 200, sentence: str = "", part: bool = False
) -> HttpResponse:  # fmt: skip
    by, _, _, day = at_window(request)
    elements, calendar = offer.content.elements, places.calendar()
    values = {
        "form": form, "offer": offer, "content": offer.content, "elements": elements, "version": offer.version,
        "sentence": sentence, "wrong": bool(sentence), "telling": form.telling,
        "promised": _ends(calendar, day, elements.promised_limit.value),
        "legal": _ends(calendar, day, elements.legal_limit.value),
    }  # fmt: skip
    if part:
        return render(request, "counter/exact.html", values, status=status)
    return render(
        request, "counter/take_in.html", {**frame(by, day), **values, "last": desk.last_taken_in(by)}, status=status
    )


def _ends(calendar: Calendar, day: date, limit: Any) -> date | None:
    """When a limit would end if it were accepted today; None without a calendar for that year."""
    try:
        return calendar.due(day, Limit(limit.amount, Unit(limit.unit))).day
    except NoCalendar:
        return None
