"""Reads of what is gathered and reported. Everything starts at `visible_to`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from jinban.cases import queries as cases
from jinban.gathering import rules
from jinban.gathering.columns import HEADS
from jinban.gathering.models import Change, Gathered, ItemName, Load, LoadState, Reported, Source
from jinban.kit import events, files
from jinban.kit.gate import EVERYTHING, NOTHING, Scope
from jinban.kit.tables.faults import Fault, Place
from jinban.people import permits
from jinban.people.actors import Actor
from jinban.people.roles import DEPARTMENT_ROLES, Role

WITH_ALL = ("source", "item", "department", "site", "town", "village", "load", "first_load")
ORIGINS = ("own", "gathered")


def scope(actor: Actor) -> Scope:
    """The gathered cases that somebody may know of: the county's offices all, a department those of its items, a town those
    taken in there, a village its own station's. Those of the police are for the police and for who watches the county."""
    if actor.ours:
        return EVERYTHING
    if not actor.in_office:
        return NOTHING
    if actor.role in cases.COUNTY_ROLES:
        return EVERYTHING
    if actor.role in DEPARTMENT_ROLES and actor.department:
        return Scope(((("department_id", (actor.department,)),),))
    if actor.role in cases.TOWN_ROLES and actor.town:
        return Scope(((("town_id", (actor.town,)), ("police", (0,))),))
    if actor.role == Role.POLICE_WINDOW and actor.town:
        return Scope(((("town_id", (actor.town,)), ("police", (1,))),))
    if actor.role == Role.VILLAGE_HELPER and actor.site:
        return Scope(((("site_id", (actor.site,)), ("police", (0,))),))
    return NOTHING


def scopes(actor: Actor) -> Mapping[str, Scope]:
    """What somebody may count in the views of this room: gathered cases, and ours and gathered ones together."""
    own, gathered = cases.scope(actor), scope(actor)
    both = EVERYTHING
    if not (own.is_everything and gathered.is_everything):
        parts = zip(ORIGINS, (own, gathered), strict=True)
        ours, theirs = (one.within("origin", (origin,)) for origin, one in parts)
        both = ours | theirs
    return {"gathered_fact": gathered, "together_fact": both}


def visible_to(actor: Actor) -> QuerySet[Gathered]:
    """The gathered cases that this actor may know of."""
    return Gathered.objects.filter(scope(actor).q())


def get(actor: Actor, pk: int) -> Gathered | None:
    """One gathered case with all that its page shows; None outside the gate as for one that does not exist."""
    return visible_to(actor).select_related(*WITH_ALL).filter(pk=pk).first()


def listed(actor: Actor, ids: Iterable[int]) -> list[Gathered]:
    """These of the gathered cases that the actor may know of, by key."""
    return list(
        visible_to(actor).select_related("source", "item", "site", "town").filter(pk__in=list(ids)).order_by("pk")
    )


# sources and loads


def sources(actor: Actor) -> QuerySet[Source]:
    """The sources of which this actor may hand in cases; a department's those of its own systems."""
    found = Source.objects.select_related("department").order_by("code")
    if actor.ours:
        return found
    if actor.kind == "system":
        return found.filter(department=actor.department) if actor.department else found.none()
    if permits.may(actor.role, "gather", "gathered") is not None:
        return found.none()
    return found.filter(department=actor.department) if actor.role == Role.DEPT_HEAD else found


def every_source() -> list[tuple[str, str]]:
    """All sources by code and name: that there is such a system is no secret."""
    return list(Source.objects.order_by("code").values_list("code", "name"))


def counted(sources: Iterable[Source]) -> dict[str, tuple[int, int]]:
    """How many cases each source has here, and how many of them wait for an item."""
    rows = Gathered.objects.filter(source__in=list(sources)).values("source")
    found = rows.annotate(all=Count("pk"), known=Count("item")).values_list("source", "all", "known")
    return {source: (count, count - known) for source, count, known in found}


def loads(actor: Actor) -> QuerySet[Load]:
    """The loads of these sources, the newest first."""
    return Load.objects.filter(source__in=sources(actor)).select_related("source").order_by("-id")


def load(actor: Actor, pk: int) -> Load | None:
    """One load; None outside the gate as for one that does not exist."""
    return loads(actor).filter(pk=pk).first()


def faults(load: Load) -> list[Fault]:
    """What was found wrong with a file, by row, as far as it was kept."""
    return [
        Fault(Place(one["file"], one["sheet"], one["row"], one["column"]), one["kind"], one["sentence"])
        for one in load.report.get("faults", [])
    ]


def content(load: Load) -> bytes:
    """The file as it was handed in, while it may still be loaded or corrected; FileNotFoundError afterwards."""
    return b"".join(files.open_stream(load.stored))


def waiting(actor: Actor) -> list[dict[str, Any]]:
    """The names that no item has yet, by source, those with most rows first."""
    rows = Gathered.objects.filter(item=None, source__in=sources(actor))
    found = rows.values("source", "source__name", "item_name").annotate(rows=Count("pk"))
    return list(found.order_by("-rows", "source", "item_name"))


def mapped(actor: Actor) -> QuerySet[ItemName]:
    """The names that were said to mean an item."""
    return (
        ItemName.objects.filter(source__in=sources(actor)).select_related("source", "item").order_by("source", "name")
    )


# one case


@dataclass(frozen=True)
class Step:
    """What one load, or a mapping, did to a case: head, before and after of each column that differs."""

    load: Load
    columns: tuple[tuple[str, str, str], ...] = ()
    first: bool = False


def history(case: Gathered) -> list[Step]:
    """All that its source said of a case, the oldest first."""
    changes = Change.objects.filter(
        load__source=case.source_id, number=case.number, load__state=LoadState.LOADED, load__gte=case.first_load_id
    )
    rows = list(changes.select_related("load").order_by("load"))
    said = [*(rules.read(row.before) for row in rows), rules.read(case.given)]
    steps = [Step(case.first_load, first=True)]
    for place, row in enumerate(rows):
        before, after = said[place], said[place + 1]
        told = tuple(
            (HEADS[name], str(getattr(before, name) or ""), str(getattr(after, name) or ""))
            for name in rules.differing(after, before)
        )
        steps.append(Step(row.load, told))
    return steps


def happened(case: Gathered) -> QuerySet[Any]:
    """The events of a case, the oldest first."""
    return events.history(case)


# reports


def reported(actor: Actor) -> QuerySet[Reported]:
    """The numbers that this actor may see: the county's offices all, others those of their own office."""
    found = Reported.objects.select_related("department", "by_town", "item", "item_class", "town")
    if actor.ours or actor.role in cases.COUNTY_ROLES:
        return found
    if actor.role in DEPARTMENT_ROLES and actor.department:
        return found.filter(department=actor.department)
    if actor.role in cases.TOWN_ROLES and actor.town:
        return found.filter(by_town=actor.town)
    return found.none()
