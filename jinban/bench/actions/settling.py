"""Between two turns of a bench nothing is left to do, so that each turn has the machine for itself."""

from datetime import datetime

from jinban.bench import million
from jinban.kit import chaining
from jinban.kit.deliveries import Delivery
from jinban.kit.models import Event

SLICES = 10_000


def settle(*, at: datetime) -> None:
    """Cross out what the worker has not come to, and chain what is not chained: a replay without HTTP leaves more behind in a
    second than the worker tells in a minute."""
    million.insist()
    Event.objects.filter(routed_at=None).update(routed_at=at)
    Delivery.objects.filter(state=Delivery.State.DUE).update(state=Delivery.State.DONE, done_at=at)
    chaining.catch_up(at=at, slices=SLICES)
