"""The accounts that a demo database lists on its sign-in page. A database that is no demo lists nobody."""

from dataclasses import dataclass

from jinban.kit.clock import legal_day, machine, now
from jinban.kit.marks import is_demo
from jinban.people import queries, totp
from jinban.people.actions import DEMO_PASSWORD
from jinban.people.models import Staff


@dataclass(frozen=True, slots=True)
class Account:
    """One demo account, with the code that would be taken now."""

    work_no: str
    name: str
    role: str
    place: str
    code: str


def accounts() -> list[Account]:
    """All demo seats by work number, each with its current code."""
    if not is_demo():
        return []
    seats = queries.demo_seats(legal_day(now()))
    secrets = queries.totp_secrets({seat.staff_id for seat in seats})
    return [
        Account(
            work_no=seat.staff.work_no,
            name=seat.staff.name,
            role=f"{seat.get_role_display()}{seat.stands_for}",
            place=seat.place,
            code=_code(seat.staff, secrets.get(seat.staff_id, "")),
        )
        for seat in seats
    ]


def password_of(work_no: str) -> str:
    """The password to fill in for a demo account; empty for any other."""
    staff = queries.staff_by(work_no) if work_no and is_demo() else None
    return DEMO_PASSWORD if staff and staff.demo else ""


def code_of(staff: Staff) -> str:
    """The code to fill in for a demo account; empty for any other."""
    return _code(staff, queries.totp_secret(staff)) if staff.demo and is_demo() else ""


def _code(staff: Staff, secret: str) -> str:
    """The code of this half minute, or of the next one where this one is used up."""
    return totp.code(secret, max(totp.counter(machine()), staff.code_spent + 1)) if secret else ""
