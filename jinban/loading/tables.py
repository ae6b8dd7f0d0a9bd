"""The tables of the city, in the order in which one depends on another."""

from collections.abc import Mapping

from jinban.cases.models import StockOpinion
from jinban.catalogue.words import CODED, MATERIAL, UNITS
from jinban.delegation.models import LegalForm
from jinban.delegation.models import Level as BatchLevel
from jinban.delegation.rules import WORDS
from jinban.kit.tables.columns import Column, Days, Table
from jinban.loading.words import worded
from jinban.messages import rules as messages
from jinban.messages.models import Channel
from jinban.people.roles import Role
from jinban.places.models import AliasKind, DepartmentKind, Level, NetworkState, SiteKind, WindowKind

SEASONS = {"summer": "夏令", "winter": "冬令"}
DAY_KINDS = {"year": "年度", "rest": "放假", "work": "上班"}
CONFIDENCE = {"found": "有实物", "partial": "部分有据", "general": "通用值"}
LIMIT_UNITS = {unit: UNITS[unit] for unit in ("workday", "natural_day")}
ALIAS_KINDS = {**dict(AliasKind.choices), "class": "类别"}
POWERS = dict(WORDS)
WAIVED = {word: meaning for word, meaning in MATERIAL["waived"].items() if word}
# Who refers to one of these in vain has named a place that nobody knows.
PLACES = ("divisions", "sites")


def _one_of(name: str, words: Mapping[str, str]) -> Column:
    return Column(name, "choice", required=True, choices={key: str(label) for key, label in words.items()})


def _text(name: str, longest: int = 60) -> Column:
    return Column(name, required=True, longest=longest)


def _code(name: str = "code", ref: str = "", *, required: bool = True, longest: int = 60) -> Column:
    stranger = "unknown_place" if ref in PLACES else "dangling"
    return Column(name, "code", required=required, ref=ref, stranger=stranger, longest=longest)


def _limit(name: str) -> Column:
    return Column(name, "number", required=True, positive=True)


def _day(name: str, *, required: bool = True) -> Column:
    return Column(name, "day", required=required)


DEMO, NOTE = Column("demo", "flag", required=True), Column("note")
FROM, TO = _day("valid_from"), _day("valid_to", required=False)

DIVISIONS = Table(
    "divisions",
    "区划",
    (
        _code(longest=12),
        _text("name"),
        _one_of("level", dict(Level.choices)),
        _code("parent", "divisions", required=False),
        Column("short_name", longest=60),
        Column("in_scope", "flag", required=True),
        FROM,
        TO,
        _code("successor", "divisions", required=False),
        NOTE,
    ),
    key=("code",),
    days=Days(),
)
DEPARTMENTS = Table(
    "departments",
    "部门",
    (
        _code(longest=40),
        _text("name"),
        _text("official_name", 120),
        _one_of("kind", dict(DepartmentKind.choices)),
        Column("credit_code", "credit"),
        NOTE,
    ),
    key=("code",),
)
SITES = Table(
    "sites",
    "站点",
    (
        _code(longest=13),
        _one_of("kind", dict(SiteKind.choices)),
        _code("division", "divisions"),
        _text("name"),
        Column("phone", longest=20),
        Column("address"),
        _day("opened_on"),
        _day("closed_on", required=False),
        DEMO,
        NOTE,
    ),
    key=("code",),
    days=Days("opened_on", "closed_on"),
)
WINDOWS = Table(
    "windows",
    "窗口",
    (
        _code("site", "sites"),
        _one_of("kind", dict(WindowKind.choices)),
        _text("number", 10),
        _text("name"),
        FROM,
        TO,
    ),
    key=("site", "kind", "number", "valid_from"),
    days=Days(group=("site", "kind", "number")),
)
HOURS = Table(
    "hours",
    "开放时间",
    (
        _code("site", "sites", required=False),
        _one_of("season", SEASONS),
        Column("from_month_day", "month_day", required=True),
        Column("to_month_day", "month_day", required=True),
        Column("weekdays", "weekdays", required=True),
        Column("opens", "time", required=True),
        Column("closes", "time", required=True),
        DEMO,
        Column("source"),
    ),
    key=("site", "season", "weekdays", "opens"),
)
NETWORK = Table(
    "network",
    "政务外网",
    (
        _code("site", "sites"),
        _one_of("state", dict(NetworkState.choices)),
        _day("from_day"),
        _day("to_day", required=False),
        NOTE,
    ),
    key=("site", "from_day"),
    days=Days("from_day", "to_day", group=("site",)),
    required=False,
)
CALENDAR = Table(
    "calendar",
    "放假安排",
    (_day("day"), _one_of("kind", DAY_KINDS), _text("name"), _text("source", 200)),
    key=("day", "kind"),
)
PARAMETERS = Table(
    "parameters",
    "参数",
    (
        _code("key", longest=40),
        _text("name"),
        Column("value", "number", required=True, positive=True),
        Column("unit", longest=10),
        _text("source", 200),
    ),
    key=("key",),
)
CLASSES = Table(
    "classes",
    "事项类别",
    (_code(longest=40), Column("name", required=True, unique=True, longest=60), NOTE),
    key=("code",),
)
ITEMS = Table(
    "items",
    "事项",
    (
        _code("key"),
        _text("name", 120),
        _code("department", "departments"),
        _code("item_class", "classes", required=False),
        Column("objects", "list", required=True, choices=CODED["objects"]),
        _one_of("task_type", CODED["task_type"]),
        _one_of("kind", CODED["kind"]),
        _text("chain", 200),
        _limit("legal_limit"),
        _one_of("legal_unit", LIMIT_UNITS),
        _limit("promised_limit"),
        _one_of("promised_unit", LIMIT_UNITS),
        Column("materials", "list", longest=2000),
        Column("aliases", "list", longest=2000),
        Column("national_code", "item_codes"),
        Column("sensitive", "flag", required=True),
        Column("in_person", "flag", required=True),
        _one_of("confidence", CONFIDENCE),
        _text("source", 500),
        Column("note", longest=500),
    ),
    key=("key",),
)
MATERIALS = Table(
    "materials",
    "材料",
    (
        _code("item", "items"),
        _code("key", longest=40),
        _text("name", 120),
        *(_one_of(name, MATERIAL[name]) for name in ("kind", "need", "copy")),
        Column("originals", "number"),
        Column("copies", "number"),
        *(_one_of(name, MATERIAL[name]) for name in ("keep", "from")),
        _code("department", "departments", required=False),
        Column("waived", "choice", choices=WAIVED),
        Column("why_waived"),
        Column("hint", longest=500),
        _text("source", 500),
    ),
    key=("item", "key"),
    required=False,
)
ALIASES = Table(
    "aliases", "别名", (_one_of("kind", ALIAS_KINDS), _text("name", 120), _code(longest=120)), key=("kind", "name")
)
BATCHES = Table(
    "batches",
    "下沉批次",
    (
        _code(longest=20),
        _text("name"),
        _one_of("level", dict(BatchLevel.choices)),
        Column("document"),
        _day("issued_on"),
        _one_of("legal_form", dict(LegalForm.choices)),
        DEMO,
        NOTE,
    ),
    key=("code",),
)
DELEGATION = Table(
    "delegation",
    "下沉事项",
    (
        _code(longest=20),
        _code("batch", "batches"),
        _code("item", "items"),
        _code("item_class", "classes", required=False),
        _text("name", 120),
        _code("department", "departments"),
        _one_of("legal_form", dict(LegalForm.choices)),
        _one_of("town_power", POWERS),
        _one_of("village_power", POWERS),
        Column(
            "places",
            "list",
            required=True,
            ref="sites",
            stranger="unknown_place",
            choices={"all": "所有镇村"},
            longest=20_000,
        ),
        FROM,
        TO,
        DEMO,
        NOTE,
    ),
    key=("code",),
    days=Days(),
)
STAFF = Table(
    "staff",
    "人员",
    (
        _code("work_no", longest=20),
        _text("name", 40),
        _one_of("role", dict(Role.choices)),
        _code("site", "sites", required=False),
        _code("department", "departments", required=False),
        DEMO,
    ),
    key=("work_no", "role", "site", "department"),
    required=False,
)
MESSAGES = Table(
    "messages",
    "通知文字",
    (
        _one_of("code", {code: kind.label for code, kind in messages.KINDS.items()}),
        _text("title", 20),
        _text("text", 300),
        Column("channels", "list", required=True, choices=dict(Channel.choices)),
        Column("wechat_id", longest=64),
        Column("wechat_fields", "list", longest=300),
        _text("source", 200),
    ),
    key=("code",),
    required=False,
)

OPINIONS = Table(
    "opinions",
    "常用意见",
    (
        _code(longest=40),
        _code("item", "items", required=False),
        _one_of("verb", dict(StockOpinion.Verb.choices)),
        _one_of("verdict", dict(StockOpinion.Result.choices)),
        _text("text", 500),
        _text("source", 200),
    ),
    key=("code",),
    required=False,
)

TABLES = tuple(
    worded(table)
    for table in (
        DIVISIONS, DEPARTMENTS, SITES, WINDOWS, HOURS, NETWORK, PARAMETERS, CALENDAR, CLASSES, ITEMS, MATERIALS, ALIASES, BATCHES,
        DELEGATION, STAFF, MESSAGES, OPINIONS,
    )
)  # fmt: skip
BY_NAME = {table.name: table for table in TABLES}
