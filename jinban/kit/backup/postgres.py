"""PostgreSQL: every table by COPY, all in one snapshot, and the numbers in the same.

Not by pg_dump: it must be as new as the server and is not part of an offline installation; the tables themselves are made
by the migrations that the backup names. `COPY` is the fastest way in and out that the server has.
"""

from collections.abc import Iterator
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from jinban.kit.backup.archive import Progress, Reader, Writer
from jinban.kit.backup.manifest import Manifest, applied
from jinban.kit.backup.sqlite import differs
from jinban.kit.refused import Refused

FOLDER = "tables/"
_COLUMNS = """SELECT column_name FROM information_schema.columns
WHERE table_schema = current_schema() AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position"""
_TRIGGERS = """SELECT tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE NOT tgisinternal AND c.relnamespace = current_schema()::regnamespace ORDER BY tgname"""
_SEQUENCES = (
    "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = current_schema() AND last_value IS NOT NULL"
)
_WEIGHT = "SELECT pg_database_size(current_database())"


def weight() -> int:
    """Bytes of disk that a backup takes at most: what is in the database, packed."""
    with connection.cursor() as cursor:
        cursor.execute(_WEIGHT)
        return int(cursor.fetchone()[0])


def dump(into: Writer, manifest: Manifest, say: Progress) -> None:
    """Pack every table as it was in one moment, and note what it holds; whoever writes meanwhile is not held up."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        manifest.migrations = applied()
        manifest.triggers = _triggers(cursor)
        names = sorted(connection.introspection.table_names(cursor))
        for number, name in enumerate(names):
            say(f"抄 {name}", number, len(names))
            cursor.execute(f"SELECT count(*) FROM {_quoted(name)}")  # noqa: S608 -- a table's own name
            manifest.counts[name] = int(cursor.fetchone()[0])
            manifest.columns[name] = _columns(cursor, name)
            into.add(f"{FOLDER}{name}", _rows(cursor, name, manifest.columns[name]))
        # Numbers go on behind the last one that was given out, also where that row is erased: events name it still.
        cursor.execute(_SEQUENCES)
        manifest.sequences = {name: int(last) for name, last in cursor.fetchall()}
        say("抄数据库", 1, 1)


def give_back(backup: Reader, say: Progress) -> None:
    """Make the tables as they were at the backup, fill them in one transaction and prove them; the database must be empty
    (`manifest.filled`). When it fails the tables stay empty."""
    manifest = backup.manifest
    _made_as(manifest)
    with transaction.atomic(), connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            if name not in manifest.counts:
                raise Refused(f"这个数据库里有备份没有的表 {name}。请换一个空的数据库再恢复。")
        _emptied(cursor, manifest)
        for number, (name, columns) in enumerate(manifest.columns.items()):
            say(f"写 {name}", number, len(manifest.columns))
            with cursor.copy(f"COPY {_quoted(name)} ({_listed(columns)}) FROM STDIN") as copy:
                for block in backup.blocks(f"{FOLDER}{name}"):
                    copy.write(block)
        for name, last in manifest.sequences.items():
            cursor.execute("SELECT setval(%s::regclass, %s)", [_quoted(name), last])
        differs(manifest, {name: _count(cursor, name) for name in manifest.counts}, _triggers(cursor))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    say("写数据库", 1, 1)


def _made_as(manifest: Manifest) -> None:
    """The tables by the migrations that the backup names, and no further."""
    executor = MigrationExecutor(connection)
    named = {(app, name) for app, names in manifest.migrations.items() for name in names}
    if ahead := set(executor.loader.applied_migrations) - named:
        raise Refused(f"这个数据库已经升级到比备份新（{'.'.join(min(ahead))}）。请换一个空的数据库再恢复。")
    graph = executor.loader.graph
    wanted = [node for node in graph.nodes if node in named]
    leaves = [node for node in wanted if not any(child.key in named and child.key[0] == node[0]
                                                 for child in graph.node_map[node].children)]  # fmt: skip
    if len(wanted) == len(graph.nodes):
        call_command("migrate", verbosity=0)
    else:
        executor.migrate(leaves)


def _emptied(cursor: Any, manifest: Manifest) -> None:
    """What migrations wrote themselves comes again with the backup."""
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    for name in manifest.counts:
        if _count(cursor, name):
            cursor.execute(f"DELETE FROM {_quoted(name)}")  # noqa: S608 -- a table's own name


def _count(cursor: Any, name: str) -> int:
    cursor.execute(f"SELECT count(*) FROM {_quoted(name)}")  # noqa: S608 -- a table's own name
    return int(cursor.fetchone()[0])


def _rows(cursor: Any, name: str, columns: list[str]) -> Iterator[memoryview]:
    with cursor.copy(f"COPY {_quoted(name)} ({_listed(columns)}) TO STDOUT") as copy:
        yield from copy


def _columns(cursor: Any, name: str) -> list[str]:
    cursor.execute(_COLUMNS, [name])
    return [column for (column,) in cursor.fetchall()]


def _triggers(cursor: Any) -> list[str]:
    cursor.execute(_TRIGGERS)
    return [name for (name,) in cursor.fetchall()]


def _listed(columns: list[str]) -> str:
    return ", ".join(map(_quoted, columns))


def _quoted(name: str) -> str:
    return str(connection.ops.quote_name(name))
