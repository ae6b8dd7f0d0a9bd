"""The stock opinions of the city's data."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from jinban.cases import events as happened
from jinban.cases.models import StockOpinion
from jinban.kit import rows
from jinban.kit.events import Code, record
from jinban.kit.transactions import action
from jinban.people.actors import Actor


@action
def put_opinions(given: Iterable[Mapping[str, Any]], *, by: Actor, at: datetime) -> int:
    """These are the city's stock opinions from now on: how many were added, changed or dropped. What was written with
    one that is dropped stays as it is."""
    wanted = [
        {
            "code": rows.text(row["code"]), "item_id": rows.code(row["item"]), "verb": rows.text(row["verb"]),
            "verdict": rows.text(row["verdict"]), "text": rows.text(row["text"]), "source": rows.text(row["source"]),
        }
        for row in given
    ]  # fmt: skip
    gone = list(StockOpinion.objects.exclude(pk__in=[row["code"] for row in wanted]))
    for one in gone:
        record(happened.OpinionDropped(), subject=one, by=by, at=at)
        one.delete()
    put = rows.put(StockOpinion, wanted, key=("code",))
    for one in put.touched:
        fact = happened.OpinionKept(fresh=one in put.added, verb=Code(one.verb), result=Code(one.verdict))
        record(fact, subject=one, by=by, at=at)
    return put.wrote + len(gone)
