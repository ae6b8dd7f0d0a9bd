"""上报数 against 系统数: what offices say that they had beside what the system counts, each of its numbers open to its rows."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from jinban.gathering import actions, columns
from jinban.kit import marks
from jinban.kit.clock import legal_day, now
from jinban.kit.refused import Refused
from jinban.kit.tables.books import Filled, book
from jinban.web.board.gathering import shell
from jinban.web.board.gathering.comparing import Comparison
from jinban.web.board.gathering.reporting import CountForm, FileForm, from_file
from jinban.web.board.part import periods, read, seen_by
from jinban.web.board.sheets import About
from jinban.web.context import city_name
from jinban.web.files.sheet import Head, Sheet
from jinban.web.staff.seats import actor, seated

HEADS = (
    Head("上报单位"), Head("事项或主项"), Head("镇街", "word"), Head("月份", "word"), Head("上报数", "count"),
    Head("自办", "count"), Head("归集", "count"), Head("合计", "count"), Head("差", "count"), Head("差在哪里", "word"),
)  # fmt: skip


@seated(*shell.SEES)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The reports of a period, side by side with the system's numbers."""
    today = legal_day(now())
    part = read(request, actor(request), today)
    compared = Comparison.of(part, actor(request))
    exports = request.seat.role in shell.EXPORTS
    address = request.get_full_path().replace("/gathering/reported", "/gathering/reported.xlsx", 1)
    shown = shell.values(
        request,
        part=part,
        periods=periods(part, today),
        seen=seen_by(request.seat, part.names),
        compared=compared,
        file=address if exports else "",
        scale=marks.scale(),
    )
    return render(request, "gathering/reported.html", shown)


@seated(*shell.EXPORTS)
@require_safe
def file(request: HttpRequest) -> HttpResponseBase:
    """The same as an Excel file."""
    at, by = now(), actor(request)
    part = read(request, by, legal_day(at))
    compared = Comparison.of(part, by)
    title = f"{city_name()}{part.asked.period.label}上报数和系统数"
    about = About(title, part, seen_by(part.seat, part.names), at, marks.is_demo(), marks.scale())
    told = [
        ("差", "上报数 − 系统合计。系统合计 = 自办 + 归集，按受理日计。"),
        ("没有上报的", f"{compared.missing_words}"),
    ]
    lines = [line.plain for line in compared.lines]
    tables = [Sheet("上报数和系统数", HEADS, lines)]
    return shell.listed(request, "gathering.reported", about.sheet(told), tables, title, at)


@seated(*shell.REPORTS)
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Report one number, or a file of them. 422 with all that is wrong, and nothing written; what was typed stays."""
    by, at = actor(request), now()
    by_file = request.method == "POST" and "month" not in request.POST
    form = CountForm(request.POST if request.method == "POST" and not by_file else None, by=by, today=legal_day(at))
    upload = FileForm(*((request.POST, request.FILES) if by_file else (None, None)), by=by)
    asked, faults, sentence = upload if by_file else form, [], ""
    if asked.is_valid():
        try:
            if by_file:
                written, faults = from_file(upload.cleaned_data, by=by, at=at)
            else:
                said = form.cleaned_data
                written = actions.report([form.count], department=said.get("department", ""), by=by, at=at)
        except Refused as fault:
            sentence = fault.sentence
        else:
            if not faults:
                messages.success(request, f"已经上报，{written} 个数是新的或者更正的。")
                return HttpResponseRedirect(reverse("gathering-reported"))
    wrong = bool(asked.errors or faults or sentence)
    shown = shell.values(request, form=form, upload=upload, faults=faults, sentence=sentence)
    return render(request, "gathering/report.html", shown, status=422 if wrong else 200)


@seated(*shell.REPORTS)
@require_safe
def template(request: HttpRequest) -> HttpResponseBase:
    """The empty table of reports."""
    return shell.as_file(book([Filled(columns.REPORTS, example=True)]), "上报数模板")
