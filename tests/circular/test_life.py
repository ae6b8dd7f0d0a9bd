"""The life of a circular: the whole matrix of stage, verb and role; four eyes; nothing issued that was not approved."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from jinban.cases import actions as cases
from jinban.circular import actions, queries
from jinban.circular.freezing import freeze
from jinban.circular.models import Circular, Freeze, FrozenFigure
from jinban.circular.stages import CIRCULAR, FROZEN, READERS, S
from jinban.kit.models import Event
from jinban.kit.refused import Refused
from jinban.people import actions as people
from jinban.people.actors import Actor
from jinban.people.models import Seat
from jinban.people.roles import Role
from jinban.places.models import Department
from tests.circular.circulars import JANUARY, MAYOR, a_year, approved, concluded, drafted, finished, fresh, issued
from tests.play import AUDITOR, BUSINESS, DAY, HELPER, MONDAY, SERVICE, SYSADMIN, WINDOW, again, seat
from tests.world import facts_of, refused

pytestmark = pytest.mark.usefixtures("city")

WORKS = {
    "revise": lambda one, by: actions.revise(one, by=by, at=JANUARY, text=queries.text_of(one)),
    "pick": lambda one, by: actions.pick(one, by=by, at=JANUARY, towns=[], departments=[]),
    "review": lambda one, by: actions.review(one, by=by, at=JANUARY),
    "approve": lambda one, by: actions.approve(one, by=by, at=JANUARY),
    "issue": lambda one, by: actions.issue(one, by=by, at=JANUARY),
    "send_back": lambda one, by: actions.send_back(one, by=by, at=JANUARY, reason="再改。"),
    "comment": lambda one, by: actions.comment(one, by=by, at=JANUARY, text="很好。"),
    "discard": lambda one, by: actions.discard(one, by=by, at=JANUARY, reason="不发了。"),
    "archive": lambda one, by: actions.archive(one, by=by, at=JANUARY),
}


def in_stage(stage: str) -> Circular:
    circular = finished(drafted())
    if stage in (S.REVIEWED, S.APPROVED, *FROZEN):
        actions.review(fresh(circular), by=seat(SERVICE), at=JANUARY)
    if stage in (S.APPROVED, *FROZEN):
        actions.approve(fresh(circular), by=seat(MAYOR), at=JANUARY)
    if stage in FROZEN:
        actions.issue(fresh(circular), by=seat(BUSINESS), at=JANUARY)
    if stage == S.ARCHIVED:
        actions.archive(fresh(circular), by=seat(BUSINESS), at=JANUARY)
    if stage == S.DISCARDED:
        actions.discard(fresh(circular), by=seat(BUSINESS), at=JANUARY, reason="不发了。")
    return fresh(circular)


@pytest.mark.parametrize("stage", S.values)
def test_every_verb_of_every_role_is_done_or_refused_and_a_refusal_writes_nothing(stage):
    a_year()
    circular = in_stage(stage)
    people_at_work = {role: Seat.objects.filter(role=role).order_by("pk").first() for role in Role.values}
    done = set()

    for verb, work in WORKS.items():
        for role, found in people_at_work.items():
            by = seat(found.staff.work_no)
            before = Event.objects.count()
            try:
                with transaction.atomic():
                    work(fresh(circular), by)
                    done.add((verb, role))
                    transaction.set_rollback(True)
            except Refused:
                assert Event.objects.count() == before

    table = {(verb, role) for (at, verb), move in CIRCULAR.table.items() if at == stage for role in move.by}
    own = {("review", "business_office")} if stage == S.DRAFTED else set()
    assert done == table - own


def test_the_buttons_are_the_moves():
    circular = in_stage(S.DRAFTED)

    assert [move.verb for move in queries.open_moves(circular, seat(BUSINESS), JANUARY)] == [
        "revise", "pick", "comment", "discard",
    ]  # fmt: skip
    assert [move.verb for move in queries.open_moves(circular, seat(SERVICE), JANUARY)] == ["review", "comment"]
    assert [move.verb for move in queries.open_moves(circular, seat(WINDOW), JANUARY)] == []


def test_the_whole_way_leaves_every_fact():
    a_year()
    circular = in_stage(S.ARCHIVED)

    assert [kind.label for kind in facts_of(circular)] == ["起草", "修改文字", "审核通过", "批准", "签发", "归档"]
    assert (circular.stage, circular.issued_on) == (S.ARCHIVED, JANUARY.date())


def test_who_wrote_in_it_does_not_review_it_on_any_seat():
    circular = in_stage(S.DRAFTED)
    staff = Seat.objects.get(staff__work_no=BUSINESS).staff
    other = people.open_seat(
        staff,
        role="service_office",
        site=None,
        department=Department.objects.get(pk="zhengwu"),
        by=seat(SYSADMIN),
        at=MONDAY,
    )
    other = Actor.of_seat(other)

    with refused("这份里有您写的文字，请另一位来审核。"):
        actions.review(circular, by=other, at=JANUARY)


def test_three_people_who_wrote_or_reviewed_does_not_approve():
    a_year()
    circular = finished(drafted())
    actions.review(fresh(circular), by=seat(SERVICE), at=JANUARY)
    heads = []
    for who in (BUSINESS, SERVICE):
        staff = Seat.objects.get(staff__work_no=who).staff
        heads.append(Actor.of_seat(people.open_seat(staff, role="county_head", by=seat(SYSADMIN), at=MONDAY)))

    for head in heads:
        with refused("这份您写过或者审过，请另一位来批准。"):
            actions.approve(fresh_for(circular), by=head, at=JANUARY)


def fresh_for(circular: Circular) -> Circular:
    return queries.get(seat(MAYOR), circular.pk)


def test_a_part_still_to_be_written_stops_the_review():
    a_year()
    circular = drafted()

    with refused("还有1处待人工补写：（三）资源下沉。请先写好。"):
        actions.review(circular, by=seat(SERVICE), at=JANUARY)

    assert fresh(circular).stage == S.DRAFTED


def test_numbers_that_contradict_each_other_stop_the_approval():
    a_year()
    circular = finished(drafted())
    actions.review(fresh(circular), by=seat(SERVICE), at=JANUARY)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_case SET accepted_month = 202301")

    with pytest.raises(Refused, match="数字之间对不上：恒等式“各月办件量加起来等于总数"):
        actions.approve(fresh(circular), by=seat(MAYOR), at=JANUARY)


def test_a_number_that_changed_after_the_approval_stops_the_issue():
    a_year()
    circular = approved(finished(drafted()))
    concluded()

    with refused("批准以后有数字变了，这一份不能签发。请退回修改，再审核、批准一次。"):
        actions.issue(fresh(circular), by=seat(BUSINESS), at=JANUARY)

    assert not Freeze.objects.exists()
    actions.send_back(fresh(circular), by=seat(BUSINESS), at=JANUARY, reason="数变了。")
    assert issued(fresh(circular)).stage == S.ISSUED


def test_another_day_between_approval_and_issue_changes_nothing():
    a_year()
    circular = approved(finished(drafted()))

    actions.issue(fresh(circular), by=seat(BUSINESS), at=JANUARY + 3 * DAY)

    assert fresh(circular).issued_on == (JANUARY + 3 * DAY).date()


def test_an_issued_circular_is_the_same_after_the_rows_have_changed():
    a_year()
    case = concluded()
    circular = issued(finished(drafted()))
    before = queries.frozen(circular)

    cases.void(again(case, seat(SERVICE)), by=seat(SERVICE), at=JANUARY, reason="重复。")

    after = queries.frozen(fresh(circular))
    live = queries.draft_of(circular, JANUARY.date())
    assert after == before
    assert after.digest == circular.freeze.digest
    assert after.kept.paper.text == before.kept.paper.text
    assert (
        after.figure("service_sinking.city.cases")[0].count == 1 + live.used["service_sinking.city.cases"].value.count
    )


def test_a_frozen_number_has_its_definition_its_day_and_all_its_rows():
    a_year()
    circular = issued(finished(drafted()))
    found = queries.frozen(circular)

    figure, rows = found.figure("cases.on_time_rate")

    assert (figure.count, figure.of, figure.behind, figure.text) == (5, 6, 5, "83.3")
    assert len(rows) == figure.behind
    assert figure.definition["over"] == "voided = 0 AND promised_due IS NOT NULL"
    assert found.kept.as_of == JANUARY.date()
    assert found.figure("places.sleeping_stations")[0].parameters == {"sleeping_cases": "10"}
    for key, _, _ in found.figures:
        one, keys = found.figure(key)
        assert len(keys) == one.behind, key


def test_nobody_can_change_what_was_issued():
    a_year()
    circular = issued(finished(drafted()))

    for change in (
        lambda: Circular.objects.filter(pk=circular.pk).update(text="{}"),
        lambda: Freeze.objects.update(body="{}"),
        lambda: FrozenFigure.objects.update(rows="[]"),
        lambda: Freeze.objects.filter(circular=circular).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_row_that_was_rewritten_with_its_hash_is_found_out_by_the_event():
    a_year()
    circular = issued(finished(drafted()))
    found = queries.frozen(circular)
    changed = type(found)(found.body.replace("情况", "实情"), found.figures)

    circular.freeze.body, circular.freeze.digest = changed.body, changed.digest

    assert queries.is_whole(fresh(circular), found)
    assert not queries.is_whole(circular, changed)
    assert (queries.is_spoilt(circular), [queries.is_spoilt(one) for one in queries.issued()]) == (True, [False])


def test_a_number_that_has_other_rows_by_now_is_not_frozen():
    a_year()
    found = queries.draft_of(finished(drafted()), JANUARY.date())
    concluded()

    with refused("数字刚变了，请再签发一次。"):
        freeze(found, JANUARY.date())


def test_a_changed_copy_is_found_out():
    a_year()
    found = queries.frozen(issued(finished(drafted())))
    key, body, rows = found.figures[0]

    changed = type(found)(found.body, ((key, body, rows.replace("[", "[0,", 1)), *found.figures[1:]))

    assert changed.digest != found.digest


@pytest.mark.parametrize(
    ("kind", "period", "sentence"),
    [
        ("annual", "2025", "2025年还没有过完，过完再起草。"),
        ("annual", "2024Q1", "年度通报要选一整年。"),
        ("bulletin", "2024", "快报要选一个月或者一个季度。"),
        ("bulletin", "2025-01", "2025年1月还没有过完，过完再起草。"),
        ("annual", "去年", "时段要写成 2023、2023Q4 或 2023-11 这样。"),
    ],
)
def test_a_time_that_does_not_fit_is_refused(kind, period, sentence):
    with refused(sentence):
        actions.draft(kind=kind, period=period, by=seat(BUSINESS), at=JANUARY)


def test_one_at_a_time_is_at_work():
    first = drafted()

    with refused("2024年已经有一份在写，请接着写那一份。"):
        actions.draft(kind="annual", period="2024", by=seat(BUSINESS), at=JANUARY)

    actions.discard(first, by=seat(BUSINESS), at=JANUARY, reason="重写。")
    assert drafted().pk != first.pk


def test_only_the_office_drafts():
    for who in (SERVICE, MAYOR, WINDOW):
        with refused("发布年度通报由营商办来办。"):
            actions.draft(kind="annual", period="2024", by=seat(who), at=JANUARY)


def test_drafts_are_for_the_offices_and_what_was_issued_for_staff_who_see_figures():
    a_year()
    draft, done = drafted("bulletin", "2024Q1"), issued(finished(drafted()))

    seen = {
        who: set(queries.visible_to(seat(who)).values_list("pk", flat=True))
        for who in (BUSINESS, SERVICE, MAYOR, AUDITOR)
    }
    assert set(map(frozenset, seen.values())) == {frozenset({draft.pk, done.pk})}
    assert len(seen) == len(READERS)
    assert [set(queries.visible_to(seat(who)).values_list("pk", flat=True)) for who in (WINDOW, HELPER)] == [
        {done.pk}
    ] * 2
    assert not queries.visible_to(seat(SYSADMIN)).exists()
    assert queries.get(seat(WINDOW), draft.pk) is None


def test_words_of_comments_stand_in_the_history():
    circular = drafted()
    actions.comment(circular, by=seat(AUDITOR), at=JANUARY, text="第二段再短些。")
    actions.comment(fresh(circular), by=seat(MAYOR), at=JANUARY + timedelta(hours=1), text="同意。")

    assert [(line.label, line.who, line.words) for line in queries.history(fresh(circular))] == [
        ("起草", "营商办 尹商", ""), ("提意见", "监察审计 简审计", "第二段再短些。"), ("提意见", "本级政府负责人 余市长", "同意。"),
    ]  # fmt: skip
    with refused("请写明意见。"):
        actions.comment(fresh(circular), by=seat(MAYOR), at=JANUARY, text="  ")
