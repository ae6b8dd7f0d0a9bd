"""What a backup says about itself, so that whoever gives it back knows what must be there before anything is touched."""

from typing import Any

import msgspec
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

import jinban
from jinban.kit.refused import Refused

FORMAT = 1


class Part(msgspec.Struct, frozen=True):
    """One part of the file: its size in bytes and its SHA-256, before it was packed."""

    size: int
    sha256: str


class Manifest(msgspec.Struct, kw_only=True):
    """Made with the parts, written last, read first. `counts`: rows per table in the same moment as the copy; `keys`: the
    fingerprints of the key files that the sealed values need."""

    made_at: str
    vendor: str
    version: str = jinban.__version__
    format: int = FORMAT
    migrations: dict[str, list[str]] = msgspec.field(default_factory=dict)
    counts: dict[str, int] = msgspec.field(default_factory=dict)
    columns: dict[str, list[str]] = msgspec.field(default_factory=dict)
    sequences: dict[str, int] = msgspec.field(default_factory=dict)
    triggers: list[str] = msgspec.field(default_factory=list)
    keys: dict[str, str] = msgspec.field(default_factory=dict)
    parts: dict[str, Part] = msgspec.field(default_factory=dict)

    def in_words(self) -> dict[str, Any]:
        """What a person wants to know of it."""
        return {
            "做于": self.made_at, "版本": self.version, "数据库": self.vendor, "表": len(self.counts),
            "行": sum(self.counts.values()), "文件": sum(name.startswith("files/") for name in self.parts),
        }  # fmt: skip


def packed(manifest: Manifest) -> bytes:
    """As it stands in the file: JSON, keys in order."""
    return msgspec.json.format(msgspec.json.encode(manifest, order="sorted"), indent=1)


def unpacked(content: bytes) -> Manifest:
    """What was packed; Refused when it is not one of ours."""
    try:
        return msgspec.json.decode(content, type=Manifest)
    except msgspec.DecodeError as error:
        raise Refused("备份的清单（manifest.json）读不出来，这份备份坏了。请换一份。") from error


def applied() -> dict[str, list[str]]:
    """The migrations that this database has, by app; Refused where it has none."""
    found: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        found.setdefault(app, []).append(name)
    if not found:
        raise Refused("这个数据库是空的，没有可以备份的。请看 DATABASE_URL 和 JINBAN_HOME 对不对。")
    return found


def understood(manifest: Manifest) -> None:
    """Refused when a newer 近办 made it, or another kind of database."""
    ours = MigrationLoader(None).disk_migrations
    known = {*ours, *(key for migration in ours.values() for key in migration.replaces)}
    foreign = [
        f"{app}.{name}" for app, names in manifest.migrations.items() for name in names if (app, name) not in known
    ]
    if manifest.format > FORMAT or foreign:
        what = f"（例如 {foreign[0]}）" if foreign else ""
        raise Refused(
            f"这份备份是更新的版本（{manifest.version}）做的，有这里没有的改动{what}。请先升级近办，现在是 {jinban.__version__}。"
        )
    if manifest.vendor != connection.vendor:
        raise Refused(
            f"这份备份来自 {manifest.vendor}，现在的 DATABASE_URL 是 {connection.vendor}。两种数据库的备份不能互换。"
        )


def filled() -> str:
    """The name of a table that holds something already; empty where a backup may be given back. What migrations write
    themselves does not count."""
    try:
        names = connection.introspection.table_names()
    except DatabaseError:
        return ""
    own = {"django_migrations", "django_content_type", "auth_permission"}
    with connection.cursor() as cursor:
        for name in sorted(set(names) - own):
            cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(name)} LIMIT 1")  # noqa: S608 -- a table's own name
            if cursor.fetchone():
                return name
    return ""
