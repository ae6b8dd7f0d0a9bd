"""An applicant's account at WeChat."""

from datetime import datetime

from django.db import transaction

from jinban.kit.events import Actor, record
from jinban.kit.refused import Refused
from jinban.kit.sealed import seal
from jinban.messages.events import WechatBound, WechatUnbound
from jinban.messages.models import Subscriber
from jinban.messages.queries import SUBSCRIBERS
from jinban.people.models import Applicant


@transaction.atomic
def bind_wechat(applicant: Applicant, openid: str, *, by: Actor, at: datetime) -> None:
    """Let the applicant's messages go to this account at WeChat too; it takes the place of an earlier one. Refused for what
    can be no account."""
    if not 20 <= len(openid) <= 40 or not openid.isascii() or not openid.replace("-", "").replace("_", "").isalnum():
        raise Refused("这不是微信给的号，请从微信里重新打开再绑定。")
    values = {"openid_sealed": seal(openid, table=SUBSCRIBERS, column="openid"), "bound_at": at}
    Subscriber.objects.update_or_create(pk=applicant.pk, defaults=values)
    record(WechatBound(), subject=applicant, by=by, at=at)


@transaction.atomic
def unbind_wechat(applicant: Applicant, *, by: Actor, at: datetime) -> None:
    """Send nothing to the applicant's account at WeChat any more. Refused where none is bound."""
    count, _ = Subscriber.objects.filter(pk=applicant.pk).delete()
    if not count:
        raise Refused("没有绑定微信，不用解除。")
    record(WechatUnbound(), subject=applicant, by=by, at=at)
