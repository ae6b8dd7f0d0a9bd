"""The peers that the product is measured beside, served by the same site behind the same middleware; only in a bench."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from jinban.bench import million, pages
from jinban.bench.actions import plain
from jinban.bench.counter import ITEM
from jinban.kit import marks
from jinban.kit.clock import now
from jinban.people.rules import number_misfit, phone_misfit


def _in_a_bench() -> None:
    if marks.read(million.BENCH) is None:
        raise Http404


class Form(forms.Form):
    """The fields of a visit, each with its own check."""

    key = forms.CharField(max_length=64)
    id_type = forms.CharField(max_length=20)
    number = forms.CharField(max_length=40)
    name = forms.CharField(max_length=120)
    phone = forms.CharField(max_length=20)
    home = forms.CharField(required=False)

    def __init__(self, data: object) -> None:
        super().__init__(data)
        for name in data:  # type: ignore[attr-defined]
            if name.startswith("m_"):
                self.fields[name] = forms.ChoiceField(choices=[("handed", ""), ("missing", ""), ("waived", "")])
            elif name.startswith(("q_", "f_")):
                self.fields[name] = forms.CharField(max_length=120, required=name.startswith("q_"))

    def clean_number(self) -> str:
        """A number that can be."""
        if sentence := number_misfit("resident", self.cleaned_data["number"]):
            raise forms.ValidationError(sentence)
        return str(self.cleaned_data["number"])

    def clean_phone(self) -> str:
        """A phone that can be called."""
        if sentence := phone_misfit(self.cleaned_data["phone"]):
            raise forms.ValidationError(sentence)
        return str(self.cleaned_data["phone"])


@require_POST
def take_in(request: HttpRequest) -> HttpResponse:
    """A visit, the plain way."""
    _in_a_bench()
    form = Form(request.POST)
    if request.seat is None or not form.is_valid():
        return HttpResponse(status=422)
    case = plain.serve(plain.Visit(form.cleaned_data, request.seat, now()), ITEM)
    return HttpResponseRedirect(f"/counter/cases/{case.pk}/slip")


@require_safe
def ready(request: HttpRequest, name: str) -> HttpResponse:
    """A page whose values were computed before: its template alone is rendered."""
    _in_a_bench()
    template, values = pages.values_of(name)
    return render(request, template, values)


@require_safe
def text(request: HttpRequest, name: str) -> HttpResponse:
    """The same letters without anything to render."""
    _in_a_bench()
    return HttpResponse(pages.text_of(name))
