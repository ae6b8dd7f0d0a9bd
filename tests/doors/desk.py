"""Somebody at work: a client whose session has both factors and a seat behind it."""

import re
import time
from typing import Any

from django.test import Client

from jinban.people.models import Staff
from jinban.web.staff.seats import LAST, SEAT
from tests.play import seat

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')


def at_desk(work_no: str) -> Client:
    """Signed in and seated, without walking through the sign-in pages."""
    client = Client()
    client.force_login(Staff.objects.get(work_no=work_no), "django.contrib.auth.backends.ModelBackend")
    session = client.session
    session[SEAT], session[LAST] = seat(work_no).id, int(time.time())
    session.save()
    return client


def alike(answer: Any) -> tuple[int, dict[str, str], str]:
    """An answer without what differs between any two: the form's token, the date, the number of the request."""
    headers = {name: value for name, value in answer.headers.items() if name not in ("X-Request-Id", "Date")}
    return answer.status_code, headers, TOKEN.sub("", answer.content.decode())
