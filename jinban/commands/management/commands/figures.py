"""`jinban figures --year Y`: every figure of a period, or the rows behind one. Commands see the whole county."""

import json
import unicodedata
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.management.base import CommandError

from jinban.cases.figures import Asked
from jinban.commands.front import FrontCommand
from jinban.commands.prepare import prepare
from jinban.kit import identities
from jinban.kit.clock import legal_day, now
from jinban.kit.figures import FIGURES, Figure, Period, Value
from jinban.people.actors import CLOCK
from jinban.web.board import behind
from jinban.web.board.names import Names
from jinban.web.files.sheet import Head


class Command(FrontCommand):
    """Prints label, number, unit and denominator of each figure; with --trace the rows that make one number."""

    help = "一段时间的全部数字，或者一个数字背后的每一行"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--year", metavar="Y", help="年份，如 2023")
        parser.add_argument("--period", metavar="P", help="时段：2023、2023Q4 或 2023-11；写了它就不看 --year")
        parser.add_argument("--trace", metavar="KEY", help="列出这个数字背后的每一行，如 cases.accepted")
        parser.add_argument("--json", action="store_true", help="输出 JSON")

    def ready(self) -> None:
        prepare()

    def handle(self, *args: Any, **options: Any) -> None:
        text = options["period"] or options["year"]
        if not text:
            raise CommandError("请写明年份，如 --year 2023；或者时段，如 --period 2023Q4。")
        asked = Asked(Period.parse(text))
        if options["trace"]:
            self._trace(asked, _figure(options["trace"]), as_json=options["json"])
        else:
            self._all(asked, text, as_json=options["json"])

    def _all(self, asked: Asked, text: str, *, as_json: bool) -> None:
        """Every figure, and whether the identities between them hold. Exit 2 when one does not."""
        values = asked.totals(figure for figure in FIGURES.values() if figure.fits(asked.period))
        broken = identities.broken(asked.period, values)
        if as_json:
            checked = {"checked": identities.count(), "broken": broken}
            figures = {key: told(FIGURES[key], value) for key, value in values.items()}
            self._print({"period": text, "figures": figures, "identities": checked})
        else:
            self._list(asked.period, values)
        if broken:
            raise CommandError("数字之间对不上：" + "".join(broken))

    def _list(self, period: Period, values: Mapping[str, Value]) -> None:
        self.stdout.write(f"{period.label}，全市\n")
        for key, value in values.items():
            figure = FIGURES[key]
            of = f"（{value.count:,} / {value.of:,}）" if value.of is not None else ""
            number = f"{value.number:,}" if value.number is not None else "—"
            self.stdout.write(f"{_wide(figure.label, 24)}{number:>10} {figure.unit}{of}  {figure.key}")
        self.stdout.write(f"恒等式核对了 {identities.count()} 条。")

    def _trace(self, asked: Asked, figure: Figure, *, as_json: bool) -> None:
        listing = behind.listing(figure, Names(legal_day(now())), asked)
        if listing is None:
            raise CommandError(f"“{figure.label}”背后的行还列不出来。")
        found = [_line(listing.heads, line) for line in behind.every(CLOCK, asked, figure, listing)]
        if as_json:
            self._print(
                {"period": asked.period.label, "figure": figure.key, **told(figure, asked.total(figure)), "rows": found}
            )
            return
        value = asked.total(figure)
        self.stdout.write(
            f"{asked.period.label}{figure.label}：{value.number if value.number is not None else '—'} {figure.unit}"
        )
        self.stdout.write(f"{figure.words}背后 {len(found):,} 行：\n")
        if found:
            self.stdout.write("\t".join(head.text for head in listing.heads))
        for row in found:
            self.stdout.write("\t".join("—" if cell == "" else str(cell) for cell in row.values()))

    def _print(self, values: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(values, ensure_ascii=False, indent=1))


def _figure(key: str) -> Figure:
    if key not in FIGURES:
        raise CommandError(f"没有“{key}”这个数字。有这些：{'、'.join(FIGURES)}")
    return FIGURES[key]


def told(figure: Figure, value: Value) -> dict[str, Any]:
    """One figure as JSON says it: `number` is None without a denominator; `of` only where there is one."""
    plain = {"label": figure.label, "number": value.number, "unit": figure.unit, "count": value.count}
    return plain | ({"of": value.of} if value.of is not None else {})


def _line(heads: Sequence[Head], line: behind.Line) -> dict[str, str | int]:
    return {head.key: _plain(cell.value) for head, cell in zip(heads, line, strict=True)}


def _plain(value: str | date | int | None) -> str | int:
    return value.isoformat() if isinstance(value, date) else "" if value is None else value


def _wide(text: str, columns: int) -> str:
    """Padded to so many columns of a terminal, where a Chinese character takes two."""
    taken = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
    return text + " " * max(1, columns - taken)
