"""Files as an office hands them in: rows of what is there, changed and added to."""

import io
from datetime import date
from typing import Any

import xlsxwriter

from jinban.kit.tables.books import Filled, book
from jinban.loading import actions
from jinban.loading.models import Load
from jinban.loading.standing import everything, standing
from jinban.loading.tables import BY_NAME
from jinban.people.actors import Actor
from tests.play import MONDAY, SERVICE, seat

NEW_ROW = {
    "code": "t1-01", "batch": "t1", "item": "xin-shixiang", "item_class": "xin-lei", "name": "新事项", "department": "minzheng",
    "legal_form": "entrust", "town_power": "review", "village_power": "collect",
    "places": ("C420281108000", "S420281108215"), "valid_from": date(2024, 4, 1), "valid_to": None, "demo": True, "note": "",
}  # fmt: skip
NEW_BATCH = {
    "code": "t1", "name": "第三批", "level": "city", "document": "通知（演示）", "issued_on": date(2024, 3, 1),
    "legal_form": "entrust", "demo": True, "note": "",
}  # fmt: skip


def rows(table: str) -> list[dict[str, Any]]:
    """What is there now."""
    return list(standing(table).values())


def like(table: str, key: str, /, **changes: Any) -> dict[str, Any]:
    """One row of what is there, changed."""
    return next(row for row in rows(table) if key in row.values()) | changes


def filled(**tables: list[dict[str, Any]]) -> bytes:
    """A workbook of these rows."""
    return book([Filled(BY_NAME[name], given) for name, given in tables.items()]).read()


def a_new_item() -> bytes:
    """A class, an item, a batch and a delegation that need each other, and the end of an older delegation."""
    item = like("items", unverified(), key="xin-shixiang", name="新事项", item_class="xin-lei", department="minzheng")
    return filled(
        classes=[{"code": "xin-lei", "name": "新类别", "note": ""}],
        items=[item, like("items", unverified(), promised_limit=like("items", unverified())["promised_limit"] / 2)],
        batches=[NEW_BATCH],
        delegation=[NEW_ROW, rows("delegation")[0] | {"valid_to": date(2026, 12, 31)}],
    )


def unverified() -> str:
    """An item that only its row describes."""
    return next(row["key"] for row in rows("items") if row["confidence"] == "partial" and row["task_type"] == "20")


def given(raw: bytes, *tables: str, by: Actor | None = None, name: str = "数据.xlsx", at: Any = MONDAY) -> Load:
    """The file, handed in."""
    return actions.hand_in(tables or CITY, name, raw, by=by or seat(SERVICE), at=at)


def loaded(raw: bytes, *tables: str, by: Actor | None = None, at: Any = MONDAY) -> Load:
    """The file, handed in and confirmed as it was shown."""
    load = given(raw, *tables, by=by, at=at)
    actions.load(load, seen=load.digest, by=by or seat(SERVICE), at=at)
    return load


def sheet(title: str, *lines: list[Any]) -> bytes:
    """A sheet written by hand, heading first."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as made:
        page = made.add_worksheet(title)
        for at, line in enumerate(lines):
            page.write_row(at, 0, line)
    return file.getvalue()


CITY = tuple(name for name in BY_NAME if name != "staff")
__all__ = ["CITY", "a_new_item", "everything", "filled", "given", "like", "loaded", "rows", "sheet", "unverified"]
