"""Sending what is due over SMS and WeChat: claimed with a lease, at least once, with growing delay, visible when it fails.

The claim is committed before anything leaves and the outcome after it: a worker that is killed between the two sends once
more when the lease ends, under the same key. No transaction is open while the other side is waited for.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import structlog
from django.db import transaction

from jinban.kit.claims import claim, ours, put_off, ripe
from jinban.kit.clock import CHINA
from jinban.kit.events import Actor, Code, Id, record
from jinban.kit.faults import where
from jinban.kit.patience import KILLS
from jinban.kit.refused import Refused
from jinban.kit.sealed import mask_id, mask_phone
from jinban.messages import queries, rules
from jinban.messages.adapters import Channel, Letter, NotSent
from jinban.messages.events import Resent
from jinban.messages.models import Channel as Word
from jinban.messages.models import Message, Sending
from jinban.people.models import Applicant
from jinban.people.queries import clear_phone

# The words of `rules.SUBJECT` for a subject, by its kind and id; None when it is there no more.
WordsOf = Callable[[str, str], Mapping[str, str] | None]

log = structlog.get_logger("jinban.messages")


def send_due(
    channels: Mapping[str, Channel], words_of: WordsOf, *, at: datetime, told: datetime, worker: str, limit: int = 10
) -> int:
    """Send up to `limit` messages that are due over these channels; how many were tried. `at` is the machine's time, for
    delays and leases; by `told`, the city's, nobody is woken at night. A channel that is away is left alone for this round."""
    if not channels or told.astimezone(CHINA).hour not in rules.AWAKE:
        return 0
    rows = Sending.objects.filter(ripe(at), channel__in=list(channels)).order_by("due_at", "id")
    tried, away = 0, set[str]()
    for sending in rows.select_related("message__applicant__responsible")[:limit]:
        if sending.channel in away or not claim(sending, at=at, worker=worker, error=KILLS):
            continue
        tried += 1
        if not _send(sending, channels[sending.channel], words_of, at=at, told=told):
            away.add(sending.channel)
    return tried


@transaction.atomic
def resend(sending: Sending, *, by: Actor, at: datetime) -> None:
    """Let a message that could not be sent be tried again afresh, and record who did so. Refused if it has not failed."""
    rows = Sending.objects.filter(pk=sending.pk, state=Sending.State.FAILED)
    if not rows.update(state=Sending.State.DUE, due_at=at, tries=0):
        raise Refused("这条通知没有发送失败，不用重发。")
    fact = Resent(message=Id(sending.message_id), channel=Code(sending.channel))
    record(fact, subject=sending, by=by, at=at)


@transaction.atomic
def resend_all(*, by: Actor, at: datetime, limit: int = 500) -> int:
    """Let up to `limit` messages that could not be sent be tried again, oldest first; how many. Each is recorded."""
    failed = Sending.objects.filter(state=Sending.State.FAILED).order_by("id")[:limit]
    for count, sending in enumerate(found := list(failed), 1):
        # One after another, so that not all of them come back at the same moment.
        resend(sending, by=by, at=at + count * timedelta(milliseconds=100))
    return len(found)


def _send(sending: Sending, channel: Channel, words_of: WordsOf, *, at: datetime, told: datetime) -> bool:
    """Send one claimed message and keep what came of it; False when the channel itself is away."""
    masked = ""
    try:
        letter, masked = _letter(sending, words_of)
        reference = channel.send(letter)
    except NotSent as no:
        _not_sent(sending, no, masked, at=at)
        return not no.down
    except Exception as error:
        _not_sent(sending, NotSent(where(error)), masked, at=at)
        return True
    sent = {"sent_at": told, "lease_until": None, "error": "", "to": masked, "reference": reference}
    ours(sending).update(state=Sending.State.SENT, **sent)
    return True


def _letter(sending: Sending, words_of: WordsOf) -> tuple[Letter, str]:
    """What is to be sent, and to whom, masked. NotSent where there is no text, no address, or nothing to tell of any more."""
    message = sending.message
    template = queries.template(message.template)
    if template is None:
        raise NotSent("没有这种通知的文字，请装入messages表", "never")
    words = words_of(message.subject_kind, message.subject_id)
    if words is None:
        raise NotSent("办件已经不在了", "skip")
    to, masked = _address(sending.channel, message)
    known = {**words, **rules.words(message.values)}
    filled = {field: rules.fill(f"{{{field}}}", known) for field in template.wechat_fields.values()}
    keywords = {word: rules.keyword_value(word, filled[field]) for word, field in template.wechat_fields.items()}
    text = rules.fill(template.text, known)
    return Letter(f"{sending.channel}-{sending.pk}", to, template.code, text, template.wechat_id, keywords), masked


def _address(channel: str, message: Message) -> tuple[str, str]:
    """Where this channel reaches the applicant, in clear and masked."""
    if channel == Word.WECHAT:
        openid = queries.openid(message.applicant_id)
        if not openid:
            raise NotSent("没有绑定微信", "skip")
        return openid, mask_id(openid)
    phone = _mobile(message.applicant)
    if not phone:
        raise NotSent("没有留手机号", "skip")
    return phone, mask_phone(phone)


def _mobile(applicant: Applicant) -> str:
    """The mobile number of the applicant, or of the person responsible for an organisation; empty where there is none."""
    for person in (applicant, applicant.responsible):
        if person is not None and rules.MOBILE.fullmatch(phone := clear_phone(person)):
            return phone
    return ""


def _not_sent(sending: Sending, no: NotSent, masked: str, *, at: datetime) -> None:
    """Note why; wait longer than last time, or leave it for good."""
    kept = {"error": no.error[:160], "to": masked}
    if no.then == "skip":
        ours(sending).update(state=Sending.State.SKIPPED, lease_until=None, **kept)
        return
    log.error("message not sent", sending=sending.pk, channel=sending.channel, error=no.error)
    if no.then == "never":
        ours(sending).update(state=Sending.State.FAILED, lease_until=None, **kept)
        return
    put_off(sending, at=at, **kept)
