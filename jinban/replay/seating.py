"""Who sits where in a replayed year: the demo accounts where there are some, made-up colleagues at every other place.
Nobody can sign in as a made-up one."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from random import Random

from jinban.people import actions, queries
from jinban.people.actors import Actor
from jinban.people.roles import Role
from jinban.replay.profile import Profile
from jinban.replay.structure import Shape

Place = tuple[str, str]
CENTRE = (Role.TOWN_WINDOW, Role.TOWN_BACK, Role.TOWN_HEAD)
_LETTER = {
    Role.VILLAGE_HELPER: "v", Role.TOWN_WINDOW: "w", Role.TOWN_BACK: "b", Role.TOWN_HEAD: "h", Role.POLICE_WINDOW: "p",
    Role.DEPT_APPROVER: "a", Role.SERVICE_OFFICE: "s",
}  # fmt: skip


def wanted(shape: Shape) -> list[Place]:
    """Every post that somebody must hold: role and the code of site or department."""
    departments = sorted({row.department_id for rows in shape.rows.values() for row in rows})
    return [
        *((Role.VILLAGE_HELPER, site.code) for site in shape.stations),
        *((role, site.code) for site in shape.centres for role in CENTRE),
        *((Role.POLICE_WINDOW, code) for code in sorted(shape.police)),
        *((Role.DEPT_APPROVER, code) for code in departments),
        (Role.SERVICE_OFFICE, ""),
    ]


def seated(day: date) -> Mapping[Place, Actor]:
    """Who acts for each post on a day."""
    found: dict[Place, Actor] = {}
    for seat in queries.sitting(day):
        place = "" if seat.role == Role.SERVICE_OFFICE else seat.site_id or seat.department_id or ""
        found.setdefault((seat.role, place), Actor.of_seat(seat))
    return found


def fill(posts: Iterable[Place], profile: Profile, *, salt: str, day: date, by: Actor, at: datetime) -> None:
    """Put made-up people on the posts that nobody holds."""
    there = seated(day)
    rows = []
    for role, place in posts:
        if (role, place) in there:
            continue
        rng = Random(f"{salt}/staff/{role}/{place}")
        name = rng.choice(profile.surnames) + rng.choice([*profile.given_men, *profile.given_women])
        site = role not in (Role.DEPT_APPROVER, Role.SERVICE_OFFICE)
        number = place.lstrip("SC") if site else place[:18]
        rows.append({
            "work_no": f"{_LETTER[Role(role)]}{number}", "name": name, "role": role, "site": place if site else "",
            "department": "" if site else place, "demo": True,
        })  # fmt: skip
    actions.put_staff(rows, by=by, at=at, sign_in=False)
