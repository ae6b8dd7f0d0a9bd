"""What stands beside the straight way of a case, in words: pauses, extension, promises, 公示, the clocks of step and delivery."""

from collections.abc import Iterator

from jinban.cases import lights
from jinban.cases.models import Case
from jinban.cases.stages import RUNNING, S
from jinban.kit.clock import now
from jinban.web.templatetags.jinban import moment, plain_day

Pairs = list[tuple[str, str]]


def days(case: Case) -> Pairs:
    """What of all this holds for a case. Asks the database only where the case says that there is something."""
    return [*_pauses(case), *_extension(case), *_promises(case), *_public(case), *_clocks(case)]


def _pauses(case: Case) -> Iterator[tuple[str, str]]:
    """Each stretch, also after it has ended: that a case was suspended stays visible."""
    for row in case.pauses.all() if case.was_paused else ():
        needs = f"，要{row.needs_amount.normalize():f}个工作日" if row.needs_amount else ""
        if row.ended_day is None:
            expected = f"，预计到{plain_day(row.expected_day)}" if row.expected_day else ""
            yield "停表中", f"{row.name}，{plain_day(row.started_day)}起{needs}{expected}"
        else:
            yield "停过表", f"{row.name}，{plain_day(row.started_day)}到{plain_day(row.ended_day)}，不计入期限"


def _extension(case: Case) -> Iterator[tuple[str, str]]:
    if case.extended:
        yield "延期", f"批准延期{case.extended}个工作日"
    if case.extension_asked:
        asked = case.extensions.filter(granted=None).select_related("reason").first()
        yield "申请延期", f"{case.extension_asked}个工作日，等负责人批。理由：{asked.reason.body if asked else ''}"


def _promises(case: Case) -> Iterator[tuple[str, str]]:
    if case.tolerance_due:
        yield "容缺", f"申请人承诺{plain_day(case.tolerance_due)}前补齐，逾期视为撤回"
    if case.asked_more:
        row = case.requests.filter(answered_at=None).select_related("reason").first()
        until = f"最晚{plain_day(row.due)}，" if row and row.due else ""
        yield "等补充材料", f"{until}{row.reason.body if row else ''}"
    if case.pledged:
        pledge = case.pledge
        until = f"，{plain_day(pledge.check_due)}前核查" if pledge.check_due and not pledge.outcome else ""
        yield "告知承诺", f"{pledge.get_outcome_display()}{until}"


def _public(case: Case) -> Iterator[tuple[str, str]]:
    if case.publicity_until:
        objections = f"，{case.objections}条异议没有处理" if case.objections else ""
        yield "公示", f"到{plain_day(case.publicity_until)}{objections}"


def _clocks(case: Case) -> Iterator[tuple[str, str]]:
    """The step in hand and the delivery, each with its own clock."""
    at = now()
    late = "，已超时" if lights.step_late(stage=case.stage, step_due=case.step_due, step_at=case.step_at, at=at) else ""
    until = moment(case.step_at) if case.step_at else plain_day(case.step_due)
    if case.stage in RUNNING and case.step_due:
        yield "这一环节", f"最晚{until}{late}"
    if case.stage in (S.CLOSED, S.ISSUING) and case.deliver_due:
        yield "送达", f"最晚{plain_day(case.deliver_due)}{late}"
    if case.reopen_until and case.reopen_until >= at:
        yield "可以重开到", moment(case.reopen_until)
