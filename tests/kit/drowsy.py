"""A worker to be killed amid a duty: `python -m tests.kit.drowsy` feeds the first of three, says `begun` and falls asleep."""

import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jinban.settings")
if __name__ == "__main__":
    import django

    django.setup()

from jinban.kit.clock import machine
from jinban.kit.duties import Duty
from jinban.kit.events import Fact, record
from jinban.kit.models import Event
from jinban.kit.worker import Loop
from tests.kit.sleepy import Bell

MORNING = datetime(2023, 4, 25, 1, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Fed(Fact, name="testdrowsy.fed", label="喂过"):
    """One of three has had its meal."""


def feed(*, at: datetime) -> int:
    """Each is fed once, in a transaction of its own."""
    fed = set(Event.objects.filter(name=Fed.name).values_list("subject_id", flat=True))
    hungry = [number for number in (1, 2, 3) if str(number) not in fed]
    for number in hungry:
        record(Fed(), subject=Event(id=number), by=Bell(), at=at)
        if __name__ == "__main__":
            print("begun", flush=True)
            time.sleep(60)
    return len(hungry)


if __name__ == "__main__":
    # The stored word of a duty is its room and its name, whichever process does it.
    feed.__module__ = "tests.kit.drowsy"
FEED = Duty(feed, "喂食")

if __name__ == "__main__":
    Loop({}, worker="drowsy", clock=machine, city=lambda: MORNING, duties=[FEED], pause=0.01).run()
