"""A decision is taken up again within the hours that the city set, to the second; nothing else moves them."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import transaction

from jinban.cases import actions
from jinban.cases.events import Decided, Reopened
from jinban.cases.figures import DECIDED, ON_TIME, OPEN
from jinban.cases.models import Case
from jinban.kit.events import fact_of, history
from jinban.kit.figures import Period, total
from jinban.kit.refused import Refused
from jinban.places import actions as place_actions
from jinban.web import moves
from tests.cases.decided import after_decision, correct, decided, whole
from tests.cases.lawful import now, on
from tests.doors.desk import at_desk
from tests.play import APPROVER, AUDITOR, BACK, HEAD, HOUR, INSURE, MONDAY, SERVICE, TOWN_HEAD, WINDOW, seat, taken_in
from tests.world import facts_of, refused

pytestmark = pytest.mark.usefixtures("city")
YEAR = Period.parse("2024")
SECOND = timedelta(seconds=1)


class Undo(Exception):
    """What was tried is taken back."""


def reopens(case: Case, at: datetime, who: str = TOWN_HEAD) -> bool:
    """Whether the action takes the case up again at this moment; nothing stays. The button says the same."""
    by, done = seat(who), False
    drawn = "reopen" in moves.verbs(now(case), by, at=at)
    try:
        with transaction.atomic():
            actions.reopen(now(case), by=by, at=at, reason="漏看了一样材料。")
            done = True
            raise Undo
    except (Undo, Refused):
        pass
    assert drawn == done
    return done


def around(case: Case) -> list[bool]:
    """At 71:59:59, 72:00:00 and 72:00:01 after the decision was recorded."""
    end = case.decided_at + 72 * HOUR
    return [reopens(case, end - SECOND), reopens(case, end), reopens(case, end + SECOND)]


def test_a_decision_is_taken_up_again_within_seventy_two_hours_to_the_second():
    case = decided(at=on(2024, 3, 13, 17))
    end = on(2024, 3, 16, 17)

    assert around(case) == [True, True, False]
    for who in (SERVICE, TOWN_HEAD):
        assert [reopens(case, at, who) for at in (end, end + SECOND)] == [True, False]
    for who in (WINDOW, BACK, HEAD, APPROVER, AUDITOR):
        assert not reopens(case, end - SECOND, who)
    with refused("决定已经过了可以重开的时间，要改请办更正。"):
        actions.reopen(now(case), by=seat(TOWN_HEAD), at=end + SECOND, reason="太晚了。")


def test_nothing_else_moves_the_window():
    case = decided(at=on(2024, 3, 13, 17))
    until = now(case).reopen_until

    correct(case, "decided_day", "2024-03-14", at=on(2024, 3, 14))
    correct(case, "channel", "post", at=on(2024, 3, 14))
    row = {"key": "reopen_hours", "name": "决定后可以重开的时间", "value": "1", "unit": "小时", "source": "改定"}
    place_actions.put_parameters([row], by=seat(SERVICE), at=on(2024, 3, 14))
    actions.issue(now(case), by=seat(WINDOW), at=on(2024, 3, 15), paper="社会保障卡 1 张")
    actions.deliver(now(case), by=seat(WINDOW), at=on(2024, 3, 16), way="in_person")

    assert now(case).reopen_until == until == on(2024, 3, 16, 17)
    assert around(now(case)) == [True, True, False]
    later = decided(at=on(2024, 3, 18))
    assert [reopens(later, on(2024, 3, 18, 10)), reopens(later, on(2024, 3, 18, 10) + SECOND)] == [True, False]


FORGED = {
    "at": "2024-03-13T17:00:00", "now": "2024-03-13T17:00:00", "decided_at": "2024-03-16T17:00:00", "day": "2024-03-13",
    "reopen_until": "2030-01-01T00:00:00",
}  # fmt: skip


def test_the_door_takes_its_own_time_whatever_the_client_says():
    case = decided(at=on(2024, 3, 13, 17))
    client, address = at_desk(TOWN_HEAD), f"/office/cases/{case.pk}/do/reopen"
    forged = {**FORGED, **{f"reopen-{name}": value for name, value in FORGED.items()}}
    data = {"reopen-version": str(case.version), "reopen-reason": "漏看了一样材料。", **forged}
    before = whole(case)

    headers = {"Date": "Wed, 13 Mar 2024 09:00:00 GMT", "X-Request-Start": "t=1710320400"}
    with time_machine.travel(on(2024, 3, 16, 17) + SECOND, tick=False):
        late = client.post(address, data, headers=headers)
    assert late.status_code == 409
    assert "决定已经过了可以重开的时间，要改请办更正。" in late.content.decode()
    assert whole(case) == before

    with time_machine.travel(on(2024, 3, 16, 17), tick=False):
        in_time = client.post(address, data, headers=headers)
    assert in_time.status_code == 302
    event = history(case).last()
    assert (event.name, event.at) == (Reopened.name, on(2024, 3, 16, 17))


def counts() -> list[int]:
    """How many are decided, decided in time, and open in the year."""
    return [total(figure, YEAR).count for figure in (DECIDED, ON_TIME, OPEN)]


def test_what_was_taken_up_again_is_open_and_is_decided_anew():
    case, head = decided(at=on(2024, 3, 13, 17)), seat(TOWN_HEAD)
    dues = (case.promised_due, case.legal_due)
    counted = counts()

    with refused("请写明重开的原因。"):
        actions.reopen(now(case), by=head, at=on(2024, 3, 14), reason="")
    actions.reopen(now(case), by=head, at=on(2024, 3, 14), reason="漏看了一样材料。")
    again = now(case)
    while_open = counts()
    said = {"verdict": "denied", "reason": "不符合条件。", "remedies": "六十日内复议。"}
    actions.decide(now(case), by=head, at=on(2024, 3, 15), **said)

    assert (counted, while_open) == ([1, 1, 0], [0, 0, 1])
    assert counts() == [1, 1, 0]
    assert (again.stage, again.verdict, again.decided_day, again.reopen_until) == ("deciding", "", None, None)
    assert (again.promised_due, again.legal_due) == dues
    fact = fact_of(history(case).get(name=Reopened.name))
    assert (fact.stage, fact.result, fact.decided_day) == ("closed", "approved", date(2024, 3, 13))
    assert (now(case).verdict, now(case).reopen_until) == ("denied", on(2024, 3, 18))
    assert facts_of(case)[-2:] == [Reopened, Decided]
    assert around(now(case)) == [True, True, False]


def test_a_delivered_case_is_taken_up_again_and_one_that_is_filed_too():
    delivered, archived, head = after_decision("delivered"), after_decision("archived"), seat(TOWN_HEAD)
    spot = actions.conclude(now(taken_in(seat(WINDOW), INSURE)), by=seat(WINDOW), at=MONDAY)

    assert [reopens(case, MONDAY + HOUR) for case in (delivered, archived, spot)] == [True, True, True]
    actions.reopen(now(delivered), by=head, at=MONDAY + HOUR, reason="发错了卡。")
    actions.decide(now(delivered), by=head, at=MONDAY + HOUR, verdict="approved")
    with refused("这件要出证，请先制证，再送达。"):
        actions.deliver(now(delivered), by=seat(WINDOW), at=MONDAY + HOUR, way="in_person")

    assert (now(delivered).delivered_day, now(delivered).way) == (None, "")
