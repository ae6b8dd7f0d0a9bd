"""A lived-in year multiplied by set SQL to as many cases as a bench wants.

It writes beside the actions, which no other code may: so only in a database that says of itself that it is there for
benches, and that mark can be set in a demonstration alone.

Multiplied are applicants, cases, their materials, notes, hand-overs, notices and events. Each copy has keys, numbers with
their check digit, spoken codes, hashes and names of its own; its days lie whole years earlier, so that a million is many
years of one city and not a city of many millions. Cases in work are multiplied first, to `IN_WORK` of them, and then stay as
many: desks are as full in a thousand cases as in a million, and what differs is the history behind them. Not copied are
messages, papers, deliveries and idempotency keys.
"""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from jinban.bench.dialects import dialect
from jinban.cases.queries import IN_WORK as OPEN_STAGES
from jinban.kit import chaining, marks
from jinban.kit.numbers import SPOKEN, SPOKEN_LENGTH
from jinban.kit.refused import Refused

BENCH, CASES = "bench", "bench.cases"
TABLES = (
    "cases.Case", "people.Applicant", "cases.CaseMaterial", "cases.Note", "cases.Handover", "cases.Notice", "cases.NoticePoint",
    "kit.Event",
)  # fmt: skip
RANGE = 1_000_000_000  # the keys of copies: each table has a range of its own, so that one is never taken for another's
FIRST_OPEN = 20_000  # copies of cases in work are numbered from here
IN_WORK = 400
YEAR = 68_000  # about the cases of one
SLICES = 100  # of the chain, for the small year and its desks
ROWS_AT_ONCE = 20_000
SCATTER = 2_654_435_761  # odd and no multiple of 13: times a key, modulo 26⁸, no two keys meet
LETTERS = "安宝成德恩凡光国海和华吉佳建江金静军康兰乐立丽林玲美明宁平琴青荣瑞山胜诗书松涛天文武西祥晓新欣秀旭雪雅燕阳依英永玉远月云珍志智中"

Tell = Callable[[int, int], None]
Parts = dict[str, Any]


def flag(*, at: datetime) -> None:
    """Say of this database that it is there for benches, for good. Refused where it is no demonstration."""
    if not marks.is_demo():
        raise Refused("这不是演示库，不能拿来压测。")
    marks.keep_first(BENCH, "1", at=at)


def insist() -> None:
    """Refused in a database that is not flagged."""
    if marks.read(BENCH) is None:
        raise Refused("这个库没有标明是压测用的，不能成倍复制办件，也不能在里面压测。请用 jinban bench，它自己建库。")


def fill_desks(*, at: datetime, wanted: int = IN_WORK) -> int:
    """Multiply the cases in work until there are about so many; how many copies of each that took."""
    insist()
    there = _count(f"stage IN ({_open()})")
    copies = max(0, wanted // there - 1) if there else 0
    if copies:
        with _bare():
            _copy(FIRST_OPEN, FIRST_OPEN + copies - 1, f"c.stage IN ({_open()})", years=1)
    _settle(at)
    chaining.catch_up(at=at, slices=SLICES)
    return copies


def multiply(wanted: int, tell: Tell, *, at: datetime) -> None:
    """Multiply what is finished until there are exactly so many cases; goes on where it was broken off."""
    insist()
    done = _count(f"id < {RANGE} AND stage NOT IN ({_open()})")
    if not done:
        raise Refused("这个库里没有办完的办件，没有什么可以复制。请先重演一年。")
    chaining.catch_up(at=at, slices=SLICES)
    years = max(1, math.ceil(wanted / YEAR))
    unit = max(1, ROWS_AT_ONCE // done)
    present = _count("1 = 1")
    with _bare():
        while present < wanted:
            first = _copies() + 1
            whole = min(unit, (wanted - present) // done)
            upto = "" if whole else f" AND c.id <= {_nth(wanted - present)}"
            _copy(first, first + max(whole, 1) - 1, f"c.stage NOT IN ({_open()}){upto}", years=years)
            present += done * whole or wanted - present
            tell(present, wanted)
    _chain_from_here()
    _settle(at)


# what is copied


def _copy(first: int, last: int, cases: str, *, years: int) -> None:
    """So many copies of the year's own rows that belong to these cases, all tables in one transaction."""
    with transaction.atomic():
        for label in TABLES:
            _run(_statement(apps.get_model(label), first, last, cases, years))


def _statement(model: type[models.Model], first: int, last: int, cases: str, years: int) -> str:
    fields, label = model._meta.concrete_fields, model._meta.label
    parts: Parts = {"strides": _strides(), "back": f"(x.copy_no %% {years})", "label": label}
    names = ", ".join(_quoted(field.column) for field in fields)
    values = ", ".join(_value(field, parts) for field in fields)
    table = _quoted(model._meta.db_table)
    extra = f", {_body(years)} AS body" if label == "cases.Case" else ""
    return (
        f"INSERT INTO {table} ({names}) WITH RECURSIVE copies(copy_no) AS "
        f"(SELECT {first} UNION ALL SELECT copy_no + 1 FROM copies WHERE copy_no < {last}) "
        f"SELECT {values} FROM (SELECT s.*, k.copy_no{extra} FROM copies k CROSS JOIN {table} s "
        f"WHERE s.id < {RANGE} AND {_belongs(model, cases)} {dialect().keep_apart}) x"
    )


def _belongs(model: type[models.Model], cases: str) -> str:
    """Which rows of a table go along: those of the cases, and every applicant where finished cases are copied."""
    chosen = f"SELECT c.id FROM cases_case c WHERE c.id < {RANGE} AND {cases}"
    finished = "NOT IN" in cases
    if model._meta.label == "cases.Case":
        return f"s.id IN ({chosen})"
    if model._meta.label == "people.Applicant":
        return "1 = 1" if finished else "1 = 0"
    if model._meta.label == "kit.Event":
        mine = f"s.subject_kind = 'cases.case' AND CAST(s.subject_id AS BIGINT) IN ({chosen})"
        return f"({mine} OR s.subject_kind = 'people.applicant')" if finished else mine
    if model._meta.label == "cases.NoticePoint":
        return f"s.notice_id IN (SELECT n.id FROM cases_notice n WHERE n.case_id IN ({chosen}))"
    return f"s.case_id IN ({chosen})"


def _value(field: Any, parts: Parts) -> str:
    """What a column of a copy holds."""
    column, strides, back = f"x.{_quoted(field.column)}", parts["strides"], parts["back"]
    special = _special(parts["label"], field.column, column, parts)
    if special:
        return special
    if field.primary_key:
        return _moved(column, strides[parts["label"]])
    if field.is_relation and field.related_model._meta.label in strides:
        return _theirs(field.related_model._meta.label, column, strides)
    if isinstance(field, models.DateTimeField):
        return dialect().earlier_moment(column, back)
    if isinstance(field, models.DateField):
        return dialect().earlier_day(column, back)
    return f"{column} - 100 * {back}" if field.column.endswith("_month") else column


def _special(label: str, name: str, column: str, parts: Parts) -> str:
    strides, own = parts["strides"], 'x."id"'
    if (label, name) == ("cases.Case", "number"):
        return f"x.body || {_check_digit('x.body')}"
    if (label, name) == ("cases.Case", "spoken"):
        return spoken(_moved(own, strides[label]))
    if label == "people.Applicant" and name in ("id_hash", "phone_hash"):
        made = f"substr({column}, 1, 54) || {dialect().padded.format(_moved(own, strides[label]), 10)}"
        return f"CASE WHEN {column} = '' THEN '' ELSE {made} END"
    if (label, name) == ("people.Applicant", "name"):
        first, second = (
            f"substr('{LETTERS}', CAST(1 + (x.copy_no * {step} + x.id) %% {len(LETTERS)} AS INTEGER), 1)"
            for step in (7, 1)
        )
        return f"CASE WHEN x.kind = 'citizen' THEN substr({column}, 1, 1) || {first} || {second} ELSE {column} || x.copy_no END"
    if (label, name) == ("cases.Notice", "number"):
        return f"{column} || '.' || x.copy_no"
    if (label, name) == ("kit.Event", "subject_id"):
        number = f"CAST({column} AS BIGINT)"
        case, person = (_moved(number, strides[name]) for name in ("cases.Case", "people.Applicant"))
        return f"CAST(CASE WHEN x.subject_kind = 'cases.case' THEN {case} ELSE {person} END AS VARCHAR(64))"
    return ""


def _moved(column: str, place: tuple[int, int]) -> str:
    base, stride = place
    return f"({column} + {base} + x.copy_no * {stride})"


def _theirs(label: str, column: str, strides: dict[str, tuple[int, int]]) -> str:
    """The key of a row that was copied along; applicants of cases in work are not."""
    if label == "people.Applicant":
        return f"CASE WHEN x.copy_no >= {FIRST_OPEN} THEN {column} ELSE {_moved(column, strides[label])} END"
    return _moved(column, strides[label])


def _strides() -> dict[str, tuple[int, int]]:
    """Where the keys of each table's copies begin, and how far apart copies lie."""
    found = {}
    for place, label in enumerate(TABLES):
        model = apps.get_model(label)
        most = model._base_manager.filter(pk__lt=RANGE).aggregate(most=models.Max("pk"))["most"] or 0
        found[label] = ((place + 1) * RANGE, most + 1)
    return found


# numbers that nobody else has


def _body(years: int) -> str:
    """The first 21 digits of the number of a copy: the day years earlier, the serial of the day beyond all before it."""
    serial = "CAST(substr(s.number, 16, 6) AS BIGINT)"
    most = _value_of(f"SELECT max(CAST(substr(number, 16, 6) AS BIGINT)) FROM cases_case WHERE id < {RANGE}") or 1
    year = f"(CAST(substr(s.number, 7, 4) AS BIGINT) - k.copy_no %% {years})"
    # Copies of cases in work come from the other end of the serials.
    nth = f"CASE WHEN k.copy_no >= {FIRST_OPEN} THEN {999_999 // (most + 1) - 1} - (k.copy_no - {FIRST_OPEN}) ELSE k.copy_no END"
    moved = dialect().six_digits(f"{serial} + {most + 1} * ({nth})")
    return f"substr(s.number, 1, 6) || {year} || substr(s.number, 11, 5) || {moved}"


def _check_digit(body: str) -> str:
    """The check digit of 21 digits by ISO 7064 MOD 11,10, as `kit.numbers.case_number` counts it."""
    sum_so_far = "10"
    for place in range(1, 22):
        digit = f"CAST(substr({body}, {place}, 1) AS BIGINT)"
        sum_so_far = f"((({sum_so_far} + {digit} + 9) %% 10 + 1) * 2 %% 11)"
    return f"((11 - {sum_so_far}) %% 10)"


def spoken(key: str) -> str:
    """A spoken code that follows from a key, and is nobody else's."""
    base = len(SPOKEN)
    scattered = f"(({key}) * {SCATTER} %% {base**SPOKEN_LENGTH})"
    letters = (
        f"substr('{SPOKEN}', CAST(1 + {scattered} / {base**place} %% {base} AS INTEGER), 1)"
        for place in range(SPOKEN_LENGTH)
    )
    return f"CAST({' || '.join(letters)} AS VARCHAR(8))"


# the database


@contextmanager
def _bare() -> Iterator[None]:
    """Without indexes, foreign keys and waiting for the disk, which come back afterwards, also after a break."""
    _run("CREATE TABLE IF NOT EXISTS bench_index (name VARCHAR(100) PRIMARY KEY, sql TEXT NOT NULL)")
    for label in TABLES:
        for name, sql in _rows(dialect().indexes, apps.get_model(label)._meta.db_table):
            _run("INSERT INTO bench_index VALUES (%s, %s)", name, sql)
            _run(f"DROP INDEX {_quoted(name)}")
    for setting in dialect().quiet:
        _run(setting)
    try:
        yield
    finally:
        for name, sql in _rows("SELECT name, sql FROM bench_index ORDER BY name"):
            _run(sql.replace("%", "%%"))
            _run("DELETE FROM bench_index WHERE name = %s", name)
        for setting in dialect().loud:
            _run(setting)


def _settle(at: datetime) -> None:
    """Sequences go on behind the copies; the own codes follow from keys too; the planner learns what there is."""
    if connection.vendor == "postgresql":
        for label in TABLES:
            table = apps.get_model(label)._meta.db_table
            _run(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {_quoted(table)}))")
    _run(f"UPDATE cases_case SET spoken = {spoken('id')} WHERE id < {RANGE} AND number IS NOT NULL")
    _run("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    marks.keep(CASES, str(_count("1 = 1")), at=at)


def _chain_from_here() -> None:
    """The chain of seals goes on behind the copies, which are in none: else the worker would seal them while others measure."""
    last = _value_of("SELECT max(id) FROM kit_event")
    if chaining.tail() < last:
        nothing = bytes(32)
        sequence = _value_of("SELECT coalesce(max(sequence), 0) FROM kit_seal") + 1
        _run(
            "INSERT INTO kit_seal (sequence, event, key, digest, chain) VALUES (%s, %s, 1, %s, %s)",
            sequence,
            last,
            nothing,
            nothing,
        )


def _copies() -> int:
    """The last finished copy that is there."""
    base, stride = _strides()["cases.Case"]
    last = _value_of(f"SELECT max(id) FROM cases_case WHERE id < {base + FIRST_OPEN * stride}") or 0
    return int((last - base) // stride) if last > base else 0


def _nth(count: int) -> int:
    """The key up to which the year's own finished cases are so many."""
    found = f"SELECT id FROM cases_case c WHERE id < {RANGE} AND stage NOT IN ({_open()}) ORDER BY id LIMIT 1 OFFSET {count - 1}"
    return int(_value_of(found))


def _open() -> str:
    """The stages of what is in work, drafts among them, as SQL writes them."""
    return ", ".join(f"'{stage}'" for stage in ("draft", *OPEN_STAGES))


def _count(where: str) -> int:
    return int(_value_of(f"SELECT count(*) FROM cases_case WHERE {where}"))


def _value_of(sql: str) -> Any:
    return _rows(sql)[0][0]


def _quoted(name: str) -> str:
    return str(connection.ops.quote_name(name))


def _run(sql: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def _rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
