"""The names that a facts file uses for units, places and items, as the codes of the city. One unknown name refuses it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from jinban.catalogue import queries as catalogue
from jinban.kit.refused import Refused
from jinban.places import queries as places
from jinban.replay.facts import CITY, PROVINCE, Facts, nodes, number_of

UNITS, ANY_UNIT = ("department",), ("department", "division", "site")
_UNIT_KEYS = ("department", "departments", "partner")


@dataclass(frozen=True)
class Named:
    """What a leader's name stands for: an item or a class, and the unit named beside it."""

    kind: str
    code: str
    department: str


class Names:
    """Codes by name: official names first, then the aliases of the city."""

    def __init__(self) -> None:
        own = {
            "department": {unit.name: unit.code for unit in places.departments()},
            "division": {town.name: town.code for town in places.towns()},
            "site": {site.name: site.code for site in places.sites() if site.kind != "station"},
            "item": {name: key for key, name in catalogue.names().items()},
            "class": {row.name: row.code for row in catalogue.classes()},
        }
        self._codes = {kind: places.aliases(kind) | codes for kind, codes in own.items()}

    def code(self, name: str, kinds: tuple[str, ...]) -> tuple[str, str] | None:
        """Kind and code of a name, looked for in this order; None for an unknown one."""
        return next(((kind, self._codes[kind][name]) for kind in kinds if name in self._codes[kind]), None)


def unknown(facts: Facts, names: Names) -> list[str]:
    """The names in the file that the city does not know, each with where it stands."""
    asked = [*_units(facts), *((path, name, ("class", "item")) for path, name in _items(facts))]
    return [f"{path}的“{name}”" for path, name, kinds in asked if names.code(name, kinds) is None]


def insist(facts: Facts) -> Names:
    """The names of the city, once every name of the file is among them. Refused otherwise, with all that are not."""
    names = Names()
    if lost := unknown(facts, names):
        raise Refused(f"资料里有认不出的名称：{'，'.join(lost)}。请在 data/aliases.csv 里写明它们是谁，再装入。")
    return names


def leaders(facts: Facts, level: str, names: Names) -> list[Named]:
    """The largest of a level in the file's order. A name that is both counts as the class: it takes in the item."""
    found = []
    for leader in facts.leaders(level):
        kind, code = names.code(leader.name, ("class", "item")) or ("", "")
        _, unit = names.code(leader.department, UNITS) or ("", "")
        found.append(Named(kind, code, unit))
    return found


def _units(facts: Facts) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for path, node in nodes(facts.plain):
        for key in _UNIT_KEYS:
            yield from ((f"{path}.{key}", name, UNITS) for name in _texts(node.get(key)))
        if number_of(node) is not None:
            yield from ((f"{path}.named", name, ANY_UNIT) for name in _texts(node.get("named")))
    commended = facts.node("commended") or {}
    yield from (("commended.towns", name, ("division",)) for name in _texts(commended.get("towns")))


def _items(facts: Facts) -> Iterator[tuple[str, str]]:
    for level in (PROVINCE, CITY):
        yield from ((f"service_sinking.{level}.leading_items", leader.name) for leader in facts.leaders(level))


def _texts(value: Any) -> list[str]:
    """The names in a value: one, or a list of them. A figure that happens to be called `departments` holds none."""
    if isinstance(value, str):
        return [value]
    return [name for name in value if isinstance(name, str)] if isinstance(value, list) else []
