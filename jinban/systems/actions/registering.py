"""Systems and their tokens: registered, suspended, given and taken away."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from jinban.kit.clock import legal_day
from jinban.kit.events import Code, Id, record
from jinban.kit.refused import Refused
from jinban.people import permits
from jinban.people.actors import Actor
from jinban.places.models import Department, Site
from jinban.systems import events, queries, rules
from jinban.systems.models import System, Token


def insist(sentence: str | None) -> None:
    """Refused with this sentence, if there is one."""
    if sentence:
        raise Refused(sentence)


@transaction.atomic
def register(
    *, name: str, owner: Department, contact: str, role: str, site: Site | None = None, department: Department | None = None,
    valid_from: date | None = None, valid_to: date | None = None, by: Actor, at: datetime,
) -> System:  # fmt: skip
    """Let an outside system act for one office, with the rights of that office and no others, from one day to another.
    Refused: a post that only a person may have, a post at the wrong place, a name that is taken."""
    insist(permits.may(by.role, "administer", "systems"))
    name, contact, first = name.strip(), contact.strip(), valid_from or legal_day(at)
    if not name or not contact:
        raise Refused("请填系统名称和联系处。")
    insist(rules.office_misfit(role, site.kind if site else "", department.code if department else ""))
    insist(rules.days_misfit(first, valid_to))
    if System.objects.filter(name=name).exists():
        raise Refused("已经登记过同名的系统，请换一个名称。")
    system = System.objects.create(
        name=name, owner=owner, contact=contact, role=role, site=site, department=department, valid_from=first,
        valid_to=valid_to, registered_at=at,
    )  # fmt: skip
    fact = events.SystemRegistered(
        role=Code(role),
        site=Code(site.code) if site else None,
        department=Code(department.code) if department else None,
        valid_from=first,
        valid_to=valid_to,
    )
    record(fact, subject=system, by=by, at=at)
    return system


@transaction.atomic
def suspend(system: System, *, by: Actor, at: datetime) -> None:
    """Close the door to a system at once: none of its tokens holds, nothing is sent to it. Refused if it is closed."""
    insist(permits.may(by.role, "administer", "systems"))
    if not System.objects.filter(pk=system.pk, suspended_at=None).update(suspended_at=at):
        raise Refused("这个系统已经停用。")
    record(events.SystemSuspended(), subject=system, by=by, at=at)


@transaction.atomic
def resume(system: System, *, by: Actor, at: datetime) -> None:
    """Open the door again to a suspended system; its tokens hold as before. Refused if it is open."""
    insist(permits.may(by.role, "administer", "systems"))
    if not System.objects.filter(pk=system.pk, suspended_at__isnull=False).update(suspended_at=None):
        raise Refused("这个系统没有停用。")
    record(events.SystemResumed(), subject=system, by=by, at=at)


@transaction.atomic
def issue_token(
    system: System, *, scopes: Sequence[str], valid_from: date | None = None, valid_to: date, rate: int = rules.RATE, by: Actor,
    at: datetime,
) -> tuple[Token, str]:  # fmt: skip
    """A new token and its text, which is shown now and nowhere again. Refused without a scope, for more than two years."""
    insist(permits.may(by.role, "administer", "systems"))
    first = valid_from or legal_day(at)
    insist(rules.token_misfit(scopes, first, valid_to, rate))
    fresh = rules.fresh_token()
    wanted = [scope for scope in rules.SCOPES if scope in scopes]
    token = Token.objects.create(
        system=system, prefix=fresh.prefix, hash=queries.token_hash(fresh.text), scopes=wanted, valid_from=first,
        valid_to=valid_to, rate=rate, issued_at=at,
    )  # fmt: skip
    codes = tuple(Code(scope) for scope in wanted)
    fact = events.TokenIssued(token=Id(token.pk), scopes=codes, valid_from=first, valid_to=valid_to, rate=Id(rate))
    record(fact, subject=system, by=by, at=at)
    return token, fresh.text


@transaction.atomic
def revoke_token(token: Token, *, by: Actor, at: datetime) -> None:
    """A token holds no more, from now on. Refused if it was revoked before."""
    insist(permits.may(by.role, "administer", "systems"))
    if not Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at):
        raise Refused("这个令牌已经收回。")
    record(events.TokenRevoked(token=Id(token.pk)), subject=token.system, by=by, at=at)


def used(token: Token, day: date) -> None:
    """Remember the day on which a token was last used; writes once a day."""
    if token.used_day != day:
        Token.objects.filter(pk=token.pk).update(used_day=day)
