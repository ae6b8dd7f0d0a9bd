"""Cases as they come to the office, and somebody who works on them there."""

from django.test import Client

from jinban.cases import actions, queries
from jinban.cases.models import Case
from jinban.people.actors import CLOCK
from tests.play import APPROVER, BIRTH, MONDAY, POLICE, RELIEF, WINDOW, handed_over, person, seat, taken_in


def again(case: Case) -> Case:
    """The case as the next page would read it."""
    return queries.get(CLOCK, case.pk)


def accepted(name: str = "余小禾", at=MONDAY, item: str = RELIEF) -> Case:
    window = seat(WINDOW)
    case = taken_in(window, item, at=at, applicant=person(name, at=at).pk)
    return actions.accept(again(case), by=window, at=at)


def at_department(name: str = "余小禾", at=MONDAY) -> Case:
    """Accepted by the town, lying with the civil affairs office."""
    return handed_over(again(accepted(name, at)), seat(WINDOW), seat(APPROVER), at)


def to_decide(name: str = "余小禾", at=MONDAY) -> Case:
    """Checked, so that only the decision is left."""
    case = again(at_department(name, at))
    return actions.check(case, by=seat(APPROVER), at=at, advice="grant", opinion="入户两人，情况属实。")


def police_case() -> Case:
    """Accepted at the police window of the town."""
    window = seat(POLICE)
    return actions.accept(again(taken_in(window, BIRTH)), by=window, at=MONDAY)


def page(client: Client, address: str) -> str:
    """A page that opens."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def do(client: Client, case: Case, verb: str, **said: str):
    fields = {"version": str(again(case).version), **said}
    data = {f"{verb}-{name}": value for name, value in fields.items()}
    return client.post(f"/office/cases/{case.pk}/do/{verb}", data)
