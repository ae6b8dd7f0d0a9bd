"""What systems are told: put down with what happened, sent by the worker, signed, again and again until it arrives.

As with messages: the claim is committed before anything leaves and the outcome after it, so that a worker that is killed
sends once more; no transaction is open while the other side is waited for.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import structlog
from django.db import transaction
from django.db.models import QuerySet

from jinban.kit import marks
from jinban.kit.claims import claim, ours, put_off, ripe
from jinban.kit.clock import legal_day
from jinban.kit.events import Actor, Id, record
from jinban.kit.faults import where
from jinban.kit.models import Event
from jinban.kit.patience import KILLS
from jinban.kit.refused import Refused
from jinban.systems import adapters, queries, rules
from jinban.systems.events import ParcelResent
from jinban.systems.models import Attempt, Hook, Parcel, System, held_on

Post = Callable[[str, bytes, Mapping[str, str]], int]

log = structlog.get_logger("jinban.systems")


def enqueue(hook: Hook, event: Event, said: Mapping[str, Any], *, due_at: datetime, at: datetime) -> bool:
    """Put down that a hook is to be told of an event, once; whether that is new. `said` holds ids, codes and days only."""
    told = {"id": event.pk, "type": event.name, "day": event.day, "at": event.at, **said}
    body = json.dumps(told, ensure_ascii=False, default=lambda value: value.isoformat())
    digest = hashlib.sha256(body.encode()).hexdigest()
    values = {"fact": event.name, "body": body, "digest": digest, "due_at": due_at, "made_at": at}
    _, fresh = Parcel.objects.get_or_create(hook=hook, event=event.pk, defaults=values)
    return fresh


def send_due(
    *, at: datetime, worker: str, told: datetime | None = None, limit: int = 10, post: Post | None = None
) -> int:
    """Send up to `limit` parcels that are due; how many were tried. `at` is the machine's time; `told`, the city's, says which
    systems hold today. What a system that does not, or a hook that is off, was to be told waits."""
    holding = System.objects.filter(held_on(legal_day(told or at)))
    rows = Parcel.objects.filter(ripe(at), hook__active=True, hook__system__in=holding).select_related("hook")
    tried = 0
    for parcel in rows.order_by("due_at", "id")[:limit]:
        if claim(parcel, at=at, worker=worker):
            tried += 1
            _send(parcel, post or adapters.post, at=at)
        elif parcel.state == Parcel.State.FAILED:
            Attempt.objects.create(parcel=parcel, at=at, error=KILLS)
    return tried


@transaction.atomic
def resend(parcel: Parcel, *, by: Actor, at: datetime, due_at: datetime) -> None:
    """Send a parcel again, the same to the letter: one that could not be sent, or one that the other side lost. `due_at` is the
    machine's time. Refused while it is on its way."""
    rows = Parcel.objects.filter(pk=parcel.pk, state__in=(Parcel.State.FAILED, Parcel.State.SENT))
    if not rows.update(state=Parcel.State.DUE, due_at=due_at, tries=0, sent_at=None):
        raise Refused("这条正在推送，不用重发。")
    record(ParcelResent(parcel=Id(parcel.pk)), subject=parcel.hook.system, by=by, at=at)


@transaction.atomic
def resend_all(hooks: QuerySet[Parcel], *, by: Actor, at: datetime, due_at: datetime, limit: int = 500) -> int:
    """Send again up to `limit` of these that could not be sent, oldest first; how many. Each is recorded."""
    failed = list(hooks.filter(state=Parcel.State.FAILED).order_by("id")[:limit])
    for parcel in failed:
        resend(parcel, by=by, at=at, due_at=due_at)
    return len(failed)


def _send(parcel: Parcel, post: Post, *, at: datetime) -> None:
    """Send one claimed parcel and keep what came of it."""
    body, stamp = parcel.body.encode(), int(at.timestamp())
    status, error = 0, ""
    try:
        signature = rules.signature(queries.secret(parcel.hook), stamp, body)
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Jinban-Event": parcel.fact,
            "Jinban-Delivery": str(parcel.pk),
            "Jinban-Signature": f"t={stamp},v1={signature}",
        }
        # Looked at again: the database may have become a real one since the address was written down.
        if sentence := rules.url_misfit(parcel.hook.url, demo=marks.is_demo()):
            raise adapters.NotReached(sentence)
        status = post(parcel.hook.url, body, headers)
        error = "" if 200 <= status < 300 else f"对方答复 HTTP {status}"
    except adapters.NotReached as no:
        error = no.sentence
    except Exception as fault:
        error = where(fault)
    _note(parcel, status, error[:160], at=at)


@transaction.atomic
def _note(parcel: Parcel, status: int, error: str, *, at: datetime) -> None:
    """Keep the attempt; sent, wait longer than last time, or leave it for somebody to look."""
    sent = {"state": Parcel.State.SENT, "sent_at": at, "lease_until": None}
    if not (put_off(parcel, at=at) if error else ours(parcel).update(**sent)):
        return
    Attempt.objects.create(parcel=parcel, at=at, status=status, error=error)
    if error:
        log.error("parcel not sent", parcel=parcel.pk, hook=parcel.hook_id, error=error)
