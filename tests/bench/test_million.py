"""A year is multiplied only where a database says that it is there for that; nothing of a copy is anybody else's."""

from jinban.bench import million
from jinban.cases import actions
from jinban.cases.models import Case, CaseMaterial
from jinban.kit import marks, numbers
from jinban.kit.models import Event
from jinban.people.models import Applicant
from tests.play import INSURE, MONDAY, RELIEF, WINDOW, accepted, seat, taken_in
from tests.world import refused

NOT_FLAGGED = "这个库没有标明是压测用的，不能成倍复制办件，也不能在里面压测。请用 jinban bench，它自己建库。"


def a_year() -> None:
    """Three finished cases and one in work."""
    window = seat(WINDOW)
    for _ in range(3):
        actions.conclude(taken_in(window, INSURE), by=window, at=MONDAY)
    accepted(RELIEF)


def test_a_database_that_is_not_flagged_is_not_multiplied(city):
    with refused(NOT_FLAGGED):
        million.multiply(10, lambda done, of: None, at=MONDAY)
    with refused(NOT_FLAGGED):
        million.fill_desks(at=MONDAY)

    marks.Mark.objects.filter(pk=marks.DEMO).delete()
    with refused("这不是演示库，不能拿来压测。"):
        million.flag(at=MONDAY)


def test_copies_have_keys_numbers_codes_and_hashes_of_their_own(city, db_clean):
    a_year()
    million.flag(at=MONDAY)
    told = []

    million.fill_desks(at=MONDAY, wanted=3)
    million.multiply(15, lambda done, of: told.append((done, of)), at=MONDAY)

    cases = list(Case.objects.order_by("pk"))
    assert (len(cases), told[-1]) == (15, (15, 15))
    assert Case.objects.filter(stage="accepted").count() == 3
    assert len({case.number for case in cases}) == len({case.spoken for case in cases}) == 15
    assert [numbers.bad_case_number(case.number) for case in cases] == [None] * 15
    # Three copies of three, and one finished case of a fourth: materials and events go along.
    finished = [case for case in cases if case.stage == "delivered"]
    assert [(case.materials.count(), Event.objects.filter(subject_kind="cases.case", subject_id=str(case.pk)).count())
            for case in finished] == [(2, 5)] * 12  # fmt: skip
    assert Applicant.objects.count() == 4 + 3 * 4
    assert all(case.applicant_id > million.RANGE for case in finished if case.pk > million.RANGE)
    assert CaseMaterial.objects.filter(case__in=finished).count() == 24
    taken_in(seat(WINDOW), INSURE)  # sequences and indexes go on behind the copies
