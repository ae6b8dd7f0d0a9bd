"""Who acts: a seat, an applicant, a mandated helper, a named system, or the clock; and staff without a seat, who
can do nothing but look after their own account."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from jinban.people.models import Applicant, Seat, Staff

SYSTEMS: tuple[str, ...] = ("", "loader", "replay", "bench", "exchange")
# The numbers up to here are those of our own systems; above them stand the outside systems that were registered.
OUTSIDE = 1000


@dataclass(frozen=True)
class Actor:
    """One who may act. `kind` and `id` are what an event keeps; the rest is what the gate needs.

    kind  seat | applicant | helper | system | clock | staff
    id    the seat's, applicant's, mandate's or person's id; the system's number (above `OUTSIDE`: one that was
          registered, which acts for an office and has its role, site, town or department); 0 for the clock
    site, town, department  codes, empty where the post has none
    applicant  the person an applicant is, or a helper acts for
    """

    kind: str
    id: int
    role: str = ""
    site: str = ""
    town: str = ""
    department: str = ""
    applicant: int = 0

    @property
    def seat(self) -> int | None:
        """The id of the seat; None for whoever sits on none: what a row keeps of the officer who did it."""
        return self.id if self.kind == "seat" else None

    @property
    def ours(self) -> bool:
        """The clock and our own systems, which see everything; an outside system never is."""
        return self.kind == "clock" or (self.kind == "system" and self.id <= OUTSIDE)

    @property
    def in_office(self) -> bool:
        """Stands for an office: a seat, or an outside system that was registered for one. It has the rights of that office
        and no others."""
        return self.kind == "seat" or (self.kind == "system" and self.id > OUTSIDE)

    @classmethod
    def of_seat(cls, seat: "Seat") -> Self:
        """The actor who sits on this seat; reads the seat's site once, unless it came with it."""
        site = seat.site
        return cls(
            kind="seat",
            id=seat.pk,
            role=seat.role,
            site=site.code if site else "",
            town=site.town if site else "",
            department=seat.department_id or "",
        )

    @classmethod
    def of_applicant(cls, applicant: "Applicant") -> Self:
        """The citizen or organisation acting for itself."""
        return cls(kind="applicant", id=applicant.pk, role="applicant", applicant=applicant.pk)

    @classmethod
    def of_staff(cls, staff: "Staff") -> Self:
        """A person who is signing in and sits on no seat yet."""
        return cls(kind="staff", id=staff.pk)


CLOCK = Actor(kind="clock", id=0, role="clock")


def system(name: str) -> Actor:
    """A named system; the names are a closed list, so that an old event still says which it was."""
    return Actor(kind="system", id=SYSTEMS.index(name), role=name)
