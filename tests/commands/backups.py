"""Another machine for a backup, and what a database holds."""

import os
from pathlib import Path

from django.db import connection

from jinban.kit.home import home

PASSPHRASE = "一句谁也猜不中的很长的口令"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def quiet(*_: object) -> None:
    """Nobody watches."""


def first_keys() -> Path:
    """The keys of the machine that the tests run on."""
    return Path(os.environ["FIRST_HOME"]) / "keys"


def elsewhere(databases, monkeypatch, folder: Path) -> None:
    """Another machine: a home of its own, and a database without a table, called as the folder is."""
    folder.mkdir()
    monkeypatch.setenv("FIRST_HOME", str(home()))
    monkeypatch.setenv("JINBAN_HOME", str(folder))
    databases.blank(folder.name)


def rows() -> dict[str, int]:
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        found = {}
        for name in names:
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(name)}")
            found[name] = cursor.fetchone()[0]
    return found
