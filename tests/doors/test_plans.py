"""At a million cases a list costs what it costs at a thousand: the plans of the hot lists, read from SQLite."""

import re
import sqlite3

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jinban.cases import queries
from jinban.cases.models import Case
from tests.cases.test_speed import at_department, concluded
from tests.doors.desk import at_desk
from tests.play import APPROVER, HELPER, MONDAY, POLICE, SERVICE, TOWN_HEAD, WINDOW, resident_number, seat, taken_in

pytestmark = [
    pytest.mark.usefixtures("city"),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite tells its plan without a row"),
]

ROWS = 1_000_000
# How many different values a column has, where a million cases lie: for what is not named here, as many as rows.
KINDS = {
    "site_id": 400, "town_id": 15, "department_id": 40, "holder_site_id": 400, "holder_department_id": 40, "stage": 12,
    "next_site_id": 400, "next_department_id": 40, "item_id": 120, "item_version_id": 120, "item_class_id": 14,
    "delegation_id": 120, "batch_id": 4, "village_id": 400, "seat_id": 900, "promised_due": 1_000, "received_day": 1_000,
    "accepted_day": 1_000, "decided_day": 1_000, "notify_due": 1_000, "supply_due": 1_000, "tolerance_due": 1_000,
    "missing_year": 2, "level": 3, "role": 8, "day": 1_000, "subject_kind": 10, "name": 40,
}  # fmt: skip
SCAN = re.compile(r"SCAN (cases_\w+|people_applicant|kit_event|messaging_message)\b")


def skeleton() -> sqlite3.Connection:
    """The tables and indexes of this database without a row, and statistics that say there are a million."""
    bare = sqlite3.connect(":memory:")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT type, sql FROM sqlite_master WHERE sql IS NOT NULL AND type IN ('table', 'index')"
            " AND name NOT LIKE 'sqlite_%' ORDER BY type DESC"
        )
        for _, sql in cursor.fetchall():
            bare.execute(sql)
    bare.execute("ANALYZE")
    for table, index in bare.execute("SELECT tbl_name, name FROM sqlite_master WHERE type = 'index'").fetchall():
        if not SCAN.match(f"SCAN {table}"):
            continue
        left, counts = ROWS, []
        for _, _, column in bare.execute(f"PRAGMA index_info({index})").fetchall():
            left = max(1, left // KINDS.get(column, ROWS))
            counts.append(left)
        bare.execute("INSERT INTO sqlite_stat1 VALUES (?, ?, ?)", (table, index, " ".join(map(str, [ROWS, *counts]))))
    bare.commit()
    bare.execute("ANALYZE sqlite_master")
    return bare


def pages(case: Case, other: Case) -> list[tuple[str, str, dict[str, str] | None]]:
    """What is opened all day at a counter, at a desk and by those who watch."""
    lists = (
        "/office/",
        "/office/?light=red",
        "/office/?stage=accepted&item=linshi-jiuzhu",
        "/office/?after=2024-01-11.1",
        "/office/warnings",
    )
    desks = [(who, page, None) for who in (WINDOW, POLICE, APPROVER, TOWN_HEAD, SERVICE) for page in lists]
    typed = (case.number, case.spoken, "余小", resident_number(3), "13800000001")
    found = [(WINDOW, "/counter/find", {"scan": text}) for text in typed]
    found += [(who, "/office/find", {"q": text}) for who in (APPROVER, SERVICE) for text in typed]
    counters = [(who, "/counter/", None) for who in (WINDOW, HELPER)]
    single = [(WINDOW, f"/counter/cases/{case.pk}/", None), (APPROVER, f"/office/cases/{other.pk}/", None)]
    return [*desks, *found, *counters, *single, ("", "/track", {"code": case.number, "ending": "1234"})]


def by_a_common_name() -> list[tuple[str, str, dict[str, str] | None]]:
    """A name that very many bear, looked for where it is not cut."""
    counters = [(who, "/counter/find", {"scan": "余"}) for who in (HELPER, WINDOW, POLICE)]
    return [*counters, (APPROVER, "/office/find", {"q": "余"})]


def test_no_hot_list_reads_a_table_that_grows_from_end_to_end(monkeypatch):
    case, other = taken_in(seat(WINDOW)), at_department()
    concluded()
    bare, read, wrong = skeleton(), 0, []
    hot, common = pages(Case.objects.get(pk=case.pk), other), by_a_common_name()

    with time_machine.travel(MONDAY, tick=False):
        for who, page, typed in [*hot, *common]:
            monkeypatch.setattr(queries, "NAMES", 0 if (who, page, typed) in common else 200)
            client = at_desk(who) if who else Client()
            with CaptureQueriesContext(connection) as asked:
                answer = client.post(page, typed) if typed else client.get(page)
            assert answer.status_code in (200, 302, 422), page
            for sql in (query["sql"] for query in asked.captured_queries if query["sql"].startswith("SELECT")):
                plan = [row[3] for row in bare.execute(f"EXPLAIN QUERY PLAN {sql}")]
                read += any("cases_case" in step for step in plan)
                wrong += [(who, page, step, sql) for step in plan if SCAN.search(step)]

    assert wrong == []
    assert read > 100


def test_the_check_itself_sees_a_table_read_from_end_to_end():
    plan = [
        row[3] for row in skeleton().execute("EXPLAIN QUERY PLAN SELECT * FROM cases_case WHERE channel = 'window'")
    ]

    assert [bool(SCAN.search(step)) for step in plan] == [True]
