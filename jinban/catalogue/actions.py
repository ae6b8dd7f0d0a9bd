"""The only writer of the catalogue. Each action is one transaction and leaves a fact for what it changed."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from django.db import transaction
from django.db.models import Max

from jinban.catalogue import queries
from jinban.catalogue.content import Content, Material, digest, encode
from jinban.catalogue.events import ClassKept, Drafted, Ended, ItemKept, Published, Revised, TakenBack
from jinban.catalogue.models import Edition, Item, ItemClass, ItemVersion
from jinban.catalogue.publishing import NotReady, faults
from jinban.catalogue.rules import overlap
from jinban.catalogue.stages import VERSION, S
from jinban.catalogue.unverified import content_of, material_of
from jinban.kit import marks
from jinban.kit import rows as kept_rows
from jinban.kit.clock import legal_day
from jinban.kit.events import Code, Id, record
from jinban.kit.life import advance
from jinban.kit.refused import Refused
from jinban.people.actors import Actor

# The first day from which the city's places and powers are on record; no item is asked for an earlier day.
FIRST_DAY = date(2023, 1, 1)


def _turn_edition() -> None:
    """Change the mark of the catalogue. Also the lock that lets one writer at a time judge overlaps."""
    Edition.objects.update_or_create(pk=1, defaults={"mark": secrets.token_hex(8)})
    marks.forget()


@transaction.atomic
def draft_version(
    item: Item,
    *,
    by: Actor,
    at: datetime,
    content: Content,
    verified: bool = True,
    valid_to: date | None = None,
) -> ItemVersion:
    """Draft the next version of an item. Refused to those who make no drafts."""
    _refuse_strangers(item, "revise", by)
    _refuse_other(item, content)
    last = item.versions.aggregate(last=Max("number"))["last"] or 0
    version = ItemVersion.objects.create(
        item=item,
        number=last + 1,
        valid_from=content.valid_from,
        valid_to=valid_to,
        verified=verified,
        content=encode(content),
        digest=digest(content),
    )
    record(
        Drafted(item=Code(item.key), number=Id(version.number), verified=verified),
        subject=version,
        by=by,
        at=at,
    )
    return version


@transaction.atomic
def revise(version: ItemVersion, *, by: Actor, at: datetime, content: Content) -> None:
    """Give a draft another content. Refused for a published version."""
    _refuse_strangers(version.item, "revise", by)
    _refuse_other(version.item, content)
    changes = {"content": encode(content), "digest": digest(content), "valid_from": content.valid_from}
    fact = Revised(item=Code(version.item_id), number=Id(version.number))
    advance(VERSION, version, "revise", by=by, standing=(by.role,), at=at, fact=fact, **changes)


@transaction.atomic
def publish(version: ItemVersion, *, by: Actor, at: datetime) -> None:
    """Publish a draft. Refused with all faults together (NotReady.faults); then only its end can change."""
    _turn_edition()
    if sentence := VERSION.refusal(version, "publish", by=by, standing=(by.role,), at=at):
        raise Refused(sentence)
    found = faults(
        version.said,
        verified=version.verified,
        valid_from=version.valid_from,
        valid_to=version.valid_to,
        others=queries.spans(version.item_id, but=version.pk),
    )
    if found:
        raise NotReady(found)
    fact = Published(
        item=Code(version.item_id),
        number=Id(version.number),
        valid_from=version.valid_from,
        valid_to=version.valid_to,
        verified=version.verified,
    )
    advance(VERSION, version, "publish", by=by, standing=(by.role,), at=at, fact=fact)


@transaction.atomic
def end_version(version: ItemVersion, *, by: Actor, at: datetime, valid_to: date) -> None:
    """Set the last day of a published version. Refused before its first day and across another version."""
    _turn_edition()
    if valid_to < version.valid_from:
        raise Refused(f"止期{valid_to}早于起期{version.valid_from}，请改。")
    if sentence := overlap(version.valid_from, valid_to, queries.spans(version.item_id, but=version.pk)):
        raise Refused(sentence)
    fact = Ended(item=Code(version.item_id), number=Id(version.number), valid_to=valid_to)
    advance(VERSION, version, "end", by=by, standing=(by.role,), at=at, fact=fact, valid_to=valid_to)


def _refuse_other(item: Item, content: Content) -> None:
    if content.key != item.key:
        raise Refused(f"内容写的是事项“{content.key}”，不是“{item.key}”。")


def _refuse_strangers(item: Item, verb: str, by: Actor) -> None:
    """A department touches only its own items; who may at all stands in the table of moves."""
    may = {who for move in VERSION.moves if move.verb == verb for who in move.by}
    if by.role not in may:
        raise Refused(f"您不能起草事项版本，要由{'、'.join(VERSION.who[who] for who in sorted(may))}来办。")
    if by.department and by.kind == "seat" and by.role.startswith("dept_") and by.department != item.department_id:
        raise Refused(f"“{item.name}”不是您部门的事项，不能起草。")


@transaction.atomic
def put_classes(rows: Iterable[Mapping[str, Any]], *, by: Actor, at: datetime) -> int:
    """Write classes of items (code, name, note); how many were new or changed."""
    known = ItemClass.objects.in_bulk()
    changed = 0
    for row in rows:
        wanted = {"name": row["name"], "note": row.get("note", "")}
        kept = known.get(row["code"])
        if kept and {name: getattr(kept, name) for name in wanted} == wanted:
            continue
        kept, _ = ItemClass.objects.update_or_create(code=row["code"], defaults=wanted)
        record(ClassKept(item_class=Code(kept.code)), subject=kept, by=by, at=at)
        changed += 1
    if changed:
        _turn_edition()
    return changed


@transaction.atomic
def put_items(rows: Iterable[Mapping[str, Any]], *, by: Actor, at: datetime) -> int:
    """Write the items' own rows, as `items.csv` has them; how many were new or changed."""
    known = Item.objects.in_bulk()
    changed = 0
    for row in rows:
        wanted = {
            "name": row["name"],
            "department_id": row["department"],
            "item_class_id": row["item_class"] or None,
            "aliases": list(row["aliases"]),
            "national_code": ";".join(row["national_code"]),
            "task_type": row["task_type"],
            "sensitive": row["sensitive"],
        }
        kept = known.get(row["key"])
        if kept and {name: getattr(kept, name) for name in wanted} == wanted:
            continue
        kept, _ = Item.objects.update_or_create(key=row["key"], defaults=wanted)
        record(ItemKept(item=Code(kept.key), department=Code(kept.department_id)), subject=kept, by=by, at=at)
        changed += 1
    if changed:
        _turn_edition()
    return changed


@transaction.atomic
def put_unverified(
    rows: Iterable[Mapping[str, Any]],
    *,
    by: Actor,
    at: datetime,
    first_day: date = FIRST_DAY,
    materials: Iterable[Mapping[str, Any]] = (),
) -> int:
    """Publish a 未核定 version with the elements of `items.csv` for each row whose item has no 已核定
    one, from `first_day` on. An item whose row has changed since gets its next version
    from today. What is known of its materials stays, unless rows of `materials.csv` say it anew. How many were published."""
    published = ItemVersion.objects.filter(stage=S.PUBLISHED)
    verified = set(published.filter(verified=True).values_list("item_id", flat=True))
    last = {version.item_id: version for version in published.order_by("number")}
    said = _by_item(materials)
    contents = []
    for row in rows:
        before = last.get(row["key"])
        known = said.get(row["key"]) or (before.said.materials if before else ())
        if row["key"] in verified or (before and digest(content_of(row, before.valid_from, known)) == before.digest):
            continue
        contents.append(content_of(row, legal_day(at) if before else first_day, known))
    return _put_contents(contents, verified=False, by=by, at=at)


def _by_item(rows: Iterable[Mapping[str, Any]]) -> dict[str, tuple[Material, ...]]:
    found: dict[str, list[Material]] = {}
    for row in rows:
        found.setdefault(row["item"], []).append(material_of(row))
    return {item: tuple(materials) for item, materials in found.items()}


@transaction.atomic
def put_materials(rows: Iterable[Mapping[str, Any]], *, by: Actor, at: datetime) -> int:
    """These are all materials of the items that the rows name. A 未核定 item whose materials differ gets its next version from
    today; how many were published. Refused for a 已核定 item, whose materials stand in its own version."""
    published = ItemVersion.objects.filter(stage=S.PUBLISHED).order_by("number")
    last = {version.item_id: version for version in published}
    contents = []
    for item, materials in _by_item(rows).items():
        before = last[item].said
        if last[item].verified and len(materials) != len(before.materials):
            raise Refused(f"“{before.name}”已核定，材料写在事项版本里，不能用表改。")
        names = [material.name for material in materials]
        if not last[item].verified and len(set(names)) < len(names):
            raise Refused(f"“{before.name}”有两样材料同名，请删去一样或改名。")
        if not last[item].verified and materials != before.materials:
            contents.append(msgspec.structs.replace(before, materials=materials, valid_from=legal_day(at)))
    return _put_contents(contents, verified=False, by=by, at=at)


@transaction.atomic
def put_verified(contents: Sequence[Content], *, by: Actor, at: datetime) -> int:
    """Publish 已核定 contents, each from its own first day; the version before ends the day before.
    Nothing happens to a content that is published already, word for word; how many were published."""
    return _put_contents(contents, verified=True, by=by, at=at)


def _put_contents(contents: Sequence[Content], *, verified: bool, by: Actor, at: datetime) -> int:
    items = Item.objects.in_bulk([content.key for content in contents])
    same = set(
        ItemVersion.objects.filter(item_id__in=items, stage=S.PUBLISHED, verified=verified).values_list(
            "item_id", "digest"
        )
    )
    new = [content for content in contents if (content.key, digest(content)) not in same]
    for content in new:
        _end_before(content, by=by, at=at)
        version = draft_version(items[content.key], content=content, verified=verified, by=by, at=at)
        publish(version, by=by, at=at)
    return len(new)


def _end_before(content: Content, *, by: Actor, at: datetime) -> None:
    """End the open version, when the new one begins later than it."""
    open_version = ItemVersion.objects.filter(item_id=content.key, stage=S.PUBLISHED, valid_to__isnull=True).first()
    if open_version and open_version.valid_from < content.valid_from:
        end_version(open_version, valid_to=content.valid_from - timedelta(days=1), by=by, at=at)


@transaction.atomic
def take_back_classes(codes: Iterable[str], *, by: Actor, at: datetime) -> None:
    """Remove classes that a load added. InUse once an item is of one."""
    for one in ItemClass.objects.filter(pk__in=list(codes)):
        record(TakenBack(item=None, number=None), subject=one, by=by, at=at)
        kept_rows.take_out(one)


@transaction.atomic
def take_back_items(keys: Iterable[str], *, by: Actor, at: datetime) -> None:
    """Remove items that a load added, with their versions. InUse once a case, a delegation or anything else has one."""
    for item in Item.objects.filter(pk__in=list(keys)):
        for version in item.versions.order_by("-number"):
            _remove(version, by=by, at=at)
        record(TakenBack(item=Code(item.key), number=None), subject=item, by=by, at=at)
        kept_rows.take_out(item)
    _turn_edition()


@transaction.atomic
def take_back_version(key: str, *, since: date, by: Actor, at: datetime) -> None:
    """Remove the last version of an item, which a load published on the day `since`; the version before it holds on as it did.
    InUse once a case has it. Refused for a 已核定 version and for one of another day."""
    last, *before = ItemVersion.objects.filter(item_id=key, stage=S.PUBLISHED).order_by("-number")[:2]
    if last.verified or last.valid_from != since:
        raise Refused(f"“{last.item.name}”后来又发布过版本，不能撤销。")
    _remove(last, by=by, at=at)
    if before and before[0].valid_to == since - timedelta(days=1):
        ItemVersion.objects.filter(pk=before[0].pk).update(valid_to=None)
    _turn_edition()


def _remove(version: ItemVersion, *, by: Actor, at: datetime) -> None:
    record(TakenBack(item=Code(version.item_id), number=Id(version.number)), subject=version, by=by, at=at)
    ItemVersion.objects.filter(pk=version.pk).update(withdrawn_at=at)
    kept_rows.take_out(version)
