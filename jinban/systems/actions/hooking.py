"""Where a system is told of what happens."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from jinban.kit import marks
from jinban.kit.events import Code, Id, record
from jinban.kit.refused import Refused
from jinban.kit.sealed import seal
from jinban.people import permits
from jinban.people.actors import Actor
from jinban.systems import events, queries, rules
from jinban.systems.actions.registering import insist
from jinban.systems.models import Hook, System


@transaction.atomic
def add_hook(system: System, *, url: str, facts: Sequence[str], by: Actor, at: datetime) -> tuple[Hook, str]:
    """Tell a system of these facts from now on, and the secret that signs what it is told, shown now and nowhere again.
    Refused: an address that is not https, or leads inside."""
    insist(permits.may(by.role, "administer", "systems"))
    insist(rules.url_misfit(url.strip(), demo=marks.is_demo()))
    insist(rules.facts_misfit(facts))
    secret = rules.fresh_secret()
    wanted = [name for name in rules.TOLD if name in facts]
    sealed = seal(secret, table=queries.HOOKS, column="secret")
    hook = Hook.objects.create(system=system, url=url.strip(), secret_sealed=sealed, facts=wanted, made_at=at)
    fact = events.HookAdded(hook=Id(hook.pk), facts=tuple(Code(name) for name in wanted))
    record(fact, subject=system, by=by, at=at)
    return hook, secret


@transaction.atomic
def switch_hook(hook: Hook, *, active: bool, by: Actor, at: datetime) -> None:
    """Switch a hook off or on; what waits to be sent waits until it is on. Refused if it is so already."""
    insist(permits.may(by.role, "administer", "systems"))
    if not Hook.objects.filter(pk=hook.pk, active=not active).update(active=active):
        raise Refused("这个推送地址已经是这样了，请刷新后再看。")
    record(events.HookSwitched(hook=Id(hook.pk), active=active), subject=hook.system, by=by, at=at)
