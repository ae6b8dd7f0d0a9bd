"""One case at the window: what it is, what happened, and exactly the moves that this seat can make now."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from jinban.cases import desk, queries, rules
from jinban.cases.models import Case
from jinban.cases.stages import S
from jinban.kit.clock import legal_day, now
from jinban.kit.refused import Refused
from jinban.papers.rules import may_export
from jinban.people import actions as people_actions
from jinban.people import queries as people
from jinban.people.actors import Actor
from jinban.places import queries as places
from jinban.web import documents, journey, moves
from jinban.web.counter.bench import COUNTER, at_window, frame, waiting
from jinban.web.staff.seats import seated

DONE = {
    "take_over": "已接收，现在由这里办。", "accept": "已受理。", "conclude": "当场办结了。", "notify": "已一次告知。",
    "supply": "补交的材料收下了。", "deliver": "已送达。", "forward": "已移交，等对方接收。", "recall": "移交已收回。",
    "withdraw": "已撤回。", "refuse": "已作不予受理。", "archive": "已归档。", "decide": "已作决定。", "issue": "已制证。",
}  # fmt: skip
FIELDS = ("number", "phone")


def case_or_404(by: Actor, pk: int) -> Case:
    """The case, or 404 for one outside the gate as for one that does not exist."""
    case = queries.get(by, pk)
    if case is None or case.stage == S.DRAFT:
        raise Http404
    return case


@seated(*COUNTER)
@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of one case."""
    by, _, _, _ = at_window(request)
    return render(request, "counter/case.html", _values(by, case_or_404(by, pk)))


@seated(*COUNTER)
@require_POST
def do(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Make one move. 422 with what is wrong, 409 with the sentence of the rule; what was typed stays."""
    by, _, at, _ = at_window(request)
    case = case_or_404(by, pk)
    try:
        form = moves.posted(verb, case, by, request.POST, at=at)
        if not form.is_valid():
            values = {**_values(by, case, verb, request.POST), "faulty": form}
            return render(request, "counter/case.html", values, status=422)
        moves.run(verb, case, form, by=by, at=at)
    except Refused as fault:
        fresh = case_or_404(by, pk)
        values = {**_values(by, fresh, verb, request.POST), "sentence": fault.sentence, "wrong": True}
        return render(request, "counter/case.html", values, status=409)
    messages.success(request, DONE.get(verb, f"{moves.LABELS[verb]}好了。"))
    still = queries.get(by, pk)
    if still is None:
        return HttpResponseRedirect(reverse("counter:home"))
    paper = {"notify": "counter:notice", "conclude": "counter:slip", "accept": "counter:slip"}.get(verb, "counter:case")
    return HttpResponseRedirect(reverse(paper, args=[pk]))


@seated(*COUNTER)
@require_POST
def unmask(request: HttpRequest, pk: int, field: str) -> HttpResponse:
    """The whole number or phone, once, on this answer only; the applicant can see that it was looked at."""
    by, _, at, _ = at_window(request)
    case = case_or_404(by, pk)
    if field not in FIELDS or case.applicant is None or not queries.may_see_detail(by, case):
        raise Http404
    clear = people_actions.unmask(case.applicant, field, case_id=case.pk, by=by, at=at)
    return render(request, "counter/case.html", {**_values(by, case), f"clear_{field}": clear})


def _values(by: Actor, case: Case, verb: str = "", data: Any = None) -> dict[str, Any]:
    at = now()
    day = legal_day(at)
    drawn = moves.forms_for(case, by, at=at, verb=verb, data=data)
    values: dict[str, Any] = {
        **frame(by, day),
        "case": case,
        "holder": rules.office(case),
        "going": case.next_site.label if case.next_site else case.next_department.name if case.next_department else "",
        "line": waiting(case, by, day, places.calendar(), queries.thresholds()),
        "detail": queries.may_see_detail(by, case),
        "base": f"{reverse('counter:case', args=[case.pk])}do/",
        "moves": [move for move in drawn if move.tone != moves.RARE],
        "rare": [move for move in drawn if move.tone == moves.RARE],
        "rare_open": any(move.verb == verb and move.tone == moves.RARE for move in drawn),
    }
    if values["detail"]:
        values |= _inside(by, case)
    return values


def _short(step: journey.Step) -> journey.Step:
    """A step in the narrow column: when, and where the case is now; who did it stands in the history."""
    return replace(step, who="", tag="现在" if step.state == "now" else step.tag, tag_kind="tell")


def _inside(by: Actor, case: Case) -> dict[str, Any]:
    """What only those see who handle the case."""
    told = case.stage == S.SUPPLEMENT
    lines = queries.history(case, people.seats(queries.actors_in(case)))
    return {
        "applicant": people.shown(case.applicant) if case.applicant else None,
        "materials": queries.materials(case),
        "points": list(case.notice.points.select_related("material")) if told else [],
        "history": lines,
        "steps": [_short(step) for step in journey.Story(case, lines).steps()],
        "others": desk.same_person(by, case),
        "papers": documents.listed(case),
        "may_archive": may_export(case, by) is None,
    }
