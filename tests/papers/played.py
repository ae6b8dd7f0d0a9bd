"""A case for each kind of paper, as the town lives it."""

from collections.abc import Callable
from decimal import Decimal

from jinban.cases import actions
from jinban.cases.models import Case
from jinban.kit.workdays import Limit, Unit
from jinban.people.actors import CLOCK
from tests.papers.printing import fresh
from tests.play import (
    APPROVER,
    DAY,
    HEAD,
    INSURE,
    LICENCE,
    MONDAY,
    RELIEF,
    WINDOW,
    answers,
    at_the_department,
    person,
    seat,
    taken_in,
)  # fmt: skip

NAME, AWAY = "余小禾", "yidi-changqi-juzhu"


def accepted(item: str = LICENCE, name: str = NAME) -> Case:
    window = seat(WINDOW)
    return actions.accept(fresh(taken_in(window, item, applicant=person(name).pk)), by=window, at=MONDAY)


def told(name: str = NAME) -> Case:
    window = seat(WINDOW)
    case = taken_in(window, RELIEF, lacking=("id-card",), applicant=person(name).pk)
    points = [actions.Point("id-card", "missing", "请带原件来。")]
    return actions.notify(fresh(case), by=window, at=MONDAY, points=points)


def not_accepted(name: str = NAME) -> Case:
    window = seat(WINDOW)
    case = fresh(taken_in(window, RELIEF, applicant=person(name).pk))
    return actions.refuse(
        case, by=window, at=MONDAY, why="wrong_office", reason="这一件归上级民政部门办。", remedies="六十日内复议。",
        where="请到黄石市民政局办理。",
    )  # fmt: skip


def granted(name: str = NAME) -> Case:
    window = seat(WINDOW)
    case = taken_in(window, INSURE, applicant=person(name).pk)
    return actions.conclude(fresh(case), by=window, at=MONDAY)


def denied(name: str = NAME) -> Case:
    return actions.decide(
        fresh(at_the_department()), by=seat(APPROVER), at=MONDAY, verdict="denied", reason="家庭月人均收入高于本市标准。",
        remedies="六十日内复议。",
    )  # fmt: skip


def extended() -> Case:
    case, head, approver = at_the_department(), seat(HEAD), seat(APPROVER)
    actions.ask_extension(fresh(case), by=approver, at=MONDAY + DAY, workdays=5, reason="材料要到外省核实。")
    return actions.extend(fresh(case), by=head, at=MONDAY + 2 * DAY)


def paused() -> Case:
    case, approver = at_the_department(), seat(APPROVER)
    week = Limit(Decimal(5), Unit.WORKDAY)
    return actions.pause(
        fresh(case), by=approver, at=MONDAY + DAY, kind="expert_review", needs=week, reason="请专家看病历。"
    )  # fmt: skip


def tolerated() -> Case:
    window = seat(WINDOW)
    case = taken_in(window, RELIEF, lacking=("accident-proof",), answers=answers(RELIEF, trouble="accident"))
    return actions.accept_lacking(fresh(case), by=window, at=MONDAY, promise="事故证明十五日内补来。")


def pledged() -> Case:
    window = seat(WINDOW)
    case = taken_in(window, AWAY, lacking=("pledge",), answers=answers(AWAY, proof="pledge"))
    return actions.pledge(fresh(case), by=window, at=MONDAY, promise="长期在外地居住，所说属实。")


def deemed() -> Case:
    case = taken_in(seat(WINDOW), LICENCE)
    return actions.deem(fresh(case), by=CLOCK, at=MONDAY + 8 * DAY)


CASES: dict[str, Callable[[], Case]] = {
    "receipt": accepted, "listing": accepted, "accepted": accepted, "notice": told, "not_accepted": not_accepted,
    "granted": granted, "delivery": granted, "denied": denied,
    "extension": extended, "special": paused, "tolerance": tolerated, "pledge": pledged,
}  # fmt: skip
