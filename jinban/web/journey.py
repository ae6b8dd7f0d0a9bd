"""One case as its applicant reads it: what it means now, the seven steps, what is still to be brought. Pure reading."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from jinban.cases import events as happened
from jinban.cases.models import Case, NoticePoint
from jinban.cases.queries import Line
from jinban.cases.stages import S
from jinban.catalogue import rules
from jinban.kit.events import Fact
from jinban.kit.sealed import mask_name
from jinban.kit.workdays import Calendar
from jinban.web.templatetags.jinban import day as written

DOING = (S.ACCEPTED, S.REVIEWING, S.DECIDING)
FINISHED = (S.CLOSED, S.ISSUING, S.DELIVERED, S.ARCHIVED)
STOPPED = {
    S.RETURNED: "退件了",
    S.NOT_ACCEPTED: "没有受理",
    S.WITHDRAWN: "您撤回了",
    S.VOIDED: "这一件作废了",
    S.TRANSFERRED: "转报上级机关了",
}


@dataclass(frozen=True)
class Told:
    """What the page says first: the kind of notice, its heading, its sentences."""

    kind: str
    heading: str
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """One of the seven."""

    name: str
    state: str = "todo"
    who: str = ""
    at: datetime | None = None
    note: str = ""
    tag: str = ""
    tag_kind: str = "due"


def masked(case: Case) -> str:
    """余** 的申请: never the whole name on a page that a code alone can open."""
    return mask_name(case.applicant.name) if case.applicant else ""


def points(case: Case) -> list[NoticePoint]:
    """What the one notice asks for and has not been brought yet."""
    if case.stage != S.SUPPLEMENT:
        return []
    return list(case.notice.points.filter(met_at=None).select_related("material").order_by("id"))


def told(case: Case, today: date, calendar: Calendar, lacking: int) -> Told:
    """The stage in the citizen's words, with the promised day; `lacking` are the open points of the notice."""
    if case.stage in DOING:
        return under_way(case, today, calendar)
    if case.stage in FINISHED:
        return finished(case)
    if case.stage in STOPPED:
        return stopped(case)
    if case.stage == S.SUPPLEMENT:
        until = f"请在{written(case.notice.due)}前补来。" if case.notice.due else "请尽快补来。"
        return Told("due", f"还缺 {lacking} 样，补齐就接着办", (until, "只告知这一次，不会再加。"))
    if case.stage == S.RECEIVED:
        until = f"最晚{written(case.notify_due)}告诉您能不能办。" if case.notify_due else "窗口会尽快告诉您能不能办。"
        return Told("tell", "已收件", (until,))
    if case.stage == S.PRE_RETURNED:
        return Told("due", "要改一改再交", ("改哪里写在下面。",))
    return Told("tell", "已提交", ("窗口先看一遍，再正式收件。",))


def dates(case: Case) -> list[tuple[str, str]]:
    """The days that bind the offices; what is not set yet says so."""
    if case.decided_day:
        return [
            ("受理", written(case.accepted_day)),
            ("办结", written(case.decided_day)),
            ("送达", written(case.delivered_day)),
        ]
    if not case.accepted_day:
        limit = rules.limit_words(case.item_version.said.elements.promised_limit.value)
        return [("收件", written(case.received_day)), ("受理后", f"{limit}内答复")]
    waits = "停表中" if case.paused_since else ""
    return [
        ("受理", written(case.accepted_day)),
        ("最晚答复", written(case.promised_due) if case.promised_due else waits or written(None)),
        ("法定最晚", written(case.legal_due) if case.legal_due else waits or written(None)),
    ]


def under_way(case: Case, today: date, calendar: Calendar) -> Told:
    heading = f"已受理，{holder(case)}在办"
    beside = _beside(case)
    if case.promised_due is None and case.paused_since:
        since = f"从{written(case.paused_since)}起{_procedures(case)}，这段时间不算在期限里，做完接着算。"
        return Told("tell", heading, (since, *beside))
    if case.promised_due is None:
        year = f"{case.missing_year}年的日历还没有装入，" if case.missing_year else ""
        return Told("tell", heading, (f"{year}答复的日子定下来，这里就写出来。",))
    if today > case.promised_due:
        late = f"应在{written(case.promised_due)}前答复，已经晚了，正在催办。"
        return Told("no", heading, (late, *_why_late(case), "您可以打 12345 问。", *beside))
    left = calendar.count_workdays(today, case.promised_due)
    rest = f"还有 {left} 个工作日。" if left else "就是今天。"
    return Told("due" if beside else "tell", heading, (f"{written(case.promised_due)}前答复，{rest}", *beside))


def _procedures(case: Case) -> str:
    """The special procedures that run now."""
    names = [row.name for row in case.pauses.filter(ended_day=None).order_by("id")]
    return f"在做{'、'.join(names)}" if names else "停表"


def _why_late(case: Case) -> tuple[str, ...]:
    """What the office wrote about its being late: it is owed to the applicant (优化营商环境条例第37条)."""
    if not case.escalated:
        return ()
    said = (
        case.escalations.filter(words__isnull=False, withdrawn_at=None)
        .select_related("words")
        .order_by("-level")
        .first()
    )
    return (f"为什么晚：{said.words.body}",) if said and said.words.body else ()


def _beside(case: Case) -> tuple[str, ...]:
    """What the applicant still has to bring, and what was made longer."""
    found = []
    if case.tolerance_due:
        found.append(f"您答应后补的材料，请在{written(case.tolerance_due)}前补来，到期没补算撤回申请。")
    if case.asked_more:
        row = case.requests.filter(answered_at=None).select_related("reason").first()
        until = f"请在{written(row.due)}前" if row and row.due else "请尽快"
        found.append(f"还要补充材料，{until}交来：{row.reason.body if row else ''}")
    if case.extended:
        found.append(f"经批准延长了 {case.extended} 个工作日。")
    return tuple(found)


def finished(case: Case) -> Told:
    if case.verdict == "denied":
        return Told("no", "没有通过", ("原因和申诉办法在下面。",))
    if case.revoked_day:
        return Told(
            "no",
            "决定撤销了",
            (f"{written(case.revoked_day)}撤销，原因和申诉办法在下面。",),
        )
    if case.stage in (S.DELIVERED, S.ARCHIVED):
        return Told("ok", "办好了，已经送到", (f"{written(case.delivered_day)}送达。",))
    paper = "正在制证，做好就送来。" if case.makes_paper and case.stage == S.CLOSED else "结果马上送到您手上。"
    return Told("ok", "办好了", (paper,))


def stopped(case: Case) -> Told:
    said = {
        S.RETURNED: "到期没有补齐。材料齐了，可以重新申请。",
        S.NOT_ACCEPTED: "原因写在下面。不服可以申请复议，也可以起诉。",
        S.TRANSFERRED: "由上级机关办，结果由上级机关告诉您。",
        S.VOIDED: "有疑问，打 12345 问。",
    }
    sentence = said.get(case.stage, "想再办，可以重新申请。")
    if case.stage == S.WITHDRAWN and case.lapsed:
        return Told("no", "答应后补的材料没有补，算撤回申请", ("材料齐了，可以重新申请。",))
    return Told("tell" if case.stage == S.WITHDRAWN else "no", STOPPED[case.stage], (sentence,))


def holder(case: Case) -> str:
    """The office that has the case now."""
    if case.holder_site:
        return str(case.holder_site.label)
    return str(case.holder_department.name if case.holder_department else case.department.name)


class Story:
    """The lines of a case's history, read as seven steps."""

    def __init__(self, case: Case, lines: Sequence[Line]) -> None:
        self.case, self.lines = case, lines
        self.planned = {step.power: step.who for step in case.item_version.said.steps}

    def last(self, *facts: type[Fact]) -> Line | None:
        return next((line for line in reversed(self.lines) if isinstance(line.fact, facts)), None)

    def steps(self) -> list[Step]:
        """提交、收件、受理、审查、决定、办结、送达, each with who and when; a stopped case ends where it stopped."""
        made, ended = [], self.case.stage in STOPPED
        for name, line, who in self.rows():
            if line:
                made.append(self.done(name, line))
            elif ended:
                made.append(Step(name, "stop", note=STOPPED[self.case.stage]))
                break
            elif all(step.state != "now" for step in made):
                made.append(self.now(name))
            else:
                made.append(Step(name, who=who))
        return made

    def rows(self) -> list[tuple[str, Line | None, str]]:
        """Name, the line that did it, and who will do it."""
        case = self.case
        # What a reopening undid is not done.
        decided = self.last(happened.Decided) if case.decided_day else None
        checked = self.last(happened.Checked) or (decided if case.instant else None)
        issued = (
            (self.last(happened.Issued) if decided else None)
            if case.makes_paper and case.verdict != "denied"
            else decided
        )
        return [
            ("提交", self.last(happened.Submitted) or self.last(happened.Received), ""),
            ("收件", self.last(happened.Received), self.by("collect")),
            (
                "受理",
                self.last(happened.Accepted, happened.DeemedAccepted, happened.AcceptedTolerantly),
                self.by("accept"),
            ),
            ("审查", checked, self.by("review")),
            ("决定", decided, self.by("close")),
            ("办结", issued, self.by("close")),
            ("送达", self.last(happened.Delivered) if case.delivered_day else None, self.by("deliver")),
        ]

    def by(self, power: str) -> str:
        """Who will do it by the item's own steps, with this case's town and place put in."""
        who, case = self.planned.get(power, ""), self.case
        if who.startswith("村") and case.site:
            return str(case.site.label)
        if who.startswith("镇") and case.town:
            return case.town.short_name + who[1:]
        return who or (case.department.name if power in ("review", "close") else "")

    def done(self, name: str, line: Line) -> Step:
        who = line.office or line.who
        if name == "提交" and isinstance(line.fact, happened.Received):
            who = f"{line.office}代您填"
        if name == "决定" and self.case.verdict == "denied":
            return Step(name, "stop", who, line.at, "没有通过")
        note = "当场办，不另外审查" if name == "审查" and isinstance(line.fact, happened.Decided) else ""
        return Step(name, "done", who, line.at, note)

    def now(self, name: str) -> Step:
        case = self.case
        going = case.next_site or case.next_department
        if going:
            where = getattr(going, "label", "") or going.name
            return Step(name, "now", holder(case), note=f"正送往{where}", tag="现在，在路上")
        if case.stage == S.SUPPLEMENT:
            return Step(name, "now", holder(case), tag="现在，等您补")
        return Step(name, "now", holder(case), tag="现在", tag_kind="tell")

    def reasons(self) -> list[str]:
        """Why it was denied, not accepted or sent back to be changed, in the office's words."""
        line = self.last(happened.Decided, happened.NotAccepted, happened.PreReturned)
        if self.case.revoked_day:
            line = self.last(happened.PledgeChecked)
            return [line.words] if line and line.words else []
        against = self.case.verdict == "denied" or self.case.stage in (S.NOT_ACCEPTED, S.PRE_RETURNED)
        return [line.words] if line and line.words and against else []
