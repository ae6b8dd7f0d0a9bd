"""What happens to each case of a year and when. Case k follows from seed, file, scale and k alone, so that a play that
was broken off is taken up where it stood."""

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import accumulate
from math import ceil
from random import Random
from typing import Any

from jinban.catalogue.content import Content
from jinban.catalogue.models import ItemVersion
from jinban.delegation.rules import LICENCE, Power
from jinban.kit.clock import CHINA, legal_day
from jinban.kit.workdays import Limit, Unit
from jinban.replay import routes
from jinban.replay.days import Days
from jinban.replay.profile import Profile
from jinban.replay.routes import Act, Kind
from jinban.replay.spots import Spot, Spots

ROOM_FOR_NOTICE = 15  # working days that a notice and what follows it take at most
FEW_WORKDAYS = 11  # a notice gives ten working days to supply; the day after, papers are given back


@dataclass(frozen=True, slots=True)
class Offer:
    """One handed-down row with the version of its item that holds in the year."""

    row: Any
    version: ItemVersion
    content: Content
    police: bool
    lists: bool
    makes_paper: bool
    limit: Limit


@dataclass(frozen=True, slots=True)
class Planned:
    """One case: what, where, who, by which channel, and each act with its moment."""

    number: int
    offer: Offer
    spot: Spot
    fate: str
    channel: str
    person: int
    acts: tuple[Act, ...]
    moments: tuple[datetime, ...]
    salt: str


@dataclass
class Plan:
    """All cases of a year. `volumes` are the accepted cases of each row; extra ones are not accepted, or void."""

    salt: str
    offers: dict[str, Offer]
    volumes: dict[str, int]
    spots: Spots
    days: Days
    profile: Profile
    fates: list[str] = field(init=False)
    receipts: Counter[tuple[date, str]] = field(init=False, default_factory=Counter)

    def __post_init__(self) -> None:
        self._rows = [row for row, count in self.volumes.items() if count]
        self._ends = list(accumulate(self.volumes[row] for row in self._rows))
        self.accepted = self._ends[-1] if self._ends else 0
        extra = {fate: ceil(share * self.accepted) for fate, share in self.profile.extra.items()}
        self.fates = [fate for fate, count in extra.items() for _ in range(count)]

    def __len__(self) -> int:
        return self.accepted + len(self.fates)

    def case(self, number: int) -> Planned:
        """Case `number`, counted from 0: first the accepted ones row by row, then the extra ones."""
        rng = Random(f"{self.salt}/{number}")
        counted = number < self.accepted
        offer, fate = self._counted(number, rng) if counted else self._extra(number, rng)
        spot = self.spots.pick(offer.row, offer.police, rng)
        channel = self._channel(offer, rng)
        accept = self.days.pick(rng)
        online = channel in ("mobile", "online")
        if fate in ("returned", "waiting"):
            accept = max(accept, ROOM_FOR_NOTICE + 1)
        if fate in ("notified", "returned", "waiting") and (not offer.lists or accept <= ROOM_FOR_NOTICE):
            fate = "plain" if counted else "withdrawn_early"
        acts = self._acts(offer, spot, fate, online)
        moments = self._moments(acts, accept, fate, offer, rng)
        played = bisect_left(moments, datetime(self.days.days[-1].year + 1, 1, 1, tzinfo=moments[0].tzinfo))
        person = self.spots.person(spot, rng, self._born_by(offer))
        return Planned(
            number, offer, spot, fate, channel, person, tuple(acts[:played]), tuple(moments[:played]), self.salt
        )

    def _counted(self, number: int, rng: Random) -> tuple[Offer, str]:
        offer = self.offers[self._rows[bisect_right(self._ends, number)]]
        return offer, _fate(self.profile, offer, rng)

    def _extra(self, number: int, rng: Random) -> tuple[Offer, str]:
        """An extra case is of an item like the others; where papers must be lacking, of one that asks for some."""
        fate = self.fates[number - self.accepted]
        for _ in range(20):
            offer = self.offers[self._rows[bisect_right(self._ends, rng.randrange(self.accepted))]]
            if offer.lists or fate not in ("returned", "waiting"):
                break
        return offer, "withdrawn_early" if fate == "withdrawn" else fate

    def _channel(self, offer: Offer, rng: Random) -> str:
        channel = _drawn(self.profile.channels, rng)
        in_person = offer.content.elements.in_person.value or offer.police
        return "window" if in_person or "citizen" not in offer.content.elements.objects.value else channel

    def _born_by(self, offer: Offer) -> date:
        """The last day of birth for an item that asks for an age; any day for the others."""
        last, age = self.days.days[-1], self.profile.ages.get(offer.row.item_id)
        return last if age is None else date(last.year - age, 1, 1)

    def _kind(self, offer: Offer, spot: Spot) -> Kind:
        row, content = offer.row, offer.content
        return Kind(
            "station" if spot.station else "centre", Power.of(row.village_power), Power.of(row.town_power),
            instant=content.elements.kind.value == "instant", police=offer.police,
            licence=content.elements.task_type.value == LICENCE, makes_paper=offer.makes_paper,
        )  # fmt: skip

    def _acts(self, offer: Offer, spot: Spot, fate: str, online: bool) -> list[Act]:
        kind = self._kind(offer, spot)
        if fate in ("withdrawn", "withdrawn_early"):
            return routes.withdrawn(kind, online=online, accepted=fate == "withdrawn")
        if fate == "refused":
            return routes.refused(kind, online=online)
        if fate == "returned":
            return routes.returned(kind, online=online)
        if fate == "waiting":
            return routes.waiting(kind, online=online)
        acts = routes.whole(kind, online=online, noticed=fate == "notified", approved=fate != "denied")
        return list(routes.voided(acts)) if fate == "voided" else acts

    def _moments(self, acts: Sequence[Act], accept: int, fate: str, offer: Offer, rng: Random) -> list[datetime]:
        """A working day for each act, never before the one before it, then moments within the days."""
        verbs = [act.verb for act in acts]
        turn = next((place for place, verb in enumerate(verbs) if verb in routes.ACCEPTING), len(verbs) - 1)
        last = len(self.days.days) - 1
        if fate == "waiting":
            accept = last - rng.randrange(2)
        elif fate == "voided":
            accept = min(accept, last - 3)
        before = _before(verbs[: turn + 1], accept, rng)
        after = self._after(verbs[turn:], before[-1], fate, offer, rng)
        return self._within([*before, *after[1:]], rng)

    def _after(self, verbs: Sequence[str], accept: int, fate: str, offer: Offer, rng: Random) -> list[int]:
        if "decide" not in verbs:
            return [accept, *(accept + rng.randrange(3) for _ in verbs[1:])]
        at = verbs.index("decide")
        decide = accept + self._length(accept, fate, offer, rng)
        between = sorted(rng.randint(accept, decide) for _ in verbs[1:at])
        tail, day = [], decide
        for _ in verbs[at + 1 :]:
            day += rng.randrange(1 if offer.content.elements.kind.value == "instant" else 3)
            tail.append(day)
        return [accept, *between, decide, *tail]

    def _length(self, accept: int, fate: str, offer: Offer, rng: Random) -> int:
        """Working days from acceptance to decision: within what was promised, but for the late ones."""
        day = self.days.day(accept)
        due = self.days.calendar.due(day, offer.limit).day or day
        promised = self.days.calendar.count_workdays(day, due)
        if fate == "late":
            return promised + 1 + rng.randrange(5)
        return min(promised, round(promised * rng.uniform(0.15, 1.0)))

    def _within(self, places: Sequence[int], rng: Random) -> list[datetime]:
        found: list[datetime] = []
        for place, count in Counter(places).items():
            found += sorted(self.days.moment(place, rng) for _ in range(count))
        return sorted(found)

    def schedule(self) -> "array[int]":
        """Every act of the year in the order of time: seconds since its beginning, case and act in one whole number.
        On the way it is counted how many numbers each day gives out on each channel."""
        self.receipts.clear()
        return array("q", sorted(self._packed()))

    @property
    def start(self) -> datetime:
        """Midnight of New Year's Day."""
        return datetime(self.days.days[0].year, 1, 1, tzinfo=CHINA)

    def _packed(self) -> Iterator[int]:
        start = self.start
        for number in range(len(self)):
            planned = self.case(number)
            for place, (act, moment) in enumerate(zip(planned.acts, planned.moments, strict=True)):
                if act.verb in routes.NUMBERING:
                    self.receipts[legal_day(moment), planned.channel] += 1
                yield (int((moment - start).total_seconds()) << 36) | (number << 6) | place

    def entry(self, packed: int) -> tuple[int, int, datetime]:
        """Case, act and moment of an entry of the schedule."""
        return (packed >> 6) & 0x3FFFFFFF, packed & 0x3F, self.start + timedelta(seconds=packed >> 36)


def _fate(profile: Profile, offer: Offer, rng: Random) -> str:
    """What becomes of an accepted case. Instant items are done at once: they are neither late nor taken back."""
    chance = rng.random()
    shares = {"notified": profile.notified}
    if offer.content.elements.kind.value != "instant":
        shares |= {"late": profile.late, "withdrawn": profile.withdrawn, "denied": profile.denied}
    for fate, share in shares.items():
        if chance < share:
            return fate
        chance -= share
    return "plain"


def _before(verbs: Sequence[str], accept: int, rng: Random) -> list[int]:
    """Working days up to acceptance, backwards from it: an hour for a window, days where papers were lacking."""
    gaps = {
        "receive": (0, 1), "notify": (0, 2), "supply": (1, 8), "take_over": (0, 1), "withdraw": (0, 1),
        "give_back": (FEW_WORKDAYS, FEW_WORKDAYS + 2),
    }  # fmt: skip
    places, day = [accept], accept
    for verb in reversed(verbs[1:]):
        least, most = gaps.get(verb, (0, 0))
        day = max(0, day - rng.randint(least, most))
        places.append(day)
    return places[::-1]


def _drawn(shares: Any, rng: Random) -> str:
    chance = rng.random() * sum(shares.values())
    for name, share in shares.items():
        chance -= share
        if chance < 0:
            return str(name)
    return str(next(iter(shares)))


def limit_of(content: Content) -> Limit:
    """The promised limit of an item."""
    promised = content.elements.promised_limit.value
    return Limit(promised.amount, Unit(promised.unit))
