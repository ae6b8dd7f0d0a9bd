"""From the words of a source to the city's own items, places and powers. Everything is read once, then asked in memory."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from jinban.catalogue import queries as catalogue
from jinban.catalogue.models import Item
from jinban.delegation import queries as delegation
from jinban.gathering.models import ItemName, Source
from jinban.gathering.rules import VOIDED, Fault, Given
from jinban.places import queries as places
from jinban.places.models import AliasKind, Department, DepartmentKind, Division, Level, Site


@dataclass(frozen=True)
class Spot:
    """Where a row says it was taken in: a site, or a town or village without one, or the whole city."""

    site: Site | None = None
    town: str | None = None
    village: str | None = None


CITY = Spot()


class Known:
    """What the city knows while one load is worked on. Use it within `kit.marks.steady`."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._powers: dict[tuple[str, str, date], Any] = {}

    # items

    @cached_property
    def items(self) -> dict[str, Item]:
        """Every item by its key, with its department."""
        return {item.key: item for item in catalogue.items()}

    @cached_property
    def item_names(self) -> dict[str, str]:
        """Every word that means exactly one item: what was mapped for this source first, then key, name, aliases."""
        said = Counter(alias for item in self.items.values() for alias in {item.name, *item.aliases})
        found = {alias: item.key for item in self.items.values() for alias in item.aliases if said[alias] == 1}
        found |= {name: key for name, key in places.aliases(AliasKind.ITEM).items() if key in self.items}
        found |= {item.name: item.key for item in self.items.values() if said[item.name] == 1}
        found |= {key: key for key in self.items}
        return found | dict(ItemName.objects.filter(source=self.source).values_list("name", "item_id"))

    def item(self, name: str) -> Item | None:
        """The item that a source's name means; None for one that is still to be mapped."""
        key = self.item_names.get(name)
        return self.items[key] if key else None

    # departments

    @cached_property
    def departments(self) -> dict[str, Department]:
        return {unit.code: unit for unit in places.departments()}

    @cached_property
    def department_names(self) -> dict[str, str]:
        found = dict(places.aliases(AliasKind.DEPARTMENT))
        for unit in self.departments.values():
            found |= {unit.name: unit.code, unit.official_name: unit.code, unit.code: unit.code}
        return found

    # places

    @cached_property
    def sites(self) -> dict[str, Site]:
        return {site.code: site for site in places.sites()}

    @cached_property
    def spots(self) -> dict[str, Spot]:
        """Every word that means exactly one place; a village means its station where it has one."""
        found: dict[str, set[Spot]] = {}
        at = {site.division_id: site for site in self.sites.values() if site.kind == "station"}
        divisions = {one.code: one for one in places.divisions()}
        for one in divisions.values():
            spot = self._of_division(one, at.get(one.code))
            for word in {one.code, one.name, one.short_name, one.label}:
                found.setdefault(word, set()).add(spot)
        for site in self.sites.values():
            spot = _of_site(site)
            for word in {site.code, site.name, site.label}:
                found.setdefault(word, set()).add(spot)
        named = {word: next(iter(spots)) for word, spots in found.items() if len(spots) == 1}
        for name, code in places.aliases(AliasKind.DIVISION).items():
            if code in divisions:
                named[name] = self._of_division(divisions[code], at.get(code))
        for name, code in places.aliases(AliasKind.SITE).items():
            if code in self.sites:
                named[name] = _of_site(self.sites[code])
        return named

    @staticmethod
    def _of_division(one: Division, station: Site | None) -> Spot:
        if station is not None:
            return _of_site(station)
        if one.level == Level.VILLAGE:
            return Spot(None, one.parent_id, one.code)
        return Spot(None, one.code) if one.level == Level.TOWN else CITY

    @cached_property
    def centres(self) -> dict[str, Site]:
        """The centre of each town."""
        return {site.town: site for site in self.sites.values() if site.kind == "centre"}

    def power(self, spot: Spot, item: str, day: date) -> Any:
        """The delegation row that holds there on a day; where only the town is known, at its centre. None without one."""
        site = spot.site or self.centres.get(spot.town or "")
        if site is None:
            return None
        key = (site.code, item, day)
        if key not in self._powers:
            self._powers[key] = delegation.known_held(site, item, day)
        return self._powers[key]

    # a row

    def faults(self, row: Given) -> Iterator[Fault]:
        """What the row says that the city does not know, or that cannot be so."""
        if row.place and row.place not in self.spots:
            yield (
                "place",
                "unknown_place",
                f"没有“{row.place}”这个地点，或者有几个同名的。请写编码，或者写全“某镇某村”。",
            )
        unit = self.department_names.get(row.department) if row.department else None
        if row.department and unit is None:
            yield "department", "dangling", f"没有“{row.department}”这个部门，请核对。"
        item = self.item(row.item)
        if item is None:
            return
        if unit is not None and unit != item.department_id:
            yield (
                "department",
                "contradiction",
                f"“{item.name}”归{self.departments[item.department_id].name}，不归“{row.department}”。",
            )
        owner = self.source.department_id
        if owner and owner != item.department_id:
            office, other = self.departments[owner].name, self.departments[item.department_id].name
            yield "item", "contradiction", f"“{self.source.name}”是{office}的系统，“{item.name}”归{other}。"

    def columns(self, row: Given) -> dict[str, Any]:
        """The columns of a gathered case that follow from the row: whose it is, where, under which power."""
        item, spot = self.item(row.item), self.spots.get(row.place, CITY)
        unit = item.department_id if item else self.department_names.get(row.department) or self.source.department_id
        day = row.accepted or row.received
        power = self.power(spot, item.key, day) if item and day and row.state != VOIDED else None
        police = unit is not None and self.departments[unit].kind == DepartmentKind.POLICE
        return {
            "item_name": row.item,
            "item_id": item.key if item else None,
            "item_class_id": item.item_class_id if item else None,
            "department_id": unit,
            "delegation_id": power.code if power else None,
            "batch_id": power.batch_id if power else None,
            "site_id": spot.site.code if spot.site else None,
            "town_id": spot.town,
            "village_id": spot.village,
            "police": police,
            "channel": row.channel,
            "state": row.state,
            "verdict": row.result,
            **_days(row),
        }


def _of_site(site: Site) -> Spot:
    village = site.division_id if site.kind == "station" else None
    return Spot(site, site.town or None, village)


def _days(row: Given) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in ("received", "accepted", "decided"):
        day: date | None = getattr(row, name)
        found[f"{name}_day"] = day
        found[f"{name}_month"] = day.year * 100 + day.month if day else None
    return found
