"""Whether everything is still as it was sealed: every seal computed again, the first record that is not named.

The walk goes by sequence, page after page, in flat memory. One altered link does not spoil those behind it: each is held
against the link before as it stands and as it should be, so that what is named is what was touched and nothing else.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.db.models import Max

from jinban.kit import chaining, marks, sealfiles
from jinban.kit.chaining import CONTENT, GENESIS, digest, link, unsealed
from jinban.kit.models import Event, Seal
from jinban.kit.sealed import SealBroken
from jinban.kit.sealfiles import Words

PAGE = 2000
# So many faults are named; of the others the number.
NAMED = 20
# So many times it is looked through all seals for the one that changed places.
SEARCHES = 4
LAST = "seal.verified"


class What(StrEnum):
    """What was done to a record. The stored words of `--json`."""

    ALTERED = "altered"
    MISSING = "missing"
    SWAPPED = "swapped"
    SEAL_ALTERED = "seal_altered"
    SEAL_MISSING = "seal_missing"
    INSERTED = "inserted"
    CUT = "cut"
    REWRITTEN = "rewritten"
    FILE_ALTERED = "file_altered"
    FILE_FOREIGN = "file_foreign"


LABELS = {
    What.ALTERED: "内容被改",
    What.MISSING: "记录缺失",
    What.SWAPPED: "顺序被换",
    What.SEAL_ALTERED: "封印被改",
    What.SEAL_MISSING: "封印缺失",
    What.INSERTED: "事后插入",
    What.CUT: "链尾被截",
    What.REWRITTEN: "和封印文件对不上",
    What.FILE_ALTERED: "封印文件被改",
    What.FILE_FOREIGN: "没有这个库的封印文件",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One record that is not as it was sealed. `sequence`: its place in the chain (of what was put in: the place it would
    have); `kind` and `day` are empty where the record is gone."""

    what: What
    sequence: int
    event: int | None = None
    kind: str = ""
    day: date | None = None
    more: str = ""


@dataclass
class Verdict:
    """What came of it: how many seals were computed again, how many events wait for theirs, how many files were compared, the
    first faults in the order of the chain and the number of all."""

    sealed: int = 0
    waiting: int = 0
    files: int = 0
    others: int = 0
    faults: list[Fault] = field(default_factory=list)
    count: int = 0

    def name(self, fault: Fault) -> None:
        """One more fault."""
        self.count += 1
        if len(self.faults) < NAMED:
            self.faults.append(fault)


Tell = Callable[[int, int], None]
Row = tuple[int, int, int, bytes, bytes]  # sequence, event, key, digest, chain
ROW = ("sequence", "event", "key", "digest", "chain")
Content = Sequence[Any]


def verify(*, at: datetime, tell: Tell, seals: Path | None = None) -> Verdict:
    """Compute every seal again and compare with the seal files in the folder. `at` is the machine's time, for what may still
    come late. `tell` hears how many of how many are done. SealBroken where the key is not on this machine."""
    verdict = Verdict(waiting=chaining.lag())
    total = Seal.objects.aggregate(last=Max("sequence"))["last"] or 0
    walk = Walk(verdict, total)
    while page := _page(walk.expected, total):
        contents = contents_of([row[1] for row in page])
        for row in page:
            walk.step(row, contents.get(row[1]))
        tell(min(walk.expected - 1, total), total)
    verdict.sealed = walk.seen
    for fault in inserted(at, walk.explained):
        verdict.name(fault)
    _compare(verdict, sealfiles.folder() if seals is None else seals)
    verdict.faults.sort(key=lambda fault: fault.sequence)
    return verdict


@dataclass(frozen=True, slots=True)
class Noted:
    """What came of the last verification: when, up to which sequence, how many faults, the first of them in words."""

    at: datetime
    sealed: int
    count: int
    first: str


def note(verdict: Verdict, *, at: datetime) -> None:
    """Keep what came of it, for whoever looks later. `at` is the machine's time."""
    first = verdict.faults[0] if verdict.faults else None
    said = f"{first.what.value}:{first.sequence}:{first.event or ''}" if first else ""
    marks.keep(LAST, f"{verdict.sealed} {verdict.count} {said}", at=at)


def noted() -> Noted | None:
    """What came of the last verification; None before the first. One query."""
    mark = marks.read(LAST)
    if mark is None:
        return None
    sealed, count, first = mark.value.split(" ")
    what, sequence, event = first.split(":") if first else ("", "", "")
    place = "，".join(part for part in (sequence != "0" and f"第{sequence}号", event and f"事件{event}") if part)
    said = "：".join(part for part in (place, LABELS[What(what)]) if part) if first else ""
    return Noted(mark.set_at, int(sealed), int(count), said)


class Walk:
    """Where the walk stands: the sequence expected next, the event before, and what the link before may be (nothing: unknown)."""

    def __init__(self, verdict: Verdict, total: int) -> None:
        self.verdict = verdict
        self.expected, self.seen, self.event = 1, 0, 0
        self.befores: tuple[bytes, ...] = (GENESIS,)
        self.explained: set[int] = set()
        self.searches = SEARCHES
        self.key = chaining.chain_key(chaining.KEY) if total else b""

    def links(self, row: Row, befores: tuple[bytes, ...] | None = None) -> tuple[bytes, ...]:
        """What the chain value of this row must be after each link that may be before it; nothing for a key that is not ours."""
        sequence, event, key_id, sealed, _ = row
        if key_id != chaining.KEY:
            return ()
        return tuple(link(before, sequence, event, sealed, self.key) for before in befores or self.befores)

    def step(self, row: Row, content: Content | None) -> None:
        """Look at one seal and at the event that it seals, if that is there."""
        sequence, event, _, sealed, stood = row
        if sequence != self.expected:
            self._hole(row)
        made = digest(content) if content else b""
        links = self.links(row)
        if self.befores and stood not in links:
            self._touched(row, content, links)
        else:
            self.befores = (stood,)
            if content is None:
                self.verdict.name(Fault(What.MISSING, sequence, event))
            elif made != sealed:
                self.verdict.name(self._changed(row, content, made))
        self.expected, self.seen, self.event = sequence + 1, self.seen + 1, event

    def _touched(self, row: Row, content: Content | None, links: tuple[bytes, ...]) -> None:
        """A seal that does not follow the one before: it stands elsewhere, or was written over."""
        sequence, event, key_id, _, stood = row
        if true := self._elsewhere(sequence):
            moved = contents_of([true[1]]).get(true[1])
            self.verdict.name(_of(What.SWAPPED, sequence, true[1], moved, f"这枚封印在第{true[0]}号的位置上"))
            self.befores = (true[4],)
            return
        if len(self.befores) == 1 and (lost := self._unsealed(row)):
            event, content = lost
            self.explained.add(event)
        whole = content is not None and stood in self.links((sequence, event, key_id, digest(content), stood))
        more = "记录本身没有变" if whole else "记录不在了" if content is None else "记录的内容也不能保证"
        self.verdict.name(_of(What.SEAL_ALTERED, sequence, event, content, more))
        self.befores = tuple(dict.fromkeys((stood, *links)))

    def _changed(self, row: Row, content: Content, made: bytes) -> Fault:
        """An event that is not what its seal says: it changed places with another one, or was written over."""
        sequence, event, _, sealed, _ = row
        if self.searches:
            self.searches -= 1
            twin = Seal.objects.filter(digest=made).exclude(sequence=sequence).order_by("sequence").first()
            other = contents_of([twin.event]).get(twin.event) if twin else None
            if twin and other and digest(other) == sealed:
                return _of(What.SWAPPED, sequence, event, content, f"和事件{twin.event}换了内容")
        return _of(What.ALTERED, sequence, event, content)

    def _elsewhere(self, sequence: int) -> Row | None:
        """The seal that belongs here and stands at another place, if there is one."""
        if not self.searches:
            return None
        self.searches -= 1
        for found in Seal.objects.exclude(sequence=sequence).values_list(*ROW).iterator(PAGE):
            row = _plain(found)
            if row[4] in self.links((sequence, *row[1:])):
                return row
        return None

    def _unsealed(self, row: Row) -> tuple[int, Content] | None:
        """The event without a seal of which this one was, before its number was written over."""
        sequence, _, key_id, _, stood = row
        for event, *content in unsealed().values_list("id", *CONTENT)[:NAMED]:
            if stood in self.links((sequence, event, key_id, digest(content), stood)):
                return event, content
        return None

    def _hole(self, row: Row) -> None:
        """Seals that are gone. Where their events are still there, the chain goes on through them; else both are gone."""
        first, count = self.expected, row[0] - self.expected
        between = unsealed().filter(id__gt=self.event, id__lt=row[1]).values_list("id", *CONTENT)
        lost = list(between[: count + 1]) if count <= PAGE and len(self.befores) == 1 else []
        before = self.befores[0] if self.befores else b""
        for place, (event, *content) in enumerate(lost, first):
            before = link(before, place, event, digest(content), self.key)
        if len(lost) == count and row[4] in self.links(row, (before,)):
            for place, (event, *content) in enumerate(lost, first):
                self.explained.add(event)
                self.verdict.name(_of(What.SEAL_MISSING, place, event, content, "记录还在"))
            self.befores = (before,)
            return
        self.befores = ()
        for place in range(first, row[0]):
            more = f"记录和封印都不在了，在事件{self.event}和事件{row[1]}之间"
            self.verdict.name(Fault(What.MISSING, place, more=more))


def inserted(at: datetime, explained: set[int]) -> Iterator[Fault]:
    """The events that stand before the end of the chain and were never chained, though they cannot come late any more."""
    last = chaining.tail()
    late = sorted(chaining.open_gaps(at))
    rows = unsealed().filter(id__lt=last).values_list("id", *CONTENT)
    for number, (event, *content) in enumerate(rows.iterator(PAGE)):
        place = bisect_right(late, (event, last + 1)) - 1
        if event in explained or (place >= 0 and late[place][0] <= event <= late[place][1]):
            continue
        after = Seal.objects.filter(event__gt=event).order_by("event").first() if number < NAMED else None
        yield _of(What.INSERTED, after.sequence if after else 0, event, content, "从来没有封过")


def contents_of(events: Sequence[int]) -> dict[int, Content]:
    """The contents of those of these events that are there. One query."""
    rows = Event.objects.filter(id__in=events).values_list("id", *CONTENT)
    return {event: content for event, *content in rows}


def _compare(verdict: Verdict, place: Path) -> None:
    """Hold the chain against the files: it must reach as far as each of them says, with the value that it says."""
    ours = sealfiles.identity()
    found = sealfiles.read_all(place)
    mine = [(one.name, one.words) for one in found if one.words and one.words.identity == ours]
    verdict.files, verdict.others = len(mine), sum(1 for one in found if one.words) - len(mine)
    sound = []
    for name in (one.name for one in found if one.words is None):
        verdict.name(Fault(What.FILE_ALTERED, 0, more=f"{name}读不出来"))
    for name, words in mine:
        if _signed(words):
            sound.append((name, words))
        else:
            verdict.name(Fault(What.FILE_ALTERED, words.sequence, words.event, more=f"{name}的签名不对"))
    replaced = [one.name for one in found if one.words and one.words.identity != ours and _signed(one.words)]
    if replaced or (found and not mine):
        # Signed with our key and of another chain: that chain was ours, and somebody began it anew (or the database was changed).
        more = f"{replaced[0]}是用本机的钥匙签的，却是另一条链；" if replaced else ""
        verdict.name(Fault(What.FILE_FOREIGN, 0, more=f"{more}换过库的话，把旧的封印文件挪走再核对"))
    if sound:
        _reach(verdict, sound)


def _reach(verdict: Verdict, sound: Sequence[tuple[str, Words]]) -> None:
    """The first file whose link is another one now, and the file that reaches beyond the end."""
    last = Seal.objects.aggregate(last=Max("sequence"))["last"] or 0
    wanted = {words.sequence: (name, words) for name, words in reversed(sound)}
    stand = dict(Seal.objects.filter(sequence__in=wanted).values_list("sequence", "chain"))
    for sequence, (name, words) in sorted(wanted.items()):
        if sequence in stand and bytes(stand[sequence]).hex() != words.chain:
            verdict.name(Fault(What.REWRITTEN, sequence, words.event, more=f"{name}里的链值是另一个"))
            break
    name, furthest = max(sound, key=lambda one: one[1].sequence)
    if furthest.sequence > last:
        lost = furthest.sequence - last
        more = f"{name}说封到第{furthest.sequence}号（事件{furthest.event}），少了{lost}号"
        verdict.name(Fault(What.CUT, last + 1, more=more))


def _signed(words: Words) -> bool:
    try:
        return sealfiles.mac(words) == words.mac
    except SealBroken:
        return False


def _of(what: What, sequence: int, event: int, content: Content | None, more: str = "") -> Fault:
    return Fault(what, sequence, event, content[0] if content else "", content[6] if content else None, more)


def _page(first: int, last: int) -> list[Row]:
    rows = Seal.objects.filter(sequence__range=(first, last)).order_by("sequence")
    return [_plain(row) for row in rows.values_list(*ROW)[:PAGE]]


def _plain(row: Sequence[Any]) -> Row:
    sequence, event, key_id, sealed, chain = row
    return sequence, event, key_id, bytes(sealed), bytes(chain)
