"""The tables of the city as they reach the catalogue: once, and again without a change."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from jinban.catalogue import queries
from jinban.catalogue.actions import put_classes, put_items, put_unverified, put_verified
from jinban.catalogue.models import Item, ItemVersion
from jinban.catalogue.publishing import NotReady
from jinban.catalogue.rules import limit_words, materials
from jinban.people.actors import system
from jinban.places.models import Department
from tests.catalogue.contents import content

AT = datetime(2024, 3, 1, 1, 0, tzinfo=UTC)
LOADER = system("loader")
ROW: dict[str, Any] = {
    "key": "jiuzhu",
    "name": "救助认定",
    "department": "minzheng",
    "item_class": "",
    "objects": ("citizen",),
    "task_type": "05",
    "kind": "promised",
    "chain": "村受理→镇初审→市审批",
    "legal_limit": Decimal(20),
    "legal_unit": "workday",
    "promised_limit": Decimal(10),
    "promised_unit": "workday",
    "materials": ("申请书", "身份证"),
    "aliases": ("困难补助",),
    "national_code": (),
    "sensitive": True,
    "in_person": False,
    "source": "演示",
}


@pytest.fixture
def department(db: None) -> Department:
    return Department.objects.create(code="minzheng", name="市民政局", official_name="大冶市民政局", kind="department")


def put(**changes: Any) -> tuple[int, int]:
    rows = [ROW | changes]
    return put_items(rows, by=LOADER, at=AT), put_unverified(rows, by=LOADER, at=AT)


def test_a_row_becomes_an_item_that_is_not_verified(department: Department) -> None:
    assert put() == (1, 1)

    version = queries.version_on("jiuzhu", date(2023, 1, 1))
    assert version is not None
    assert (version.verified, version.number, version.said.chain) == (False, 1, "村受理→镇初审→市审批")
    assert [paper.name for paper in materials(version.said, {})] == ["申请书", "身份证"]
    assert limit_words(version.said.elements.promised_limit.value) == "10个工作日"


def test_the_same_row_again_changes_nothing(department: Department) -> None:
    put()

    assert put() == (0, 0)
    assert ItemVersion.objects.count() == 1


def test_a_new_name_by_mouth_needs_no_new_version(department: Department) -> None:
    put()

    assert put(aliases=("困难补助", "急难救助")) == (1, 0)
    assert [hit.item for hit in queries.search("急难救助", date(2024, 3, 1))] == ["jiuzhu"]


def test_a_changed_row_gets_its_next_version_from_the_day_of_loading(department: Department) -> None:
    put()

    assert put(promised_limit=Decimal(5)) == (0, 1)
    assert put(promised_limit=Decimal(5)) == (0, 0)
    assert [(row.number, row.valid_from, row.valid_to) for row in ItemVersion.objects.order_by("number")] == [
        (1, date(2023, 1, 1), date(2024, 2, 29)),
        (2, date(2024, 3, 1), None),
    ]


def test_a_worked_out_item_follows_the_one_that_was_not(department: Department) -> None:
    put()

    assert put_verified([content("2024-06-01")], by=LOADER, at=AT) == 1
    assert put_verified([content("2024-06-01")], by=LOADER, at=AT) == 0
    assert put() == (0, 0)

    rows = ItemVersion.objects.order_by("number")
    assert [(row.verified, row.valid_to) for row in rows] == [(False, date(2024, 5, 31)), (True, None)]


def test_other_words_for_days_already_published_are_refused(department: Department) -> None:
    put_items([ROW], by=LOADER, at=AT)
    put_verified([content()], by=LOADER, at=AT)

    with pytest.raises(NotReady) as no:
        put_verified([content(summary="别的话。")], by=LOADER, at=AT)

    assert no.value.faults == ["与第1版（2024-01-01起）重叠。请先给第1版定止期。"]


def test_classes_are_written_once(department: Department) -> None:
    rows = [{"code": "shehui-jiuzhu", "name": "社会救助", "note": ""}]

    assert put_classes(rows, by=LOADER, at=AT) == 1
    assert put_classes(rows, by=LOADER, at=AT) == 0
    assert put(item_class="shehui-jiuzhu") == (1, 1)
    assert Item.objects.get().item_class_id == "shehui-jiuzhu"
