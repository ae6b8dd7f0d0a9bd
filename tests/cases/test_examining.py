"""What must be seen, heard or shown before a decision, and who may do it."""

from datetime import date, datetime

import pytest

from jinban.cases import actions, queries
from jinban.cases.events import Examined, Objected, ObjectionSettled, Publicised
from jinban.cases.models import Case
from jinban.kit.events import fact_of, history
from jinban.people import actions as people
from jinban.people.actors import Actor
from jinban.people.models import Seat, Staff
from jinban.places.models import Site
from tests.cases.lawful import SHOWN, changed, now, on
from tests.play import (
    APPROVER,
    BACK,
    DAY,
    HEAD,
    MONDAY,
    OTHER_APPROVER,
    RELIEF,
    SYSADMIN,
    WINDOW,
    at_the_department,
    person,
    seat,
    taken_in,
)
from tests.world import facts_of, refused

pytestmark = pytest.mark.usefixtures("city")


def seats_of(*work_nos: str) -> list[int]:
    return [seat(one).id for one in work_nos]


def visit(case: Case, officers: list[int], at: datetime = MONDAY + DAY, finding: str = "入户看过，情况属实。") -> Case:
    return actions.visit(now(case), by=seat(APPROVER), at=at, officers=officers, finding=finding)


def grant(case: Case, at: datetime) -> Case:
    return actions.decide(now(case), by=seat(APPROVER), at=at, verdict="approved")


def test_two_officers_of_the_office_look_and_write_down_what_they_found():
    case = at_the_department()

    with refused("核查人员要是本单位今天在岗的工作人员，请重新选。"):
        visit(case, seats_of(APPROVER, OTHER_APPROVER))
    with refused("要两名以上工作人员一起核查（行政许可法第34条），请再选一名。"):
        visit(case, seats_of(APPROVER))
    with refused("要两名以上工作人员一起核查（行政许可法第34条），请再选一名。"):
        visit(case, seats_of(APPROVER, APPROVER))
    with refused("请写明核查的情况。"):
        visit(case, seats_of(APPROVER, HEAD), finding=" ")
    visit(case, seats_of(APPROVER, HEAD))

    row = case.examinations.get()
    assert (row.kind, row.day, {one.pk for one in row.officers.all()}) == (
        "on_site",
        date(2024, 3, 12),
        {*seats_of(APPROVER, HEAD)},
    )
    fact = fact_of(history(case).last())
    assert (type(fact), fact.kind, fact.officers, row.finding.body) == (Examined, "on_site", 2, "入户看过，情况属实。")


def test_one_person_on_two_seats_is_one():
    window = seat(WINDOW)
    case = actions.accept(taken_in(window), by=window, at=MONDAY)
    staff = Staff.objects.get(work_no=WINDOW)
    second = people.open_seat(
        staff, role="town_back", site=Site.objects.get(code=window.site), by=seat(SYSADMIN), at=MONDAY
    )
    said = {"by": window, "at": MONDAY + DAY, "finding": "入户看过。"}

    with refused("要两名以上工作人员一起核查（行政许可法第34条），请再选一名。"):
        actions.visit(now(case), officers=[window.id, second.pk], **said)
    actions.visit(now(case), officers=[window.id, second.pk, seat(BACK).id], **said)

    assert fact_of(history(case).last()).officers == 2


def test_who_has_left_the_office_did_not_look():
    case, head = at_the_department(), seat(HEAD)

    people.close_seat(Seat.objects.get(pk=head.id), by=seat(SYSADMIN), at=MONDAY)

    with refused("核查人员要是本单位今天在岗的工作人员，请重新选。"):
        visit(case, [*seats_of(APPROVER), head.id])


@pytest.mark.parametrize(
    ("way", "act", "kind", "sentence"),
    [
        ("on_site", actions.visit, "on_site", "这个事项要两名以上工作人员现场核查，还没有核查。"),
        ("hearing", actions.hear, "hearing", "这个事项要听证，还没有听证。"),
    ],
)
def test_what_the_item_says_must_be_seen_or_heard_is_not_granted_unseen(way, act, kind, sentence):
    changed(RELIEF, **{way: True})
    case, denied = at_the_department(), at_the_department()
    other = actions.hear if act is actions.visit else actions.visit
    said = {"by": seat(APPROVER), "officers": seats_of(APPROVER, HEAD), "finding": "属实。"}

    with refused(sentence):
        grant(case, MONDAY + DAY)
    other(now(case), at=MONDAY + DAY, **said)
    with refused(sentence):
        grant(case, MONDAY + DAY)
    actions.decide(
        now(denied),
        by=seat(APPROVER),
        at=MONDAY + DAY,
        verdict="denied",
        reason="收入超过标准。",
        remedies="六十日内复议。",
    )
    act(now(case), at=MONDAY + DAY, **said)
    grant(case, MONDAY + DAY)

    assert [now(one).verdict for one in (case, denied)] == ["approved", "denied"]
    assert [fact_of(event).kind for event in history(case) if event.name == Examined.name][-1] == kind


def test_an_item_that_shows_nothing_keeps_the_applicant_secret():
    case, approver = at_the_department(), seat(APPROVER)

    with refused("这个事项不用公示，申请人的情况要保密。"):
        actions.publicise(now(case), by=approver, at=MONDAY)
    with refused("这件没有公示，不用登记异议。"):
        actions.object_to(now(case), by=approver, at=MONDAY, text="不实。")

    assert {"publicise", "object"} & {move.verb for move in queries.open_moves(now(case), approver, MONDAY)} == set()


def test_what_is_shown_is_granted_the_day_after_its_last_day():
    changed(RELIEF, publicity=SHOWN)
    case, approver = at_the_department(), seat(APPROVER)

    with refused("这个事项要先公示，还没有公示。"):
        grant(case, MONDAY)
    actions.publicise(now(case), by=approver, at=MONDAY)
    with refused("这件已经公示过了。"):
        actions.publicise(now(case), by=approver, at=MONDAY + DAY)
    with refused("公示到2024年3月18日，公示完了才能准予。"):
        grant(case, on(2024, 3, 18, 23))
    grant(case, on(2024, 3, 19, 0))

    row = case.publicities.get()
    assert (row.where, row.started_day, row.until) == ("村务公开栏", date(2024, 3, 11), date(2024, 3, 18))
    assert fact_of(history(case).get(name=Publicised.name)).until == date(2024, 3, 18)


def test_the_last_day_of_showing_moves_on_from_a_day_of_rest():
    friday = on(2024, 2, 2)
    changed(RELIEF, at=friday, publicity=SHOWN)
    window, approver = seat(WINDOW), seat(APPROVER)
    case = actions.accept(taken_in(window, at=friday), by=window, at=friday)
    actions.forward(now(case), by=window, at=friday, to="minzheng")
    actions.take_over(now(case), by=approver, at=friday)

    actions.publicise(now(case), by=approver, at=friday)

    # 02-09 is a working day (除夕); a day later it would be 02-18.
    assert now(case).publicity_until == date(2024, 2, 9)


def test_an_item_may_show_without_having_to():
    changed(RELIEF, publicity=type(SHOWN)(limit=SHOWN.limit, where=SHOWN.where, needed=False))
    case = at_the_department()

    grant(case, MONDAY)

    assert now(case).publicity_until is None


def test_each_objection_is_settled_before_it_is_granted():
    changed(RELIEF, publicity=SHOWN)
    case, approver = at_the_department(), seat(APPROVER)
    actions.publicise(now(case), by=approver, at=MONDAY)
    late = on(2024, 3, 19)

    with refused("请写明异议的内容，谁提的。"):
        actions.object_to(now(case), by=approver, at=MONDAY, text="")
    for text in ("邻居说他有房。", "邻居说他有车。"):
        actions.object_to(now(case), by=approver, at=MONDAY + DAY, text=text)
    with refused("公示中收到的2条异议还没有处理。"):
        grant(case, late)
    with refused("请写明查了什么，怎么答复的。"):
        actions.settle(now(case), by=approver, at=late, answer="")
    actions.settle(now(case), by=approver, at=late, answer="房是借住的。")
    with refused("公示中收到的1条异议还没有处理。"):
        grant(case, late)
    actions.settle(now(case), by=approver, at=late, answer="车是工具车。")
    with refused("没有要处理的异议。"):
        actions.settle(now(case), by=approver, at=late, answer="没有了。")
    grant(case, late)

    settled = [(row.text.body, row.answer.body) for row in case.objections_made.order_by("id")]
    assert settled == [("邻居说他有房。", "房是借住的。"), ("邻居说他有车。", "车是工具车。")]
    assert [kind for kind in facts_of(case) if kind in (Objected, ObjectionSettled)] == [Objected] * 2 + [
        ObjectionSettled
    ] * 2


def test_an_applicant_neither_looks_nor_settles():
    changed(RELIEF, publicity=SHOWN)
    somebody = person()
    window = seat(WINDOW)
    case = actions.accept(taken_in(window, applicant=somebody.pk), by=window, at=MONDAY)
    own = Actor.of_applicant(somebody)

    found = {move.verb for move in queries.open_moves(now(case), own, MONDAY)}

    assert found == {"withdraw"}
