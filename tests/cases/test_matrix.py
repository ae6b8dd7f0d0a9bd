"""Stage × verb × actor × where he stands: the whole table of what is accepted, as a golden file.

A case is taken that lacks nothing else for the verb in question, so that what remains is who and where.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from types import SimpleNamespace

import pytest

from jinban.cases import rules
from jinban.cases.models import Case
from jinban.cases.stages import CASE, Stage
from jinban.delegation.models import Delegation
from jinban.people.actors import CLOCK, Actor
from jinban.people.roles import CENTRE_ROLES, DEPARTMENT_ROLES, STATION_ROLES, Role
from jinban.places.models import Department, Site
from tests.golden import is_golden

STATION = Site(code="S420281108215", kind="station", town="420281108000", label="陈贵镇 南山村便民服务站")
CENTRE = Site(code="C420281108000", kind="centre", town="420281108000", label="陈贵镇便民服务中心")
OTHER = Site(code="C420281102000", kind="centre", town="420281102000", label="灵乡镇便民服务中心")
STRANGE = Site(code="C420281100000", kind="centre", town="420281100000", label="金牛镇便民服务中心")
OFFICE = Department(code="minzheng", name="市民政局", kind="department")
OTHER_OFFICE = Department(code="yibao", name="市医疗保障局", kind="department")
WHERE = ("holder", "next", "origin", "elsewhere")
MOMENT = datetime(2024, 3, 11, 1, 0, tzinfo=UTC)
VERBS = sorted({move.verb for move in CASE.moves})


def actor(role: str, where: str) -> Actor:
    """A seat of this role at the place where the case lies, or (elsewhere) at another place of the same kind."""
    if role in DEPARTMENT_ROLES:
        return Actor("seat", 1, role, department="renshe" if where == "elsewhere" else "minzheng")
    if role in STATION_ROLES | CENTRE_ROLES:
        site = STRANGE if where == "elsewhere" else STATION if role in STATION_ROLES else CENTRE
        return Actor("seat", 1, role, site=site.code, town=site.town)
    return Actor("seat", 1, role)


OF_THE_COUNTY = ("void", "correct", "reassign", "reopen", "restore")
YESTERDAY = date(2024, 3, 10)
WAY = SimpleNamespace(pledge=True, publicity=True, on_site=False, hearing=False)
# What each verb needs to find besides the stage and the person.
NEEDS: dict[str, dict[str, object]] = {
    "notify": {"missing": 1}, "accept_lacking": {"deferred": 1}, "deem": {"notify_due": YESTERDAY}, "give_back": {"supply_due": YESTERDAY},
    "supply_lacking": {"tolerance_due": YESTERDAY}, "lapse": {"tolerance_due": YESTERDAY}, "resume": {"procedures": 1},
    "run_out": {"procedures_until": YESTERDAY},
    "bring_more": {"asked_more": True}, "extend": {"extension_asked": 5}, "refuse_extension": {"extension_asked": 5},
    "object": {"publicity_until": YESTERDAY}, "settle": {"objections": 1},
    "check_pledge": {"pledged": True, "pledge": SimpleNamespace(outcome="")},
    "restore": {"pledged": True, "pledge": SimpleNamespace(outcome="revoked", restored_at=None)},
    "reopen": {"reopen_until": MOMENT},
}  # fmt: skip


class Subject:
    """A case with what a verb needs to find laid over it."""

    def __init__(self, case: Case, **over: object) -> None:
        self.__dict__.update(over)
        self._case = case

    def __getattr__(self, name: str) -> object:
        return getattr(self._case, name)


def case(stage: str, verb: str, role: str, where: str) -> Subject:
    """A case that lies with (holder), is on its way to (next), or came from (origin) this role's place."""
    place = STATION if role in STATION_ROLES else CENTRE
    held: dict[str, object] = {"holder_department": OFFICE} if role in DEPARTMENT_ROLES else {"holder_site": place}
    sent = {f"next_{key.removeprefix('holder_')}": value for key, value in held.items()}
    away: dict[str, object] = {"holder_department": OTHER_OFFICE}
    site = place if where in ("origin", "holder") and role not in DEPARTMENT_ROLES else OTHER
    lies = held if where == "holder" else {**away, **sent} if where == "next" else away
    if verb == "recall":
        lies = {**lies, "next_department": OTHER_OFFICE} if where != "next" else lies
    plain = Case(
        stage=stage, site=site, department=OFFICE, task_type="20", police=role == Role.POLICE_WINDOW, instant=True,
        delegation=Delegation(village_power="close", town_power="close"), makes_paper=True, applicant_id=7, agent_id=8,
        verdict="approved" if stage in ("closed", "issuing") else "", **lies,
    )  # fmt: skip
    version = SimpleNamespace(said=SimpleNamespace(way=WAY))
    return Subject(plain, item_version_id=1, item_version=version, barred=False, **NEEDS.get(verb, {}))


@cache
def accepted(stage: str, verb: str) -> tuple[str, ...]:
    return tuple(_accepted(stage, verb))


def _accepted(stage: str, verb: str) -> Iterator[str]:
    for role in Role:
        for where in WHERE:
            by = actor(role, where)
            subject = case(stage, verb, role, where)
            if CASE.refusal(subject, verb, by=by, standing=rules.standing(subject, by), at=MOMENT) is None:
                yield f"{role.value}@{where}"
    others = {
        "applicant@own": Actor("applicant", 7, "applicant", applicant=7),
        "applicant@elsewhere": Actor("applicant", 9, "applicant", applicant=9),
        "helper@own": Actor("helper", 1, "helper", applicant=8),
        "helper@elsewhere": Actor("helper", 1, "helper", applicant=9),
        "clock": CLOCK,
        "system": Actor("system", 1, "loader"),
    }
    for name, by in others.items():
        subject = case(stage, verb, Role.TOWN_WINDOW, "holder")
        if CASE.refusal(subject, verb, by=by, standing=rules.standing(subject, by), at=MOMENT) is None:
            yield name


def test_the_whole_matrix_is_as_it_was():
    lines = [f"{stage.value} {verb}: {' '.join(accepted(stage, verb)) or '-'}" for stage in Stage for verb in VERBS]

    assert len(lines) == len(Stage) * len(VERBS)
    assert is_golden("matrix.txt", "\n".join(lines) + "\n")


@pytest.mark.parametrize("verb", VERBS)
def test_nobody_elsewhere_can_make_a_move_but_the_county(verb):
    found = {who for stage in Stage for who in accepted(stage, verb) if who.endswith("@elsewhere")}

    assert found <= ({"service_office@elsewhere"} if verb in OF_THE_COUNTY else set())


@pytest.mark.parametrize(
    ("kind", "town", "village", "task_type", "verb", "sentence"),
    [
        ("station", "close", "collect", "20", "accept", "陈贵镇 南山村便民服务站对这个事项只能收件，不能受理，请移交上一级。"),
        ("station", "close", "close", "01", "accept", "行政许可不能由村（社区）受理，请移交镇便民服务中心。"),
        ("station", "close", "close", "01", "decide", "行政许可不能由村（社区）决定，请移交镇便民服务中心。"),
        ("centre", "accept", "collect", "20", "check", "陈贵镇便民服务中心对这个事项没有初审的权限，请移交部门。"),
        ("centre", "review", "collect", "20", "decide", "陈贵镇便民服务中心对这个事项没有办结的权限，请移交部门决定。"),
        ("station", "close", "accept", "20", "accept", None),
        ("centre", "accept", "none", "01", "accept", None),
    ],
)  # fmt: skip
def test_a_place_does_only_what_it_holds(kind, town, village, task_type, verb, sentence):
    place = STATION if kind == "station" else CENTRE
    role = Role.VILLAGE_HELPER if kind == "station" else Role.TOWN_WINDOW if verb != "check" else Role.TOWN_BACK
    stage = {"accept": "received", "check": "accepted", "decide": "accepted"}[verb]
    subject = Case(
        stage=stage, site=place, holder_site=place, department=OFFICE, task_type=task_type,
        delegation=Delegation(village_power=village, town_power=town),
    )  # fmt: skip
    by = Actor("seat", 1, role, site=place.code, town=place.town)

    assert CASE.refusal(subject, verb, by=by, standing=rules.standing(subject, by), at=MOMENT) == sentence


def test_the_comprehensive_window_leaves_police_cases_to_the_police():
    subject = Case(stage="received", site=CENTRE, holder_site=CENTRE, department=OFFICE, police=True)

    assert rules.standing(subject, actor(Role.TOWN_WINDOW, "holder")) == {"town_window@county"}
    assert rules.standing(subject, actor(Role.POLICE_WINDOW, "holder")) == {
        "police_window@county", "police_window@holder", "police_window@origin",
    }  # fmt: skip
