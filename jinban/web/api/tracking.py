"""查进度: what stands on the receipt shows how a case stands, as to its applicant."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from jinban.kit import numbers
from jinban.kit.clock import machine
from jinban.web import following, journey
from jinban.web.api.door import spoken
from jinban.web.api.problems import Fault
from jinban.web.api.shapes import Closed, line

router = Router(tags=["进度"])


class Receipt(Closed):
    """`code`: the spoken code of 8 alone, or the number of the case with `ending`, the last four of the document."""

    code: line(40, least=8)
    ending: line(8) = ""


class Progress(Schema):
    """`person` is masked, always."""

    number: str
    stage: str
    stage_label: str
    item: str
    item_name: str
    person: str
    place: str
    received_day: date | None
    accepted_day: date | None
    promised_due: date | None
    decided_day: date | None
    verdict: str
    delivered_day: date | None
    lacking: list[str]


@router.post("/tracking", operation_id="track", summary="查一件的进度", **spoken("tracking.read", Progress))
def track(request: HttpRequest, receipt: Receipt) -> Any:
    """How a case stands. 404 alike for a wrong number, an unknown one and a wrong ending; wrong tries are counted."""
    code, ending = numbers.bare(receipt.code), numbers.bare(receipt.ending)
    source = f"system:{request.token.system_id}"  # type: ignore[attr-defined]
    try:
        case = following.tried(code, ending, source=source, at=machine())
    except following.TooOften as often:
        raise Fault(429, f"{following.TOO_OFTEN}。", wait=often.wait) from None
    if case is None:
        raise Fault(404, f"{following.NOT_FOUND}。")
    names = (
        "number",
        "stage",
        "received_day",
        "accepted_day",
        "promised_due",
        "decided_day",
        "verdict",
        "delivered_day",
    )
    return {
        **{name: getattr(case, name) for name in names},
        "stage_label": case.get_stage_display(),
        "item": case.item_id,
        "item_name": case.item.name,
        "person": journey.masked(case),
        "place": case.site.label if case.site else "",
        "lacking": [point.what_to_do for point in journey.points(case)],
    }
