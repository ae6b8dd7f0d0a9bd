"""The limit of the database: recorded statements asked again without HTTP, in the transactions that they stood in.

    python -m jinban.bench.actions.limit SECONDS < SPEC (pickled, from recording.spec)

Prints JSON: how often, how many seconds, how many faults. SQLite has one writer, as the gate allows one; PostgreSQL sixteen
connections, over as many processes as there are cores. It needs no Django: neither does the limit.
"""

import itertools
import json
import os
import pickle
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
from django.db.backends.sqlite3._functions import register

CONNECTIONS = 16
LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
Spec = dict[str, Any]
Ask = Callable[[str, list[Any], bool], Any]


def run(spec: Spec, seconds: float) -> dict[str, Any]:
    """Ask as often as it goes for so long, in this process."""
    serials = itertools.count(int(time.time() * 1000) % 10**12 * 1000)
    if spec["vendor"] == "sqlite":
        return _together([_sqlite(spec)], spec, seconds, serials)
    count = int(spec.get("connections", CONNECTIONS))
    return _together([_postgresql(spec) for _ in range(count)], spec, seconds, serials)


def measured(spec: Spec, seconds: float) -> dict[str, Any]:
    """The same in processes of their own, one for SQLite, else one for each core."""
    count = 1 if spec["vendor"] == "sqlite" else os.cpu_count() or 1
    part = pickle.dumps({**spec, "connections": CONNECTIONS // count})
    children = [
        subprocess.Popen(  # noqa: S603 -- our own words
            [sys.executable, "-m", "jinban.bench.actions.limit", str(seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for _ in range(count)
    ]
    for child in children:
        assert child.stdin is not None
        child.stdin.write(part)
        child.stdin.close()
        child.stdin = None
    found = [json.loads(child.communicate()[0]) for child in children]
    return {"count": sum(one["count"] for one in found), "faults": sum(one["faults"] for one in found),
            "rate": sum(one["rate"] for one in found), "fault": next((one["fault"] for one in found if one["fault"]), "")}  # fmt: skip


def _together(
    sessions: list[tuple[Ask, Callable[[], None]]], spec: Spec, seconds: float, serials: Iterator[int]
) -> dict[str, Any]:
    """Let every session ask for so long; the count of all."""
    counts, faults = [0] * len(sessions), [""] * len(sessions)
    failed = [0] * len(sessions)
    began = time.perf_counter()
    until = began + seconds

    def work(nth: int) -> None:
        ask, roll_back = sessions[nth]
        requests = itertools.islice(itertools.cycle(spec["requests"]), nth, None)
        while time.perf_counter() < until and counts[nth] < spec.get("most", 10**9):
            try:
                once(next(requests), ask, next(serials))
                counts[nth] += 1
            except Exception as fault:
                failed[nth] += 1
                faults[nth] = f"{type(fault).__name__}: {fault}"[:300]
                roll_back()

    threads = [threading.Thread(target=work, args=(nth,)) for nth in range(len(sessions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spent = time.perf_counter() - began
    return {"count": sum(counts), "faults": sum(failed), "rate": sum(counts) / spent,
            "fault": next((one for one in faults if one), "")}  # fmt: skip


def once(steps: list[tuple[str, list[Any], str, bool]], ask: Ask, serial: int) -> None:
    """One request with fresh keys. LookupError when a change of a case met no row: it would not be the same work."""
    ids: dict[tuple[str, int], Any] = {}
    counts: dict[str, int] = {}
    for sql, values, table, inside in steps:
        row = ask(sql, [_value(value, serial, ids) for value in values], inside)
        if table:
            nth = counts.get(table, 0)
            counts[table] = nth + 1
            if isinstance(row, tuple):
                ids[table, nth] = row[0]
        elif sql.startswith('UPDATE "cases_case"') and row == 0:
            raise LookupError("no case was changed")


def _value(value: Any, serial: int, ids: dict[tuple[str, int], Any]) -> Any:
    if not isinstance(value, tuple) or value[:1] != ("token",):
        return value
    _, kind, what, as_text = value
    found = ids[tuple(what)] if kind == "id" else FRESH[what](serial)  # type: ignore[arg-type]
    return str(found) if as_text else found


def _spoken(serial: int) -> str:
    """Eight letters that no case of the city has: theirs never begin with 0."""
    text = ""
    for _ in range(7):
        serial, rest = divmod(serial, len(LETTERS))
        text += LETTERS[rest]
    return f"0{text}"


FRESH: dict[str, Callable[[int], str]] = {
    "key": lambda serial: f"bench-{serial}-{os.getpid()}", "number": lambda serial: f"9{serial:021d}",
    "spoken": _spoken, "hash": lambda serial: f"{serial:064d}",
}  # fmt: skip


def _sqlite(spec: Spec) -> tuple[Ask, Callable[[], None]]:
    database = sqlite3.connect(spec["address"], timeout=30, isolation_level=None, check_same_thread=False)
    register(database)
    for setting in filter(None, (part.strip() for part in spec["setup"].split(";"))):
        database.execute(setting)
    database.execute("PRAGMA foreign_keys = ON")
    open_now = False

    def ask(sql: str, values: list[Any], inside: bool) -> Any:
        nonlocal open_now
        if inside and not open_now:
            database.execute("BEGIN IMMEDIATE")
            open_now = True
        if sql == "COMMIT":
            open_now = False
        cursor = database.execute(sql, values)
        rows = cursor.fetchall()
        return rows[0] if rows else cursor.rowcount

    def roll_back() -> None:
        nonlocal open_now
        open_now = False
        if database.in_transaction:
            database.execute("ROLLBACK")

    return ask, roll_back


def _postgresql(spec: Spec) -> tuple[Ask, Callable[[], None]]:
    database = psycopg.connect(**spec["address"], autocommit=True, cursor_factory=psycopg.ClientCursor)
    cursor = database.cursor()
    open_now = False

    def ask(sql: str, values: list[Any], inside: bool) -> Any:
        nonlocal open_now
        if inside and not open_now:
            cursor.execute("BEGIN")
            open_now = True
        if sql == "COMMIT":
            open_now = False
        cursor.execute(sql, values or None)  # type: ignore[arg-type]
        rows = cursor.fetchall() if cursor.description else []
        return rows[0] if rows else cursor.rowcount

    def roll_back() -> None:
        nonlocal open_now
        open_now = False
        if database.info.transaction_status:
            cursor.execute("ROLLBACK")

    return ask, roll_back


if __name__ == "__main__":
    print(json.dumps(run(pickle.loads(sys.stdin.buffer.read()), float(sys.argv[1]))))  # noqa: S301 -- from our own parent
