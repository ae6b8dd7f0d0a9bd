"""The names of what figures are told apart by; each kind is asked for once, when it is first needed."""

from datetime import date
from functools import cached_property

from jinban.cases.models import Channel
from jinban.catalogue import queries as catalogue
from jinban.delegation import queries as delegation
from jinban.delegation.models import Level
from jinban.places import queries as places
from jinban.places.models import Division, Site

WITHOUT = {"town": "市政务服务中心", "class": "不分主项", "batch": "没有下沉的事项", "level": "没有下沉的事项"}


class Names:
    """What codes are called on a day."""

    def __init__(self, today: date) -> None:
        self.today = today

    @cached_property
    def divisions(self) -> list[Division]:
        """The towns in scope."""
        return places.towns()

    @cached_property
    def towns(self) -> dict[str, str]:
        return {town.code: town.name for town in self.divisions}

    @cached_property
    def sites(self) -> dict[str, Site]:
        return {site.code: site for site in places.sites()}

    @cached_property
    def departments(self) -> dict[str, str]:
        return {department.code: department.name for department in places.departments()}

    @cached_property
    def items(self) -> dict[str, str]:
        return catalogue.names()

    @cached_property
    def classes(self) -> dict[str, str]:
        return {one.code: one.name for one in catalogue.classes()}

    @cached_property
    def batches(self) -> dict[str, str]:
        return {batch.code: batch.name for batch in delegation.batches()}

    def all(self, dimension: str) -> dict[str, str]:
        """Every code of a dimension with its name."""
        if dimension == "site":
            return {code: site.label for code, site in self.sites.items()}
        fixed = {"channel": dict(Channel.choices), "level": {value: f"{label}批次" for value, label in Level.choices}}
        kept = {"town": "towns", "department": "departments", "item": "items", "class": "classes", "batch": "batches"}
        return fixed[dimension] if dimension in fixed else getattr(self, kept[dimension])

    def knows(self, dimension: str, value: str | None) -> bool:
        """Whether there is such a code; None where rows without one exist."""
        return dimension in WITHOUT if value is None else value in self.all(dimension)

    def of(self, dimension: str, value: str | None) -> str:
        """What a code is called."""
        return WITHOUT.get(dimension, "—") if value is None else self.all(dimension).get(value, value)
