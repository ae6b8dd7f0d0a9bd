"""A worker to be killed amid its work: `python -m tests.kit.sleepy` says `begun`, writes something, and falls asleep."""

import os
import time
from dataclasses import dataclass
from datetime import datetime

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jinban.settings")
if __name__ == "__main__":
    import django

    django.setup()

from jinban.kit.clock import now
from jinban.kit.events import Fact, record
from jinban.kit.models import Event
from jinban.kit.worker import Loop


@dataclass(frozen=True)
class Called(Fact, name="testsleepy.called", label="叫人"):
    """Somebody is to answer."""


@dataclass(frozen=True)
class Answered(Fact, name="testsleepy.answered", label="应声"):
    """The reaction to Called."""


@dataclass(frozen=True)
class Bell:
    kind: str = "system"
    id: int = 7


def answer(event: Event, *, at: datetime) -> None:
    record(Answered(), subject=event, by=Bell(), at=at)
    if __name__ == "__main__":
        print("begun", flush=True)
        time.sleep(60)


if __name__ == "__main__":
    # The stored word of a reaction is its room and its name, whichever process runs it.
    answer.__module__ = "tests.kit.sleepy"
    Loop({Called: (answer,)}, worker="sleepy", clock=now, pause=0.01).run()
