"""The content of an item that is not worked out yet: what its row of the table says, and nothing more."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from jinban.catalogue.content import Content, Element, Elements, Limit, Material, Procedure, Publicising

PUBLICITY = "公示"
SHOWN = Limit(amount=Decimal(7), unit="natural_day")


def content_of(row: Mapping[str, Any], valid_from: date) -> Content:
    """A row of `items.csv` as a content: no questions, every material of the list, the source for each."""
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
        materials=tuple(_material(number, name, source) for number, name in enumerate(row["materials"], 1)),
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


def _material(number: int, name: str, source: str) -> Material:
    return Material(
        key=f"m{number}",
        name=name,
        kind="other",
        need="required",
        copy="either",
        originals=1,
        keep="look",
        from_="applicant",
        source=source,
    )
