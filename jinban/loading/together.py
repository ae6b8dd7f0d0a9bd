"""What the rows of several tables owe each other. The rules themselves belong to the rooms; here they are asked
for every row, so that all faults are told at once with file and row."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from jinban.delegation.rules import (
    EVERYWHERE,
    Power,
    Reach,
    no_delegator,
    no_power_at_all,
    overlapping,
    overlaps,
    village_above_town,
    village_too_high,
)
from jinban.kit.tables.checking import Row, Tables
from jinban.kit.tables.faults import Place, Say
from jinban.messages import rules as messages
from jinban.people.roles import DEPARTMENT_ROLES, SITE_ROLES
from jinban.places.rules import day_misfit, parent_misfit, site_misfit

PREFIX = {"hall": "H", "centre": "C", "station": "S"}


def _by(rows: Sequence[Row], key: str = "code") -> dict[str, Row]:
    return {row[key]: row for row in rows if row.sound(key)}


def _divisions(rows: Tables, say: Say) -> None:
    known = _by(rows["divisions"])
    for row in rows["divisions"]:
        above = known.get(row["parent"])
        if not row.sound("level", "parent") or (row["parent"] and above is None):
            continue
        if sentence := parent_misfit(row["level"], above["level"] if above else None):
            say(row.at("parent"), "wrong_parent", sentence)
        if row["successor"] and row.sound("valid_to") and row["valid_to"] is None:
            say(row.at("valid_to"), "missing", "写了并入哪里（successor），也要写止期。")


def _sites(rows: Tables, say: Say) -> None:
    known = _by(rows["divisions"])
    for row in rows["sites"]:
        if not row.sound("code", "kind", "division"):
            continue
        if row["code"] != PREFIX[row["kind"]] + row["division"]:
            wanted = PREFIX[row["kind"]] + row["division"]
            say(row.at("code"), "wrong_code", f"站点编码要写成{wanted}（{PREFIX[row['kind']]}加区划编码）。")
        division = known.get(row["division"])
        if division and division.sound("level") and (sentence := site_misfit(row["kind"], division["level"])):
            say(row.at("division"), "wrong_level", sentence)


def _calendar(rows: Tables, say: Say) -> None:
    years = {row["day"].year for row in rows["calendar"] if row.sound("day") and row["kind"] == "year"}
    for row in rows["calendar"]:
        if not row.sound("day", "kind") or row["kind"] == "year":
            continue
        if sentence := day_misfit(row["day"], row["kind"]):
            say(row.at("kind"), "wrong_choice", sentence)
        if row["day"].year not in years:
            say(row.at("day"), "missing", f"{row['day'].year}年没有年度行，请加一行kind为year的，写明放假文件。")


def _hours(rows: Tables, say: Say) -> None:
    for row in rows["hours"]:
        if row.sound("opens", "closes") and row["closes"] <= row["opens"]:
            say(row.at("closes"), "wrong_time", f"关门时间{row['closes']}不晚于开门时间{row['opens']}，请改。")


def _items(rows: Tables, say: Say) -> None:
    for row in rows["items"]:
        if row.sound("legal_unit", "promised_unit") and row["legal_unit"] != row["promised_unit"]:
            say(row.at("promised_unit"), "wrong_unit", "法定时限和承诺时限的单位不同，请用同一个单位。")
        elif row.sound("legal_limit", "promised_limit") and row["promised_limit"] > row["legal_limit"]:
            say(row.at("promised_limit"), "wrong_limit", f"承诺时限长于法定时限{row['legal_limit']}，请改短。")


def _materials(rows: Tables, say: Say) -> None:
    """A file that has both an item and its materials names the same in both."""
    items = _by(rows["items"], "key")
    for row in rows["materials"]:
        item = items.get(row["item"])
        if item is None or item.place.file != row.place.file or not item.place.row or not item.sound("materials"):
            continue
        if row.sound("name") and row["name"] not in item["materials"]:
            where = f"{item.place.words}的材料"
            say(row.at("name"), "differs", f"{where}里没有“{row['name']}”，请改成一样。")


def _aliases(rows: Tables, say: Say) -> None:
    tables = {
        "division": "divisions",
        "department": "departments",
        "item": "items",
        "class": "classes",
        "site": "sites",
    }
    known = {
        kind: set(_by(rows.get(table, ()), "key" if table == "items" else "code")) for kind, table in tables.items()
    }
    for row in rows["aliases"]:
        if row.sound("kind", "code") and tables[row["kind"]] in rows and row["code"] not in known[row["kind"]]:
            kind = "unknown_place" if row["kind"] in ("division", "site") else "dangling"
            say(row.at("code"), kind, f"{tables[row['kind']]}表里没有“{row['code']}”，请改正编码。")


def _delegation(rows: Tables, say: Say) -> None:
    items, batches = _by(rows["items"], "key"), _by(rows.get("batches", ()))
    departments = _by(rows["departments"])
    for row in rows["delegation"]:
        department = departments.get(row["department"])
        if department and department.sound("kind", "name"):
            _say(say, row, "department", no_delegator(department["kind"], department["name"]))
        if row.sound("places") and EVERYWHERE in row["places"] and len(row["places"]) > 1:
            say(row.at("places"), "wrong_list", "写了all（所有镇村），就不要再列站点。")
        if not row.sound("town_power", "village_power"):
            continue
        town, village = Power.of(row["town_power"]), Power.of(row["village_power"])
        item, batch = items.get(row["item"]), batches.get(row["batch"])
        _say(say, row, "village_power", village_above_town(town, village))
        _say(say, row, "town_power", no_power_at_all(town, village))
        if item and batch and item.sound("task_type") and batch.sound("document"):
            _say(say, row, "village_power", village_too_high(item["task_type"], village, batch["document"]))
    _delegation_overlaps(rows["delegation"], say)


def _delegation_overlaps(rows: Sequence[Row], say: Say) -> None:
    sound = [row for row in rows if row.sound("code", "item", "places", "valid_from", "valid_to")]
    reaches = [
        Reach(
            row["code"],
            row["item"],
            None if EVERYWHERE in row["places"] else frozenset(row["places"]),
            row["valid_from"],
            row["valid_to"],
        )
        for row in sound
    ]
    known = _by(sound)
    for first, second in overlaps(reaches):
        say(known[second].at("valid_from"), "overlap", overlapping(first, second))


def _staff(rows: Tables, say: Say) -> None:
    sites = _by(rows["sites"])
    wanted_site = {"village_helper": "station"}
    for row in rows["staff"]:
        if not row.sound("role", "site", "department"):
            continue
        if row["role"] in SITE_ROLES:
            if not row["site"]:
                say(row.at("site"), "missing", "这个岗位要写站点编码。")
            site, kind = sites.get(row["site"]), wanted_site.get(row["role"], "centre")
            if site and site.sound("kind") and site["kind"] != kind:
                words = {"station": "村级便民服务站", "centre": "镇级便民服务中心"}
                say(row.at("site"), "wrong_level", f"这个岗位要在{words[kind]}，请改站点编码。")
        if row["role"] in DEPARTMENT_ROLES and not row["department"]:
            say(row.at("department"), "missing", "这个岗位要写部门编码。")
    names: dict[str, Any] = {}
    for row in rows["staff"]:
        if row.sound("work_no", "name") and names.setdefault(row["work_no"], row["name"]) != row["name"]:
            say(
                row.at("name"),
                "duplicate_key",
                f"工号“{row['work_no']}”已是{names[row['work_no']]}的，一个工号只能是一个人。",
            )


def _messages(rows: Tables, say: Say) -> None:
    """Every text can be filled, and none is missing: a kind without words would reach people as a bare title."""
    for row in rows["messages"]:
        if not row.sound("code"):
            continue
        for column in ("title", "text"):
            if row.sound(column) and (sentence := messages.text_fault(row["code"], row[column])):
                say(row.at(column), "wrong_text", sentence)
        if row.sound("channels") and (sentence := messages.channels_fault(row["channels"])):
            say(row.at("channels"), "wrong_list", sentence)
        for pair in row["wechat_fields"] if row.sound("wechat_fields") else ():
            if sentence := messages.keyword_fault(row["code"], pair):
                say(row.at("wechat_fields"), "wrong_text", sentence)
    found = {row["code"] for row in rows["messages"]}
    if lacking := [f"{code}（{kind.label}）" for code, kind in messages.KINDS.items() if code not in found]:
        last = rows["messages"][-1].place if rows["messages"] else Place("messages.csv")
        say(last, "missing", f"还缺这几种通知的文字：{'、'.join(lacking)}。请补上。")


def _opinions(rows: Tables, say: Say) -> None:
    words = {"check": "grant（建议准予）或deny（建议不予）", "decide": "approved（准予）或denied（不予）"}
    for row in rows["opinions"]:
        if row.sound("verb", "verdict") and row["verdict"] not in words[row["verb"]]:
            say(row.at("verdict"), "wrong_choice", f"{row['verb']}的意见只能写{words[row['verb']]}，请改。")


def _say(say: Say, row: Row, column: str, sentence: str | None) -> None:
    if sentence:
        say(row.at(column), "wrong_power", sentence)


# Which tables a check needs, and the check.
CHECKS: Mapping[tuple[str, ...], Callable[[Tables, Say], None]] = {
    ("divisions",): _divisions,
    ("divisions", "sites"): _sites,
    ("calendar",): _calendar,
    ("hours",): _hours,
    ("items",): _items,
    ("items", "materials"): _materials,
    ("aliases",): _aliases,
    ("items", "departments", "delegation"): _delegation,
    ("sites", "staff"): _staff,
    ("messages",): _messages,
    ("opinions",): _opinions,
}


def check_together(rows: Tables, say: Say) -> None:
    """Ask every rule whose tables are there."""
    for needed, ask in CHECKS.items():
        if all(name in rows for name in needed):
            ask(rows, say)
