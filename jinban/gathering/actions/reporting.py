"""The numbers that offices report themselves (上报数), to be held against what the system counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jinban.catalogue.models import Item, ItemClass
from jinban.gathering.actions.steps import who
from jinban.gathering.events import Reported as ReportedFact
from jinban.gathering.models import Reported
from jinban.gathering.rules import Fault
from jinban.kit import marks
from jinban.kit.clock import legal_day
from jinban.kit.events import Id, record
from jinban.kit.refused import Refused
from jinban.people import permits
from jinban.people.actors import Actor
from jinban.people.roles import DEPARTMENT_ROLES, Role
from jinban.places import queries as places

MOST = 99_999_999
FIRST_MONTH = 200001


@dataclass(frozen=True)
class Count:
    """One number: of an item, or of a class; in a month (YYYYMM); at a town, or everywhere."""

    month: int
    number: int
    item: str = ""
    item_class: str = ""
    town: str = ""


def report(counts: Sequence[Count], *, department: str = "", by: Actor, at: datetime) -> int:
    """Write what an office reports; how many numbers are new or corrected. The head of a department reports for it, that of
    a town for the town; the offices of the county name the `department` for which they do. What was reported before
    stays, marked as replaced; the same number again writes nothing. Refused with all that is wrong, and nothing written."""
    if wrong := faults(counts, department=department, by=by, at=at):
        raise Refused("".join(f"第{place + 1}行：{said}" for place, row in sorted(wrong.items()) for _, _, said in row))
    return _write(counts, department=_department(by, department), by=by, at=at)


def faults(counts: Sequence[Count], *, department: str = "", by: Actor, at: datetime) -> Mapping[int, list[Fault]]:
    """What is wrong with each number, by its place. Refused when somebody may not report at all."""
    if sentence := permits.may(by.role, "report", "counts"):
        raise Refused(sentence)
    office, own_town = _department(by, department), _town(by)
    if office not in {unit.code for unit in places.departments()} and not own_town:
        raise Refused("没有说是哪个部门上报的，请选一个部门。")
    items = dict(Item.objects.values_list("key", "department_id"))
    classes = set(ItemClass.objects.values_list("code", flat=True))
    towns = {town.code for town in places.towns()}
    today = legal_day(at)
    this_month = today.year * 100 + today.month
    found: dict[int, list[Fault]] = {}
    seen: dict[str, int] = {}
    for place, count in enumerate(counts):
        wrong: list[Fault] = []
        if bool(count.item) == bool(count.item_class):
            wrong.append(("item", "missing", "事项和主项写一个，只写一个。"))
        elif count.item and count.item not in items:
            wrong.append(("item", "dangling", f"没有“{count.item}”这个事项。"))
        elif count.item and office and not own_town and items[count.item] != office:
            wrong.append(("item", "contradiction", "这个事项不归本部门，不能由本部门上报。"))
        elif count.item_class and count.item_class not in classes:
            wrong.append(("item", "dangling", f"没有“{count.item_class}”这个主项。"))
        if count.town and count.town not in towns:
            wrong.append(("town", "unknown_place", f"没有“{count.town}”这个镇街。"))
        elif own_town and count.town not in ("", own_town):
            wrong.append(("town", "contradiction", "只能上报本镇街的数。"))
        if not (FIRST_MONTH <= count.month <= this_month and 1 <= count.month % 100 <= 12):
            wrong.append(("month", "wrong_month", f"月份{count.month}不对，要写成202403这样，不能晚于本月。"))
        if not 0 <= count.number <= MOST:
            wrong.append(("number", "wrong_number", f"件数{count.number}不对，要写0到{MOST}的整数。"))
        key = _key(count, office, own_town)
        if key in seen:
            wrong.append(("item", "duplicate_key", f"和第{seen[key] + 1}行报的是同一个数，请只留一行。"))
        seen.setdefault(key, place)
        if wrong:
            found[place] = wrong
    return found


@transaction.atomic
def _write(counts: Sequence[Count], *, department: str, by: Actor, at: datetime) -> int:
    own_town = _town(by)
    keys = {_key(count, department, own_town): count for count in counts}
    here = {row.key: row for row in Reported.objects.filter(key__in=list(keys), replaced_at=None)}
    written = 0
    for key, count in keys.items():
        before = here.get(key)
        if before and before.number == count.number:
            continue
        if before and not Reported.objects.filter(pk=before.pk, replaced_at=None).update(replaced_at=at):
            raise Refused("刚才有人改过同一个数，请重新打开再报。")
        town = own_town or count.town
        row = Reported.objects.create(
            department_id=None if own_town else department, by_town_id=own_town or None, item_id=count.item or None,
            item_class_id=count.item_class or None, town_id=town or None, month=count.month, key=key, number=count.number,
            at=at, demo=marks.is_demo(), **who(by),
        )  # fmt: skip
        fact = ReportedFact(
            month=Id(count.month), number=Id(count.number), before=Id(before.pk) if before else None, day=legal_day(at)
        )
        record(fact, subject=row, by=by, at=at)
        written += 1
    return written


def _department(by: Actor, named: str) -> str:
    return by.department if by.role in DEPARTMENT_ROLES else named


def _town(by: Actor) -> str:
    return by.town if by.role == Role.TOWN_HEAD else ""


def _key(count: Count, department: str, own_town: str) -> str:
    office = f"town={own_town}" if own_town else f"department={department}"
    what = f"item={count.item}" if count.item else f"class={count.item_class}"
    return f"{office} {what} town={own_town or count.town} {count.month}"
