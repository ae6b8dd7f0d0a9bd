"""A town in which something of everything has happened: what pages, lists and stories show."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from jinban.cases import actions, queries
from jinban.cases.models import Case
from jinban.circular import actions as circular_actions
from jinban.circular import queries as circulars
from jinban.circular.models import Circular
from jinban.kit import sealfiles
from jinban.kit.chaining import catch_up
from jinban.kit.clock import legal_day, now
from jinban.kit.deliveries import Delivery
from jinban.kit.events import history
from jinban.kit.models import DutyRun
from jinban.loading import actions as loading
from jinban.loading.models import Load
from jinban.messages import actions as messages
from jinban.messages.models import Sending
from jinban.papers import actions as paper_actions
from jinban.papers import queries as papers
from jinban.papers.models import Paper
from jinban.people import actions as people
from jinban.people import queries as people_queries
from jinban.people.actors import CLOCK
from jinban.people.models import Applicant
from jinban.places.models import Department
from jinban.systems import actions as systems
from jinban.systems.models import Parcel
from jinban.systems.queries import visible_to as systems_of
from tests.gathering.lived import Gathering, gathered
from tests.play import (
    APPROVER,
    BACK,
    BIRTH,
    BUSINESS,
    HELPER,
    INSURE,
    POLICE,
    RELIEF,
    SERVICE,
    SYSADMIN,
    WINDOW,
    person,
    seat,
    taken_in,
)  # fmt: skip


@dataclass
class Town:
    """Cases of every kind that a page can show, made through the actions."""

    received: Case
    lacking: Case
    told: Case
    refused: Case
    accepted: Case
    with_department: Case
    delivered: Case
    village: Case
    coming: Case
    police: Case
    circular: Circular
    gathering: Gathering
    seals: str


def lived_in(at: Any, *, more: int = 0) -> Town:
    """A town with a case in each state; `more` adds so many rows of each common kind."""
    helper, window, back, approver = seat(HELPER), seat(WINDOW), seat(BACK), seat(APPROVER)

    def again(case: Case) -> Case:
        return queries.get(CLOCK, case.pk)

    def taken(**changes: Any) -> Case:
        return taken_in(window, RELIEF, at=at, **changes)

    for _ in range(more + 1):
        watched(person(at=at), at), pushed(at)
    for _ in range(more):
        told(actions.accept(again(taken()), by=window, at=at), at)
        at_department(again(actions.accept(again(taken()), by=window, at=at)), back, approver, at)
        actions.conclude(again(taken_in(window, INSURE, at=at)), by=window, at=at)
        actions.forward(again(taken_in(helper, RELIEF, at=at)), by=helper, at=at, to=back.site)
        taken(lacking=("id-card",))
    points = [actions.Point("id-card", "missing", "请带原件来。")]
    return Town(
        received=taken(),
        lacking=taken(lacking=("id-card",)),
        told=actions.notify(again(taken(lacking=("id-card",))), by=window, at=at, points=points),
        refused=turned_away(again(taken()), window, at),
        accepted=told(actions.accept(again(taken()), by=window, at=at), at),
        with_department=told(at_department(actions.accept(again(taken()), by=window, at=at), back, approver, at), at),
        delivered=actions.conclude(again(taken_in(window, INSURE, at=at)), by=window, at=at),
        village=taken_in(helper, INSURE, at=at),
        coming=actions.forward(again(taken_in(helper, RELIEF, at=at)), by=helper, at=at, to=back.site),
        police=taken_in(seat(POLICE), BIRTH, at=at),
        circular=begun(at),
        gathering=gathered(at, more=more),
        seals=seal_file(at),
    )


def turned_away(case: Case, window: Any, at: Any) -> Case:
    """What belongs to another office is refused with where to go."""
    words = {"reason": "归上级办。", "where": "黄石市民政局", "remedies": "六十日内复议。"}
    return actions.refuse(case, by=window, at=at, why="wrong_office", **words)


def seal_file(at: Any) -> str:
    """The name of the newest daily seal file; there is one of this day."""
    catch_up(at=at, slices=1)
    sealfiles.write(at=at)
    return sealfiles.names(sealfiles.folder())[-1]


def begun(at: Any) -> Circular:
    """The bulletin of the month before, once."""
    last = (legal_day(at).replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    there = circulars.listed(seat(BUSINESS)).filter(period=last).first()
    return there or circular_actions.draft(kind="bulletin", period=last, by=seat(BUSINESS), at=at)


def watched(somebody: Applicant, at: Any) -> None:
    """What those who watch see in their lists: somebody looked at a number, something could not be delivered."""
    people.unmask(somebody, "number", case_id=1, by=seat(WINDOW), at=at)
    Delivery.objects.create(
        event=history(somebody).order_by("id").last(), reaction="cases.set_dates", state="failed", due_at=at, tries=7,
        error="KeyError，在 cases/dates.py 第 12 行",
    )  # fmt: skip
    DutyRun.objects.create(
        duty=f"cases.look_{DutyRun.objects.count()}", label="看一看", period=legal_day(at).isoformat(), due_at=at, tries=1,
        error="KeyError，在 cases/duties.py 第 12 行",
    )  # fmt: skip


def connected() -> int:
    """The system that is connected, once."""
    known = systems_of(seat(SYSADMIN)).first()
    return known.pk if known else 0


def pushed(at: Any) -> None:
    """A system with a token and a hook; one thing reached it, one did not."""
    by, department = seat(SYSADMIN), Department.objects.get(pk="renshe")
    known = systems_of(by).first() or systems.register(
        name="智慧社保", owner=department, contact="信息中心", role="dept_approver", department=department, by=by, at=at
    )
    systems.issue_token(known, scopes=["cases.read"], valid_to=legal_day(at) + timedelta(days=365), by=by, at=at)
    hook, _ = systems.add_hook(known, url="https://partner.example/jinban", facts=["cases.received"], by=by, at=at)
    for event in history(known)[:2]:
        systems.enqueue(hook, event, {}, due_at=at, at=at)
    systems.send_due(at=at, worker="w", post=lambda url, body, headers: 200 if body else 500)
    Parcel.objects.filter(pk=Parcel.objects.last().pk).update(state="failed", sent_at=None)


def told(case: Case, at: Any) -> Case:
    """The applicant was told that it was accepted; the short message did not get through."""
    values = {"day": legal_day(at), "due": case.promised_due}
    message = messages.tell(case.applicant_id, "accepted", case, values, by=CLOCK, at=at)
    Sending.objects.create(
        message=message, channel="sms", state="failed", due_at=at, tries=7, to="138****5678", error="对方答复 HTTP 500"
    )
    return case


def at_department(case: Case, back: Any, approver: Any, at: Any) -> Case:
    """Checked by the centre and taken over by the department."""
    case = actions.check(queries.get(CLOCK, case.pk), by=back, at=at, advice="grant", opinion="入户两人，情况属实。")
    actions.forward(queries.get(CLOCK, case.pk), by=back, at=at, to="minzheng")
    return actions.take_over(queries.get(CLOCK, case.pk), by=approver, at=at)


def paper_key(case: Case) -> str:
    """Where the 受理通知书 of an accepted case is found."""
    return next(slip.key for slip in papers.demanded_of(case) if slip.kind.key == "accepted")


def paper_made(case: Case) -> Paper:
    return paper_actions.make(queries.get(CLOCK, case.pk), paper_key(case), by=CLOCK, at=case.received_at)


def handed_in(name: str = "新类别") -> Load:
    """A file with one more class of items, or with a fault: without its name."""
    raw = f"code,name,note\nxin-lei,{name},\n".encode()
    return loading.hand_in(["classes"], "类别.csv", raw, by=seat(SERVICE), at=now())


def number_end(case: Case) -> str:
    return people_queries.clear_number(queries.get(CLOCK, case.pk).applicant)[-4:]
