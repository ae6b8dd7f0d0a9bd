"""`jinban due DATE N`: the legal clock, each step of the count told."""

import json
from argparse import ArgumentParser
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.management.base import CommandError

from jinban.commands.front import FrontCommand
from jinban.commands.prepare import prepare
from jinban.kit.clock import CHINA
from jinban.kit.workdays import Due, Limit, Pause, Unit
from jinban.places import queries as places

UNITS = {str(unit.label): unit for unit in Unit}


class Command(FrontCommand):
    """Prints the due day by the city's calendar. A year without one is refused by name."""

    help = "推算到期日：从哪天起、多少个工作日（或自然日、月、小时），扣除停表，加上延期"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("start", metavar="DATE", help="起算日，如 2023-09-28；按小时算可写 2023-09-28T10:00")
        parser.add_argument("amount", metavar="N", help="时限的数，如 5；工作日和小时可以是小数")
        parser.add_argument("--unit", choices=list(UNITS), default="工作日", help="时限的单位，默认工作日")
        parser.add_argument("--extend", metavar="M", default="0", help="延期多少，单位与时限相同")
        parser.add_argument(
            "--pause",
            metavar="A..B",
            action="append",
            default=[],
            help="停表：A当日照算，B当日不算；可写几段；还没结束写 A..",
        )
        parser.add_argument("--json", action="store_true", help="输出 JSON，带每一步的推算")

    def ready(self) -> None:
        prepare()

    def handle(self, *args: Any, **options: Any) -> None:
        start = _start(options["start"])
        extend = _number(options["extend"])
        pauses = [_pause(text) for text in options["pause"]]
        try:
            limit = Limit(_number(options["amount"]), UNITS[options["unit"]])
            found = places.calendar().due(start, limit, extend, pauses)
        except ValueError as wrong:
            raise CommandError(str(wrong)) from wrong
        except OverflowError as wrong:
            raise CommandError("时限太长，算不到那么远。") from wrong
        if options["json"]:
            self.stdout.write(json.dumps(_told(start, limit, extend, pauses, found), ensure_ascii=False, indent=1))
        elif found.day is None:
            self.stdout.write("停表中，恢复后才有到期日。")
        else:
            self.stdout.write(f"{found.moment:%Y-%m-%d %H:%M}" if found.moment else found.day.isoformat())


def _start(text: str) -> date | datetime:
    if len(text) <= 10:
        return _day(text)
    try:
        found = datetime.fromisoformat(text)
    except ValueError as wrong:
        raise CommandError(f"“{text}”不是时间，请写成 2023-09-28T10:00 这样。") from wrong
    return found if found.tzinfo else found.replace(tzinfo=CHINA)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise CommandError(f"“{text}”不是日期，请写成 2023-09-28 这样。") from wrong


def _number(text: str) -> Decimal:
    try:
        found = Decimal(text)
    except InvalidOperation as wrong:
        raise CommandError(f"“{text}”不是数，请写成 5 或 0.5 这样。") from wrong
    if not found.is_finite():
        raise CommandError(f"“{text}”不是数，请写成 5 或 0.5 这样。")
    if abs(found) > 10_000:
        raise CommandError("时限太长，算不到那么远。")
    return found


def _pause(text: str) -> Pause:
    first, dots, last = text.partition("..")
    if not dots:
        raise CommandError(f"停表“{text}”请写成 2024-03-20..2024-03-27 这样。")
    return _day(first), _day(last) if last else None


def _told(start: date | datetime, limit: Limit, extend: Decimal, pauses: list[Pause], found: Due) -> dict[str, Any]:
    return {
        "start": start.isoformat(),
        "amount": str(limit.amount),
        "unit": limit.unit.value,
        "extend": str(extend),
        "pauses": [[first.isoformat(), last.isoformat() if last else None] for first, last in pauses],
        "due": found.day.isoformat() if found.day else None,
        "moment": found.moment.isoformat(timespec="minutes") if found.moment else None,
        "steps": [
            {"day": step.day.isoformat(), "kind": step.kind, "number": step.number, "text": step.text}
            for step in found.steps
        ],
    }
