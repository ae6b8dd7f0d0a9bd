"""Taking a load back through the rooms' own actions: what it added goes, what it changed is put as it was."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from jinban.cases import actions as cases
from jinban.cases.models import Case
from jinban.catalogue import actions as catalogue
from jinban.delegation import actions as delegation
from jinban.kit.clock import legal_day
from jinban.kit.refused import Refused
from jinban.kit.rows import InUse
from jinban.loading.differing import values, word, words
from jinban.loading.load import PUTS
from jinban.loading.models import Change, Load
from jinban.loading.standing import Values, standing
from jinban.loading.tables import BY_NAME
from jinban.loading.upload import REPLACED
from jinban.messages import actions as messages
from jinban.people import actions as people
from jinban.people.actors import Actor
from jinban.places import actions as places

# What may refer to a row, in the words of an office.
USERS: Mapping[str, str] = {
    "cases.case": "办件", "people.seat": "岗位", "delegation.delegation": "下沉事项", "delegation.delegationsite": "下沉地点",
    "catalogue.item": "事项", "catalogue.itemversion": "事项版本", "places.site": "站点", "places.division": "区划",
    "places.window": "窗口", "places.hours": "开放时间", "places.networkperiod": "政务外网", "people.applicant": "申请人",
    "cases.stockopinion": "常用意见", "delegation.batch": "下沉批次", "people.absence": "外出委托",
}  # fmt: skip


def take_back(load: Load, changes: Sequence[Change], *, by: Actor, at: datetime) -> None:
    """Write what stood there before this load. Refused, naming the row and what refers to it; the caller's transaction then
    leaves everything as it is."""
    added: defaultdict[str, list[Change]] = defaultdict(list)
    altered: defaultdict[str, list[Change]] = defaultdict(list)
    for change in changes:
        whole = change.table in REPLACED
        (altered if whole or change.kind != "fresh" else added)[change.table].append(change)
    try:
        for table in reversed(PUTS):
            if added[table]:
                _remove(table, [values(table, one.after or {}) for one in added[table]], load, by=by, at=at)
        for table in PUTS:
            if altered[table]:
                _restore(table, altered[table], load, by=by, at=at)
    except InUse as no:
        users = "、".join(f"{count}个{USERS.get(kind, '别的记录')}" for kind, count in no.users.items())
        raise Refused(f"“{no.row}”已有{users}在用，这次导入不能撤销。") from no


def _remove(table: str, rows: list[Values], load: Load, *, by: Actor, at: datetime) -> None:
    keys = [tuple(row[name] for name in BY_NAME[table].key) for row in rows]
    first = [key[0] for key in keys]
    if table == "classes":
        catalogue.take_back_classes(first, by=by, at=at)
    elif table == "items":
        catalogue.take_back_items(first, by=by, at=at)
    elif table == "batches":
        delegation.take_back_batches(first, by=by, at=at)
    elif table == "delegation":
        delegation.take_back_rows(first, by=by, at=at)
    elif table == "staff":
        people.take_back_seats(keys, since=_moment(load), by=by, at=at)
    elif table == "messages":
        messages.take_back_templates(first, by=by, at=at)
    else:
        places.take_back(table, keys, by=by, at=at)


def _moment(load: Load) -> datetime:
    if load.loaded_at is None:
        raise Refused("这次导入还没有写入，不用撤销。")
    return load.loaded_at


def _restore(table: str, changes: Sequence[Change], load: Load, *, by: Actor, at: datetime) -> None:
    if table == "materials":
        _restore_materials(changes, load, by=by, at=at)
        return
    if table in REPLACED:
        _restore_groups(table, changes, by=by, at=at)
        return
    before = [values(table, change.before or {}) for change in changes]
    PUTS[table](before, by=by, at=at)
    if table == "items":
        now = standing(table)
        for row in before:
            if now[(row["key"],)] != row | {name: now[(row["key"],)][name] for name in ("confidence", "note")}:
                catalogue.take_back_version(row["key"], since=legal_day(_moment(load)), by=by, at=at)


def _restore_materials(changes: Sequence[Change], load: Load, *, by: Actor, at: datetime) -> None:
    """The version that the load published goes, unless it went with the item's own row already."""
    for item in dict.fromkeys(change.key.partition("|")[0] for change in changes):
        now = {key: words("materials", row) for key, row in standing("materials").items() if key[0] == item}
        as_left = {one.key: one.after for one in changes if one.key.partition("|")[0] == item}
        if now and all(now.get((item, key.partition("|")[2])) == after for key, after in as_left.items()):
            catalogue.take_back_version(item, since=legal_day(_moment(load)), by=by, at=at)


def _restore_groups(table: str, changes: Sequence[Change], *, by: Actor, at: datetime) -> None:
    """Tables of which a file replaces whole groups of rows: each group is put as it was."""
    group = REPLACED[table]
    wanted = {change.key for change in changes if change.kind == "fresh"}
    rows = {key: row for key, row in standing(table).items() if "|".join(map(word, key))[:300] not in wanted}
    back = [values(table, change.before or {}) for change in changes if change.kind != "fresh"]
    rows |= {tuple(row[name] for name in BY_NAME[table].key): row for row in back}
    touched = {group(values(table, change.after or change.before or {})) for change in changes}
    put = [row for row in rows.values() if group(row) in touched]
    if table == "opinions":
        cases.put_opinions(put, by=by, at=at)
        return
    if table == "calendar":
        _insist_unused({year for year in touched if not any(group(row) == year for row in put)})
    PUTS[table](put, by=by, at=at)
    left = {group(row) for row in put}
    places.take_back(table, [(_found(table, one),) for one in touched - left], by=by, at=at)


def _found(table: str, group: Any) -> Any:
    return group or None if table == "hours" else group


def _insist_unused(years: set[int]) -> None:
    """A calendar that has set somebody's last day stays."""
    for year in sorted(years):
        span = (date(year, 1, 1), date(year, 12, 31))
        if Case.objects.filter(promised_due__range=span).exists():
            raise Refused(f"{year}年的日历已经算过办件的到期日，不能撤销。要改就导入更正的日历。")
