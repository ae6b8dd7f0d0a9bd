"""我的岗位: what one's own seat is, and 外出委托: who stands in while one is away."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from jinban.kit.clock import legal_day, now
from jinban.kit.refused import Refused
from jinban.people import actions, queries, rules
from jinban.people.models import Absence, Seat, Staff
from jinban.web.forms import Shape
from jinban.web.staff.seats import actor, seated
from jinban.web.templatetags.jinban import plain_day


class AbsenceForm(Shape):
    """From which day to which, who stands in, why. An office offers its people; for a post of the whole county the work
    number is typed."""

    first = forms.DateField(
        label="从哪天起", widget=forms.DateInput(attrs={"type": "date", "class": "w11"}),
        error_messages={"required": "请填外出的第一天"},
    )  # fmt: skip
    last = forms.DateField(
        label="到哪天止", help_text=f"当天还由代理人办；最长{rules.ABSENCE_DAYS}天",
        widget=forms.DateInput(attrs={"type": "date", "class": "w11"}), error_messages={"required": "请填外出的最后一天"},
    )  # fmt: skip
    deputy = forms.CharField(
        label="代理人的工号", max_length=20,
        widget=forms.TextInput(attrs={"class": "w11", "autocomplete": "off", "autocapitalize": "off"}),
    )  # fmt: skip
    reason = forms.CharField(
        label="原因", max_length=200, widget=forms.TextInput(attrs={"class": "w18", "autocomplete": "off"}),
        error_messages={"max_length": "原因最多写200个字"},
    )  # fmt: skip

    def __init__(self, seat: Seat, data: Any = None) -> None:
        super().__init__(data)
        if rules.has_office(seat.role):
            offered = queries.colleagues(seat, legal_day(now()))
            choices = [(one.staff.work_no, f"{one.staff.name}（{one.get_role_display()}）") for one in offered]
            self.fields["deputy"] = forms.ChoiceField(
                label="代理人", choices=[("", "请选"), *choices], widget=forms.Select(attrs={"class": "w18"}),
                error_messages={"required": "请选代理人", "invalid_choice": "代理人里没有这一位，请重选"},
                help_text="本处在岗的同事" if choices else "本处没有别的同事，请系统管理员先给别人在这里开岗位",
            )  # fmt: skip

    def clean_deputy(self) -> Staff:
        """The person of this work number."""
        found = queries.staff_by(str(self.cleaned_data["deputy"]).strip())
        if found is None:
            raise forms.ValidationError("没有这个工号，请核对。")
        return found


@dataclass(frozen=True)
class Line:
    """One absence in a list: how it stands in a word, and whether it can still be ended."""

    absence: Absence
    state: str
    open: bool

    @property
    def ending(self) -> str:
        """The word on the button."""
        return "提前回来" if self.state == "在外" else "撤销"


def lines(seat: Seat, day: date) -> list[Line]:
    """The absences from a seat on a day, the latest first."""
    return [Line(one, _state(one, day), not one.over(day)) for one in queries.absences_of(seat)]


def _state(absence: Absence, day: date) -> str:
    if absence.cancelled_at is not None:
        return "已撤销" if legal_day(absence.cancelled_at) < absence.first else "提前结束"
    if absence.last < day:
        return "已结束"
    return "没开始" if absence.first > day else "在外"


def entered(form: AbsenceForm, seat: Seat, request: HttpRequest) -> int:
    """Enter what a form says: 0 when it is done, else the status of the answer, with the sentence in the form."""
    if not form.is_valid():
        return 422
    try:
        absence = actions.enter_absence(seat, **form.cleaned_data, by=actor(request), at=now())
    except Refused as fault:
        form.add_error(None, fault.sentence)
        return 409
    messages.success(
        request, f"{plain_day(absence.first)}到{plain_day(absence.last)}由{absence.acting.staff.name}代理。"
    )
    return 0


def ended(request: HttpRequest, pk: int) -> Absence:
    """End an absence that lies inside the asker's gate; 404 for any other."""
    found = queries.absence(actor(request), pk)
    if found is None:
        raise Http404
    actions.end_absence(found, by=actor(request), at=now())
    messages.success(request, f"外出委托结束了，{found.acting.staff.name}不再代理。")
    return found


@seated()
@require_http_methods(["GET", "HEAD", "POST"])
def post(request: HttpRequest) -> HttpResponse:
    """One's own seat, its absences, and a new one. 422 with what is wrong, 409 with the sentence of the rule."""
    seat, status = request.seat, 200
    form = None if seat.acting_for_id else AbsenceForm(seat, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if form is None:
            raise Http404
        status = entered(form, seat, request)
        if not status:
            return redirect("staff-post")
    day = legal_day(now())
    values = {
        "seat": seat,
        "form": form,
        "lines": lines(seat, day),
        "several": len(queries.seats_of(request.user, day)) > 1,
        "end": "staff-absence-end",
    }
    return render(request, "staff/post.html", values, status=status)


@seated()
@require_POST
def end(request: HttpRequest, absence: int) -> HttpResponse:
    """Back early, or not going at all."""
    ended(request, absence)
    return redirect("staff-post")
