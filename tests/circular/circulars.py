"""Circulars to play with: the people, a small year, a draft brought as far as a test needs it. Needs `city`."""

from datetime import timedelta

import msgspec

from jinban.cases import actions as cases
from jinban.cases.models import Case
from jinban.circular import actions, queries
from jinban.circular.models import Circular
from jinban.circular.outline import Outline
from tests.play import (
    APPROVER,
    BUSINESS,
    DAY,
    HELPER,
    INSURE,
    MONDAY,
    OTHER_WINDOW,
    RELIEF,
    SERVICE,
    WINDOW,
    again,
    handed_over,
    seat,
    taken_in,
)  # fmt: skip

MAYOR = "d020"
JANUARY = MONDAY.replace(year=2025, month=1, day=6)


def concluded(who: str = WINDOW, at=MONDAY) -> Case:
    by = seat(who)
    return cases.conclude(again(taken_in(by, INSURE, at=at), by), by=by, at=at)


def decided(after_days: int, at=MONDAY) -> Case:
    window, approver, then = seat(WINDOW), seat(APPROVER), at + timedelta(days=after_days)
    case = cases.accept(again(taken_in(window, RELIEF, at=at), window), by=window, at=at)
    case = handed_over(again(case, window), window, approver, at)
    case = cases.check(again(case, approver), by=approver, at=then, advice="grant", opinion="情况属实。")
    return cases.decide(again(case, approver), by=approver, at=then, verdict="approved")


def a_year() -> None:
    """2024: two towns and a village, instant and promised, one late."""
    concluded(), concluded(OTHER_WINDOW), concluded(HELPER, MONDAY + 30 * DAY)
    decided(2), decided(3), decided(40)


def fresh(circular: Circular) -> Circular:
    return queries.get(seat(BUSINESS), circular.pk)


def drafted(kind: str = "annual", period: str = "2024") -> Circular:
    return fresh(actions.draft(kind=kind, period=period, by=seat(BUSINESS), at=JANUARY))


def with_words(text: Outline, key: str, written: str) -> Outline:
    """The outline with words by hand in one part."""
    parts = tuple(msgspec.structs.replace(part, written=written) if part.key == key else part for part in text.parts)
    return msgspec.structs.replace(text, parts=parts)


def finished(circular: Circular) -> Circular:
    """The draft with words under every heading that has none."""
    text, keys = queries.text_of(circular), {part.heading: part.key for part in queries.text_of(circular).parts}
    for heading in queries.draft_of(circular, JANUARY.date()).gaps:
        text = with_words(text, keys[heading], "这一部分由市营商办补写。")
    actions.revise(circular, by=seat(BUSINESS), at=JANUARY, text=text)
    return fresh(circular)


def approved(circular: Circular) -> Circular:
    actions.review(fresh(circular), by=seat(SERVICE), at=JANUARY)
    actions.approve(fresh(circular), by=seat(MAYOR), at=JANUARY)
    return fresh(circular)


def issued(circular: Circular) -> Circular:
    actions.issue(approved(circular), by=seat(BUSINESS), at=JANUARY)
    return fresh(circular)
