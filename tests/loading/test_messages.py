"""messages.csv: the texts of all kinds of messages, checked whole before one is loaded."""

import csv
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from jinban.loading.load import DATA, read
from jinban.messages import rules
from jinban.messages.models import Template
from tests.loading.folders import City

pytestmark = pytest.mark.django_db


def written(tmp_path: Path, **changes: dict[str, Any]) -> Path:
    """A small city with our texts, cells changed by code; None takes the row away."""
    folder = City(tmp_path).write()
    with (DATA / "messages.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    kept = [row | changes.get(row["code"], {}) for row in rows if changes.get(row["code"], {}) is not None]
    with (folder / "messages.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(kept)
    return folder


def test_our_texts_load_and_each_kind_has_one(tmp_path: Path) -> None:
    call_command("load", str(written(tmp_path)), verbosity=0)

    assert set(Template.objects.values_list("code", flat=True)) == set(rules.KINDS)
    for row in Template.objects.all():
        assert {"item", "number"} <= set(rules.named(row.text)), row.code
        assert (
            len(rules.fill(row.text, {"item": "低收入家庭认定", "number": "4" * 22, "link": "https://" + "x" * 40}))
            < 180
        )


def test_every_fault_of_a_text_is_told_with_its_row_and_column(tmp_path: Path) -> None:
    folder = written(
        tmp_path, received={"text": "{item}在{days}天里答复"}, accepted={"title": "{item", "channels": "sms"},
        denied={"wechat_fields": "thing1=item;thing2=points;item"}, voided={"text": "{number.real}"}, withdrawn=None,
        ready={"code": "redy"}, paused={"channels": "site;fax"},
    )  # fmt: skip

    faults = read(folder).faults

    assert {fault.place.file for fault in faults} == {"messages.csv"}
    told = [(fault.place.row, fault.place.column, fault.kind, fault.sentence) for fault in faults]
    assert [line[:3] for line in told] == [
        (2, "text", "wrong_text"), (7, "channels", "wrong_list"), (7, "title", "wrong_text"), (10, "channels", "wrong_choice"),
        (20, "wechat_fields", "wrong_text"), (20, "wechat_fields", "wrong_text"), (21, "code", "wrong_choice"),
        (25, "text", "wrong_text"), (26, "", "missing"),
    ]  # fmt: skip
    sentences = [line[3] for line in told]
    assert sentences[0] == "“已收件”没有“days”这个字段，可以用：item、number、place、phone、office、link、due。"
    assert sentences[1:3] == ["每种通知都要放进站内，请加上site。", "花括号没有成对，请写成{item}这样。"]
    assert sentences[-1] == "还缺这几种通知的文字：ready（可以领取）、withdrawn（已撤回）。请补上。"


def test_a_city_may_have_no_texts_yet(tmp_path: Path) -> None:
    assert read(City(tmp_path).write()).faults == []
