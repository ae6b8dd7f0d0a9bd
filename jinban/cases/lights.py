"""The lights of electronic supervision (GB/T 39046, domain of the city's thresholds). Pure."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import TextChoices

from jinban.kit.clock import legal_day
from jinban.kit.workdays import Calendar


class Light(TextChoices):
    """How near a case is to its promised day; 电子监察 of GB/T 39046."""

    GREEN = "green", "正常"
    YELLOW = "yellow", "黄牌"
    RED = "red", "红牌"
    SEVERE = "severe", "严重超时"
    PAUSED = "paused", "停表中"
    UNDATED = "undated", "缺日历"
    NONE = "none", "不计时"


@dataclass(frozen=True)
class Thresholds:
    """When yellow begins: so many working days before the promised day, or that share of the promised limit if it is more."""

    workdays: int = 1
    percent: int = 20


AGREED = Thresholds()


def light(
    *,
    stage: str,
    today: date,
    promised_due: date | None,
    legal_due: date | None,
    promised_days: int,
    calendar: Calendar,
    paused: bool = False,
    thresholds: Thresholds = AGREED,
) -> Light:
    """Green; yellow from max(1 working day, a fifth of the promised limit) before the promised day; red after the promised
    day; severe after the statutory one (`domain.md` 14, the city's thresholds). Nothing is lit when no clock runs."""
    if stage not in ("accepted", "reviewing", "deciding"):
        return Light.NONE
    if legal_due is not None and today > legal_due:
        return Light.SEVERE
    if promised_due is not None and today > promised_due:
        return Light.RED
    if promised_due is None or legal_due is None:
        return Light.PAUSED if paused else Light.UNDATED
    left = calendar.count_workdays(today, promised_due)
    return Light.YELLOW if left <= yellow_days(promised_days, thresholds) else Light.GREEN


def yellow_days(promised_days: int, thresholds: Thresholds = AGREED) -> int:
    """From how many working days before the promised day a case is yellow."""
    return max(thresholds.workdays, promised_days * thresholds.percent // 100)


def step_late(*, stage: str, step_due: date | None, step_at: datetime | None, at: datetime) -> bool:
    """Whether the step in hand has taken longer than the item says; a step that is counted in hours is late by the minute."""
    if stage not in ("accepted", "reviewing", "deciding", "closed", "issuing") or step_due is None:
        return False
    return at > step_at if step_at else legal_day(at) > step_due
