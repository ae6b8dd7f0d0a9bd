"""The table of papers: which event of a case demands which paper, what it is called, under which law, and what it says.

A further paper is one row here, one function in `contents`, its own names in `fields` and one file in `data/papers`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from jinban.cases import events as happened
from jinban.delegation.rules import LICENCE, Power
from jinban.kit.events import Fact
from jinban.papers import contents
from jinban.papers.contents import About
from jinban.papers.fields import COMMON, EVERY, Value

LICENSING = "《中华人民共和国行政许可法》"
SIGNED, OURS = ("签名",), ("落款",)
ACCEPTS = (happened.Accepted, happened.DeemedAccepted, happened.AcceptedTolerantly)
ON_THEIR_WORD = "《国务院办公厅关于全面推行证明事项和涉企经营许可事项告知承诺制的指导意见》（国办发〔2020〕42号）"


def _always(fact: Any) -> bool:
    return True


def _granting(fact: Any) -> bool:
    return bool(fact.result == "approved")


def _denying(fact: Any) -> bool:
    return bool(fact.result == "denied")


def _by_procedure(fact: Any) -> bool:
    """A pause for papers asked for later is no special procedure."""
    return bool(fact.kind != "supplement")


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of paper.

    facts     the events that demand it, each its own paper
    label     what it is called in a table; `title` on paper, `licence_title` where the item is a 行政许可
    basis     the articles that demand it of a licence; `for_all`: of every item
    power     the power whose holder signs; None: the place that took the papers
    own       the names that only this kind has; `must`: those that no template may leave out
    when      which of these events do; all of them where nothing is said
    """

    key: str
    label: str
    facts: tuple[type[Fact], ...]
    basis: str
    power: Power | None
    content: Callable[[About], dict[str, Value]]
    own: tuple[str, ...]
    must: tuple[str, ...]
    licence_title: str = ""
    title: str = ""
    for_all: bool = False
    when: Callable[[Any], bool] = _always

    def called(self, task_type: str) -> str:
        """The title for an item of this type."""
        return (self.licence_title if task_type == LICENCE else "") or self.title or self.label

    def demanded_by(self, fact: Fact) -> bool:
        """Whether this event demands this paper."""
        return isinstance(fact, self.facts) and self.when(fact)

    @property
    def names(self) -> tuple[str, ...]:
        """All names that its template may use."""
        return (*COMMON, *self.own)

    @property
    def samples(self) -> dict[str, Value]:
        """An invented value for each name."""
        return {name: EVERY[name] for name in self.names}


_ALL = (
    Kind(
        key="receipt", label="收件凭证", facts=(happened.Received,), power=None, content=contents.receipt,
        basis=f"{LICENSING}第三十二条",
        own=("收到材料", "答复"), must=("申请人", "事项", "办件号", "收到材料", "答复", *OURS),
    ),
    Kind(
        key="listing", label="一次性告知单", facts=(happened.Received,), power=None, content=contents.listing,
        basis=f"{LICENSING}第三十条",
        own=("条件", "材料清单", "办理时限", "收费", "咨询"), must=("申请人", "事项", "材料清单", "办理时限", *OURS),
    ),
    Kind(
        key="notice", label="一次性补正告知书", facts=(happened.Notified,), power=Power.ACCEPT, content=contents.supplement,
        basis=f"{LICENSING}第三十二条第一款第四项", licence_title="行政许可申请材料补正告知书",
        own=("补正清单", "补正期限"), must=("申请人", "事项", "补正清单", "补正期限", *OURS),
    ),
    Kind(
        key="accepted", label="受理通知书", facts=ACCEPTS, power=Power.ACCEPT, content=contents.acceptance,
        basis=f"{LICENSING}第三十二条第一款第五项", licence_title="行政许可申请受理通知书",
        own=("受理情形", "受理日", "期限"), must=("申请人", "事项", "办件号", "受理情形", "受理日", "期限", *OURS),
    ),
    Kind(
        key="not_accepted", label="不予受理通知书", facts=(happened.NotAccepted,), power=Power.ACCEPT, content=contents.not_accepting,
        basis=f"{LICENSING}第三十二条第一款第一、二项，第二款", licence_title="行政许可申请不予受理通知书",
        own=("理由", "去处", "救济"), must=("申请人", "事项", "理由", "去处", "救济", *OURS),
    ),
    Kind(
        key="extension", label="延期通知书", facts=(happened.Extended,), power=Power.CLOSE, content=contents.extension,
        basis=f"{LICENSING}第四十二条第一款", licence_title="行政许可延长期限通知书",
        own=("理由", "延长", "原期限", "期限"), must=("申请人", "事项", "理由", "延长", "期限", *OURS),
    ),
    Kind(
        key="special", label="特别程序告知书", facts=(happened.Paused,), when=_by_procedure,
        power=Power.CLOSE, content=contents.special,
        basis=f"{LICENSING}第四十五条", licence_title="行政许可特别程序告知书",
        own=("特别程序", "所需时间", "起始日", "预计结束日", "理由"),
        must=("申请人", "事项", "特别程序", "所需时间", "理由", *OURS),
    ),
    Kind(
        key="tolerance", label="容缺承诺书", facts=(happened.AcceptedTolerantly,), power=Power.ACCEPT, content=contents.tolerance,
        basis="", for_all=True, title="容缺受理承诺书",
        own=("容缺材料", "补交期限", "承诺"), must=("申请人", "证件", "事项", "容缺材料", "补交期限", "承诺", *SIGNED),
    ),
    Kind(
        key="pledge", label="告知承诺书", facts=(happened.Pledged,), power=Power.ACCEPT, content=contents.pledge,
        basis=ON_THEIR_WORD, for_all=True,
        own=("承诺免交的材料", "告知内容", "承诺", "核查"), must=("申请人", "证件", "事项", "告知内容", "承诺", "核查", *SIGNED),
    ),
    Kind(
        key="granted", label="准予决定书", facts=(happened.Decided,), when=_granting, power=Power.CLOSE,
        content=contents.grant,
        basis=f"{LICENSING}第三十八条第一款", title="准予办理决定书", licence_title="准予行政许可决定书",
        own=("决定日", "结果"), must=("申请人", "事项", "决定日", *OURS),
    ),
    Kind(
        key="denied", label="不予决定书", facts=(happened.Decided,), when=_denying, power=Power.CLOSE,
        content=contents.denial,
        basis=f"{LICENSING}第三十八条第二款", title="不予办理决定书", licence_title="不予行政许可决定书",
        own=("理由", "救济", "决定日"), must=("申请人", "事项", "理由", "救济", "决定日", *OURS),
    ),
    Kind(
        key="delivery", label="送达回证", facts=(happened.Delivered,), power=Power.CLOSE, content=contents.delivery,
        basis=f"{LICENSING}第四十四条",
        own=("送达文书", "送达方式", "送达日", "受送达人"),
        must=("申请人", "事项", "送达文书", "送达方式", "送达日", "受送达人", "签收", *OURS),
    ),
)  # fmt: skip

KINDS: Mapping[str, Kind] = {kind.key: kind for kind in _ALL}
FACTS: tuple[str, ...] = tuple(dict.fromkeys(fact.name for kind in _ALL for fact in kind.facts))


@dataclass(frozen=True)
class End:
    """A later event of the case that takes papers back: of which kinds, under which values of its own, and what to say. Where both
    events name one row by the same word (`about`: a notice), it must be the same row."""

    name: str
    kinds: tuple[str, ...]
    words: str
    only: tuple[str, tuple[str, ...]] = ("", ())
    about: str = ""

    def ends(self, kind: str, mine: Mapping[str, Any], later: Mapping[str, Any]) -> bool:
        """Whether a paper of this kind, of an event with these values, is taken back by a later one with those."""
        field, values = self.only
        same = not self.about or mine.get(self.about) == later.get(self.about)
        return kind in self.kinds and same and (not field or later.get(field) in values)


DECISIONS = ("granted", "denied")
EVERY_KIND = tuple(KINDS)
BEFORE_DECISION = tuple(key for key in KINDS if key not in (*DECISIONS, "delivery"))
CORRECTED = "这一件后来作过更正，内容以出具单位最后的为准。"
ENDS: tuple[End, ...] = (
    End("cases.voided", EVERY_KIND, "这一件已经作废，这份文书不再有效。"),
    End("cases.notice_withdrawn", ("notice",), "这份告知已经撤销，不用照着补了。", about="notice"),
    End("cases.tolerance_lapsed", ("accepted", "tolerance"), "容缺的材料逾期没有补来，视为撤回申请。"),
    End("cases.withdrawn", BEFORE_DECISION, "申请人已经撤回申请。"),
    End("cases.reopened", (*DECISIONS, "delivery"), "这一件已经重新办理，以后来的决定为准。"),
    End("cases.pledge_checked", ("granted",), "承诺经核查不实，决定已经撤销。", only=("outcome", ("revoked",))),
    End("cases.corrected", EVERY_KIND, CORRECTED, only=("field", ("applicant", "item"))),
    End("cases.corrected", (*DECISIONS, "delivery"), CORRECTED, only=("field", ("result", "decided_day"))),
    End("cases.corrected", ("accepted",), CORRECTED, only=("field", ("counts_from",))),
)


def demanded(fact: Fact) -> list[Kind]:
    """The papers that an event demands, in the order of the table."""
    return [kind for kind in _ALL if kind.demanded_by(fact)]
