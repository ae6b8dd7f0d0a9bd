"""Two processes to be killed: `python -m tests.cases.busy submit APPLICANT COUNT` and `… deliver`.

`submit` takes in cases one after the other, each under its own key, and says the key and the case once it is committed.
`deliver` is a worker with one reaction, which leaves one event for each case that was received.
"""

import os
import sys
from dataclasses import dataclass
from datetime import datetime

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jinban.settings")
if __name__ == "__main__":
    import django

    django.setup()

from jinban.cases import actions
from jinban.cases.events import Received
from jinban.cases.models import Case
from jinban.kit.clock import now
from jinban.kit.events import Fact, record
from jinban.kit.models import Event
from jinban.kit.worker import Loop
from jinban.people.actors import CLOCK, system
from tests.play import INSURE, MONDAY, WINDOW, intake, seat


@dataclass(frozen=True)
class Heard(Fact, name="testbusy.heard", label="听到"):
    """The reaction was run for the case."""


def hear(event: Event, *, at: datetime) -> None:
    record(Heard(), subject=Case.objects.get(pk=event.subject_id), by=system("loader"), at=at)


REACTIONS = {Received: (hear,)}


def submit(applicant: int, count: int) -> None:
    window = seat(WINDOW)
    for number in range(count):
        key = f"visit-{number}"
        case = actions.take_in(intake(window, INSURE, applicant=applicant), by=window, at=MONDAY, key=key)
        print(key, case.pk, flush=True)


def main() -> None:
    if sys.argv[1] == "submit":
        submit(int(sys.argv[2]), int(sys.argv[3]))
    else:
        Loop(REACTIONS, worker=f"{CLOCK.kind}-{os.getpid()}", clock=now, pause=0.01).run()


if __name__ == "__main__":
    main()
