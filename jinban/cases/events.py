"""What happens to a case. Ids, stored words and days only; reasons and opinions are rows that can be erased."""

from dataclasses import dataclass
from datetime import date

from jinban.kit.events import Code, Fact, Id


@dataclass(frozen=True)
class Drafted(Fact, name="cases.drafted", label="开始填写"):
    item: Code
    channel: Code


@dataclass(frozen=True)
class Submitted(Fact, name="cases.submitted", label="提交申请"):
    site: Code


@dataclass(frozen=True)
class PreReturned(Fact, name="cases.pre_returned", label="预审退回"):
    reason: Id


@dataclass(frozen=True)
class Received(Fact, name="cases.received", label="收件"):
    site: Code
    delegation: Code | None
    version: Id
    notify_due: date | None
    expected: Id
    missing: Id


@dataclass(frozen=True)
class Notified(Fact, name="cases.notified", label="一次性告知补正"):
    notice: Id
    points: Id
    due: date | None


@dataclass(frozen=True)
class NewPointRefused(Fact, name="cases.new_point_refused", label="拦下重复补正"):
    notice: Id
    points: Id


@dataclass(frozen=True)
class PartSupplied(Fact, name="cases.part_supplied", label="补交一部分材料"):
    notice: Id
    left: Id


@dataclass(frozen=True)
class Supplied(Fact, name="cases.supplied", label="补齐材料"):
    notice: Id
    notify_due: date | None


@dataclass(frozen=True)
class GivenBack(Fact, name="cases.given_back", label="逾期未补，退件"):
    notice: Id


@dataclass(frozen=True)
class Accepted(Fact, name="cases.accepted", label="受理"):
    counts_from: date
    promised_due: date | None
    legal_due: date | None
    missing_year: Id | None


@dataclass(frozen=True)
class NotAccepted(Fact, name="cases.not_accepted", label="不予受理"):
    why: Code
    reason: Id


@dataclass(frozen=True)
class DueSet(Fact, name="cases.due_set", label="定下到期日"):
    promised_due: date
    legal_due: date


@dataclass(frozen=True)
class NoticeDaysSet(Fact, name="cases.notice_days_set", label="定下告知和补正的日子"):
    notify_due: date | None
    notice_due: date | None


@dataclass(frozen=True)
class Forwarded(Fact, name="cases.forwarded", label="移交"):
    handover: Id
    to: Code


@dataclass(frozen=True)
class TakenOver(Fact, name="cases.taken_over", label="接收"):
    handover: Id
    at_office: Code


@dataclass(frozen=True)
class Recalled(Fact, name="cases.recalled", label="收回移交"):
    handover: Id


@dataclass(frozen=True)
class ReviewBegun(Fact, name="cases.review_begun", label="开始审查"):
    pass


@dataclass(frozen=True)
class Checked(Fact, name="cases.checked", label="审查完毕"):
    advice: Code
    opinion: Id


@dataclass(frozen=True)
class Decided(Fact, name="cases.decided", label="作出决定"):
    result: Code
    reason: Id | None
    promised_due: date | None


@dataclass(frozen=True)
class Issued(Fact, name="cases.issued", label="制证"):
    paper: Id


@dataclass(frozen=True)
class Delivered(Fact, name="cases.delivered", label="送达"):
    way: Code
    note: Id | None


@dataclass(frozen=True)
class Archived(Fact, name="cases.archived", label="归档"):
    pass


@dataclass(frozen=True)
class Withdrawn(Fact, name="cases.withdrawn", label="撤回申请"):
    reason: Id


@dataclass(frozen=True)
class Voided(Fact, name="cases.voided", label="作废"):
    stage: Code
    reason: Id


@dataclass(frozen=True)
class OpinionKept(Fact, name="cases.opinion_kept", label="登记常用意见"):
    fresh: bool
    verb: Code
    result: Code


@dataclass(frozen=True)
class OpinionDropped(Fact, name="cases.opinion_dropped", label="停用常用意见"):
    """The city's list no longer has it; what was written with it stays."""


@dataclass(frozen=True)
class Transferred(Fact, name="cases.transferred", label="转报上级机关"):
    reason: Id
