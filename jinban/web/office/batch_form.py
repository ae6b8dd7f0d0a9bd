"""What is said of like cases together, and what of it becomes the act on each."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms

from jinban.cases import bulk
from jinban.cases.models import Case
from jinban.kit.clock import legal_day, now
from jinban.web import moves
from jinban.web.forms import Choices, Shape
from jinban.web.opinions import worded

# Under which name the words of a verb stand, which one case alone may have otherwise.
WORDS = {"check": "opinion", "decide": "reason"}
OF_ONE = ("own_", "version_")
OF_THE_PAGE = ("key", "kind")
UNWHOLE = "页面不完整，请回到待办重新勾选。"


class Offices(Choices):
    """The offices that cases can be sent to. Whether a case can go there is said of each by its own move."""

    def valid_value(self, value: object) -> bool:
        return True


class TogetherShape(Shape):
    """What is said of all these cases at once, of each how it was shown, and the words that are of one alone."""

    key = forms.CharField(
        max_length=32, widget=forms.HiddenInput, error_messages={"required": UNWHOLE, "max_length": UNWHOLE}
    )
    kind = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def __init__(self, verb: str, cases: Sequence[Case], data: Any = None) -> None:
        self.verb, self.cases = verb, cases
        self.base_fields = {**type(self).base_fields, **self._fields()}
        super().__init__(data, initial={"key": uuid.uuid4().hex, "kind": bulk.kind(cases[0], verb)})

    def _fields(self) -> moves.Fields:
        if self.verb == "forward":
            found: moves.Fields = {"to": _offices(self.cases)}
        else:
            found = dict(moves.ASKS[self.verb].fields(self.cases[0]))
        for case in self.cases:
            found[f"version_{case.pk}"] = forms.IntegerField(
                required=False, initial=case.version, widget=forms.HiddenInput
            )
            if self.verb in WORDS:
                found[f"own_{case.pk}"] = _own(case)
        return found

    def clean(self) -> dict[str, Any]:
        """What is wrong with what is said of any one case."""
        said = super().clean() or {}
        for case in self.cases:
            for name, sentence in moves.ASKS[self.verb].wrong(self._said_of(case, said)).items():
                if name not in self.errors:
                    self.add_error(name, sentence)
        return said

    def _said_of(self, case: Case, said: dict[str, Any]) -> dict[str, Any]:
        common = {
            name: value for name, value in said.items() if name not in OF_THE_PAGE and not name.startswith(OF_ONE)
        }
        own = said.get(f"own_{case.pk}", "").strip()
        return common | {WORDS[self.verb]: own} if own else common

    def act_of(self, case: Case) -> dict[str, Any]:
        """What is said of this case, its own words before those of all, as the action takes it."""
        said = self._said_of(case, self.cleaned_data)
        return worded(said, WORDS[self.verb]) if self.verb in WORDS else said

    @property
    def common(self) -> list[forms.BoundField]:
        """The fields that speak of all."""
        return [bound for bound in self.visible_fields() if not bound.name.startswith(OF_ONE)]

    def own(self, case: Case) -> forms.BoundField | None:
        """The field for the words of one case alone."""
        return self[f"own_{case.pk}"] if self.verb in WORDS else None


def _own(case: Case) -> forms.CharField:
    label = f"办件{case.number}另写"
    look = {"class": "box w11", "aria-label": label, "autocomplete": "off"}
    return forms.CharField(
        label=label, required=False, max_length=500, widget=forms.TextInput(attrs=look),
        error_messages={"max_length": f"{label}最多写500个字"},
    )  # fmt: skip


def _offices(cases: Sequence[Case]) -> Offices:
    found = bulk.targets(cases, legal_day(now()))
    hints = {target.code: "都可以去" if count == len(cases) else f"{count} 件可以去" for target, count in found}
    offices = [(target.code, target.name) for target, _ in found]
    return Offices(label="移交给", choices=offices, hints=hints, initial=offices[0][0] if len(offices) == 1 else None)


def shown_again(verb: str, cases: Sequence[Case], data: Any) -> TogetherShape:
    """A form that was posted with a fault, with all that was typed, under the versions shown now."""
    fresh = data.copy()
    for case in cases:
        fresh[f"version_{case.pk}"] = str(case.version)
    fresh["kind"] = bulk.kind(cases[0], verb)
    fresh["key"] = uuid.uuid4().hex  # nothing was written under the old one by this request
    return TogetherShape(verb, cases, fresh)
