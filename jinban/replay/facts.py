"""A facts file: the figures of one year as a circular printed them. Read here, judged in `identities` and `naming`."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from jinban.kit.refused import Refused

PROVINCE, CITY = "province", "city"
# Where each count stands in the file.
CASES = {PROVINCE: "service_sinking.province.cases", CITY: "service_sinking.city.cases"}
ITEMS = {PROVINCE: "service_sinking.province.items", CITY: "service_sinking.city.items"}
BATCHES = {PROVINCE: "service_sinking.province.batches", CITY: "service_sinking.city.batches"}
GROUPS = {PROVINCE: "service_sinking.province.categories", CITY: "service_sinking.city.departments"}
CENTRES = "platform_sinking.physical.town_centers"
STATIONS = "platform_sinking.physical.village_stations"
POLICE = "platform_sinking.physical.police_window_towns"
NETWORK = "platform_sinking.online.network_villages"
FORMS = ("at_least", "at_most")


@dataclass(frozen=True)
class Leader:
    """An item or a class that the file names among the largest, with the unit it names beside it."""

    name: str
    department: str


@dataclass(frozen=True)
class Facts:
    """One file. `digest` tells it from every other: by its content, not by its name or its blanks."""

    plain: Mapping[str, Any]
    digest: str
    year: int
    figures: Mapping[str, int] = field(default_factory=dict)

    def node(self, path: str) -> Any:
        """What stands at a path such as `service_sinking.city.cases`; None when nothing does."""
        found: Any = self.plain
        for part in path.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
        return found

    def must(self, path: str) -> int:
        """The figure at a path. Refused when the file does not hold it."""
        if path not in self.figures:
            raise Refused(f"资料里没有 {path} 的数字，不能据此演一年。")
        return self.figures[path]

    def leaders(self, level: str) -> list[Leader]:
        """The items or classes that the file calls the largest of a level, the largest first."""
        rows = self.node(f"service_sinking.{level}.leading_items") or []
        return [Leader(row["item"], row.get("department", "")) for row in rows]

    @property
    def first(self) -> date:
        """The first day of the year."""
        return date(self.year, 1, 1)

    @property
    def last(self) -> date:
        """The last day of the year."""
        return date(self.year, 12, 31)


def number_of(node: Any) -> int | None:
    """The number that a figure's value stands for: an int, `{"at_least": n}` or `{"at_most": n}`; None for all else."""
    value = node.get("value") if isinstance(node, Mapping) else None
    if isinstance(value, Mapping) and len(value) == 1 and next(iter(value)) in FORMS:
        value = next(iter(value.values()))
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def nodes(plain: Any, path: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every mapping of the file with its path, from the outside in."""
    if isinstance(plain, Mapping):
        yield path, plain
        for key, value in plain.items():
            yield from nodes(value, f"{path}.{key}".lstrip("."))
    elif isinstance(plain, list):
        for place, value in enumerate(plain):
            yield from nodes(value, f"{path}.{place}".lstrip("."))


def read(path: Path) -> Facts:
    """Read a facts file. Refused when it is none."""
    try:
        plain = json.loads(path.read_text("utf-8"))
    except OSError:
        raise Refused(f"打不开资料文件 {path.name}，请检查路径。") from None
    except ValueError as error:
        where = f"（第{error.lineno}行）" if isinstance(error, json.JSONDecodeError) else ""
        raise Refused(f"{path.name} 不是UTF-8编码的JSON文件{where}。") from None
    return of(plain)


def of(plain: Any) -> Facts:
    """The facts in these plain values. Refused without a year."""
    year = plain.get("meta", {}).get("reporting_year") if isinstance(plain, dict) else None
    if not isinstance(year, int) or not 1900 < year < 2200:
        raise Refused("资料里没有写明是哪一年（meta.reporting_year）。")
    canonical = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    figures = {path: number for path, node in nodes(plain) if (number := number_of(node)) is not None}
    return Facts(plain, hashlib.sha256(canonical.encode()).hexdigest(), year, figures)
