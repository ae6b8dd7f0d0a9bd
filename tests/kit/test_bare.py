"""The yardstick: the same rows put into an empty copy of the same tables."""

import pytest
from django.db import connection

from jinban.kit import bare
from jinban.kit.models import Event
from jinban.places.models import Division

pytestmark = pytest.mark.usefixtures("city")


def test_bare_inserts_take_a_while_and_leave_the_database_as_it_was():
    before = Event.objects.count()

    spent = bare.insert_seconds([Event, Division])

    if connection.vendor == "sqlite":
        assert spent is not None
        assert 0 < spent < 60
    else:
        assert spent is None
    assert Event.objects.count() == before
