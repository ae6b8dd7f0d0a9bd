"""The lawful ways through the offices, for every kind of case."""

import pytest

from jinban.delegation.rules import Power
from jinban.replay.routes import Kind, refused, returned, voided, whole, withdrawn

STATION, CENTRE = "station", "centre"


def kind(origin: str, village: Power, town: Power, **changes: bool) -> Kind:
    given = {"instant": False, "police": False, "licence": False, "makes_paper": False} | changes
    return Kind(origin, village, town, **given)


def told(acts) -> list[str]:
    return [f"{act.verb} {act.role}@{act.office}" if act.role else act.verb for act in acts]


def way(of: Kind, **changes: bool) -> list[str]:
    return told(whole(of, **({"online": False, "noticed": False, "approved": True} | changes)))


def test_the_normal_story_goes_from_the_village_to_the_department_and_back():
    assert way(kind(STATION, Power.COLLECT, Power.REVIEW, makes_paper=True)) == [
        "take_in village_helper@station",
        "forward village_helper@station",
        "take_over town_window@centre",
        "accept town_window@centre",
        "check town_back@centre",
        "forward town_window@centre",
        "take_over dept_approver@department",
        "decide dept_approver@department",
        "issue dept_approver@department",
        "deliver village_helper@station",
    ]


def test_what_may_be_closed_at_once_is_closed_on_the_spot():
    assert way(kind(STATION, Power.CLOSE, Power.CLOSE, instant=True)) == ["spot village_helper@station"]


def test_lacking_papers_are_told_once_and_supplied():
    assert way(kind(CENTRE, Power.NONE, Power.CLOSE, instant=True), noticed=True) == [
        "take_in town_window@centre",
        "notify town_window@centre",
        "supply town_window@centre",
        "accept town_window@centre",
        "decide town_window@centre",
        "deliver town_window@centre",
    ]


def test_a_certificate_is_made_by_the_town_where_a_village_cannot_make_it():
    found = way(kind(STATION, Power.CLOSE, Power.CLOSE, instant=True, makes_paper=True), noticed=True)

    assert found[-5:] == [
        "forward village_helper@station",
        "take_over town_window@centre",
        "decide town_window@centre",
        "issue town_window@centre",
        "deliver village_helper@station",
    ]


def test_a_promised_case_is_never_decided_in_a_village():
    found = way(kind(STATION, Power.CLOSE, Power.CLOSE))

    assert found[1] == "accept village_helper@station"
    assert found[-3:] == ["check town_back@centre", "decide town_head@centre", "deliver village_helper@station"]


def test_a_licence_is_accepted_by_the_town_whatever_the_row_says():
    found = way(kind(STATION, Power.ACCEPT, Power.ACCEPT, licence=True))

    assert "accept town_window@centre" in found


def test_the_police_window_does_all_of_a_police_case():
    found = way(kind(CENTRE, Power.NONE, Power.CLOSE, police=True))

    assert {step.split()[1] for step in found} == {"police_window@centre"}


def test_a_place_that_only_collects_sends_everything_on():
    found = way(kind(CENTRE, Power.COLLECT, Power.COLLECT, instant=True))

    assert found == [
        "take_in town_window@centre",
        "forward town_window@centre",
        "take_over dept_approver@department",
        "accept dept_approver@department",
        "decide dept_approver@department",
        "deliver town_window@centre",
    ]


def test_an_online_application_is_received_by_the_window():
    assert way(kind(STATION, Power.CLOSE, Power.CLOSE, instant=True), online=True)[:2] == [
        "apply",
        "receive village_helper@station",
    ]


def test_what_is_denied_makes_no_certificate():
    assert not any(
        "issue" in step for step in way(kind(CENTRE, Power.NONE, Power.CLOSE, makes_paper=True), approved=False)
    )


@pytest.mark.parametrize(
    ("acts", "last"),
    [
        (refused(kind(STATION, Power.COLLECT, Power.ACCEPT), online=False), "refuse town_window@centre"),
        (returned(kind(STATION, Power.COLLECT, Power.ACCEPT), online=False), "give_back"),
        (withdrawn(kind(STATION, Power.COLLECT, Power.ACCEPT), online=False, accepted=False), "withdraw village_helper@station"),
        (withdrawn(kind(STATION, Power.COLLECT, Power.ACCEPT), online=False, accepted=True), "withdraw village_helper@station"),
        (
            voided(whole(kind(STATION, Power.CLOSE, Power.CLOSE, instant=True), online=False, noticed=False, approved=True)),
            "void service_office@",
        ),
    ],
)  # fmt: skip
def test_other_ways_end_as_they_should(acts, last):
    assert told(acts)[-1] == last
