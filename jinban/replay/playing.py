"""Playing a planned case: each act is one action of a room, by the post whose turn it is, at its moment."""

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from jinban.cases import actions, queries
from jinban.cases.actions.counter import paper_of
from jinban.cases.models import Case
from jinban.cases.stages import S
from jinban.catalogue import rules
from jinban.catalogue.content import Content, Field, Material
from jinban.kit.clock import legal_day
from jinban.people import actions as people
from jinban.people.actors import CLOCK, Actor, system
from jinban.people.models import Applicant
from jinban.replay import persons
from jinban.replay.plan import Plan, Planned
from jinban.replay.routes import Act
from jinban.replay.seating import Place

REPLAY = system("replay")
SHOPS_IN_A_TOWN = 200
AGENT = "agent"
NOBODYS_PHONE = "07140000000"


class Player:
    """Plays the acts of a plan. Cases under way are kept at hand; after a break they are found by their key."""

    def __init__(self, plan: Plan, seats: Mapping[Place, Actor]) -> None:
        self.plan, self.seats, self.words = plan, seats, plan.profile.words
        self._open: dict[int, tuple[Planned, Case | None]] = {}
        self._situations: dict[int, list[dict[str, str]]] = {}
        self._known: dict[int | str, int] = {}
        self._verbs: Mapping[str, Callable[[Planned, Act, Case, Actor, datetime], Any]] = {
            "receive": self._receive, "notify": self._notify, "supply": self._supply, "forward": self._forward,
            "take_over": self._take_over, "accept": self._accept, "conclude": self._conclude, "check": self._check,
            "decide": self._decide, "issue": self._issue, "deliver": self._deliver, "refuse": self._refuse,
            "withdraw": self._withdraw, "give_back": self._give_back, "void": self._void,
        }  # fmt: skip

    def play(self, number: int, place: int) -> None:
        """Play one act of one case. Refused when somebody else has meanwhile taken the case another way."""
        planned, case = self._open.pop(number, (None, None))
        planned = planned or self.plan.case(number)
        act, at = planned.acts[place], planned.moments[place]
        by = self._by(planned, act)
        if place == 0:
            case = self._begin(planned, act, by, at)
        else:
            case = case or queries.by_key(self._key(planned))
            if case is not None:
                self._verbs[act.verb](planned, act, case, by, at)
        if place + 1 < len(planned.acts):
            self._open[number] = (planned, case)

    def forget(self, keys: Collection[str]) -> None:
        """Read the cases with these keys anew before their next act: somebody else has moved them."""
        for number, (planned, case) in self._open.items():
            if case is not None and str(case.pk) in keys:
                self._open[number] = (planned, None)

    def _key(self, planned: Planned) -> str:
        return f"{self.plan.salt}/{planned.number}"[:64]

    def _by(self, planned: Planned, act: Act) -> Actor:
        if act.verb == "give_back":
            return CLOCK
        if act.verb == "apply":
            return REPLAY
        code = "" if act.verb == "void" else self._code(planned, act.office)
        return self.seats[act.role, code]

    def _code(self, planned: Planned, office: str) -> str:
        if office == "department":
            return str(planned.offer.row.department_id)
        return planned.spot.origin.code if office == "station" else planned.spot.centre.code

    # the beginning

    def _begin(self, planned: Planned, act: Act, by: Actor, at: datetime) -> Case:
        rng = Random(f"{planned.salt}/{planned.number}/papers")
        applicant = self._applicant(planned, by, at)
        agent = self._agent(planned, applicant, by, at) if planned.channel == "helper" else None
        answers = self._answers(planned, rng, acted=agent is not None)
        papers = self._papers(planned, answers, lacking=any(act.verb == "notify" for act in planned.acts))
        intake = actions.Intake(
            item=planned.offer.row.item_id, applicant=applicant, site=planned.spot.origin.code, agent=agent,
            channel=planned.channel, answers=answers, form=self._form(planned, answers, rng, at), papers=papers,
        )  # fmt: skip
        if act.verb == "apply":
            himself = Actor("applicant", applicant, role="applicant", applicant=applicant)
            case = actions.draft(intake, by=himself, at=at, key=self._key(planned))
            return actions.submit(case, by=himself, at=at)
        # The next act of the same case finds it by this key after a break.
        key = self._key(planned) if len(planned.acts) > 1 else ""
        case = actions.take_in(intake, by=by, at=at, key=key)
        return actions.conclude(case, by=by, at=at) if act.verb == "spot" else case

    def _applicant(self, planned: Planned, by: Actor, at: datetime) -> int:
        objects = planned.offer.content.elements.objects.value
        if "citizen" in objects:
            return self._citizen(planned.person, by, at)
        serial = sum(map(int, planned.spot.centre.town[6:9])) * SHOPS_IN_A_TOWN + planned.person % SHOPS_IN_A_TOWN
        if "enterprise" not in objects or planned.number % 2:
            return self._citizen(serial, by, at)
        made = persons.shop(serial, self._made(serial), planned.salt, self.plan.profile)
        if made.number not in self._known:
            owner = self._registered(self._made(serial), serial, by, at)
            self._known[made.number] = self._registered(made, None, by, at, responsible=owner).pk
        return self._known[made.number]

    def _made(self, serial: int) -> persons.Made:
        return persons.citizen(serial, self.plan.salt, self.plan.profile)

    def _citizen(self, serial: int, by: Actor, at: datetime) -> int:
        if serial not in self._known:
            self._known[serial] = self._registered(self._made(serial), serial, by, at).pk
        return self._known[serial]

    def _registered(
        self, made: persons.Made, serial: int | None, by: Actor, at: datetime, *, responsible: Applicant | None = None
    ) -> Applicant:
        home = None if serial is None else self.plan.spots.home(serial)
        return people.register_applicant(
            id_type=made.id_type, number=made.number, name=made.name, phone=made.phone, home=home,
            responsible=responsible, by=by, at=at,
        )  # fmt: skip

    def _agent(self, planned: Planned, applicant: int, by: Actor, at: datetime) -> int | None:
        """The helper of that place, unless he himself is the applicant."""
        found = self._citizen(self.plan.spots.helper(planned.spot), by, at)
        return None if found == applicant else found

    def _answers(self, planned: Planned, rng: Random, *, acted: bool) -> dict[str, str]:
        version = planned.offer.version
        if version.pk not in self._situations:
            self._situations[version.pk] = list(rules.situations(planned.offer.content))
        every = self._situations[version.pk]
        fitting = [one for one in every if (AGENT in one.values()) == acted]
        return rng.choice(fitting or every)

    def _papers(self, planned: Planned, answers: Mapping[str, str], *, lacking: bool) -> dict[str, actions.Paper]:
        content = planned.offer.content
        found = {material.key: _paper(content, material) for material in rules.materials(content, answers)}
        if lacking and (missed := _missed(content, answers)):
            found[missed.key] = actions.Paper()
        return found

    def _form(self, planned: Planned, answers: Mapping[str, str], rng: Random, at: datetime) -> dict[str, Any]:
        """Something in every field that must be filled in; where a number of a document is asked for, nothing."""
        asked = [field for field in rules.fields(planned.offer.content, answers) if field.required]
        return {field.key: self._filled(field, planned, rng, legal_day(at)) for field in asked}

    def _filled(self, field: Field, planned: Planned, rng: Random, day: date) -> str | bool:
        if field.kind == "number":
            return str(rng.randint(1, min(field.max or 9, 9)))
        if field.kind == "date":
            return (day - timedelta(days=rng.randrange(60))).isoformat()
        if field.kind == "choice":
            return rng.choice(field.choices)
        if field.kind == "bool":
            return rng.random() < 0.5
        if field.kind == "phone":
            return self._made(planned.person).phone or NOBODYS_PHONE
        return "" if field.kind == "id" else self.plan.profile.filled

    # each verb

    def _receive(self, planned: Planned, act: Act, case: Case, by: Actor, at: datetime) -> None:
        actions.receive(case, by=by, at=at)

    def _notify(self, planned: Planned, act: Act, case: Case, by: Actor, at: datetime) -> None:
        missed = _missed(planned.offer.content, case.answers)
        key = missed.key if missed else ""
        actions.notify(case, by=by, at=at, points=[actions.Point(key, "missing", self.words.supply)])

    def _supply(self, planned: Planned, act: Act, case: Case, by: Actor, at: datetime) -> None:
        missed = _missed(planned.offer.content, case.answers)
        actions.supply(case, by=by, at=at, papers={missed.key: _paper(planned.offer.content, missed)} if missed else {})

    def _forward(self, planned: Planned, act: Act, case: Case, by: Actor, at: datetime) -> None:
        actions.forward(case, by=by, at=at, to=self._code(planned, act.to))

    def _take_over(self, planned: Planned, act: Act, case: Case, by: Actor, at: datetime) -> None:
        actions.take_over(case, by=by, at=at)

    def _accept(self, planned: Planned, act: Act, case: Case, by: Actor, at: datetime) -> None:
        actions.accept(case, by=by, at=at)

    def _conclude(self, planned: Planned, act: Act, case: Case, by: Actor, at: datetime) -> None:
        actions.conclude(case, by=by, at=at)

    def _check(self, planned: Planned, act: Act, case: Case, by: Actor, at: datetime) -> None:
        deny = planned.fate == "denied"
        opinion = self.words.opinion_deny if deny else self.words.opinion_grant
        actions.check(case, by=by, at=at, advice="deny" if deny else "grant", opinion=opinion)

    def _decide(self, planned: Planned, act: Act, case: Case, by: Actor, at: datetime) -> None:
        if planned.fate == "denied":
            reason, remedies = self.words.denied, self.words.remedies
            actions.decide(case, by=by, at=at, verdict="denied", reason=reason, remedies=remedies)
        else:
            actions.decide(case, by=by, at=at, verdict="approved")

    def _issue(self, planned: Planned, act: Act, case: Case, by: Actor, at: datetime) -> None:
        actions.issue(case, by=by, at=at, paper=f"{self.words.paper} {case.number}")

    def _deliver(self, planned: Planned, act: Act, case: Case, by: Actor, at: datetime) -> None:
        ways = self.plan.profile.ways
        rng = Random(f"{planned.salt}/{planned.number}/way")
        way = rng.choices(list(ways), list(ways.values()))[0]
        receiver = {"helper": self.words.by_helper, "post": self.words.by_post}.get(way, "")
        actions.deliver(case, by=by, at=at, way=way, receiver=receiver)

    def _refuse(self, planned: Planned, act: Act, case: Case, by: Actor, at: datetime) -> None:
        actions.refuse(case, by=by, at=at, why="no_need", reason=self.words.refused, remedies=self.words.remedies)

    def _withdraw(self, planned: Planned, act: Act, case: Case, by: Actor, at: datetime) -> None:
        actions.withdraw(case, by=by, at=at, reason=self.words.withdrawn)

    def _give_back(self, planned: Planned, act: Act, case: Case, by: Actor, at: datetime) -> None:
        if case.stage != S.RETURNED:  # the clock's own duty may have been earlier
            actions.give_back(case, by=by, at=at)

    def _void(self, planned: Planned, act: Act, case: Case, by: Actor, at: datetime) -> None:
        actions.void(case, by=by, at=at, reason=self.words.voided)


def _paper(content: Content, material: Material) -> actions.Paper:
    """As people bring it: what is shared is waived, and so is what may be promised, but where a promise has a form of its own."""
    promised = material.waived == "pledge" and content.way.pledge is not None
    return paper_of(material, "waived" if material.waived and not promised else "handed")


def _missed(content: Content, answers: Mapping[str, str]) -> Material | None:
    """The paper that people forget: the first that they must bring themselves."""
    listed = rules.materials(content, answers)
    return next((material for material in listed if material.need == "required" and not material.waived), None)
