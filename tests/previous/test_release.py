"""The filled database of the previous release (tools/previous.py) is migrated to now, and nothing in it is lost."""

import base64
import json
import lzma
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.test import Client

from jinban.cases.figures import Asked
from jinban.cases.models import Case
from jinban.circular import queries as circulars
from jinban.kit.chaining import catch_up
from jinban.kit.clock import machine
from jinban.kit.figures import FIGURES, Period
from jinban.kit.models import Event, Seal
from jinban.kit.verifying import verify
from jinban.people import queries as people
from jinban.people.models import Applicant
from tests.conftest import CHOSEN, collect_static
from tests.doors.desk import at_desk
from tests.play import HEAD, OTHER_APPROVER, POLICE, SERVICE

HERE = Path(__file__).resolve().parent
RELEASE = json.loads((HERE / "release.json").read_text("utf-8"))
AT_ONCE = 200
# Tables that a migration since then fills, empties or takes away, and figures that are counted otherwise; each with its reason.
CHANGED: dict[str, str] = {}


@pytest.fixture(scope="module", autouse=True)
def migrated(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The release's migrations on an empty database, its rows, then ours."""
    databases, home = request.config.stash[CHOSEN], tmp_path_factory.mktemp("home")
    (home / "keys").mkdir()
    for name, key in RELEASE["keys"].items():
        (home / "keys" / name).write_text(key)
    with databases.unblocked(), pytest.MonkeyPatch.context() as changed:
        collect_static(request.config)
        changed.setenv("JINBAN_HOME", str(home))
        databases.fresh("previous")
        executor = MigrationExecutor(connection)
        executor.migrate([(app, name) for app, name in RELEASE["leaves"]])
        fill(json.loads(lzma.decompress((HERE / "rows.json.xz").read_bytes())))
        call_command("migrate", verbosity=0)
        yield
        databases.drop_copy()


def fill(tables: dict[str, Any]) -> None:
    """The rows as they are, table after table; what the migrations put there gives way."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table in (name for name in tables if count(name)):
            cursor.execute(f'DELETE FROM "{table}"')
        for table, part in tables.items():
            names, marks = ", ".join(f'"{name}"' for name in part["columns"]), ", ".join("%s" for _ in part["columns"])
            rows = [[plain(value) for value in row] for row in part["rows"]]
            cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows)
            if connection.vendor == "postgresql" and "id" in part["columns"]:
                cursor.execute(
                    "SELECT setval(pg_get_serial_sequence(%s, 'id'), (SELECT max(id) FROM \"" + table + '"))', [table]
                )


def plain(value: Any) -> Any:
    """A value as SQLite kept it, as both take it: PostgreSQL reads every type from text."""
    if isinstance(value, dict):
        return base64.b64decode(value["bytes"])
    return str(value) if connection.vendor == "postgresql" and isinstance(value, int | float) else value


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{table}"')
        return int(cursor.fetchone()[0])


def test_every_row_is_still_there():
    found = {table: count(table) for table in RELEASE["counts"] if table not in CHANGED}

    assert found == {table: kept for table, kept in RELEASE["counts"].items() if table not in CHANGED}


def test_every_figure_is_what_it_was():
    asked = [FIGURES[key] for key in RELEASE["figures"] if key not in CHANGED]

    values = Asked(Period.parse(RELEASE["year"])).totals(asked)

    was = {key: kept for key, kept in RELEASE["figures"].items() if key not in CHANGED}
    assert {key: [value.count, value.of] for key, value in values.items()} == was


def test_what_was_sealed_opens_with_the_old_key():
    found = {str(one.pk): people.clear_number(one) for one in Applicant.objects.filter(pk__in=RELEASE["numbers"])}

    assert found == RELEASE["numbers"]


def test_what_happened_before_is_chained_now():
    happened = Event.objects.count()

    catch_up(at=machine(), slices=20)

    verdict = verify(at=machine(), tell=lambda done, total: None, seals=HERE)
    assert (verdict.faults, verdict.waiting, Seal.objects.count()) == ([], 0, happened)
    assert [circulars.is_spoilt(one) for one in circulars.issued()] == [False]


def test_a_case_of_each_stage_opens_to_those_who_handle_it_and_to_the_applicant():
    desks = [at_desk(who) for who in (SERVICE, HEAD, OTHER_APPROVER, POLICE)]
    cases = list({case.stage: case for case in Case.objects.filter(spoken__isnull=False).order_by("-pk")}.values())

    opened = [case.stage for case in cases if any(opens(desk, case) for desk in desks)]
    followed = [case.stage for case in cases[:5] if tracked(case)]

    assert opened == [case.stage for case in cases]
    assert followed == [case.stage for case in cases[:5]]
    assert len(cases) >= 8


def opens(desk: Client, case: Case) -> bool:
    return desk.get(f"/office/cases/{case.pk}/").status_code == 200


def tracked(case: Case) -> bool:
    follower = Client()
    follower.post("/track", {"code": case.spoken})
    return follower.get(f"/track/{case.number}").status_code == 200
