"""`jinban duties`: the work that the passing of time brings, and how it stands."""

import json
from argparse import ArgumentParser
from typing import Any

from jinban.commands.prepare import PreparedCommand
from jinban.kit import duties
from jinban.kit.duties import Duty, Standing
from jinban.reactions import DUTIES, KEEPING

EVERY = {"day": "每天", "hour": "每小时"}


class Command(PreparedCommand):
    """Lists each duty of the code with the last period that was finished. Exit 0, also with faults: they are told."""

    help = "列出时钟的日课：多久一次，最近做完的是哪天，出了什么错"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="输出JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        known = {found.run.duty: found for found in duties.standing()}
        rows = [_told(duty, known.get(duty.name)) for duty in (*DUTIES, *KEEPING)]
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1))
        elif not rows:
            self.stdout.write("现在没有日课。")
        for row in () if options["json"] else rows:
            self.stdout.write(_line(row))


def _told(duty: Duty, found: Standing | None) -> dict[str, Any]:
    run = found.run if found else None
    return {
        "duty": duty.name,
        "label": duty.label,
        "every": duty.every,
        "last": found.last or None if found else None,
        "latest": run.period if run else None,
        "state": run.state if run else None,
        "finished_at": run.finished_at.isoformat() if run and run.finished_at else None,
        "things": run.things if run else 0,
        "tries": run.tries if run else 0,
        "error": run.error if run else "",
    }


def _line(row: dict[str, Any]) -> str:
    last = f"最近做完：{row['last']}" if row["last"] else "还没做过"
    fault = f"；{row['latest']} 没做成（试了{row['tries']}次）：{row['error']}" if row["error"] else ""
    return f"{row['label']}（{row['duty']}，{EVERY[row['every']]}一次）{last}{fault}"
