"""The city's texts of messages."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from jinban.kit import rows
from jinban.kit.events import Actor, record
from jinban.kit.refused import Refused
from jinban.kit.rows import Put, Row
from jinban.messages import rules
from jinban.messages.events import TakenBack, TemplatePut
from jinban.messages.models import Message, Template


@transaction.atomic
def put_templates(given: Iterable[Row], *, by: Actor, at: datetime) -> Put[Template]:
    """Bring the texts to these rows. Refused for a kind of message that there is not and for a text that cannot be filled."""
    wanted = [_template(row) for row in given]
    for values in wanted:
        _insist(values)
    done = rows.put(Template, wanted, key=("code",))
    for fresh, written in ((True, done.added), (False, done.changed)):
        for row in written:
            record(TemplatePut(fresh=fresh), subject=row, by=by, at=at)
    return done


def _template(row: Row) -> dict[str, Any]:
    pairs = [rows.text(pair).partition("=") for pair in row["wechat_fields"]]
    return {
        "code": rows.text(row["code"]),
        "title": rows.text(row["title"]),
        "text": rows.text(row["text"]),
        "channels": list(row["channels"]),
        "wechat_id": rows.text(row["wechat_id"]),
        "wechat_fields": {keyword: field for keyword, _, field in pairs},
        "source": rows.text(row["source"]),
    }


def _insist(values: dict[str, Any]) -> None:
    code = values["code"]
    if code not in rules.KINDS:
        raise Refused(f"没有“{code}”这种通知。")
    pairs = (f"{keyword}={field}" for keyword, field in values["wechat_fields"].items())
    said = (
        rules.text_fault(code, values["title"]),
        rules.text_fault(code, values["text"]),
        rules.channels_fault(tuple(values["channels"])),
        *(rules.keyword_fault(code, pair) for pair in pairs),
    )
    if sentence := next(filter(None, said), None):
        raise Refused(f"{code}：{sentence}")


@transaction.atomic
def take_back_templates(codes: Iterable[str], *, by: Actor, at: datetime) -> None:
    """Remove texts that a load added. Refused once somebody was told in their words."""
    for row in Template.objects.filter(pk__in=list(codes)):
        if Message.objects.filter(template=row.code).exists():
            raise Refused(f"通知“{row.title}”已经发过，不能撤销。")
        record(TakenBack(), subject=row, by=by, at=at)
        rows.take_out(row)
