"""Pauses by special procedure, papers asked for after acceptance, and the extension: all that moves a due day on purpose."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction

from jinban.cases import events as happened
from jinban.cases import queries
from jinban.cases.actions import clocks
from jinban.cases.actions.steps import due, first_come, may, move, promise_kept, recount_missing, supply_limit, written
from jinban.cases.models import Case, CaseMaterial, Extension, Pause, Request
from jinban.kit.clock import legal_day
from jinban.kit.events import Code, Id
from jinban.kit.refused import Refused
from jinban.kit.transactions import action
from jinban.kit.workdays import Limit
from jinban.people.actors import Actor
from jinban.places import queries as places

SUPPLEMENT = "supplement"


@action
def pause(case: Case, *, by: Actor, at: datetime, kind: str, needs: Limit, reason: str) -> Case:
    """Stop the clocks for a special procedure. The applicant is told how long it will take: without that it is no pause
    (行政许可法第45条). Refused: a procedure that the item does not have, one that already runs, more time than it may take, a
    statutory limit that has passed. The day itself still counts."""
    may(case, "pause", by=by, at=at)
    day = legal_day(at)
    special = {one.code: one for one in queries.special_procedures(case)}.get(kind)
    if special is None:
        raise Refused("这个事项没有这种特别程序，不能停表。")
    if special.most and (needs.unit != special.most.unit or needs.amount > special.most.amount):
        raise Refused(f"“{special.name}”最多{special.most}，请按这个单位写，不能超过。")
    note = written(case, "reason", reason, at=at, what="为什么要停表")
    row = Pause(
        case=case, kind=special.code, name=special.name, needs_amount=needs.amount, needs_unit=needs.unit, reason_id=note,
        started_at=at, started_day=day, expected_day=due(places.calendar(), day, needs)[0],
    )  # fmt: skip
    with first_come(f"“{special.name}”正在进行，已经停表了。"), transaction.atomic():
        row.save(force_insert=True)
    _stop(case, row, by=by, at=at, verb="pause")
    return case


def _stop(case: Case, row: Pause, *, by: Actor, at: datetime, verb: str) -> None:
    case.was_paused = True
    found = clocks.again(case)
    fact = happened.Paused(
        pause=Id(row.pk),
        kind=Code(row.kind),
        workdays=Id(int(row.needs_amount)) if row.needs_amount else None,
        expected=row.expected_day,
        promised_due=found["promised_due"],
        legal_due=found["legal_due"],
    )
    changes = {
        "was_paused": True,
        "step_due": None,
        "step_at": None,
        "procedures": case.procedures + 1,
        "procedures_until": _until(case),
    }
    move(case, verb, by=by, at=at, fact=fact, **changes, **found)


@action
def resume(case: Case, *, by: Actor, at: datetime, kind: str = "") -> Case:
    """End a pause: its working days are left out, those of pauses that overlap once. With several running, `kind` says which.
    The day itself counts no longer. Where only papers are awaited that did not come in time, the clocks go on without them.
    No more is left out than the applicant was told: the clock ends a procedure that takes longer; more needs a new notice."""
    may(case, "resume", by=by, at=at)
    running = list(case.pauses.filter(ended_day=None).order_by("id"))
    open_ones = [one for one in running if (one.kind != SUPPLEMENT) == bool(case.procedures)]
    row = next((one for one in open_ones if one.kind == (kind or one.kind)), None)
    if row is None:
        raise Refused("这种特别程序没有在停表。")
    if len(open_ones) > 1 and not kind:
        raise Refused(f"有几段停表：{'、'.join(one.name for one in open_ones)}，请选结束哪一段。")
    end(row, at=at)
    _go_on(case, row, "resume", by=by, at=at)
    return case


@action
def run_out(case: Case, *, by: Actor, at: datetime) -> Case:
    """The clock ends the special procedures that take longer than the applicant was told, as of the day that he was told: what
    is left out is the time needed that was told (行政许可法第45条)."""
    may(case, "run_out", by=by, at=at)
    for row in case.overdue_procedures(legal_day(at)):
        end(row, at=at, told=True)
        _go_on(case, row, "run_out", by=by, at=at)
    return case


def _go_on(case: Case, row: Pause, verb: str, *, by: Actor, at: datetime) -> None:
    found = clocks.again(case)
    fact = happened.Resumed(pause=Id(row.pk), **clocks.told(found))
    left = {"procedures": max(case.procedures - 1, 0), "procedures_until": _until(case)}
    going = {**left, **_step_on(case, found, at)}
    move(case, verb, by=by, at=at, fact=fact, **found, **going)


def end(row: Pause, *, at: datetime, told: bool = False) -> None:
    """Close a stretch: today, but not later than the applicant was told that it takes; `told`: exactly then."""
    day = legal_day(at)
    if row.expected_day and row.kind != SUPPLEMENT:
        day = row.expected_day if told else min(day, row.expected_day)
    Pause.objects.filter(pk=row.pk, ended_day=None).update(ended_at=at, ended_day=max(day, row.started_day))


def _until(case: Case) -> date | None:
    """The first day by which a running special procedure was told to end."""
    running = case.pauses.filter(ended_day=None, expected_day__isnull=False).exclude(kind=SUPPLEMENT)
    days = [day for day in running.values_list("expected_day", flat=True) if day]
    return min(days, default=None)


def _step_on(case: Case, found: dict[str, Any], at: datetime) -> dict[str, Any]:
    """The clock of the step goes on from where it began, its pauses left out; it stands while another pause runs."""
    if found["paused_since"] or case.step_from is None:
        return {}
    return clocks.step(case, case.stage, at=case.step_from, stops=clocks.pauses(case))


@action
def ask_more(case: Case, *, by: Actor, at: datetime, materials: Collection[str], reason: str) -> Case:
    """Ask, after acceptance, for papers of the list that turned out not to be good. What the clocks do meanwhile is the item's
    datum: they run on (行政许可法第45条 does not name this), stand still, or begin anew when the papers have come."""
    may(case, "ask_more", by=by, at=at)
    rows = {row.key: row for row in case.materials.all()}
    if not materials:
        raise Refused("请选要补充哪几样材料。")
    if unknown := set(materials) - set(rows):
        raise Refused(f"材料“{'、'.join(sorted(unknown))}”不在清单里，不能要求补充。")
    note = written(case, "reason", reason, at=at, what="为什么要补充、怎么补")
    day = legal_day(at)
    clock = _clock(case, day)
    until, _ = due(places.calendar(), day, supply_limit())
    row = Request(
        case=case, materials=sorted(materials), clock=clock, reason_id=note, asked_at=at, asked_day=day, due=until
    )
    with first_come(), transaction.atomic():
        row.save(force_insert=True)
    case.materials.filter(key__in=list(materials)).update(state=CaseMaterial.State.MISSING, trust="", waiver="")
    found: dict[str, Any] = {}
    if clock == "pause":
        Pause.objects.create(
            case=case,
            kind=SUPPLEMENT,
            name="补充材料",
            reason_id=note,
            started_at=at,
            started_day=day,
            expected_day=until,
        )
        case.was_paused = True
        found = {"was_paused": True, "step_due": None, "step_at": None, **clocks.again(case)}
    fact = happened.MoreAsked(
        request=Id(row.pk), reason=note, clock=Code(clock), materials=Id(len(materials)), due=until,
        promised_due=found.get("promised_due", case.promised_due), legal_due=found.get("legal_due", case.legal_due),
    )  # fmt: skip
    move(case, "ask_more", by=by, at=at, fact=fact, asked_more=True, **found, **recount_missing(case))
    return case


def _clock(case: Case, day: date) -> str:
    """What the clocks do meanwhile, as the item says; but what is late already is not made punctual, and begins anew once only."""
    said = case.item_version.said.way.more
    late = any(due is not None and day > due for due in (case.promised_due, case.legal_due))
    again = case.requests.filter(clock=Request.Clock.RESTART).exists()
    return "runs" if said == "restart" and (late or again) else said


@action
def bring_more(case: Case, *, by: Actor, at: datetime) -> Case:
    """Take in all that was asked for after acceptance, its originals seen; the clocks go on, or begin anew with this day."""
    may(case, "bring_more", by=by, at=at)
    with first_come():
        row = case.requests.get(answered_at=None)
    day, seat = legal_day(at), by.seat
    Request.objects.filter(pk=row.pk).update(answered_at=at, answered_day=day)
    trust = "B" if seat else "C"
    state = {
        "state": CaseMaterial.State.HANDED,
        "trust": trust,
        "checked_by_id": seat,
        "checked_at": at if seat else None,
    }
    case.materials.filter(key__in=row.materials).update(**state)
    if row.clock == Request.Clock.PAUSE:
        for stretch in case.pauses.filter(kind=SUPPLEMENT, ended_day=None):
            end(stretch, at=at)
    changes: dict[str, Any] = {}
    if row.clock != Request.Clock.RUNS:
        found = clocks.again(case, **({"day": day} if row.clock == Request.Clock.RESTART else {}))
        changes = {**found, **_step_on(case, found, at)}
    now = {name: changes.get(name, getattr(case, name)) for name in ("promised_due", "legal_due", "missing_year")}
    came = {**recount_missing(case), **promise_kept(case, at=at)}
    fact = happened.MoreBrought(
        request=Id(row.pk), counts_from=changes.get("counts_from") or case.counts_from or day, **clocks.told(now)
    )
    move(case, "bring_more", by=by, at=at, fact=fact, asked_more=False, **changes, **came)
    return case


@action
def ask_extension(case: Case, *, by: Actor, at: datetime, workdays: int, reason: str) -> Case:
    """Ask the head for more time, with the reason, before the statutory day (行政许可法第42条)."""
    may(case, "ask_extension", by=by, at=at)
    if by.seat is None:
        raise Refused("延期的理由由承办人自己写，请到办件页申请。")
    if sentence := clocks.may_extend(workdays):
        raise Refused(sentence)
    note = written(case, "reason", reason, at=at, what="延期的理由")
    row = Extension(
        case=case, workdays=workdays, reason_id=note, asked_at=at, asked_day=legal_day(at), asked_by_id=by.seat
    )
    with first_come("已经申请过延期，等负责人批。"), transaction.atomic():
        row.save(force_insert=True)
    fact = happened.ExtensionAsked(extension=Id(row.pk), workdays=Id(workdays), reason=note)
    move(case, "ask_extension", by=by, at=at, fact=fact, extension_asked=workdays)
    return case


@action
def extend(case: Case, *, by: Actor, at: datetime) -> Case:
    """Grant what was asked for: the head of the organ, once. Both limits become longer by so many working days; a
    promised day that had passed when it was asked for stays what it was."""
    may(case, "extend", by=by, at=at)
    row = _asked(case)
    _answer(row, by=by, at=at, granted=True)
    broken = case.promised_due is not None and case.promised_due < row.asked_day
    case.promise_fixed = broken
    found = clocks.again(case, extended=row.workdays)
    fact = happened.Extended(
        extension=Id(row.pk),
        workdays=Id(row.workdays),
        was_promised=case.promised_due,
        was_legal=case.legal_due,
        **clocks.told(found),
    )
    move(case, "extend", by=by, at=at, fact=fact, extension_asked=0, promise_fixed=broken, **found)
    return case


@action
def refuse_extension(case: Case, *, by: Actor, at: datetime, reason: str) -> Case:
    """Do not grant it, with the reason; the limits stay."""
    may(case, "refuse_extension", by=by, at=at)
    row = _asked(case)
    note = written(case, "reason", reason, at=at, what="不同意延期的原因")
    _answer(row, by=by, at=at, granted=False)
    fact = happened.ExtensionRefused(extension=Id(row.pk), reason=note)
    move(case, "refuse_extension", by=by, at=at, fact=fact, extension_asked=0)
    return case


def _asked(case: Case) -> Extension:
    row = case.extensions.filter(granted=None).first()
    if row is None:
        raise Refused("没有要批的延期申请。请经办人先申请延期，写明理由。")
    return row  # type: ignore[no-any-return]


def _answer(row: Extension, *, by: Actor, at: datetime, granted: bool) -> None:
    answer = {"answered_at": at, "answered_day": legal_day(at), "answered_by_id": by.seat, "granted": granted}
    if not Extension.objects.filter(pk=row.pk, granted=None).update(**answer):
        raise Refused("这个延期申请刚被批过了，请刷新后再看。")
