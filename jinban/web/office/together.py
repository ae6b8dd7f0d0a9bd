"""Like cases together: what was ticked in the queue, what each would get, and per case whether it was done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from jinban.cases import actions, bulk, queries
from jinban.cases.models import Case
from jinban.cases.stages import CASE, S, Stage
from jinban.kit.clock import legal_day, now
from jinban.kit.refused import Refused
from jinban.people.roles import Role
from jinban.web.office.batch_form import TogetherShape, shown_again
from jinban.web.office.lines import Desk, Line
from jinban.web.staff.seats import actor, seated

SEES_CASES = tuple(role for role in Role if role not in (Role.SYSADMIN, Role.SECADMIN))
LABELS = {"check": "批量审查", "decide": "批量决定", "forward": "批量移交", "take_over": "批量接收"}
NOBODY = "没有这一件，或者不归您办。"
OVER = f"一次最多办{bulk.MOST}件。请少选一些，其余的下一批再办。"


@dataclass(frozen=True)
class Row:
    """One case of a batch: as a line, with its own words; or why it stays behind."""

    line: Line
    own: forms.BoundField | None = None
    sentence: str = ""


@dataclass(frozen=True)
class Outcome:
    """What came of one case: done, or the sentence why not."""

    line: Line | None
    sentence: str = ""


@seated(*SEES_CASES)
@require_http_methods(["GET", "HEAD", "POST"])
def together(request: HttpRequest) -> HttpResponse:
    """A batch, at an address that names its cases. A GET lists what each would get; a POST does it, case by case. 409 with
    sentences for what is unlike, too much, or refused; 422 with what is wrong in the words."""
    verb, desk = request.GET.get("verb", ""), Desk.of(request, actor(request), legal_day(now()))
    if verb not in bulk.VERBS:
        raise Http404
    if request.GET.get("all") and request.method != "POST":
        movable = bulk.movable(desk.cases, verb, desk.by, now())
        return HttpResponseRedirect(address(desk, verb, [case.pk for case in movable], more="1"))
    ids = _ids(request)
    if len(ids) > bulk.MOST:
        return _page(request, desk, verb, sentence=f"选了{len(ids)}件。{OVER}", status=409)
    if not ids:
        return _page(request, desk, verb, sentence="还没有选件。请回到待办，先勾选要一起办的件。", status=422)
    cases = bulk.chosen(desk.by, ids)
    return _do(request, desk, verb, ids, cases) if request.method == "POST" else _show(request, desk, verb, ids, cases)


def address(desk: Desk, verb: str, ids: Iterable[int], **more: str) -> str:
    """Where these cases are worked on together, with the filters of the desk."""
    query = [("verb", verb), *(("case", str(pk)) for pk in ids), *desk.given.items(), *more.items()]
    return f"{reverse('office-together')}?{urlencode(query)}"


def _ids(request: HttpRequest) -> list[int]:
    given = (text for text in request.GET.getlist("case") if text.isascii() and text.isdigit() and len(text) < 19)
    return list(dict.fromkeys(map(int, given)))


def _show(request: HttpRequest, desk: Desk, verb: str, ids: list[int], cases: list[Case]) -> HttpResponse:
    """The form, where all that can go are alike; else the kinds, each with the way to it alone."""
    kinds, behind = _sorted(desk, verb, cases)
    values: dict[str, Any] = {"behind": behind, "unknown": len(ids) - len(cases)}
    if len(kinds) != 1:
        sentence = "选的件不是同一种，要分开办。请选一种。" if kinds else f"选的件现在都不能{LABELS[verb]}。"
        groups = [
            {"case": found[0], "count": len(found), "href": address(desk, verb, [case.pk for case in found])}
            for found in kinds
        ]
        return _page(request, desk, verb, sentence=sentence, groups=groups, status=409, **values)
    return _form(request, desk, verb, TogetherShape(verb, kinds[0]), **values)


def _sorted(desk: Desk, verb: str, cases: Sequence[Case]) -> tuple[list[list[Case]], list[Row]]:
    """The cases that can go, by kind; and those that stay behind, each with the sentence why."""
    at = now()
    behind = {case.pk: sentence for case in cases if (sentence := bulk.refusal(case, verb, desk.by, at))}
    kinds: dict[str, list[Case]] = {}
    for case in cases:
        if case.pk not in behind:
            kinds.setdefault(bulk.kind(case, verb), []).append(case)
    lines = desk.lines([case for case in cases if case.pk in behind])
    return list(kinds.values()), [Row(line, sentence=behind[line.case.pk]) for line in lines]


def _do(request: HttpRequest, desk: Desk, verb: str, ids: list[int], cases: list[Case]) -> HttpResponse:
    """Each case that the page listed, by its own action. What one of them is refused stops no other."""
    listed = [pk for pk in ids if f"version_{pk}" in request.POST]
    there = [case for case in cases if case.pk in listed]
    if not there:
        return _faulty(request, desk, verb, ids, cases)
    form = TogetherShape(verb, there, request.POST)
    if not form.is_valid():
        return _faulty(request, desk, verb, listed, there)
    refused = {pk: _one(desk, verb, pk, form) for pk in listed}
    left = [pk for pk, sentence in refused.items() if sentence]
    shown = {line.case.pk: line for line in desk.lines(bulk.chosen(desk.by, listed))}
    values = {
        "outcomes": [Outcome(shown.get(pk), sentence) for pk, sentence in refused.items()],
        "done": len(listed) - len(left),
        "left": len(left),
        "again": address(desk, verb, left) if left else "",
        "onward": address(desk, verb, [], all="1") if request.GET.get("more") else "",
    }
    return _page(request, desk, verb, wrong=bool(left), status=409 if left else 200, **values)


def _faulty(request: HttpRequest, desk: Desk, verb: str, ids: list[int], cases: list[Case]) -> HttpResponse:
    """What was posted and is not whole, with all that was typed, over the cases that can still go."""
    kinds, behind = _sorted(desk, verb, cases)
    if len(kinds) != 1:
        return _show(request, desk, verb, ids, cases)
    again = shown_again(verb, kinds[0], request.POST)
    return _form(request, desk, verb, again, behind=behind, faulty=again, status=422)


def _one(desk: Desk, verb: str, pk: int, form: TogetherShape) -> str:
    """Make the move of one case, read anew through the gate; why not, or an empty sentence when it is done."""
    case, said = queries.get(desk.by, pk), form.cleaned_data
    if case is None or case.stage == S.DRAFT:
        return NOBODY
    try:
        actions.one_of_many(
            case, verb, version=said.get(f"version_{pk}"), kind=said["kind"], key=f"{said['key']}.{pk}", by=desk.by,
            at=now(), **form.act_of(case),
        )  # fmt: skip
    except Refused as fault:
        return fault.sentence
    return ""


def _form(request: HttpRequest, desk: Desk, verb: str, form: TogetherShape, **values: Any) -> HttpResponse:
    """The cases of a form, each as a line with its own words; and where the move takes those that are weighed."""
    rows = [Row(line, own=form.own(line.case)) for line in desk.lines(form.cases)]
    first = form.cases[0]
    after = Stage(CASE.table[first.stage, verb].to).label if verb in bulk.WEIGHED else ""
    return _page(request, desk, verb, form=form, rows=rows, first=first, after=after, **values)


def _page(request: HttpRequest, desk: Desk, verb: str, *, status: int = 200, **values: Any) -> HttpResponse:
    back = reverse("office") + desk.query()
    shown = {"desk": desk, "verb": verb, "label": LABELS[verb], "back": back, "most": bulk.MOST, **values}
    return render(request, "office/together.html", {"wrong": status in (409, 422), **shown}, status=status)
