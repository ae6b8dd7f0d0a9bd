"""常用意见 in a form: choosing one counts where no words are written, with or without script."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from jinban.cases.models import StockOpinion

Said = Mapping[str, Any]
LONG = 40


class Stock(forms.ChoiceField):
    """One of the opinions kept for an act, by result; or none. Gives the opinion itself, or None."""

    def __init__(self, offered: Sequence[StockOpinion]) -> None:
        self.offered = {one.code: one for one in offered}
        groups: dict[str, list[tuple[str, str]]] = {}
        for one in offered:
            groups.setdefault(str(one.get_verdict_display()), []).append((one.code, _short(one.text)))
        super().__init__(
            label="常用意见", required=False, choices=[("", "不用，自己写"), *groups.items()],
            help_text="选了一条，下面可以不写；写了，以写的为准",
        )  # fmt: skip

    def clean(self, value: Any) -> StockOpinion | None:
        return self.offered.get(super().clean(value))


def _short(text: str) -> str:
    return text if len(text) <= LONG else f"{text[: LONG - 1]}…"


def worded(said: Said, name: str) -> dict[str, Any]:
    """What a form says, its words taken from the stock opinion where none are written under `name`."""
    plain = {key: value for key, value in said.items() if key != "stock"}
    stock = said.get("stock")
    return plain | {name: plain.get(name, "").strip() or (stock.text if stock else "")}


def misfit(said: Said, name: str, verdict: str) -> dict[str, str]:
    """A stock opinion that is used and was kept for another result than the chosen one."""
    stock, chosen = said.get("stock"), said.get(verdict)
    if not stock or not chosen or said.get(name, "").strip() or stock.verdict == chosen:
        return {}
    return {"stock": f"这条意见是“{stock.get_verdict_display()}”用的，和上面选的不一样，请重选"}
