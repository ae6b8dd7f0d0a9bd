"""What the database holds now, as rows of the city's tables: the same columns and values that a file of them would have."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any

from jinban.cases.models import StockOpinion
from jinban.catalogue.content import Content
from jinban.catalogue.models import Item, ItemClass, ItemVersion
from jinban.catalogue.stages import S
from jinban.delegation.models import Batch, Delegation, DelegationSite
from jinban.delegation.rules import EVERYWHERE
from jinban.loading.tables import BY_NAME
from jinban.messages.models import Template
from jinban.people.models import Seat
from jinban.places.models import (
    Alias,
    CalendarDay,
    CalendarYear,
    Department,
    Division,
    Hours,
    NetworkPeriod,
    Parameter,
    Site,
    Window,
)

Values = dict[str, Any]
Key = tuple[Any, ...]


def standing(table: str) -> dict[Key, Values]:
    """The rows of this table that hold now, by key, in the order in which a file lists them."""
    key = BY_NAME[table].key
    return {tuple(row[name] for name in key): row for row in _ROWS[table]()}


def everything(tables: Iterable[str] = BY_NAME) -> dict[str, dict[Key, Values]]:
    """The same for several tables."""
    return {table: standing(table) for table in tables}


def _plain(row: Any, *names: str, **more: Any) -> Values:
    return {name: getattr(row, name) for name in names} | more


def _divisions() -> Iterator[Values]:
    for row in Division.objects.order_by("code"):
        yield _plain(
            row, "code", "name", "level", "short_name", "in_scope", "valid_from", "valid_to", "note",
            parent=row.parent_id or "", successor=row.successor_id or "",
        )  # fmt: skip


def _departments() -> Iterator[Values]:
    for row in Department.objects.order_by("code"):
        yield _plain(row, *BY_NAME["departments"].names)


def _sites() -> Iterator[Values]:
    names = [name for name in BY_NAME["sites"].names if name != "division"]
    for row in Site.objects.order_by("code"):
        yield _plain(row, *names, division=row.division_id)


def _windows() -> Iterator[Values]:
    for row in Window.objects.order_by("site_id", "kind", "number", "valid_from"):
        yield _plain(row, "kind", "number", "name", "valid_from", "valid_to", site=row.site_id)


def _hours() -> Iterator[Values]:
    """Weekdays with the same stretch make one row."""
    found: defaultdict[tuple[Any, ...], list[int]] = defaultdict(list)
    for row in Hours.objects.order_by("site_id", "from_month_day", "opens", "weekday"):
        season = (row.site_id or "", row.season, row.from_month_day, row.to_month_day)
        found[(*season, _clock(row.opens), _clock(row.closes), row.demo, row.source)].append(row.weekday)
    names = ("site", "season", "from_month_day", "to_month_day", "opens", "closes", "demo", "source")
    for values, weekdays in found.items():
        yield dict(zip(names, values, strict=True)) | {"weekdays": _weekdays(weekdays)}


def _clock(moment: time) -> str:
    return f"{moment:%H:%M}"


def _weekdays(found: list[int]) -> str:
    """1-5,7 for Monday to Friday and Sunday."""
    parts: list[list[int]] = []
    for day in sorted(found):
        if parts and day == parts[-1][-1] + 1:
            parts[-1].append(day)
        else:
            parts.append([day])
    return ",".join(f"{part[0]}-{part[-1]}" if len(part) > 1 else str(part[0]) for part in parts)


def _network() -> Iterator[Values]:
    for row in NetworkPeriod.objects.order_by("site_id", "from_day"):
        yield _plain(row, "state", "from_day", "to_day", "note", site=row.site_id)


def _parameters() -> Iterator[Values]:
    for row in Parameter.objects.order_by("key"):
        yield _plain(row, "key", "name", "value", "unit", "source")


def _calendar() -> Iterator[Values]:
    days: defaultdict[int, list[CalendarDay]] = defaultdict(list)
    for day in CalendarDay.objects.order_by("day"):
        days[day.year_id].append(day)
    for year in CalendarYear.objects.order_by("year"):
        document = year.document or year.source
        yield {"day": date(year.year, 1, 1), "kind": "year", "name": year.source, "source": document}
        for row in days[year.year]:
            yield _plain(row, "day", "kind", source=document, name=row.name or row.get_kind_display())


def _classes() -> Iterator[Values]:
    for row in ItemClass.objects.order_by("code"):
        yield _plain(row, "code", "name", "note")


def published() -> dict[str, ItemVersion]:
    """By item, the published version with the highest number."""
    versions = ItemVersion.objects.filter(stage=S.PUBLISHED).order_by("item_id", "number")
    return {version.item_id: version for version in versions}


def _items() -> Iterator[Values]:
    last = published()
    for item in Item.objects.order_by("key"):
        if version := last.get(item.key):
            yield _item(item, version, version.said)


def _item(item: Item, version: ItemVersion, said: Content) -> Values:
    elements = said.elements
    legal, promised = elements.legal_limit.value, elements.promised_limit.value
    return {
        "key": item.key,
        "name": item.name,
        "department": item.department_id,
        "item_class": item.item_class_id or "",
        "objects": tuple(elements.objects.value),
        "task_type": item.task_type,
        "kind": elements.kind.value,
        "chain": said.chain or "→".join(f"{step.who}{step.name}" for step in said.steps),
        "legal_limit": legal.amount,
        "legal_unit": legal.unit,
        "promised_limit": promised.amount,
        "promised_unit": promised.unit,
        "materials": tuple(material.name for material in said.materials),
        "aliases": tuple(item.aliases),
        "national_code": tuple(filter(None, item.national_code.split(";"))),
        "sensitive": item.sensitive,
        "in_person": elements.in_person.value,
        "confidence": "found" if version.verified else "partial",
        "source": elements.task_type.source,
        "note": "",
    }


def _materials() -> Iterator[Values]:
    for version in published().values():
        for one in version.said.materials:
            yield _plain(
                one, "key", "name", "kind", "need", "copy", "keep", "department", "waived", "why_waived", "hint", "source",
                item=version.item_id, originals=Decimal(one.originals), copies=Decimal(one.copies), **{"from": one.from_},
            )  # fmt: skip


def _aliases() -> Iterator[Values]:
    for row in Alias.objects.order_by("kind", "name"):
        yield _plain(row, "kind", "name", "code")


def _batches() -> Iterator[Values]:
    for row in Batch.objects.order_by("code"):
        yield _plain(row, *BY_NAME["batches"].names)


def _delegation() -> Iterator[Values]:
    at: defaultdict[str, list[str]] = defaultdict(list)
    for code, site in DelegationSite.objects.order_by("site_id").values_list("row_id", "site_id"):
        at[code].append(site)
    for row in Delegation.objects.order_by("code"):
        yield _plain(
            row, "code", "name", "legal_form", "town_power", "village_power", "valid_from", "valid_to", "demo", "note",
            batch=row.batch_id, item=row.item_id, item_class=row.item_class_id or "", department=row.department_id,
            places=(EVERYWHERE,) if row.everywhere else tuple(at[row.code]),
        )  # fmt: skip


def _staff() -> Iterator[Values]:
    """Who sits where now. Posts that have ended, or that a deputy holds, are no rows of a table."""
    seats = Seat.objects.filter(closed_at=None, valid_to=None, acting_for=None).select_related("staff")
    for seat in seats.order_by("staff__work_no", "pk"):
        yield {
            "work_no": seat.staff.work_no,
            "name": seat.staff.name,
            "role": seat.role,
            "site": seat.site_id or "",
            "department": seat.department_id or "",
            "demo": seat.staff.demo,
        }


def _messages() -> Iterator[Values]:
    for row in Template.objects.order_by("code"):
        fields = tuple(f"{keyword}={field}" for keyword, field in row.wechat_fields.items())
        yield _plain(
            row, "code", "title", "text", "wechat_id", "source", channels=tuple(row.channels), wechat_fields=fields
        )


def _opinions() -> Iterator[Values]:
    for row in StockOpinion.objects.order_by("code"):
        yield _plain(row, "code", "verb", "verdict", "text", "source", item=row.item_id or "")


_ROWS: Mapping[str, Callable[[], Iterator[Values]]] = {
    "divisions": _divisions, "departments": _departments, "sites": _sites, "windows": _windows, "hours": _hours,
    "network": _network, "parameters": _parameters, "calendar": _calendar, "classes": _classes, "items": _items, "materials": _materials,
    "aliases": _aliases, "batches": _batches, "delegation": _delegation, "staff": _staff, "messages": _messages,
    "opinions": _opinions,
}  # fmt: skip
