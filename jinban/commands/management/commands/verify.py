"""`jinban verify`: whether every record is still as it was sealed."""

import json
import sys
import time
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.db import Error as AnyDatabaseError

from jinban.circular import queries as circulars
from jinban.commands.prepare import PreparedCommand
from jinban.kit import sealfiles, verifying
from jinban.kit.chaining import MANY
from jinban.kit.clock import machine
from jinban.kit.events import FACTS
from jinban.kit.sealed import SealBroken
from jinban.kit.verifying import LABELS, Fault, Verdict


class Command(PreparedCommand):
    """Computes every seal again, holds the chain against the daily seal files, names what was touched, in the order of the
    chain, twenty at most; then the issued circulars against their frozen hashes, which the chain seals. Exit 0: all is as it was
    sealed. Exit 2: it is not, or cannot be told."""

    help = "核对封印链：每条记录有没有被改、被删、被换；再和每天的封印文件比一比"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seals", metavar="DIR", type=Path, help="封印文件的文件夹；不写就用本机写的那个")
        parser.add_argument("--json", action="store_true", help="输出JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        place = options["seals"]
        if place and not sealfiles.names(place):
            raise CommandError(f"{place}里没有封印文件（形如 2026-11-25-1a2b3c4d.json）。")
        tell = Progress()
        try:
            verdict = verifying.verify(at=machine(), tell=tell, seals=place)
        except SealBroken as no:
            raise CommandError(f"没法核对：{no}") from no
        finally:
            tell.end()
        try:
            verifying.note(verdict, at=machine())
        except AnyDatabaseError:
            self.stderr.write("核对的结果没能记进数据库（只读？），页面上看不到这一次。")
        issued = list(circulars.issued())
        spoilt = [f"{one}：和签发时锁定的不一样" for one in issued if circulars.is_spoilt(one)]
        self._say(verdict, len(issued), spoilt, as_json=options["json"])
        if found := [*map(line, verdict.faults), *spoilt]:
            raise CommandError(f"有{verdict.count + len(spoilt)}处和封存时不一样，第一处：{found[0]}。")

    def _say(self, verdict: Verdict, issued: int, spoilt: list[str], *, as_json: bool) -> None:
        if as_json:
            told = {**asdict(verdict), "circulars": issued, "spoilt": spoilt}
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1, default=str))
            return
        waiting = "超过1万条" if verdict.waiting >= MANY else f"{verdict.waiting}条"
        self.stdout.write(
            f"核对了{verdict.sealed}枚封印、{verdict.files}份封印文件、{issued}份通报；{waiting}还没有封存。"
        )
        if verdict.others:
            self.stdout.write(f"另有{verdict.others}份封印文件是别的库的，没有比。")
        for said in (*map(line, verdict.faults), *spoilt):
            self.stdout.write(said)
        if not verdict.count and not spoilt:
            self.stdout.write("全部和封存时一样。")


class Progress:
    """How far the walk is, on stderr: a line that is written over in a terminal, else one now and then."""

    def __init__(self) -> None:
        self.began = self.shown = time.monotonic()
        self.terminal = sys.stderr.isatty()

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self.shown < (0.2 if self.terminal else 5.0):
            return
        self.shown = now
        rate = done / (now - self.began)
        said = f"核对 {100 * done // total:3d}% {done}/{total} 每秒{rate:.0f}条 还要{(total - done) / rate:.0f}秒"
        print(
            f"\r{said}\x1b[K" if self.terminal else said, end="" if self.terminal else "\n", file=sys.stderr, flush=True
        )

    def end(self) -> None:
        if self.terminal:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def line(fault: Fault) -> str:
    """One fault as a person reads it."""
    kind = FACTS[fault.kind].label if fault.kind in FACTS else fault.kind
    told = "，".join(part for part in (kind, str(fault.day or "")) if part)
    record = f"事件{fault.event}{f'（{told}）' if told else ''}" if fault.event else ""
    place = f"第{fault.sequence}号" if fault.sequence else ""
    more = f"（{fault.more}）" if fault.more else ""
    where = "，".join(part for part in (place, record) if part)
    return f"{where}{'：' if where else ''}{LABELS[fault.what]}{more}"
