"""The worker chains what is committed, in a sequence of its own, behind the writers: none of them waits for it.

Each event is sealed once. Its seal holds the SM3 of what happened and an HMAC-SM3 over the seal before, so that nothing can be
changed, removed or put between without the chain saying so (`jinban.kit.verifying`); the key is a file of this machine, so
that the database alone does not suffice to write the chain anew. (国密: GB/T 32905, GB/T 15852.2.)

Danger: on PostgreSQL a lower event id may be committed after a higher one. Ids that are passed over are noted as gaps, and
what appears in a gap within a day is chained then; later it is no latecomer but somebody's insertion. Two workers cannot fork
the chain: sequence and event are unique, the slower one's transaction is refused whole and it looks again.
"""

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import structlog
from cryptography.hazmat.primitives import hashes, hmac
from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from jinban.kit.faults import where
from jinban.kit.models import Event, Seal, SealGap
from jinban.kit.sealed import SealBroken, kept_key

KEY = 1
GENESIS = bytes(32)
SLICE = 1000
# How long a gap stands open for a transaction that began before its successors were chained.
OPEN = timedelta(days=1)
# So many open ids are looked up one by one; a gap wider than NARROW is looked up as a range.
FEW, NARROW = 20_000, 64
PAUSE = timedelta(seconds=10)
CONTENT = ("name", "subject_kind", "subject_id", "by_kind", "by_id", "at", "day", "payload")
_LINK = struct.Struct(">qqH")

log = structlog.get_logger("jinban.chaining")


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the chain goes: the last sequence, its event and that one's legal day; how many committed events wait, at most
    MANY."""

    sequence: int
    event: int
    day: date | None
    waiting: int


MANY = 10_001


def digest(content: Sequence[Any]) -> bytes:
    """The SM3 of an event's content, in the order of CONTENT: canonical JSON, the moment in UTC to the microsecond, keys of
    the payload sorted. Not its id, which the link holds, nor when it was routed, which is no part of what happened."""
    name, subject_kind, subject_id, by_kind, by_id, at, day, payload = content
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    values = [name, subject_kind, subject_id, by_kind, by_id, moment, day.isoformat(), payload]
    made = hashes.Hash(hashes.SM3())
    made.update(msgspec.json.encode(values, order="sorted"))
    return made.finalize()


def link(before: bytes, sequence: int, event: int, content: bytes, key: bytes, key_id: int = KEY) -> bytes:
    """The chain value of one seal after the one `before`."""
    made = hmac.HMAC(key, hashes.SM3())
    made.update(before + _LINK.pack(sequence, event, key_id) + content)
    return made.finalize()


def chain_key(key_id: int, *, make: bool = False) -> bytes:
    """The key of the chain, from `keys/chain-<id>.key` of the home folder. SealBroken where it is absent, unless it may be
    made: before the first seal."""
    return kept_key(f"chain-{key_id}", make=make)


def chain(*, at: datetime, limit: int = SLICE) -> int:
    """Seal up to `limit` committed events that are not sealed yet, in one transaction; how many were sealed. None when there
    is nothing, or when another worker was faster. `at` is the machine's time. Four reads and one statement that writes."""
    head = Seal.objects.order_by("-sequence").values_list("sequence", "chain").first()
    last = tail()
    late = list(_late(at).values_list("id", *CONTENT)[:limit])
    fresh = list(Event.objects.filter(id__gt=last).order_by("id").values_list("id", *CONTENT)[: limit - len(late)])
    if not late and not fresh:
        return 0
    key = chain_key(KEY, make=head is None)
    sequence, before = (head[0], bytes(head[1])) if head else (0, GENESIS)
    rows = []
    for sequence, (event, *content) in enumerate(late + fresh, sequence + 1):  # noqa: B020 -- goes on from there
        made = digest(content)
        before = link(before, sequence, event, made, key)
        rows.append((sequence, event, KEY, made, before))
    try:
        with transaction.atomic():
            _write(rows)
            SealGap.objects.bulk_create(_gaps(last, [row[0] for row in fresh], at))
    except IntegrityError:
        return 0
    return len(rows)


def catch_up(*, at: datetime, slices: int) -> int:
    """Chain slice after slice until there is no more, or until so many were made; how many events were sealed."""
    sealed = 0
    for _ in range(slices):
        done = chain(at=at)
        sealed += done
        if done < SLICE:
            break
    return sealed


class Chaining:
    """The errand of the worker: a slice at once while there is a backlog, so that deliveries and duties have their turn
    between; else one every few seconds, so that a busy day costs few transactions and not one for each case."""

    def __init__(self, pause: timedelta = PAUSE) -> None:
        self.pause = pause
        self._last: datetime | None = None

    def __call__(self, *, at: datetime, told: datetime, worker: str) -> int:
        """How many events were sealed of a backlog; none when it has caught up, for then the worker may rest."""
        if self._last is not None and self._last <= at < self._last + self.pause:
            return 0
        try:
            done = chain(at=at)
        except SealBroken as error:
            log.error("the chain stands still", error=where(error))
            done = 0
        self._last = None if done >= SLICE else at
        return done if done >= SLICE else 0


def standing() -> Standing:
    """How far it is sealed, and how much waits. Four queries."""
    head = Seal.objects.order_by("-sequence").values_list("sequence", "event").first()
    sequence, event = head or (0, 0)
    day = Event.objects.filter(id=event).values_list("day", flat=True).first()
    return Standing(sequence, event, day, lag())


def lag() -> int:
    """How many committed events wait to be sealed, counted to 10,000, then one more (MANY). What came late does not count.
    Two queries."""
    return Event.objects.filter(id__gt=tail())[:MANY].count()


def tail() -> int:
    """The highest event id that is sealed; 0 before the first."""
    return Seal.objects.aggregate(last=Max("event"))["last"] or 0


def unsealed() -> QuerySet[Event]:
    """The events without a seal, by id."""
    return Event.objects.filter(~Exists(Seal.objects.filter(event=OuterRef("id")))).order_by("id")


def open_gaps(at: datetime) -> list[tuple[int, int]]:
    """The gaps in which a late event may still appear, newest first."""
    rows = SealGap.objects.filter(noticed_at__gt=at - OPEN).order_by("-first")
    return list(rows.values_list("first", "last")[:FEW])


def _late(at: datetime) -> QuerySet[Event]:
    """The unsealed events within open gaps."""
    gaps = open_gaps(at)
    if not gaps:
        return Event.objects.none()
    single = [event for first, last in gaps if last - first < NARROW for event in range(first, last + 1)][:FEW]
    wanted = Q(id__in=single)
    for first, last in gaps:
        if last - first >= NARROW:
            wanted |= Q(id__range=(first, last))
    return unsealed().filter(wanted)


def _gaps(last: int, seen: Iterable[int], at: datetime) -> list[SealGap]:
    """The ids between these events, and before the first, that nobody has seen."""
    found, before = [], last
    for event in seen:
        if event > before + 1:
            found.append(SealGap(first=before + 1, last=event - 1, noticed_at=at))
        before = event
    return found


def _write(rows: Sequence[tuple[int, int, int, bytes, bytes]]) -> None:
    """All seals of a slice by one statement."""
    marks = ", ".join(["(%s, %s, %s, %s, %s)"] * len(rows))
    sql = f"INSERT INTO kit_seal (sequence, event, key, digest, chain) VALUES {marks}"  # noqa: S608 -- marks only
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for row in rows for value in row])
