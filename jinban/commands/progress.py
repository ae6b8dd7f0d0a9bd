"""How long work shows on a terminal: one line per step on stderr, at most one a second."""

import sys
import time

PAUSE = 1.0


class Lines:
    """Says what is under way and how far it is; a new step at once, the same one again after a second."""

    def __init__(self) -> None:
        self._step, self._said = "", 0.0

    def __call__(self, step: str, done: int, whole: int) -> None:
        now = time.monotonic()
        kind = step.split(" ")[0]
        if kind == self._step and now - self._said < PAUSE and done < whole:
            return
        self._step, self._said = kind, now
        print(f"  {step}{f' {100 * done // whole}%' if whole and done else ''}", file=sys.stderr, flush=True)
