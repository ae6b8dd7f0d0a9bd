"""The databases of a bench: a small replayed year, and as many cases as wanted made of it."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

from jinban.bench.places import Place

FACTS = Path(__file__).resolve().parents[2] / "data" / "facts" / "daye_2023.json"
LEVELS = ("province", "city")
# About a thousand cases of a year.
SCALE = "0.0147"
SMALL, MILLION = 0, 1_000_000

Say = Callable[[str], None]


def year_of_facts() -> tuple[int, int]:
    """The year that the facts file is about, and its cases."""
    facts = json.loads(FACTS.read_text("utf-8"))
    return int(facts["meta"]["reporting_year"]), sum(
        int(facts["service_sinking"][level]["cases"]["value"]) for level in LEVELS
    )


def built(place: Place, cases: int, say: Say, *, fresh: bool = False) -> str:
    """The name of the database with so many cases (`SMALL`: the small year itself), made now where it is not there yet."""
    if fresh or not place.ready("year"):
        say(f"{place.db}：重演一个小年（约一千件）")
        place.empty("year")
        place.jinban("year", "replay", str(FACTS), "--scale", SCALE, "--no-ratio", quiet=True, lax=True)
        place.jinban("year", "bench", "prepare", "--here", lax=True)
        place.finished("year")
    if cases == SMALL:
        return "year"
    name = f"cases_{cases}"
    if fresh or not place.ready(name):
        say(f"{place.db}：复制到{cases:,}件")
        place.copy("year", name)
        place.jinban(name, "bench", "multiply", "--here", "--cases", str(cases), lax=True)
        place.finished(name)
    return name


def progress(done: int, total: int) -> None:
    """How far a multiplication has come, on stderr."""
    print(f"\r  {done:,} / {total:,}" if sys.stderr.isatty() else f"  {done:,} / {total:,}", file=sys.stderr, flush=True,
          end="" if sys.stderr.isatty() and done < total else "\n")  # fmt: skip
