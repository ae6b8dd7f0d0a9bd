"""In whose name a paper of the window is made."""

import pytest

from jinban.cases import actions, queries
from tests.doors.desk import at_desk
from tests.play import HELPER, HOUSE, MONDAY, RELIEF, WINDOW, handed_over, seat, taken_in

pytestmark = pytest.mark.usefixtures("city")
SEAL = "（业务专用章）"


def sealed(who: str, case) -> str:
    page = at_desk(who).get(f"/counter/cases/{case.pk}/slip").content.decode()
    return page.split(SEAL)[0].rpartition("<p>")[2].strip()


def test_that_papers_were_taken_says_the_village_itself():
    case = taken_in(seat(HELPER), HOUSE)

    assert sealed(HELPER, case) == "陈贵镇 南山村便民服务站"


def test_a_licence_handed_down_is_accepted_in_the_name_of_the_centre_never_of_the_village():
    case = handed_over(taken_in(seat(HELPER), HOUSE), seat(HELPER), seat(WINDOW), MONDAY)
    actions.accept(queries.get(seat(WINDOW), case.pk), by=seat(WINDOW), at=MONDAY)

    assert sealed(WINDOW, case) == "陈贵镇便民服务中心"


def test_what_was_entrusted_is_accepted_in_the_name_of_the_department():
    case = taken_in(seat(WINDOW), RELIEF)
    actions.accept(queries.get(seat(WINDOW), case.pk), by=seat(WINDOW), at=MONDAY)

    assert sealed(WINDOW, case) == "市民政局"
