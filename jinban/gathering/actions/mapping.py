"""Saying which item of the catalogue a source means by one of its names."""

from datetime import datetime

from django.db import transaction

from jinban.catalogue.models import Item
from jinban.gathering import rules
from jinban.gathering.actions.steps import in_turn, may_gather, source_of
from jinban.gathering.actions.writing import match_again
from jinban.gathering.events import Mapped
from jinban.gathering.matching import Known
from jinban.gathering.models import Gathered, ItemName
from jinban.kit import marks
from jinban.kit.events import Code, Id, record
from jinban.kit.refused import Refused
from jinban.people.actors import Actor


@transaction.atomic
def map_name(source: str, name: str, item: str, *, by: Actor, at: datetime) -> int:
    """Let a source's name mean an item, for what is here and for all that comes; how many rows follow it now. Refused
    when there is no such item, when the item is another department's, or when a row would contradict itself."""
    origin = source_of(source)
    may_gather(by, origin)
    meant = Item.objects.select_related("department").filter(pk=item).first()
    if meant is None:
        raise Refused("没有这个事项，请从列出的里面选。")
    if not Gathered.objects.filter(source=origin, item_name=name).exists():
        raise Refused(f"“{origin.name}”没有来过叫“{name[:60]}”的办件。")
    in_turn(origin)
    kept = ItemName.objects.filter(source=origin, name=name).first()
    before = kept.item_id if kept else None
    if before == item:
        return 0
    if kept:
        ItemName.objects.filter(pk=kept.pk).update(item=meant)
    else:
        kept = ItemName.objects.create(source=origin, name=name, item=meant)
    rows = list(Gathered.objects.filter(source=origin, item_name=name))
    with marks.steady():
        known = Known(origin)
        for row in rows:
            if wrong := next(known.faults(rules.read(row.given)), None):
                raise Refused(f"编号{row.number}对不上这个事项：{wrong[2]}")
        match_again(rows, known)
    fact = Mapped(item=Code(item), before=Code(before) if before else None, rows=Id(len(rows)))
    record(fact, subject=kept, by=by, at=at)
    return len(rows)
