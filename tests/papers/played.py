"""A case for each kind of paper, as the town lives it."""

from collections.abc import Callable

from jinban.cases import actions
from jinban.cases.models import Case
from tests.papers.printing import fresh
from tests.play import APPROVER, INSURE, LICENCE, MONDAY, RELIEF, WINDOW, at_the_department, person, seat, taken_in

NAME = "余小禾"


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
        case, by=window, at=MONDAY, why="wrong_office", reason="这一件归上级民政部门办。", where="黄石市民政局", remedies="六十日内复议。"
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


CASES: dict[str, Callable[[], Case]] = {
    "receipt": accepted, "listing": accepted, "accepted": accepted, "notice": told, "not_accepted": not_accepted,
    "granted": granted, "delivery": granted, "denied": denied,
}  # fmt: skip
