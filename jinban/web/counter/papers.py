"""What the window prints: the slip of 80 mm; and the way to the papers on A4."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from jinban.cases import queries
from jinban.cases.models import Case, CaseMaterial
from jinban.cases.stages import S
from jinban.kit.clock import legal_day, now
from jinban.papers.queries import issuer
from jinban.people.actors import Actor
from jinban.web import documents
from jinban.web.counter.bench import COUNTER, at_window
from jinban.web.counter.casework import case_or_404
from jinban.web.staff.seats import seated
from jinban.web.templatetags.jinban import short_day

DOING = (S.ACCEPTED, S.REVIEWING, S.DECIDING)
TITLES = {S.RECEIVED: "收件凭证", S.SUPPLEMENT: "补正告知回执", **dict.fromkeys(DOING, "受理凭证")}


def title_of(case: Case) -> str:
    """What a slip of this case is called now."""
    return TITLES.get(case.stage, "办结凭证" if case.verdict else "办件凭证")


def next_words(case: Case) -> str:
    """What happens next, with its day (`ux.md` 8)."""
    if case.stage == S.RECEIVED:
        return f"最晚{short_day(case.notify_due)}告诉您能不能办。" if case.notify_due else "会尽快告诉您能不能办。"
    if case.stage == S.SUPPLEMENT:
        return (
            f"还缺 {case.missing} 样，{short_day(case.notice.due)}前补齐就接着办。"
            if case.notice.due
            else "补齐就接着办。"
        )
    if case.stage in DOING:
        office = case.holder_site.label if case.holder_site else case.department.name
        return f"{office}在办，{short_day(case.promised_due)}前答复。" if case.promised_due else f"{office}在办。"
    if case.verdict == "denied":
        return "没有通过，原因和申诉办法见决定书。"
    return "办好了。" if case.verdict == "approved" else f"现在是：{case.get_stage_display()}。"


def _onward(case: Case, by: Actor, at: datetime) -> queries.Target | None:
    """Where the case goes next, when this place cannot go on with it and there is one way only."""
    open_now = {move.verb for move in queries.open_moves(case, by, at)}
    if "forward" not in open_now or open_now & {"accept", "check", "decide", "deliver"}:
        return None
    found = [target for target in queries.targets(case, legal_day(at)) if target.code != case.site_id]
    return found[0] if len(found) == 1 else None


@seated(*COUNTER)
@require_safe
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper that the applicant takes home, and the way to the next one."""
    by, _, _, _ = at_window(request)
    case = _readable(request, pk)
    title = title_of(case)
    taken = [paper for paper in case.materials.all() if paper.state != "missing"]
    values = {
        **on_slip(request, case, taken),
        "title": title,
        "issuer": issuer(case),
        "onward": _onward(case, by, now()),
    }
    return render(request, "counter/slip.html", values)


def on_slip(request: HttpRequest, case: Case, taken: list[CaseMaterial]) -> dict[str, Any]:
    """What a slip of 80 mm shows of a case, but for its title and in whose name it is made."""
    return {
        "case": case,
        "issued": case.decided_day or case.accepted_day or case.received_day,
        "next_words": next_words(case),
        "taken": taken,
        "track": request.build_absolute_uri(f"/track?number={case.number}"),
    }


@seated(*COUNTER)
@require_safe
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """On to the one notice, the last where one was withdrawn."""
    return _to_paper(request, pk, "notice")


@seated(*COUNTER)
@require_safe
def denial(request: HttpRequest, pk: int) -> HttpResponse:
    """On to the written refusal: not accepted, or not granted (行政许可法第32条末款、第38条)."""
    return _to_paper(request, pk, "not_accepted", "denied")


def _to_paper(request: HttpRequest, pk: int, *kinds: str) -> HttpResponse:
    found = [slip.key for slip in documents.listed(_readable(request, pk)) if slip.kind.key in kinds]
    if not found:
        raise Http404
    return HttpResponseRedirect(reverse("case-paper", args=(pk, found[-1])))


def _readable(request: HttpRequest, pk: int) -> Case:
    by, _, _, _ = at_window(request)
    case = case_or_404(by, pk)
    if not queries.may_see_detail(by, case) or not case.number:
        raise Http404
    return case
