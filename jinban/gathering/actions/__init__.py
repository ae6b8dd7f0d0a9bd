"""The only writer of what is gathered. Each action is one transaction and leaves a fact for what it changed."""

from jinban.gathering.actions.calling import MOST, Gathering, Outcome, gather
from jinban.gathering.actions.filing import check, drop, publish, recheck
from jinban.gathering.actions.mapping import map_name
from jinban.gathering.actions.reporting import Count, faults, report
from jinban.gathering.actions.sources import put_source
from jinban.gathering.actions.undoing import undo

__all__ = [
    "MOST",
    "Count",
    "Gathering",
    "Outcome",
    "check",
    "drop",
    "faults",
    "gather",
    "map_name",
    "publish",
    "put_source",
    "recheck",
    "report",
    "undo",
]
