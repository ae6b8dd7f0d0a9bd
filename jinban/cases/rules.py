"""Pure rules of a case. Each answers None, or one sentence for the person who asks."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Protocol

from jinban.delegation.rules import LICENCE, Power, power_of
from jinban.kit.clock import legal_day
from jinban.people.actors import Actor

MOST_EXTENSION = 10  # 行政许可法第42条, working days


class Held(Protocol):
    """What the rules look at in a case."""

    stage: str
    holder_site_id: str | None
    holder_department_id: str | None
    next_site_id: str | None
    next_department_id: str | None
    site_id: str | None
    town_id: str | None
    department_id: str
    police: bool
    missing: int
    instant: bool
    verdict: str
    makes_paper: bool
    on_the_spot: bool
    task_type: str
    applicant_id: int | None
    agent_id: int | None
    deferred: int
    pledged: bool
    extended: int
    extension_asked: int
    procedures: int
    procedures_until: date | None
    notify_due: date | None
    paused_since: date | None
    legal_due: date | None
    supply_due: date | None
    tolerance_due: date | None
    asked_more: bool
    publicity_until: date | None
    objections: int
    reopen_until: datetime | None
    revoked_day: date | None


def standing(case: Held, by: Actor) -> frozenset[str]:
    """As whom this actor stands before this case: `role@relation`, for every relation that holds.

    Holder: where the case lies now. Next: where it has been sent and not yet been receipted. Origin: where the papers
    were taken. A police case is handled by the police window of its centre, not by the other windows there.
    """
    if by.kind in ("applicant", "helper"):
        person = case.applicant_id if by.kind == "applicant" else case.agent_id
        return frozenset({f"{by.kind}@own"}) if person and person == by.applicant else frozenset()
    if by.kind == "clock":
        return frozenset({"clock@county"})
    if not by.in_office or not by.role:
        return frozenset()
    relations = {"county"}
    if _at(by, case.holder_site_id, case.holder_department_id):
        relations.add("holder")
    if _at(by, case.next_site_id, case.next_department_id):
        relations.add("next")
    if by.site and by.site == case.site_id:
        relations.add("origin")
    if _other_window(case, by):
        relations = {"county"}
    return frozenset(f"{by.role}@{relation}" for relation in relations)


def _at(by: Actor, site: str | None, department: str | None) -> bool:
    return bool((site and by.site == site) or (department and by.department == department and not by.site))


def _other_window(case: Held, by: Actor) -> bool:
    """The police window handles police cases only. In a centre nobody else handles those; a village may take them in."""
    if by.role == "police_window":
        return not case.police
    return case.police and bool(by.site) and by.role != "village_helper"


def in_transit(case: Held, by: Actor) -> str | None:
    """A case on its way waits for the receipt."""
    if case.next_site_id or case.next_department_id:
        return "这件已经移交出去，对方还没有接收。要接着办，请先收回移交。"
    return None


def not_in_transit(case: Held, by: Actor) -> str | None:
    return None if case.next_site_id or case.next_department_id else "这件没有移交出去，不用收回。"


def held_power(case: Any) -> Power:
    """The power with which the present holder holds this case. A department holds all of it, the county's hall takes in
    and accepts for every department, a centre or station holds what the pinned delegation row gives it."""
    if case.holder_department_id:
        return Power.CLOSE
    if case.holder_site is None:
        return Power.NONE
    return power_of(case.delegation, case.holder_site.kind, police=case.police)


def may_not_accept(case: Any, by: Actor) -> str | None:
    """行政许可法第32条: only who holds the power accepts; a village committee is no organ and never accepts a licence."""
    if case.task_type == LICENCE and case.holder_site and case.holder_site.kind == "station":
        return "行政许可不能由村（社区）受理，请移交镇便民服务中心。"
    if held_power(case) < Power.ACCEPT:
        return f"{office(case)}对这个事项只能收件，不能受理，请移交上一级。"
    return None


def may_not_check(case: Any, by: Actor) -> str | None:
    if held_power(case) < Power.REVIEW:
        return f"{office(case)}对这个事项没有初审的权限，请移交部门。"
    return None


def may_not_decide(case: Any, by: Actor) -> str | None:
    if case.task_type == LICENCE and case.holder_site and case.holder_site.kind == "station":
        return "行政许可不能由村（社区）决定，请移交镇便民服务中心。"
    if held_power(case) < Power.CLOSE:
        return f"{office(case)}对这个事项没有办结的权限，请移交部门决定。"
    return None


def office(case: Any) -> str:
    """The name of the office that holds the case."""
    return str(case.holder_site.label if case.holder_site else case.holder_department.name)


def not_checked(case: Held, by: Actor) -> str | None:
    """A promised case is checked before it is decided; an instant one may be decided at once."""
    if case.stage == "accepted" and not case.instant and not case.pledged:
        return "承诺件要先审查完毕，再作决定。"
    return None


def materials_missing(case: Held, by: Actor) -> str | None:
    return f"还缺{case.missing}样材料，不能受理。请一次告知申请人补齐。" if case.missing else None


def may_not_tell(case: Any, by: Actor) -> str | None:
    """The one notice of a licence is for an organ to give; a village that spent it would leave the organ none."""
    if case.task_type == LICENCE and case.holder_site and case.holder_site.kind == "station":
        return "行政许可的补正要由受理的机关一次告知，请移交镇便民服务中心。"
    return None


def told_already(case: Any, by: Actor) -> str | None:
    """行政许可法第32条第四项: what must be supplied is told once, whole."""
    return "补正只能一次告知，这件已经告知过了。要原来就能发现的材料，属于重复补正。" if case.notified else None


def lesser_missing(case: Held, by: Actor) -> str | None:
    """A lesser paper that lacks is promised in writing, or told; it is not passed over."""
    if case.deferred and not case.missing:
        return f"还缺{case.deferred}样可以后补的材料。申请人书面承诺后补的，请办容缺受理。"
    return None


def nothing_to_tolerate(case: Held, by: Actor) -> str | None:
    return None if case.deferred else "材料都齐了，直接受理，不用容缺。"


def nothing_lacks(case: Held, by: Actor) -> str | None:
    return None if case.tolerance_due else "这件没有容缺要补的材料。"


def may_not_pledge(case: Any, by: Actor) -> str | None:
    """告知承诺 is for items that allow it, and for those who have not broken their word before."""
    if case.pledged:
        return "这件已经书面承诺过了。"
    if case.item_version_id is None or case.item_version.said.way.pledge is None:
        return "这个事项不适用告知承诺，请按清单收材料。"
    if case.barred:
        return "申请人以前的承诺核查不实，信用修复以前不能再用告知承诺。请按清单收材料。"
    return None


def no_pause(case: Held, by: Actor) -> str | None:
    waits = case.asked_more and case.paused_since is not None
    return None if case.procedures or waits else "这件没有特别程序在停表，不用恢复。"


def paused(case: Held, by: Actor) -> str | None:
    """What a special procedure is to bring out is awaited before the decision (行政许可法第45条)."""
    if case.paused_since is None:
        return None
    return f"这件从{in_words(case.paused_since)}起停表中，请先恢复计时。"


def more_asked(case: Held, by: Actor) -> str | None:
    return "已经要求补充过材料，还没有交来，不能再要一次。" if case.asked_more else None


def no_more_asked(case: Held, by: Actor) -> str | None:
    return None if case.asked_more else "受理后没有要求过补充材料。"


def extended_already(case: Held, by: Actor) -> str | None:
    """行政许可法第42条: once."""
    return f"这件已经延期过{case.extended}个工作日，延期只能一次。" if case.extended else None


def extension_asked(case: Held, by: Actor) -> str | None:
    return "已经申请过延期，等负责人批。" if case.extension_asked else None


def procedures_still_run(case: Held, at: datetime) -> str | None:
    """A special procedure has the time of which the applicant was told (行政许可法第45条)."""
    until = case.procedures_until
    return None if until and legal_day(at) > until else "特别程序还没有到告知的日子。"


def no_head(case: Any, by: Actor) -> str | None:
    """An extension is granted by the head of the organ; the police window of a centre and the county's hall have none."""
    if case.holder_site is not None and (case.police or case.holder_site.kind == "hall"):
        return "这里没有批延期的负责人，请先移交部门，由部门申请延期。"
    return None


def extension_not_asked(case: Held, by: Actor) -> str | None:
    return None if case.extension_asked else "没有要批的延期申请。请经办人先申请延期，写明理由。"


def not_to_publicise(case: Any, by: Actor) -> str | None:
    """Nothing about a person is shown that the item does not say must be shown (社会救助暂行办法第61条)."""
    if case.item_version_id is None or case.item_version.said.way.publicity is None:
        return "这个事项不用公示，申请人的情况要保密。"
    return "这件已经公示过了。" if case.publicity_until else None


def not_public(case: Held, by: Actor) -> str | None:
    return None if case.publicity_until else "这件没有公示，不用登记异议。"


def no_objection(case: Held, by: Actor) -> str | None:
    return None if case.objections else "没有要处理的异议。"


def no_pledge_to_check(case: Any, by: Actor) -> str | None:
    if not case.pledged:
        return "这件没有用告知承诺，不用核查。"
    return "这件的承诺已经核查过了。" if case.pledge.outcome else None


def no_broken_pledge(case: Any, by: Actor) -> str | None:
    broken = case.pledged and case.pledge.outcome in ("rectified", "revoked") and case.pledge.restored_at is None
    return None if broken else "这件没有要修复的失信记录。"


def revoked(case: Held, by: Actor) -> str | None:
    return "决定已经撤销，不能重开。" if case.revoked_day else None


def nothing_of_revoked(case: Held, by: Actor) -> str | None:
    """No certificate is made of a decision that was revoked."""
    return "决定已经撤销，不能制证。" if case.revoked_day else None


def may_still_tell(case: Held, at: datetime) -> str | None:
    """行政许可法第32条第四项: not before the five working days have passed."""
    if case.notify_due is not None and legal_day(at) > case.notify_due:
        return None
    return "还没有过告知的期限，不能视为受理。"


def told_too_late(case: Held, at: datetime) -> str | None:
    return too_late_to_tell(case.notify_due, legal_day(at))


def may_still_supply(case: Held, at: datetime) -> str | None:
    """The applicant has until the end of the day that the notice names."""
    due = case.supply_due
    if due and legal_day(at) > due:
        return None
    return f"补正期限到{in_words(due) if due else '告知单上的日子'}，过了这天才能退件。"


def may_still_bring(case: Held, at: datetime) -> str | None:
    if case.tolerance_due and legal_day(at) > case.tolerance_due:
        return None
    return "还没有过容缺补交的期限。"


def more_may_come(case: Any, at: datetime) -> str | None:
    """A clock that stands for papers asked for after acceptance goes on when they come, or without them when their day has
    passed: else a case would stand for ever, and could not even be denied."""
    if case.procedures:
        return None
    asked = case.requests.filter(answered_at=None).first()
    if asked is None or asked.due is None or legal_day(at) <= asked.due:
        until = f"到{in_words(asked.due)}" if asked and asked.due else ""
        return f"等补充材料的期限{until}还没有过。材料交来就恢复计时。"
    return None


def too_late_to_extend(case: Held, at: datetime) -> str | None:
    """A limit that has passed cannot be made longer."""
    if case.legal_due is None or legal_day(at) <= case.legal_due:
        return None
    return f"法定期限到{in_words(case.legal_due)}已经过了，不能再延期。"


def too_late_to_pause(case: Held, at: datetime) -> str | None:
    """What is late already is not made less so by a pause."""
    if case.legal_due is None or legal_day(at) <= case.legal_due:
        return None
    return "法定期限已经过了，停表也改不了超期。请抓紧作决定。"


def reopen_window_over(case: Held, at: datetime) -> str | None:
    """A recorded decision can be taken up again for a while, counted in elapsed time from that moment."""
    if case.reopen_until is not None and at <= case.reopen_until:
        return None
    return "决定已经过了可以重开的时间，要改请办更正。"


def not_ready(case: Any, today: date) -> str | None:
    """What a granting decision waits for beyond the papers."""
    way = case.item_version.said.way
    if case.tolerance_due:
        return "容缺的材料还没有补齐，不能准予。"
    if case.asked_more:
        return "要求补充的材料还没有交来，不能准予。"
    if lacking := case.missing + case.deferred:
        return f"还缺{lacking}样材料，不能准予。请要求申请人补充。"
    if way.on_site and not case.visited:
        return "这个事项要两名以上工作人员现场核查，还没有核查。"
    if way.hearing and not case.heard:
        return "这个事项要听证，还没有听证。"
    if way.publicity and way.publicity.needed and case.publicity_until is None:
        return "这个事项要先公示，还没有公示。"
    if case.publicity_until and today <= case.publicity_until:
        return f"公示到{in_words(case.publicity_until)}，公示完了才能准予。"
    return f"公示中收到的{case.objections}条异议还没有处理。" if case.objections else None


def in_words(day: date) -> str:
    """A day in a sentence: 2024年5月6日."""
    return f"{day.year}年{day.month}月{day.day}日"


def too_late_to_tell(notify_due: date | None, today: date) -> str | None:
    """行政许可法第32条第四项: what was not told within five working days counts as accepted on the day of receipt."""
    if notify_due is None or today <= notify_due:
        return None
    return f"到{in_words(notify_due)}已经满5个工作日，没有告知补正，也没有作不予受理，依法视为已经受理，请办受理。"


def counts_as_accepted(case: Any) -> str | None:
    """Why nothing can be told any more: the law took the case as accepted."""
    if not case.deemed or case.notify_due is None:
        return None
    told = f"到{in_words(case.notify_due)}已经满5个工作日没有告知，依法已经视为受理，不能再告知补正。"
    return f"{told}要材料的，请办受理后要求补充。"


def not_made(case: Held, by: Actor) -> str | None:
    """A certificate is made before it is handed over; what is finished on the spot is made there.

    Of a revoked decision none is made: what is handed over then is the revocation."""
    if case.revoked_day:
        return None
    if case.stage == "closed" and case.verdict == "approved" and case.makes_paper and not case.on_the_spot:
        return "这件要出证，请先制证，再送达。"
    return None


def nothing_to_issue(case: Held, by: Actor) -> str | None:
    if case.verdict != "approved":
        return "这件没有准予，没有证件要制。"
    return None if case.makes_paper else "这个事项办完没有证件，直接送达结果。"


def clock_went_back(steps: Iterable[date | None], day: date) -> str | None:
    """No step of a case lies before the last one: then the machine's clock is wrong, and a figure would be."""
    last = max((step for step in steps if step), default=day)
    said = (
        f"现在电脑上是{day:%Y年%-m月%-d日}，这件的上一步却是{last:%Y年%-m月%-d日}。请管理员先把时间校准，再办这一步。"
    )
    return said if last > day else None


def nothing_written(text: str, what: str) -> str | None:
    """A reason is asked for in words."""
    return None if text.strip() else f"请写明{what}。"


def too_long(text: str, most: int, what: str) -> str | None:
    return f"{what}最多写{most}个字，现在有{len(text)}个字。" if len(text) > most else None
