"""What codes are called in a circular; each kind is asked for once, when it is first needed."""

from functools import cached_property

from jinban.catalogue import queries as catalogue
from jinban.delegation import queries as delegation
from jinban.kit.figures import Figure
from jinban.places import queries as places

DIMENSIONS = ("town", "department", "item", "class", "site", "batch", "delegation")
STATION = "便民服务站"


class Called:
    """The names of towns, units, items, classes, sites and rows of batches, by their codes."""

    @cached_property
    def town(self) -> dict[str, str]:
        return {town.code: town.name for town in places.towns()}

    @cached_property
    def department(self) -> dict[str, str]:
        return {unit.code: unit.name for unit in places.departments()}

    @cached_property
    def item(self) -> dict[str, str]:
        return catalogue.names()

    @cached_property
    def item_class(self) -> dict[str, str]:
        return {one.code: one.name for one in catalogue.classes()}

    @cached_property
    def site(self) -> dict[str, str]:
        return {site.code: site.label.replace(" ", "").removesuffix(STATION) for site in places.sites()}

    @cached_property
    def batch(self) -> dict[str, str]:
        return {batch.code: batch.name for batch in delegation.batches()}

    @cached_property
    def delegation(self) -> dict[str, str]:
        return {row.code: row.name for row in delegation.visible_to(None)}

    def _all(self, dimension: str) -> dict[str, str]:
        found: dict[str, str] = getattr(self, "item_class" if dimension == "class" else dimension, {})
        return found

    def knows(self, dimension: str, code: str) -> bool:
        """Whether there is such a member of a dimension that has names."""
        return dimension in DIMENSIONS and code in self._all(dimension)

    def of(self, dimension: str, code: str | None) -> str:
        """The name of a code; the code itself where nothing is known."""
        return self._all(dimension).get(code or "", code or "")

    def rows(self, figure: Figure) -> str:
        """The dimension that names the rows of a figure; empty where rows have no name."""
        views = {"sites_fact": "site", "delegation_fact": "delegation"}
        return figure.distinct or views.get(figure.view.name, "")
