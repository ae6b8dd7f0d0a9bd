"""Changing the words of a draft, and picking the outstanding units with their figures beside them."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from jinban.circular import actions, queries
from jinban.circular.composing import BESIDE
from jinban.circular.counting import Counts, in_table
from jinban.circular.figures import AWAITED, named
from jinban.circular.models import Circular
from jinban.circular.outline import Outline, Part, Sentence, heading_fault, text_fault
from jinban.circular.stages import S
from jinban.circular.wording import directory, in_keys, in_words
from jinban.kit.clock import legal_day, now
from jinban.kit.figures import FIGURES, Period
from jinban.kit.refused import Refused
from jinban.people import permits
from jinban.places import queries as places
from jinban.web.board.circulars.reading import circular_or_404, title_of
from jinban.web.forms import Shape
from jinban.web.staff.seats import actor, seated

WRITERS = permits.roles("publish", "circulars")
LONGEST = 2000
LAST_PLACE = 40
PLACE_BOX = {"class": "box w4", "inputmode": "numeric", "autocomplete": "off"}


class WithNumbers(forms.CharField):
    """Words in which `{name}` stands for a number; an unknown name is told. Shown and typed in Chinese, kept by path."""

    def __init__(self, *, rows: int, required: bool = False, **kwargs: Any) -> None:
        super().__init__(
            max_length=LONGEST,
            required=required,
            widget=forms.Textarea(attrs={"rows": rows, "class": "said"}),
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        return in_words(value) if isinstance(value, str) else value

    def clean(self, value: Any) -> str:
        said = in_keys(super().clean(value).replace("\r\n", "\n"))
        if sentence := text_fault(said):
            raise forms.ValidationError(sentence)
        return said


class Heading(forms.CharField):
    """A heading; {时段} may stand in it."""

    def prepare_value(self, value: Any) -> Any:
        return in_words(value) if isinstance(value, str) else value

    def clean(self, value: Any) -> str:
        said = in_keys(super().clean(value))
        if sentence := heading_fault(said):
            raise forms.ValidationError(sentence.replace("{period}", "{时段}"))
        return said


class Text(Shape):
    """Every word of a draft: title, addressees, each heading, each sentence with its switch, and words by hand."""

    title = WithNumbers(rows=2, label="标题", required=True)
    addressees = forms.CharField(label="主送", help_text="一行一个", widget=forms.Textarea(attrs={"rows": 4}))
    number = forms.CharField(label="发文字号", max_length=40, required=False, help_text="还没有就空着")
    open_names = forms.BooleanField(label="公开稿里点名", required=False)
    version = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any, circular: Circular) -> None:
        self.outline = queries.text_of(circular)
        self.state = state(circular.text, circular.number, circular.open_names)
        start = {
            "title": self.outline.title, "addressees": "\n".join(self.outline.addressees), "number": circular.number,
            "open_names": circular.open_names, "version": self.state,
        }  # fmt: skip
        super().__init__(data, initial=start)
        for name, field in self._fields():
            self.fields[name] = field

    def _fields(self) -> Iterator[tuple[str, forms.Field]]:
        for at, part in enumerate(self.outline.parts):
            if part.heading:
                yield f"p{at}", Heading(label="标题", max_length=60, initial=part.heading)
            for name, sentence in _numbered(at, part):
                yield name, WithNumbers(rows=2, label="句子", initial=sentence.text)
                yield f"{name}-on", forms.BooleanField(label="用这句", required=False, initial=not sentence.off)
            if not part.bare:
                yield f"p{at}-own", WithNumbers(rows=3, label="补写", initial=part.written, help_text="一段一行")

    def clean_addressees(self) -> tuple[str, ...]:
        return tuple(line.strip() for line in self.cleaned_data["addressees"].splitlines() if line.strip())

    def sections(self) -> Iterator[dict[str, Any]]:
        """The fields as the page shows them: part by part."""
        for at, part in enumerate(self.outline.parts):
            yield {
                "heading": self[f"p{at}"] if part.heading else None,
                "level": part.level,
                "sentences": [
                    (self[name], self[f"{name}-on"], condition(sentence)) for name, sentence in _numbered(at, part)
                ],
                "own": None if part.bare else self[f"p{at}-own"],
            }

    def text(self) -> Outline:
        """The outline with these words; conditions and names stay."""
        said = self.cleaned_data
        parts = []
        for at, part in enumerate(self.outline.parts):
            paragraphs = tuple(
                tuple(self._sentence(f"p{at}-{line}-{place}", sentence) for place, sentence in enumerate(paragraph))
                for line, paragraph in enumerate(part.paragraphs)
            )
            own = said.get(f"p{at}-own", part.written)
            heading = said.get(f"p{at}", part.heading)
            parts.append(msgspec.structs.replace(part, heading=heading, paragraphs=paragraphs, written=own))
        return msgspec.structs.replace(
            self.outline, title=said["title"], addressees=said["addressees"], parts=tuple(parts)
        )

    def _sentence(self, name: str, sentence: Sentence) -> Sentence:
        text, on = self.cleaned_data[name].replace("\n", ""), self.cleaned_data[f"{name}-on"]
        # A sentence that was emptied is switched off and keeps its words.
        return msgspec.structs.replace(sentence, text=text or sentence.text, off=not (on and text))


def _numbered(at: int, part: Part) -> Iterator[tuple[str, Sentence]]:
    for line, paragraph in enumerate(part.paragraphs):
        for place, sentence in enumerate(paragraph):
            yield f"p{at}-{line}-{place}", sentence


def condition(sentence: Sentence) -> str:
    """When a sentence is said and whom it means, in words; empty for always and nobody."""
    told = []
    if sentence.when:
        told.append(f"{_label(sentence.when.figure)}{_bounds(sentence.when)}才写")
    if sentence.names:
        by = {"town": "镇街", "department": "部门", "item": "事项", "": "明细"}[sentence.names.by]
        told.append(f"指{_label(sentence.names.figure)}{_bounds(sentence.names)}的{by}")
    return "；".join(told)


def _label(key: str) -> str:
    figure = named(key)
    return f"“{figure.label if figure else AWAITED.get(key, key)}”"


def _bounds(asked: Any) -> str:
    over = f"大于{asked.over}" if asked.over is not None else ""
    return over + (f"小于{asked.under}" if asked.under is not None else "")


def numbers() -> list[tuple[str, str, bool]]:
    """The numbers that words may hold: what each is called, its unit, whether it can be counted yet."""
    return [
        (label, figure.unit if (figure := named(key)) else "", key not in AWAITED) for key, label in directory().items()
    ]


def state(*parts: Any) -> str:
    """A word that differs when somebody else has changed any of these meanwhile."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def _open_or_404(request: HttpRequest, pk: int) -> Circular:
    """The circular to be written. One that is no draft any more has no form to begin with, but what was typed is kept."""
    circular = circular_or_404(actor(request), pk)
    if circular.stage != S.DRAFTED and request.method != "POST":
        raise Http404
    return circular


def _unchanged(form: forms.Form, now_is: str) -> None:
    """Refused when somebody changed the same meanwhile; the form then stands on the new state, so that it can be kept."""
    if form.cleaned_data["version"] != now_is:
        form.data = form.data.copy()
        form.data["version"] = now_is
        raise Refused("刚有别人改过同一处。您写的还在下面，请对照新的；再存一次，就以您的为准。")


@seated(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def text(request: HttpRequest, pk: int) -> HttpResponse:
    """The words of a draft as a form. 422 with every fault, nothing of what was typed is lost."""
    by, at = actor(request), now()
    circular = _open_or_404(request, pk)
    form = Text(request.POST if request.method == "POST" else None, circular)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _unchanged(form, form.state)
                number, names = form.cleaned_data["number"], form.cleaned_data["open_names"]
                actions.revise(circular, by=by, at=at, text=form.text(), number=number, open_names=names)
                keep = "keep" in request.POST and actions.keep_outline(circular, by=by, at=at)
                messages.success(request, "改好了，以后起草也用这份文字。" if keep else "改好了。")
                return HttpResponseRedirect(reverse("circular", args=(pk,)))
            except Refused as no:
                form.add_error(None, no.sentence)
                status = 409
    values = {
        "circular": circular,
        "form": form,
        "numbers": numbers(),
        "name": title_of(circular),
    }
    return render(request, "circular/text.html", values, status=status)


@dataclass(frozen=True)
class Unit:
    """A town or department with its figures, and the place it has in the annex."""

    field: forms.BoundField
    name: str
    figures: tuple[str, ...]


class Units(Shape):
    """A place in the annex for each unit; empty for none."""

    version = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any, circular: Circular, day: Any) -> None:
        self.counts = Counts(Period.parse(circular.period).seen_on(day))
        picked = {(one.kind, one.code): one.position + 1 for one in circular.picks.all()}
        self.state = state(sorted(picked.items()))
        super().__init__(data, initial={"version": self.state})
        self.kinds: dict[str, list[str]] = {
            "town": [town.code for town in places.towns()],
            "department": [unit.code for unit in places.departments() if unit.kind != "office"],
        }
        for kind, codes in self.kinds.items():
            for code in codes:
                self.fields[f"{kind}-{code}"] = forms.IntegerField(
                    label=self.counts.names.of(kind, code),
                    min_value=1,
                    max_value=LAST_PLACE,
                    required=False,
                    initial=picked.get((kind, code)),
                    widget=forms.TextInput(attrs=PLACE_BOX),
                    error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), f"次序写1到{LAST_PLACE}"),
                )

    def clean(self) -> dict[str, Any]:
        """No place twice among the units of a kind."""
        said: dict[str, Any] = super().clean() or {}
        for kind, codes in self.kinds.items():
            taken: dict[int, str] = {}
            for code in codes:
                place = said.get(f"{kind}-{code}")
                if place in taken:
                    self.add_error(f"{kind}-{code}", f"次序{place}写了两次，另一个是{taken[place]}")
                elif place:
                    taken[place] = self.counts.names.of(kind, code)
        return said

    def groups(self) -> Iterator[tuple[str, list[Unit]]]:
        """The units of each kind, those with the most cases first."""
        for kind, label in (("town", "镇街"), ("department", "部门")):
            found = [self.counts.parts(FIGURES[path], kind) for _, path in BESIDE]
            order = sorted(self.kinds[kind], key=lambda code: -(found[0][code].count if code in found[0] else 0))
            yield (
                label,
                [
                    Unit(
                        self[f"{kind}-{code}"],
                        self.counts.names.of(kind, code),
                        tuple(
                            in_table(FIGURES[path], part.get(code))
                            for (_, path), part in zip(BESIDE, found, strict=True)
                        ),
                    )
                    for code in order
                ],
            )

    def chosen(self, kind: str) -> list[str]:
        """The units of a kind that have a place, in their order."""
        at = {code: self.cleaned_data[f"{kind}-{code}"] for code in self.kinds[kind]}
        return sorted((code for code in at if at[code]), key=lambda code: (at[code], code))


@seated(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def units(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom the annex names: a person decides, the figures stand beside each name."""
    by, at = actor(request), now()
    circular = _open_or_404(request, pk)
    form = Units(request.POST if request.method == "POST" else None, circular, legal_day(at))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _unchanged(form, form.state)
                towns, departments = form.chosen("town"), form.chosen("department")
                actions.pick(circular, by=by, at=at, towns=towns, departments=departments)
                messages.success(request, f"附件里列{len(towns)}个镇街、{len(departments)}个部门。")
                return HttpResponseRedirect(reverse("circular", args=(pk,)))
            except Refused as no:
                form.add_error(None, no.sentence)
                status = 409
    heads = [head for head, _ in BESIDE]
    period = Period.parse(circular.period).label
    values = {"circular": circular, "form": form, "groups": list(form.groups()), "heads": heads, "period": period}
    return render(request, "circular/units.html", values, status=status)
