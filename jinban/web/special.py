"""The moves that are seldom: pauses and extensions, promises, checks, 公示, reassigning and reopening, as small forms."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms

from jinban.cases import actions, queries
from jinban.cases.actions.counter import paper_of
from jinban.cases.models import Case, CaseMaterial, Pledge
from jinban.cases.rules import MOST_EXTENSION
from jinban.catalogue.content import Material
from jinban.kit.clock import legal_day, now
from jinban.kit.workdays import Limit, Unit
from jinban.web.asking import ALT, HARM, MAIN, RARE, Ask, Fields, Said, reason_for, words
from jinban.web.forms import Choices

STATES = {"missing": "还缺", "handed": "已收", "waived": "免交"}
MOST_NEEDED = 250


def _known(case: Case) -> dict[str, Material]:
    return {material.key: material for material in case.item_version.said.materials}


def _pause(case: Case) -> Fields:
    procedures = queries.special_procedures(case)
    hints = {one.code: f"最多{one.most}" for one in procedures if one.most}
    return {
        "kind": Choices(label="哪种特别程序", choices=[(one.code, one.name) for one in procedures], hints=hints),
        "workdays": forms.IntegerField(
            label="需要几个工作日", min_value=1, max_value=MOST_NEEDED, help_text="会写进给申请人的告知书，不写不能停表"
        ),
        "reason": words("为什么要停表"),
    }


def _paused(case: Case, said: Said, **who: Any) -> Case:
    needs = Limit(Decimal(said["workdays"]), Unit.WORKDAY)
    return actions.pause(case, kind=said["kind"], needs=needs, reason=said["reason"], **who)


def _resume(case: Case) -> Fields:
    if case.procedures < 2:
        return {}
    running = case.pauses.filter(ended_day=None).exclude(kind=actions.SUPPLEMENT).values_list("kind", "name")
    return {"kind": Choices(label="结束哪一段", choices=list(running))}


def _ask_more(case: Case) -> Fields:
    rows = [(row.key, row.name) for row in queries.materials(case)]
    way = {"runs": "期限照常计算", "pause": "等材料时停表", "restart": "补齐后重新计时"}[
        case.item_version.said.way.more
    ]
    return {
        "materials": forms.MultipleChoiceField(
            label="要补充哪几样", choices=rows, widget=forms.CheckboxSelectMultiple, help_text=f"只能要清单里的；{way}"
        ),
        "reason": words("为什么要补充，怎么补"),
    }


def _extension(case: Case) -> Fields:
    return {
        "workdays": forms.IntegerField(
            label="延几个工作日", min_value=1, max_value=MOST_EXTENSION, help_text=f"最多{MOST_EXTENSION}个，只能一次"
        ),
        "reason": words("延期的理由"),
    }


def _promise(case: Case) -> Fields:
    lacking = "、".join(
        row.name for row in case.materials.all() if row.deferrable and row.state == CaseMaterial.State.MISSING
    )
    return {
        "promise": words("申请人的书面承诺", initial=f"本人承诺在告知的期限内补交{lacking}，逾期未补，视为撤回申请。")
    }


def _pledge(case: Case) -> Fields:
    way = case.item_version.said.way.pledge
    hint = "申请人自愿选的才能用；说清楚不实的后果，再请他签字"
    return {"promise": words("承诺的内容", rows=5, initial=way.text if way else "", hint=hint)}


def papers(case: Case, rows: list[CaseMaterial]) -> Fields:
    """For each of some papers of a case: still lacking, handed in, or, where the item allows it, waived."""
    known = _known(case)
    found: Fields = {}
    for row in rows:
        material = known.get(row.key)
        waived = (
            material and material.waived and not (material.waived == "pledge" and case.item_version.said.way.pledge)
        )
        states = ["missing", "handed", *(["waived"] if waived else [])]
        choices = [(state, STATES[state]) for state in states]
        found[f"paper_{row.key}"] = Choices(label=row.name, choices=choices, initial="missing")
    return found


def handed(case: Case, said: Said) -> dict[str, actions.Paper]:
    """Of such answers, the papers that came."""
    known = _known(case)
    states = {name[6:]: state for name, state in said.items() if name.startswith("paper_")}
    return {key: paper_of(known.get(key), state) for key, state in states.items() if state != "missing"}


def something_came(said: Said) -> dict[str, str]:
    """A sentence where none of the papers came."""
    states = [name for name in said if name.startswith("paper_")]
    if all(said[name] == "missing" for name in states) and states:
        return {states[0]: "一样都没收到，先选收到了哪几样"}
    return {}


def _lacking(case: Case) -> Fields:
    rows = case.materials.filter(tolerated=True, state=CaseMaterial.State.MISSING)
    return papers(case, list(rows))


def _fix(case: Case) -> Fields:
    missing = [row for row in queries.materials(case) if row.state == CaseMaterial.State.MISSING]
    return {"what": words("当场更正了什么"), **papers(case, missing)}


def _fixed(case: Case, said: Said, **who: Any) -> Case:
    return actions.fix(case, what=said["what"], papers=handed(case, said), **who)


def _examine(label: str) -> Callable[[Case], Fields]:
    def fields(case: Case) -> Fields:
        seats = queries.officers(case, legal_day(now()))
        rows = [(str(seat.pk), f"{seat.staff.name}（{seat.get_role_display()}）") for seat in seats]
        return {
            "officers": forms.MultipleChoiceField(
                label="谁去的", choices=rows, widget=forms.CheckboxSelectMultiple, help_text="至少两名"
            ),
            "finding": words(label),
        }

    return fields


def _two(said: Said) -> dict[str, str]:
    return {} if len(said.get("officers", [])) != 1 else {"officers": "要两名以上工作人员，请再选一名"}


def _officers(said: Said) -> dict[str, Any]:
    return {"officers": [int(pk) for pk in said["officers"]], "finding": said["finding"]}


def _check_pledge(case: Case) -> Fields:
    outcomes = [(value, label) for value, label in Pledge.Outcome.choices if value]
    return {"outcome": Choices(label="核查结果", choices=outcomes), "finding": words("核查的情况")}


def _reassign(case: Case) -> Fields:
    offices = [(office.code, office.name) for office in queries.offices(case, legal_day(now()))]
    return {"to": Choices(label="改派给", choices=offices), "reason": words("改派的原因")}


ASKS: dict[str, Ask] = {
    "supply_lacking": Ask(
        lambda case, said, **who: actions.supply_lacking(case, papers=handed(case, said), **who), _lacking, MAIN, something_came
    ),
    "bring_more": Ask(lambda case, said, **who: actions.bring_more(case, **who), tone=MAIN),
    "extend": Ask(lambda case, said, **who: actions.extend(case, **who), tone=MAIN),
    "resume": Ask(lambda case, said, **who: actions.resume(case, **said, **who), _resume, MAIN),
    "accept_lacking": Ask(lambda case, said, **who: actions.accept_lacking(case, **said, **who), _promise),
    "fix": Ask(_fixed, _fix),
    "pledge": Ask(lambda case, said, **who: actions.pledge(case, **said, **who), _pledge),
    "refuse_extension": Ask(
        lambda case, said, **who: actions.refuse_extension(case, **said, **who), reason_for("不同意延期的原因")
    ),
    "settle": Ask(lambda case, said, **who: actions.settle(case, **said, **who), lambda case: {"answer": words("查了什么，怎么答复的")}),
    "visit": Ask(lambda case, said, **who: actions.visit(case, **_officers(said), **who), _examine("看到的情况"), RARE, _two),
    "hear": Ask(lambda case, said, **who: actions.hear(case, **_officers(said), **who), _examine("各方的意见"), RARE, _two),
    "publicise": Ask(lambda case, said, **who: actions.publicise(case, **who), tone=ALT),
    "object": Ask(
        lambda case, said, **who: actions.object_to(case, **said, **who), lambda case: {"text": words("异议的内容，谁提的")}, RARE
    ),
    "pause": Ask(_paused, _pause, RARE),
    "ask_more": Ask(lambda case, said, **who: actions.ask_more(case, **said, **who), _ask_more, RARE),
    "ask_extension": Ask(lambda case, said, **who: actions.ask_extension(case, **said, **who), _extension, RARE),
    "withdraw_notice": Ask(
        lambda case, said, **who: actions.withdraw_notice(case, **said, **who), reason_for("为什么撤销告知"), HARM
    ),
    "check_pledge": Ask(lambda case, said, **who: actions.check_pledge(case, **said, **who), _check_pledge),
    "restore": Ask(lambda case, said, **who: actions.restore(case, **said, **who), reason_for("为什么修复信用"), RARE),
    "reassign": Ask(lambda case, said, **who: actions.reassign(case, **said, **who), _reassign, RARE),
    "reopen": Ask(lambda case, said, **who: actions.reopen(case, **said, **who), reason_for("重开的原因"), HARM),
}  # fmt: skip
