"""归集: cases that another system keeps come in, so that nobody types them twice. Each row has its own outcome."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from jinban.gathering import actions, queries
from jinban.kit.clock import now
from jinban.web.api.door import actor, spoken
from jinban.web.api.once import Key, once
from jinban.web.api.shapes import Closed, Code, line

router = Router(tags=["归集"])
SCOPE, MOST = "gathered.write", 5000


class SourceOut(Schema):
    code: str
    name: str
    department: str | None


class Sources(Schema):
    sources: list[SourceOut]


class RowsIn(Closed):
    """`rows`: as `number`, `item`, `state` and, where there are any, `place`, `department`, `channel`, `received`, `accepted`,
    `decided`, `result`; what a row holds besides is told as a fault of that row."""

    source: Code
    rows: Annotated[
        list[Annotated[dict[line(40), line(200) | None], Field(max_length=20)]], Field(min_length=1, max_length=MOST)
    ]


class FaultOut(Schema):
    column: str
    kind: str
    sentence: str


class OutcomeOut(Schema):
    """What became of one row: added, changed, same or faulty. `waiting`: no item is known by its name yet."""

    index: int
    number: str
    outcome: str
    waiting: bool
    faults: list[FaultOut]


class GatheringOut(Schema):
    """`load`: the number under which what was written can be undone; null where nothing was."""

    load: int | None
    added: int
    changed: int
    same: int
    faulty: int
    outcomes: list[OutcomeOut]


@router.get("/gathered/sources", operation_id="sources", summary="能归集哪些来源", **spoken(SCOPE, Sources))
def sources(request: HttpRequest) -> Any:
    """The sources of which this system hands in cases: those of its own department."""
    rows = queries.sources(actor(request))
    return {"sources": [{"code": one.pk, "name": one.name, "department": one.department_id} for one in rows]}


@router.post("/gathered", operation_id="gather", summary="归集办件", **spoken(SCOPE, GatheringOut))
def gather(request: HttpRequest, key: Key, given: RowsIn) -> Any:
    """Take in cases of another system, told apart by source and number; the same rows again change nothing. Faulty rows are told
    one by one and not written; the sound ones are."""
    by, at = actor(request), now()

    def work() -> tuple[int, str]:
        done = actions.gather(given.rows, source=given.source, by=by, at=at)
        return 200, GatheringOut.model_validate(_said(done)).model_dump_json()

    return once(request, key, work, at)


def _said(done: Any) -> dict[str, Any]:
    return {
        "load": done.load,
        **{outcome: done.count(outcome) for outcome in ("added", "changed", "same", "faulty")},
        "outcomes": [
            {
                "index": one.index,
                "number": one.number,
                "outcome": one.outcome,
                "waiting": one.waiting,
                "faults": [{"column": column, "kind": kind, "sentence": said} for column, kind, said in one.faults],
            }
            for one in done.outcomes
        ],
    }
