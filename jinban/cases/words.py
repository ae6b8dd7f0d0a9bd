"""What a message says of a case, in words: the fields that `jinban.messages.rules.SUBJECT` names."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from jinban.cases.models import Case


def of(case: Case) -> dict[str, str]:
    """The item, the number, the place of receipt with its phone, the department, and where to look it up. Empty where the
    case has none yet. Asks the database nothing for a case of `queries.get`."""
    number = case.number or ""
    return {
        "item": case.item_version.said.plain_name,
        "number": number,
        "place": case.site.label if case.site else "",
        "phone": case.site.phone if case.site else "",
        "office": case.department.name,
        "link": f"{settings.SITE}/track?number={number}" if number else "",
    }


def told_to(case: Case, payload: Mapping[str, Any], *, detail: bool) -> dict[str, Any]:
    """What an outside system is told of something that happened to a case: stored words, ids and days. Without `detail` the
    number alone. How the case stands now it asks for itself: it may have gone on since."""
    if not detail:
        return {"case": case.number}
    return {"case": case.number, "item": case.item_id, "department": case.department_id, "facts": dict(payload)}
