"""A thousand lawful walks: whoever does whatever is open to him, at whatever hour, what must hold holds after each step."""

from collections import Counter
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

import pytest
from django.db import connection, transaction

from jinban.cases import actions, queries
from jinban.cases.events import NoticeWithdrawn, Notified, Received
from jinban.cases.lights import AGREED, Light
from jinban.cases.models import Case
from jinban.cases.rebuilding import Rebuilt, rebuild
from jinban.cases.stages import CASE, RUNNING, S
from jinban.catalogue.models import ItemVersion
from jinban.delegation.models import Delegation
from jinban.kit.clock import legal_day
from jinban.kit.events import fact_of, history
from jinban.kit.models import Event
from jinban.people.actors import CLOCK, Actor
from jinban.places import queries as places
from jinban.places.models import Department, Site
from jinban.web import moves
from tests.cases.lawful import SHOWN, changed, do, now, on
from tests.play import (
    APPROVER,
    BACK,
    BIRTH,
    CARD,
    HEAD,
    HELPER,
    INSURE,
    LICENCE,
    POLICE,
    RELIEF,
    SERVICE,
    TOWN_HEAD,
    WINDOW,
    handed_over,
    intake,
    person,
    seat,
    taken_in,
)

pytestmark = pytest.mark.usefixtures("city")
WALKS = 1_000
DECIDED = {S.CLOSED, S.ISSUING, S.DELIVERED, S.ARCHIVED}
OVER = {S.RETURNED, S.NOT_ACCEPTED, S.WITHDRAWN, S.TRANSFERRED}
# How long until somebody does the next thing.
PASSES = tuple(timedelta(**span) for span in ({"minutes": 5}, {"hours": 3}, {"days": 1}, {"days": 4}, {"days": 16}))
ENDS, STEPS = {"withdraw", "void", "transfer", "refuse", "correct"}, 5
MOVED = {"lacking": ("stop-proof",), "answers": {"moved": "yes", "who": "self", "card": "has"}}
LIVES_THERE = {"lacking": ("pledge",), "answers": {"who": "self", "proof": "pledge"}}
ELDERS, ABROAD, START, LATE = "gaoling-jintie", "yidi-changqi-juzhu", on(2024, 3, 11), on(2026, 12, 14)


def actors(case: Case) -> list[Actor]:
    """Everybody before whom this case may come up, the clock included."""
    seats = [seat(one) for one in (HELPER, WINDOW, BACK, TOWN_HEAD, APPROVER, HEAD, SERVICE, POLICE)]
    own = Actor("applicant", case.applicant_id, "applicant", applicant=case.applicant_id)
    agent = [Actor("helper", 1, "helper", applicant=case.agent_id)] if case.agent_id else []
    department = Actor("seat", seat(APPROVER).id, "dept_approver", department=case.department_id)
    return [*seats, department, own, *agent, CLOCK]


def beginnings() -> Iterator[Case]:
    """Cases of all kinds from which walks begin."""
    helper, window, back, approver = seat(HELPER), seat(WINDOW), seat(BACK), seat(APPROVER)
    somebody = person()
    own = Actor.of_applicant(somebody)
    online = intake(window, at=START, applicant=somebody.pk, channel="online", agent=person().pk)
    yield actions.draft(online, by=own, at=START)
    yield taken_in(window, lacking=("id-card", "application"), at=START)
    yield taken_in(helper, CARD, at=START)
    yield taken_in(window, ELDERS, at=START, **MOVED)
    yield taken_in(window, ABROAD, at=START, **LIVES_THERE)
    elder = taken_in(window, ELDERS, at=START, **MOVED)
    yield actions.accept_lacking(now(elder), by=window, at=START, promise="十五个工作日内补交。")
    yield taken_in(window, INSURE, at=START)
    yield taken_in(helper, LICENCE, at=START)
    yield taken_in(seat(POLICE), BIRTH, at=START)
    yield taken_in(window, at=LATE)
    promised = actions.pledge(
        now(taken_in(window, ABROAD, at=START, **LIVES_THERE)), by=window, at=START, promise="属实。"
    )
    yield actions.conclude(now(promised), by=window, at=START)
    card = actions.accept(now(taken_in(window, CARD, at=START)), by=window, at=START)
    actions.check(now(card), by=back, at=START, advice="grant", opinion="材料齐。")
    yield actions.decide(now(card), by=seat(TOWN_HEAD), at=START, verdict="approved")
    changed(RELIEF, at=START, publicity=SHOWN, on_site=True)
    yield shown()
    disputed = actions.object_to(
        actions.publicise(now(shown()), by=approver, at=START), by=approver, at=START, text="不实。"
    )
    yield actions.ask_extension(disputed, by=approver, at=START, workdays=5, reason="要到外省核实。")


def shown() -> Case:
    """Checked by the department that must show it to the public and look at the spot before it grants."""
    window, approver = seat(WINDOW), seat(APPROVER)
    accepted = actions.accept(now(taken_in(window, at=START)), by=window, at=START)
    held = handed_over(now(accepted), seat(BACK), approver, START)
    return actions.check(now(held), by=approver, at=START, advice="grant", opinion="属实。")


class Shelf:
    """What cases point to, read once: a case is read a few thousand times."""

    def __init__(self) -> None:
        self.sites, self.departments = Site.objects.in_bulk(), Department.objects.in_bulk()
        self.versions = ItemVersion.objects.select_related("item").in_bulk()
        self.rows, self.calendar = Delegation.objects.in_bulk(), places.calendar()

    def read(self, pk: int) -> Case:
        """The case as the next page would read it."""
        case = Case.objects.get(pk=pk)
        case.item_version, case.delegation = self.versions[case.item_version_id], self.rows.get(case.delegation_id)
        case.item, case.department = case.item_version.item, self.departments[case.department_id]
        for name in ("site", "holder_site", "next_site"):
            setattr(case, name, self.sites.get(getattr(case, f"{name}_id")))
        for name in ("holder_department", "next_department"):
            setattr(case, name, self.departments.get(getattr(case, f"{name}_id")))
        return case


@dataclass
class Walk:
    """One way through a case's life. What it saw is kept: where the row stood at each moment."""

    case: Case
    at: datetime
    actors: list[Actor]
    dice: Random
    shelf: Shelf
    done: Counter[str]
    seen: list[tuple[datetime, Rebuilt]] = field(default_factory=list)

    def go(self, steps: int) -> None:
        for _ in range(steps):
            if not self.step():
                break
        self.told()

    def step(self) -> bool:
        """Somebody to whom something is open does it; whether there was anybody."""
        self.at += self.dice.choice(PASSES)
        for by in self.dice.sample(self.actors, len(self.actors)):
            verbs = [move.verb for move in queries.open_moves(self.case, by, self.at) if self.possible(move.verb)]
            if verbs:
                self.make(self.choice(verbs), by)
                return True
        return False

    def choice(self, verbs: list[str]) -> str:
        """What was done seldom is done rather; what ends everything, seldom."""
        weights = [1 / (1 + self.done[verb]) ** 2 / (9 if verb in ENDS else 1) for verb in verbs]
        return self.dice.choices(verbs, weights)[0]

    def possible(self, verb: str) -> bool:
        """Whether there are the officers, the offices, the calendar that an open move needs besides."""
        today = legal_day(self.at)
        if verb in ("visit", "hear"):
            return len(queries.officers(self.case, today)) > 1
        if verb in ("publicise", "accept_lacking"):
            return today.year < 2027 and self.case.notify_due is not None
        return verb != "forward" or bool(queries.targets(self.case, today))

    def make(self, verb: str, by: Actor) -> None:
        before = self.case.version
        made = self.concluded(by) if verb == "accept" else 0
        if not made:
            made = 1
            do(verb, self.case, by=by, at=self.at, dice=self.dice)
        self.done[verb if made == 1 else "conclude"] += 1
        self.case = self.shelf.read(self.case.pk)
        assert self.case.version == before + made, verb
        self.holds()

    def concluded(self, by: Actor) -> int:
        """On the spot, where that may be: three moves at once."""
        if not moves.may_conclude(self.case, by, legal_day(self.at)) or self.dice.random() < 0.5:
            return 0
        actions.conclude(self.case, by=by, at=self.at)
        return 3

    def holds(self) -> None:
        """What is so after every step."""
        case, today = self.case, legal_day(self.at)
        self.seen.append((self.at, Rebuilt(case.stage, case.promised_due, case.legal_due)))
        dated = case.promised_due is not None and case.legal_due is not None
        light = queries.light(case, today, self.shelf.calendar, AGREED)
        if case.stage in RUNNING:
            assert dated or case.paused_since or case.missing_year
            assert light != Light.NONE
            assert (light in (Light.UNDATED, Light.PAUSED)) <= (not dated)
        else:
            assert (light, case.paused_since) == (Light.NONE, None)
        if case.stage in DECIDED:
            assert case.verdict
            assert case.decided_day
        elif case.stage in OVER or case.stage == S.VOIDED:
            assert case.ended_day or case.decided_day

    def told(self) -> None:
        """The events alone say the same as the row did, at each moment; a notice holds once per receipt."""
        events = list(history(self.case))
        for moment, row in self.seen:
            assert rebuild(event for event in events if event.at <= moment) == row
        hold = 0
        for fact in map(fact_of, events):
            hold += {Notified: 1, NoticeWithdrawn: -1}.get(type(fact), 0)
            assert 0 <= hold <= 1
        assert sum(event.name == Received.name for event in events) <= 1


def test_a_thousand_lawful_walks():
    """Issue 3, shown by 2; scenarios.md K6: every open case shows a due date, or 停表中 and why."""
    begun = [(case.pk, Event.objects.latest("id").at, actors(case)) for case in beginnings()]
    shelf, done = Shelf(), Counter[str]()
    cases = {pk: shelf.read(pk) for pk, *_ in begun}

    # The rules are Python's and the same on both: on PostgreSQL, where each step costs more, half of the walks.
    for seed in range(WALKS if connection.vendor == "sqlite" else WALKS // 2):
        pk, at, who = begun[seed % len(begun)]
        point = transaction.savepoint()
        Walk(copy(cases[pk]), at, who, Random(seed), shelf, done).go(STEPS)
        transaction.savepoint_rollback(point)

    assert set(done) == {move.verb for move in CASE.moves} | {"conclude"}
