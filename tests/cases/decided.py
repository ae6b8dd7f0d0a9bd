"""Decided cases, what is whole about one, and putting one right. Needs `city`."""

from datetime import datetime
from typing import Any

from jinban.cases import actions
from jinban.cases.models import Case
from jinban.kit.models import Event
from tests.cases.lawful import now
from tests.play import BACK, CARD, DAY, MONDAY, SERVICE, TOWN_HEAD, WINDOW, person, seat, taken_in


def decided(item: str = CARD, at: datetime = MONDAY, agent: int | None = None) -> Case:
    """Accepted and checked in the town and granted by its head."""
    window = seat(WINDOW)
    case = actions.accept(taken_in(window, item, at=at, agent=agent), by=window, at=at)
    actions.check(now(case), by=seat(BACK), at=at, advice="grant", opinion="材料齐。")
    return actions.decide(now(case), by=seat(TOWN_HEAD), at=at, verdict="approved")


def after_decision(stage: str) -> Case:
    """A granted case as far as this stage."""
    case, window = decided(agent=person("余代办").pk), seat(WINDOW)
    if stage != "closed":
        actions.issue(now(case), by=window, at=MONDAY, paper="社会保障卡 1 张")
    if stage in ("delivered", "archived"):
        actions.deliver(now(case), by=window, at=MONDAY, way="in_person")
    if stage == "archived":
        actions.archive(now(case), by=window, at=MONDAY)
    return now(case)


def whole(case: Case) -> dict[str, Any]:
    """Every column of a case, every row beside it, and how much has happened in the city."""
    beside = {
        one.get_accessor_name() or one.name: list(one.related_model.objects.filter(case=case).order_by("pk").values())
        for one in Case._meta.related_objects
        if one.field.name == "case" and hasattr(one.related_model, "objects")
    }
    return {"row": Case.objects.filter(pk=case.pk).values().get(), **beside, "events": Event.objects.count()}


def correct(case: Case, field: str, to: str, key: str = "", at: datetime = MONDAY + DAY, **more: Any) -> Case:
    said = {"reason": "窗口录错了。", "by": seat(SERVICE), **more}
    return actions.correct(now(case), at=at, field=field, to=to, key=key, **said)
