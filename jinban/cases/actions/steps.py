"""What several actions do alike: make a move, write words down, count the calendar, honour an idempotency key."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError

from jinban.cases import rules
from jinban.cases.actions import telling
from jinban.cases.models import Case, CaseMaterial, Handover, Note, Once, Tolerance
from jinban.cases.stages import CASE
from jinban.kit import prepared
from jinban.kit.clock import legal_day
from jinban.kit.events import Fact, Id
from jinban.kit.life import FASTER, advance
from jinban.kit.refused import Refused
from jinban.kit.sealed import lookup_hash
from jinban.kit.workdays import Calendar, Limit, NoCalendar, Unit
from jinban.people.actors import Actor
from jinban.places import queries as places

REASON_LIMIT = 500
NOTHING_CAME = "一样材料都没有收到，请选收到了哪几样。"
NOTIFY = Limit(Decimal(5), Unit.WORKDAY)  # 行政许可法第32条第四项


def move(case: Case, verb: str, *, by: Actor, at: datetime, fact: Fact, **changes: Any) -> None:
    """Advance the case along its life, as whom the actor stands before it, and tell the applicant. Its days never go back."""
    days = (case.received_day, case.accepted_day, case.decided_day, case.ended_day, case.revoked_day)
    if sentence := rules.clock_went_back(days, legal_day(at)):
        raise Refused(sentence)
    advance(CASE, case, verb, by=by, standing=rules.standing(case, by), at=at, fact=fact, **changes)
    telling.tell(case, fact, by=by, at=at)


def may(case: Case, verb: str, *, by: Actor, at: datetime) -> None:
    """Refused, before anything is written, when the life would not let this move happen now."""
    if sentence := CASE.refusal(case, verb, by=by, standing=rules.standing(case, by), at=at):
        raise Refused(sentence)


def written(case: Case, kind: str, text: str, *, at: datetime, what: str) -> Id:
    """Keep words that must be given, as a row that can be erased; its id goes into the event."""
    for sentence in (rules.nothing_written(text, what), rules.too_long(text.strip(), REASON_LIMIT, what)):
        if sentence:
            raise Refused(sentence)
    note = Note(case=case, kind=kind, body=text.strip(), at=at)
    prepared.insert(note)
    return Id(note.pk)


def supply_limit() -> Limit:
    """How long an applicant has to supply what the notice lists, as the city settled it."""
    return Limit(places.parameter("supply_workdays"), Unit.WORKDAY)


def due(calendar: Calendar, start: date, limit: Limit) -> tuple[date | None, int | None]:
    """The day a limit ends, or None and the year whose calendar the city has not loaded. Acceptance never waits for it."""
    try:
        return calendar.due(start, limit, steps=False).day, None
    except NoCalendar as missing:
        return None, missing.year


def remedies(case: Case) -> str:
    """Where an applicant turns against a decision, as the item says, or the law (行政复议法第20条，行政诉讼法第46条)."""
    advice = case.item_version.said.advice
    said = f"{advice.reconsider}\n{advice.sue}".strip() if advice else ""
    return said or "不服本决定的，可以自知道之日起60日内申请行政复议，也可以自知道之日起6个月内向人民法院起诉。"


def month(day: date) -> int:
    """A month as figures keep it: 202311."""
    return day.year * 100 + day.month


def workdays(first: date | None, last: date | None) -> int | None:
    """The working days after the first day, up to and with the last; None where a day or the calendar of a year lacks."""
    if first is None or last is None:
        return None
    try:
        return places.calendar().count_workdays(first, last)
    except NoCalendar:
        return None


def ended(case: Case, at: datetime) -> dict[str, Any]:
    """The changes of a case that ends today without a decision: no clock of it runs or stands still any more."""
    day = legal_day(at)
    if case.paused_since:
        case.pauses.filter(ended_day=None).update(ended_at=at, ended_day=day)
    stopped = {
        "paused_since": None,
        "procedures": 0,
        "procedures_until": None,
        "step_due": None,
        "step_at": None,
        "tolerance_due": None,
    }
    return {"ended_day": day, "ended_month": month(day), **stopped}


def digest(values: Any) -> str:
    """The same for the same body of a request; keyed, for a body holds what people wrote."""
    return lookup_hash(json.dumps(values, sort_keys=True, default=str, ensure_ascii=False), "cases.once")


@contextmanager
def first_come(sentence: str = "") -> Iterator[None]:
    """Side rows that only one can write: the other one learns that someone was faster, or what stands already."""
    try:
        yield
    except (IntegrityError, ObjectDoesNotExist):
        raise Refused(sentence or FASTER.format("件")) from None


def recount_missing(case: Case) -> dict[str, int]:
    """What the columns of missing papers become, counted from the papers."""
    lacking = case.materials.filter(state=CaseMaterial.State.MISSING)
    return {"missing": lacking.filter(required=True).count(), "deferred": lacking.filter(deferrable=True).count()}


def promise_kept(case: Case, *, at: datetime) -> dict[str, None]:
    """When no paper of a promise (容缺) lacks any more, however it came, the promise is kept; the changes that say so."""
    lacking = case.materials.filter(tolerated=True, state=CaseMaterial.State.MISSING)
    if case.tolerance_due is None or lacking.exists():
        return {}
    Tolerance.objects.filter(case=case, met_at=None).update(met_at=at)
    return {"tolerance_due": None}


def let_go(case: Case, *, at: datetime) -> dict[str, None]:
    """Whatever was on its way with this case comes back; the changes that say so."""
    Handover.objects.filter(case=case, receipted_at=None, recalled_at=None).update(recalled_at=at)
    return {"next_site_id": None, "next_department_id": None}


def repeated(key: str, verb: str, *, by: Actor, at: datetime, body: Any) -> Once | None:
    """Claim an idempotency key; the earlier claim when it was claimed before with the same verb, actor and body.
    Refused when the body differs. Kept with the work, in one transaction. Without a key nothing is claimed."""
    if not key:
        return None
    if len(key) > 64:
        raise Refused("提交编号太长，请刷新页面再交一次。")
    mine = digest([verb, by.kind, by.id, body])
    if prepared.insert_once(Once(key=key, verb=verb, by_kind=by.kind, by_id=by.id, digest=mine, at=at)):
        return None
    earlier = Once.objects.select_related("case").get(pk=key)
    if earlier.digest != mine:
        raise Refused("这个提交编号用过了，内容却不一样。请刷新页面再交一次。")
    return earlier


def claimed(key: str, case: Case) -> None:
    """Bind a claimed key to the case that came of it."""
    if key:
        prepared.update(Once, {"pk": key}, {"case": case})
