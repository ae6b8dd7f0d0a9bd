"""Two hundred clerks accept the same case at the same moment."""

from jinban.cases import actions, queries
from jinban.cases.events import Accepted
from jinban.kit.events import history
from jinban.kit.refused import Refused
from tests.play import HOUR, INSURE, MONDAY, WINDOW, seat, taken_in
from tests.world import in_threads

CLERKS = 200


def test_of_two_hundred_parallel_accepts_one_wins_and_the_others_get_the_sentence(city, db_clean):
    window = seat(WINDOW)
    case = taken_in(window, INSURE)
    as_each_read_it = [queries.get(window, case.pk) for _ in range(CLERKS)]

    came = in_threads(
        CLERKS,
        lambda clerk: actions.accept(as_each_read_it[clerk], by=window, at=MONDAY + HOUR, key=f"accept-{clerk}"),
    )

    refused = [answer for answer in came if isinstance(answer, Refused)]
    won = [answer for answer in came if not isinstance(answer, Exception)]
    assert [winner.stage for winner in won] == ["accepted"]
    assert [no.sentence for no in refused] == ["这件刚被别人办过了，请刷新后再看。"] * (CLERKS - 1)
    assert history(case).filter(name=Accepted.name).count() == 1


def test_the_same_key_from_an_impatient_finger_is_one_acceptance_and_no_refusal(city, db_clean):
    window = seat(WINDOW)
    case = taken_in(window, INSURE)
    as_each_read_it = [queries.get(window, case.pk) for _ in range(10)]

    came = in_threads(
        10, lambda click: actions.accept(as_each_read_it[click], by=window, at=MONDAY + HOUR, key="one-form")
    )

    assert [getattr(answer, "stage", answer) for answer in came] == ["accepted"] * 10
    assert history(case).filter(name=Accepted.name).count() == 1
