"""How often somebody may try. Five wrong passwords or codes lock an account for a quarter of an hour, for every
process and address alike (django-axes keeps count in the database)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from axes.conf import settings as axes_settings
from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest

CHINA = ZoneInfo("Asia/Shanghai")


def locked(request: HttpRequest, work_no: str) -> str | None:
    """None while this work number may try; else a sentence with the time from which it may try again."""
    if AxesProxyHandler.is_allowed(request, {"username": work_no}):
        return None
    attempts = AxesProxyHandler.get_implementation().get_user_attempts(request, {"username": work_no})
    last = max(attempt.attempt_time for found in attempts for attempt in found)
    until = (last + axes_settings.AXES_COOLOFF_TIME).astimezone(CHINA)
    return f"连续{axes_settings.AXES_FAILURE_LIMIT}次没有登录成功，账号锁到{_minute(until)}。到时再试，或请系统管理员发初始密码。"


def _minute(until: datetime) -> str:
    """The first whole minute at which trying helps."""
    late = until.replace(second=0, microsecond=0)
    minute = late.minute + 1
    hour = (late.hour + minute // 60) % 24
    return f"{hour}:{minute % 60:02d}"


def left(request: HttpRequest, work_no: str) -> int:
    """How many tries there are before the lock."""
    return max(0, axes_settings.AXES_FAILURE_LIMIT - AxesProxyHandler.get_failures(request, {"username": work_no}))


def count_wrong_code(request: HttpRequest, work_no: str) -> None:
    """A wrong code of the authenticator counts as a wrong password does."""
    user_login_failed.send(sender=__name__, credentials={"username": work_no}, request=request)
