"""Somebody at work: a client whose session has both factors and a seat behind it."""

import time

from django.test import Client

from jinban.people.models import Staff
from jinban.web.staff.seats import LAST, SEAT
from tests.play import seat


def at_desk(work_no: str) -> Client:
    """Signed in and seated, without walking through the sign-in pages."""
    client = Client()
    client.force_login(Staff.objects.get(work_no=work_no), "django.contrib.auth.backends.ModelBackend")
    session = client.session
    session[SEAT], session[LAST] = seat(work_no).id, int(time.time())
    session.save()
    return client
