"""`jinban restore FILE`: a backup into an empty home and database."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from jinban.commands.front import FrontCommand
from jinban.commands.management.commands.backup import PASSPHRASE
from jinban.commands.progress import Lines
from jinban.kit.backup.archive import Reader
from jinban.kit.backup.manifest import understood
from jinban.kit.backup.taking import give_back


class Command(FrontCommand):
    """Exit 0: everything is back and counted. Exit 2: it is not, and why; nothing that was there is changed."""

    help = "恢复：把一份备份放进空的数据库和空的 JINBAN_HOME，放好以后逐表核对行数"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="哪份备份")
        parser.add_argument("--check", action="store_true", help="只核对这份备份好不好，什么也不写")
        parser.add_argument("--keys-from", metavar="DIR", help="封存钥匙在哪个文件夹（备份里没有带钥匙时）")
        parser.add_argument("--without-keys", action="store_true", help="没有钥匙也恢复：证件号、电话、文件打不开")

    def handle(self, *, file: str, **options: Any) -> None:
        backup, say = Reader(Path(file)), Lines()
        for name, value in backup.manifest.in_words().items():
            self.stdout.write(f"{name}：{value}")
        if options["check"]:
            understood(backup.manifest)
            backup.check(say)
            self.stdout.write("这份备份是好的，每一部分的校验值都对。什么也没有写。")
            return
        where = Path(options["keys_from"]) if options["keys_from"] else None
        secret = os.environ.get(PASSPHRASE, "")
        give_back(backup, say=say, passphrase=secret, keys_from=where, without_keys=options["without_keys"])
        self.stdout.write("恢复好了，每张表的行数都和备份时一样。")
        if options["without_keys"]:
            self.stderr.write("注意：没有当时的封存钥匙，以前的证件号、电话、存放的文件打不开。")
