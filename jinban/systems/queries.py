"""What can be asked about outside systems. Lists start at `visible_to`; a token proves itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from jinban.kit.events import FACTS
from jinban.kit.models import Event
from jinban.kit.sealed import lookup_hash, unseal
from jinban.people import permits
from jinban.people import queries as people
from jinban.people.actors import OUTSIDE, Actor
from jinban.systems import rules
from jinban.systems.models import Answered, Hook, Parcel, System, Token

HOOKS, ANSWERS = "systems_hook", "systems_answered"
UNKNOWN = "令牌不对。请在请求头写 Authorization: Bearer 加令牌。"


def visible_to(actor: Actor) -> QuerySet[System]:
    """Every system, for those who may see them; none for others."""
    may = actor.kind == "seat" and permits.may(actor.role, "see", "systems") is None
    found = System.objects.select_related("owner", "site", "department")
    return found if may else found.none()


def listed(actor: Actor) -> QuerySet[System]:
    """The systems with how many tokens hold (not revoked), hooks are on and parcels failed, in one question."""
    return visible_to(actor).annotate(
        keys=Count("tokens", filter=Q(tokens__revoked_at=None), distinct=True),
        told=Count("hooks", filter=Q(hooks__active=True), distinct=True),
        failed=Count("hooks__parcels", filter=Q(hooks__parcels__state=Parcel.State.FAILED), distinct=True),
    )


def get(actor: Actor, pk: int) -> System | None:
    """One system, for those who may see it."""
    return visible_to(actor).filter(pk=pk).first()


def tokens(system: System) -> list[Token]:
    """The tokens of a system, newest first."""
    return list(system.tokens.order_by("-id"))  # type: ignore[attr-defined]


def hooks(system: System) -> list[Hook]:
    """The hooks of a system, newest first."""
    return list(system.hooks.order_by("-id"))  # type: ignore[attr-defined]


def token(actor: Actor, pk: int) -> Token | None:
    """One token of a system that the actor may see."""
    return Token.objects.select_related("system").filter(pk=pk, system__in=visible_to(actor)).first()


def hook(actor: Actor, pk: int) -> Hook | None:
    """One hook of a system that the actor may see."""
    return Hook.objects.select_related("system").filter(pk=pk, system__in=visible_to(actor)).first()


def parcels(actor: Actor, *, system: int = 0, failed: bool = False) -> QuerySet[Parcel]:
    """What was and is to be sent, with its attempts; of one system, or only what could not be sent."""
    found = Parcel.objects.select_related("hook__system").prefetch_related("attempts")
    found = found.filter(hook__system__in=visible_to(actor))
    if system:
        found = found.filter(hook__system=system)
    return found.filter(state=Parcel.State.FAILED) if failed else found


def parcel(actor: Actor, pk: int) -> Parcel | None:
    """One parcel of a system that the actor may see."""
    return parcels(actor).filter(pk=pk).first()


def proved(text: str) -> Token | None:
    """The token that this text is, with its system, whether or not it holds; None for an unknown one. One question, none for
    what can be no token."""
    if not rules.token_shaped(text):
        return None
    found = Token.objects.select_related("system__site", "system__department")
    return found.filter(hash=token_hash(text)).first()


def token_hash(text: str) -> str:
    """By which a token is found again; without the key of this machine a riddle."""
    return lookup_hash(text, "token")


def fault_of(token: Token, day: date) -> str | None:
    """Why a known token does not hold on this day, for whoever has it; None when it does."""
    if token.revoked_at is not None:
        return "这个令牌已经收回，请找系统管理员换一个。"
    if not token.valid_from <= day <= token.valid_to:
        return f"这个令牌从{token.valid_from}用到{token.valid_to}，今天不能用。"
    return None if token.system.holds_on(day) else "这个系统现在停用，或者不在登记的起止日内。"


def waiting() -> frozenset[str]:
    """The names of the facts that some system wants to hear of now. One question."""
    rows = Hook.objects.filter(active=True, system__suspended_at=None).values_list("facts", flat=True)
    return frozenset(name for facts in rows for name in facts)


def hooks_for(fact: str, day: date) -> list[Hook]:
    """The hooks that are on and want this fact, of systems that hold on this day."""
    rows = Hook.objects.filter(active=True).select_related("system__site", "system__department").order_by("id")
    return [hook for hook in rows if fact in hook.facts and hook.system.holds_on(day)]


def secret(hook: Hook) -> str:
    """The secret that signs what is sent to a hook, in clear."""
    return unseal(hook.secret_sealed, table=HOOKS, column="secret")


def names(ids: Iterable[int]) -> Mapping[int, str]:
    """What the actors of kind system with these ids are called, by id: outside systems by their names, ours are left out."""
    wanted = [pk - OUTSIDE for pk in ids if pk > OUTSIDE]
    if not wanted:
        return {}
    return {OUTSIDE + pk: name for pk, name in System.objects.filter(pk__in=wanted).values_list("pk", "name")}


def answer(known: Answered) -> str:
    """What was answered under a key, in clear."""
    return unseal(known.body_sealed, table=ANSWERS, column="body")


@dataclass(frozen=True)
class Happening:
    """One line of a system's own history."""

    at: object
    what: str
    who: str


def history(system: System, limit: int = 50) -> list[Happening]:
    """What was done to a system, its tokens and hooks, newest first; two questions."""
    kind = System._meta.label_lower
    events = list(Event.objects.filter(subject_kind=kind, subject_id=str(system.pk)).order_by("-id")[:limit])
    by = people.seats(event.by_id for event in events if event.by_kind == "seat")
    return [
        Happening(event.at, FACTS[event.name].label, by[event.by_id].officer if event.by_id in by else "系统")
        for event in events
    ]
