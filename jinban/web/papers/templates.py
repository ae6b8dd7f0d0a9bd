"""The templates of papers: the list of kinds, and editing one with its check and its preview."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from jinban.kit.clock import now
from jinban.kit.refused import Refused
from jinban.papers import actions, queries, typesetting
from jinban.papers import templates as written
from jinban.papers.kinds import KINDS, Kind
from jinban.people import permits
from jinban.web import documents
from jinban.web.files.giving import links
from jinban.web.forms import Shape
from jinban.web.staff.seats import actor, seated

WRITERS = permits.roles("publish", "templates")
BLOCKS = {"落款": "机关、日期和印章，必须有", "签名": "承诺人签字的一行", "签收": "签收人签字的一行"}


class Text(Shape):
    """The text of a template. Its faults are told with their lines."""

    text = forms.CharField(
        label="模板", strip=False, max_length=written.LONGEST,
        widget=forms.Textarea(attrs={"rows": 20, "spellcheck": "false", "autocomplete": "off"}),
    )  # fmt: skip
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, data: Any, kind: Kind, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.kind = kind

    def clean_text(self) -> str:
        """A text that can be set."""
        text = written.tidy(self.cleaned_data["text"])
        found = queries.template_faults({self.kind.key: text})[self.kind.key]
        if found:
            raise forms.ValidationError([fault.words for fault in found])
        last = queries.in_force(self.kind.key)
        if "preview" not in self.data and last and last.digest == written.digest(text):
            raise forms.ValidationError(actions.UNCHANGED)
        return text


@seated(*WRITERS)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every kind of paper, by which event it is made, and the version in force."""
    newest = queries.newest()
    rows = [(kind, "、".join(fact.label for fact in kind.facts), newest.get(kind.key)) for kind in KINDS.values()]
    return render(
        request,
        "papers/templates.html",
        {"rows": rows, "files": links(request, "papers.templates", "paper-templates-file")},
    )


@seated(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, kind: str) -> HttpResponse:
    """One template: change it, look at it as PDF with invented values, keep it as the next version. 422 with each fault."""
    one = KINDS.get(kind)
    if one is None:
        raise Http404
    if request.method == "POST":
        return _posted(request, one)
    older = [row for row in queries.versions(kind) if str(row.version) == request.GET.get("version")]
    return render(request, "papers/template.html", _values(one, None, older[0].text if older else None))


def _posted(request: HttpRequest, kind: Kind) -> HttpResponse:
    form = Text(request.POST, kind)
    if not form.is_valid():
        return render(request, "papers/template.html", _values(kind, form), status=422)
    said = form.cleaned_data
    if "preview" in request.POST:
        body = typesetting.printed([queries.sample(kind, said["text"])])[0]
        return documents.pdf(body, f"{kind.label}预览.pdf")
    try:
        actions.keep_template(kind.key, said["text"], seen=said["seen"], by=actor(request), at=now())
    except Refused as no:
        values = {**_values(kind, form), "sentence": no.sentence, "wrong": True}
        return render(request, "papers/template.html", values, status=409)
    messages.success(request, "保存了，从现在起用这一版。以前出的文书不变。")
    return HttpResponseRedirect(reverse("paper-template", args=(kind.key,)))


def _values(kind: Kind, form: Text | None, text: str | None = None) -> dict[str, Any]:
    versions = list(queries.versions(kind.key)[:20])
    now_used = versions[0] if versions else None
    start = {
        "text": text if text is not None else now_used.text if now_used else "",
        "seen": now_used.version if now_used else 0,
    }
    names = [(name, "必须有" if name in kind.must else "") for name in kind.names]
    return {
        "kind": kind,
        "form": form or Text(None, kind, initial=start),
        "versions": versions,
        "names": names,
        "blocks": list(BLOCKS.items()),
    }
