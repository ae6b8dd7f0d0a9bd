"""The moves of a case as small forms, for every door that works on cases: what each verb asks for, and the one action
that it becomes. Which of them are drawn says the life of a case; nothing here decides that anew."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.http import Http404

from jinban.cases import actions, bulk, queries, rules
from jinban.cases.actions import Point
from jinban.cases.actions.examining import FEWEST as FEWEST_OFFICERS
from jinban.cases.models import Case, CaseMaterial, Way
from jinban.cases.stages import CASE, INTAKE, S
from jinban.catalogue.content import Material
from jinban.kit.clock import legal_day, now
from jinban.kit.refused import Refused
from jinban.people.actors import Actor
from jinban.web import special
from jinban.web.asking import ALT, HARM, MAIN, RARE, Ask, Fields, Said, reason_for, words
from jinban.web.forms import Choices, Shape
from jinban.web.opinions import Stock, misfit, worded

CHANGED = "这件刚被别人办过了。下面是现在的样子，请看过再办。"
WHY_NOT = (("no_need", "依法不需要办这个事项"), ("wrong_office", "不归本机关管"), ("unlawful", "依法不能申请"))
ADVICE = (("grant", "建议准予"), ("deny", "建议不予"))
VERDICTS = (("approved", "准予"), ("denied", "不予"))


def _remedies(case: Case) -> str:
    advice = case.item_version.said.advice
    return f"{advice.reconsider}\n{advice.sue}" if advice else ""


def _refuse(case: Case) -> Fields:
    return {
        "why": Choices(label="为什么不受理", choices=WHY_NOT),
        "reason": words("原因"),
        "where": forms.CharField(
            label="该找哪个机关，在哪里", required=False, max_length=200, help_text="不归本机关管时要写"
        ),
        "remedies": words("复议和诉讼的途径、期限", initial=_remedies(case)),
    }


def _where_to_go(said: Said) -> dict[str, str]:
    named = said.get("why") != "wrong_office" or said.get("where", "").strip()
    return {} if named else {"where": "请写明该找哪个机关，在哪里"}


def _decide(case: Case) -> Fields:
    return {
        "verdict": Choices(label="决定", choices=VERDICTS),
        "stock": Stock(bulk.opinions(case.item_id, "decide")),
        "reason": words("不予的原因，或者准予的意见", required=False, hint="不予时要写"),
        "remedies": words("复议和诉讼的途径、期限", required=False, initial=_remedies(case), hint="不予时要写"),
    }


def _denied_in_words(said: Said) -> dict[str, str]:
    if other := misfit(said, "reason", "verdict"):
        return other
    if said.get("verdict") != "denied":
        return {}
    said = worded(said, "reason")
    asked = {"reason": "不予要写明原因", "remedies": "不予要写明复议和诉讼的途径、期限"}
    return {name: sentence for name, sentence in asked.items() if not said.get(name, "").strip()}


def _check(case: Case) -> Fields:
    return {
        "advice": Choices(label="审查结论", choices=ADVICE),
        "stock": Stock(bulk.opinions(case.item_id, "check")),
        "opinion": words("审查意见", required=False, hint="没有选常用意见的要写"),
    }


def _checked_in_words(said: Said) -> dict[str, str]:
    if other := misfit(said, "opinion", "advice"):
        return other
    return {} if worded(said, "opinion")["opinion"] else {"opinion": "请填审查意见，或者选一条常用意见"}


def _forward(case: Case) -> Fields:
    offices = [(target.code, target.name) for target in queries.targets(case, legal_day(now()))]
    return {"to": Choices(label="移交给", choices=offices, initial=offices[0][0] if len(offices) == 1 else None)}


def _issue(case: Case) -> Fields:
    return {"paper": forms.CharField(label="证件或文书的名称和编号", max_length=200)}


def _deliver(case: Case) -> Fields:
    ways = [(value, label) for value, label in Way.choices if value]
    hint = "本人来取可以不写；别人代领写姓名，邮寄写单号"
    return {
        "way": Choices(label="怎么送达", choices=ways, initial=Way.IN_PERSON),
        "receiver": forms.CharField(label="领取人或邮寄单号", required=False, max_length=200, help_text=hint),
    }


def _receiver_named(said: Said) -> dict[str, str]:
    named = said.get("way") in ("", None, Way.IN_PERSON) or said.get("receiver", "").strip()
    return {} if named else {"receiver": "邮寄请填单号，帮办员送达请填姓名"}


def _papers_of(case: Case) -> dict[str, Material]:
    return {material.key: material for material in case.item_version.said.materials}


def what_to_bring(material: Material | None, name: str) -> str:
    """The sentence of a notice for one paper that is missing: what to bring, and how."""
    if material is None:
        return f"请补交{name}。"
    parts = (("原件", material.originals), ("复印件", material.copies))
    counts = [f"{word}{count}份" for word, count in parts if count and word not in material.hint]
    return f"请补交{name}{'，' if counts else ''}{'、'.join(counts)}。{material.hint}"[:200]


def _notify(case: Case) -> Fields:
    known = _papers_of(case)
    found: Fields = {}
    for row in case.materials.all():
        must = row.required and row.state == CaseMaterial.State.MISSING
        found[f"todo_{row.key}"] = forms.CharField(
            label=f"{row.name}（缺）怎么补" if must else f"{row.name}（{special.STATES[row.state]}）",
            required=must, max_length=200, initial=what_to_bring(known.get(row.key), row.name) if must else "",
            help_text="" if must else "也要补的，写哪里不合要求、怎么补",
            error_messages={"required": f"请写明{row.name}怎么补"}, widget=forms.Textarea(attrs={"rows": 2 if must else 1}),
        )  # fmt: skip
    return found


def _points(case: Case, said: Said) -> list[Point]:
    rows = {row.key: row for row in case.materials.all()}
    told = [(name[5:], text.strip()) for name, text in said.items() if name.startswith("todo_") and text.strip()]
    missing = CaseMaterial.State.MISSING
    return [Point(key, "missing" if rows[key].state == missing else "defective", text) for key, text in told]


def _supply(case: Case) -> Fields:
    points = list(case.notice.points.select_related("material").filter(met_at=None))
    found = special.papers(case, [point.material for point in points])
    for point in points:
        found[f"paper_{point.material.key}"].help_text = point.what_to_do
    return found


ASKS: dict[str, Ask] = {
    "take_over": Ask(lambda case, said, **who: actions.take_over(case, **who), tone=MAIN),
    "receive": Ask(lambda case, said, **who: actions.receive(case, **who), tone=MAIN),
    "conclude": Ask(lambda case, said, **who: actions.conclude(case, **who), tone=MAIN),
    "accept": Ask(lambda case, said, **who: actions.accept(case, **who), tone=MAIN),
    "notify": Ask(lambda case, said, **who: actions.notify(case, points=_points(case, said), **who), _notify, MAIN),
    "supply": Ask(
        lambda case, said, **who: actions.supply(case, papers=special.handed(case, said), **who), _supply, MAIN, special.something_came
    ),
    "check": Ask(lambda case, said, **who: actions.check(case, **worded(said, "opinion"), **who), _check, MAIN, _checked_in_words),
    "decide": Ask(lambda case, said, **who: actions.decide(case, **worded(said, "reason"), **who), _decide, MAIN, _denied_in_words),
    "deliver": Ask(lambda case, said, **who: actions.deliver(case, **said, **who), _deliver, MAIN, _receiver_named),
    "review": Ask(lambda case, said, **who: actions.review(case, **who)),
    "issue": Ask(lambda case, said, **who: actions.issue(case, **said, **who), _issue),
    "forward": Ask(lambda case, said, **who: actions.forward(case, **said, **who), _forward),
    "recall": Ask(lambda case, said, **who: actions.recall(case, **who)),
    "archive": Ask(lambda case, said, **who: actions.archive(case, **who)),
    "pre_return": Ask(lambda case, said, **who: actions.pre_return(case, why=said["reason"], **who), reason_for("要改什么")),
    "give_back": Ask(lambda case, said, **who: actions.give_back(case, **who), tone=HARM),
    "refuse": Ask(lambda case, said, **who: actions.refuse(case, **said, **who), _refuse, HARM, _where_to_go),
    "withdraw": Ask(lambda case, said, **who: actions.withdraw(case, **said, **who), reason_for("申请人为什么撤回"), HARM),
    "transfer": Ask(lambda case, said, **who: actions.transfer(case, **said, **who), reason_for("转给哪个机关，为什么"), HARM),
    "void": Ask(lambda case, said, **who: actions.void(case, **said, **who), reason_for("作废的原因"), HARM),
} | special.ASKS  # fmt: skip
LABELS = {move.verb: str(move.label) for move in CASE.moves} | {"conclude": "当场办结", "supply": "补交材料"}


class MoveShape(Shape):
    """What one verb asks about one case. `version` is that of the case as it was shown: an old page is noticed."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, case: Case, verb: str, data: Any = None) -> None:
        self.base_fields = {**type(self).base_fields, **ASKS[verb].fields(case)}
        self.verb = verb
        super().__init__(data, prefix=verb, initial={"version": case.version})

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for name, sentence in ASKS[self.verb].wrong(said).items():
            if name not in self.errors:
                self.add_error(name, sentence)
        return said

    @property
    def asked(self) -> list[forms.BoundField]:
        """The fields that somebody fills in."""
        return self.visible_fields()

    @property
    def first(self) -> list[forms.BoundField]:
        """The fields to show at once."""
        return [bound for bound in self.asked if not _aside(bound)]

    @property
    def aside(self) -> list[forms.BoundField]:
        """The fields that are seldom needed: papers of a notice that were handed in and are not good."""
        return [bound for bound in self.asked if _aside(bound)]

    @property
    def aside_open(self) -> bool:
        return any(bound.value() for bound in self.aside)


def _aside(bound: forms.BoundField) -> bool:
    return bound.name.startswith("todo_") and not bound.field.required


@dataclass(frozen=True)
class MoveForm:
    """One button of a case page: the verb, the word on it, its form, and main, alt, rare or harm."""

    verb: str
    label: str
    form: MoveShape
    tone: str

    @property
    def look(self) -> str:
        """The class of its button."""
        return ALT if self.tone == RARE else self.tone

    @property
    def simple(self) -> bool:
        """Nothing to fill in: a bare button."""
        return not self.form.asked


def verbs(case: Case, actor: Actor, *, at: datetime) -> list[str]:
    """The verbs to draw for this actor now: the open moves, with supply for both ways of supplying, with 当场办结 where
    accept, decide and deliver are all open to him, and without an examination where the office has only one officer."""
    found = [move.verb for move in queries.open_moves(case, actor, at) if move.verb in ASKS]
    if {"visit", "hear"} & set(found) and len(
        {seat.staff_id for seat in queries.officers(case, legal_day(at))}
    ) < FEWEST_OFFICERS:
        # Nobody could fill that form in.
        found = [verb for verb in found if verb not in ("visit", "hear")]
    if "accept" in found and may_conclude(case, actor, legal_day(at)):
        found.insert(0, "conclude")
    return sorted(found, key=list(ASKS).index)


def may_conclude(case: Case, actor: Actor, day: date) -> bool:
    """Whether this actor could finish a received case on the spot, at the window of its receipt and on the same day."""
    if case.site_id != actor.site or case.received_day != day:
        return False
    holds = bool(rules.standing(case, actor) & set(INTAKE))
    return (
        case.stage == S.RECEIVED
        and (case.instant or case.pledged)
        and holds
        and rules.may_not_decide(case, actor) is None
        and rules.not_ready(case, day) is None
    )


def forms_for(
    case: Case, actor: Actor, *, at: datetime, verb: str = "", data: Any = None
) -> list[MoveForm]:  # fmt: skip
    """The buttons of a case page, the one to press first in front; only that one is `main`. With `verb` and `data` that
    one form holds what was posted, so that it shows its errors."""
    drawn: list[MoveForm] = []
    for name in verbs(case, actor, at=at):
        tone = ASKS[name].tone
        if tone == MAIN and any(move.tone == MAIN for move in drawn):
            tone = ALT
        drawn.append(MoveForm(name, LABELS[name], MoveShape(case, name, data if name == verb else None), tone))
    return drawn


def posted(verb: str, case: Case, actor: Actor, data: Any, *, at: datetime) -> MoveShape:
    """The form of a posted move. Unknown verb: 404. Not open to this actor now, or an old page: Refused with the sentence.
    Whether the shape is right says `is_valid`."""
    if verb not in ASKS:
        raise Http404
    in_life = "accept" if verb == "conclude" else verb
    if data.get(f"{verb}-version", "") not in ("", str(case.version)):
        raise Refused(CHANGED)
    sentence = CASE.refusal(case, in_life, by=actor, standing=rules.standing(case, actor), at=at)
    if verb == "notify" and (too_late := rules.counts_as_accepted(case)):
        raise Refused(too_late)
    if sentence and not (verb == "notify" and case.notified):
        # A second notice goes on to the action, which refuses it and writes down that it was tried.
        raise Refused(sentence)
    return MoveShape(case, verb, data)


def run(verb: str, case: Case, form: MoveShape, *, by: Actor, at: datetime) -> Case:
    """Make the move that a valid form describes, by its one action."""
    said = {name: value for name, value in form.cleaned_data.items() if name != "version"}
    return ASKS[verb].act(case, said, by=by, at=at)
