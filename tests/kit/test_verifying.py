"""Whatever is done to a record or its seal behind our back is named exactly: which one, and what."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from django.db import connection

from jinban.kit import sealfiles
from jinban.kit.chaining import CONTENT, catch_up, chain, digest
from jinban.kit.models import Event, Seal
from jinban.kit.verifying import PAGE, verify
from tests.kit.test_chaining import MONDAY_9AM, SECOND, happened

pytestmark = pytest.mark.django_db

FIRST = 101
NEXT_WEEK = MONDAY_9AM + timedelta(days=7)
TABLES = ("kit_event", "kit_seal", "kit_sealgap")


def behind_our_back(*statements: str) -> None:
    """What somebody does who owns the database: the triggers are gone while he is at it."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'kit_%'")
            triggers = cursor.fetchall()
            off, on = [f"DROP TRIGGER {name}" for name, _ in triggers], [sql for _, sql in triggers]
        else:
            off, on = ([f"ALTER TABLE {table} {how} TRIGGER USER" for table in TABLES] for how in ("DISABLE", "ENABLE"))
            on = ["SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL DEFERRED", *on]
        for sql in (*off, *statements, *on):
            cursor.execute(sql)


def faults(seals: Path = Path("nowhere"), at: datetime = NEXT_WEEK) -> list[tuple[str, int, int | None]]:
    found = verify(at=at, tell=lambda done, total: None, seals=seals)
    assert found.count == len(found.faults)
    return [(fault.what.value, fault.sequence, fault.event) for fault in found.faults]


def sealed(count: int = 9) -> None:
    """So many events, from FIRST on, each sealed: event FIRST + 4 has the sequence 5."""
    happened(count, first=FIRST)
    catch_up(at=MONDAY_9AM, slices=9)


EVENT = "UPDATE kit_event SET {} WHERE id = {}"
SEAL = "UPDATE kit_seal SET {} WHERE sequence = {}"
MOVE = "UPDATE kit_{0} SET {1} = {3} WHERE {1} = {2}"


def swap(table: str, column: str, one: int, other: int) -> tuple[str, ...]:
    return tuple(MOVE.format(table, column, *pair) for pair in ((one, 0), (other, one), (0, other)))


def without(column: str, first: int, last: int) -> str:
    table = "kit_event" if column == "id" else "kit_seal"
    return f"DELETE FROM {table} WHERE {column} BETWEEN {first} AND {last}"


BLOB = "X'{}'" if connection.vendor == "sqlite" else "'\\x{}'"
NOUGHT = BLOB.format("00" * 32)

DEEDS: dict[str, tuple[tuple[str, ...], list[tuple[str, int, int | None]]]] = {
    "the content of one": ((EVENT.format("by_id = 8", 105),), [("altered", 5, 105)]),
    "the payload of one": ((EVENT.format("payload = '{\"bell\": 99}'", 105),), [("altered", 5, 105)]),
    "the moment of one": ((EVENT.format("at = '2023-04-24 01:00:01+00:00'", 105),), [("altered", 5, 105)]),
    "the day of the first": ((EVENT.format("day = '2023-04-23'", 101),), [("altered", 1, 101)]),
    "two, far apart": (
        (EVENT.format("name = 'a'", 102), EVENT.format("subject_id = '2'", 109)), [("altered", 2, 102), ("altered", 9, 109)]
    ),
    "one removed": ((without("id", 105, 105),), [("missing", 5, 105)]),
    "the last removed": ((without("id", 109, 109),), [("missing", 9, 109)]),
    "two swapped": (swap("event", "id", 103, 107), [("swapped", 3, 103), ("swapped", 7, 107)]),
    "neighbours swapped": (swap("event", "id", 103, 104), [("swapped", 3, 103), ("swapped", 4, 104)]),
    "a seal's chain": ((SEAL.format(f"chain = {NOUGHT}", 5),), [("seal_altered", 5, 105)]),
    "a seal's digest": ((SEAL.format(f"digest = {NOUGHT}", 5),), [("seal_altered", 5, 105)]),
    "a seal's event": ((SEAL.format("event = 999", 5),), [("seal_altered", 5, 105)]),
    "a seal's key": ((SEAL.format("key = 7", 5),), [("seal_altered", 5, 105)]),
    "the first seal": ((SEAL.format(f"chain = {NOUGHT}", 1),), [("seal_altered", 1, 101)]),
    "two seals swapped": (swap("seal", "sequence", 3, 7), [("swapped", 3, 103), ("swapped", 7, 107)]),
    "neighbouring seals swapped": (swap("seal", "sequence", 3, 4), [("swapped", 3, 103), ("swapped", 4, 104)]),
    "a seal removed": ((without("sequence", 5, 5),), [("seal_missing", 5, 105)]),
    "three seals removed": (
        (without("sequence", 1, 3),), [("seal_missing", 1, 101), ("seal_missing", 2, 102), ("seal_missing", 3, 103)]
    ),
    "an event and its seal": ((without("id", 105, 105), without("sequence", 5, 5)), [("missing", 5, None)]),
    "two events and their seals": (
        (without("id", 105, 106), without("sequence", 5, 6)), [("missing", 5, None), ("missing", 6, None)]
    ),
    "an event and its digest": (
        (EVENT.format("by_id = 8", 105), SEAL.format(f"digest = {NOUGHT}", 5)), [("seal_altered", 5, 105)]
    ),
    "everything": ((without("id", 101, 109),), [("missing", number, 100 + number) for number in range(1, 10)]),
}  # fmt: skip


@contextmanager
def undone() -> Iterator[None]:
    """What is done within is as if it had not been."""
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT before")
        yield
        cursor.execute("ROLLBACK TO SAVEPOINT before")


def test_each_deed_is_named_with_the_record_it_was_done_to():
    sealed()

    found = {}
    for deed, (statements, _) in DEEDS.items():
        with undone():
            behind_our_back(*statements)
            found[deed] = faults()

    assert found == {deed: named for deed, (_, named) in DEEDS.items()}
    assert faults() == []


def test_what_is_put_into_the_middle_is_named_and_never_chained_afterwards():
    sealed(2)
    happened(2, first=FIRST + 10)
    chain(at=MONDAY_9AM)
    happened(1, first=FIRST + 5)

    chained = chain(at=NEXT_WEEK)

    assert chained == 0
    assert faults() == [("inserted", 3, FIRST + 5)]


def test_a_forged_event_with_a_forged_seal_is_named():
    sealed(3)
    happened(1, first=FIRST + 3)
    content = digest(Event.objects.values_list(*CONTENT).get(id=FIRST + 3)).hex()
    behind_our_back(
        f"INSERT INTO kit_seal (sequence, event, key, digest, chain) VALUES (4, {FIRST + 3}, 1, {BLOB.format(content)}, {NOUGHT})"
    )

    assert faults() == [("seal_altered", 4, FIRST + 3)]


def test_a_chain_of_many_pages_is_walked_to_its_end_and_says_how_far_it_is():
    sealed(PAGE + 5)
    behind_our_back(EVENT.format("by_id = 8", FIRST + PAGE))
    told: list[tuple[int, int]] = []

    verdict = verify(at=NEXT_WEEK, tell=lambda done, total: told.append((done, total)), seals=Path("nowhere"))

    assert told == [(PAGE, PAGE + 5), (PAGE + 5, PAGE + 5)]
    fault = verdict.faults[0]
    assert (fault.what.value, fault.event, fault.kind, fault.day) == (
        "altered",
        FIRST + PAGE,
        "test.rang",
        MONDAY_9AM.date(),
    )


def test_twenty_are_named_and_the_others_counted():
    sealed(30)
    behind_our_back("UPDATE kit_event SET by_id = 8")

    verdict = verify(at=NEXT_WEEK, tell=lambda done, total: None, seals=Path("nowhere"))

    assert (verdict.count, len(verdict.faults), verdict.faults[0].event) == (30, 20, FIRST)


# The daily file


@pytest.fixture
def folder(tmp_path, settings) -> Path:
    settings.SEALS = str(tmp_path / "seals")
    return tmp_path / "seals"


def test_the_file_of_a_day_is_written_once_and_never_over(folder):
    before_the_first = sealfiles.write(at=MONDAY_9AM)
    sealed()
    happened(3, first=FIRST + 9)

    written = [sealfiles.write(at=MONDAY_9AM + hours * timedelta(hours=1)) for hours in (0, 5)]
    first = (folder / sealfiles.names(folder)[0]).read_bytes()
    catch_up(at=MONDAY_9AM, slices=1)
    written += [sealfiles.write(at=MONDAY_9AM + hours * timedelta(hours=1)) for hours in (14, 15, 16)]

    assert (before_the_first, written) == (0, [1, 0, 0, 1, 0])
    assert [
        (one.words.day.isoformat(), one.words.sequence, one.words.waiting) for one in sealfiles.read_all(folder)
    ] == [
        ("2023-04-24", 9, 3),
        ("2023-04-25", 12, 0),
    ]
    assert (folder / sealfiles.names(folder)[0]).read_bytes() == first
    assert faults(folder) == []


def test_a_disk_without_hard_links_takes_the_file_all_the_same(folder, monkeypatch):
    def link(draft: Path, path: Path) -> None:
        raise PermissionError

    sealed()
    monkeypatch.setattr(sealfiles.os, "link", link)

    written = [sealfiles.write(at=MONDAY_9AM), sealfiles.write(at=MONDAY_9AM)]

    assert (written, faults(folder), len(list(folder.iterdir()))) == ([1, 0], [], 1)


def on_file(folder: Path, deed: Callable[[], None]) -> list[tuple[str, int, int | None]]:
    sealed()
    sealfiles.write(at=MONDAY_9AM)
    deed()
    return faults(folder)


def test_a_chain_cut_at_its_end_is_named_by_the_file(folder):
    found = on_file(folder, lambda: behind_our_back(without("id", 106, 109), without("sequence", 6, 9)))

    assert found == [("cut", 6, None)]


def test_a_chain_that_was_written_anew_with_the_right_key_is_named_by_the_file(folder):
    def anew() -> None:
        behind_our_back(EVENT.format("by_id = 8", 105), without("sequence", 5, 9))
        catch_up(at=MONDAY_9AM, slices=1)

    with undone():
        partly = on_file(folder, anew)
    sealed()
    behind_our_back(EVENT.format("by_id = 8", 101), without("sequence", 1, 9), "DELETE FROM kit_sealgap")
    catch_up(at=MONDAY_9AM, slices=1)

    before_the_next_file = faults(folder)
    sealfiles.write(at=NEXT_WEEK)

    assert partly == [("rewritten", 9, 109)]
    assert (len(sealfiles.names(folder)), before_the_next_file) == (2, [("file_foreign", 0, None)])
    assert faults(folder) == [("file_foreign", 0, None)]


def test_a_file_that_was_altered_or_spoilt_is_named(folder):
    def alter() -> None:
        path = folder / sealfiles.names(folder)[0]
        words = msgspec.structs.replace(sealfiles.read(path), sequence=8)
        path.write_bytes(msgspec.json.encode(words))
        (folder / "2023-04-25-00000000.json").write_text("{")
        (folder / "read.me").write_text("not a seal file")

    assert on_file(folder, alter) == [("file_altered", 0, None), ("file_altered", 8, 109)]


def test_the_files_of_another_database_are_no_fault_beside_our_own(folder):
    def put() -> None:
        path = folder / sealfiles.names(folder)[0]
        other = msgspec.structs.replace(sealfiles.read(path), identity="00000000", chain="00")
        (folder / "2023-04-23-00000000.json").write_bytes(msgspec.json.encode(other))

    found = on_file(folder, put)
    verdict = verify(at=NEXT_WEEK + SECOND, tell=lambda done, total: None, seals=folder)

    assert (found, verdict.files, verdict.others, Seal.objects.count()) == ([], 1, 1, 9)
