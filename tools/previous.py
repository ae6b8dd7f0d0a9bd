"""The filled database of a release, small, for the tests of the next one: `tests/previous/`.

    PYTHONPATH=. python tools/previous.py

Run at a release, in its own checkout: the code of the release makes the rows. The city is loaded, a few dozen cases live through
every move that is lawful, a bulletin is issued; everybody is invented, the database is marked 演示. Written are all rows by table
(`rows.json.xz`, as SQLite holds them) and what must still be so after migrating (`release.json`): the leaves of the migrations,
the counts, the figures, some numbers of applicants, and the keys, which protect nothing else.
"""

import base64
import json
import lzma
import os
import sqlite3
import sys
import tempfile
from collections import Counter
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

INTO = Path(__file__).resolve().parent.parent / "tests" / "previous"
KEYS = {"seal-1.key": "0123456789abcdef0123456789abcdef", "lookup.key": "fedcba9876543210fedcba9876543210"}
HOME = Path(tempfile.mkdtemp(prefix="jinban-previous-"))
os.environ |= {"DJANGO_SETTINGS_MODULE": "jinban.settings", "JINBAN_HOME": str(HOME), "JINBAN_SECRET": "only for tests"}
os.environ.pop("DATABASE_URL", None)
(HOME / "keys").mkdir()
for key, value in KEYS.items():
    (HOME / "keys" / key).write_text(value)

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.migrations.loader import MigrationLoader  # noqa: E402

from jinban.cases.figures import Asked  # noqa: E402
from jinban.cases.models import Case  # noqa: E402
from jinban.circular import actions as circulars  # noqa: E402
from jinban.kit.clock import legal_day  # noqa: E402
from jinban.kit.figures import FIGURES, Period  # noqa: E402
from jinban.kit.models import Event  # noqa: E402
from jinban.kit.worker import route, run_due  # noqa: E402
from jinban.papers import actions as papers  # noqa: E402
from jinban.papers import queries as demanded  # noqa: E402
from jinban.people import actions as staff  # noqa: E402
from jinban.people import queries as people  # noqa: E402
from jinban.people.models import Applicant  # noqa: E402
from jinban.reactions import REACTIONS  # noqa: E402
from tests.cases import test_walks as walks  # noqa: E402
from tests.play import APPROVER, BUSINESS, DAY, HEAD, MONDAY, SERVICE, seat  # noqa: E402
from tests.samples import lived_in  # noqa: E402

# Rows that belong to the machine, or that `migrate` itself makes.
OTHERS = {"django_migrations", "django_content_type", "auth_permission", "django_session", "sqlite_sequence"}
MAYOR = "d020"
STEPS, YEAR = 4, "2024"


def live() -> None:
    """Everything that can happen, to somebody who does not exist."""
    call_command("load", "data", verbosity=0)
    town = lived_in(MONDAY, more=3)
    begun = [(case.pk, Event.objects.latest("id").at, walks.actors(case)) for case in walks.beginnings()]
    shelf, done = walks.Shelf(), Counter[str]()
    for seed, (pk, at, who) in enumerate(begun):
        walks.Walk(shelf.read(pk), at, who, Random(seed), shelf, done).go(1 + 2 * (seed % STEPS))
    for case in (town.accepted, town.with_department, town.delivered):
        for slip in demanded.demanded_of(case):
            papers.make(walks.now(case), slip.key, by=walks.CLOCK, at=MONDAY)
    bulletin(town.circular)
    away()
    route(REACTIONS, at=MONDAY, limit=10_000)
    while run_due(REACTIONS, at=MONDAY + DAY, worker="previous"):
        pass
    print("moves:", dict(done), "stages:", sorted(set(Case.objects.values_list("stage", flat=True))), file=sys.stderr)


def away() -> None:
    """An officer is away for a week, another of his office stands in."""
    first, deputy = legal_day(MONDAY), people.staff_by(APPROVER)
    post = people.all_seats_of(people.staff_by(HEAD))[0]
    staff.enter_absence(
        post, first=first, last=first + 7 * DAY, deputy=deputy, reason="学习。", by=seat(HEAD), at=MONDAY
    )


def bulletin(draft: Any) -> None:
    """The draft of a month goes its way to the archive."""
    writer, at = seat(BUSINESS), MONDAY + DAY
    circulars.comment(draft, by=writer, at=at, text="请再核对。")
    for verb, by in ((circulars.review, seat(SERVICE)), (circulars.approve, seat(MAYOR)), (circulars.issue, writer)):
        draft.refresh_from_db()
        verb(draft, by=by, at=at)


def rows() -> dict[str, Any]:
    """Every table with its columns and rows, values as SQLite holds them; bytes in base64."""
    found = {}
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as plain:
        tables = {name for (name,) in plain.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        for table in sorted(tables - OTHERS):
            read = plain.execute(f'SELECT * FROM "{table}" ORDER BY 1')
            columns = [column[0] for column in read.description]
            if several := [[_plain(value) for value in row] for row in read]:
                found[table] = {"columns": columns, "rows": several}
    return found


def _plain(value: Any) -> Any:
    return {"bytes": base64.b64encode(value).decode()} if isinstance(value, bytes) else value


def promises(kept: dict[str, Any]) -> dict[str, Any]:
    """What must be so after the next release's migrations."""
    period = Period.parse(YEAR)
    values = Asked(period).totals(figure for figure in FIGURES.values() if figure.fits(period))
    numbers = {str(one.pk): people.clear_number(one) for one in Applicant.objects.order_by("pk")[:20]}
    return {
        "leaves": sorted(list(leaf) for leaf in MigrationLoader(connection).graph.leaf_nodes()),
        "counts": {table: len(part["rows"]) for table, part in kept.items()},
        "year": YEAR,
        "figures": {key: [value.count, value.of] for key, value in values.items()},
        "numbers": numbers,
        "keys": KEYS,
    }


def main() -> None:
    call_command("migrate", verbosity=0)
    live()
    kept = rows()
    text = json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode()
    INTO.mkdir(exist_ok=True)
    packed = lzma.compress(text, preset=9 | lzma.PRESET_EXTREME)
    (INTO / "rows.json.xz").write_bytes(packed)
    (INTO / "release.json").write_text(json.dumps(promises(kept), ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(
        f"{sum(len(part['rows']) for part in kept.values())} rows, {len(text):,} → {len(packed):,} bytes",
        file=sys.stderr,
    )
    for table, part in sorted(kept.items(), key=lambda one: -len(json.dumps(one[1]))):
        print(f"{len(part['rows']):6} {len(json.dumps(part)):9,} {table}", file=sys.stderr)


if __name__ == "__main__":
    main()
