"""Who may know of which cases: list, count, search, page and figure hide the same rows."""

import pytest

from jinban.cases import actions, desk, queries
from jinban.cases.figures import ACCEPTED, RECEIVED
from jinban.cases.models import Case
from jinban.kit.figures import Period, by, rows, total
from jinban.people import queries as people
from jinban.people.actors import CLOCK, Actor
from tests.play import (
    APPROVER,
    AUDITOR,
    BACK,
    BIRTH,
    BUSINESS,
    HELPER,
    INSURE,
    MONDAY,
    OTHER_APPROVER,
    OTHER_HELPER,
    OTHER_WINDOW,
    POLICE,
    RELIEF,
    SECADMIN,
    SERVICE,
    SYSADMIN,
    TOWN_HEAD,
    WINDOW,
    accepted,
    intake,
    person,
    seat,
    taken_in,
)  # fmt: skip

YEAR = Period.parse("2024")


def seen_by(work_no: str) -> set[int]:
    return set(queries.visible_to(seat(work_no)).values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("who", "village", "centre", "police"),
    [
        (HELPER, True, False, False),
        (WINDOW, True, True, True),
        (BACK, True, True, True),
        (TOWN_HEAD, True, True, True),
        (POLICE, False, False, True),
        (OTHER_HELPER, False, False, False),
        (OTHER_WINDOW, False, False, False),
        (APPROVER, True, True, False),
        (OTHER_APPROVER, False, False, False),
        (SERVICE, True, True, True),
        (BUSINESS, True, True, True),
        (AUDITOR, True, True, True),
        (SYSADMIN, False, False, False),
        (SECADMIN, False, False, False),
    ],
)
def test_each_post_knows_its_own_part(city, who, village, centre, police):
    cases = {
        taken_in(seat(HELPER), RELIEF).pk: village,
        taken_in(seat(WINDOW), RELIEF).pk: centre,
        taken_in(seat(POLICE), BIRTH).pk: police,
    }

    assert seen_by(who) == {pk for pk, known in cases.items() if known}


def test_page_list_count_search_and_figure_hide_the_same_rows(city):
    case = accepted(RELIEF)
    stranger, clerk = seat(OTHER_WINDOW), seat(WINDOW)

    for actor, there in ((stranger, 0), (clerk, 1)):
        assert len([found for found in [queries.get(actor, case.pk)] if found]) == there
        assert queries.visible_to(actor).count() == there
        assert queries.find(actor, case.number).cases.count() == there
        assert queries.find(actor, case.spoken.lower()).cases.count() == there
        assert queries.find(actor, people.clear_number(case.applicant)).cases.count() == there
        assert total(ACCEPTED, YEAR, scope=queries.scope(actor)).count == there
        assert len(rows(ACCEPTED, YEAR, scope=queries.scope(actor), limit=10)) == there
        assert len(by(ACCEPTED, "town", YEAR, scope=queries.scope(actor))) == there
        assert len(queries.listed(actor, [case.pk])) == there


@pytest.mark.parametrize(
    "who", [HELPER, WINDOW, BACK, POLICE, OTHER_HELPER, OTHER_WINDOW, APPROVER, SERVICE, SYSADMIN, AUDITOR]
)
def test_the_scope_says_the_same_to_the_orm_and_to_the_figures(city, who):
    for by_whom, item in ((HELPER, RELIEF), (WINDOW, INSURE), (POLICE, BIRTH), (OTHER_WINDOW, RELIEF)):
        taken_in(seat(by_whom), item)

    assert rows(RECEIVED, YEAR, scope=queries.scope(seat(who)), limit=100) == sorted(seen_by(who))


def test_an_applicant_knows_his_own_and_those_he_hands_in_for_another(city):
    old, son = person("余老汉"), person("余小禾")
    case = taken_in(seat(WINDOW), applicant=old.pk, agent=son.pk)
    other = taken_in(seat(WINDOW))

    for somebody, known in ((old, {case.pk}), (son, {case.pk}), (other.applicant, {other.pk})):
        assert set(queries.visible_to(Actor.of_applicant(somebody)).values_list("pk", flat=True)) == known


def test_a_draft_is_seen_by_who_writes_it_and_has_no_number_and_no_figure(city):
    window, back = seat(WINDOW), seat(BACK)
    draft = actions.draft(intake(window), by=window, at=MONDAY)

    assert (draft.number, draft.stage) == (None, "draft")
    assert queries.get(window, draft.pk) == draft
    assert queries.get(back, draft.pk) is None
    assert total(RECEIVED, YEAR).count == 0


@pytest.mark.parametrize(
    ("who", "item", "detail"),
    [
        (HELPER, RELIEF, True),
        (APPROVER, RELIEF, True),
        (BUSINESS, RELIEF, False),
        (SERVICE, RELIEF, False),
        (AUDITOR, RELIEF, False),
        (BUSINESS, INSURE, True),
    ],
)
def test_sensitive_cases_show_those_who_only_watch_the_stage_alone(city, who, item, detail):
    case = taken_in(seat(HELPER), item)

    assert queries.may_see_detail(seat(who), queries.get(CLOCK, case.pk)) is detail


def test_police_cases_show_the_other_windows_the_stage_alone(city):
    case = taken_in(seat(POLICE), BIRTH)

    assert queries.may_see_detail(seat(WINDOW), case) is False
    assert queries.may_see_detail(seat(POLICE), case) is True


def test_a_name_does_not_find_a_sensitive_case(city):
    there = taken_in(seat(HELPER), RELIEF, applicant=person("柯大壮").pk)
    plain = taken_in(seat(HELPER), INSURE, applicant=person("柯大壮").pk)

    assert [case.pk for case in queries.find(seat(WINDOW), "柯大").cases] == [plain.pk]
    assert [case.pk for case in queries.find(seat(HELPER), "柯大").cases] == [plain.pk, there.pk]


def test_a_name_that_very_many_bear_is_found_at_its_own_place_and_told_to_be_cut_to_who_watches_all(city, monkeypatch):
    own = taken_in(seat(HELPER), INSURE, applicant=person("王小禾").pk)
    department = taken_in(seat(WINDOW), RELIEF, applicant=person("王大禾").pk)
    taken_in(seat(OTHER_HELPER), INSURE, applicant=person("王二禾").pk)
    person("王三禾"), person("王四禾")
    monkeypatch.setattr(queries, "NAMES", 2)

    def found(who, text):
        hits = queries.find(seat(who), text)
        return [case.pk for case in hits.cases], hits.cut

    assert found(HELPER, "王") == ([own.pk], False)
    assert found(APPROVER, "王") == ([department.pk], False)
    assert found(AUDITOR, "王") == ([], True)
    assert found(AUDITOR, "王小禾") == ([own.pk], False)


def test_a_name_in_latin_letters_is_found_however_it_is_typed(city):
    case = taken_in(seat(HELPER), INSURE, applicant=person("ANNA SMITH").pk)
    other = taken_in(seat(HELPER), INSURE, applicant=person("Li Wang").pk)

    for text, pk in (("anna s", case.pk), ("Anna", case.pk), (" ANNA  SMITH", case.pk), ("li wang", other.pk)):
        assert [case.pk for case in queries.find(seat(HELPER), text).cases] == [pk], text
    assert not queries.find(seat(HELPER), "smith").cases.exists()


def test_the_number_of_a_person_tells_nobody_who_only_watches_what_he_applies_for(city):
    somebody = person()
    for by_whom, item in ((POLICE, BIRTH), (HELPER, RELIEF), (HELPER, INSURE)):
        taken_in(seat(by_whom), item, applicant=somebody.pk)
    number = people.clear_number(somebody)

    for who, items in ((AUDITOR, [INSURE]), (WINDOW, [INSURE]), (APPROVER, [RELIEF]), (HELPER, [INSURE, RELIEF])):
        assert [case.item_id for case in queries.find(seat(who), number).cases] == items


def test_others_in_the_centre_have_no_hand_in_police_cases(city):
    case = taken_in(seat(POLICE), BIRTH)

    for who in (WINDOW, BACK, TOWN_HEAD):
        assert queries.may_see_detail(seat(who), queries.get(seat(who), case.pk)) is False
        assert queries.open_moves(queries.get(seat(who), case.pk), seat(who), MONDAY) == []


def test_what_somebody_else_applies_for_here_stays_hidden_at_the_counter(city):
    somebody = person()
    taken_in(seat(POLICE), BIRTH, applicant=somebody.pk)
    hidden = taken_in(seat(HELPER), RELIEF, applicant=somebody.pk)
    plain = taken_in(seat(HELPER), INSURE, applicant=somebody.pk)
    mine = taken_in(seat(WINDOW), INSURE, applicant=somebody.pk)

    assert desk.same_person(seat(WINDOW), mine) == [plain]
    assert desk.like(seat(WINDOW), hidden.pk) is None


def test_tracking_answers_alike_for_a_wrong_and_an_unknown_number(city):
    case = taken_in(seat(WINDOW))
    four = people.clear_number(case.applicant)[-4:]

    assert queries.tracked(case.number, four) == case
    assert queries.tracked(case.number, "0000") is None
    assert queries.tracked("4202812024031110000999", four) is None
    assert queries.spoken(case.spoken.lower()) == case
    assert queries.spoken("22222222") is None


def test_the_queue_is_what_lies_here_or_comes_here(city):
    helper, back, window = seat(HELPER), seat(BACK), seat(WINDOW)
    case = taken_in(helper)
    taken_in(window, INSURE)

    assert set(queries.queue(helper).values_list("pk", flat=True)) == {case.pk}
    actions.forward(queries.get(helper, case.pk), by=helper, at=MONDAY, to=back.site)
    assert case.pk in queries.queue(back).values_list("pk", flat=True)
    actions.take_over(queries.get(back, case.pk), by=back, at=MONDAY)
    assert list(queries.queue(helper)) == []
    assert Case.objects.get(pk=case.pk).holder_site_id == back.site
