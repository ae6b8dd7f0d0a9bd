"""The content of an item that is not worked out yet: what its row of the table says, and nothing more."""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from jinban.catalogue.content import Content, Element, Elements, Limit, Material, Procedure, Publicising

PUBLICITY = "公示"
SHOWN = Limit(amount=Decimal(7), unit="natural_day")


def content_of(row: Mapping[str, Any], valid_from: date, known: Sequence[Material] = ()) -> Content:
    """A row of `items.csv` as a content: no questions, every material of the list, the source for each. Of a material that is
    `known` by its name the row says the place in the list, everything else stays."""
    source = row["source"]
    legal = Limit(amount=row["legal_limit"], unit=row["legal_unit"])
    promised = Limit(amount=row["promised_limit"], unit=row["promised_unit"])
    return Content(
        key=row["key"],
        name=row["name"],
        plain_name=row["name"],
        valid_from=valid_from,
        department=row["department"],
        item_class=row["item_class"],
        elements=Elements(
            task_type=Element(value=row["task_type"], source=source),
            kind=Element(value=row["kind"], source=source),
            objects=Element(value=tuple(row["objects"]), source=source),
            legal_limit=Element(value=legal, source=source),
            promised_limit=Element(value=promised, source=source),
            in_person=Element(value=row["in_person"], source=source),
            sensitive=Element(value=row["sensitive"], source=source),
            national_code=Element(value=";".join(row["national_code"]), source=source),
        ),
        materials=tuple(_materials(row["materials"], known, source)),
        chain=row["chain"],
        procedure=_procedure(row["chain"], source),
    )


def _procedure(chain: str, source: str) -> Procedure | msgspec.UnsetType:
    """An item whose chain names 公示 may be shown to the public; whether it must, is for whoever works it out."""
    if PUBLICITY not in chain:
        return msgspec.UNSET
    return Procedure(
        publicity=Publicising(limit=SHOWN, where="申请人所在村（社区）公示栏", needed=False),
        source=f"{source}；公示时间为演示",
    )


def _materials(names: Iterable[str], known: Sequence[Material], source: str) -> Iterator[Material]:
    """What is known by its name as it is, the others with the first key that is free."""
    details = {material.name: material for material in known}
    names = list(names)
    used = {details[name].key for name in names if name in details}
    free = (key for number in itertools.count(1) if (key := f"m{number}") not in used)
    for name in names:
        yield details[name] if name in details else _material(next(free), name, source)


def _material(key: str, name: str, source: str) -> Material:
    return Material(
        key=key,
        name=name,
        kind="other",
        need="required",
        copy="either",
        originals=1,
        keep="look",
        from_="applicant",
        source=source,
    )


def material_of(row: Mapping[str, Any]) -> Material:
    """A row of `materials.csv`."""
    return Material(
        key=row["key"],
        name=row["name"],
        kind=row["kind"],
        need=row["need"],
        copy=row["copy"],
        originals=int(row["originals"] or 0),
        copies=int(row["copies"] or 0),
        keep=row["keep"],
        from_=row["from"],
        department=row["department"],
        waived=row["waived"],
        why_waived=row["why_waived"],
        hint=row["hint"],
        source=row["source"],
    )
