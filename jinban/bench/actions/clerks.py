"""Clerks for a bench, at the windows of all centres, and sessions in which they are signed in."""

import time
from collections.abc import Sequence
from datetime import datetime
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from jinban.bench import million
from jinban.people import actions
from jinban.people.actors import system
from jinban.people.models import Seat, Staff
from jinban.people.roles import Role
from jinban.places.models import Site

BENCH = system("bench")
CLERKS = 200
BACKEND = "django.contrib.auth.backends.ModelBackend"
# As the sign-in pages leave a session behind: which seat, and when somebody was last here.
SEAT, LAST = "seat", "last"


def register(*, at: datetime, count: int = CLERKS) -> None:
    """Put so many clerks at the town windows of the centres, one after another. A second call adds none."""
    million.insist()
    centres = list(Site.objects.filter(kind="centre").order_by("code").values_list("code", flat=True))
    rows = [
        {"work_no": f"y{nth:04d}", "name": f"压测{nth}", "role": Role.TOWN_WINDOW, "site": centres[nth % len(centres)],
         "department": "", "demo": True}
        for nth in range(count)
    ]  # fmt: skip
    actions.put_staff(rows, by=BENCH, at=at, sign_in=False)


def clerks() -> list[Seat]:
    """The seats of the bench's clerks."""
    return list(Seat.objects.filter(staff__work_no__startswith="y").select_related("staff").order_by("pk"))


def signed_in(seats: Sequence[Seat]) -> list[str]:
    """A session for each of these seats, both factors behind it; their keys. Signing in itself is not measured: its password
    is slow on purpose."""
    million.insist()
    return [_session(seat.staff, seat) for seat in seats]


def _session(staff: Staff, seat: Seat) -> str:
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(staff.pk), BACKEND
    store[HASH_SESSION_KEY] = staff.get_session_auth_hash()
    store[SEAT], store[LAST] = seat.pk, int(time.time())
    store.create()
    return str(store.session_key)
