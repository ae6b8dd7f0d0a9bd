"""The table of papers: which event of a case demands which paper, what it is called, under which law, and what it says.

A further paper is one row here, one function in `contents`, its own names in `fields` and one file in `data/papers`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from jinban.cases import events as happened
from jinban.delegation.rules import LICENCE, Power
from jinban.kit.events import Fact
from jinban.papers import contents
from jinban.papers.contents import About
from jinban.papers.fields import COMMON, EVERY, Value

LICENSING = "《中华人民共和国行政许可法》"
SIGNED, OURS = ("签名",), ("落款",)


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of paper.

    facts     the events that demand it, each its own paper
    label     what it is called in a table; `title` on paper, `licence_title` where the item is a 行政许可
    basis     the articles that demand it of a licence
    power     the power whose holder signs; None: the place that took the papers
    own       the names that only this kind has; `must`: those that no template may leave out
    when      a word that the event's `result` must be
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
    when: str = ""

    def called(self, task_type: str) -> str:
        """The title for an item of this type."""
        return (self.licence_title if task_type == LICENCE else "") or self.title or self.label

    def demanded_by(self, fact: Fact) -> bool:
        """Whether this event demands this paper."""
        return isinstance(fact, self.facts) and (not self.when or getattr(fact, "result", "") == self.when)

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
        key="accepted", label="受理通知书", facts=(happened.Accepted,), power=Power.ACCEPT, content=contents.acceptance,
        basis=f"{LICENSING}第三十二条第一款第五项", licence_title="行政许可申请受理通知书",
        own=("受理日", "期限"), must=("申请人", "事项", "办件号", "受理日", "期限", *OURS),
    ),
    Kind(
        key="not_accepted", label="不予受理通知书", facts=(happened.NotAccepted,), power=Power.ACCEPT, content=contents.refusal,
        basis=f"{LICENSING}第三十二条第一款第一、二项，第二款", licence_title="行政许可申请不予受理通知书",
        own=("理由", "救济"), must=("申请人", "事项", "理由", "救济", *OURS),
    ),
    Kind(
        key="granted", label="准予决定书", facts=(happened.Decided,), when="approved", power=Power.CLOSE, content=contents.grant,
        basis=f"{LICENSING}第三十八条第一款", title="准予办理决定书", licence_title="准予行政许可决定书",
        own=("决定日", "结果"), must=("申请人", "事项", "决定日", *OURS),
    ),
    Kind(
        key="denied", label="不予决定书", facts=(happened.Decided,), when="denied", power=Power.CLOSE, content=contents.denial,
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
# What came of a case after a paper was made, that takes the paper back: the later event, of which kinds, and what to say.
ENDS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("cases.voided", tuple(KINDS), "这一件已经作废，这份文书不再有效。"),
    ("cases.notice_withdrawn", ("notice",), "这份告知已经撤销，不用照着补了。"),
    ("cases.reopened", ("granted", "denied", "delivery"), "这一件已经重新办理，以后来的决定为准。"),
    ("cases.withdrawn", ("receipt", "listing", "notice", "accepted"), "申请人已经撤回申请。"),
)


def demanded(fact: Fact) -> list[Kind]:
    """The papers that an event demands, in the order of the table."""
    return [kind for kind in _ALL if kind.demanded_by(fact)]
