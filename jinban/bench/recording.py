"""What one served request asks the database, word for word, and how it is asked again with fresh keys.

Recorded is every statement of the request in its order, reads before the transaction included, with the COMMIT where it is.
What must be another each time (keys, numbers, codes, hashes, and the ids that the database gives out) becomes a token; all
else stays as it was sent.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client

from jinban.bench import million
from jinban.cases.models import Case, Once

COMMIT = "COMMIT"
SAVEPOINT = re.compile(r"s\d+_x\d+")
WRITES = re.compile(r'INSERT INTO "(\w+)".*RETURNING', re.DOTALL)


@dataclass(frozen=True)
class Said:
    """One statement with its values; whether it stood in a transaction."""

    sql: str
    values: tuple[Any, ...]
    inside: bool

    @property
    def text(self) -> str:
        """The statement without the names that Django gives to savepoints."""
        return SAVEPOINT.sub("s_x", self.sql)


@dataclass
class Request:
    """One recorded request: its statements and what of their values is fresh each time. `stage`: how its case ended."""

    said: list[Said] = field(default_factory=list)
    tokens: dict[Any, tuple[str, Any]] = field(default_factory=dict)
    stage: str = ""


@contextmanager
def listening(heard: list[Said]) -> Iterator[None]:
    """Every statement of this thread's connection, and each COMMIT, is written down."""

    def hear(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(("BEGIN", "PRAGMA")):
            heard.append(Said(sql, tuple(params or ()), connection.in_atomic_block))
        return execute(sql, params, many, context)

    committed = connection._commit

    def commit() -> Any:
        heard.append(Said(COMMIT, (), True))
        return committed()

    connection._commit = commit  # type: ignore[method-assign]
    try:
        with connection.execute_wrapper(hear):
            yield
    finally:
        connection._commit = committed  # type: ignore[method-assign]


def record(path: str, values: Mapping[str, str], cookies: Mapping[str, str]) -> Request:
    """Let the site itself, in this process, serve a form with these cookies, and write down what it asks. ValueError when it
    takes no case in."""
    client = Client(enforce_csrf_checks=True, SERVER_NAME="127.0.0.1")
    for name, value in cookies.items():
        client.cookies[name] = value
    before = _last_ids()
    heard: list[Said] = []
    with listening(heard):
        answer = client.post(path, values)
    claim = Once.objects.select_related("case__applicant").filter(pk=values["key"]).first()
    if answer.status_code != 302 or claim is None or claim.case is None:
        raise ValueError(f"{path}: {answer.status_code}")
    return Request(heard, _tokens(claim.case, values["key"], heard, before), str(claim.case.stage))


def _last_ids() -> dict[str, int]:
    """The newest key of each table that numbers its rows."""
    found = {}
    for model in apps.get_models():
        key = model._meta.pk
        if key is not None and key.get_internal_type() == "BigAutoField":
            newest = model._base_manager.order_by("-pk").values_list("pk", flat=True).first()
            found[model._meta.db_table] = int(newest or 0)
    return found


def _tokens(case: Case, key: str, heard: Sequence[Said], before: Mapping[str, int]) -> dict[Any, tuple[str, Any]]:
    """Value → what it stands for. Ids are told from other numbers by their size: those of a bench are huge."""
    assert case.applicant is not None
    found: dict[Any, tuple[str, Any]] = {
        key: ("fresh", "key"), case.number: ("fresh", "number"), case.spoken: ("fresh", "spoken"),
        case.applicant.id_hash: ("fresh", "hash"),
    }  # fmt: skip
    tables = {model._meta.db_table: model for model in apps.get_models()}
    for table in {match[1] for said in heard if (match := WRITES.match(said.sql))}:
        rows = tables[table]._base_manager.filter(pk__gt=before.get(table, 0)).order_by("pk")
        for nth, pk in enumerate(rows.values_list("pk", flat=True)):
            if pk >= million.RANGE:
                found[pk] = found[str(pk)] = ("id", (table, nth))
    return found


def spec(requests: Sequence[Request]) -> dict[str, Any]:
    """These requests as plain values, for a process that knows nothing of Django: see `actions.limit`."""
    return {
        "vendor": connection.vendor,
        "address": _address(),
        "setup": settings.DATABASES["default"].get("OPTIONS", {}).get("init_command", ""),
        "stage": requests[0].stage,
        "requests": [[_step(said, request.tokens) for said in request.said] for request in requests],
    }


def _address() -> Any:
    if connection.vendor == "sqlite":
        return str(connection.settings_dict["NAME"])
    return {key: value for key, value in connection.get_connection_params().items()
            if key in ("dbname", "user", "password", "host", "port", "options")}  # fmt: skip


def _step(said: Said, tokens: Mapping[Any, tuple[str, Any]]) -> tuple[str, list[Any], str, bool]:
    """Statement, values (a token as a pair in a tuple), the table whose new id it gives, whether in the transaction."""
    table = WRITES.match(said.sql)
    sql = said.sql
    if connection.vendor == "sqlite":
        sql = re.sub(r"%(.)", lambda found: "?" if found[1] == "s" else found[1], sql)
    return sql, [_plain(value, tokens) for value in said.values], table[1] if table else "", said.inside


def _plain(value: Any, tokens: Mapping[Any, tuple[str, Any]]) -> Any:
    if isinstance(value, str | int) and not isinstance(value, bool) and value in tokens:
        kind, what = tokens[value]
        return ("token", kind, what, isinstance(value, str))
    if hasattr(value, "obj") and hasattr(value, "dumps"):  # psycopg's JSON
        return (value.dumps or json.dumps)(value.obj)
    if isinstance(value, bool) or value is None or isinstance(value, datetime | date | Decimal | bytes):
        return value
    if isinstance(value, int):
        return int(value)
    return str(value) if isinstance(value, str) else value
