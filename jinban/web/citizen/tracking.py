"""Following one's own case: by number and the last four of the document, or by the spoken code alone.

A wrong number, an unknown one and a wrong ending are answered alike. What was shown once stays open to this
browser for an hour, so that the address carries the case number only.
"""

import time
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from jinban.cases import queries as cases
from jinban.cases import words
from jinban.cases.models import Case
from jinban.kit import numbers
from jinban.kit.clock import legal_day, machine, now
from jinban.messages import queries as messages
from jinban.people import looks
from jinban.people import queries as people
from jinban.people.actors import CLOCK
from jinban.places import queries as places
from jinban.web import address, documents, journey
from jinban.web.following import NOT_FOUND, TOO_OFTEN, TooOften, tried
from jinban.web.forms import Shape
from jinban.web.looking import named

KEY, HOUR = "followed", 60 * 60


class Ask(Shape):
    """What stands on the receipt."""

    code = forms.CharField(
        label="办件号或查询码",
        help_text="在收件凭证上。办件号是一长串数字，查询码是 8 个数字和字母。",
        max_length=40,
        widget=forms.TextInput(attrs={"class": "w30", "autocomplete": "off", "spellcheck": "false"}),
    )
    ending = forms.CharField(
        label="证件号码后四位",
        help_text="用办件号查才要填；用查询码查，不用填。",
        required=False,
        max_length=8,
        widget=forms.TextInput(attrs={"class": "w6", "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        return numbers.bare(self.cleaned_data["code"])

    def clean_ending(self) -> str:
        ending = numbers.bare(self.cleaned_data["ending"])
        if ending and len(ending) != 4:
            raise forms.ValidationError(f"后四位要填 4 个字，现在是 {len(ending)} 个")
        return ending

    def clean(self) -> dict:
        code, ending = self.cleaned_data.get("code", ""), self.cleaned_data.get("ending", "")
        if code and not self.errors and len(code) != numbers.SPOKEN_LENGTH and not ending:
            self.add_error("ending", "用办件号查，要填证件号码后四位")
        return self.cleaned_data


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The form; a right answer leads to the case."""
    if request.method != "POST":
        return render(request, "citizen/track.html", {"form": Ask(initial={"code": request.GET.get("number", "")})})
    form = Ask(request.POST)
    if not form.is_valid():
        return render(request, "citizen/track.html", {"form": form}, status=422)
    code = form.cleaned_data["code"]
    try:
        case = tried(code, form.cleaned_data["ending"], source=f"from:{address.of(request)}", at=machine())
    except TooOften:
        return render(request, "citizen/track.html", {"form": form, "sentence": TOO_OFTEN, "wrong": True}, status=429)
    if case is None:
        return render(request, "citizen/track.html", {"form": form, "sentence": NOT_FOUND, "wrong": True}, status=422)
    proof = bool(form.cleaned_data["ending"]) and len(code) != numbers.SPOKEN_LENGTH
    request.session[KEY] = {**still(request), str(case.number): [case.pk, int(time.time()), int(proof)]}
    return HttpResponseRedirect(reverse("citizen:progress", args=[case.number]))


def still(request: HttpRequest) -> dict[str, list[int]]:
    """The cases that this browser may follow, those of the last hour."""
    kept = request.session.get(KEY, {})
    return {number: value for number, value in kept.items() if time.time() - value[1] < HOUR}


def followed(request: HttpRequest, number: str) -> Case | None:
    """The case of this number, if this browser may follow it."""
    known = still(request).get(number)
    return cases.get(CLOCK, known[0]) if known else None


def proved(request: HttpRequest, number: str) -> bool:
    """Whether it was opened by number and document, not by the spoken code alone."""
    return still(request).get(number, ())[2:] == [1]


@never_cache
@require_safe
def progress(request: HttpRequest, number: str) -> HttpResponse:
    """The page of one case; without the right to it, the form again, whatever the number."""
    case = followed(request, number)
    if case is None:
        form = Ask(initial={"code": number[:40]})
        return render(request, "citizen/track.html", {"form": form})
    own = {"proved": proved(request, number), "papers": documents.listed(case)}
    return render(request, "citizen/progress.html", {**page_of(case), **own})


def page_of(case: Case) -> dict[str, Any]:
    """All that the page of one case shows."""
    story = journey.Story(case, cases.history(case, people.seats(cases.actors_in(case))))
    points = journey.points(case)
    notes = list(case.notes.order_by("id"))
    bodies = {note.pk: note.body for note in notes}
    known = words.of(case) | {"link": "这一页"}
    told = messages.about(case, known, applicant=case.applicant_id) if case.applicant_id else []
    return {
        "case": case,
        "content": case.item_version.said,
        "name": journey.masked(case),
        "told": journey.told(case, legal_day(now()), places.calendar(), len(points)),
        "steps": story.steps(),
        "reasons": story.reasons(),
        "remedies": [note for note in notes if note.kind == "remedy"],
        "points": points,
        "dates": journey.dates(case),
        "messages_to_you": [{"told": one, "words": bodies.get(one.note or 0, "")} for one in told],
        "looks": named(looks.looks_at(case.applicant, case.pk)) if case.applicant else [],
    }
