"""Each work of a bench, for a moment: it comes to numbers, and its rows are its answers."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from jinban.bench import accept, counting, crowd, guide, lists, page
from jinban.bench.limits import judged
from jinban.cases.models import Case
from jinban.kit import marks
from tests.world import refused

MACHINE = {
    "cpu": "一个处理器", "cores": 2, "memory_gb": 8, "sync_ms": 0.5, "system": "Linux", "python": "3.11", "django": "5.2", "sqlite": "3",
    "postgresql": "18.1", "commit": "abc1234", "day": "2026-11-25",
}  # fmt: skip


def test_every_work_comes_to_numbers(port, monkeypatch):
    monkeypatch.setattr(accept, "WARM", 1)
    monkeypatch.setattr(accept, "RECORDED", 1)
    monkeypatch.setattr(crowd, "STORM", (4, 0))
    monkeypatch.setattr(crowd, "PATIENCE", 0.5)

    found = {
        "accept": accept.measure(port, seconds=0.3, rounds=1, clients=2),
        "clerks": crowd.clerks(port, seconds=0.4, count=2, think=(0.0, 0.02)),
        "spike": crowd.spike(port, stage=0.5, pool=2),
        "list": lists.measure(port, seconds=0.1),
        "guide": guide.measure(port, seconds=0.1, rounds=1),
        "figures": counting.measure(2024, seconds=0.0),
    }

    assert found["accept"]["rows"] == found["accept"]["answers"] > 0 < found["accept"]["limit"]
    assert found["accept"]["statements"] > 10
    assert found["clerks"]["rows"] == found["clerks"]["answers"] > 0
    assert (found["spike"]["rows"], found["spike"]["stages"][0]["begun"]) == (found["spike"]["answers"], 2)
    assert {name: one["errors"] for name, one in found.items() if "errors" in one} == dict.fromkeys(
        ("accept", "clerks", "spike", "list", "guide"), 0
    )
    assert found["list"]["rows"].keys() >= {"待办", "按办件号", "按姓名", "按电话"}
    assert found["guide"]["rows"]["home"]["bytes"]["ready"] == pytest.approx(
        found["guide"]["rows"]["home"]["bytes"]["page"], rel=0.02
    )
    assert found["figures"]["cases"] == Case.objects.count()


def test_a_page_keeps_what_was_measured_before(tmp_path):
    path = tmp_path / "performance.md"
    rates = {
        "rate": 900.0, "limit": 2000.0, "ratio": 0.45, "orm": 300.0, "orm_ratio": 3.0, "p50": 1.0, "p99": 2.0, "errors": 0, "busy": 0,
        "answers": 7, "rows": 7, "statements": 50, "clients": 16, "rounds": 3, "cases": 70000, "machine": MACHINE,
    }  # fmt: skip

    page.keep(path, {"work": "accept", "db": "sqlite", **rates, "ratio": 0.2})
    page.keep(path, {"work": "figures", "db": "sqlite", "cases": 70000, "figures": 40, "seconds": 1.5, "times": 3, "small_cases": 1000,
                     "microseconds_per_case": 21.4, "small_seconds": 0.1, "machine": MACHINE})  # fmt: skip
    page.keep(path, {"work": "accept", "db": "sqlite", **rates})

    said = path.read_text()
    assert "|受理 ÷ 同样的语句不经 HTTP|SQLite|≥ 0.3|0.45|达到|" in said
    assert "|一年的全部数字|SQLite|≤ 2 秒|1.5 秒|达到|" in said
    assert "0.2|" not in said
    assert sorted(json.loads(path.with_suffix(".json").read_text())) == ["accept.sqlite", "figures.sqlite"]
    late = judged({"work": "spike", "db": "postgres", "errors": 1, "normal_after": None})
    assert [(reached, enough) for _, reached, enough in late] == [("1 次", False), ("—", False)]


def test_nothing_is_measured_in_a_database_that_is_no_bench(city):
    sentence = "这个库没有标明是压测用的，不能成倍复制办件，也不能在里面压测。请用 jinban bench，它自己建库。"

    with refused(sentence):
        call_command("bench", "figures", "--here", stdout=StringIO())

    assert marks.read("bench") is None
