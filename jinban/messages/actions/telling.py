"""Telling an applicant something: one row, in the transaction of what it is about."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import Model

from jinban.kit import held, marks, prepared
from jinban.kit.clock import legal_day
from jinban.kit.events import Actor
from jinban.messages import adapters, rules
from jinban.messages.models import Message, Sending, Template


def tell(
    applicant: int | None, template: str, subject: Model, values: Mapping[str, Any] | None = None, *, by: Actor, at: datetime,
    event: str = "", key: str = "",
) -> Message | None:  # fmt: skip
    """Put a message into the applicant's inbox (by id), in the caller's transaction: it stands when what it tells of does.

    `template` is one of `rules.KINDS`; `values` are its days (date) and counts (int), and `note`, the id of a row with
    somebody's words; what is None is left out. `event` names the fact that it tells of, `key` tells two of the same kind
    about the same subject apart, as the day of a reminder or the id of a pause: told again with both the same, nothing is
    written and None comes back. None too where there is nobody to tell.

    KeyError for an unknown kind, ValueError for a value that is not the kind's; never Refused. One INSERT where no channel
    is configured, and in a demonstration, whose people are invented; of a subject that is held it is written with that.
    """
    if applicant is None:
        return None
    channels = adapters.configured()
    wants = bool(channels) and not marks.is_demo()
    if held.is_held(subject) and wants:
        held.later(subject, partial(tell, applicant, template, subject, values, by=by, at=at, event=event, key=key))
        return None
    message = Message(
        applicant_id=applicant,
        template=template,
        subject_kind=subject._meta.label_lower,
        subject_id=str(subject.pk),
        event=event,
        key=key,
        values=rules.kept(template, values or {}),
        by_kind=by.kind, by_id=by.id,
        at=at,
        day=legal_day(at),
    )  # fmt: skip
    if held.is_held(subject):
        held.add(subject, "subject_id", message)
    elif not prepared.insert_once(message):
        return None
    elif wants:
        _send(message, set(channels), at)
    return message


def _send(message: Message, channels: set[str], at: datetime) -> None:
    """One row for each channel over which the city wants this told and that is configured."""
    wanted = Template.objects.filter(pk=message.template).values_list("channels", flat=True).first() or []
    prepared.insert_all(Sending(message=message, channel=one, due_at=at) for one in sorted(set(wanted) & channels))
