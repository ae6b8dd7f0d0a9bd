"""`jinban bench WORK`: how fast, beside its own limits; on databases of its own, never on yours."""

import json
import sys
from argparse import SUPPRESS, ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from jinban.bench import accept, building, counting, crowd, guide, limits, lists, million, page, running, serving
from jinban.bench.actions.clerks import register
from jinban.bench.machine import described
from jinban.bench.places import POSTGRES, SQLITE
from jinban.commands.front import FrontCommand
from jinban.kit import clock
from jinban.kit.home import home

ALL = "all"
INSIDE = ("prepare", "multiply", "machine")


class Command(FrontCommand):
    """Measures a work and prints it; with --page it also keeps it and writes the page of all that is kept."""

    help = "压测：收件受理、待办和查找、首页和指南、数字、二百人、突发、慢盘、重演"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("work", choices=(*running.WORKS, ALL, *INSIDE), metavar="WORK",
                            help=f"量什么：{'、'.join(running.WORKS)}；all 全量一遍")  # fmt: skip
        parser.add_argument("--db", choices=(SQLITE, POSTGRES), help="哪种库，默认 sqlite；all 两种都量")
        parser.add_argument("--seconds", type=float, help="每一段量几秒")
        parser.add_argument("--cases", type=int, help="多少件办件的库；不写用各项自己的")
        parser.add_argument("--fresh", action="store_true", help="压测用的库重新建")
        parser.add_argument("--page", metavar="F.md", type=Path, help="结果记下来，写成这一页（旁边有同名 .json）")
        parser.add_argument("--json", action="store_true", help="输出 JSON")
        parser.add_argument("--here", action="store_true", help=SUPPRESS)

    def handle(self, *, work: str, **options: Any) -> None:
        if options["here"]:
            self.stdout.write(json.dumps(here(work, options["seconds"], options["cases"]), ensure_ascii=False))
            return
        if work in INSIDE:
            raise CommandError(f"没有“{work}”这项压测。有这些：{'、'.join(running.WORKS)}")
        results, missed = [], []
        for name, db, seconds in self._plan(work, options):
            asked = running.Asked(db, seconds, options["cases"], options["fresh"])
            try:
                found = judged({"work": name, "db": db, **running.known(name)(asked, _say)})
            except CommandError as no:
                if work != ALL:
                    raise
                missed.append(f"{name} {db}：{no}")
                continue
            results.append(found)
            if options["page"]:
                page.keep(options["page"], found)
        self._tell(results, missed, as_json=options["json"])

    def _plan(self, work: str, options: dict[str, Any]) -> list[tuple[str, str, float | None]]:
        if work != ALL:
            return [(work, options["db"] or SQLITE, options["seconds"])]
        wanted = [row for row in running.PLAN if options["db"] in (None, row[1])]
        return [(name, db, options["seconds"] or seconds) for name, db, seconds in wanted]

    def _tell(self, results: list[dict[str, Any]], missed: list[str], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(results if len(results) != 1 else results[0], ensure_ascii=False, indent=1))
        else:
            self.stdout.write("\n".join(line for found in results for line in page.lines(found)))
        for sentence in missed:
            self.stderr.write(f"没有量成：{sentence}")


def judged(found: dict[str, Any]) -> dict[str, Any]:
    """A result with the limits that it was held against."""
    held = [
        {"what": limit.words, "wanted": limit.wanted(), "reached": reached, "enough": enough}
        for limit, reached, enough in limits.judged(found)
    ]
    return {**found, "limits": held}


def here(work: str, seconds: float | None, cases: int | None) -> dict[str, Any]:
    """A work on the database of this process, which must be a bench."""
    if work == "machine":
        return described(home())
    if work == "prepare":
        million.flag(at=clock.machine())
        register(at=clock.now())
        return {"copies": million.fill_desks(at=clock.machine())}
    million.insist()
    if work == "multiply":
        million.multiply(cases or building.MILLION, building.progress, at=clock.machine())
        return {"cases": cases}
    return {**_measured(work, seconds), "machine": described(home())}


def _measured(work: str, seconds: float | None) -> dict[str, Any]:
    """What a work finds, the site being served for it where it asks the site."""
    given = {} if seconds is None else {"seconds": seconds}
    if work == "figures":
        return counting.measure(building.year_of_facts()[0], **given)
    if work == "spike":
        given = {} if seconds is None else {"stage": seconds / len(crowd.STORM)}
    measures = {
        "accept": accept.measure,
        "list": lists.measure,
        "guide": guide.measure,
        "clerks": crowd.clerks,
        "spike": crowd.spike,
    }
    with serving.site() as port:
        return measures[work](port, **given)  # type: ignore[operator]


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
