"""Cases from before their working days were kept: the migration fills them in as the actions would have."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from jinban.cases import actions
from jinban.cases.models import Case
from tests.cases.test_speed import a_full_year
from tests.play import MONDAY, WINDOW, again, seat, taken_in

COLUMNS = ("legal_workdays", "promised_workdays", "taken_workdays", "ended_day", "ended_month")
fill = import_module("jinban.cases.migrations.0004_fill_speed").fill
pytestmark = pytest.mark.usefixtures("city")


def kept() -> list[tuple]:
    return list(Case.objects.order_by("pk").values_list("pk", *COLUMNS))


def test_what_is_filled_in_is_what_would_have_been_written():
    a_full_year()
    window = seat(WINDOW)
    refused = again(taken_in(window), window)
    actions.refuse(
        refused,
        by=window,
        at=MONDAY,
        why="wrong_office",
        reason="归上级办。",
        where="黄石市民政局",
        remedies="六十日内复议。",
    )
    written = kept()
    Case.objects.update(**dict.fromkeys(COLUMNS))

    fill(apps, SimpleNamespace(connection=connection))

    assert kept() == written
    assert len([row for row in written if row[4]]) == 4
