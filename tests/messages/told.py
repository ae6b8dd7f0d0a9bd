"""An applicant, two texts and a message, for tests that need no city. The database is no demonstration."""

from datetime import UTC, datetime
from typing import Any

from jinban.messages import actions
from jinban.messages.models import Message
from jinban.people import actions as people
from jinban.people.actors import CLOCK, system
from jinban.people.models import Applicant

TUESDAY_9AM = datetime(2024, 5, 7, 1, 0, tzinfo=UTC)
PHONE = "13871230000"
WORDS = {
    "item": "临时救助",
    "number": "420281202405071000016",
    "place": "南山村便民服务站",
    "link": "https://daye.example/track",
}

TEXTS = [
    {
        "code": "accepted", "title": "已经受理", "text": "“{item}”（{number}）{day}已受理，最晚{due}有结果。",
        "channels": ("site", "sms", "wechat"), "wechat_id": "TPL-accepted_1",
        "wechat_fields": ("thing1=item", "character_string2=number", "date3=due"), "source": "试验",
    },
    {
        "code": "received", "title": "收到了", "text": "“{item}”已收件。", "channels": ("site",), "wechat_id": "",
        "wechat_fields": (), "source": "试验",
    },
]  # fmt: skip


def texts() -> None:
    actions.put_templates(TEXTS, by=system("loader"), at=TUESDAY_9AM)


def somebody(phone: str = PHONE, number: str = "420281199001010023", **more: Any) -> Applicant:
    values = {"id_type": "resident", "number": number, "name": "余春花", "phone": phone, **more}
    return people.register_applicant(**values, by=CLOCK, at=TUESDAY_9AM)


def tell(applicant: Applicant, template: str = "accepted", values: Any = None, **more: Any) -> Message | None:
    """Tell somebody about himself: a subject that needs no city."""
    return actions.tell(applicant.pk, template, applicant, values, by=CLOCK, at=TUESDAY_9AM, **more)
