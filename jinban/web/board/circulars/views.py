"""The list of circulars, the page of one, and what its readers do with it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jinban.cases import figures
from jinban.circular import actions, office, queries
from jinban.circular.freezing import words_digest
from jinban.circular.models import Circular
from jinban.circular.stages import READERS, S, called
from jinban.kit import identities
from jinban.kit.clock import legal_day, now
from jinban.kit.figures import Period
from jinban.kit.life import Move
from jinban.kit.refused import Refused
from jinban.people import permits
from jinban.people.actors import Actor
from jinban.web.board.circulars.reading import annexes, circular_or_404, left_out, lines, read, title_of
from jinban.web.files.giving import links
from jinban.web.forms import Shape
from jinban.web.staff.seats import actor, seated

SEES = permits.roles("see", "figures")
MOST = 100


class Start(Shape):
    """Which kind, about which time: one choice, of those that are over."""

    about = forms.ChoiceField(label="起草")

    def __init__(self, data: Any, today: date) -> None:
        super().__init__(data)
        self.fields["about"].choices = offered(today)  # type: ignore[attr-defined]

    @property
    def asked(self) -> dict[str, str]:
        """Kind and period."""
        kind, _, period = self.cleaned_data["about"].partition(" ")
        return {"kind": kind, "period": period}


def offered(today: date) -> list[tuple[str, str]]:
    """The circulars that may be begun on a day: of the last two years, the last four quarters, the last six months,
    as far as there are cases."""
    years = [("annual", str(today.year - back)) for back in (1, 2)]
    begun = today.year * 4 + (today.month - 1) // 3
    quarters = [("bulletin", f"{(begun - back) // 4}Q{(begun - back) % 4 + 1}") for back in range(1, 5)]
    now_month = today.year * 12 + today.month - 1
    months = [("bulletin", f"{(now_month - back) // 12}-{(now_month - back) % 12 + 1:02}") for back in range(1, 7)]
    lived = figures.days()
    first = lived[0] if lived else date.min
    found = [(kind, text) for kind, text in (*years, *quarters, *months) if Period.parse(text).last >= first]
    return [(f"{kind} {text}", called(kind, text)) for kind, text in found]


class Words(Shape):
    """A comment or a reason."""

    text = forms.CharField(label="意见", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


@seated(*SEES)
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The circulars that this seat may read; the office begins one here."""
    by, at = actor(request), now()
    may = permits.may(by.role, "publish", "circulars") is None
    if request.method == "POST" and not may:
        raise Http404
    form = Start(request.POST if request.method == "POST" else None, legal_day(at))
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                begun = actions.draft(**form.asked, by=by, at=at)
                return HttpResponseRedirect(reverse("circular", args=(begun.pk,)))
            except Refused as no:
                form.add_error("about", no.sentence)
        status = 422
    found = [(one, title_of(one)) for one in queries.listed(by)[:MOST]]
    files = links(request, "board.circulars", "circulars-file") if found else []
    values = {"found": found, "form": form if may else None, "files": files}
    return render(request, "circular/index.html", values, status=status)


@dataclass(frozen=True)
class Button:
    """A move that somebody can make now, and the form for its words where it asks for some."""

    move: Move
    form: Words | None
    look: str
    hint: str = ""


# What each move asks for, and how it looks; what has a page of its own is not here.
ASKS: Mapping[str, tuple[str, str]] = {
    "review": ("", ""), "approve": ("", ""), "issue": ("", ""), "archive": ("", "alt"), "comment": ("意见", "alt"),
    "send_back": ("退回的原因", "alt"), "discard": ("作废的原因", "harm"),
}  # fmt: skip
WAITS: Mapping[str, str] = {
    S.DRAFTED: "写好以后，等另一位来审核。", S.REVIEWED: "等本级政府负责人批准。", S.APPROVED: "等营商办签发。",
}  # fmt: skip
RETURNS = ("circular.sent_back", "circular.reviewed")
DONE = {
    "review": "审核通过了", "approve": "批准了", "issue": "签发了", "archive": "归档了", "comment": "意见记下了",
    "send_back": "退回了", "discard": "作废了",
}  # fmt: skip
HINTS = {
    "approve": "批准的是现在的文字和数字；以后数字变了，签发时会拦下。",
    "issue": "签发以后，文字、数字和背后的明细一起锁定，谁也不能改。",
}
DOES: Mapping[str, Callable[..., Circular]] = {
    "review": actions.review, "issue": actions.issue, "archive": actions.archive,
}  # fmt: skip
SAYS: Mapping[str, Callable[[Circular, Actor, Any, str], Circular]] = {
    "comment": lambda one, by, at, text: actions.comment(one, by=by, at=at, text=text),
    "send_back": lambda one, by, at, text: actions.send_back(one, by=by, at=at, reason=text),
    "discard": lambda one, by, at, text: actions.discard(one, by=by, at=at, reason=text),
}


def buttons(circular: Circular, by: Actor, typed: Mapping[str, Words]) -> list[Button]:
    """The moves that have no page of their own, in the order of the life; the first of them is the main one."""
    found = []
    for move in queries.open_moves(circular, by, now()):
        if move.verb in ASKS:
            label, look = ASKS[move.verb]
            form = typed.get(move.verb) or (worded(label, move.verb) if label else None)
            found.append(Button(move, form, look, HINTS.get(move.verb, "")))
    return found


def worded(label: str, verb: str, data: Any = None) -> Words:
    """The form for the words of a move."""
    form = Words(data, prefix=verb, auto_id=f"{verb}-%s")
    form.fields["text"].label = label
    form.fields["text"].error_messages["required"] = f"请写明{label}"
    return form


@seated(*SEES)
@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One circular: the sheet as it will be printed, its numbers leading to their rows; beside it what to do."""
    by = actor(request)
    return render(request, "circular/page.html", _values(by, circular_or_404(by, pk), request))


def _values(
    by: Actor, circular: Circular, request: HttpRequest, typed: Mapping[str, Words] | None = None
) -> dict[str, Any]:
    reader = by.role in READERS
    found = read(circular)
    inside = reader and request.GET.get("copy") == "inside"
    paper = found.inside if inside else found.paper
    values: dict[str, Any] = {
        "circular": circular,
        "name": title_of(circular),
        "read": found,
        "paper": paper,
        "lines": lines(circular, paper.body),
        "annexes": list(annexes(circular, paper)),
        "reader": reader,
        "inside": inside,
        "buttons": buttons(circular, by, typed or {}),
        "barred": queries.barred_moves(circular, by, now()) if reader else [],
        "waits": WAITS.get(circular.stage, ""),
        "may_write": circular.stage == S.DRAFTED and permits.may(by.role, "publish", "circulars") is None,
        "checked": identities.count(),
    }
    if reader:
        history = queries.history(circular)
        values |= {
            "findings": found.findings,
            "history": history,
            "back": _sent_back(circular, history),
            "missing": office.missing(),
            "left_out": left_out(found.draft) if found.draft else [],
            "shown": words_digest(found.draft) if found.draft else "",
        }
    return values


def _sent_back(circular: Circular, history: list[queries.Happening]) -> queries.Happening | None:
    """Why a draft came back, until it is reviewed again."""
    last = next((one for one in reversed(history) if one.event.name in RETURNS), None)
    return last if last and last.event.name == RETURNS[0] and circular.stage == S.DRAFTED else None


@seated(*READERS)
@require_POST
def do(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Make one move. 422 with what is wrong, 409 with the sentence of the rule; what was typed stays."""
    by, at = actor(request), now()
    circular = circular_or_404(by, pk)
    if verb not in ASKS:
        raise Http404
    label, _ = ASKS[verb]
    form = worded(label, verb, request.POST) if label else None
    typed = {verb: form} if form else {}
    if form and not form.is_valid():
        values = {**_values(by, circular, request, typed), "faulty": form, "wrong": True, "verb": verb}
        return render(request, "circular/page.html", values, status=422)
    try:
        _unchanged(circular, request.POST.get("version", ""))
        if form:
            SAYS[verb](circular, by, at, form.cleaned_data["text"])
        elif verb == "approve":
            actions.approve(circular, by=by, at=at, shown=request.POST.get("shown") or "nothing")
        else:
            DOES[verb](circular, by=by, at=at)
    except Refused as no:
        circular = circular_or_404(by, pk)
        lost = form.cleaned_data["text"] if form else ""
        values = {
            **_values(by, circular, request, typed),
            "sentence": no.sentence,
            "wrong": True,
            "verb": verb,
            "lost": lost,
        }
        return render(request, "circular/page.html", values, status=409)
    messages.success(request, f"{DONE[verb]}。")
    return HttpResponseRedirect(reverse("circular", args=(pk,)))


def _unchanged(circular: Circular, version: str) -> None:
    """Nobody approves what he has not seen."""
    if version != str(circular.version):
        raise Refused("这份通报刚被别人改过，请看过新的再办。")
