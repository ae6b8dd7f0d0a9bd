"""What can be asked about staff, seats and applicants. Lists of seats start at `visible_to`; an applicant is found
only by a whole number, or through a case that the gate of cases lets pass."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Q, QuerySet

from jinban.kit import narrow
from jinban.kit.beginning import begins
from jinban.kit.events import FACTS
from jinban.kit.models import Event
from jinban.kit.numbers import bare
from jinban.kit.sealed import lookup_hash, mask_id, mask_phone, unseal
from jinban.people import permits, rules
from jinban.people.actors import Actor
from jinban.people.models import Absence, Applicant, Seat, Staff

APPLICANTS = "people_applicant"
# What tells who sits where, and for whom.
WITH_PLACE = ("staff", "site", "department", "acting_for__staff")
NUMBER_PURPOSE, PHONE_PURPOSE = "applicant.id", "applicant.phone"


@dataclass(frozen=True, slots=True)
class Shown:
    """An applicant as screens show one: name plain, number and phone masked."""

    id: int
    name: str
    kind: str
    id_type: str
    number: str
    phone: str
    demo: bool


@dataclass(frozen=True, slots=True)
class Happening:
    """That something happened to an account: when, what, by whom."""

    at: datetime
    what: str
    who: str


# seats


def _on(day: date) -> Q:
    return Q(valid_from__lte=day, closed_at=None) & (Q(valid_to=None) | Q(valid_to__gte=day))


def visible_to(actor: Actor) -> QuerySet[Seat]:
    """The seats this actor may see: all of them for those who may see seats, else his own."""
    seats = Seat.objects.select_related(*WITH_PLACE)
    if actor.kind == "seat" and permits.may(actor.role, "see", "seats") is None:
        return seats
    return seats.filter(pk=actor.id if actor.kind == "seat" else None)


def seat_list(actor: Actor, *, day: date | None = None, text: str = "", role: str = "") -> QuerySet[Seat]:
    """The seats this actor may see: those not ended by a day, by a beginning of work number or name, by post."""
    found = visible_to(actor)
    if day:
        found = found.filter(Q(valid_to=None) | Q(valid_to__gte=day), closed_at=None)
    if text:
        found = found.filter(Q(staff__work_no__istartswith=text) | Q(staff__name__startswith=text))
    return found.filter(role=role) if role else found


def all_seats_of(staff: Staff) -> list[Seat]:
    """All seats somebody has or had, newest first."""
    return list(Seat.objects.filter(staff=staff).select_related(*WITH_PLACE).order_by("-id"))


def account_history(staff: Staff, limit: int = 50) -> list[Happening]:
    """What happened to somebody's account and seats, newest first."""
    own = [str(pk) for pk in Seat.objects.filter(staff=staff).values_list("pk", flat=True)]
    mine = Q(subject_kind=Staff._meta.label_lower, subject_id=str(staff.pk))
    his = Q(subject_kind=Seat._meta.label_lower, subject_id__in=own)
    events = list(Event.objects.filter(mine | his).order_by("-id")[:limit])
    by = seats(event.by_id for event in events if event.by_kind == "seat")
    return [Happening(event.at, FACTS[event.name].label, _who(event, by, staff)) for event in events]


def _who(event: Event, by: dict[int, Seat], staff: Staff) -> str:
    if event.by_kind == "seat" and event.by_id in by:
        return by[event.by_id].officer
    return staff.name if event.by_kind == "staff" else "系统"


def seats_of(staff: Staff, day: date) -> list[Seat]:
    """The seats somebody may sit down on today, oldest first."""
    found = Seat.objects.filter(_on(day), staff=staff, staff__is_active=True)
    return list(found.select_related(*WITH_PLACE).order_by("id"))


def seat_of(staff: Staff, seat: int, day: date) -> Seat | None:
    """This seat if it is his and valid on the day."""
    found = seat_kept(seat)
    return found if found and found.staff_id == staff.pk and is_valid(found, day) else None


def seat_kept(seat: int) -> Seat | None:
    """The seat that a session names, with person and place, valid or not; one narrow read."""
    return narrow.one(Seat, {"pk": seat}, along=WITH_PLACE) if seat else None


def is_valid(seat: Seat, day: date) -> bool:
    """Whether this seat may be sat on on a day."""
    ends = seat.valid_to is None or seat.valid_to >= day
    return seat.valid_from <= day and seat.closed_at is None and ends and seat.staff.is_active


def seats(ids: Iterable[int]) -> dict[int, Seat]:
    """These seats by id, ended ones too, with person and place: who did what stands in every history."""
    return Seat.objects.select_related(*WITH_PLACE).in_bulk(set(ids))


def seats_at(day: date, *, site: str = "", department: str = "") -> list[Seat]:
    """The seats that are sat on at a site, or at a department itself, on a day, by post and work number."""
    if not site and not department:
        return []
    here = {"site": site} if site else {"department": department, "site": None}
    found = Seat.objects.filter(_on(day), staff__is_active=True, **here)
    found = found.exclude(pk__in=Absence.objects.filter(_away(day, day)).values("seat")).select_related(*WITH_PLACE)
    return list(found.order_by("role", "staff__work_no", "id"))


def applicant(pk: int) -> Applicant | None:
    """The applicant with this key, or None."""
    return Applicant.objects.filter(pk=pk).first()


def names(ids: Iterable[int]) -> dict[int, str]:
    """The names of these applicants."""
    return dict(Applicant.objects.filter(pk__in=set(ids)).values_list("pk", "name"))


def seats_of_the_same(ids: Iterable[int]) -> set[int]:
    """These seats and all others of the same people."""
    people = Seat.objects.filter(pk__in=set(ids)).values("staff")
    return set(Seat.objects.filter(staff__in=people).values_list("pk", flat=True))


def roles_held(staff: Staff, day: date) -> set[str]:
    """The posts of somebody's seats that have not ended by the day, those to come included."""
    ends = Q(valid_to=None) | Q(valid_to__gte=day)
    return set(Seat.objects.filter(ends, staff=staff, closed_at=None).values_list("role", flat=True))


# officers away, and who stands in


def _away(first: date, last: date) -> Q:
    return Q(cancelled_at=None, first__lte=last, last__gte=first)


def absences_between(first: date, last: date) -> QuerySet[Absence]:
    """Whoever is away on at least one of these days."""
    return Absence.objects.filter(_away(first, last))


def absences_of(seat: Seat) -> list[Absence]:
    """All absences from a seat, the latest first."""
    found = Absence.objects.filter(seat=seat).select_related("seat__staff", "acting__staff", "made_by__staff")
    return list(found.order_by("-first", "-id"))


def absence(actor: Actor, pk: int) -> Absence | None:
    """One absence from a seat that this actor may see, or from a seat of his own."""
    mine = Q(seat__staff=staff_of(actor)) | Q(seat__in=visible_to(actor).values("pk"))
    return Absence.objects.filter(mine, pk=pk).select_related("seat__staff", "acting__staff").first()


def absences_resting_on(seat: Seat, day: date) -> list[Absence]:
    """What cannot go on when this seat has ended: absences from it, its own as a deputy's, and those in which its
    person stands in at an office where no other seat of his is left."""
    running = Absence.objects.filter(cancelled_at=None, last__gte=day).select_related("seat__staff", "acting__staff")
    found = list(running.filter(Q(seat=seat) | Q(acting=seat)))
    others = running.filter(acting__staff=seat.staff_id).exclude(pk__in=[one.pk for one in found])
    return found + [one for one in others if not at_office(seat.staff, one.seat, max(one.first, day), one.last)]


def deputies(seat: Seat, day: date) -> list[Seat]:
    """The seats of those who stand in for this seat on a day."""
    found = Seat.objects.filter(_on(day), acting_for=seat, staff__is_active=True)
    return list(found.select_related(*WITH_PLACE).order_by("id"))


def officers(role: str, *, site: str = "", department: str = "", day: date) -> list[Seat]:
    """Who holds a post on a day, at an office where one is named: those who are there, and the deputies of those who are
    not. Empty: nobody does."""
    found = Seat.objects.filter(_on(day), role=role, staff__is_active=True)
    found = found.exclude(pk__in=Absence.objects.filter(_away(day, day)).values("seat"))
    if site:
        found = found.filter(site_id=site)
    if department:
        found = found.filter(department_id=department)
    return list(found.select_related(*WITH_PLACE).order_by("id"))


def _office(seat: Seat) -> Q:
    """Seats at the same office that are no deputy's."""
    if not rules.has_office(seat.role):
        return Q(acting_for=None)
    return Q(acting_for=None, site=seat.site_id, department=seat.department_id)


def at_office(staff: Staff, seat: Seat, first: date, last: date) -> bool:
    """Whether somebody works at the office of this seat on all these days; for a post of the whole county, anybody does."""
    if not rules.has_office(seat.role):
        return True
    all_days = Q(valid_from__lte=first, closed_at=None) & (Q(valid_to=None) | Q(valid_to__gte=last))
    return Seat.objects.filter(_office(seat), all_days, staff=staff).exists()


def colleagues(seat: Seat, day: date) -> list[Seat]:
    """Who could stand in at an office: the seats of the others there on a day, one for each person; none for a post of
    the whole county, where it may be anybody."""
    if not rules.has_office(seat.role):
        return []
    found = Seat.objects.filter(_on(day), _office(seat), staff__is_active=True).exclude(staff=seat.staff_id)
    seen: dict[int, Seat] = {}
    for other in found.select_related(*WITH_PLACE).order_by("staff__work_no", "id"):
        seen.setdefault(other.staff_id, other)
    return list(seen.values())


def staff_of(actor: Actor) -> int:
    """The id of the person on the actor's seat; 0 for who has none."""
    if actor.kind != "seat":
        return 0
    return Seat.objects.filter(pk=actor.id).values_list("staff_id", flat=True).first() or 0


# accounts


def staff_by(work_no: str) -> Staff | None:
    """The person with this work number."""
    return Staff.objects.filter(work_no=work_no).first()


def has_totp(staff: Staff) -> bool:
    """Whether somebody has tied an authenticator app to the account."""
    return Authenticator.objects.filter(user_id=staff.pk, type=Authenticator.Type.TOTP).exists()


def authenticator(staff: Staff) -> Authenticator | None:
    """Somebody's authenticator app, its secret sealed."""
    return Authenticator.objects.filter(user_id=staff.pk, type=Authenticator.Type.TOTP).first()


def totp_secret(staff: Staff) -> str:
    """The secret of somebody's authenticator app in clear; empty for who has none."""
    found = authenticator(staff)
    return decrypt(found.data["secret"]) if found else ""


def totp_secrets(staff: Iterable[int]) -> dict[int, str]:
    """The secrets of these people's authenticator apps in clear."""
    found = Authenticator.objects.filter(user_id__in=list(staff), type=Authenticator.Type.TOTP)
    return {row.user_id: decrypt(row.data["secret"]) for row in found}


def with_totp(staff: Iterable[int]) -> set[int]:
    """Those of these people who have tied an authenticator app."""
    found = Authenticator.objects.filter(user_id__in=list(staff), type=Authenticator.Type.TOTP)
    return set(found.values_list("user_id", flat=True))


def any_applicant() -> bool:
    """Whether anybody has ever applied."""
    return Applicant.objects.exists()


def any_real_staff() -> bool:
    """Whether anybody has an account that is no demo."""
    return Staff.objects.filter(demo=False).exists()


def sitting(day: date) -> list[Seat]:
    """Every seat that is taken on a day, the longest-serving first; for those who run the house, not for a screen."""
    return list(Seat.objects.filter(_on(day)).select_related("site").order_by("id"))


def demo_seats(day: date) -> list[Seat]:
    """The seats of demo accounts that one can sign in with, by work number; for the sign-in page of a demo database."""
    found = Seat.objects.filter(_on(day), staff__demo=True, staff__is_active=True)
    found = found.exclude(staff__password__startswith=UNUSABLE_PASSWORD_PREFIX)
    return list(found.select_related(*WITH_PLACE).order_by("staff__work_no", "id"))


# applicants


def number_hash(number: str) -> str:
    """By which a whole number is found again, whatever blanks were typed."""
    return lookup_hash(bare(number), NUMBER_PURPOSE)


def phone_hash(phone: str) -> str:
    """By which a phone is found again; empty for none."""
    return lookup_hash(bare(phone), PHONE_PURPOSE) if phone else ""


def find(id_type: str, number: str) -> Applicant | None:
    """The applicant with this whole number."""
    return narrow.one(Applicant, {"id_type": id_type, "id_hash": number_hash(number)}) if number else None


def ids_by_number(number: str) -> list[int]:
    """The applicants with this whole number, of whatever type the document is."""
    return list(Applicant.objects.filter(id_hash=number_hash(number)).values_list("pk", flat=True))


def ids_by_phone(phone: str) -> list[int]:
    """The applicants who gave this phone."""
    return list(Applicant.objects.filter(phone_hash=phone_hash(phone)).values_list("pk", flat=True)) if phone else []


def named(start: str, column: str = "name") -> Q:
    """Rows whose column holds a name that begins like this: as written, without blanks, and for Latin letters in capitals or
    with a capital to each word, as documents have them."""
    written = " ".join(start.split())
    found = Q()
    for spelling in dict.fromkeys((bare(start), written, written.upper(), written.title())):
        found |= begins(column, spelling)
    return found


def called(start: str) -> QuerySet[Applicant]:
    """The applicants whose name begins like this, the latest first."""
    return Applicant.objects.filter(named(start)).order_by("-id")


def ids_by_name(start: str, most: int = 200) -> list[int]:
    """The ids of those whose name begins like this, the latest first, `most` of them."""
    return list(called(start).values_list("pk", flat=True)[:most])


def clear_number(applicant: Applicant) -> str:
    """The number in clear, for papers and rules. A screen shows it only after `actions.unmask`."""
    return unseal(applicant.id_sealed, table=APPLICANTS, column="id")


def clear_phone(applicant: Applicant) -> str:
    """The phone in clear, for sending a message. A screen shows it only after `actions.unmask`."""
    return unseal(applicant.phone_sealed, table=APPLICANTS, column="phone")


def shown(applicant: Applicant) -> Shown:
    """The applicant as a screen may show one. Asks the database nothing."""
    return Shown(
        id=applicant.pk,
        name=applicant.name,
        kind=applicant.get_kind_display(),
        id_type=applicant.get_id_type_display(),
        number=mask_id(clear_number(applicant)),
        phone=mask_phone(clear_phone(applicant)),
        demo=applicant.demo,
    )


def ends_in(applicant: Applicant, last_four: str) -> bool:
    """Whether the applicant's number ends in these four characters; never for one without a number."""
    last_four = bare(last_four)
    return len(last_four) == 4 and clear_number(applicant).endswith(last_four)
