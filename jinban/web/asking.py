"""What the moves of a case are made of on the screen: the fields that a verb asks for, and the one action that it becomes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from jinban.cases.models import Case

Fields = dict[str, forms.Field]
Said = Mapping[str, Any]
Act = Callable[..., Case]

# How a button looks, and where: first, beside it, folded away among the rare ones, or to be thought about.
MAIN, ALT, RARE, HARM = "main", "alt", "rare", "harm"


def nothing(case: Case) -> Fields:
    """A move that asks for no word."""
    return {}


def words(label: str, *, rows: int = 3, required: bool = True, initial: str = "", hint: str = "") -> forms.CharField:
    """A few sentences, at most 500 characters."""
    return forms.CharField(
        label=label, required=required, max_length=500, initial=initial, help_text=hint,
        error_messages={"max_length": f"{label}最多写500个字"}, widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


def reason_for(label: str) -> Callable[[Case], Fields]:
    """The one question of a move: why."""
    return lambda case: {"reason": words(label)}


@dataclass(frozen=True)
class Ask:
    """What a verb asks for, which action it becomes, how its button looks, and what else is wrong with the shape."""

    act: Act
    fields: Callable[[Case], Fields] = nothing
    tone: str = ALT
    wrong: Callable[[Said], dict[str, str]] = lambda said: {}
