"""`jinban circular --year Y --out F.docx`: the circular of a time as it would be drafted now, or one that was issued."""

import json
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from jinban.circular import office, queries, word
from jinban.circular.composing import Draft, Wish, compose
from jinban.circular.figures import PATHS, ref
from jinban.circular.freezing import thawed
from jinban.circular.paper import Paper
from jinban.commands.prepare import PreparedCommand
from jinban.kit.clock import legal_day, now
from jinban.kit.figures import Period, Value, totals
from jinban.people.actors import CLOCK
from jinban.web.board.circulars.addresses import figure_page, live_path


class Command(PreparedCommand):
    """Exit 0: written. Exit 2: refused, or numbers contradict each other; the file is written all the same and says so."""

    help = "一段时间的通报：写成 Word，或者只要数字和句子"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--year", metavar="Y", help="年份，如 2023：年度通报")
        parser.add_argument("--period", metavar="P", help="时段，如 2023Q4、2023-11：快报；写了它就不看 --year")
        parser.add_argument("--issued", metavar="N", type=int, help="照已签发的第 N 份再做一遍，先核对它没有被改过")
        parser.add_argument("--inside", action="store_true", help="内部稿：写明问题指的是谁")
        parser.add_argument("--out", metavar="F.docx", help="写到哪个文件")
        parser.add_argument("--pdf", action="store_true", help="旁边再放一份 PDF（要装 LibreOffice）")
        parser.add_argument("--json", action="store_true", help="只输出数字和句子")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["issued"]:
            self._again(options)
            return
        text = options["period"] or options["year"]
        if not text:
            raise CommandError("请写明年份，如 --year 2023；或者时段，如 --period 2023Q4。")
        draft = _drafted(Period.parse(text))
        if options["json"]:
            self._json(_numbers(draft), draft.paper)
        else:
            self._write(
                draft.inside if options["inside"] else draft.paper,
                options,
                lambda key: _live(key, text, draft.period.day),
            )
            self._say(draft)
        if draft.broken:
            raise CommandError("数字之间对不上：" + "".join(draft.broken))

    def _again(self, options: dict[str, Any]) -> None:
        """From what was frozen, once it is found unchanged."""
        circular = queries.get(CLOCK, options["issued"])
        frozen = queries.frozen(circular) if circular else None
        if circular is None or frozen is None:
            raise CommandError(f"没有已签发的第{options['issued']}份。")
        if not queries.is_whole(circular, frozen):
            raise CommandError("这一份的冻结稿和签发时的校验值对不上，被人改过，不能照它再做。")
        if options["json"]:
            kept = [thawed(body, rows)[0] for _, body, rows in frozen.figures]
            plain = {one.key: Value(one.count, one.of).number for one in kept if "@" not in one.key}
            self._json(plain | {"digest": frozen.digest}, frozen.kept.paper)
            return
        paper = frozen.kept.inside if options["inside"] else frozen.kept.paper
        self._write(paper, options, lambda key: figure_page(circular.pk, key))
        self.stdout.write(f"校验值 {frozen.digest}，和签发时相同。")

    def _json(self, figures: dict[str, Any], paper: Paper) -> None:
        digest = figures.pop("digest", None)
        answer = {"figures": figures, "sentences": [paragraph.text for paragraph in paper.body]}
        self.stdout.write(json.dumps(answer | ({"digest": digest} if digest else {}), ensure_ascii=False, indent=1))

    def _write(self, paper: Paper, options: dict[str, Any], link: Any) -> None:
        if not options["out"]:
            raise CommandError("请写明写到哪个文件，如 --out 通报.docx；只要数字和句子，用 --json。")
        place = Path(options["out"])
        if place.suffix != ".docx" or not place.parent.is_dir():
            raise CommandError(f"{options['out']}不能写：要是一个已有文件夹里的 .docx 文件。")
        made = word.write(paper, link=link)
        place.write_bytes(made)
        self.stdout.write(f"写好了 {place}。")
        if options["pdf"]:
            place.with_suffix(".pdf").write_bytes(office.to_pdf(made))
            self.stdout.write(f"写好了 {place.with_suffix('.pdf')}。")

    def _say(self, draft: Draft) -> None:
        self.stdout.write(f"用了 {len(draft.used)} 个数，每个都能点开。")
        for gap in draft.gaps:
            self.stdout.write(f"待人工补写：{gap}")


def _drafted(period: Period) -> Draft:
    today = legal_day(now())
    whole_year = period.first.month == 1 and period.last.month == 12
    kept = queries.outline_on("annual" if whole_year else "bulletin", today)
    if kept is None:
        raise CommandError("还没有通报底稿，请先装入城市数据（jinban load）。")
    return compose(Wish(queries.outline(kept), period.seen_on(today), remark=queries.remark()))


def _numbers(draft: Draft) -> dict[str, Any]:
    """Every path of a circular that built rooms can count, and the other figures in the text."""
    counted = totals(PATHS.values(), draft.period)
    found: dict[str, Any] = {path: counted[figure.key].number for path, figure in PATHS.items()}
    return found | {key: used.value.number for key, used in draft.used.items() if "@" not in key}


def _live(key: str, period: str, day: date) -> str:
    """Where a number of a circular that nobody keeps leads: to the rows as they are now."""
    named = ref(key)
    return f"{settings.SITE}{live_path(named, period, day)}" if named else settings.SITE
