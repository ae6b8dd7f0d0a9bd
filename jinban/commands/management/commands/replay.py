"""`jinban replay FACTS.json`: live a year again."""

import json
import sys
import time
from argparse import ArgumentParser
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from jinban.cases.models import Case, CaseMaterial, Handover, Note, Notice, NoticePoint, Once
from jinban.commands.prepare import PreparedCommand
from jinban.kit import bare, identities
from jinban.kit.clock import legal_day
from jinban.kit.figures import Period
from jinban.kit.models import Event
from jinban.people.models import Applicant
from jinban.reactions import DUTIES, REACTIONS
from jinban.replay import facts as paths
from jinban.replay import living
from jinban.replay.facts import CITY, PROVINCE
from jinban.replay.living import Script
from jinban.replay.measured import differences, measured
from jinban.replay.volumes import fraction, scaled

BAR = 24
FEW = 5
# What a year leaves behind.
ROWS = (Applicant, Case, CaseMaterial, Handover, Note, Notice, NoticePoint, Once, Event)


class Command(PreparedCommand):
    """Exit 0: lived, and the figures are the file's. Exit 2: refused, or they are not."""

    help = "按一份资料重演一年（演示）：中断了再跑一次就接着演"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("facts", metavar="FACTS.json", help="资料文件，样子照 data/facts/ 里的")
        parser.add_argument("--seed", type=int, default=1, help="种子：同一个种子演出来是同一年，默认1")
        parser.add_argument("--scale", type=fraction, default=Fraction(1), help="只把办件数乘以这个数，例如 0.05")
        parser.add_argument("--json", action="store_true", help="输出JSON")
        parser.add_argument("--no-ratio", action="store_true", help="演完不和裸插入比快慢")

    def handle(self, *args: Any, **options: Any) -> None:
        facts = paths.read(Path(options["facts"]))
        script = Script(facts, options["seed"], options["scale"])
        for warning in living.prepare(script):
            print(f"提醒：{warning}", file=sys.stderr)
        bar = Bar(f"重演{facts.year}年")
        played = living.live(script, REACTIONS, bar.tell, DUTIES)
        bar.end()
        found = measured(facts.year, legal_day(living.morning_after(facts)))
        levels = scaled({level: facts.must(paths.CASES[level]) for level in (PROVINCE, CITY)}, script.scale)
        wrong = differences(facts, found, {paths.CASES[level]: count for level, count in levels.items()})
        wrong += identities.broken(Period.parse(str(facts.year)))
        ratio = None if options["no_ratio"] or played.before or not played.acts else _ratio(played.seconds)
        self._say(played, found, wrong, ratio, as_json=options["json"])
        if wrong:
            raise CommandError("演出来的数字和资料对不上：" + "".join(wrong))

    def _say(
        self, played: living.Played, found: dict[str, int], wrong: list[str], ratio: float | None, *, as_json: bool
    ) -> None:
        rate = played.acts / played.seconds if played.seconds else 0.0
        if as_json:
            answer = {
                "cases": len(played.plan), "acts": played.acts, "before": played.before, "seconds": round(played.seconds, 1),
                "acts_per_second": round(rate, 1), "ratio_to_bare_inserts": ratio, "impossible": len(played.impossible),
                "first_impossible": played.impossible[:FEW], "figures": found, "wrong": wrong,
            }  # fmt: skip
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1))
            return
        self.stdout.write(f"演好了：{len(played.plan)}件，{played.acts}步，{played.seconds:.0f}秒，每秒{rate:.0f}步。")
        if ratio:
            self.stdout.write(f"同样的行直接插入空表，用时是它的{ratio:.0%}。")
        for sentence in played.impossible[:FEW]:
            self.stdout.write(f"这一步没能演成，办件已被人办到别处，或者规则不让：{sentence}")
        if not wrong:
            self.stdout.write("数字和资料逐项相同。")


class Bar:
    """How far it has come, how fast, and how long still; a line that is written over in a terminal, else one now and then."""

    def __init__(self, title: str) -> None:
        self.title, self.began, self.shown, self.first = title, time.monotonic(), 0.0, -1
        self.terminal = sys.stderr.isatty()

    def tell(self, done: int, total: int, moment: datetime) -> None:
        """Show it, at most a few times a second."""
        now = time.monotonic()
        self.first = done if self.first < 0 else self.first
        if now - self.shown < (0.2 if self.terminal else 5.0) and done < total:
            return
        self.shown = now
        rate = (done - self.first) / (now - self.began) if now > self.began else 0.0
        left = f"还要{_span((total - done) / rate)}" if rate else ""
        full = "█" * (BAR * done // total) + "·" * (BAR - BAR * done // total)
        line = f"{self.title} {full} {100 * done // total:3d}% 演到{legal_day(moment)} 每秒{rate:.0f}步 {left}"
        print(
            f"\r{line}\x1b[K" if self.terminal else line, end="" if self.terminal else "\n", file=sys.stderr, flush=True
        )

    def end(self) -> None:
        if self.terminal:
            print(file=sys.stderr)


def _ratio(seconds: float) -> float | None:
    """The time that bare inserts of all that a year leaves behind take, as a part of the time that living it took."""
    spent = bare.insert_seconds(ROWS)
    return None if spent is None else round(spent / seconds, 3)


def _span(seconds: float) -> str:
    return f"{seconds:.0f}秒" if seconds < 90 else f"{seconds / 60:.0f}分钟"
