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

OWN = ("applicant@own", "helper@own")
INTAKE = ("village_helper@holder", "town_window@holder", "police_window@holder")
ORIGIN = ("village_helper@origin", "town_window@origin", "police_window@origin")
TOWN = ("town_window@holder", "town_back@holder", "police_window@holder")
DEPARTMENT = ("dept_approver@holder", "dept_head@holder")
OFFICE = ("town_back@holder", "police_window@holder", *DEPARTMENT)
ANYONE_HOLDING = (*INTAKE, "town_back@holder", "town_head@holder", *DEPARTMENT)
ANYONE_NEXT = tuple(who.replace("@holder", "@next") for who in ANYONE_HOLDING)

_RELATION = {"holder": "办件所在处的", "next": "要接收办件的", "origin": "收件处的", "county": "全市的"}
WHO = {f"{role.value}@{relation}": f"{words}{role.label}" for role in Role for relation, words in _RELATION.items()} | {
    "applicant@own": "申请人本人",
    "helper@own": "受托的帮办员",
    "clock@county": "时钟",
}

WAITS = (rules.in_transit,)


def stays(
    verb: str, label: str, stages: tuple[str, ...], by: tuple[str, ...], fact: type, *unless: object
) -> tuple[Move, ...]:
    """A move that changes hands or papers and leaves the stage as it is."""
    return tuple(Move(verb, label, (stage,), stage, by, fact, unless) for stage in stages)  # type: ignore[arg-type]


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
            "accept", "受理", (S.RECEIVED,), S.ACCEPTED, (*INTAKE, "town_back@holder", *DEPARTMENT), happened.Accepted,
            (*WAITS, rules.may_not_accept, rules.materials_missing),
        ),
        Move(
            "notify", "一次告知", (S.RECEIVED,), S.SUPPLEMENT, (*INTAKE, "town_back@holder", *DEPARTMENT), happened.Notified,
            (*WAITS, rules.told_already, rules.may_not_tell),
        ),
        Move(
            "refuse", "不予受理", (S.RECEIVED,), S.NOT_ACCEPTED, (*INTAKE, "town_back@holder", *DEPARTMENT), happened.NotAccepted,
            (*WAITS, rules.may_not_accept),
        ),
        Move("supply", "补齐材料", (S.SUPPLEMENT,), S.RECEIVED, (*INTAKE, *ORIGIN, *OWN), happened.Supplied),
        Move("supply_part", "补交一部分", (S.SUPPLEMENT,), S.SUPPLEMENT, (*INTAKE, *ORIGIN, *OWN), happened.PartSupplied),
        Move(
            "give_back", "退件", (S.SUPPLEMENT,), S.RETURNED, ("clock@county", *INTAKE, "town_back@holder", *DEPARTMENT),
            happened.GivenBack,
        ),
        *stays("forward", "移交", (S.RECEIVED, S.ACCEPTED, S.REVIEWING, S.DECIDING, *AFTER), ANYONE_HOLDING, happened.Forwarded, *WAITS),
        *stays("take_over", "接收", (S.RECEIVED, S.ACCEPTED, S.REVIEWING, S.DECIDING, *AFTER), ANYONE_NEXT, happened.TakenOver),
        *stays(
            "recall", "收回移交", (S.RECEIVED, S.ACCEPTED, S.REVIEWING, S.DECIDING, *AFTER), ANYONE_HOLDING, happened.Recalled,
            rules.not_in_transit,
        ),
        Move("review", "开始审查", (S.ACCEPTED,), S.REVIEWING, OFFICE, happened.ReviewBegun, WAITS),
        Move("check", "审查完毕", (S.ACCEPTED, S.REVIEWING), S.DECIDING, OFFICE, happened.Checked, (*WAITS, rules.may_not_check)),
        Move(
            "decide", "作决定", (S.ACCEPTED,), S.CLOSED, (*INTAKE, "town_back@holder", *DEPARTMENT), happened.Decided,
            (*WAITS, rules.may_not_decide, rules.not_checked),
        ),
        Move(
            "decide", "作决定", (S.DECIDING,), S.CLOSED, ("town_head@holder", "police_window@holder", *DEPARTMENT),
            happened.Decided, (*WAITS, rules.may_not_decide),
        ),
        Move(
            "issue", "制证", (S.CLOSED,), S.ISSUING, ("town_window@holder", *OFFICE), happened.Issued,
            (*WAITS, rules.nothing_to_issue),
        ),
        Move("deliver", "送达", AFTER, S.DELIVERED, (*INTAKE, *ORIGIN, *DEPARTMENT), happened.Delivered, (*WAITS, rules.not_made)),
        Move("archive", "归档", (S.DELIVERED,), S.ARCHIVED, (*INTAKE, *ORIGIN, "town_back@holder", *DEPARTMENT), happened.Archived),
        Move("withdraw", "撤回", OPEN, S.WITHDRAWN, (*OWN, *ORIGIN), happened.Withdrawn),
        Move("transfer", "转报上级", (S.ACCEPTED, S.REVIEWING, S.DECIDING), S.TRANSFERRED, DEPARTMENT, happened.Transferred, WAITS),
        Move(
            "void", "作废", tuple(stage for stage in Stage if stage not in (S.DRAFT, S.VOIDED)), S.VOIDED, ("service_office@county",),
            happened.Voided,
        ),
    ),
)  # fmt: skip
