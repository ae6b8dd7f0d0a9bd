"""The life of a case, from draft to archive. The words are those of the code table `case_state`."""

from django.db.models import TextChoices

from jinban.cases import events as happened
from jinban.cases import rules
from jinban.kit.life import Life, Move
from jinban.people.roles import Role


class Stage(TextChoices):
    """Where a case stands. Stored words, never reused."""

    DRAFT = "draft", "草稿"
    SUBMITTED = "submitted", "已提交待预审"
    PRE_RETURNED = "pre_returned", "预审退回"
    RECEIVED = "received", "已收件"
    SUPPLEMENT = "supplement", "补正待交"
    RETURNED = "returned", "退件"
    NOT_ACCEPTED = "not_accepted", "不予受理"
    ACCEPTED = "accepted", "已受理"
    REVIEWING = "reviewing", "审查中"
    DECIDING = "deciding", "待决定"
    CLOSED = "closed", "办结"
    ISSUING = "issuing", "制证"
    DELIVERED = "delivered", "已送达"
    ARCHIVED = "archived", "已归档"
    WITHDRAWN = "withdrawn", "撤回"
    VOIDED = "voided", "作废"
    TRANSFERRED = "transferred", "转报"


S = Stage
OPEN = (S.SUBMITTED, S.RECEIVED, S.SUPPLEMENT, S.ACCEPTED, S.REVIEWING, S.DECIDING)
AFTER = (S.CLOSED, S.ISSUING)

CLOCK = ("clock@county",)
COUNTY = ("service_office@county",)
OWN = ("applicant@own", "helper@own")
INTAKE = ("village_helper@holder", "town_window@holder", "police_window@holder")
ORIGIN = ("village_helper@origin", "town_window@origin", "police_window@origin")
DEPARTMENT = ("dept_approver@holder", "dept_head@holder")
OFFICE = ("town_back@holder", "police_window@holder", *DEPARTMENT)
ANYONE_HOLDING = (*INTAKE, "town_back@holder", "town_head@holder", *DEPARTMENT)
RUNNING = (S.ACCEPTED, S.REVIEWING, S.DECIDING)
MOVABLE = (S.RECEIVED, *RUNNING)
NUMBERED = tuple(stage for stage in Stage if stage not in (S.DRAFT, S.SUBMITTED, S.PRE_RETURNED, S.VOIDED))
DECIDED = (S.CLOSED, S.ISSUING, S.DELIVERED)
TELLERS = (*INTAKE, "town_back@holder", *DEPARTMENT)
HEADS = ("dept_head@holder", "town_head@holder")
ANYONE_NEXT = tuple(who.replace("@holder", "@next") for who in ANYONE_HOLDING)

_RELATION = {"holder": "办件所在处的", "next": "要接收办件的", "origin": "收件处的", "county": "全市的"}
WHO = {f"{role.value}@{relation}": f"{words}{role.label}" for role in Role for relation, words in _RELATION.items()} | {
    "applicant@own": "申请人本人",
    "helper@own": "受托的帮办员",
    "clock@county": "时钟",
}

WAITS = (rules.in_transit,)


def stays(
    verb: str,
    label: str,
    stages: tuple[str, ...],
    by: tuple[str, ...],
    fact: type,
    *unless: object,
    when: tuple[object, ...] = (),
) -> tuple[Move, ...]:
    """A move that changes hands or papers and leaves the stage as it is."""
    return tuple(Move(verb, label, (stage,), stage, by, fact, unless, when) for stage in stages)  # type: ignore[arg-type]


CASE = Life(
    "case",
    "件",
    start=S.DRAFT,
    stages=Stage,
    who=WHO,
    moves=(
        Move("submit", "提交", (S.DRAFT, S.PRE_RETURNED), S.SUBMITTED, OWN, happened.Submitted),
        Move("pre_return", "退回修改", (S.SUBMITTED,), S.PRE_RETURNED, INTAKE, happened.PreReturned),
        Move("receive", "收件", (S.DRAFT, S.SUBMITTED), S.RECEIVED, INTAKE, happened.Received),
        Move(
            "accept", "受理", (S.RECEIVED,), S.ACCEPTED, TELLERS, happened.Accepted,
            (*WAITS, rules.may_not_accept, rules.materials_missing, rules.lesser_missing),
        ),
        Move(
            "accept_lacking", "容缺受理", (S.RECEIVED,), S.ACCEPTED, TELLERS, happened.AcceptedTolerantly,
            (*WAITS, rules.may_not_accept, rules.materials_missing, rules.nothing_to_tolerate), (rules.told_too_late,),
        ),
        Move("deem", "视为受理", (S.RECEIVED,), S.ACCEPTED, CLOCK, happened.DeemedAccepted, (), (rules.may_still_tell,)),
        Move(
            "notify", "一次告知", (S.RECEIVED,), S.SUPPLEMENT, TELLERS, happened.Notified,
            (*WAITS, rules.told_already, rules.may_not_tell), (rules.told_too_late,),
        ),
        Move(
            "refuse", "不予受理", (S.RECEIVED,), S.NOT_ACCEPTED, TELLERS, happened.NotAccepted,
            (*WAITS, rules.may_not_accept), (rules.told_too_late,),
        ),
        *stays("fix", "当场更正", (S.RECEIVED,), INTAKE, happened.FixedOnSpot, *WAITS),
        *stays("pledge", "告知承诺", (S.RECEIVED,), INTAKE, happened.Pledged, *WAITS, rules.may_not_pledge),
        Move("supply", "补齐材料", (S.SUPPLEMENT,), S.RECEIVED, (*INTAKE, *ORIGIN, *OWN), happened.Supplied),
        Move("supply_part", "补交一部分", (S.SUPPLEMENT,), S.SUPPLEMENT, (*INTAKE, *ORIGIN, *OWN), happened.PartSupplied),
        Move("withdraw_notice", "撤销告知", (S.SUPPLEMENT,), S.RECEIVED, TELLERS, happened.NoticeWithdrawn),
        Move(
            "give_back", "退件", (S.SUPPLEMENT,), S.RETURNED, (*CLOCK, *TELLERS), happened.GivenBack, (), (rules.may_still_supply,),
        ),
        *stays("forward", "移交", MOVABLE, ANYONE_HOLDING, happened.Forwarded, *WAITS),
        *stays("take_over", "接收", MOVABLE, ANYONE_NEXT, happened.TakenOver),
        *stays("recall", "收回移交", MOVABLE, ANYONE_HOLDING, happened.Recalled, rules.not_in_transit),
        *stays("supply_lacking", "补交容缺材料", RUNNING, (*INTAKE, *ORIGIN, *OWN), happened.LackSupplied, rules.nothing_lacks),
        Move("lapse", "容缺逾期", RUNNING, S.WITHDRAWN, CLOCK, happened.ToleranceLapsed, (rules.nothing_lacks,), (rules.may_still_bring,)),
        *stays("pause", "停表", RUNNING, (*OFFICE, "town_head@holder"), happened.Paused, *WAITS, when=(rules.too_late_to_pause,)),
        *stays(
            "resume", "恢复计时", RUNNING, (*OFFICE, "town_head@holder"), happened.Resumed, rules.no_pause,
            when=(rules.more_may_come,),
        ),
        *stays("run_out", "特别程序到期", RUNNING, CLOCK, happened.Resumed, when=(rules.procedures_still_run,)),
        *stays("ask_more", "受理后要求补充", RUNNING, OFFICE, happened.MoreAsked, *WAITS, rules.more_asked),
        *stays("bring_more", "交来补充材料", RUNNING, (*OFFICE, *INTAKE, *ORIGIN, *OWN), happened.MoreBrought, rules.no_more_asked),
        *stays(
            "ask_extension", "申请延期", RUNNING, (*OFFICE, "town_head@holder"), happened.ExtensionAsked, *WAITS, rules.extended_already,
            rules.extension_asked, rules.paused, rules.no_head, when=(rules.too_late_to_extend,),
        ),
        *stays("extend", "批准延期", RUNNING, HEADS, happened.Extended, rules.extension_not_asked, when=(rules.too_late_to_extend,)),
        *stays("refuse_extension", "不同意延期", RUNNING, HEADS, happened.ExtensionRefused, rules.extension_not_asked),
        *stays("visit", "现场核查", RUNNING, (*OFFICE, *INTAKE), happened.Examined, *WAITS),
        *stays("hear", "听证", RUNNING, OFFICE, happened.Examined, *WAITS),
        *stays("publicise", "公示", RUNNING, (*OFFICE, "town_head@holder"), happened.Publicised, *WAITS, rules.not_to_publicise),
        *stays("object", "收到异议", RUNNING, (*OFFICE, *INTAKE, "town_head@holder"), happened.Objected, rules.not_public),
        *stays("settle", "处理异议", RUNNING, (*OFFICE, "town_head@holder"), happened.ObjectionSettled, rules.no_objection),
        Move("review", "开始审查", (S.ACCEPTED,), S.REVIEWING, OFFICE, happened.ReviewBegun, WAITS),
        Move("check", "审查完毕", (S.ACCEPTED, S.REVIEWING), S.DECIDING, OFFICE, happened.Checked, (*WAITS, rules.may_not_check)),
        Move(
            "decide", "作决定", (S.ACCEPTED,), S.CLOSED, (*INTAKE, "town_back@holder", *DEPARTMENT), happened.Decided,
            (*WAITS, rules.may_not_decide, rules.not_checked, rules.paused),
        ),
        Move(
            "decide", "作决定", (S.DECIDING,), S.CLOSED, ("town_head@holder", "police_window@holder", *DEPARTMENT),
            happened.Decided, (*WAITS, rules.may_not_decide, rules.paused),
        ),
        Move(
            "issue", "制证", (S.CLOSED,), S.ISSUING, (*INTAKE, "town_back@holder", *DEPARTMENT), happened.Issued,
            (*WAITS, rules.nothing_to_issue, rules.nothing_of_revoked),
        ),
        Move("deliver", "送达", AFTER, S.DELIVERED, (*INTAKE, *ORIGIN, *DEPARTMENT), happened.Delivered, (*WAITS, rules.not_made)),
        Move("archive", "归档", (S.DELIVERED,), S.ARCHIVED, (*INTAKE, *ORIGIN, "town_back@holder", *DEPARTMENT), happened.Archived),
        *stays(
            "check_pledge", "核查承诺", (*DECIDED, S.ARCHIVED), (*INTAKE, "town_back@holder", "town_head@holder", *DEPARTMENT),
            happened.PledgeChecked, rules.no_pledge_to_check,
        ),
        *stays("restore", "修复信用", (*DECIDED, S.ARCHIVED), COUNTY, happened.CreditRestored, rules.no_broken_pledge),
        *stays("correct", "更正", NUMBERED, COUNTY, happened.Corrected),
        *stays("reassign", "改派", (*MOVABLE, S.SUPPLEMENT, *AFTER), COUNTY, happened.Reassigned),
        Move(
            "reopen", "重开", (*DECIDED, S.ARCHIVED), S.DECIDING, (*HEADS, *COUNTY), happened.Reopened,
            (rules.revoked,), (rules.reopen_window_over,),
        ),
        Move("withdraw", "撤回", OPEN, S.WITHDRAWN, (*OWN, *ORIGIN), happened.Withdrawn),
        Move("transfer", "转报上级", (S.ACCEPTED, S.REVIEWING, S.DECIDING), S.TRANSFERRED, DEPARTMENT, happened.Transferred, WAITS),
        Move(
            "void", "作废", tuple(stage for stage in Stage if stage not in (S.DRAFT, S.VOIDED)), S.VOIDED, COUNTY,
            happened.Voided,
        ),
    ),
)  # fmt: skip
