"""A row that is made in one go is, once written, what it would be had each step been written."""

from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from jinban.cases import actions
from jinban.cases.models import Case
from jinban.kit import held, narrow
from jinban.kit.models import Event
from jinban.kit.refused import Refused
from jinban.kit.transactions import action
from jinban.messages.models import Message
from jinban.people.models import Seat
from tests.play import INSURE, MONDAY, WINDOW, again, intake, seat
from tests.world import queries, queries_of

pytestmark = pytest.mark.usefixtures("city")
PLACES = ("staff", "site__division", "department", "acting_for__staff")


def of(case: Case) -> list[object]:
    """All that is kept of a case but what is random, and its keys."""
    random = ("id", "number", "spoken", "form")
    columns = [getattr(case, field.attname) for field in Case._meta.concrete_fields if field.name not in random]
    papers = list(case.materials.values_list("key", "state", "trust", "checked_by", "checked_at", "position"))
    happened = Event.objects.filter(subject_id=str(case.pk), subject_kind="cases.case").order_by("id")
    told = Message.objects.filter(subject_id=str(case.pk)).values_list("template", "values", "event", "at", "day")
    return [columns, papers, list(happened.values_list("name", "payload", "at", "day", "by_id")), list(told)]


def test_taken_in_accepted_and_decided_while_held_is_the_same_as_step_by_step():
    by = seat(WINDOW)
    brought = intake(by, INSURE)

    steps = actions.receive(actions.draft(brought, by=by, at=MONDAY), by=by, at=MONDAY)
    actions.conclude(again(steps, by), by=by, at=MONDAY)
    case = actions.intake.taken(brought, by=by, at=MONDAY)
    actions.conclude(case, by=by, at=MONDAY)
    written = queries_of(lambda: held.release(case))

    assert written == {"postgresql": 1, "sqlite": 3}[connection.vendor]
    assert of(again(case, by)) == of(again(steps, by))
    assert (case.version, case.stage) == (again(case, by).version, again(case, by).stage)


def test_what_is_refused_while_it_is_held_was_never_written():
    by = seat(WINDOW)
    with queries(0):
        case = Case(stage="draft")
        held.hold(case)

    with pytest.raises(Refused):
        actions.submit(case, by=by, at=MONDAY)

    assert (case.pk, Case.objects.count(), Event.objects.filter(subject_kind="cases.case").count()) == (None, 0, 0)


def test_what_has_to_wait_for_the_key_comes_after_it():
    by, keys = seat(WINDOW), []
    case = actions.intake.drafted(intake(by, INSURE), by=by, at=MONDAY)
    held.later(case, lambda: keys.append(case.pk))

    held.release(case)

    assert keys == [Case.objects.get().pk]
    assert not held.is_held(case)


def test_a_narrow_read_is_the_row_that_the_orm_reads_with_what_hangs_on_it():
    theirs = Seat.objects.select_related(*PLACES).get(pk=seat(WINDOW).id)

    with queries(1):
        ours = narrow.one(Seat, {"pk": theirs.pk}, along=PLACES)
        read = [ours.staff, ours.site, ours.site.division, ours.department, ours.acting_for]

    assert {key: value for key, value in vars(ours).items() if key != "_state"} == {
        key: value for key, value in vars(theirs).items() if key != "_state"
    }
    assert read == [theirs.staff, theirs.site, theirs.site.division, theirs.department, None]
    assert ours.staff.last_login == theirs.staff.last_login
    assert narrow.one(Seat, {"pk": 0}) is None


def test_an_action_in_an_action_is_a_part_of_it_and_a_savepoint_only_where_somebody_asks():
    @action
    def inner(sentence: str = "") -> None:
        Event.objects.create(
            name="test.rang", subject_kind="t", subject_id="1", by_kind="clock", by_id=0,
            at=datetime(2024, 3, 11, tzinfo=UTC), day=MONDAY.date(),
        )  # fmt: skip
        if sentence:
            raise Refused(sentence)

    @action
    def outer() -> None:
        inner()
        with transaction.atomic():
            inner()
        try:
            with transaction.atomic():
                inner("不行。")
        except Refused:
            pass

    before = Event.objects.count()
    with queries(3 + 2 + 2 + 3):
        outer()
    with pytest.raises(Refused):
        inner("不行。")

    assert Event.objects.count() - before == 2
