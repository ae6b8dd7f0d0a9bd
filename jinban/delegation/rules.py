"""What may be handed down, and what a place may then do. Pure; None, or one sentence."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, Self

from django.db.models import IntegerChoices

LICENCE = "01"
EVERYWHERE = "all"


class Power(IntegerChoices):
    """How far a place may take a case, each step holding those before it. Rows store the lower-case word."""

    NONE = 0, "无"
    COLLECT = 1, "收件"
    ACCEPT = 2, "受理"
    REVIEW = 3, "初审"
    CLOSE = 4, "办结"

    @property
    def word(self) -> str:
        """The stored word: none, collect, accept, review, close."""
        return self.name.lower()

    @classmethod
    def of(cls, word: str) -> Self:
        """The power that a stored word means; KeyError for another word."""
        return cls[word.upper()]


WORDS = tuple((power.word, power.label) for power in Power)


class Handed(Protocol):
    """What the rules look at in a row of powers."""

    code: str
    town_power: str
    village_power: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Reach:
    """Where and when a row holds: `places` are site codes, None for every centre and station; both days
    included."""

    code: str
    item: str
    places: frozenset[str] | None
    valid_from: date
    valid_to: date | None

    def meets(self, other: "Reach") -> bool:
        """Whether both rows would hold for one item at one place on one day."""
        apart = (self.valid_to is not None and self.valid_to < other.valid_from) or (
            other.valid_to is not None and other.valid_to < self.valid_from
        )
        if self.item != other.item or apart:
            return False
        return self.places is None or other.places is None or bool(self.places & other.places)


def power_of(row: Handed | None, kind: str, *, police: bool = False) -> Power:
    """The power of a site of this kind (station, centre, hall) under the row that holds there.

    The county's hall takes in and accepts every item, with or without a row: 优化营商环境条例 35 to 37 let a
    window of the county's government accept for its departments. It decides nothing; that stays with them.
    Not so for `police` items: they are taken in at a window of the police only, and the hall has none.
    """
    if kind == "hall":
        return Power.NONE if police else Power.ACCEPT
    if row is None:
        return Power.NONE
    return Power.of(row.village_power if kind == "station" else row.town_power)


def cannot(label: str, held: Power, asked: Power, near: str, department: str) -> str | None:
    """Why a place of this label may not do what is asked, and where it is done instead: `near`, the nearest
    place that may, or else the department. None when it may."""
    if held >= asked:
        return None
    if held == Power.NONE:
        why = f"{label}没有办这个事项的权限，不能{asked.label}。"
    else:
        why = f"{label}只能{'、'.join(_upto(held))}，不能{asked.label}。"
    if near:
        return f"{why}最近能{asked.label}的是{near}。"
    return f"{why}这个事项要由{department}{'决定' if asked == Power.CLOSE else asked.label}。"


def no_police_window(label: str, asked: Power, near: str) -> str:
    """Why the hall does nothing with an item of the police, and the nearest place that does, if there is one."""
    why = f"{label}没有公安专窗，公安的事项不能{asked.label}。"
    return f"{why}最近能{asked.label}的是{near}。" if near else why


def _upto(held: Power) -> list[str]:
    return [str(power.label) for power in Power if Power.NONE < power <= held]


def village_too_high(task_type: str, village: Power, document: str) -> str | None:
    """A village committee is no administrative organ: it never accepts a licence (行政许可法 22 to 24), and
    accepts anything else only on the strength of a document."""
    if village < Power.ACCEPT:
        return None
    if task_type == LICENCE:
        return f"行政许可不能下放到村{village.label}，村级最多是收件。"
    return None if document.strip() else f"村级要{village.label}，得有依据，请填写批次的文件。"


def village_above_town(town: Power, village: Power) -> str | None:
    """What a village may do its town may do too, for cases go up."""
    return f"村级权限“{village.label}”不能高于镇级权限“{town.label}”。" if village > town else None


def no_power_at_all(town: Power, village: Power) -> str | None:
    return "镇级和村级都没有权限，这一行没有意义。" if town == village == Power.NONE else None


def no_delegator(kind: str, name: str) -> str | None:
    """Only a department or a body with public duties has power to hand down; an enterprise has none."""
    return f"{name}是企业，没有可以下放的权限。" if kind == "enterprise" else None


def ends_before_it_begins(valid_from: date, valid_to: date | None) -> str | None:
    if valid_to is not None and valid_to < valid_from:
        return f"结束日{valid_to}早于开始日{valid_from}。"
    return None


def not_open(label: str, opened_on: date, closed_on: date | None, day: date) -> str | None:
    """A place does nothing before it opens and after it has closed."""
    if day < opened_on:
        return f"{label}{opened_on}才开办，现在还不能办。"
    if closed_on is not None and day > closed_on:
        return f"{label}{closed_on}已经停办，请到别处办理。"
    return None


def faults(
    row: Mapping[str, Any], task_type: str, unit_kind: str, unit_name: str, *, document: str
) -> list[tuple[str, str]]:
    """All that speaks against a row by itself: column and sentence. The row holds town_power, village_power,
    valid_from and valid_to; the rest is what it refers to: item, department, batch."""
    town, village = Power.of(row["town_power"]), Power.of(row["village_power"])
    checks = (
        ("department", no_delegator(unit_kind, unit_name)),
        ("town_power", no_power_at_all(town, village)),
        ("village_power", village_too_high(task_type, village, document)),
        ("village_power", village_above_town(town, village)),
        ("valid_to", ends_before_it_begins(row["valid_from"], row["valid_to"])),
    )
    return [(column, sentence) for column, sentence in checks if sentence]


def overlaps(reaches: Collection[Reach]) -> list[tuple[str, str]]:
    """The pairs of rows that would hold for the same item at the same place on the same day."""
    by_item: dict[str, list[Reach]] = {}
    found = []
    for reach in reaches:
        earlier = by_item.setdefault(reach.item, [])
        found += [(other.code, reach.code) for other in earlier if other.meets(reach)]
        earlier.append(reach)
    return found


def overlapping(first: str, second: str) -> str:
    """The sentence for one such pair."""
    return f"{second}与{first}重叠：同一事项、同一地点、同一时间只能有一行。"
