"""The systems from which cases come, and the loads of each."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from jinban.gathering import actions, queries
from jinban.kit.clock import now
from jinban.kit.refused import Refused
from jinban.places import queries as places
from jinban.web import paging
from jinban.web.board.gathering import shell
from jinban.web.forms import Shape
from jinban.web.staff.seats import actor, seated


class SourceForm(Shape):
    """A system to be registered."""

    code = forms.CharField(label="编码", max_length=20, help_text="小写字母开头，如 shebao；接口也用它")
    name = forms.CharField(label="名称", max_length=60, help_text="如：社保业务系统")
    department = forms.ChoiceField(label="部门", required=False, help_text="只收这个部门的事项；几个部门共用的不选")
    note = forms.CharField(label="说明", max_length=200, required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        units = [(unit.code, unit.name) for unit in places.departments()]
        self.fields["department"].choices = [("", "几个部门共用"), *units]


@seated(*shell.GATHERS)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The sources of this seat with their counts, the newest loads, and the form for those who register. 422 with what is
    wrong in it; what was typed stays."""
    by, may = actor(request), request.seat.role in shell.REGISTERS
    form = SourceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not may:
            raise Http404
        if form.is_valid():
            try:
                made = actions.put_source(**form.cleaned_data, by=by, at=now())
            except Refused as fault:
                form.add_error(None, fault.sentence)
            else:
                messages.success(request, f"“{made.name}”已经登记。")
                return HttpResponseRedirect(reverse("gathering-sources"))
    found = list(queries.sources(by))
    counts = queries.counted(found)
    shown = shell.values(
        request,
        sources=[(source, *counts.get(source.pk, (0, 0))) for source in found],
        page=paging.by_id(request, queries.loads(by), 20),
        form=form,
        may=may,
    )
    return render(request, "gathering/sources.html", shown, status=422 if form.errors else 200)
