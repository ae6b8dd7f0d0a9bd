"""From an outline and a period to the words of a circular, every number in them counted now and leading to its rows."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import msgspec

from jinban.circular.counting import Counts, Used, in_table
from jinban.circular.figures import AWAITED, named
from jinban.circular.outline import LEADERS, PARAMETER, PERIOD, PLACE, Outline, Part, Sentence, places_in
from jinban.circular.paper import Annex, Number, Paper, Paragraph, Run, Runs, Table
from jinban.kit import identities
from jinban.kit.figures import Period
from jinban.kit.refused import Refused
from jinban.places import queries as places

TO_BE_WRITTEN = "待人工补写"
NAMES_MOST = 8
DIGITS = re.compile(r"\d[\d.,]*[^\d，。；、]{0,4}")
HOTLINE = "12345热线"  # a name, not a count
BESIDE = (("办件量", "cases.accepted"), ("按时办结率", "cases.on_time_rate"), ("实际提速率", "cases.speed_up"))
UNITS = {"town": "镇街", "department": "部门"}


@dataclass(frozen=True)
class Wish:
    """What a circular is composed of. `picks` are the outstanding units, kind and code, in the order of the annex; `open_names`:
    the public text names whom a finding means; `number` is the 发文字号."""

    outline: Outline
    period: Period
    picks: tuple[tuple[str, str], ...] = ()
    open_names: bool = False
    remark: str = ""
    number: str = ""


@dataclass(frozen=True)
class Finding:
    """A sentence whose rule holds, and whom it means: name and number, with the number's key (empty for none)."""

    part: str
    text: str
    names: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class LeftOut:
    """A sentence that stays out, and why."""

    part: str
    text: str
    why: str


@dataclass(frozen=True)
class Draft:
    """A circular as it would be issued now: the public paper and the one with names, the numbers in them, what is still to
    be written by hand, what stayed out, the digits that somebody wrote by hand, and which identities between figures do not hold."""

    paper: Paper
    inside: Paper
    period: Period
    used: Mapping[str, Used]
    findings: tuple[Finding, ...] = ()
    gaps: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    by_hand: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()


def compose(wish: Wish) -> Draft:
    """Count everything and write it down. A constant number of queries, whatever the rows."""
    writer = _Writer(wish, Counts(wish.period))
    return writer.draft()


@dataclass
class _Writer:
    wish: Wish
    counts: Counts
    findings: list[Finding] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    def draft(self) -> Draft:
        outline = self.wish.outline
        self.counts.expect([*_asked(outline.parts), *identities.wanted(self.wish.period)])
        public: list[Paragraph] = []
        inside: list[Paragraph] = []
        for part in outline.parts:
            for body, lines in zip((public, inside), self._part(part), strict=True):
                body += lines
        annexes, remark = self._annexes(), self.wish.remark
        inner = "，".join(word for word in ("内部稿", remark) if word)
        title = self._title(outline.title)

        def paper(body: list[Paragraph], word: str) -> Paper:
            return Paper(
                self._title(outline.issuer),
                title,
                outline.addressees,
                tuple(body),
                annexes,
                None,
                word,
                self.wish.number,
            )

        return Draft(
            paper(public, remark), paper(inside, inner), self.wish.period, dict(self.counts.used), tuple(self.findings),
            tuple(self.gaps), tuple(self.left_out), tuple(by_hand(outline)), tuple(self.counts.broken()),
        )  # fmt: skip

    def _part(self, part: Part) -> tuple[list[Paragraph], list[Paragraph]]:
        """The paragraphs of a part, for the public and with names."""
        public: list[Paragraph] = [Paragraph((self._title(part.heading),), part.level)] if part.heading else []
        inside = list(public)
        said = 0
        for paragraph in part.paragraphs:
            found = [runs for sentence in paragraph if (runs := self._sentence(part, sentence))]
            if found:
                public.append(Paragraph(_joined(one for one, _ in found)))
                inside.append(Paragraph(_joined(two for _, two in found)))
                said += 1
        for line in part.written.splitlines():
            if line.strip() and (own := self._said(part, line.strip())):
                public.append(Paragraph(own))
                inside.append(Paragraph(own))
                said += 1
        if not said and not part.bare:
            self.gaps.append(part.heading or part.key)
            public.append(Paragraph((TO_BE_WRITTEN,)))
            inside.append(Paragraph((TO_BE_WRITTEN,)))
        return public, inside

    def _sentence(self, part: Part, sentence: Sentence) -> tuple[Runs, Runs] | None:
        if sentence.off or (sentence.when and not self.counts.holds(sentence.when)):
            return None
        runs = self._said(part, sentence.text)
        if runs is None or sentence.names is None:
            return (runs, runs) if runs else None
        names = self._named(self.counts.meant(sentence.names))
        if not names:
            return None
        self.findings.append(Finding(part.key, "".join(_plain(runs)), names))
        with_names = _before_stop(runs, _listed(names))
        return (with_names if self.wish.open_names else runs), with_names

    def _named(self, meant: Sequence[tuple[str, str]]) -> tuple[tuple[str, str, str], ...]:
        found = []
        for name, key in meant:
            used = self.counts.use(key) if key else None
            text = f"{used.text}{used.ref.figure.unit}" if used else ""
            found.append((name, text, key))
        return tuple(found)

    def _said(self, part: Part, text: str) -> Runs | None:
        """The runs of a sentence; None when it must stay out, which is noted."""
        runs = self.runs(text)
        if runs is None:
            why = next(filter(None, map(self._why_not, places_in(text))), "有的数现在没有")
            self.left_out.append(LeftOut(part.heading or part.key, text, why))
        return runs

    def _why_not(self, name: str) -> str:
        """Why a number is not there; nothing when it is."""
        if name in AWAITED:
            return "有的数还没有系统能统计"
        if LEADERS.fullmatch(name):
            return "" if self._number(name) else "还没有办件，说不出哪些办得多"
        figure = named(name)
        if figure is None:
            return ""
        if not figure.fits(self.wish.period):
            return f"“{figure.label}”只按整年统计"
        used = self.counts.use(name)
        return "分母是0，没有这个比率" if used and used.text == "—" else ""

    def runs(self, text: str) -> Runs | None:
        """Words and numbers; None when a number is not there or is a rate of nothing."""
        found: list[Run] = []
        end = 0
        for match in PLACE.finditer(text):
            told = self._number(match[1])
            if not told or any(isinstance(run, Number) and run.text == "—" for run in told):
                return None
            found += [text[end : match.start()], *told]
            end = match.end()
        return tuple(run for run in (*found, text[end:]) if run != "")

    def _number(self, name: str) -> list[Run] | None:
        if name == PERIOD:
            return [self.wish.period.label]
        if match := PARAMETER.fullmatch(name):
            try:
                return [f"{places.parameter(match[1]).normalize():f}"]
            except Refused:
                return None
        if match := LEADERS.fullmatch(name):
            leaders = self.counts.leaders(match[1], int(match[2]))
            for _, key in leaders:
                self.counts.use(key)
            return [*_apart([Number(text, key) for text, key in leaders], "、")]
        used = self.counts.use(name)
        return [Number(used.text, name)] if used else None

    def _title(self, text: str) -> str:
        return text.replace("{period}", self.wish.period.label).strip()

    def _annexes(self) -> tuple[Annex, ...]:
        """The outstanding units as a person picked them, towns first, with figures beside each name."""
        if not (self.wish.outline.annex and self.wish.picks):
            return ()
        title = self._title(self.wish.outline.annex)
        body: list[Paragraph | Table] = []
        for kind, label in UNITS.items():
            if codes := [code for one, code in self.wish.picks if one == kind]:
                body.append(
                    Table((label, *(head for head, _ in BESIDE)), tuple(self._line(kind, code) for code in codes))
                )
        return (Annex(title, tuple(body)),)

    def _line(self, kind: str, code: str) -> tuple[Runs, ...]:
        cells: list[Runs] = [(self.counts.names.of(kind, code),)]
        for _, path in BESIDE:
            key = f"{path}@{kind}={code}"
            used = self.counts.use(key)
            text = in_table(used.ref.figure, used.value) if used else "—"
            cells.append((text if text == "—" else Number(text, key),))
        return tuple(cells)


def by_hand(outline: Outline) -> Iterator[str]:
    """Every number that stands in the words without a source, with what follows it: 12345热线."""
    for part in outline.parts:
        said = [part.written, *(one.text for paragraph in part.paragraphs for one in paragraph if not one.off)]
        for text in said:
            yield from DIGITS.findall(PLACE.sub("", text).replace(HOTLINE, ""))


def _asked(parts: Sequence[Part]) -> Iterator[str]:
    """The figures that the parts will need."""
    for part in parts:
        yield from places_in(part.written)
        for sentence in (sentence for paragraph in part.paragraphs for sentence in paragraph if not sentence.off):
            yield from places_in(sentence.text)
            if sentence.when:
                yield sentence.when.figure


def _plain(runs: Runs) -> Iterator[str]:
    return (run if isinstance(run, str) else run.text for run in runs)


def _joined(sentences: Iterator[Runs]) -> Runs:
    return tuple(run for sentence in sentences for run in sentence)


def _apart(runs: Sequence[Run], between: str) -> Iterator[Run]:
    for place, run in enumerate(runs):
        if place:
            yield between
        yield run


def _listed(names: Sequence[tuple[str, str, str]]) -> Runs:
    """（甲88.1%、乙90.2%等3个）"""
    found: list[Run] = ["（"]
    for place, (name, text, key) in enumerate(names[:NAMES_MOST]):
        inner = name.replace("（", "〔").replace("）", "〕")
        found += ["、" if place else "", inner, *([Number(text, key)] if key else [])]
    more = f"等{len(names)}个）" if len(names) > NAMES_MOST else "）"
    return tuple(run for run in (*found, more) if run != "")


def _before_stop(runs: Runs, names: Runs) -> Runs:
    """The names before the stop that ends a sentence."""
    *front, last = runs
    if isinstance(last, str) and last.endswith("。"):
        return (*front, *((last[:-1],) if last[:-1] else ()), *names, "。")
    return (*runs, *names)


def signed(paper: Paper, day: date) -> Paper:
    """The same paper with its day."""
    return msgspec.structs.replace(paper, day=day)
