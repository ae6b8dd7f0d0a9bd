"""超期提醒: what this seat is warned of, and its explanation."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from jinban.cases import actions, queries, rules, watching
from jinban.cases.models import Escalation
from jinban.kit.clock import legal_day, now
from jinban.kit.refused import Refused
from jinban.web.asking import words
from jinban.web.files.giving import links
from jinban.web.forms import Shape
from jinban.web.office.views import SEES_CASES
from jinban.web.staff.seats import actor, seated

SHOWN = 100


class Why(Shape):
    """Why a case is late, and what is done about it."""

    reason: forms.CharField = words("超期的原因，打算怎么办", rows=2)


@dataclass(frozen=True)
class Row:
    """One warning, whether this seat may read what was written about the case, and the form where nobody wrote yet."""

    warning: Escalation
    open: bool
    form: Why | None

    @property
    def office(self) -> str:
        """Which office holds the late case now."""
        return rules.office(self.warning.case)


@seated(*SEES_CASES)
@require_safe
def warnings(request: HttpRequest) -> HttpResponse:
    """The late cases that this seat answers for; for those who watch, those that met nobody too."""
    return _page(request)


@seated(*SEES_CASES)
@require_POST
def explain(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the reason down. 422 when it lacks, 409 with the sentence of the rule; what was typed stays."""
    by = actor(request)
    row = watching.warnings(by).filter(pk=pk).first()
    if row is None:
        raise Http404
    form = Why(request.POST, prefix=str(pk))
    if not form.is_valid():
        return _page(request, typed={pk: form}, status=422)
    try:
        actions.explain(row, by=by, at=now(), reason=form.cleaned_data["reason"])
    except Refused as fault:
        return _page(request, typed={pk: form}, sentence=fault.sentence, status=409)
    messages.success(request, "原因已经记下，申请人查办件时看得到。")
    return HttpResponseRedirect(reverse("office-warnings"))


def _page(
    request: HttpRequest, *, typed: dict[int, Why] | None = None, sentence: str = "", status: int = 200
) -> HttpResponse:
    by = actor(request)
    rows = list(watching.warnings(by)[: SHOWN + 1])
    typed = typed or {}
    values = {
        "rows": [
            Row(
                row,
                queries.may_see_detail(by, row.case),
                None if row.words_id else typed.get(row.pk) or Why(prefix=str(row.pk)),
            )
            for row in rows[:SHOWN]
        ],
        "pledges": list(watching.pledges(by)[:SHOWN]),
        "today": legal_day(now()),
        "more": len(rows) > SHOWN,
        "flagged": list(watching.flagged(by)[:SHOWN]),
        "sentence": sentence,
        "files": links(request, "office.warnings", "office-warnings-file") if rows else [],
        "pledge_files": links(request, "office.pledges", "office-pledges-file"),
    }
    return render(request, "office/warnings.html", values, status=status)
