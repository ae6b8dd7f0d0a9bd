"""The people of the demo city and the cases they bring: what rooms' and doors' tests play with. Needs `city`."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

from stdnum.cn import ric

from jinban.cases import actions, queries
from jinban.cases.models import Case
from jinban.catalogue import queries as catalogue
from jinban.catalogue import rules as item_rules
from jinban.kit.clock import legal_day
from jinban.people import actions as people
from jinban.people.actors import Actor
from jinban.people.models import Applicant, Seat

MONDAY = datetime(2024, 3, 11, 1, 0, tzinfo=UTC)  # 9:00 in China
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

# Work numbers of the demo accounts in data/staff.csv.
HELPER, OTHER_HELPER, WINDOW, BACK, POLICE, TOWN_HEAD = "d001", "d003", "d004", "d006", "d007", "d008"
OTHER_WINDOW, APPROVER, HEAD, OTHER_APPROVER = "d009", "d012", "d013", "d014"
SERVICE, BUSINESS, AUDITOR, SYSADMIN, SECADMIN = "d021", "d022", "d023", "d024", "d025"

RELIEF, INSURE, BIRTH, LICENCE = "linshi-jiuzhu", "jumin-yibao-canbao", "chusheng-dengji", "getihu-sheli"
CARD, HOUSE = "shebaoka-shenling", "zhaijidi-jianfang"
_serial = itertools.count(1)


def seat(work_no: str) -> Actor:
    """The actor on the demo account's seat."""
    return Actor.of_seat(Seat.objects.select_related("site", "department").get(staff__work_no=work_no))


def resident_number(serial: int) -> str:
    """A number with a right check digit, of nobody."""
    body = f"42028119900101{serial % 1000:03d}"
    return body + ric.calc_check_digit(f"{body}0")


def person(name: str = "余小禾", number: str = "", at: datetime = MONDAY) -> Applicant:
    """Somebody who applies; a new one each time unless the number is given."""
    return people.register_applicant(
        id_type="resident",
        number=number or resident_number(next(_serial)),
        name=name,
        by=seat(WINDOW),
        at=at,
    )


def answers(item: str, at: datetime = MONDAY, **given: str) -> dict[str, str]:
    """The first answer to each question of the item, but for those given."""
    content = catalogue.version_on(item, legal_day(at)).said
    return {question.key: question.answers[0].key for question in content.questions} | given


def papers(item: str, given: dict[str, str], *, lacking: tuple[str, ...] = (), at: datetime = MONDAY) -> dict[str, Any]:
    """Every paper of this situation handed in, its original seen, but for those that lack."""
    content = catalogue.version_on(item, legal_day(at)).said
    keys = [material.key for material in item_rules.materials(content, given)]
    return {key: actions.Paper() if key in lacking else actions.Paper("handed", "B") for key in keys}


def intake(
    by: Actor, item: str = RELIEF, *, lacking: tuple[str, ...] = (), at: datetime = MONDAY, **changes: Any
) -> actions.Intake:
    """What somebody brings to this seat's window."""
    given = changes.pop("answers", None) or answers(item, at)
    return actions.Intake(
        item=item, applicant=changes.pop("applicant", None) or person(at=at).pk, site=by.site, answers=given,
        papers=papers(item, given, lacking=lacking, at=at), **changes,
    )  # fmt: skip


def taken_in(by: Actor, item: str = RELIEF, *, at: datetime = MONDAY, **changes: Any) -> Case:
    """A case just received at this seat's place."""
    return actions.take_in(intake(by, item, at=at, **changes), by=by, at=at)


def handed_over(case: Case, by: Actor, to: Actor, at: datetime) -> Case:
    """The case sent on and receipted."""
    actions.forward(case, by=by, at=at, to=to.site or to.department)
    return actions.take_over(Case.objects.select_related("holder_site", "delegation").get(pk=case.pk), by=to, at=at)


def accepted(item: str = RELIEF, *, at: datetime = MONDAY) -> Case:
    """A case taken in and accepted at the centre."""
    window = seat(WINDOW)
    return actions.accept(taken_in(window, item, at=at), by=window, at=at)


def again(case: Case, by: Actor) -> Case:
    """The case as the next page would read it."""
    return queries.get(by, case.pk)


def told(window: Actor) -> Case:
    case = taken_in(window, lacking=("id-card", "application"))
    points = [actions.Point("id-card", "missing", "带原件来"), actions.Point("application", "missing", "到窗口填")]
    return actions.notify(again(case, window), by=window, at=MONDAY, points=points)


def at_the_department() -> Case:
    back, approver = seat(BACK), seat(APPROVER)
    case = accepted()
    actions.forward(again(case, back), by=back, at=MONDAY, to="minzheng")
    actions.take_over(again(case, approver), by=approver, at=MONDAY)
    return actions.check(again(case, approver), by=approver, at=MONDAY, advice="deny", opinion="收入超过标准。")
