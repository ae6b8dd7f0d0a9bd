"""How often what fails is tried again, and after how long; then somebody has to look."""

from datetime import timedelta

DELAYS = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
)
# What waits longer than this was put down by a clock that ran ahead and was set back: it does not wait for that day.
AHEAD = DELAYS[-1]
LIMIT = len(DELAYS) + 1
# What is said of work that was begun to the limit and never came back: it kills whoever does it.
KILLS = "每次都没有做完，进程就停了"
