"""What the passing of time brings to cases, whoever is at his desk: each case in its own transaction, done once however often
a duty runs."""

from collections.abc import Callable
from datetime import datetime

import structlog
from django.db import transaction
from django.db.models import QuerySet

from jinban.cases import actions, timed, watching
from jinban.cases.models import Case
from jinban.kit.clock import legal_day
from jinban.kit.faults import where
from jinban.kit.refused import Refused
from jinban.people.actors import CLOCK

log = structlog.get_logger("jinban.duties")


def deem_accepted(*, at: datetime) -> int:
    """What nobody answered in five working days counts as accepted (行政许可法第32条第四项)."""
    return _each(timed.unanswered(legal_day(at)), actions.deem, at=at)


def give_back(*, at: datetime) -> int:
    """Papers of which nothing came by the day of the notice are given back."""
    return _each(timed.unsupplied(legal_day(at)), actions.give_back, at=at)


def lapse_tolerances(*, at: datetime) -> int:
    """Promised papers that did not come in time: the application counts as withdrawn."""
    return _each(timed.broken_tolerances(legal_day(at)), actions.lapse, at=at)


def remind(*, at: datetime) -> int:
    """Whoever still has something to bring is reminded some days before the last one, once."""
    return _each(timed.to_remind(legal_day(at)), actions.remind, at=at)


def end_procedures(*, at: datetime) -> int:
    """A special procedure that takes longer than the applicant was told stops the clock no longer (行政许可法第45条)."""
    return _each(timed.overdue_procedures(legal_day(at)), actions.run_out, at=at)


def escalate(*, at: datetime) -> int:
    """Limits that were not kept go up by a level a day, as far as they must; wrong warnings are taken back."""
    return _each(watching.late(legal_day(at)), actions.escalate, at=at)


def _each(found: QuerySet[Case], act: Callable[..., object], *, at: datetime) -> int:
    """Do it to each, one transaction per case; what somebody did meanwhile is no fault. How many were done. A case that
    fails stops no other: the first fault is raised again when all had their turn, so that the duty is seen to have one."""
    done, first = 0, None
    for pk in list(found.values_list("pk", flat=True)):
        try:
            with transaction.atomic():
                act(Case.objects.select_related("item_version", "holder_site").get(pk=pk), by=CLOCK, at=at)
        except Refused:
            continue
        except Exception as fault:
            log.error("case failed", case=pk, error=where(fault))
            first = first or fault
            continue
        done += 1
    if first:
        raise first
    return done
