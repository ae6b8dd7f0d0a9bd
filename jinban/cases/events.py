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
class NoticeWithdrawn(Fact, name="cases.notice_withdrawn", label="撤销补正告知"):
    notice: Id
    reason: Id


@dataclass(frozen=True)
class Reminded(Fact, name="cases.reminded", label="提醒补交材料"):
    about: Code
    due: date


@dataclass(frozen=True)
class FixedOnSpot(Fact, name="cases.fixed_on_spot", label="当场更正"):
    note: Id
    missing: Id


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
class DeemedAccepted(Fact, name="cases.deemed_accepted", label="逾期未告知，视为受理"):
    counts_from: date
    notify_due: date
    promised_due: date | None
    legal_due: date | None
    missing_year: Id | None


@dataclass(frozen=True)
class AcceptedTolerantly(Fact, name="cases.accepted_tolerantly", label="容缺受理"):
    tolerance: Id
    due: date | None
    counts_from: date
    promised_due: date | None
    legal_due: date | None
    missing_year: Id | None


@dataclass(frozen=True)
class LackSupplied(Fact, name="cases.lack_supplied", label="补交容缺材料"):
    tolerance: Id
    left: Id


@dataclass(frozen=True)
class ToleranceLapsed(Fact, name="cases.tolerance_lapsed", label="容缺逾期未补，视为撤回"):
    tolerance: Id


@dataclass(frozen=True)
class Pledged(Fact, name="cases.pledged", label="书面承诺"):
    pledge: Id
    missing: Id


@dataclass(frozen=True)
class PledgeChecked(Fact, name="cases.pledge_checked", label="核查承诺"):
    pledge: Id
    outcome: Code
    finding: Id


@dataclass(frozen=True)
class CreditRestored(Fact, name="cases.credit_restored", label="修复信用"):
    pledge: Id
    reason: Id


@dataclass(frozen=True)
class Paused(Fact, name="cases.paused", label="停表"):
    pause: Id
    kind: Code
    workdays: Id | None
    expected: date | None
    promised_due: date | None
    legal_due: date | None


@dataclass(frozen=True)
class Resumed(Fact, name="cases.resumed", label="恢复计时"):
    pause: Id
    promised_due: date | None
    legal_due: date | None
    missing_year: Id | None


@dataclass(frozen=True)
class MoreAsked(Fact, name="cases.more_asked", label="受理后要求补充"):
    request: Id
    reason: Id
    clock: Code
    materials: Id
    due: date | None
    promised_due: date | None
    legal_due: date | None


@dataclass(frozen=True)
class MoreBrought(Fact, name="cases.more_brought", label="交来补充材料"):
    request: Id
    counts_from: date
    promised_due: date | None
    legal_due: date | None
    missing_year: Id | None


@dataclass(frozen=True)
class ExtensionAsked(Fact, name="cases.extension_asked", label="申请延期"):
    extension: Id
    workdays: Id
    reason: Id


@dataclass(frozen=True)
class Extended(Fact, name="cases.extended", label="批准延期"):
    extension: Id
    workdays: Id
    was_promised: date | None
    was_legal: date | None
    promised_due: date | None
    legal_due: date | None
    missing_year: Id | None


@dataclass(frozen=True)
class ExtensionRefused(Fact, name="cases.extension_refused", label="不同意延期"):
    extension: Id
    reason: Id


@dataclass(frozen=True)
class DueMoved(Fact, name="cases.due_moved", label="到期日变动"):
    why: Code
    was_promised: date | None
    was_legal: date | None
    promised_due: date | None
    legal_due: date | None
    missing_year: Id | None


@dataclass(frozen=True)
class SupplyDayMoved(Fact, name="cases.supply_day_moved", label="补交材料的日子变动"):
    about: Code
    due: date | None


@dataclass(frozen=True)
class NoticeDaysMoved(Fact, name="cases.notice_days_moved", label="告知和补正的日子变动"):
    why: Code
    notify_due: date | None
    notice_due: date | None


@dataclass(frozen=True)
class Examined(Fact, name="cases.examined", label="核查"):
    examination: Id
    kind: Code
    officers: Id
    finding: Id


@dataclass(frozen=True)
class Publicised(Fact, name="cases.publicised", label="公示"):
    publicity: Id
    until: date


@dataclass(frozen=True)
class Objected(Fact, name="cases.objected", label="收到异议"):
    objection: Id
    note: Id


@dataclass(frozen=True)
class ObjectionSettled(Fact, name="cases.objection_settled", label="处理异议"):
    objection: Id
    note: Id


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
class Escalated(Fact, name="cases.escalated", label="超期提醒"):
    escalation: Id
    level: Id
    light: Code
    flagged: bool


@dataclass(frozen=True)
class EscalationWithdrawn(Fact, name="cases.escalation_withdrawn", label="收回超期提醒"):
    escalation: Id
    level: Id


@dataclass(frozen=True)
class Explained(Fact, name="cases.explained", label="说明超期原因"):
    escalation: Id
    reason: Id


@dataclass(frozen=True)
class Corrected(Fact, name="cases.corrected", label="更正"):
    correction: Id
    field: Code
    stage: Code
    promised_due: date | None
    legal_due: date | None


@dataclass(frozen=True)
class Reassigned(Fact, name="cases.reassigned", label="改派"):
    reason: Id
    from_office: Code
    to_office: Code


@dataclass(frozen=True)
class Reopened(Fact, name="cases.reopened", label="重开"):
    reason: Id
    stage: Code
    result: Code
    decided_day: date


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
