"""Those who apply: sealed, found again, masked, and looked at with a trace."""

import json

import pytest
from django.db import IntegrityError, transaction

from jinban.kit.marks import Mark
from jinban.kit.models import Event
from jinban.people import actions, looks, queries
from jinban.people.actors import Actor
from jinban.people.events import ApplicantRegistered, NameCorrected, NumberLearned, PhoneCorrected, Unmasked
from jinban.people.models import Applicant, NameChange
from tests.play import APPROVER, AUDITOR, MONDAY, SECADMIN, SYSADMIN, WINDOW, resident_number, seat
from tests.world import facts_of, in_threads, refused

pytestmark = pytest.mark.usefixtures("city")

NUMBER, CODE = "11010519491231002X", "91350100M000100Y43"


def registered(**changes):
    given = {"id_type": "resident", "number": NUMBER, "name": "余小禾", "phone": "13800138000"} | changes
    return actions.register_applicant(**given, by=seat(WINDOW), at=MONDAY)


def test_the_same_number_is_the_same_applicant_however_it_is_typed():
    first = registered()

    again = registered(number=" 110105 1949 1231 002x ")

    assert again == first
    assert facts_of(first) == [ApplicantRegistered]


def test_the_same_number_of_another_type_is_another_applicant():
    assert registered() != registered(id_type="household")


def test_a_new_phone_replaces_the_old_one_with_an_event():
    registered()

    again = registered(phone="13900139000")

    assert queries.clear_phone(again) == "13900139000"
    assert facts_of(again) == [ApplicantRegistered, PhoneCorrected]


def test_a_number_under_another_name_is_refused_without_telling_the_name():
    registered()

    with refused(
        "这个证件号码登记的是另一个姓名，请对照证件核对姓名和号码。"
        "证件上确实是这个姓名的，由公安专窗、镇综合窗口更正姓名后再收件。"
    ):
        registered(name="余大禾")


def test_a_corrected_name_is_the_name_and_the_event_holds_neither():
    applicant = registered()

    actions.correct_name(applicant, " 余大禾 ", reason="上次输错一个字", by=seat(WINDOW), at=MONDAY)

    again = registered(name="余大禾")
    change = NameChange.objects.get()
    assert again == applicant
    assert (change.old, change.new, change.reason, change.seat_id) == (
        "余小禾",
        "余大禾",
        "上次输错一个字",
        seat(WINDOW).id,
    )
    assert facts_of(applicant) == [ApplicantRegistered, NameCorrected]
    assert [event.payload for event in Event.objects.filter(name="people.name_corrected")] == [{}]


def test_a_name_is_corrected_by_a_window_only_with_a_reason_and_to_another():
    applicant = registered()

    with refused("更正申请人姓名由镇综合窗口、公安专窗来办。"):
        actions.correct_name(applicant, "余大禾", reason="输错", by=seat(APPROVER), at=MONDAY)
    with refused("请填证件上的姓名和更正的原因。"):
        actions.correct_name(applicant, "余大禾", reason=" ", by=seat(WINDOW), at=MONDAY)
    with refused("登记的就是这个姓名，不用更正。"):
        actions.correct_name(applicant, "余小禾", reason="输错", by=seat(WINDOW), at=MONDAY)

    applicant.refresh_from_db()
    assert applicant.name == "余小禾"


def test_who_is_registered_in_a_demonstration_is_marked_as_invented_and_elsewhere_not():
    invented = registered()
    Mark.objects.filter(pk="demo").delete()
    real = registered(id_type="household")

    assert (invented.demo, real.demo) == (True, False)


def test_nothing_stands_in_clear_in_the_table_or_in_the_events():
    applicant = registered()

    row = Applicant.objects.filter(pk=applicant.pk).values().get()
    events = list(Event.objects.filter(subject_kind="people.applicant").values_list("payload", flat=True))

    assert NUMBER not in str(row)
    assert "13800138000" not in str(row)
    assert json.dumps(events) == '[{"id_type": "resident", "numbered": true}]'


def test_a_screen_shows_number_and_phone_masked():
    shown = queries.shown(registered())

    assert (shown.name, shown.number, shown.phone) == ("余小禾", "110105********002X", "138****8000")


def test_the_last_four_are_compared_without_regard_to_case():
    applicant = registered()

    assert [queries.ends_in(applicant, typed) for typed in ("002X", "002x", "0021", "02X", "")] == [
        True,
        True,
        False,
        False,
        False,
    ]


def test_a_newborn_has_no_number_yet_and_learns_it_once():
    first = registered(id_type="birth", number="", name="余新生")
    second = registered(id_type="birth", number="", name="余新生")

    actions.learn_number(first, id_type="resident", number=NUMBER, by=seat(WINDOW), at=MONDAY)

    assert first != second
    assert queries.find("resident", NUMBER) == first
    assert facts_of(first) == [ApplicantRegistered, NumberLearned]
    with refused("这位申请人已经有证件号码。"):
        actions.learn_number(first, id_type="resident", number=NUMBER, by=seat(WINDOW), at=MONDAY)
    with refused("这个证件号码已经登记给另一位申请人，请核对。"):
        actions.learn_number(second, id_type="resident", number=NUMBER, by=seat(WINDOW), at=MONDAY)


def test_an_organisation_needs_a_responsible_person_here_and_in_the_database():
    person = registered()

    organisation = registered(id_type="credit", number=CODE, name="大冶某某商行", responsible=person)

    assert (organisation.kind, organisation.responsible) == ("organisation", person)
    with refused("单位办事要登记经办负责人。"):
        registered(id_type="credit", number=CODE, name="大冶某某商行")
    with pytest.raises(IntegrityError), transaction.atomic():
        Applicant.objects.filter(pk=organisation.pk).update(responsible=None)


def test_a_wrong_number_is_refused_and_nobody_is_registered():
    with refused("居民身份证号的校验位不对，可能有一位输错了，请核对。"):
        registered(number="110105194912310021")

    assert not Applicant.objects.exists()


def test_looking_at_the_whole_number_leaves_an_event_that_the_person_sees():
    applicant = registered()

    clear = actions.unmask(applicant, "number", case_id=7, by=seat(APPROVER), at=MONDAY)

    look = looks.looks_at(applicant, 7)[0]
    assert clear == NUMBER
    assert facts_of(applicant) == [ApplicantRegistered, Unmasked]
    assert (look.field, look.case, look.seat.staff.work_no) == ("number", 7, APPROVER)


@pytest.mark.parametrize("work_no", [SYSADMIN, SECADMIN, AUDITOR])
def test_administrators_do_not_look_at_numbers(work_no):
    applicant = registered()

    with refused("看全证件号码和电话由村级协理员、镇综合窗口、镇后台审核、公安专窗、部门审批来办。"):
        actions.unmask(applicant, "number", case_id=7, by=seat(work_no), at=MONDAY)

    assert facts_of(applicant) == [ApplicantRegistered]


def test_a_number_is_looked_at_from_a_case_but_ones_own_needs_none():
    applicant = registered()

    with refused("看证件号码和电话要从一个办件里看。"):
        actions.unmask(applicant, "phone", case_id=None, by=seat(WINDOW), at=MONDAY)
    own = actions.unmask(applicant, "phone", case_id=None, by=Actor.of_applicant(applicant), at=MONDAY)

    assert own == "13800138000"


def test_only_security_and_audit_see_who_looked():
    applicant = registered()
    actions.unmask(applicant, "phone", case_id=7, by=seat(WINDOW), at=MONDAY)

    seen = {work_no: looks.look_events(seat(work_no)).count() for work_no in (WINDOW, SYSADMIN, SECADMIN, AUDITOR)}

    assert seen == {WINDOW: 0, SYSADMIN: 0, SECADMIN: 1, AUDITOR: 1}


def test_ten_windows_at_once_register_one_applicant(db_clean):
    by = seat(WINDOW)

    found = in_threads(
        10,
        lambda number: (
            actions.register_applicant(id_type="resident", number=NUMBER, name="余小禾", by=by, at=MONDAY).pk
        ),
    )

    assert len(set(found)) == 1
    assert Applicant.objects.count() == 1


def test_a_name_is_found_by_its_beginning_as_it_is_written():
    for number, name in enumerate(("余小禾", "余小", "余大", "余", "Smith", "smith", "余%")):
        registered(name=name, number=resident_number(number + 1))

    rows = sorted(Applicant.objects.values_list("pk", "name"), reverse=True)
    for start in ("余小", "余%", "S", "余", "禾"):
        assert queries.ids_by_name(start) == [pk for pk, name in rows if name.startswith(start)]


def test_who_gave_a_phone_is_found_by_the_whole_of_it():
    applicant = registered(phone="138 0013 8000")

    assert [queries.ids_by_phone(phone) for phone in ("13800138000", "1380013800", "")] == [[applicant.pk], [], []]
