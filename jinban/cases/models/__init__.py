"""The case and the rows that belong to it. Fields and constraints only."""

from jinban.cases.models.case import Case, Channel, Verdict, Way
from jinban.cases.models.papers import CaseMaterial, Handover, Note, Notice, NoticePoint, Once, StockOpinion
from jinban.cases.models.procedure import (
    Correction,
    Examination,
    Extension,
    Objection,
    Pause,
    Pledge,
    Publicity,
    Request,
    Tolerance,
)

__all__ = [
    "Case", "CaseMaterial", "Channel", "Correction", "Examination", "Extension", "Handover", "Note", "Notice", "NoticePoint",
    "Objection", "Once", "Pause", "Pledge", "Publicity", "Request", "StockOpinion", "Tolerance", "Verdict", "Way",
]  # fmt: skip
