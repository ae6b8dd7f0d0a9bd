"""The life of a version in the database: drafted, published whole, frozen, ended."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, transaction

from jinban.catalogue import queries
from jinban.catalogue.actions import draft_version, end_version, publish, revise
from jinban.catalogue.content import digest
from jinban.catalogue.events import Drafted, Ended, Published, Revised
from jinban.catalogue.models import Item, ItemVersion
from jinban.catalogue.publishing import NotReady
from jinban.catalogue.stages import S
from jinban.people.actors import Actor, system
from jinban.places.models import Department
from tests.catalogue.contents import content
from tests.world import facts_of, refused

AT = datetime(2024, 3, 1, 1, 0, tzinfo=UTC)
LOADER = system("loader")
OFFICE = Actor("seat", 1, role="service_office")
APPROVER = Actor("seat", 2, role="dept_approver", department="minzheng")
STRANGER = Actor("seat", 3, role="dept_approver", department="yibao")
WINDOW = Actor("seat", 4, role="town_window", site="C420281108000", town="420281108000")


@pytest.fixture
def item(db: None) -> Item:
    department = Department.objects.create(
        code="minzheng", name="市民政局", official_name="大冶市民政局", kind="department"
    )
    return Item.objects.create(key="jiuzhu", name="救助认定", department=department, task_type="05")


def published(item: Item, valid_from: str = "2024-01-01") -> ItemVersion:
    version = draft_version(item, content=content(valid_from), by=OFFICE, at=AT)
    publish(version, by=OFFICE, at=AT)
    return version


def test_a_draft_becomes_the_version_of_its_days(item: Item) -> None:
    version = draft_version(item, content=content(), by=APPROVER, at=AT)
    assert queries.version_on("jiuzhu", date(2024, 5, 30)) is None

    publish(version, by=OFFICE, at=AT)

    assert queries.version_on("jiuzhu", date(2024, 5, 30)) == version
    assert queries.version_on("jiuzhu", date(2023, 12, 31)) is None
    assert facts_of(version) == [Drafted, Published]


def test_a_faulty_version_is_refused_with_all_its_faults(item: Item) -> None:
    version = draft_version(item, content=content(steps=[], stages={}), by=OFFICE, at=AT)

    with pytest.raises(NotReady) as no:
        publish(version, by=OFFICE, at=AT)

    assert no.value.faults == [
        "办理环节只有0个，至少要有受理和决定两个。",
        "没有写受理的责任岗位（stages）。",
        "没有写审查的责任岗位（stages）。",
        "没有写决定的责任岗位（stages）。",
    ]
    assert no.value.sentence.startswith("还不能发布，有4处要改：1. 办理环节")
    version.refresh_from_db()
    assert (version.stage, facts_of(version)) == (S.DRAFT, [Drafted])


def test_a_second_version_is_refused_as_overlapping_until_the_first_is_ended(item: Item) -> None:
    first = published(item)
    second = draft_version(item, content=content("2024-06-01"), by=OFFICE, at=AT)

    with pytest.raises(NotReady) as no:
        publish(second, by=OFFICE, at=AT)
    assert no.value.faults == ["与第1版（2024-01-01起）重叠。请先给第1版定止期。"]

    end_version(first, valid_to=date(2024, 5, 31), by=OFFICE, at=AT)
    publish(second, by=OFFICE, at=AT)

    assert queries.version_on("jiuzhu", date(2024, 5, 31)) == first
    assert queries.version_on("jiuzhu", date(2024, 6, 1)) == second
    assert facts_of(first) == [Drafted, Published, Ended]


def test_the_end_of_a_version_may_be_moved_but_not_into_the_next(item: Item) -> None:
    first = published(item)
    end_version(first, valid_to=date(2024, 5, 31), by=OFFICE, at=AT)
    published(item, "2024-06-01")

    end_version(first, valid_to=date(2024, 4, 30), by=OFFICE, at=AT)
    with refused("与第2版（2024-06-01起）重叠。请先给第2版定止期。"):
        end_version(first, valid_to=date(2024, 6, 1), by=OFFICE, at=AT)
    with refused("止期2023-12-31早于起期2024-01-01，请改。"):
        end_version(first, valid_to=date(2023, 12, 31), by=OFFICE, at=AT)

    first.refresh_from_db()
    assert first.valid_to == date(2024, 4, 30)


def test_a_draft_may_be_rewritten_and_a_published_version_not(item: Item) -> None:
    version = draft_version(item, content=content(), by=OFFICE, at=AT)
    revise(version, content=content("2024-02-01", summary="新的话。"), by=APPROVER, at=AT)
    assert (version.valid_from, version.said.summary) == (date(2024, 2, 1), "新的话。")
    publish(version, by=OFFICE, at=AT)

    with refused("这事项版本现在是“已发布”，不能修改草稿。"):
        revise(version, content=content(), by=OFFICE, at=AT)
    with refused("这事项版本现在是“已发布”，不能发布。"):
        publish(version, by=OFFICE, at=AT)

    assert facts_of(version) == [Drafted, Revised, Published]


@pytest.mark.parametrize(
    "change",
    [{"content": {}}, {"valid_from": date(2020, 1, 1)}, {"stage": S.DRAFT}, {"verified": False}, {"number": 9}],
)
def test_the_database_itself_keeps_a_published_version(item: Item, change: dict[str, object]) -> None:
    version = published(item)

    with pytest.raises(DatabaseError), transaction.atomic():
        ItemVersion.objects.filter(pk=version.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        ItemVersion.objects.filter(pk=version.pk).delete()

    version.refresh_from_db()
    assert version.digest == digest(version.said)


def test_the_database_knows_one_open_version_of_an_item(item: Item) -> None:
    published(item)
    second = draft_version(item, content=content("2024-06-01"), by=OFFICE, at=AT)

    with pytest.raises(DatabaseError), transaction.atomic():
        ItemVersion.objects.filter(pk=second.pk).update(stage=S.PUBLISHED)


def test_only_the_office_publishes_and_a_department_drafts_only_its_own(item: Item) -> None:
    version = draft_version(item, content=content(), by=APPROVER, at=AT)

    with refused("您不能发布，要由政务服务管理、装载程序来办。"):
        publish(version, by=APPROVER, at=AT)
    with refused("“救助认定”不是您部门的事项，不能起草。"):
        draft_version(item, content=content(), by=STRANGER, at=AT)
    with refused("您不能起草事项版本，要由部门审批、部门负责人、装载程序、政务服务管理来办。"):
        draft_version(item, content=content(), by=WINDOW, at=AT)
    with refused("内容写的是事项“other”，不是“jiuzhu”。"):
        draft_version(item, content=content(key="other"), by=OFFICE, at=AT)

    assert ItemVersion.objects.count() == 1


def test_drafts_are_seen_by_the_office_and_their_department_alone(item: Item) -> None:
    seen = published(item)
    draft = draft_version(item, content=content("2024-06-01"), by=OFFICE, at=AT)

    assert set(queries.visible_to(None)) == {seen}
    assert set(queries.visible_to(WINDOW)) == {seen}
    assert set(queries.visible_to(STRANGER)) == {seen}
    assert set(queries.visible_to(APPROVER)) == {seen, draft}
    assert set(queries.visible_to(OFFICE)) == {seen, draft}


def test_a_suspended_item_has_no_version_and_is_not_found(item: Item) -> None:
    published(item)
    assert [hit.item for hit in queries.search("救助", date(2024, 3, 1))] == ["jiuzhu"]

    Item.objects.update(status=Item.Status.SUSPENDED)

    assert queries.version_on("jiuzhu", date(2024, 3, 1)) is None
    assert queries.published(date(2024, 3, 1)) == []


def test_what_is_published_can_be_found_at_once(item: Item) -> None:
    version = draft_version(item, content=content(), by=OFFICE, at=AT)
    assert queries.search("救助", date(2024, 3, 1)) == []

    publish(version, by=OFFICE, at=AT)

    assert [hit.item for hit in queries.search("救助", date(2024, 3, 1))] == ["jiuzhu"]
    assert queries.search("救助", date(2023, 3, 1)) == []
