"""`jinban backup FILE`: the whole city in one file, while the site goes on."""

import getpass
import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from jinban.commands.front import FrontCommand
from jinban.commands.progress import Lines
from jinban.kit.backup import keys
from jinban.kit.backup.taking import take
from jinban.kit.clock import machine
from jinban.kit.refused import Refused

PASSPHRASE = "JINBAN_BACKUP_PASSPHRASE"  # noqa: S105 -- the name of a variable


class Command(FrontCommand):
    """Exit 0: the file is there, whole. Exit 2: it is not, and why."""

    help = "备份：数据库、存放的文件装进一个文件；网站不用停"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="备份写到哪个文件，不能是已有的")
        parser.add_argument("--keys", action="store_true", help=f"封存钥匙也放进去，加口令（{PASSPHRASE}，没设就问）")

    def handle(self, *, file: str, **options: Any) -> None:
        secret = _asked() if options["keys"] else ""
        taken = take(Path(file).absolute(), at=machine(), say=Lines(), passphrase=secret)
        for name, value in taken.manifest.in_words().items():
            self.stdout.write(f"{name}：{value}")
        self.stdout.write(f"大小：{taken.place.stat().st_size}\nSHA-256：{taken.sha256}\n备份好了：{taken.place}")
        if not taken.manifest.keys:
            self.stderr.write(
                f"注意：{keys.folder()} 里一把封存钥匙也没有。收过件就不对：请看 JINBAN_HOME 是不是网站用的那个。"
            )
        elif taken.keys_enclosed:
            self.stderr.write("注意：封存钥匙在备份里，用口令锁着。口令另外保管：丢了口令，证件号和电话谁也看不了。")
        else:
            self.stderr.write(
                f"注意：备份里没有封存钥匙。请把 {keys.folder()} 整个文件夹另外抄一份，和备份分开存放："
                "没有它，证件号、电话、存放的文件谁也打不开。"
            )
        self.stderr.write("注意：姓名、办件内容在备份里是明文，请当作涉及个人信息的文件保管。")


def _asked() -> str:
    """The passphrase, from the environment or twice from the terminal."""
    if given := os.environ.get(PASSPHRASE):
        return given
    if not sys.stdin.isatty():
        raise Refused(f"--keys 要一个口令：请设 {PASSPHRASE}。")
    first, again = getpass.getpass("口令："), getpass.getpass("再输一遍：")
    if first != again:
        raise Refused("两遍口令不一样，什么也没有做。")
    return first
