"""Years to live again in tests, and what came of them told so that two can be compared."""

import copy
import json
from collections import Counter
from fractions import Fraction
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command

from jinban.cases.models import Case
from jinban.kit.duties import Duties
from jinban.kit.models import Event
from jinban.reactions import DUTIES, REACTIONS
from jinban.replay import facts, living
from jinban.replay.facts import Facts
from jinban.replay.living import Played, Script

HERE = Path(__file__).resolve().parent
SMALL, OTHER = HERE / "facts_700.json", HERE / "facts_other_year.json"


def script(path: Path = SMALL, *, seed: int = 1, scale: str = "1") -> Script:
    return Script(facts.read(path), seed, Fraction(scale))


def play(asked: Script, daily: Duties = DUTIES) -> Played:
    """A whole year, from the check to the last act."""
    living.prepare(asked)
    return living.live(asked, REACTIONS, lambda done, total, moment: None, daily)


def changed(path: str, value: Any, *, of: Path = SMALL) -> Facts:
    """The facts with one value another: `service_sinking.city.items.value`, or `identities.0.kind`."""
    plain = copy.deepcopy(json.loads(of.read_text("utf-8")))
    *way, last = path.split(".")
    node = plain
    for part in way:
        node = node[int(part)] if isinstance(node, list) else node[part]
    node[last] = value
    return facts.of(plain)


def lives() -> Counter[tuple[Any, ...]]:
    """Every case by all that a figure could count, whatever its key and its number."""
    columns = (
        "item_id", "site_id", "department_id", "delegation_id", "channel", "stage", "verdict", "way", "on_the_spot", "notified",
        "received_day", "accepted_day", "decided_day", "delivered_day", "promised_due", "applicant__id_hash",
    )  # fmt: skip
    return Counter(Case.objects.values_list(*columns))


def happened() -> Counter[tuple[str, Any]]:
    """How often what happened on which day."""
    return Counter(Event.objects.filter(subject_kind="cases.case").values_list("name", "at"))


def told(year: str) -> dict[str, Any]:
    """What `jinban circular --json` says of a year."""
    out = StringIO()
    call_command("circular", "--year", year, "--json", stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found
