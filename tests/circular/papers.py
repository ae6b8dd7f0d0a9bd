"""Papers to be drawn: one with everything, and one that is nothing but text."""

from datetime import date

from jinban.circular.paper import Annex, Number, Paper, Paragraph, Run, Table

SITE = "https://jinban.example/figures/"
UNITS = (
    "金湖街道", "罗家桥街道", "还地桥镇", "保安镇", "灵乡镇", "金牛镇", "刘仁八镇", "市公安局", "市医疗保障局", "市民政局",
)  # fmt: skip


def link(key: str) -> str:
    return SITE + key


def said(*runs: Run, level: int = 0) -> Paragraph:
    return Paragraph(runs, level)  # type: ignore[arg-type]


def table(units: tuple[str, ...] = UNITS) -> Table:
    """A line for each unit; the second column leads to its figures."""
    lines = (((unit,), (Number(str(900 - n), f"units.{n}"),), (f"{99 - n}.5%",)) for n, unit in enumerate(units))
    return Table(("单位", "受理件数", "办结率"), tuple(lines))


BODY = (
    said("全市", Number("14", "centres"), "个中心受理", Number("52301件", "city.cases"), "，情况如下："),
    said("一、办理情况", level=1),
    said("（一）窗口", level=2),
    said("1.综合窗口。", level=3),
    said("（1）收件。", level=4),
    said("各中心统一收件，当场能办的当场办结，不能当场办的写明日期。"),
    said("二、下步要求", level=1),
    said("各单位对照清单自查，整改结果报", Number("6月30日", "deadline"), "前送达。"),
)
NAMED = Annex("办理件数居前的单位", (said("按件数排列。"), table()))
WHOLE = Paper(
    "大冶市人民政府办公室",
    "关于全市办事窗口运行情况的通报",
    ("各乡镇人民政府", "市政府各部门"),
    BODY,
    (NAMED, Annex("窗口名录", (said("另行印发。"),))),
    date(2024, 3, 11),
    "演示",
)
FULL = Paper("大冶市人民政府办公室", "关于排满三页的通报", (), (said("近办就在家门口" * 4 * 22 * 3),))


def words(paper: Paper) -> str:
    """Everything that stands on the pages, without spaces, page numbers and remark."""
    titles, several = [annex.title for annex in paper.annexes], len(paper.annexes) > 1
    found = [paper.issuer, paper.title, "，".join(paper.addressees), "："] + [part.text for part in paper.body]
    found += ["附件："] + [f"{n}.{title}" if several else title for n, title in enumerate(titles, 1)]
    found.append("2024年3月11日" if paper.day else "（未签发）")
    for number, annex in enumerate(paper.annexes, 1):
        found += [f"附件{number if several else ''}", annex.title]
        for part in annex.body:
            found += [part.text] if isinstance(part, Paragraph) else [*part.heads, *map(_line, part.lines)]
    return "".join(found)


def _line(cells: tuple[tuple[Run, ...], ...]) -> str:
    return "".join(Paragraph(runs).text for runs in cells)
