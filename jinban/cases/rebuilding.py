"""What the events alone say of a case: where it stands and when it is due. Pure; whoever audits compares it with the row."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from jinban.cases.stages import CASE
from jinban.kit.events import Fact, fact_of
from jinban.kit.models import Event


class Rebuilt(NamedTuple):
    """The stage of a case and its two due days, empty while a pause or a year without a calendar keeps them so."""

    stage: str
    promised_due: date | None
    legal_due: date | None


# Where each fact leads; a fact of moves that leave the stage as it is leads nowhere.
LEADS_TO: Mapping[type[Fact], str] = {move.fact: move.to for move in CASE.moves if (move.to,) != move.sources}


def rebuild(events: Iterable[Event]) -> Rebuilt:
    """The stage and the due days that follow from the events of one case, given oldest first. Every event that moves a due day
    carries both days, so the last one that does so holds; what other rooms recorded of the case changes nothing."""
    stage, dues = CASE.start, (None, None)
    for event in events:
        fact = fact_of(event)
        stage = LEADS_TO.get(type(fact), stage)
        if hasattr(fact, "legal_due"):
            dues = (fact.promised_due, fact.legal_due)  # type: ignore[attr-defined]
    return Rebuilt(stage, *dues)
