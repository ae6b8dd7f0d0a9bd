"""What a message says of a case, in words: the fields that `jinban.messages.rules.SUBJECT` names."""

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
