"""The fixtures that every test may name. Which database they stand for: see tests/database.py."""

import os
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.db import connections
from django.test.testcases import LiveServerThread
from pytest_django.plugin import blocking_manager_key

from tests.database import HOME, Databases

CHOSEN = pytest.StashKey[Databases]()
COLLECTED = pytest.StashKey[bool]()


def pytest_configure(config: pytest.Config) -> None:
    # A password is hashed slowly on purpose, half a second each here; what the tests ask is who may sign in.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    config.stash[CHOSEN] = Databases(config.stash[HOME], config.stash[blocking_manager_key])


def pytest_report_header(config: pytest.Config) -> str:
    return f"database: {config.option.db}"


def _touches_a_database(item: pytest.Item) -> bool:
    names = getattr(item, "fixturenames", ())
    return bool({"db", "city", "db_clean"} & {*names}) or item.get_closest_marker("django_db") is not None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Pure tests first, then the empty database, the city, copies: the connection moves seldom."""

    def order(item: pytest.Item) -> int:
        names = getattr(item, "fixturenames", ())
        return _touches_a_database(item) + 2 * ("city" in names) + 4 * ("db_clean" in names)

    items.sort(key=order)


def collect_static(config: pytest.Config) -> None:
    """Pages name their files by a hash that stands in the manifest: make it once."""
    if not config.stash.get(COLLECTED, False):
        call_command("collectstatic", interactive=False, verbosity=0)
        config.stash[COLLECTED] = True


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Move the connection before any fixture opens it."""
    names = getattr(item, "fixturenames", ())
    if {"transactional_db", "live_server"} & {*names}:
        raise pytest.UsageError("append-only tables cannot be emptied: name db_clean or site instead")
    if _touches_a_database(item):
        collect_static(item.config)
        with item.config.stash[CHOSEN].unblocked():
            item.config.stash[CHOSEN].use("city" if "city" in names else "empty", fresh="db_clean" in names)


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """The databases are made by tests/database.py, not by pytest-django."""


@pytest.fixture(scope="session")
def chinese() -> None:
    """Without a Chinese font no paper is printed: the test is left out, but where CI is set that is a failure."""
    from jinban.papers import fonts

    if not fonts.installed():
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no Chinese font: install fonts-noto-cjk")


@pytest.fixture
def databases(request: pytest.FixtureRequest) -> Databases:
    return request.config.stash[CHOSEN]


@pytest.fixture
def city(request: pytest.FixtureRequest) -> None:
    """Daye's places, items and powers are there. Rolled back afterwards, unless the test names db_clean."""
    if "db_clean" not in request.fixturenames:
        request.getfixturevalue("db")


@pytest.fixture
def db_clean(databases: Databases) -> Iterator[None]:
    """A database for this test alone: commits are real and threads may work on it."""
    with databases.unblocked():
        yield
        databases.drop_copy()


def _as_it_is(application: WSGIHandler) -> WSGIHandler:
    """Static files are served by the middleware, as in production."""
    return application


@pytest.fixture
def site(db_clean: None) -> Iterator[str]:
    """The address of the site, served by threads of this process on a copy of its own."""
    server = LiveServerThread("127.0.0.1", _as_it_is, connections_override={})
    server.daemon = True
    server.start()
    server.is_ready.wait()
    if server.error:
        raise server.error
    yield f"http://127.0.0.1:{server.port}"
    server.terminate()
    connections.close_all()
