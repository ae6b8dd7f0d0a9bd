"""Like cases made the same move at once: each still in a transaction of its own, with its own event."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from jinban.cases import bulk
from jinban.cases.actions.deciding import check, decide
from jinban.cases.actions.handing import forward, take_over
from jinban.cases.actions.steps import claimed, repeated
from jinban.cases.models import Case
from jinban.kit.life import FASTER
from jinban.kit.refused import Refused
from jinban.kit.transactions import action
from jinban.people.actors import Actor

MAKES: Mapping[str, Callable[..., Case]] = {
    "check": check, "decide": decide, "forward": forward, "take_over": take_over,
}  # fmt: skip


@action
def one_of_many(
    case: Case, verb: str, *, version: int | None, kind: str, key: str, by: Actor, at: datetime, **said: Any
) -> bool:
    """Make this move of one case as part of a batch, under a key of its own: False when the same key has done it
    already. `version` is that of the case as it was shown, `kind` that of the whole batch. Refused as the move itself
    refuses it, when somebody has worked on the case since, and of what is weighed a case that is unlike the others or lacks
    papers; nothing is written then and the key is free again."""
    if repeated(key, verb, by=by, at=at, body=[case.pk, said]) is not None:
        return False
    if case.version != version:
        raise Refused(FASTER.format("件"))
    if sentence := bulk.UNLIKE if bulk.kind(case, verb) != kind else bulk.lacking(case, verb):
        raise Refused(sentence)
    MAKES[verb](case, by=by, at=at, **said)
    claimed(key, case)
    return True
