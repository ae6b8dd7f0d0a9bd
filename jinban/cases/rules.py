"""Pure rules of a case. Each answers None, or one sentence for the person who asks."""

from datetime import date
from typing import Any, Protocol

from django.db.models import TextChoices

from jinban.delegation.rules import LICENCE, Power, power_of
from jinban.kit.workdays import Calendar
from jinban.people.actors import Actor


class Light(TextChoices):
    """How near a case is to its promised day; 电子监察 of GB/T 39046."""

    GREEN = "green", "正常"
    YELLOW = "yellow", "黄牌"
    RED = "red", "红牌"
    SEVERE = "severe", "严重超时"
    UNDATED = "undated", "缺日历"
    NONE = "none", "不计时"


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
    if by.kind != "seat" or not by.role:
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
    if case.stage == "accepted" and not case.instant:
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


def too_late_to_tell(notify_due: date | None, today: date) -> str | None:
    """行政许可法第32条第四项: what was not told within five working days counts as accepted on the day of receipt."""
    if notify_due is None or today <= notify_due:
        return None
    last = f"{notify_due.year}年{notify_due.month}月{notify_due.day}日"
    return f"到{last}已经满5个工作日，没有告知补正，也没有作不予受理，依法视为已经受理，请办受理。"


def not_made(case: Held, by: Actor) -> str | None:
    """A certificate is made before it is handed over; what is finished on the spot is made there."""
    if case.stage == "closed" and case.verdict == "approved" and case.makes_paper and not case.on_the_spot:
        return "这件要出证，请先制证，再送达。"
    return None


def nothing_to_issue(case: Held, by: Actor) -> str | None:
    if case.verdict != "approved":
        return "这件没有准予，没有证件要制。"
    return None if case.makes_paper else "这个事项办完没有证件，直接送达结果。"


def nothing_written(text: str, what: str) -> str | None:
    """A reason is asked for in words."""
    return None if text.strip() else f"请写明{what}。"


def too_long(text: str, most: int, what: str) -> str | None:
    return f"{what}最多写{most}个字，现在有{len(text)}个字。" if len(text) > most else None


def light(
    *,
    stage: str,
    today: date,
    promised_due: date | None,
    legal_due: date | None,
    promised_days: int,
    calendar: Calendar,
) -> Light:
    """Green; yellow from max(1 working day, a fifth of the promised limit) before the promised day; red after the promised
    day; severe after the statutory one (`domain.md` 14, the city's thresholds). Nothing is lit when no clock runs."""
    if stage not in ("accepted", "reviewing", "deciding"):
        return Light.NONE
    if promised_due is None or legal_due is None:
        return Light.UNDATED
    if today > legal_due:
        return Light.SEVERE
    if today > promised_due:
        return Light.RED
    left = calendar.count_workdays(today, promised_due)
    return Light.YELLOW if left <= yellow_days(promised_days) else Light.GREEN


def yellow_days(promised_days: int) -> int:
    """From how many working days before the promised day a case is yellow."""
    return max(1, promised_days // 5)
