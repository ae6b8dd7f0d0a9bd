"""What stands behind a fault when it is the database or the disk that failed, not our code: told by the codes of SQLite,
PostgreSQL and the system, never by their messages, which may carry personal data."""

import errno
import sqlite3
from typing import Literal, get_args

import psycopg
import psycopg_pool
from django.db import Error as AnyDatabaseError
from django.db import OperationalError

# Nobody answers; no room to write; nothing may be written; others are before us.
Outage = Literal["away", "full", "readonly", "busy"]
OUTAGES: tuple[Outage, ...] = get_args(Outage)

_SQLITE: dict[int, Outage] = {
    sqlite3.SQLITE_FULL: "full", sqlite3.SQLITE_READONLY: "readonly", sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy", sqlite3.SQLITE_IOERR: "away", sqlite3.SQLITE_CANTOPEN: "away",
    sqlite3.SQLITE_CORRUPT: "away", sqlite3.SQLITE_NOTADB: "away",
}  # fmt: skip
_POSTGRES: dict[str, Outage] = {
    "53100": "full", "25006": "readonly", "53300": "busy", "53200": "busy", "55P03": "busy", "40001": "busy", "40P01": "busy",
    "3D000": "away", "55000": "away", "42P01": "away", "57P01": "away", "57P02": "away", "57P03": "away", "58030": "away",
}  # fmt: skip
_SYSTEM: dict[int, Outage] = {errno.ENOSPC: "full", errno.EDQUOT: "full", errno.EROFS: "readonly", errno.EIO: "away"}
# Without a code SQLite says this of a file that is empty: the tables are gone, or were never made.
_NO_TABLE = "no such table"


class DatabaseAway(OperationalError):
    """The database is not where it was."""


def of(fault: BaseException) -> Outage | None:
    """Which outage this fault comes from; None for a fault of ours."""
    seen: BaseException | None = fault
    while seen is not None:
        if found := _of_one(seen):
            return found
        seen = seen.__cause__ or seen.__context__
    return None


def _of_one(fault: BaseException) -> Outage | None:
    if isinstance(fault, DatabaseAway):
        return "away"
    if isinstance(fault, sqlite3.Error):
        if str(fault).startswith(_NO_TABLE):
            return "away"
        return _SQLITE.get(getattr(fault, "sqlite_errorcode", 0) & 0xFF)
    if isinstance(fault, psycopg_pool.PoolTimeout | psycopg_pool.PoolClosed):
        return "away"
    if isinstance(fault, psycopg.Error):
        return _of_postgres(fault)
    if isinstance(fault, AnyDatabaseError):
        return "busy" if str(fault).startswith("database is locked") else None
    return _SYSTEM.get(fault.errno or 0) if isinstance(fault, OSError) else None


def _of_postgres(fault: psycopg.Error) -> Outage | None:
    code = fault.sqlstate
    if code is None:  # there was no answer at all
        return "away" if isinstance(fault, psycopg.OperationalError | psycopg.InterfaceError) else None
    return "away" if code.startswith("08") else _POSTGRES.get(code)
