"""更正: one thing of a case put right by who may, with the reason; what was and what became of it stay on the page."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from jinban.cases import actions, queries, rules
from jinban.cases.actions.correcting import FIELDS
from jinban.cases.models import Case, CaseMaterial, Channel, Verdict
from jinban.cases.stages import CASE
from jinban.catalogue import queries as catalogue
from jinban.kit.clock import legal_day, now
from jinban.kit.refused import Refused
from jinban.people import queries as people
from jinban.people.actors import Actor
from jinban.people.roles import Role
from jinban.web.asking import Fields, words
from jinban.web.forms import Choices, Shape
from jinban.web.office.views import case_or_404
from jinban.web.staff.seats import actor, seated

INSIDE = {"applicant", "item", "material", "note"}
DAYS = ["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y%m%d"]


def _day(label: str, hint: str) -> Callable[[Case], Fields]:
    return lambda case: {
        "to": forms.DateField(
            label=label, input_formats=DAYS, widget=forms.DateInput(attrs={"class": "w11", "inputmode": "numeric"}),
            help_text=hint, error_messages={"invalid": f"{label}请写成 2024-03-11 这样"},
        )
    }  # fmt: skip


def _applicant(case: Case) -> Fields:
    hint = "先在窗口登记过的人；写全证件号码，系统按号码找"
    return {
        "to": forms.CharField(
            label="正确的申请人的证件号码",
            max_length=40,
            help_text=hint,
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        )
    }


def _item(case: Case) -> Fields:
    offered = catalogue.published(case.received_day or legal_day(now()))
    rows = sorted((version.item_id, version.item.name) for version in offered if version.item_id != case.item_id)
    return {"to": forms.ChoiceField(label="正确的事项", choices=sorted(rows, key=lambda row: row[1]))}


def _channel(case: Case) -> Fields:
    return {"to": Choices(label="正确的渠道", choices=[row for row in Channel.choices if row[0] != case.channel])}


def _material(case: Case) -> Fields:
    rows = [(row.key, f"{row.name}（{row.get_state_display()}）") for row in queries.materials(case)]
    return {
        "key": forms.ChoiceField(label="哪样材料", choices=rows),
        "to": Choices(label="应该是", choices=CaseMaterial.State.choices),
    }


def _note(case: Case) -> Fields:
    rows = [
        (str(row.pk), f"{row.get_kind_display()}：{row.body[:30]}")
        for row in case.notes.filter(erased_at=None).order_by("id")
    ]
    return {"key": forms.ChoiceField(label="哪条说明", choices=rows), "to": words("更正后的说明")}


def _result(case: Case) -> Fields:
    other = [row for row in Verdict.choices if row[0] and row[0] != case.verdict]
    return {"to": Choices(label="正确的结果", choices=other)}


ASKS: Mapping[str, Callable[[Case], Fields]] = {
    "applicant": _applicant, "item": _item, "channel": _channel, "material": _material, "note": _note,
    "counts_from": _day("正确的起算日", "承诺和法定的到期日都从这一天重新推算"), "result": _result,
    "decided_day": _day("正确的决定日", "只改决定的日子；能不能重开，还看当时记下决定的时刻"),
}  # fmt: skip


class Correcting(Shape):
    """What one correction asks: the value, and why."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, case: Case, field: str, data: Any = None) -> None:
        self.base_fields = {**type(self).base_fields, **ASKS[field](case), "reason": words("更正的原因")}
        super().__init__(data, initial={"version": case.version})


def open_fields(case: Case, by: Actor) -> list[tuple[str, str]]:
    """What of this case can be corrected now; of one whose inside this seat may not see, nothing that would show it."""
    closed = {"item", "result", "decided_day"} if case.decided_day is None else set()
    closed |= {"counts_from"} if case.accepted_day is None else set()
    closed |= set() if queries.may_see_detail(by, case) else INSIDE
    return [(key, row.label) for key, row in FIELDS.items() if key not in closed]


@seated(Role.SERVICE_OFFICE)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, pk: int, field: str = "") -> HttpResponse:
    """Choose what to put right, then the form for it. 409 with the sentence when it cannot be; what was typed stays."""
    by, at = actor(request), now()
    case = case_or_404(by, pk)
    if CASE.refusal(case, "correct", by=by, standing=rules.standing(case, by), at=at) or (
        field and field not in dict(open_fields(case, by))
    ):
        raise Http404
    form = Correcting(case, field, request.POST if request.method == "POST" else None) if field else None
    values: dict[str, Any] = {"case": case, "fields": open_fields(case, by), "chosen": field, "form": form}
    if request.method != "POST" or form is None:
        return render(request, "office/correct.html", values)
    if not form.is_valid():
        return render(request, "office/correct.html", values, status=422)
    try:
        _run(case, field, form.cleaned_data, by=by, at=at)
    except Refused as fault:
        return render(request, "office/correct.html", {**values, "sentence": fault.sentence}, status=409)
    messages.success(request, f"{FIELDS[field].label}已更正，原来的值和原因都留着。")
    return HttpResponseRedirect(reverse("office-case", args=[pk]))


def _run(case: Case, field: str, said: Mapping[str, Any], **who: Any) -> None:
    if said["version"] != case.version:
        raise Refused("这件刚被别人办过了。请看过现在的样子再更正。")
    to = said["to"].isoformat() if hasattr(said["to"], "isoformat") else str(said["to"])
    if field == "applicant":
        found = people.ids_by_number(to)
        if len(found) != 1:
            raise Refused("没有找到这个证件号码，或者不止一位。请先在窗口登记申请人。")
        to = str(found[0])
    actions.correct(case, field=field, to=to, key=str(said.get("key", "")), reason=said["reason"], **who)
