"""The name of somebody registered, put right at the window: mistyped before, or changed since."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from jinban.kit.refused import Refused
from jinban.people import actions, permits, queries, rules
from jinban.people.models import IdType
from jinban.web.counter.bench import at_window, frame
from jinban.web.forms import Shape
from jinban.web.staff.seats import seated

LINE = {"class": "w18", "autocomplete": "off", "spellcheck": "false"}


class NameForm(Shape):
    """What the document shows, and why the registered name is another. The registered name is not told."""

    id_type = forms.ChoiceField(label="证件", choices=IdType.choices, initial=IdType.RESIDENT)
    number = forms.CharField(label="证件号码", max_length=30, widget=forms.TextInput(attrs=LINE))
    name = forms.CharField(label="证件上的姓名", max_length=120, widget=forms.TextInput(attrs=LINE))
    reason = forms.CharField(
        label="为什么更正", help_text="如“上次输错一个字”“改过名”", max_length=200,
        widget=forms.TextInput(attrs={**LINE, "class": ""}),
    )  # fmt: skip

    def clean_number(self) -> str:
        """A number that can be, of somebody who is registered."""
        id_type, number = self.cleaned_data.get("id_type", ""), self.cleaned_data["number"]
        sentence = rules.number_misfit(id_type, number) if id_type else None
        if not sentence and not queries.find(id_type, number):
            sentence = "这个号码没有登记过，不用更正，直接收件"
        if sentence:
            raise forms.ValidationError(sentence.rstrip("。"))
        return number


@seated(*permits.roles("correct", "names"))
@require_http_methods(["GET", "HEAD", "POST"])
def name(request: HttpRequest) -> HttpResponse:
    """The form; once it is right the name is, too, and the papers can be taken in."""
    by, _, at, day = at_window(request)
    form = NameForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = form.cleaned_data
        applicant = queries.find(said["id_type"], said["number"])
        try:
            assert applicant is not None
            actions.correct_name(applicant, said["name"], reason=said["reason"], by=by, at=at)
        except Refused as fault:
            form.add_error("name", fault.sentence.rstrip("。"))
        else:
            messages.success(request, "姓名更正好了，可以收件了。")
            return HttpResponseRedirect(reverse("counter:home"))
    values = {**frame(by, day), "form": form}
    return render(request, "counter/naming.html", values, status=422 if form.errors else 200)
