"""How many requests a process works on at once, and how many may wait for that: what is more is turned away at once, before
anything of it is read or written, and its visitor is told to come again in a moment.

Without it a spike queues up where nobody sees it, and everybody waits for the whole of the queue.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

AT_ONCE, WAITING, PATIENCE = 8, 16, 3.0
# Beside those that work or wait, threads that have time to say no.
SPARE = 8
# A visitor does not wait as long for SQLite's gate as a command may.
GATE = 5.0
_gate: ContextVar[float | None] = ContextVar("gate", default=None)


class Turns:
    """So many at once, so many more waiting, in the order in which they came."""

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        self._free = threading.BoundedSemaphore(at_once)
        self._places = threading.BoundedSemaphore(waiting)

    def take(self, patience: float = PATIENCE) -> bool:
        """Whether it is our turn now, or within `patience` seconds; False at once where too many wait already. Whoever got
        his turn gives it back."""
        if self._free.acquire(blocking=False):
            return True
        if not self._places.acquire(blocking=False):
            return False
        try:
            return self._free.acquire(timeout=patience)
        finally:
            self._places.release()

    def give_back(self) -> None:
        """Done: the next one has his turn."""
        self._free.release()


@contextmanager
def hurried(seconds: float = GATE) -> Iterator[None]:
    """Somebody waits for the answer: a writer within does not stand at the gate for longer than this."""
    token = _gate.set(seconds)
    try:
        yield
    finally:
        _gate.reset(token)


def patience(usual: float) -> float:
    """How long a writer may wait at the gate now: as usual, or shorter in a hurry."""
    hurry = _gate.get()
    return usual if hurry is None else min(usual, hurry)
