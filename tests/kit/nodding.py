"""A worker to be killed amid a slice: `python -m tests.kit.nodding` writes seals, says `begun`, and falls asleep before COMMIT."""

import os
import time
from datetime import UTC, datetime

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jinban.settings")
if __name__ == "__main__":
    import django

    django.setup()

from jinban.kit import chaining

if __name__ == "__main__":
    written = chaining._write

    def nod(rows: object) -> None:
        written(rows)
        print("begun", flush=True)
        time.sleep(60)

    chaining._write = nod
    chaining.chain(at=datetime(2023, 4, 24, 1, 0, tzinfo=UTC))
