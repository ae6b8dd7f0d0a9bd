"""The only writers of handed-down powers. What is written holds; only the last day of a row may still be set.

A row is a mapping with the column names of the data file of the same name; a cell holds a typed value or the
word of the file. Rows that a file no longer names stay: a power ends by its last day, not by being forgotten.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from jinban.catalogue.models import Item
from jinban.delegation import rules
from jinban.delegation.events import BatchPut, Ended, Granted, TakenBack
from jinban.delegation.models import Batch, Delegation, DelegationSite
from jinban.delegation.queries import VERSION
from jinban.delegation.rules import Power, Reach
from jinban.kit import marks, rows
from jinban.kit.events import Actor, Code, Id, record
from jinban.kit.refused import Refused
from jinban.kit.rows import Put, Row
from jinban.places.models import Department, Site

Wanted = Mapping[str, Any]
Places = frozenset[str] | None


@transaction.atomic
def put_batches(given: Iterable[Row], *, by: Actor, at: datetime) -> Put[Batch]:
    """Batches with their documents; equal rows write nothing."""
    wanted = [
        {
            **{name: rows.text(row[name]) for name in ("code", "name", "level", "document", "legal_form", "note")},
            "issued_on": rows.must_day(row["issued_on"]),
            "demo": rows.flag(row["demo"]),
        }
        for row in given
    ]
    done = rows.put(Batch, wanted, key=("code",))
    for fresh, written in ((True, done.added), (False, done.changed)):
        for batch in written:
            fact = BatchPut(fresh=fresh, level=Code(batch.level), issued_on=batch.issued_on)
            record(fact, subject=batch, by=by, at=at)
    if done.wrote:
        marks.stamp(VERSION, at=at)
    return done


@transaction.atomic
def put_rows(given: Iterable[Row], *, by: Actor, at: datetime) -> Put[Delegation]:
    """Hand powers down. Equal rows write nothing; of a row that is there only the last day may differ.

    Refused with all faults together: what the law forbids, a reference that leads nowhere, two rows for the
    same item, place and time, a change of what is already in force. Nothing is written then."""
    wanted = {rows.text(row["code"]): (_values(row), _places(row)) for row in given}
    present = Delegation.objects.in_bulk(list(wanted))
    faults = [*_faults(wanted), *_rewritten(wanted, present), *_overlaps(wanted)]
    if faults:
        raise Refused("".join(faults))
    added = [_grant(values, places, by=by, at=at) for code, (values, places) in wanted.items() if code not in present]
    changed = [row for code, row in present.items() if row.valid_to != wanted[code][0]["valid_to"]]
    for row in changed:
        end(row, by=by, at=at, last=wanted[row.code][0]["valid_to"])
    if added:
        marks.stamp(VERSION, at=at)
    return Put(tuple(added), tuple(changed), len(present) - len(changed))


@transaction.atomic
def end(row: Delegation, *, by: Actor, at: datetime, last: date | None) -> None:
    """Set the last day of a power, or None to take it away again. Cases begun by then go on under the row."""
    if sentence := rules.ends_before_it_begins(row.valid_from, last):
        raise Refused(f"{row.code}：{sentence}")
    reach = {row.code: ({"item_id": row.item_id, "valid_from": row.valid_from, "valid_to": last}, _sites_of(row))}
    if faults := _overlaps(reach):
        raise Refused("".join(faults))
    fact = Ended(before=row.valid_to, last=last)
    Delegation.objects.filter(pk=row.pk).update(valid_to=last)
    row.valid_to = last
    record(fact, subject=row, by=by, at=at)
    marks.stamp(VERSION, at=at)


def _values(row: Row) -> dict[str, Any]:
    return {
        **{
            name: rows.text(row[name]) for name in ("code", "name", "legal_form", "town_power", "village_power", "note")
        },
        "batch_id": rows.text(row["batch"]),
        "item_id": rows.text(row["item"]),
        "item_class_id": rows.code(row["item_class"]),
        "department_id": rows.text(row["department"]),
        "valid_from": rows.must_day(row["valid_from"]),
        "valid_to": rows.day(row["valid_to"]),
        "demo": rows.flag(row["demo"]),
    }


def _places(row: Row) -> Places:
    """The site codes of a cell; None for all centres and stations."""
    cell = row["places"]
    codes = cell.split(";") if isinstance(cell, str) else cell
    found = frozenset(rows.text(code) for code in codes)
    return None if found == {rules.EVERYWHERE} else found


def _faults(wanted: Mapping[str, tuple[Wanted, Places]]) -> list[str]:
    """What speaks against each row by itself."""
    items = dict(Item.objects.values_list("key", "task_type"))
    units = {code: (kind, name) for code, kind, name in Department.objects.values_list("code", "kind", "name")}
    papers = dict(Batch.objects.values_list("code", "document"))
    sites = set(Site.objects.values_list("code", flat=True))
    found = []
    for code, (values, places) in wanted.items():
        item, unit, batch = values["item_id"], values["department_id"], values["batch_id"]
        dangling = [
            f"没有{name}。" for name, known in ((item, items), (unit, units), (batch, papers)) if name not in known
        ]
        dangling += [f"没有{name}。" for name in sorted((places or frozenset()) - sites)]
        wrong = dangling or [
            sentence for _, sentence in rules.faults(values, items[item], *units[unit], document=papers[batch])
        ]
        found += [f"{code}：{sentence}" for sentence in wrong]
    return found


def _rewritten(wanted: Mapping[str, tuple[Wanted, Places]], present: Mapping[str, Delegation]) -> list[str]:
    """Rows in force whose content would change."""
    labels = {field.attname: str(field.verbose_name) for field in Delegation._meta.concrete_fields}
    found = []
    for code, row in present.items():
        values, places = wanted[code]
        differing = [
            labels[name] for name, value in values.items() if name != "valid_to" and getattr(row, name) != value
        ]
        differing += ["地点"] if _sites_of(row) != places else []
        if differing:
            what = "、".join(differing)
            found.append(f"{code}已经生效，不能再改{what}。请给它定结束日，另用新编码登记。")
    return found


def _sites_of(row: Delegation) -> Places:
    return None if row.everywhere else frozenset(row.at.values_list("site_id", flat=True))


def _overlaps(wanted: Mapping[str, tuple[Wanted, Places]]) -> list[str]:
    """Pairs that would hold for one item at one place on one day, the rows in force taken in."""
    named: dict[str, set[str]] = {}
    for row, site in DelegationSite.objects.values_list("row_id", "site_id"):
        named.setdefault(row, set()).add(site)
    reaches = [
        Reach(
            row.code, row.item_id, None if row.everywhere else frozenset(named[row.code]), row.valid_from, row.valid_to
        )
        for row in Delegation.objects.exclude(pk__in=list(wanted))
    ]
    reaches += [
        Reach(code, values["item_id"], places, values["valid_from"], values["valid_to"])
        for code, (values, places) in wanted.items()
    ]
    return [rules.overlapping(first, second) for first, second in rules.overlaps(reaches)]


def _grant(values: Wanted, places: Places, *, by: Actor, at: datetime) -> Delegation:
    row = Delegation.objects.create(**values, everywhere=places is None)
    DelegationSite.objects.bulk_create([DelegationSite(row=row, site_id=code) for code in sorted(places or ())])
    fact = Granted(
        batch=Code(row.batch_id),
        item=Code(row.item_id),
        department=Code(row.department_id),
        legal_form=Code(row.legal_form),
        town_power=Code(Power.of(row.town_power).word),
        village_power=Code(Power.of(row.village_power).word),
        everywhere=row.everywhere,
        sites=Id(len(places or ())),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )
    record(fact, subject=row, by=by, at=at)
    return row


@transaction.atomic
def take_back_rows(codes: Iterable[str], *, by: Actor, at: datetime) -> None:
    """Remove powers that a load handed down, as if they had never been. InUse once a case stands under one of them."""
    for row in Delegation.objects.filter(pk__in=list(codes)):
        record(TakenBack(), subject=row, by=by, at=at)
        places = DelegationSite.objects.filter(row=row)
        places.update(withdrawn_at=at)
        places.delete()
        Delegation.objects.filter(pk=row.pk).update(withdrawn_at=at)
        rows.take_out(row)
    marks.stamp(VERSION, at=at)


@transaction.atomic
def take_back_batches(codes: Iterable[str], *, by: Actor, at: datetime) -> None:
    """Remove batches that a load added. InUse once one has a row or a case."""
    for batch in Batch.objects.filter(pk__in=list(codes)):
        record(TakenBack(), subject=batch, by=by, at=at)
        rows.take_out(batch)
    marks.stamp(VERSION, at=at)
