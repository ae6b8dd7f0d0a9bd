"""The lawful way of one case through the offices: which post does what, where, in which order. Pure.

村收件 → 镇受理 → 部门决定 → 村送达 is the normal story; who may do more does more (delegation.rules.Power).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from jinban.delegation.rules import Power
from jinban.people.roles import Role

Office = Literal["station", "centre", "department", ""]
Verb = Literal[
    "apply", "take_in", "spot", "receive", "notify", "supply", "forward", "take_over", "accept", "conclude", "check", "decide", "issue",
    "deliver", "refuse", "withdraw", "give_back", "void",
]  # fmt: skip
# Verbs with which a case is accepted, and with which it gets its number.
ACCEPTING = ("accept", "conclude", "spot")
NUMBERING = ("take_in", "receive", "spot")
OFFICES: tuple[Office, ...] = ("station", "centre", "department")


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that one post does. `to` is the office that a case is sent to. No role: the clock or the applicant."""

    verb: Verb
    role: str = ""
    office: Office = ""
    to: Office = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """What decides on the way: where the papers are taken, which powers are held, what sort of item it is."""

    origin: Office
    village: Power
    town: Power
    instant: bool
    police: bool
    licence: bool
    makes_paper: bool

    def power(self, office: Office) -> Power:
        """The power of an office; a village committee never accepts a licence, whatever the row says."""
        if office == "department":
            return Power.CLOSE
        if office == "centre":
            return self.town
        return min(self.village, Power.COLLECT) if self.licence else self.village


class Way:
    """The acts so far and the office that holds the case."""

    def __init__(self, kind: Kind, *, online: bool = False) -> None:
        self.kind, self.here = kind, kind.origin
        self.acts: list[Act] = [Act("apply")] if online else []
        self.add("receive" if online else "take_in")

    def add(self, verb: Verb, role: str = "") -> None:
        """One more act where the case lies."""
        self.acts.append(Act(verb, role or self.clerk(), self.here))

    def at_origin(self, verb: Verb) -> None:
        """One more act by the window where the papers were taken."""
        self.acts.append(Act(verb, clerk(self.kind, self.kind.origin), self.kind.origin))

    def clerk(self) -> str:
        return clerk(self.kind, self.here)

    def nearest(self, power: Power) -> Office:
        """The first office from here on that holds this power."""
        onward = OFFICES[OFFICES.index(self.here) :]
        return next(office for office in onward if self.kind.power(office) >= power)

    def go(self, target: Office) -> None:
        """From office to office, each receipting what the one before sent."""
        while self.here != target:
            following = OFFICES[OFFICES.index(self.here) + 1]
            self.acts.append(Act("forward", self.clerk(), self.here, following))
            self.here = following
            self.add("take_over")

    def told(self) -> None:
        """The one notice. That of a licence is an organ's to give, never a village's."""
        if self.kind.licence and self.here == "station":
            self.go(self.nearest(Power.ACCEPT))
        self.add("notify")

    def accepted(self) -> None:
        self.go(self.nearest(Power.ACCEPT))
        self.add("accept")

    def decided(self) -> None:
        """Checked by an office that is no village, where it is a promised item, and decided by who holds the power; where
        a certificate is to be made, by one that can make it."""
        if self.here == "station" and not (self.kind.instant and not self.kind.makes_paper):
            self.go("centre")
        if not self.kind.instant:
            self.go(self.nearest(Power.REVIEW))
            self.add("check", self._back())
        self.go(self.nearest(Power.CLOSE))
        self.add("decide", self.clerk() if self.kind.instant else self._head())

    def delivered(self, *, approved: bool) -> None:
        """The certificate is made where it was decided, and handed over where the papers were taken."""
        if approved and self.kind.makes_paper and self.here != "station":
            self.add("issue")
        self.at_origin("deliver")

    def _back(self) -> str:
        return Role.TOWN_BACK if self.here == "centre" and not self.kind.police else self.clerk()

    def _head(self) -> str:
        return Role.TOWN_HEAD if self.here == "centre" and not self.kind.police else self.clerk()


def clerk(kind: Kind, office: Office) -> str:
    """The post at the counter of an office; police cases have a window of their own."""
    if office == "station":
        return Role.VILLAGE_HELPER
    if office == "department":
        return Role.DEPT_APPROVER
    return Role.POLICE_WINDOW if kind.police else Role.TOWN_WINDOW


def whole(kind: Kind, *, online: bool, noticed: bool, approved: bool) -> list[Act]:
    """A case that is accepted and goes its way to the end; 当场办结 where the place itself may, on the day of receipt."""
    way = Way(kind, online=online)
    may_close = kind.instant and approved and kind.power(kind.origin) >= Power.CLOSE
    if may_close and not noticed and not online:
        return [Act("spot", way.clerk(), way.here)]
    if noticed:
        way.told()
        way.at_origin("supply")
    elif may_close:
        way.add("conclude")
        return way.acts
    way.accepted()
    way.decided()
    way.delivered(approved=approved)
    return way.acts


def withdrawn(kind: Kind, *, online: bool, accepted: bool) -> list[Act]:
    """Taken back by the applicant, before or after acceptance."""
    way = Way(kind, online=online)
    if accepted:
        way.accepted()
    way.at_origin("withdraw")
    return way.acts


def refused(kind: Kind, *, online: bool) -> list[Act]:
    """Not accepted (行政许可法第32条第一、二项), by an office that could have accepted."""
    way = Way(kind, online=online)
    way.go(way.nearest(Power.ACCEPT))
    way.add("refuse")
    return way.acts


def returned(kind: Kind, *, online: bool) -> list[Act]:
    """Nothing came after the one notice: the clock gives the papers back."""
    way = Way(kind, online=online)
    way.told()
    return [*way.acts, Act("give_back")]


def waiting(kind: Kind, *, online: bool) -> list[Act]:
    """Told at the end of the year what lacks: not accepted yet, and not to be taken as accepted when nobody answers."""
    way = Way(kind, online=online)
    way.told()
    return way.acts


def voided(acts: list[Act]) -> Iterator[Act]:
    """Struck out once it was accepted."""
    for act in acts:
        yield act
        if act.verb in ACCEPTING:
            break
    yield Act("void", Role.SERVICE_OFFICE)
