"""A file: handed in, checked and shown, then loaded, dropped or taken back."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jinban.gathering import actions, columns, queries
from jinban.gathering.models import Load, LoadState
from jinban.kit.clock import now
from jinban.kit.refused import Refused
from jinban.kit.tables.books import Filled, book
from jinban.kit.tables.marking import marked
from jinban.people import queries as people
from jinban.web.board.gathering import shell
from jinban.web.forms import Shape, TableFile
from jinban.web.staff.seats import actor, seated

FAULTS_SHOWN = 200
VERBS: Mapping[str, tuple[Callable[..., None], str]] = {
    "publish": (actions.publish, "已经装入。"),
    "recheck": (actions.recheck, "重新检查过了。"),
    "drop": (actions.drop, "已经放弃，一行也没有装入。"),
    "undo": (actions.undo, "已经撤销，办件回到装入以前。"),
}


class FileForm(Shape):
    """Which system's file."""

    source = forms.ChoiceField(label="来源")
    file = TableFile(help_text="Excel（xlsx）或 CSV，最大20MB", allow_empty_file=True)

    def __init__(self, *args: Any, sources: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = sources


@seated(*shell.GATHERS)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file, check it, and show what it would do. 422 where none was chosen or it is no such file."""
    by = actor(request)
    sources = [(source.pk, source.name) for source in queries.sources(by)]
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = FileForm(*given, sources=sources, initial={"source": request.GET.get("source", "")[:20]})
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            load = actions.check(file.read(), file.name, source=form.cleaned_data["source"], by=by, at=now())
        except Refused as fault:
            form.add_error("file", fault.sentence)
        else:
            return HttpResponseRedirect(reverse("gathering-load", args=[load.pk]))
    shown = shell.values(request, form=form, known=bool(sources))
    return render(request, "gathering/upload.html", shown, status=422 if form.errors else 200)


def _load_or_404(request: HttpRequest, pk: int) -> Load:
    found = queries.load(actor(request), pk)
    if found is None:
        raise Http404
    return found


@seated(*shell.GATHERS)
@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One load: its faults, what it would change, or what it did."""
    return _page(request, _load_or_404(request, pk))


def _page(request: HttpRequest, load: Load, sentence: str = "") -> HttpResponse:
    seat = people.seats([load.by_id]).get(load.by_id) if load.by_kind == "seat" else None
    shown = shell.values(
        request,
        load=load,
        who=seat.staff.name if seat else "接口",
        open=load.state in (LoadState.FAULTY, LoadState.READY),
        faults=queries.faults(load)[:FAULTS_SHOWN],
        changes=load.report.get("changes", []),
        waiting=load.report.get("waiting", []),
        sentence=sentence,
    )
    return render(request, "gathering/load.html", shown, status=409 if sentence else 200)


@seated(*shell.GATHERS)
@require_POST
def do(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Load, check again, drop or take back; 409 with the sentence where that is refused."""
    load = _load_or_404(request, pk)
    if verb not in VERBS:
        raise Http404
    act, done = VERBS[verb]
    try:
        act(load, by=actor(request), at=now())
    except Refused as fault:
        return _page(request, _load_or_404(request, pk), fault.sentence)
    messages.success(request, f"第 {load.pk} 批{done}")
    return HttpResponseRedirect(reverse("gathering-load", args=[pk]))


@seated(*shell.GATHERS)
@require_safe
def marked_copy(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file as it was handed in, its faults marked. 404 where it has none or is kept no more."""
    load = _load_or_404(request, pk)
    if load.state != LoadState.FAULTY:
        raise Http404
    made = marked(load.file_name, queries.content(load), queries.faults(load))
    return shell.as_file(made, f"{load.file_name.rpartition('.')[0]}（标出错误）")


@seated(*shell.GATHERS)
@require_safe
def template(request: HttpRequest) -> HttpResponseBase:
    """The empty table with its drop-downs and an example."""
    return shell.as_file(book([Filled(columns.TABLE, example=True)], columns.NOTES), "办件归集模板")
