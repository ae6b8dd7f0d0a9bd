"""Who may do what where. The list of powers is published (行政许可法 24 asks for it), so the gate is open to
all."""

from datetime import date
from functools import lru_cache

from django.db.models import Case, Exists, IntegerField, Q, QuerySet, Value, When

from jinban.catalogue import queries as catalogue
from jinban.catalogue.models import Item
from jinban.delegation import rules
from jinban.delegation.models import Batch, Delegation, DelegationSite
from jinban.delegation.rules import Power, power_of
from jinban.kit import marks
from jinban.people.actors import Actor
from jinban.places import queries as places
from jinban.places.models import DepartmentKind, Site

VERSION = "delegation"


def visible_to(actor: Actor | None) -> QuerySet[Delegation]:
    """The rows that somebody may see: all of them, whoever asks."""
    return Delegation.objects.select_related("batch", "item", "department", "item_class")


def batches() -> QuerySet[Batch]:
    """All batches, the oldest first."""
    return Batch.objects.order_by("issued_on", "code")


def on(day: date) -> QuerySet[Delegation]:
    """The rows that hold on a day, the oldest first."""
    return visible_to(None).filter(_on(day)).order_by("valid_from", "code")


def held(site: Site, item_key: str, day: date) -> Delegation | None:
    """The oldest valid row that gives this site a power over this item; none for the hall, which needs no
    row."""
    return on(day).filter(_gives(site), item_id=item_key).first()


def known_held(site: Site, item_key: str, day: date) -> Delegation | None:
    """The same, kept by each process until powers, catalogue or places change: to be read, not to be changed."""
    version = marks.version(VERSION)
    if not version or site.kind == "hall":
        return held(site, item_key, day)
    for row, sites in _of_item(version, marks.version("places"), catalogue.edition(), item_key):
        if _holds(row, day) and power_of(row, site.kind) > Power.NONE and (sites is None or site.pk in sites):
            return row
    return None


@lru_cache(maxsize=1024)
def _of_item(
    version: str, places: str, edition: str, item_key: str
) -> tuple[tuple[Delegation, frozenset[str] | None], ...]:
    """The rows of an item, the oldest first, each with the sites that it names; none for everywhere."""
    rows = list(visible_to(None).filter(item_id=item_key).order_by("valid_from", "code"))
    named: dict[str, set[str]] = {row.pk: set() for row in rows}
    for code, site in DelegationSite.objects.filter(row__in=rows).values_list("row_id", "site_id"):
        named[code].add(site)
    return tuple((row, None if row.everywhere else frozenset(named[row.pk])) for row in rows)


def power_at(site: Site, row: Delegation | None, *, police: bool = False) -> Power:
    """The power of this site under the row that holds there, for an item of the `police` or another."""
    return power_of(row, site.kind, police=police)


def named_sites(row: Delegation) -> frozenset[str]:
    """The codes of the sites that a row names; none for one that holds everywhere."""
    return frozenset(DelegationSite.objects.filter(row=row).values_list("site_id", flat=True))


def powers(site: Site, day: date) -> dict[str, Power]:
    """The power of this site over each item over which it has any, in one query."""
    if site.kind == "hall":
        items = Item.objects.exclude(department__kind=DepartmentKind.POLICE)
        return dict.fromkeys(items.values_list("key", flat=True), power_of(None, site.kind))
    rows = Delegation.objects.filter(_on(day), _gives(site)).order_by("-valid_from", "-code")
    return {row.item_id: power_of(row, site.kind) for row in rows}


def delegated_items(site: Site, day: date) -> list[Delegation]:
    """The rows that give this site a power, with item, batch and department, by department and item."""
    return list(on(day).filter(_gives(site)).order_by("department_id", "item_id", "valid_from", "code"))


def refusal(site: Site, item_key: str, power: Power, day: date) -> str | None:
    """Why this site may not do this with this item on this day, naming the nearest place that may, or the
    department when no place does. None when it may."""
    return ruling(site, item_key, power, day)[1]


def ruling(site: Site, item_key: str, power: Power, day: date) -> tuple[Delegation | None, str | None]:
    """The row that holds there on this day, and why the site may not do this; None when it may."""
    if sentence := rules.not_open(site.label, site.opened_on, site.closed_on, day):
        return None, sentence
    police = site.kind == "hall" and _police(item_key).exists()
    row = known_held(site, item_key, day)
    found = power_at(site, row, police=police)
    if found >= power:
        return row, None
    near = nearest(site, item_key, power, day, limit=1)
    if police:
        return row, rules.no_police_window(site.label, power, near[0].label if near else "")
    item = Item.objects.select_related("department").filter(pk=item_key).first()
    unit = item.department.name if item else ""
    return row, rules.cannot(site.label, found, power, near[0].label if near else "", unit)


def nearest(site: Site | None, item_key: str, power: Power, day: date, limit: int = 3) -> list[Site]:
    """The open sites that may do this, the nearest first: the site itself, its own station and centre, the
    hall, then by code. Two queries, however many places there are."""
    able = Q(kind="hall") & ~Exists(_police(item_key)) if power <= power_of(None, "hall") else Q(pk__in=[])
    for row in on(day).filter(item_id=item_key):
        able |= _may_by(row, power)
    open_then = Q(opened_on__lte=day) & (Q(closed_on=None) | Q(closed_on__gte=day))
    found = Site.objects.filter(able, open_then).annotate(rank=_rank(site))
    return list(found.order_by("rank", "code")[:limit])


def known_nearest(site: Site | None, item_key: str, power: Power, day: date) -> list[Site]:
    """The three nearest, kept by each process until powers, catalogue or places change: to be read, not to be changed."""
    stamp = (marks.version(VERSION), marks.version("places"), catalogue.edition())
    if not all(stamp):
        return nearest(site, item_key, power, day)
    return list(_nearest(stamp, site.pk if site else "", item_key, power, day))


@lru_cache(maxsize=1024)
def _nearest(stamp: tuple[str, ...], code: str, item_key: str, power: Power, day: date) -> tuple[Site, ...]:
    return tuple(nearest(places.known_site(code) if code else None, item_key, power, day))


def known_first(item_key: str, day: date) -> Delegation | None:
    """The oldest row of an item that holds on a day, wherever, kept in the same way."""
    version = marks.version(VERSION)
    if not version:
        return on(day).filter(item_id=item_key).first()
    every = _of_item(version, marks.version("places"), catalogue.edition(), item_key)
    return next((row for row, _ in every if _holds(row, day)), None)


def _holds(row: Delegation, day: date) -> bool:
    return row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)


def _police(item_key: str) -> QuerySet[Item]:
    """The item, if its department is the police."""
    return Item.objects.filter(pk=item_key, department__kind=DepartmentKind.POLICE)


def _on(day: date) -> Q:
    return Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gte=day))


def _gives(site: Site) -> Q:
    """Rows that give a site of this kind some power and hold at this very site."""
    if site.kind == "hall":
        return Q(pk__in=[])
    level = "village_power" if site.kind == "station" else "town_power"
    named = DelegationSite.objects.filter(site=site).values("row")
    return ~Q(**{level: Power.NONE.word}) & (Q(everywhere=True) | Q(pk__in=named))


def _may_by(row: Delegation, power: Power) -> Q:
    """The sites that have at least this power by this row."""
    kinds = [kind for kind in ("station", "centre") if power_of(row, kind) >= power]
    if row.everywhere or not kinds:
        return Q(kind__in=kinds)
    return Q(kind__in=kinds, pk__in=DelegationSite.objects.filter(row=row).values("site"))


def _rank(site: Site | None) -> Case:
    own = []
    if site is not None:
        own = [When(pk=site.pk, then=Value(0))]
        if site.town:
            own.append(When(kind="centre", town=site.town, then=Value(1)))
    return Case(*own, When(kind="hall", then=Value(2)), default=Value(3), output_field=IntegerField())
