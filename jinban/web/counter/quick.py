"""The quick queue: many people with the same matter, one line each, every line a case of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from jinban.cases import desk
from jinban.cases.actions import counter
from jinban.cases.models import Case
from jinban.cases.stages import S
from jinban.catalogue import queries as catalogue
from jinban.catalogue.content import Material
from jinban.kit.clock import CHINA, legal_day
from jinban.kit.refused import Refused
from jinban.papers.queries import issuer
from jinban.people import queries as people
from jinban.people.actors import Actor
from jinban.places import queries as places
from jinban.places.models import Site
from jinban.web.counter import quick_lines as lines_of
from jinban.web.counter.bench import COUNTER, FOUND, OFTEN, at_window, day_asked, frame, offers
from jinban.web.counter.forms import TakeIn
from jinban.web.counter.intake import Offered, offered
from jinban.web.counter.papers import on_slip, title_of
from jinban.web.counter.quick_lines import FRESH, LABELS, MOST, Line
from jinban.web.staff.seats import seated

SHOWN = 200
FINISHES = {"conclude": "当场办结", "accept": "收件并受理", "receive": "收件"}
TOO_MANY = f"一次最多交{MOST}行，这次有{{}}行，一行都没有收。请先交前{MOST}行，余下的下一次交。"
PARTLY = "排在前面的人可能已经收下了，再交不会重收。"
TODAY = "{name}今天已经收过这件事（{when}，{site}，尾号 {tail}），没有再收。确要再收，请到收件页单独收。"


@dataclass(frozen=True)
class Queue:
    """One matter for many: the item as this window may handle it, and the situation that holds for all of them."""

    by: Actor
    site: Site
    at: datetime
    offer: Offered
    answers: dict[str, str]

    @classmethod
    def of(cls, request: HttpRequest) -> "Queue":
        """Reads `item` and the answers from the address. Unknown item: 404; one that is not taken in here: refused."""
        by, site, at, _ = at_window(request)
        offer = offered(request.GET.get("item", ""), by, site, at)
        asked = {question.key: request.GET.get(f"q_{question.key}", "") for question in offer.content.questions}
        return cls(by, site, at, offer, {key: value for key, value in asked.items() if value})

    @property
    def day(self) -> date:
        return legal_day(self.at)

    @property
    def item(self) -> str:
        return str(self.offer.content.key)

    @cached_property
    def villages(self) -> list[Any]:
        return places.villages(self.site.town) if self.site.town else []

    @cached_property
    def form(self) -> TakeIn:
        """The form of nobody yet: it knows the questions and the exact list."""
        return TakeIn(
            self.offer.content, self.villages, self.answers, initial={f"q_{k}": v for k, v in self.answers.items()}
        )

    @cached_property
    def materials(self) -> list[Material]:
        return list(self.form.exact)

    @property
    def ready(self) -> bool:
        """Whether the situation is settled, so that the papers are known."""
        return bool(self.form.complete and self.form.sound)

    @cached_property
    def obstacle(self) -> str | None:
        return lines_of.not_for_many(self.form) if self.ready else None

    @property
    def home(self) -> str:
        """At a station people live in its village, where nothing else is said."""
        return str(self.site.division_id) if self.site.kind == "station" else ""

    @property
    def where(self) -> str:
        """The address of this matter, which holds no personal data."""
        return urlencode([("item", self.item), *((f"q_{key}", value) for key, value in sorted(self.answers.items()))])

    @property
    def address(self) -> str:
        return f"{reverse('counter:queue')}?{self.where}"


@seated(*COUNTER)
@require_http_methods(["GET", "HEAD", "POST"])
def queue(request: HttpRequest) -> HttpResponse:
    """Choose the matter once; then one line per person. `do`: keep and more hold what was typed, the others take in every
    line for itself. 422 when a line stays behind, with what was typed and the sentence beside it."""
    if not request.GET.get("item"):
        return _choose(request)
    asked = Queue.of(request)
    if not asked.ready or asked.obstacle:
        return _page(request, asked, [])
    if request.method != "POST":
        known, finish = lines_of.kept(request, asked.where)
        done = desk.by_keys(asked.by, [line.key for line in known]) if known else {}
        return _page(request, asked, [line for line in known if line.key not in done], finish=finish)
    typed = lines_of.posted(request.POST, asked.materials)
    if request.POST.get("do") in ("keep", "more"):
        lines_of.keep(request, asked.where, typed, _chosen(request))
        if request.headers.get("X-Kept"):
            return HttpResponse(status=204)
        return HttpResponseRedirect(asked.address + "#lines")
    return _taken(request, asked, typed)


def _choose(request: HttpRequest) -> HttpResponse:
    """The items that this window takes in: by words; without words those most used here or finished here, and the others
    folded away by how far this window may go."""
    by, site, _, day = at_window(request)
    words = request.GET.get("words", "").strip()[:60]
    held = {key: offer for key, offer in offers(by, site, day).items() if offer.open}
    values = {**frame(by, day), "words": words, "any": bool(held)}
    if words:
        hits = catalogue.search(words, day, most=FOUND)
        return render(
            request,
            "counter/queue_choose.html",
            values | {"found": [held[hit.item] for hit in hits if hit.item in held]},
        )
    used = [held.pop(key) for key in desk.items_used(by, day)[:OFTEN] if key in held]
    rest = sorted(held.values(), key=lambda one: (not one.finishes, one.department, one.name))
    room = max(OFTEN - len(used), 0)
    folded = [
        ("其余能当场办结的", [one for one in rest[room:] if one.finishes]),
        ("其余", [one for one in rest[room:] if not one.finishes]),
    ]
    values |= {"often": [*used, *rest[:room]], "used": bool(used), "folded": [fold for fold in folded if fold[1]]}
    return render(request, "counter/queue_choose.html", values)


def _chosen(request: HttpRequest) -> str:
    """How far the cases of this page are to go, as chosen; "" where there is nothing to choose."""
    said = request.POST.get("finish", "")
    return said if said in FINISHES else ""


def _taken(request: HttpRequest, asked: Queue, typed: list[Line]) -> HttpResponse:
    """Take every line in; those that stay behind are shown again, the others stand in the list of today."""
    chosen, may = _chosen(request), _finishes(asked.offer)
    if len(typed) > MOST or not typed:
        sentence = TOO_MANY.format(len(typed)) if typed else "还没有填人。每人一行，先填身份证号和姓名。"
        return _page(request, asked, typed, sentence=sentence, finish=chosen, status=422)
    _look(asked, typed)
    request.partly = PARTLY
    done = sum(_serve(asked, line, chosen if chosen in may else asked.offer.first) for line in typed)
    left = [line for line in typed if line.wrong]
    lines_of.keep(request, asked.where, left, chosen)
    if left:
        return _page(request, asked, left, finish=chosen, done=done, status=422)
    messages.success(request, f"{done} 人都收好了。")
    return HttpResponseRedirect(asked.address)


def _look(asked: Queue, typed: Sequence[Line]) -> None:
    """What is wrong with the lines beside each other: somebody twice on the page, or taken in already today."""
    hashes = {line.key: people.number_hash(line.plain_number) for line in typed if line.plain_number}
    there = desk.taken_today(asked.by, asked.item, hashes.values(), asked.day)
    # Read behind `there`: of a double click, a case that the other one made in between has its key by now.
    claimed = desk.by_keys(asked.by, [line.key for line in typed])
    first: dict[str, int] = {}
    for place, line in enumerate(typed, 1):
        known = hashes.get(line.key, "")
        earlier = first.setdefault(known, place) if known else place
        case = there.get(known)
        if earlier != place:
            line.wrong["number"] = f"和上面第{earlier}行是同一个号码，没有再收。"
        elif case is not None and claimed.get(line.key) != case.pk:
            line.wrong["number"] = already(case)


def already(case: Case) -> str:
    """Who was taken in today with the same matter, when, where, and under which number."""
    when = case.received_at.astimezone(CHINA).strftime("%H:%M") if case.received_at else ""
    return TODAY.format(name=case.applicant.name, when=when, site=case.site.label, tail=str(case.number)[-6:])


def _serve(asked: Queue, line: Line, finish: str) -> bool:
    """One line in its own transaction, under its own key; whether it is a case now."""
    if line.wrong:
        return False
    form = lines_of.form_of(line, asked.offer.content, asked.answers, asked.villages, asked.home, asked.materials)
    if not form.is_valid():
        line.wrong.update(lines_of.wrong_of(form))
        return False
    try:
        counter.serve(form.visit(asked.site), by=asked.by, at=asked.at, key=line.key, finish=finish)  # type: ignore[arg-type]
    except Refused as fault:
        line.wrong[""] = fault.sentence
        return False
    return True


def _finishes(offer: Offered) -> list[str]:
    """How far this window may go, the furthest first."""
    may = {"conclude": offer.conclude, "accept": offer.accept, "receive": True}
    return [verb for verb, open_now in may.items() if open_now]


def _page(
    request: HttpRequest, asked: Queue, lines: Sequence[Line], *, finish: str = "", sentence: str = "", done: int = 0,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    taken = list(desk.of_today(asked.by, asked.item, asked.day)[: SHOWN + 1])
    noon = datetime.combine(asked.day, time(12), CHINA)
    values: dict[str, Any] = {
        **frame(asked.by, asked.day),
        "asked": asked,
        "offer": asked.offer,
        "content": asked.offer.content,
        "finishes": [(verb, FINISHES[verb]) for verb in _finishes(asked.offer)],
        "finish": finish,
        "lines": lines_of.filled_up(lines, asked.materials) if asked.ready and not asked.obstacle else [],
        "blank": lines_of.fresh(asked.materials),
        "faults": [
            (f"{name or 'number'}-{line.key}", f"第{place}行：{words}")
            for place, line in enumerate(lines, 1)
            for name, words in line.wrong.items()
        ],
        "sentence": sentence, "wrong": status == 422, "done": done, "labels": LABELS, "most": MOST, "more": FRESH,
        "taken": taken[:SHOWN], "taken_more": len(taken) > SHOWN,
        "halves": desk.halves(asked.by, asked.item, asked.day, noon),
    }  # fmt: skip
    return render(request, "counter/queue.html", values, status=status)


@seated(*COUNTER)
@require_safe
def slips(request: HttpRequest) -> HttpResponse:
    """The slips of what this seat took in of one item on a day, in the order in which they came, one behind the other for
    the printer of 80 mm. Those who were given the notice have its paper instead."""
    by, _, _, today = at_window(request)
    day = day_asked(request, today)
    found = desk.of_today(by, request.GET.get("item", ""), day).exclude(stage=S.SUPPLEMENT)
    cases = list(found.prefetch_related("materials").order_by("id")[:SHOWN])
    if not cases:
        raise Http404
    issuers: dict[tuple[Any, ...], str] = {}
    shown = []
    for case in cases:
        alike = (case.stage, case.delegation_id, case.site_id)
        if alike not in issuers:
            issuers[alike] = issuer(case)
        taken = [paper for paper in case.materials.all() if paper.state != "missing"]
        shown.append({**on_slip(request, case, taken), "title": title_of(case), "issuer": issuers[alike]})
    return render(request, "counter/queue_slips.html", {"slips": shown, "item": cases[0].item, "day": day})
