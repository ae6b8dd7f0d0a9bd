"""Verifying a paper: by the code on it, or by its QR code, which carries a seal over what the paper says.

A code that is unknown, a row that was changed and a QR code with another's seal are answered alike: 验不过. Throttled like
following a case.
"""

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from jinban.kit import numbers, throttle
from jinban.kit.clock import machine
from jinban.papers import queries
from jinban.papers.queries import Verified
from jinban.web import address
from jinban.web.following import QUARTER, TRIES_HERE, TRIES_NUMBER
from jinban.web.forms import Shape

FAILED = "验不过。没有这份文书，或者文书、二维码被改过"
WHAT_NOW = "请对一对核验码再试。还是验不过，不要用这份文书，带着它到出具的单位去问，或者打"
TOO_OFTEN = "验错的次数太多了，请 15 分钟后再验，或者打 12345"


class Ask(Shape):
    """The code at the foot of a paper."""

    code = forms.CharField(
        label="核验码", help_text="在文书最下面，8 个数字和字母。", max_length=40,
        widget=forms.TextInput(attrs={"class": "w11", "autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip

    def clean_code(self) -> str:
        return numbers.bare(self.cleaned_data["code"])


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The form; a right code leads to the paper."""
    if request.method != "POST":
        return _form(request, Ask())
    form = Ask(request.POST)
    if not form.is_valid():
        return _form(request, form, status=422)
    code = form.cleaned_data["code"]
    found = _asked(request, code, None)
    if isinstance(found, Verified):
        return HttpResponseRedirect(reverse("citizen:paper", args=(code,)))
    return _form(request, form, sentence=found, status=429 if found == TOO_OFTEN else 422)


@never_cache
@require_safe
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """Behind the QR code: genuine or not, and what anybody may know of it."""
    found = _asked(request, code, request.GET.get("s"))
    if isinstance(found, Verified):
        return render(request, "papers/verified.html", {"found": found, "scanned": "s" in request.GET})
    form = Ask(initial={"code": ""})
    return _form(request, form, sentence=found, status=429 if found == TOO_OFTEN else 404)


def _asked(request: HttpRequest, code: str, seal: str | None) -> Verified | str:
    """What there is of this code, or the sentence that says there is nothing."""
    at, tries = machine(), {f"paper-from:{address.of(request)}": TRIES_HERE, f"paper:{code[:40]}": TRIES_NUMBER}
    if not all(throttle.take(key, most=most, span=QUARTER, at=at) for key, most in tries.items()):
        return TOO_OFTEN
    found = queries.verified(code, seal)
    if found is None:
        return FAILED
    for key in tries:
        throttle.give_back(key, at=at)
    return found


def _form(request: HttpRequest, form: Ask, sentence: str = "", status: int = 200) -> HttpResponse:
    values = {
        "form": form,
        "sentence": sentence,
        "wrong": bool(sentence),
        "what_now": WHAT_NOW if sentence == FAILED else "",
    }
    return render(request, "papers/verify.html", values, status=status)
