"""What the built rooms count of a year, by the path under which a facts file states it."""

from collections.abc import Mapping
from datetime import date

from jinban.cases import figures as cases
from jinban.cases.figures import Asked
from jinban.delegation import figures as powers
from jinban.kit.figures import Figure, Period
from jinban.places import queries as places
from jinban.replay import facts as paths
from jinban.replay.facts import CITY, PROVINCE, Facts

FIGURES: Mapping[str, Figure] = {
    paths.CASES[PROVINCE]: cases.PROVINCE,
    paths.CASES[CITY]: cases.CITY,
    paths.ITEMS[PROVINCE]: powers.PROVINCE_ITEMS,
    paths.ITEMS[CITY]: powers.CITY_ITEMS,
    paths.GROUPS[PROVINCE]: powers.PROVINCE_CLASSES,
    paths.GROUPS[CITY]: powers.CITY_DEPARTMENTS,
    paths.BATCHES[PROVINCE]: powers.PROVINCE_BATCHES,
    paths.BATCHES[CITY]: powers.CITY_BATCHES,
}


def measured(year: int, day: date) -> dict[str, int]:
    """The figures of a year, and those of places on a day (资料里的“截至目前”)."""
    asked = Asked(Period.parse(str(year)))
    found = {path: asked.total(figure).count for path, figure in FIGURES.items()}
    open_then = list(places.sites(day))
    centres = {site.code for site in open_then if site.kind == "centre"}
    found[paths.CENTRES] = len(centres)
    found[paths.STATIONS] = sum(site.kind == "station" for site in open_then)
    found[paths.POLICE] = len(places.police_sites(day) & centres)
    found[paths.NETWORK] = places.coverage(day).up
    return found


def differences(facts: Facts, found: Mapping[str, int], expected: Mapping[str, int]) -> list[str]:
    """Where what was counted is not what the file says; `expected` replaces what a scale has made smaller."""
    said = {path: expected.get(path, number) for path, number in facts.figures.items() if path in found}
    return [
        f"{path}：资料是{number}，算出来是{found[path]}。" for path, number in said.items() if found[path] != number
    ]
