"""Where people go: busy towns and quiet ones, stations that work and stations that sleep; and who lives there."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from random import Random

from jinban.delegation import queries as delegation
from jinban.delegation.models import Delegation
from jinban.places import queries as places
from jinban.places.models import Division, Site
from jinban.replay.persons import PLACES, born
from jinban.replay.profile import Profile
from jinban.replay.structure import Shape

TRIES = 60


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the papers are taken: a station, or none and then the centre; and the centre of its town."""

    station: Site | None
    centre: Site

    @property
    def origin(self) -> Site:
        return self.station or self.centre


class Choice:
    """Spots with their weights, picked by the weight."""

    def __init__(self, spots: Sequence[Spot], weights: Sequence[float]) -> None:
        self._spots, self._sums = spots, list(accumulate(weights))

    def __bool__(self) -> bool:
        return bool(self._sums)

    def pick(self, rng: Random) -> Spot:
        return self._spots[min(bisect_left(self._sums, rng.random() * self._sums[-1]), len(self._spots) - 1)]


class Spots:
    """The places of a year. `people` is how many different persons there are to be, shared out over the villages."""

    def __init__(self, shape: Shape, profile: Profile, salt: str, people: int) -> None:
        rng = Random(f"{salt}/spots")
        self.profile, self.police = profile, shape.police
        centres = {site.town: site for site in shape.centres}
        stations = [site for site in shape.stations if site.town in centres]
        asleep = set(rng.sample([site.code for site in stations], round(len(stations) * profile.sleeping_stations)))
        self._weight = {site.code: profile.towns.get(site.town, 1.0) for site in shape.centres}
        for site in stations:
            spread = rng.lognormvariate(0, profile.station_spread)
            self._weight[site.code] = (
                profile.towns.get(site.town, 1.0) * spread * (profile.sleeping_weight if site.code in asleep else 1)
            )
        self._centres = [Spot(None, site) for site in shape.centres]
        self._stations = [Spot(site, centres[site.town]) for site in stations]
        self._kept: dict[tuple[str, bool], tuple[Choice, Choice]] = {}
        self._homes: dict[str, list[Division]] = {site.town: places.villages(site.town) for site in shape.centres}
        villages = [home for homes in self._homes.values() for home in homes]
        self._pool = max(1, min(people, PLACES) // max(1, len(villages)))
        self._first = {home.code: place * self._pool for place, home in enumerate(villages)}
        self._villages = villages

    def holds(self, row: Delegation) -> bool:
        """Whether anybody can take this item in anywhere."""
        return any(self._choices(row, police=row.department.kind == "police"))

    def pick(self, row: Delegation, police: bool, rng: Random) -> Spot:
        """Where somebody goes for the item of this row."""
        stations, centres = self._choices(row, police=police)
        village = bool(stations) and (not centres or rng.random() < self.profile.at_village)
        return (stations if village else centres).pick(rng)

    def _choices(self, row: Delegation, *, police: bool) -> tuple[Choice, Choice]:
        key = (row.code, police)
        if key not in self._kept:
            self._kept[key] = self._open(row, police)
        return self._kept[key]

    def _open(self, row: Delegation, police: bool) -> tuple[Choice, Choice]:
        """The stations and the centres that hold the power; what the police does needs its window in that town."""
        named = None if row.everywhere else delegation.named_sites(row)
        found = []
        for spots, power in ((self._stations, row.village_power), (self._centres, row.town_power)):
            able = [
                spot
                for spot in spots
                if power != "none"
                and (named is None or spot.origin.code in named)
                and (not police or spot.centre.code in self.police)
            ]
            found.append(Choice(able, [self._weight[spot.origin.code] for spot in able]))
        return found[0], found[1]

    def person(self, spot: Spot, rng: Random, born_by: date) -> int:
        """The serial number of somebody born by a day who lives in the station's village, or in the centre's town; where
        one looks in vain, of a neighbour."""
        homes = self._homes[spot.centre.town]
        own = [home for home in homes if spot.station and home.code == spot.station.division_id]
        found = 0
        for again in range(TRIES):
            home = own[0] if own and again < TRIES // 4 else rng.choice(homes)
            found = self._first[home.code] + rng.randrange(self._pool)
            if born(found) <= born_by:
                break
        return found

    def helper(self, spot: Spot) -> int:
        """The serial number of the one who hands in for others there."""
        homes = self._homes[spot.centre.town]
        code = spot.station.division_id if spot.station else homes[0].code
        return self._first.get(code, 0)

    def home(self, person: int) -> Division | None:
        """Where somebody lives, by his serial number."""
        place = person // self._pool
        return self._villages[place] if place < len(self._villages) else None
