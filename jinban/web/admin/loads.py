"""The city's data in and out by Excel: templates, what is there, a file's preview or its faults, loading it, taking it back."""

from collections.abc import Sequence
from typing import IO, Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jinban.kit import files
from jinban.kit.clock import now
from jinban.kit.refused import Refused
from jinban.kit.tables.books import Filled, book, shown
from jinban.kit.tables.columns import Table
from jinban.kit.tables.marking import marked
from jinban.loading import actions, queries
from jinban.loading.differing import values as typed
from jinban.loading.models import KINDS, Change, Load, Wrong
from jinban.loading.stages import LOAD, S
from jinban.loading.standing import standing
from jinban.loading.tables import BY_NAME
from jinban.loading.upload import ROWS_MOST
from jinban.loading.words import effect
from jinban.people import actions as people
from jinban.people import permits
from jinban.web import paging
from jinban.web.admin.accounts import values
from jinban.web.forms import MEGABYTE, Shape, TableFile
from jinban.web.staff.seats import actor, seated

SEE = permits.roles("see", "loads")
MAY = tuple(dict.fromkeys((*permits.roles("load", "city"), *permits.roles("load", "seats"))))
ALL = "all"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LIMITS = f"只收.xlsx和.csv，最大{files.LIMIT // MEGABYTE}MB，一张表最多{ROWS_MOST:,}行；公式不算，不认识的列不收。"
LONGEST = 60
NOTES = (
    "填“表”里的行，一行一个；带“示例：”的行不读。",
    "列名不要改，不用的列空着；下拉框里有的从下拉框选。",
    "文件里没有的行，导入时原样留着；例外写在下面。",
)


class UploadForm(Shape):
    """Which table, and the file."""

    table = forms.ChoiceField(label="哪张表", widget=forms.Select(attrs={"class": "w18"}))
    file = TableFile(help_text=LIMITS, error_messages={"required": "请选文件", "empty": "这个文件是空的，请重新选择。"})

    def __init__(self, tables: Sequence[Table], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        whole = [(ALL, "几张表（工作表各叫表名）")] if len(tables) > 1 else []
        self.fields["table"].choices = [(table.name, table.label) for table in tables] + whole


@require_http_methods(["GET", "HEAD", "POST"])
@seated(*SEE)
def index(request: HttpRequest) -> HttpResponse:
    """The tables with their templates and rows, the form for a file, and all loads, newest first."""
    tables = queries.loadable(actor(request))
    form = UploadForm(tables, request.POST or None, request.FILES or None) if tables else None
    if request.method == "POST":
        if form is None:
            raise Http404
        form = UploadForm(tables, request.POST, request.FILES)
        if form.is_valid() and (load := _handed_in(request, form, tables)):
            return redirect("admin-load", load.pk)
    page = paging.by_id(request, queries.visible_to(actor(request)))
    told = values(
        request, form=form, page=page, whole=len(tables) > 1,
        tables=[(table, effect(table.name)) for table in tables],
        rows=[(load, _labels(load)) for load in page.rows],
    )  # fmt: skip
    return render(request, "admin/loads.html", told, status=422 if form and form.errors else 200)


def _handed_in(request: HttpRequest, form: UploadForm, tables: Sequence[Table]) -> Load | None:
    """The load of this file; None, and said in the form, when the file is none that is taken."""
    chosen, file = form.cleaned_data["table"], form.cleaned_data["file"]
    names = [table.name for table in tables] if chosen == ALL else [chosen]
    try:
        return actions.hand_in(names, file.name, file.read(), by=actor(request), at=now())
    except Refused as no:
        form.add_error("file", no.sentence)
        return None


@require_GET
@seated(*SEE)
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One load: what it would change or has changed, or every fault of its file."""
    return _page(request, _load(request, pk))


def _load(request: HttpRequest, pk: int) -> Load:
    found = queries.get(actor(request), pk)
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, load: Load, sentence: str = "") -> HttpResponse:
    by, kind = actor(request), request.GET.get("kind", "")
    found = queries.changes(load)
    page = paging.by_id(
        request, queries.wrongs(load) if load.faults else found.filter(kind=kind) if kind in KINDS else found
    )
    told = values(
        request, load=load, labels=_labels(load), page=page, sentence=sentence, kind=kind, kinds=list(KINDS.items()),
        counts=[(BY_NAME[name].label, counts) for name, counts in load.counts.items()],
        faults=[_fault(one) for one in page.rows] if load.faults else [],
        changes=[] if load.faults else [_change(one) for one in page.rows],
        effects=[(BY_NAME[name].label, effect(name)) for name in load.counts],
        verbs={move.verb for move in LOAD.open_moves(load, by=by, standing=(by.role,), at=now())},
        may=request.seat.role in MAY, given=load.stage == S.GIVEN,
    )  # fmt: skip
    return render(request, "admin/load.html", told, status=409 if sentence else 200)


def _labels(load: Load) -> str:
    """Which tables, in words: those that the file had, or those that were asked for."""
    names = list(load.counts) or load.tables
    return "、".join(BY_NAME[name].label for name in names) if len(names) < 6 else f"{len(names)}张表"


def _fault(one: Wrong) -> dict[str, Any]:
    fault = queries.as_fault(one)
    wrong, remedy = fault.split
    return {"place": fault.place, "wrong": wrong, "remedy": remedy}


def _change(one: Change) -> dict[str, Any]:
    """The row's key, and each column with what stood there and what stands there now."""
    before, after = (_cells(one.table, words) for words in (one.before, one.after))
    columns = [column.heading for column in BY_NAME[one.table].columns]
    pairs = [(head, before.get(head, ""), after.get(head, "")) for head in columns]
    return {
        "table": BY_NAME[one.table].label,
        "key": "、".join(part for part in one.key.split("|") if part),
        "kind": one.kind,
        "label": one.get_kind_display(),
        "pairs": [pair for pair in pairs if pair[1] != pair[2]],
    }


def _cells(table: str, words: dict[str, str] | None) -> dict[str, str]:
    """By heading, what a cell says, cut where it is long."""
    if words is None:
        return {}
    row = typed(table, words)
    said = {column.heading: str(shown(row[column.name], column)) for column in BY_NAME[table].columns}
    return {head: text if len(text) <= LONGEST else f"{text[:LONGEST]}…" for head, text in said.items()}


@require_POST
@seated(*MAY)
def do(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Load the file as it was shown, put it aside, or take the load back. 409 with the reason, and nothing is written."""
    load, by = _load(request, pk), actor(request)
    try:
        if verb == "load":
            actions.load(load, seen=request.POST.get("seen", ""), by=by, at=now())
            messages.success(request, f"导入了：新增{load.total('fresh')}行，修改{load.total('changed')}行。")
        elif verb == "drop":
            actions.drop(load, by=by, at=now())
            messages.success(request, "没有导入，什么也没改。")
            return redirect("admin-loads")
        elif verb == "undo":
            actions.undo(load, by=by, at=now())
            messages.success(request, "撤销了，数据恢复到导入以前。")
        else:
            raise Http404
    except actions.Stale as no:
        actions.look_again(load, by=by, at=now())
        return _page(request, load, no.sentence)
    except Refused as no:
        return _page(request, load, no.sentence)
    return redirect("admin-load", pk)


@require_GET
@seated(*MAY)
def marked_copy(request: HttpRequest, pk: int) -> FileResponse:
    """The file as it was handed in, with its faults marked."""
    load = _load(request, pk)
    if not load.stored or not load.faults:
        raise Http404
    copy = marked(load.file_name, actions.content(load), queries.faults(load))
    return _file(copy, f"{load.file_name.rpartition('.')[0] or load.file_name}（标错）.xlsx")


@require_GET
@seated(*MAY)
def template(request: HttpRequest, table: str) -> FileResponse:
    """An empty table to fill in, with drop-downs, an example and an explanation."""
    wanted = _wanted(request, table)
    return _file(_book(wanted, rows=False), f"{wanted[0].label if len(wanted) == 1 else '全市数据'}模板.xlsx")


@require_GET
@seated(*MAY)
def rows(request: HttpRequest, table: str) -> FileResponse:
    """What is there now, in the same form: loaded again it changes nothing."""
    wanted = _wanted(request, table)
    count = sum(len(standing(one.name)) for one in wanted)
    people.exported(
        request.seat,
        listing="admin.city",
        ending="xlsx",
        rows=count,
        filters=[f"table:{table}"],
        by=actor(request),
        at=now(),
    )
    return _file(_book(wanted, rows=True), f"{wanted[0].label if len(wanted) == 1 else '全市数据'}.xlsx")


def _wanted(request: HttpRequest, name: str) -> list[Table]:
    found = [table for table in queries.loadable(actor(request)) if name in (ALL, table.name)]
    if not found:
        raise Http404
    return found


def _book(tables: Sequence[Table], *, rows: bool) -> IO[bytes]:
    referred = {column.ref for table in tables for column in table.columns if column.ref}
    offers = {name: [str(key[0]) for key in standing(name)] for name in sorted(referred)}
    notes = [*NOTES, *(f"{table.label}：{said}" for table in tables if (said := effect(table.name)))]
    return book(
        [
            Filled(table, standing(table.name).values() if rows else (), example=not rows, offers=offers)
            for table in tables
        ],
        notes,
    )


def _file(content: IO[bytes], name: str) -> FileResponse:
    answer = FileResponse(content, as_attachment=True, filename=name, content_type=XLSX)
    answer["Cache-Control"] = "private, no-store"
    return answer
