"""How fast the same rows would go in bare: what a year of work is measured against. SQLite only."""

import sqlite3
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from django.db import connection
from django.db.models import Model

from jinban.kit.home import home

CHUNK = 64


def insert_seconds(models: Sequence[type[Model]]) -> float | None:
    """The seconds it takes to insert all present rows of these tables into empty ones of the same form (columns,
    constraints, indexes), 64 to a durable transaction; reading does not count. None on another database than SQLite."""
    if connection.vendor != "sqlite":
        return None
    tables = [model._meta.db_table for model in models]
    with (
        tempfile.TemporaryDirectory(dir=home()) as folder,
        closing(sqlite3.connect(Path(folder, "bare.sqlite3"))) as target,
    ):
        target.isolation_level = None
        for setting in ("journal_mode=WAL", "synchronous=FULL", "cache_size=-16384"):
            target.execute(f"PRAGMA {setting}")
        for sql in _form(tables):
            target.execute(sql)
        return sum(_insert(table, target) for table in tables)


def _form(tables: Sequence[str]) -> Iterator[str]:
    marks = ", ".join("%s" for _ in tables)
    wanted = (
        f"SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND type IN ('table', 'index') AND tbl_name IN ({marks})"
    )
    with connection.cursor() as cursor:
        cursor.execute(f"{wanted} ORDER BY type DESC", list(tables))
        yield from (sql for (sql,) in cursor.fetchall())


def _insert(table: str, target: sqlite3.Connection) -> float:
    spent = 0.0
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
        names = ", ".join("?" for _ in cursor.description)
        while rows := cursor.fetchmany(CHUNK):
            began = time.perf_counter()
            target.execute("BEGIN IMMEDIATE")
            target.executemany(f"INSERT INTO {connection.ops.quote_name(table)} VALUES ({names})", rows)
            target.execute("COMMIT")
            spent += time.perf_counter() - began
    return spent
