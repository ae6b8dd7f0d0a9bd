"""The works of a bench, each in a process on a database of its own: what it takes, and what it gives back."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.management.base import CommandError

from jinban.bench import lists, slow_sync
from jinban.bench.building import FACTS, MILLION, SMALL, Say, built, year_of_facts
from jinban.bench.numbers import ratio
from jinban.bench.places import POSTGRES, SQLITE, Place, place
from jinban.kit.home import home

Result = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """What somebody asked of a work; None where its own default holds."""

    db: str = SQLITE
    seconds: float | None = None
    cases: int | None = None
    fresh: bool = False

    @property
    def words(self) -> list[str]:
        return [] if self.seconds is None else ["--seconds", str(self.seconds)]


def accept(asked: Asked, say: Say) -> Result:
    """Over a full year of cases, on a copy that is thrown away."""
    _, year = year_of_facts()
    with place(asked.db) as where:
        return _copied(where, asked.cases or year, "accept", asked, say)


def fsync(asked: Asked, say: Say) -> Result:
    """The same, where each sync of the disk takes some milliseconds longer."""
    more = slow_sync.environment(home() / "bench")
    _, year = year_of_facts()
    with place(asked.db) as quick:
        built(quick, asked.cases or year, say, fresh=asked.fresh)
    with place(asked.db, more=more) as where:
        found = _copied(where, asked.cases or year, "accept", Asked(asked.db, asked.seconds), say)
    return {**found, "added_ms": float(more[slow_sync.MS])}


def lists_(asked: Asked, say: Say) -> Result:
    """The same requests in the small year and in the million."""
    with place(asked.db) as where:
        small = _inside(where, built(where, SMALL, say, fresh=asked.fresh), "list", asked, say)
        large = _inside(where, built(where, asked.cases or MILLION, say, fresh=asked.fresh), "list", asked, say)
    return {**lists.compared(small, large), "machine": large["machine"]}


def figures(asked: Asked, say: Say) -> Result:
    """Over the cases of a full year, and over the small year to see whether it grows as they do."""
    _, year = year_of_facts()
    with place(asked.db) as where:
        small = _inside(where, built(where, SMALL, say, fresh=asked.fresh), "figures", asked, say)
        large = _inside(where, built(where, asked.cases or year, say, fresh=asked.fresh), "figures", asked, say)
    linear = small["rate"]
    return {**large, "limit": linear, "ratio": ratio(large["rate"], linear), "small_cases": small["cases"],
            "small_seconds": small["seconds"]}  # fmt: skip


def guide(asked: Asked, say: Say) -> Result:
    """Two pages of citizens; no case is asked for, so the small year does."""
    with place(asked.db) as where:
        return _inside(where, built(where, SMALL, say, fresh=asked.fresh), "guide", asked, say)


def clerks(asked: Asked, say: Say) -> Result:
    """Two hundred clerks at a million cases."""
    with place(asked.db) as where:
        return _inside(where, built(where, asked.cases or MILLION, say, fresh=asked.fresh), "clerks", asked, say)


def spike(asked: Asked, say: Say) -> Result:
    """A storm at a million cases."""
    with place(asked.db) as where:
        return _inside(where, built(where, asked.cases or MILLION, say, fresh=asked.fresh), "spike", asked, say)


def replay(asked: Asked, say: Say) -> Result:
    """A part of a year lived through the actions, beside bare inserts of the same rows; `seconds` says for how long about."""
    scale = min(1.0, round((asked.seconds or 60.0) / 6000, 4))
    say(f"{asked.db}：重演一年的 {scale:.2%}")
    with place(asked.db) as where, _fresh(where, "replayed"):
        said = json.loads(where.jinban("replayed", "replay", str(FACTS), "--scale", str(scale), "--json", quiet=True))
        facts = json.loads(where.jinban("replayed", "bench", "machine", "--here"))
    kept = ("cases", "acts", "seconds", "acts_per_second", "ratio_to_bare_inserts")
    return {**{key: said[key] for key in kept}, "scale": scale, "machine": facts}


WORKS: Mapping[str, Callable[[Asked, Say], Result]] = {
    "accept": accept, "list": lists_, "guide": guide, "figures": figures, "clerks": clerks, "spike": spike, "fsync": fsync,
    "replay": replay,
}  # fmt: skip
# What `make bench` measures by default: on which databases, and for how long where that is not the work's own time.
PLAN: tuple[tuple[str, str, float | None], ...] = (
    ("accept", SQLITE, None), ("fsync", SQLITE, 5.0), ("list", SQLITE, None), ("guide", SQLITE, None), ("figures", SQLITE, None),
    ("clerks", SQLITE, 120.0), ("spike", SQLITE, None), ("replay", SQLITE, None),
    ("accept", POSTGRES, None), ("fsync", POSTGRES, 5.0), ("list", POSTGRES, None), ("figures", POSTGRES, None),
    ("clerks", POSTGRES, 60.0), ("spike", POSTGRES, None),
)  # fmt: skip


def _copied(where: Place, cases: int, work: str, asked: Asked, say: Say) -> Result:
    """A work that writes a lot, on a copy."""
    source = built(where, cases, say, fresh=asked.fresh)
    where.copy(source, "run")
    try:
        return _inside(where, "run", work, asked, say)
    finally:
        where.drop("run")


@contextmanager
def _fresh(where: Place, name: str) -> Iterator[None]:
    where.empty(name)
    try:
        yield
    finally:
        where.drop(name)


def _inside(where: Place, name: str, work: str, asked: Asked, say: Say) -> Result:
    """Run a work in a process whose database this is."""
    say(f"{where.db}：{work}")
    found: Result = json.loads(where.jinban(name, "bench", work, "--here", *asked.words))
    return found


def known(work: str) -> Callable[[Asked, Say], Result]:
    """A work by its name. CommandError for another one."""
    if work not in WORKS:
        raise CommandError(f"没有“{work}”这项压测。有这些：{'、'.join(WORKS)}")
    return WORKS[work]
