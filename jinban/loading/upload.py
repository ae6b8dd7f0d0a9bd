"""One uploaded file, checked whole: its own cells, and its rows together with what the database holds already."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from jinban.kit.clock import legal_day
from jinban.kit.tables.checking import Row, check, rows_of, whole
from jinban.kit.tables.faults import Fault, Faults, Place
from jinban.kit.tables.reading import Sheet, read_upload
from jinban.loading.standing import Key, Values, everything, published
from jinban.loading.tables import BY_NAME, TABLES
from jinban.loading.together import check_together
from jinban.people.models import Seat

# Ten times the largest table of a county. Trying a file out holds SQLite's writer; more goes by `jinban load`.
ROWS_MOST = 5_000
FAULTS_MOST = 5_000
HERE = "现有数据"
# Tables of which a file replaces more than the row of the same key: all rows that give the same answer here.
REPLACED: Mapping[str, Callable[[Any], Any]] = {
    "hours": lambda row: row["site"],
    "calendar": lambda row: getattr(row["day"], "year", None),
    "opinions": lambda row: "",
    "materials": lambda row: row["item"],
}
# What is in force of a delegation ends or goes on; of an account the table only knows that it is there.
MAY_CHANGE: Mapping[str, tuple[str, ...]] = {"delegation": ("valid_to",), "staff": ()}
NOT_KEPT = ("confidence", "note")
# Of a 已核定 item the table says only how people call it; everything else stands in its version.
OF_ITEM = ("aliases", "source", *NOT_KEPT)


@dataclass
class Given:
    """What a file holds, typed, or its faults (at most FAULTS_MOST of them, `more` beyond)."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    more: int = 0
    examples: int = 0


def checked(name: str, raw: bytes, tables: Sequence[str], *, at: datetime) -> Given:
    """Read and check the tables of a file. Reads the database, writes nothing."""
    say = Faults()
    sheets = read_upload(name, raw, [BY_NAME[table] for table in tables], say)
    _refuse_long(sheets, say)
    examples = sum(len(sheet.examples) for sheet in sheets.values())
    if not say:
        own = {table: rows_of(sheet, say) for table, sheet in sheets.items()}
        here = everything()
        _judge(own, here, say)
        _refuse_fixed(own, here, say, at=at)
        if not say:
            return Given({table: whole(rows) for table, rows in own.items()}, examples=examples)
    found = sorted(set(say), key=lambda one: (one.place.sheet, one.place.row, one.place.column, one.kind))
    return Given(faults=found[:FAULTS_MOST], more=max(0, len(found) - FAULTS_MOST), examples=examples)


def _refuse_long(sheets: Mapping[str, Sheet], say: Faults) -> None:
    for sheet in sheets.values():
        if len(sheet.lines) > ROWS_MOST:
            say(sheet.place, "too_large", f"有{len(sheet.lines)}行，一张表最多{ROWS_MOST}行。请拆成几份。")


def _judge(own: Mapping[str, list[Row]], here: Mapping[str, Mapping[Key, Values]], say: Faults) -> None:
    """All rules of all tables over what would stand there. A fault that stands there already is nobody's fault now."""
    judged = Faults()
    _ask({table: [*_left(table, here[table], own.get(table, ())), *own.get(table, ())] for table in here}, judged)
    inherited: set[Fault] = set()
    if any(one.place.file == HERE for one in judged):
        before = Faults()
        _ask({table: _left(table, here[table], ()) for table in here}, before)
        inherited = set(before)
    say.extend(one for one in judged if one not in inherited)


def _ask(rows: Mapping[str, list[Row]], say: Faults) -> None:
    check(rows, TABLES, say)
    check_together(rows, say)


def _left(table: str, here: Mapping[Key, Values], own: Sequence[Row]) -> list[Row]:
    """The rows of the database that the file leaves as they are."""
    group = REPLACED.get(table)
    names = BY_NAME[table].key
    if group and own:
        replaced = {group(row) for row in own}
        kept = [row for row in here.values() if group(row) not in replaced]
    else:
        gone = {tuple(row[name] for name in names) for row in own}
        kept = [row for key, row in here.items() if key not in gone]
    return [Row(Place(HERE, BY_NAME[table].label), row) for row in kept]


def _refuse_fixed(
    own: Mapping[str, Sequence[Row]], here: Mapping[str, Mapping[Key, Values]], say: Faults, *, at: datetime
) -> None:
    """What a file must not change, each cell by itself."""
    for table, may in MAY_CHANGE.items():
        for row, before in _met(table, own, here):
            for name in _differing(row, before, may):
                sentence = "这一行已经在用，这一列不能用导入改。" + (
                    "请给它写“止”，另用新编码登记。" if table == "delegation" else "请到“账号和岗位”里办。"
                )
                say(row.at(name), "fixed", sentence)
    _refuse_items(own, here, say, at=at)
    _refuse_materials(own.get("materials", ()), here["materials"], say, at=at)
    _refuse_closed(own.get("staff", ()), here["staff"], say)


def _refuse_items(
    own: Mapping[str, Sequence[Row]], here: Mapping[str, Mapping[Key, Values]], say: Faults, *, at: datetime
) -> None:
    if not own.get("items"):
        return
    last = published()
    for row, before in _met("items", own, here):
        version = last[row["key"]]
        if version.verified:
            for name in _differing(row, before, OF_ITEM):
                say(row.at(name), "fixed", "这个事项已核定，这一列写在事项版本里，不能用表改。请照现有数据改回。")
        elif version.valid_from >= legal_day(at) and _differing(row, before, ("aliases", *NOT_KEPT)):
            words = f"这个事项的第{version.number}版从{version.valid_from}起，当天不能再出一版。请明天再导入。"
            say(row.at("key"), "fixed", words)


def _refuse_materials(own: Sequence[Row], here: Mapping[Key, Values], say: Faults, *, at: datetime) -> None:
    last = published() if own else {}
    for row in own:
        version = last.get(row["item"])
        before = here.get((row["item"], row["key"]))
        if version and (before is None or _differing(row, before, ())):
            if version.verified:
                say(row.at("item"), "fixed", "这个事项已核定，材料写在事项版本里，不能用表改。请照现有数据改回。")
            elif version.valid_from >= legal_day(at):
                words = f"这个事项的第{version.number}版从{version.valid_from}起，当天不能再出一版。请明天再导入。"
                say(row.at("item"), "fixed", words)


def _refuse_closed(own: Sequence[Row], here: Mapping[Key, Values], say: Faults) -> None:
    """A post that has ended is opened by hand, where everybody sees that it was closed."""
    if not own:
        return
    ended = Seat.objects.exclude(closed_at=None, valid_to=None).filter(acting_for=None)
    closed = {
        (work_no, role, site or "", department or "")
        for work_no, role, site, department in ended.values_list("staff__work_no", "role", "site_id", "department_id")
    }
    for row in own:
        key = tuple(row[name] for name in BY_NAME["staff"].key)
        if key in closed and key not in here:
            say(row.at("role"), "fixed", "这个岗位停用过。请到“账号和岗位”里重新开。")


def _met(
    table: str, own: Mapping[str, Sequence[Row]], here: Mapping[str, Mapping[Key, Values]]
) -> list[tuple[Row, Values]]:
    """The sound rows of the file whose key is there already, with what stands there."""
    names = BY_NAME[table].key
    pairs = ((row, here[table].get(tuple(row[name] for name in names))) for row in own.get(table, ()))
    return [(row, before) for row, before in pairs if before is not None]


def _differing(row: Row, before: Values, but: Sequence[str]) -> list[str]:
    return [name for name, value in before.items() if name not in but and row.sound(name) and row[name] != value]
