"""`jinban load [DIR]`: the city's data into the database, checked whole first."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command

from jinban.commands.front import FrontCommand
from jinban.kit.clock import now
from jinban.kit.refused import Refused
from jinban.kit.tables.faults import Fault, Place
from jinban.loading import tables
from jinban.loading.load import DATA, City, apply, read
from jinban.people.actors import system

LABELS = {table.name: table.label for table in tables.TABLES} | {
    "verified": "已核定版本",
    "unverified": "未核定版本",
    "outlines": "通报底稿",
    "templates": "文书模板",
}
FAULTY = 2


class Command(FrontCommand):
    """Exit 0: loaded, or nothing to change. Exit 2: faults, nothing was changed."""

    help = "装入城市数据：先检查全部文件，有一处错就什么也不改"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", default=str(DATA), metavar="DIR", help="数据文件夹，默认用自带的数据")
        parser.add_argument("--check", action="store_true", help="只检查，不装入")
        parser.add_argument("--json", action="store_true", help="输出JSON")

    def ready(self) -> None:
        """From a terminal the database is brought up to date first; it may be the very first command."""
        call_command("migrate", verbosity=0)

    def handle(self, *args: Any, **options: Any) -> None:
        city = read(Path(options["folder"]))
        written: dict[str, int] = {}
        if not city.faults and not options["check"]:
            try:
                written = apply(city, by=system("loader"), at=now())
            except Refused as no:
                city.faults.append(Fault(Place(options["folder"]), "refused", no.sentence))
        if options["json"]:
            self._as_json(city, written, check=options["check"])
        elif options["verbosity"]:
            self._as_words(city, written, check=options["check"])
        if city.faults:
            if not options["verbosity"]:
                self._as_words(city, written, check=options["check"])
            raise SystemExit(FAULTY)

    def _as_json(self, city: City, written: dict[str, int], *, check: bool) -> None:
        answer = {
            "loaded": not city.faults and not check,
            "faults": [fault.plain for fault in city.faults],
            "rows": {name: len(rows) for name, rows in city.rows.items()} | {"verified": len(city.contents)},
            "written": written,
        }
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1))

    def _as_words(self, city: City, written: dict[str, int], *, check: bool) -> None:
        if city.faults:
            for fault in city.faults:
                self.stderr.write(fault.words)
            self.stderr.write(f"共{len(city.faults)}处错。什么也没有改，请改好后再装入。")
        elif check:
            self.stdout.write("检查过了，没有错。")
        elif not any(written.values()):
            self.stdout.write("没有变化：库里已经是这些数据。")
        else:
            changed = "，".join(f"{LABELS[name]}{count}" for name, count in written.items() if count)
            self.stdout.write(f"装好了。写入或更新：{changed}。")
