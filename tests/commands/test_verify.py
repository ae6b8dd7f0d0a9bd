"""`jinban verify`: exit 0 when all is as it was sealed, exit 2 and the first record by name when it is not."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from jinban.commands.management.commands import verify as command
from jinban.kit import verifying
from jinban.kit.clock import now
from jinban.reactions import keep_seal
from tests.kit.test_chaining import MONDAY_9AM, happened
from tests.kit.test_verifying import EVENT, FIRST, behind_our_back

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path, settings):
    settings.SEALS = str(tmp_path / "seals")
    return tmp_path / "seals"


def told(*words: str) -> str:
    out = io.StringIO()
    try:
        call_command("verify", *words, stdout=out)
    except CommandError as no:
        return f"{out.getvalue()}exit 2: {no}"
    return out.getvalue()


def test_a_whole_chain_is_said_to_be_whole_and_that_is_kept(folder):
    happened(3, first=FIRST)

    kept = keep_seal(at=now())
    said, plain = told(), json.loads(told("--json", "--seals", str(folder)))

    assert kept == 1
    assert said == "核对了3枚封印、1份封印文件、0份通报；0条还没有封存。\n全部和封存时一样。\n"
    assert plain == {
        "sealed": 3,
        "waiting": 0,
        "files": 1,
        "others": 0,
        "faults": [],
        "count": 0,
        "circulars": 0,
        "spoilt": [],
    }
    assert (verifying.noted().sealed, verifying.noted().count, verifying.noted().first) == (3, 0, "")


def test_the_first_altered_record_is_named_with_its_kind_and_day(folder):
    happened(3, first=FIRST)
    keep_seal(at=now())
    behind_our_back(EVENT.format("by_id = 8", FIRST + 1), f"DELETE FROM kit_event WHERE id = {FIRST + 2}")

    said, plain = told(), json.loads(told("--json").partition("\nexit 2")[0])

    assert said == (
        "核对了3枚封印、1份封印文件、0份通报；0条还没有封存。\n"
        "第2号，事件102（响铃，2023-04-24）：内容被改\n第3号，事件103：记录缺失\n"
        "exit 2: 有2处和封存时不一样，第一处：第2号，事件102（响铃，2023-04-24）：内容被改。"
    )
    assert [(fault["what"], fault["event"], fault["kind"], fault["day"]) for fault in plain["faults"]] == [
        ("altered", 102, "test.rang", "2023-04-24"),
        ("missing", 103, "", None),
    ]
    assert verifying.noted().first == "第2号，事件102：内容被改"


def test_a_circular_that_is_not_what_was_issued_is_named_too(folder, monkeypatch):
    monkeypatch.setattr(command.circulars, "issued", lambda: ["通报 2023", "快报 2024-02"])
    monkeypatch.setattr(command.circulars, "is_spoilt", lambda one: one == "快报 2024-02")

    assert told() == (
        "核对了0枚封印、0份封印文件、2份通报；0条还没有封存。\n快报 2024-02：和签发时锁定的不一样\n"
        "exit 2: 有1处和封存时不一样，第一处：快报 2024-02：和签发时锁定的不一样。"
    )


def test_a_folder_without_seal_files_proves_nothing(folder, tmp_path):
    assert told("--seals", str(tmp_path)) == f"exit 2: {tmp_path}里没有封印文件（形如 2026-11-25-1a2b3c4d.json）。"


def test_without_the_key_nothing_can_be_told(folder, tmp_path, monkeypatch):
    happened(1)
    keep_seal(at=now())
    monkeypatch.setenv("JINBAN_HOME", str(tmp_path / "elsewhere"))

    assert told() == "exit 2: 没法核对：找不到钥匙 chain-1.key，请从备份恢复 keys 文件夹。"


def test_a_verdict_is_kept_whatever_was_found(db):
    verdict = verifying.Verdict(sealed=5)
    verdict.name(verifying.Fault(verifying.What.FILE_FOREIGN, 0))

    verifying.note(verdict, at=MONDAY_9AM)

    assert verifying.noted() == verifying.Noted(MONDAY_9AM, 5, 1, "没有这个库的封印文件")
