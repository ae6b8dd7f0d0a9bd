"""The desk of those who check and decide. Reads through the gate, one action at most, plain values to the page."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jinban.cases import bulk, queries, queues, watching
from jinban.cases.models import Case
from jinban.cases.stages import S
from jinban.kit.clock import legal_day, now
from jinban.kit.refused import Refused
from jinban.people import actions as people_actions
from jinban.people.actors import Actor
from jinban.web import moves
from jinban.web.files.giving import links
from jinban.web.office import shown
from jinban.web.office.lines import Desk
from jinban.web.office.together import LABELS, SEES_CASES, address
from jinban.web.staff.seats import actor, seated

PAGE, FOUND = 50, 50
NEIGHBOURS_BEFORE, NEIGHBOURS_AFTER = 3, 6
# After these the same case is still to be worked on; after all others the next one opens.
STAYS = frozenset({
    "take_over", "receive", "accept", "review", "check", "supply", "recall", "issue", "accept_lacking", "supply_lacking", "fix", "pledge",
    "resume", "bring_more", "extend", "refuse_extension", "visit", "hear", "publicise", "object", "settle", "withdraw_notice",
    "check_pledge", "restore", "reopen",
})  # fmt: skip


def case_or_404(by: Actor, pk: int) -> Case:
    """The case; 404 for one outside the gate as for one that does not exist."""
    case = queries.get(by, pk)
    if case is None or case.stage == S.DRAFT:
        raise Http404
    return case


@seated(*SEES_CASES)
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What this seat has to do, least time left first, narrowed by the address."""
    desk = Desk.of(request, actor(request), legal_day(now()))
    cases = bulk.looked_at(desk.cases) if desk.works else desk.cases
    page = queues.page(
        cases, size=PAGE, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )  # fmt: skip
    choices = queues.choices(desk.whole)
    values = {
        "desk": desk,
        "lines": desk.lines(page.cases),
        **_batches(request, desk, page.cases),
        "total": queues.counted(desk.cases),
        "whole": sum(choice.count for choice in choices["stage"]),
        "lights": _lights(desk),
        "warned": queues.counted(watching.warnings(desk.by)),
        "pledges": queues.counted(watching.pledges(desk.by)),
        "filters": [
            {"name": name, "label": label, "options": choices[name], "chosen": getattr(desk.wanted, name)}
            for name, label in (("stage", "环节"), ("item", "事项"), ("town", "镇街"))
        ],
        "newer": desk.query(before=page.before) if page.before else "",
        "older": desk.query(after=page.after) if page.after else "",
        "files": links(request, "office.queue", "office-queue-file") if page.cases else [],
    }
    return render(request, "office/queue.html", values)


def _batches(request: HttpRequest, desk: Desk, cases: list[Case]) -> dict[str, Any]:
    """In which batches the cases of this page could go along, and the buttons for these; nothing for who only looks."""
    if not desk.works:
        return {}
    at = now()
    goes = {case.pk: bulk.verbs(case, desk.by, at) for case in cases}
    counts = {verb: sum(verb in open_to for open_to in goes.values()) for verb in bulk.VERBS}
    buttons = [{"verb": verb, "label": LABELS[verb], "count": count} for verb, count in counts.items() if count]
    return {
        "goes": goes,
        "batches": buttons,
        "ticked": "tick" in request.GET,
        "here": desk.query(**_turned(request)) or reverse("office"),
        "here_ticked": desk.query(**_turned(request), tick="1"),
        "hand_on": address(desk, "forward", [], all="1") if counts["forward"] else "",
        "most": bulk.MOST,
    }


def _turned(request: HttpRequest) -> dict[str, str]:
    """Which page of the queue this is."""
    return {name: request.GET.get(name, "")[:40] for name in ("after", "before")}


def _lights(desk: Desk) -> list[dict[str, Any]]:
    """Each light that shines, how many cases have it, and the address that shows only these."""
    counts = desk.lights.counts(desk.whole)
    return [
        {"light": light, "count": count, "href": desk.query(light=light), "current": desk.wanted.light == light}
        for light, count in counts.items()
        if count
    ]


@seated(*SEES_CASES)
@require_safe
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of one case: the queue at the left, the case, the decision at the right."""
    desk = Desk.of(request, actor(request), legal_day(now()))
    return render(request, "office/case.html", _values(desk, case_or_404(desk.by, pk)))


@seated(*SEES_CASES)
@require_POST
def do(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Make one move, then open the next case. 422 with what is wrong, 409 with the sentence of the rule; what was typed
    stays."""
    at = now()
    desk = Desk.of(request, actor(request), legal_day(at))
    subject = case_or_404(desk.by, pk)
    place = queues.key(subject)
    try:
        form = moves.posted(verb, subject, desk.by, request.POST, at=at)
        if not form.is_valid():
            values = {**_values(desk, subject, verb, request.POST), "faulty": form, "wrong": True}
            return render(request, "office/case.html", values, status=422)
        moves.run(verb, subject, form, by=desk.by, at=at)
    except Refused as fault:
        values = _values(desk, case_or_404(desk.by, pk), verb, request.POST)
        return render(request, "office/case.html", {**values, "sentence": fault.sentence, "wrong": True}, status=409)
    messages.success(request, f"“{subject.item.name}”{moves.LABELS[verb]}，已经办好。")
    return HttpResponseRedirect(_onward(desk, verb, place, pk))


def _onward(desk: Desk, verb: str, place: str, pk: int) -> str:
    """Where to go after a move."""
    if verb in STAYS and queries.get(desk.by, pk) is not None:
        return reverse("office-case", args=[pk]) + desk.query()
    following = queues.following(desk.cases, place, pk)
    if following is None:
        return reverse("office") + desk.query()
    return reverse("office-case", args=[following.pk]) + desk.query()


@seated(*SEES_CASES)
@require_POST
def unmask(request: HttpRequest, pk: int, field: str) -> HttpResponse:
    """The whole number or phone, on this answer only; that it was looked at is an event."""
    at = now()
    desk = Desk.of(request, actor(request), legal_day(at))
    subject = case_or_404(desk.by, pk)
    if field not in shown.FIELDS or subject.applicant is None or not queries.may_see_detail(desk.by, subject):
        raise Http404
    clear = people_actions.unmask(subject.applicant, field, case_id=subject.pk, by=desk.by, at=at)
    return render(request, "office/case.html", {**_values(desk, subject), "clear": {field: clear}})


def _values(desk: Desk, subject: Case, verb: str = "", data: Any = None) -> dict[str, Any]:
    """What the page of a case shows. A form that was posted keeps its words, under the version shown now."""
    if data is not None:
        data = data.copy()
        data[f"{verb}-version"] = str(subject.version)
    drawn = moves.forms_for(subject, desk.by, at=now(), verb=verb, data=data)
    detail = queries.may_see_detail(desk.by, subject)
    neighbours = queues.around(desk.cases, subject, before=NEIGHBOURS_BEFORE, after=NEIGHBOURS_AFTER)
    values: dict[str, Any] = {
        "desk": desk,
        "case": subject,
        "line": desk.lines([subject])[0],
        "neighbours": desk.lines(neighbours),
        "total": queues.counted(desk.cases),
        "following": next((one for one in _after(neighbours, subject)), None),
        "main": next((move for move in drawn if move.tone == moves.MAIN), None),
        "others": [move for move in drawn if move.tone not in (moves.MAIN, moves.RARE)],
        "rare": [move for move in drawn if move.tone == moves.RARE],
        "rare_open": any(move.verb == verb and move.tone == moves.RARE for move in drawn),
        "stays": STAYS,
        "corrects": any(move.verb == "correct" for move in queries.open_moves(subject, desk.by, now())),
        "verb": verb,
        "detail": detail,
    }
    return values | (shown.detail(desk.by, subject) if detail else shown.stage_only(subject))


def _after(neighbours: list[Case], subject: Case) -> list[Case]:
    """The neighbours behind this case, or all of them when it is not among them."""
    places = [case.pk for case in neighbours]
    return neighbours[places.index(subject.pk) + 1 :] if subject.pk in places else neighbours


@seated(*SEES_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Cases by number, spoken code, whole identity number or the beginning of a name. One hit opens at once. Asked by
    POST, so that no number and no name stays in an address."""
    desk = Desk.of(request, actor(request), legal_day(now()))
    text = request.POST.get("q", "").strip()[:80]
    hits = queries.find(desk.by, text)
    found = list(queues.as_lines(hits.cases)[: FOUND + 1])
    if len(found) == 1 and not hits.cut:
        return HttpResponseRedirect(reverse("office-case", args=[found[0].pk]))
    values = {
        "desk": desk,
        "lines": desk.lines(found[:FOUND]),
        "more": len(found) > FOUND,
        "text": text,
        "cut": hits.cut,
    }
    return render(request, "office/found.html", values)
