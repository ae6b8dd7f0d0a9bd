"""Idempotent writes: what was asked for under a key is done once, and answered alike each time."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from jinban.kit.refused import Refused
from jinban.kit.sealed import lookup_hash, seal
from jinban.systems import queries, rules
from jinban.systems.models import Answered, System

OTHER = "这个 Idempotency-Key 用过了，这次的内容却不一样。新的请求请换一个新的。"


class OtherBody(Refused):
    """The same key came with another request."""


def once(
    system: System, key: str, asked: bytes, work: Callable[[], tuple[int, str]], *, at: datetime
) -> tuple[int, str, bool]:
    """Do the work and keep its answer (status, text) with it, in one transaction; a second time under the same key the kept
    answer, and True. A refusal leaves the key free, for nothing was done; what the work wrote of it (that it was tried)
    stays. OtherBody when the key was used for something else, Refused when it is none."""
    if sentence := rules.key_misfit(key):
        raise Refused(sentence)
    hashed, digest = lookup_hash(f"{system.pk}:{key}", "answered"), hashlib.sha256(asked).hexdigest()
    refusal: Refused | None = None
    with transaction.atomic():
        try:
            with transaction.atomic():
                row = Answered.objects.create(system=system, key=hashed, digest=digest, at=at)
        except IntegrityError:
            return _earlier(system, hashed, digest)
        try:
            # Without a savepoint of its own: that a second notice was tried is written down although it is refused.
            status, text = work()
        except Refused as no:
            refusal = no
            row.delete()
        else:
            sealed = seal(text, table=queries.ANSWERS, column="body")
            Answered.objects.filter(pk=row.pk).update(status=status, body_sealed=sealed)
    if refusal is not None:
        raise refusal
    return status, text, False


def _earlier(system: System, hashed: str, digest: str) -> tuple[int, str, bool]:
    known = Answered.objects.get(system=system, key=hashed)
    if known.digest != digest:
        raise OtherBody(OTHER)
    return known.status, queries.answer(known), True


def forget(*, at: datetime) -> int:
    """Forget the answers that were kept for longer than promised; how many."""
    count, _ = Answered.objects.filter(at__lt=at - timedelta(days=rules.KEPT)).delete()
    return count
