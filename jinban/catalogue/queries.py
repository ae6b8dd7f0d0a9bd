"""What can be read of the catalogue. What is published is public; drafts are for those who make them."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from django.db.models import Q, QuerySet

from jinban.catalogue.finding import Entry, Found, Index
from jinban.catalogue.models import Edition, Item, ItemClass, ItemVersion
from jinban.catalogue.rules import Span
from jinban.catalogue.stages import S
from jinban.kit import marks, narrow
from jinban.people.actors import Actor
from jinban.people.roles import DEPARTMENT_ROLES, Role

# The last index, for one mark of the catalogue and one day. Replaced whole: threads never see half of it.
_built: dict[str, tuple[tuple[str, date], Index]] = {}


def visible_to(actor: Actor | None) -> QuerySet[ItemVersion]:
    """The versions this actor may see; nobody in particular sees what is published."""
    seen = Q(stage=S.PUBLISHED)
    if actor and actor.kind == "seat" and actor.role == Role.SERVICE_OFFICE:
        seen = Q()
    elif actor and actor.kind == "seat" and actor.role in DEPARTMENT_ROLES:
        seen |= Q(item__department_id=actor.department)
    return ItemVersion.objects.filter(seen).select_related("item__department", "item__item_class")


def _on(day: date) -> QuerySet[ItemVersion]:
    ends = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    return visible_to(None).filter(ends, valid_from__lte=day)


def get(item_key: str) -> Item | None:
    """The item with this key, with its department and class."""
    return Item.objects.select_related("department", "item_class").filter(key=item_key).first()


def items() -> QuerySet[Item]:
    """All items with their departments, whatever their state."""
    return Item.objects.select_related("department").order_by("key")


def names() -> dict[str, str]:
    """The name of every item by its key, whatever its state."""
    return dict(Item.objects.order_by("name").values_list("key", "name"))


def classes() -> QuerySet[ItemClass]:
    """All classes, by name."""
    return ItemClass.objects.order_by("name")


def version_on(item_key: str, day: date) -> ItemVersion | None:
    """The published version that holds on this day; None when there is none, also for a suspended item."""
    return _on(day).filter(item_id=item_key, item__status=Item.Status.ACTIVE).first()


def offered(item_key: str, day: date) -> ItemVersion | None:
    """The same, kept by each process until catalogue or places change: to be read, not to be changed."""
    mark = edition()
    if not mark:
        return version_on(item_key, day)
    every = _published(mark, marks.version("places"), item_key)
    return next((one for one in every if one.valid_from <= day and (one.valid_to is None or day <= one.valid_to)), None)


@lru_cache(maxsize=1024)
def _published(edition: str, places: str, item_key: str) -> tuple[ItemVersion, ...]:
    found = visible_to(None).filter(item_id=item_key, item__status=Item.Status.ACTIVE)
    return tuple(found.order_by("valid_from"))


def edition() -> str:
    """A word that differs after every change of the catalogue; empty before the first."""
    return marks.steadily("edition", _edition)


def _edition() -> str:
    found = narrow.one(Edition, {"id": 1})
    return found.mark if found else ""


def versions(item_key: str, actor: Actor | None) -> QuerySet[ItemVersion]:
    """All versions of an item that this actor may see, newest first."""
    return visible_to(actor).filter(item_id=item_key).order_by("-number")


def published(day: date) -> list[ItemVersion]:
    """The versions that hold on this day, one for each active item, by department and name."""
    rows = _on(day).filter(item__status=Item.Status.ACTIVE)
    return list(rows.order_by("item__department_id", "item__name"))


def spans(item_key: str, *, but: int = 0) -> list[Span]:
    """The days of an item's published versions, oldest first, without the version of this id."""
    rows = ItemVersion.objects.filter(item_id=item_key, stage=S.PUBLISHED).exclude(pk=but).order_by("valid_from")
    return [Span(row.number, row.valid_from, row.valid_to) for row in rows]


def published_digests() -> set[tuple[str, str]]:
    """Item key and digest of every published version: what need not be published again."""
    return set(ItemVersion.objects.filter(stage=S.PUBLISHED).values_list("item_id", "digest"))


def search(text: str, day: date, *, most: int = 20) -> list[Found]:
    """The items that people may mean by these words, best first: by name, plain name and 群众说法.
    Empty when the words say nothing or nothing is near."""
    return _index(day).find(text, most=most)


def search_each(texts: Iterable[str], day: date, *, most: int = 5) -> dict[str, list[Found]]:
    """The same for many words at once."""
    index = _index(day)
    return {text: index.find(text, most=most) for text in texts}


def _index(day: date) -> Index:
    mark = edition()
    kept = _built.get("index")
    if kept and kept[0] == (mark, day):
        return kept[1]
    index = Index(_entry(version) for version in published(day))
    _built["index"] = ((mark, day), index)
    return index


def _entry(version: ItemVersion) -> Entry:
    item = version.item
    return Entry(
        item=item.key,
        version=version.pk,
        name=item.name,
        plain_name=version.content["plain_name"],
        department=item.department.name,
        verified=version.verified,
        aliases=tuple(item.aliases),
    )
