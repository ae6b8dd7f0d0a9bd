"""A small city for tests: one city, two towns, two villages of one name, and their sites."""

from datetime import UTC, datetime
from typing import Any

from jinban.people.actors import system
from jinban.places import actions

AT = datetime(2024, 3, 11, 1, 0, tzinfo=UTC)
LOADER = system("loader")
CITY, CHEN, YIN = "420281000000", "420281108000", "420281105000"
CHEN_SOUTH, YIN_SOUTH = "420281108215", "420281105208"


def division(code: str, name: str, level: str, parent: str = "", **more: Any) -> dict[str, Any]:
    return {
        "code": code, "name": name, "short_name": name, "level": level, "parent": parent, "in_scope": "1",
        "note": "", "valid_from": "2023-01-01", "valid_to": "", "successor": "", **more,
    }  # fmt: skip


def site(code: str, kind: str, division: str, name: str, **more: Any) -> dict[str, Any]:
    return {
        "code": code, "kind": kind, "division": division, "name": name, "phone": "", "address": "",
        "opened_on": "2023-01-01", "closed_on": "", "demo": "1", "note": "", **more,
    }  # fmt: skip


def hours(opens: str, closes: str, site: str = "", weekdays: str = "1-5", **more: Any) -> dict[str, Any]:
    return {
        "site": site, "season": "summer", "from_month_day": "05-01", "to_month_day": "09-30",
        "weekdays": weekdays, "opens": opens, "closes": closes, "demo": "1", "source": "演示", **more,
    }  # fmt: skip


def period(site: str, state: str, first: str, last: str = "") -> dict[str, Any]:
    return {"site": site, "state": state, "from_day": first, "to_day": last, "note": ""}


def window(site: str, kind: str, number: str, first: str = "2023-01-01", last: str = "") -> dict[str, Any]:
    return {
        "site": site, "kind": kind, "number": number, "name": f"{number}号窗", "valid_from": first, "valid_to": last,
    }  # fmt: skip


def holiday(day: str, kind: str, name: str, source: str = "国办发明电〔2023〕7号") -> dict[str, Any]:
    return {"day": day, "kind": kind, "name": name, "source": source}


DIVISIONS = [
    division(CITY, "大冶市", "city"),
    division(CHEN, "陈贵镇", "town", CITY),
    division(YIN, "殷祖镇", "town", CITY),
    division(CHEN_SOUTH, "南山村", "village", CHEN),
    division(YIN_SOUTH, "南山村", "village", YIN),
]
SITES = [
    site(f"H{CITY}", "hall", CITY, "大冶市政务服务中心"),
    site(f"C{CHEN}", "centre", CHEN, "陈贵镇便民服务中心"),
    site(f"C{YIN}", "centre", YIN, "殷祖镇便民服务中心"),
    site(f"S{CHEN_SOUTH}", "station", CHEN_SOUTH, "南山村便民服务站"),
    site(f"S{YIN_SOUTH}", "station", YIN_SOUTH, "南山村便民服务站"),
]
YEAR = [
    holiday("2024-01-01", "year", "2024年节假日安排"),
    holiday("2024-05-01", "rest", "劳动节"),
    holiday("2024-05-02", "rest", "劳动节"),
    holiday("2024-05-03", "rest", "劳动节"),
    holiday("2024-04-28", "work", "劳动节调休上班"),
    holiday("2024-05-11", "work", "劳动节调休上班"),
]


def settle() -> None:
    """Divisions and sites are there."""
    actions.put_divisions(DIVISIONS, by=LOADER, at=AT)
    actions.put_sites(SITES, by=LOADER, at=AT)
