"""What the passing of time brings: work that is done once a day, or once an hour, whoever is or is not at his desk.

A duty looks at everything that is overdue, not at one day: after days without a worker it is done once, for today. It does
each thing once however often it runs, one transaction per thing, for it may be killed at any moment and begins again. Its
row for the period is claimed by a conditional UPDATE with a lease, as deliveries are (`jinban.kit.claims`): never skipped,
at least once. A period that ended unfinished is left behind, for the next one looks at the same things.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, Protocol

import structlog
from django.db import transaction
from django.db.models import F, Max, Q, QuerySet

from jinban.kit.claims import claim, is_ripe, ours, put_off
from jinban.kit.clock import CHINA
from jinban.kit.events import Actor, Code, Fact, record
from jinban.kit.faults import where
from jinban.kit.models import DutyRun
from jinban.kit.patience import KILLS
from jinban.kit.refused import Refused

# Longer than a delivery's: the first run after a long pause has much to do.
LEASE = timedelta(minutes=15)
# A duty that the code no longer has is no longer shown when the others are so much further.
FORGOTTEN = timedelta(days=30)

log = structlog.get_logger("jinban.duties")


class Work(Protocol):
    """Does everything that is overdue at this moment of the city's; how many things there were."""

    __module__: str
    __name__: str

    def __call__(self, *, at: datetime) -> int: ...


@dataclass(frozen=True)
class Duty:
    """One kind of work of the clock: what is done, its Chinese name, how often it is begun afresh."""

    work: Work
    label: str
    every: Literal["day", "hour"] = "day"

    @property
    def name(self) -> str:
        """The stored word: the room and the function."""
        return f"{self.work.__module__.split('.')[1]}.{self.work.__name__}"

    def period(self, told: datetime) -> str:
        """The day, or the hour, of a moment in China."""
        moment = told.astimezone(CHINA)
        return moment.strftime("%Y-%m-%dT%H" if self.every == "hour" else "%Y-%m-%d")


Duties = Sequence[Duty]


@dataclass(frozen=True)
class DutyRetried(Fact, name="kit.duty_retried", label="重做日课"):
    """Somebody let a duty that had not finished be tried again at once."""

    duty: Code
    day: date


@dataclass(frozen=True)
class Standing:
    """How it stands with a duty: the last period that was finished, and the latest one with its fault, if any."""

    last: str
    run: DutyRun

    @property
    def faulty(self) -> bool:
        """Whether the latest period has failed or is being tried again."""
        return self.run.state != DutyRun.State.DONE and bool(self.run.error)


def checked(duties: Duties) -> Duties:
    """The same duties. ValueError when two would share a stored word."""
    names = [duty.name for duty in duties]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"two duties are called {min(twice)}")
    return duties


def run(duties: Duties, *, at: datetime, worker: str, told: datetime | None = None) -> int:
    """Do the duties of this period that are not done; how many this worker began. `at` is the machine's time, for delays
    and leases; which period it is and what is overdue follows from the moment that duties are `told`, the city's."""
    told = told or at
    runs = _runs(duties, told)
    if missing := [duty for duty in duties if duty.name not in runs]:
        fresh = [DutyRun(duty=duty.name, label=duty.label, period=duty.period(told), due_at=at) for duty in missing]
        DutyRun.objects.bulk_create(fresh, ignore_conflicts=True)
        runs = _runs(duties, told)
    begun = 0
    for duty in duties:
        found = runs[duty.name]
        if _open(found, at, worker) and claim(found, at=at, worker=worker, lease=LEASE, error=KILLS):
            begun += 1
            _do(duty, found, at=at, told=told)
    return begun


def standing() -> list[Standing]:
    """Every duty that was ever begun, by name, with how it stands. Two queries."""
    done = Max("period", filter=Q(state=DutyRun.State.DONE))
    found = DutyRun.objects.values("duty").annotate(latest=Max("period"), last=done).order_by("duty")
    rows = {row["duty"]: (row["latest"], row["last"] or "") for row in found}
    if not rows:
        return []
    newest = max(day_of(latest) for latest, _ in rows.values())
    wanted = {duty: latest for duty, (latest, _) in rows.items() if newest - day_of(latest) <= FORGOTTEN}
    runs = DutyRun.objects.filter(_these(wanted.items())).order_by("duty")
    return [Standing(rows[one.duty][1], one) for one in runs]


def unfinished(key: int) -> DutyRun | None:
    """The run with this key, if it has failed or waits for its next try."""
    return _retriable(key).first()


@transaction.atomic
def retry(found: DutyRun, *, by: Actor, at: datetime) -> None:
    """Let a duty that has not finished be tried again now and afresh, and record who did so. Refused if it is done or under
    way. `at` is the city's time, which is never ahead of the machine's."""
    if not _retriable(found.pk).update(state=DutyRun.State.DUE, due_at=at, tries=0):
        raise Refused("这项日课已经做完或者正在做，不用重做。")
    found.refresh_from_db()
    record(DutyRetried(duty=Code(found.duty), day=day_of(found.period)), subject=found, by=by, at=at)


def _retriable(key: int) -> QuerySet[DutyRun]:
    waiting = Q(state=DutyRun.State.FAILED) | Q(state=DutyRun.State.DUE, tries__gt=0)
    return DutyRun.objects.filter(waiting, pk=key)


def day_of(period: str) -> date:
    """The day of a period, also of an hour."""
    return date.fromisoformat(period[:10])


def _runs(duties: Duties, told: datetime) -> dict[str, DutyRun]:
    """The rows of this moment's periods, by duty; no query where there is no duty."""
    if not duties:
        return {}
    wanted = _these((duty.name, duty.period(told)) for duty in duties)
    return {found.duty: found for found in DutyRun.objects.filter(wanted)}


def _these(wanted: Iterable[tuple[str, str]]) -> Q:
    found = Q()
    for duty, period in wanted:
        found |= Q(duty=duty, period=period)
    return found


def _open(found: DutyRun, at: datetime, worker: str) -> bool:
    """Whether it is to be done now. A claim under our own name is that of a process that is no more; another's holds until
    its lease ends."""
    return (found.state == DutyRun.State.CLAIMED and found.claimed_by == worker) or is_ripe(found, at, LEASE)


def _do(duty: Duty, found: DutyRun, *, at: datetime, told: datetime) -> None:
    """Do one claimed duty; whatever it raises is kept with it and stops no other."""
    try:
        things = duty.work(at=told)
    except Exception as error:
        _put_off(found, where(error), at=at)
        return
    done = {"finished_at": at, "lease_until": None, "error": "", "things": F("things") + things}
    if not ours(found).update(state=DutyRun.State.DONE, **done):
        log.warning("taken over", duty=duty.name, period=found.period)


def _put_off(found: DutyRun, error: str, *, at: datetime) -> None:
    """Note the fault and wait longer than last time; at the limit, wait for somebody or for the next period."""
    log.error("duty failed", duty=found.duty, period=found.period, error=error)
    put_off(found, at=at, error=error)
