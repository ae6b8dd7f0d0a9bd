"""One kept statement writes what the ORM would write."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import FieldDoesNotExist
from django.db.models import F

from jinban.kit import prepared
from jinban.kit.blocks import NumberBlock
from jinban.kit.marks import Mark
from jinban.kit.models import DutyRun, Event
from jinban.places.models import Department, Division, Site
from tests.world import queries

pytestmark = pytest.mark.usefixtures("db")

NINE = datetime(2024, 3, 11, 1, 0, 0, 123456, tzinfo=UTC)


def event(**changes: object) -> Event:
    values = {"name": "test.rang", "subject_kind": "t", "subject_id": "1", "by_kind": "clock", "by_id": 0, "at": NINE}
    return Event(**{**values, "day": date(2024, 3, 11), "payload": {"字": [1, None, "x"]}, **changes})


def plain(row: object) -> dict[str, object]:
    return {key: value for key, value in vars(row).items() if key not in ("_state", "id")}


def test_a_row_written_by_it_is_the_row_that_the_orm_writes():
    ours, theirs = event(), event()

    prepared.insert(ours)
    theirs.save(force_insert=True)

    assert plain(Event.objects.get(pk=ours.pk)) == plain(Event.objects.get(pk=theirs.pk)) == plain(ours)


def test_a_row_gets_its_key_and_counts_as_saved():
    row = event()

    with queries(1):
        prepared.insert(row)

    assert row.pk is not None
    assert not row._state.adding


def test_a_key_that_is_given_is_kept():
    prepared.insert(Mark(key="given", value="1", set_at=NINE))

    assert Mark.objects.get().pk == "given"


def test_a_change_matches_rows_and_counts_itself():
    prepared.insert_all([NumberBlock(scope="a", next=4), NumberBlock(scope="b", next=4)])

    with queries(1):
        changed = prepared.update(NumberBlock, {"pk": "a", "next": 4}, {"scope": "c"}, add_one="next")

    assert changed == 1
    assert list(NumberBlock.objects.order_by("scope").values_list("scope", "next")) == [("b", 4), ("c", 5)]


def test_a_change_of_what_is_no_longer_so_changes_nothing():
    prepared.insert(NumberBlock(scope="a", next=4))

    assert prepared.update(NumberBlock, {"pk": "a", "next": 3}, {"next": 9}) == 0


@pytest.mark.usefixtures("city")
def test_a_relation_may_be_given_as_the_row_or_as_its_key():
    site = Site.objects.filter(kind="station").first()
    village = Division.objects.filter(level="village").last()

    prepared.update(Site, {"pk": site.pk}, {"division": village, "phone": "0714-8720000"})
    prepared.update(Site, {"pk": site.pk}, {"closed_on": None, "division_id": village.pk})

    site.refresh_from_db()
    assert (site.division, site.phone, site.closed_on) == (village, "0714-8720000", None)


def test_it_takes_values_and_columns_only():
    with pytest.raises(TypeError):
        prepared.update(NumberBlock, {"pk": "a"}, {"next": F("next") + 1})
    with pytest.raises(FieldDoesNotExist):
        prepared.update(NumberBlock, {"pk": "a"}, {"nothing": 1})
    with pytest.raises(TypeError):
        prepared.update(Department, {"pk": "a"}, {"items": 1})


def test_a_row_that_may_not_stand_beside_another_is_not_written_and_nothing_is_spoilt():
    wanted = {"duty": "test.sweep", "label": "扫地", "period": "2024-03-11", "due_at": NINE}
    first, second, other = DutyRun(**wanted), DutyRun(**wanted), DutyRun(**wanted | {"period": "2024-03-12"})

    with queries(3):
        written = [prepared.insert_once(row) for row in (first, second, other)]

    assert written == [True, False, True]
    assert (first._state.adding, second._state.adding, second.pk) == (False, True, None)
    assert list(DutyRun.objects.order_by("id").values_list("pk", "period")) == [
        (first.pk, "2024-03-11"), (other.pk, "2024-03-12"),
    ]  # fmt: skip


def test_a_key_that_is_there_already_is_not_written_twice():
    marks = [Mark(key="given", value=value, set_at=NINE) for value in ("1", "2")]

    assert [prepared.insert_once(mark) for mark in marks] == [True, False]
    assert Mark.objects.get().value == "1"


def test_many_rows_are_written_by_as_few_statements_as_hold_them():
    rows = [event(subject_id=str(number)) for number in range(prepared.MOST + 2)]

    with queries(2):
        prepared.insert_many(Event, rows)

    assert list(Event.objects.order_by("id").values_list("subject_id", flat=True)) == [row.subject_id for row in rows]
