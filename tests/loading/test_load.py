"""`jinban load`: all of it or nothing, and nothing the second time."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from jinban.catalogue.models import Item, ItemVersion
from jinban.catalogue.publishing import NotReady
from jinban.delegation.models import Delegation
from jinban.kit import marks
from jinban.kit.models import Event
from jinban.kit.refused import Refused
from jinban.loading import load as loading
from jinban.loading.load import DATA, read
from jinban.places.models import Division, Site
from tests.loading.folders import City


def run(folder: Path, *options: str) -> tuple[int, str, str]:
    """Exit code, what went to stdout, what went to stderr."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("load", str(folder), *options, stdout=out, stderr=err)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


@pytest.mark.django_db
def test_a_folder_is_loaded_and_a_second_time_nothing_changes(tmp_path: Path) -> None:
    folder = City(tmp_path).write()

    code, out, err = run(folder)
    assert (code, err) == (0, "")
    assert out.startswith("装好了。写入或更新：区划3，部门2，站点3，窗口2，")

    events = Event.objects.count()
    assert run(folder) == (0, "没有变化：库里已经是这些数据。\n", "")
    assert Event.objects.count() == events
    assert ItemVersion.objects.filter(verified=True).count() == 1
    assert ItemVersion.objects.filter(verified=False).count() == 1
    assert Site.objects.count() == 3
    assert Delegation.objects.count() == 1


@pytest.mark.django_db
def test_excel_and_csv_load_the_same_rows(tmp_path: Path) -> None:
    (tmp_path / "csv").mkdir()
    (tmp_path / "book").mkdir()

    run(City(tmp_path / "csv").write())

    assert run(City(tmp_path / "book").write(as_book=True)) == (0, "没有变化：库里已经是这些数据。\n", "")


@pytest.mark.django_db
def test_a_changed_cell_is_all_that_is_written(tmp_path: Path) -> None:
    city = City(tmp_path)
    run(city.write())

    city.put("departments", 2, note="新的说明")

    assert run(city.write())[1] == "装好了。写入或更新：部门1。\n"


@pytest.mark.django_db
def test_a_faulty_folder_changes_nothing_and_says_so(tmp_path: Path) -> None:
    folder = City(tmp_path).put("classes", 2, name="").put("windows", 2, site="C1").write()

    assert run(folder) == (
        2,
        "",
        "classes.csv 第2行“name”列：这一格不能空，请填写。\n"
        "windows.csv 第2行“site”列：sites表里没有“C1”。请先在sites表里登记，或改正这里的编码。\n"
        "共2处错。什么也没有改，请改好后再装入。\n",
    )
    assert (Division.objects.count(), Event.objects.count(), marks.is_demo()) == (0, 0, False)


@pytest.mark.django_db
def test_checking_writes_nothing(tmp_path: Path) -> None:
    assert run(City(tmp_path).write(), "--check") == (0, "检查过了，没有错。\n", "")
    assert Division.objects.count() == 0


@pytest.mark.django_db
def test_the_answer_as_json(tmp_path: Path) -> None:
    folder = City(tmp_path).put("classes", 2, name="").write()

    code, out, err = run(folder, "--json")

    assert (code, err) == (2, "")
    assert json.loads(out)["loaded"] is False
    assert json.loads(out)["faults"] == [
        {
            "file": "classes.csv",
            "sheet": "",
            "row": 2,
            "column": "name",
            "kind": "missing",
            "sentence": "这一格不能空，请填写。",
        }
    ]


@pytest.mark.django_db
def test_the_written_rows_as_json(tmp_path: Path) -> None:
    code, out, _ = run(City(tmp_path).write(), "--json")

    answer = json.loads(out)
    assert (code, answer["loaded"], answer["faults"]) == (0, True, [])
    assert answer["rows"] | {"divisions": 3, "verified": 1} == answer["rows"]
    assert answer["written"] | {"sites": 3, "verified": 1, "unverified": 1} == answer["written"]


@pytest.mark.django_db
def test_an_empty_database_given_demo_accounts_becomes_a_demonstration(tmp_path: Path) -> None:
    run(City(tmp_path).write())

    assert marks.is_demo()


@pytest.mark.django_db
def test_production_takes_no_demo_accounts(tmp_path: Path, settings: Any) -> None:
    settings.PRODUCTION = True

    code, _, err = run(City(tmp_path).write())

    assert (code, err.splitlines()[-1]) == (2, "共1处错。什么也没有改，请改好后再装入。")
    assert "演示账号只能放进演示数据库。" in err
    assert (Division.objects.count(), marks.is_demo()) == (0, False)


@pytest.mark.django_db
def test_what_a_room_refuses_rolls_everything_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> int:
        raise Refused("今天不行。")

    monkeypatch.setitem(loading.PUTS, "staff", refuse)

    code, _, err = run(City(tmp_path).write())

    assert (code, "staff表：今天不行。" in err) == (2, True)
    assert (Division.objects.count(), Item.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_a_worked_out_item_changed_within_its_days_is_refused_by_name(tmp_path: Path) -> None:
    city = City(tmp_path)
    run(city.write())
    assert city.item is not None
    city.item["summary"] = "别的话。"

    code, _, err = run(city.write())

    assert code == 2
    assert "与第1版（2023-01-01起）重叠。请先给第1版定止期。" in err


@pytest.mark.django_db
def test_a_worked_out_item_with_a_later_first_day_becomes_the_next_version(tmp_path: Path) -> None:
    city = City(tmp_path)
    run(city.write())
    assert city.item is not None
    city.item |= {"summary": "别的话。", "valid_from": city.item["valid_from"].replace(year=2025)}

    assert run(city.write())[1] == "装好了。写入或更新：已核定版本1。\n"

    rows = ItemVersion.objects.filter(item="jiuzhu").order_by("number")
    assert [(row.number, str(row.valid_to)) for row in rows] == [(1, "2024-12-31"), (2, "None")]


def test_the_city_that_comes_with_the_house_is_loaded_whole(city: None) -> None:
    assert read(DATA).faults == []
    assert Site.objects.filter(kind="station").count() == 385
    assert Delegation.objects.count() == 118
    assert ItemVersion.objects.filter(verified=True).count() == 12
    assert ItemVersion.objects.count() == Item.objects.count()


def test_the_city_that_comes_with_the_house_changes_nothing_twice(city: None) -> None:
    assert run(DATA) == (0, "没有变化：库里已经是这些数据。\n", "")


def test_faults_of_publishing_are_refusals() -> None:
    assert NotReady(["没有写“收费”。"]).sentence == "还不能发布，有1处要改：1. 没有写“收费”。"
