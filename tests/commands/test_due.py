"""`jinban due`: the legal clock by the city's own calendar."""

import io
import json

import pytest
from django.core.management import call_command

from jinban.commands.cli import main
from tests.world import refused

pytestmark = pytest.mark.usefixtures("city")


def due(*words: str) -> str:
    told = io.StringIO()
    call_command("due", *words, stdout=told)
    return told.getvalue().strip()


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("2023-09-28 5", "2023-10-11"),
        ("2024-02-08 5", "2024-02-21"),
        ("2024-03-11 20", "2024-04-09"),
        # domain.md 1.6, working days; scenarios.md K1 is 2024-04-26.
        ("2023-12-29 1", "2024-01-02"),
        ("2024-01-26 10", "2024-02-08"),
        ("2024-09-13 2", "2024-09-18"),
        ("2023-05-05 1", "2023-05-06"),
        ("2025-09-30 1", "2025-10-09"),
        ("2025-01-24 5", "2025-02-07"),
        ("2025-06-15 3", "2025-06-18"),
        ("2024-05-01 5", "2024-05-10"),
        ("2024-04-26 5", "2024-05-07"),
        ("2026-04-30 1", "2026-05-06"),
        ("2026-09-25 3", "2026-09-30"),
        ("2024-08-15 45", "2024-10-23"),
        # natural days
        ("--unit 自然日 2024-04-16 15", "2024-05-06"),
        ("--unit 自然日 2025-01-20 10", "2025-02-05"),
        ("--unit 自然日 2024-01-12 30", "2024-02-18"),
        ("2024-01-31 1 --unit 月", "2024-02-29"),
        # extension (K5) and pauses (K3)
        ("2024-03-11 20 --extend 10", "2024-04-23"),
        ("2025-09-15 20", "2025-10-17"),
        ("2025-09-15 20 --extend 10", "2025-10-31"),
        ("2024-03-11 20 --extend 10 --pause 2024-03-20..2024-03-27", "2024-04-29"),
        ("2024-03-11 20 --pause 2024-03-20..2024-03-27", "2024-04-16"),
        ("2024-09-20 10 --pause 2024-09-25..2024-09-26 --pause 2024-10-08..2024-10-12", "2024-10-16"),
        ("2024-03-11 20 --pause 2024-03-20..2024-03-25 --pause 2024-03-22..2024-03-27", "2024-04-16"),
        # the five days of a notice (K4)
        ("2024-02-07 5", "2024-02-20"),
        ("2026-02-27 5", "2026-03-05"),
        ("2024-04-22 5", "2024-04-28"),
        ("2024-03-11 20 --pause 2024-03-20..", "停表中，恢复后才有到期日。"),
        ("2024-06-03T16:00 4 --unit 小时", "2024-06-04 10:30"),
        ("2024-06-03T08:00+00:00 4 --unit 小时", "2024-06-04 10:30"),
    ],
)
def test_it_prints_the_due_day(words, answer):
    assert due(*words.split()) == answer


def test_it_tells_each_step_as_json():
    told = json.loads(due("2023-09-28", "1", "--json"))

    assert told["due"] == "2023-10-07"
    assert (told["unit"], told["amount"], told["pauses"]) == ("workday", "1", [])
    assert told["steps"][0] == {"day": "2023-09-28", "kind": "start", "number": None, "text": "起算日，不计"}
    assert told["steps"][-1] == {"day": "2023-10-07", "kind": "counted", "number": 1, "text": "第1日，调休上班"}
    assert len(told["steps"]) == 10


def test_a_year_without_a_calendar_is_refused_by_name():
    with refused("没有2027年的工作日历，不能推算到期日。请先装入2027年放假安排。"):
        due("2027-03-01", "5")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("2027-03-01 5", "没有2027年的工作日历，不能推算到期日。请先装入2027年放假安排。"),
        ("2024-13-01 5", "“2024-13-01”不是日期，请写成 2023-09-28 这样。"),
        ("2024-01-01T25 5", "“2024-01-01T25”不是时间，请写成 2023-09-28T10:00 这样。"),
        ("2024-01-01 五", "“五”不是数，请写成 5 或 0.5 这样。"),
        ("2024-01-01 0", "时限要大于0。"),
        ("2024-01-01 5 --extend -1", "延期不能小于0。"),
        ("2024-01-01 99999", "时限太长，算不到那么远。"),
        ("2024-01-01 0.5 --unit 自然日", "以自然日计的时限只能是整数。"),
        ("2024-01-01 5 --pause 2024-01-05", "停表“2024-01-05”请写成 2024-03-20..2024-03-27 这样。"),
        ("2024-01-01", "还要写 N。怎么写，见 jinban due --help"),
        ("2024-01-01 5 --foo", "不认识 --foo。怎么写，见 jinban due --help"),
    ],
)
def test_a_mistake_is_one_sentence_and_exit_2(words, sentence, db_clean, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["jinban", "due", *words.split()])

    with pytest.raises(SystemExit) as left:
        main()

    assert (left.value.code, *capsys.readouterr()) == (2, "", f"{sentence}\n")


def test_an_unknown_command_is_one_sentence_and_exit_2(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["jinban", "duee"])

    with pytest.raises(SystemExit) as left:
        main()

    assert left.value.code == 2
    assert capsys.readouterr().err == "没有“duee”这个命令。全部命令：jinban --help\n"


def test_without_a_command_ours_are_listed(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["jinban"])

    main()

    assert "  due       推算到期日\n" in capsys.readouterr().out
