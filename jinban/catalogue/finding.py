"""Finding an item by what people say. Pure: an index is made once for one state of the catalogue.

Ranks, best first: the words are a name; a name holds the words; the words hold a name (我想办身份证 holds
身份证); all pairs of neighbouring characters occur; half of them do. Ties go to the shorter name.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

SAME, HOLDS, HELD, ALL_PAIRS, MOST_PAIRS = 500, 400, 300, 200, 100
ENOUGH, FEWEST = 0.5, 2

# What people say around the thing that they mean.
_AROUND = re.compile(
    r"请问|我想要?|我要|帮我|给我|怎么样|怎么|怎样|如何|在哪里?|哪里|什么|需要|能不能|可以|一下|去办|要办|想办|办理|申请|手续|材料|流程|[吗呢吧的]"
)


def plain(text: str) -> str:
    """Only letters, digits and characters, small and of normal width."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum())


def pairs(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters; a lone character is its own pair."""
    return frozenset(text[at : at + 2] for at in range(len(text) - 1)) or frozenset(filter(None, [text]))


@dataclass(frozen=True)
class Entry:
    """One item as the index knows it."""

    item: str
    version: int
    name: str
    plain_name: str
    department: str
    verified: bool
    aliases: tuple[str, ...] = ()

    @cached_property
    def said(self) -> tuple[tuple[str, str], ...]:
        """Each name as written and as compared."""
        return tuple((name, plain(name)) for name in (self.plain_name, self.name, *self.aliases))

    @cached_property
    def all_pairs(self) -> frozenset[str]:
        return frozenset().union(*(pairs(name) for _, name in self.said), pairs(plain(self.department)))


@dataclass(frozen=True)
class Found:
    """One hit: the item, its version of the day, and the name that matched."""

    item: str
    version: int
    name: str
    plain_name: str
    department: str
    verified: bool
    matched: str
    score: float


class Index:
    """All items of one day, ready to be asked."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(entries)

    def find(self, text: str, *, most: int) -> list[Found]:
        """The best hits, at most so many."""
        whole = plain(text)
        core = plain(_AROUND.sub("", text)) or whole
        if not whole:
            return []
        hits = [hit for entry in self.entries if (hit := _hit(entry, whole, core))]
        return sorted(hits, key=lambda hit: (-hit.score, len(hit.name), hit.item))[:most]


def _hit(entry: Entry, whole: str, core: str) -> Found | None:
    score, matched = max(_name_score(name, known, whole, core) for name, known in entry.said)
    if (by_pairs := _pairs_score(entry, core)) > score:
        score, matched = by_pairs, entry.plain_name
    if not score:
        return None
    return Found(
        entry.item, entry.version, entry.name, entry.plain_name, entry.department, entry.verified, matched, score
    )


def _pairs_score(entry: Entry, core: str) -> float:
    asked = pairs(core)
    shared = len(asked & entry.all_pairs)
    share = shared / len(asked)
    if share == 1:
        return ALL_PAIRS
    return MOST_PAIRS * share if share >= ENOUGH and shared >= FEWEST else 0


def _name_score(name: str, known: str, whole: str, core: str) -> tuple[float, str]:
    if known in (whole, core):
        return SAME, name
    if core in known or whole in known:
        return HOLDS + len(core) / len(known), name
    if len(known) > 1 and known in whole:
        share = len(known) / len(core)
        return (HELD + share if share >= ENOUGH else MOST_PAIRS * share), name
    return 0, name
