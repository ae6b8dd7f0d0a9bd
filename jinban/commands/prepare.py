"""What every command does first: bring the database up to date, and fill an empty one with the city's data."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from jinban.commands.front import FrontCommand
from jinban.kit import marks
from jinban.kit.home import home
from jinban.kit.refused import Refused
from jinban.loading.load import DATA
from jinban.places.models import Division


def prepare(*, data: Path = DATA) -> bool:
    """Migrate when needed; make an empty database a demonstration with the city's `data`. True when it did so.
    Production never holds invented people: it refuses a demonstration, and an empty database waits for `jinban load`."""
    with _alone():
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0)
        if settings.PRODUCTION and marks.is_demo():
            raise Refused("这是演示用的数据库，不能当正式系统用。请换一个数据库，或者去掉 JINBAN_PRODUCTION。")
        if settings.PRODUCTION or Division.objects.exists():
            return False
        call_command("load", str(data), verbosity=0)
        return True


@contextmanager
def _alone() -> Iterator[None]:
    """One process of this machine at a time; the others wait until it has finished."""
    with (home() / "prepare.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class PreparedCommand(FrontCommand):
    """A command that looks at the city's rows: run from a terminal, it prepares the database first."""

    def ready(self) -> None:
        prepare()
