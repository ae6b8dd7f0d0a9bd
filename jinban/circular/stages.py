"""The life of a circular: drafted, reviewed, approved, issued, archived. Before it is issued its numbers are counted anew each
time it is opened; from then on it is frozen."""

from django.db.models import TextChoices

from jinban.circular import events as happened
from jinban.circular import rules
from jinban.kit.figures import Period
from jinban.kit.life import Life, Move
from jinban.people.roles import Role


class S(TextChoices):
    DRAFTED = "drafted", "起草中"
    REVIEWED = "reviewed", "已审核"
    APPROVED = "approved", "已批准"
    ISSUED = "issued", "已签发"
    ARCHIVED = "archived", "已归档"
    DISCARDED = "discarded", "已作废"


KINDS = {"annual": "年度通报", "bulletin": "工作快报"}
BEFORE = (S.DRAFTED, S.REVIEWED, S.APPROVED)
FROZEN = (S.ISSUED, S.ARCHIVED)


def called(kind: str, period: str) -> str:
    """2023年度通报, 2023年第4季度工作快报."""
    label = Period.parse(period).label
    return f"{label.removesuffix('年') if kind == 'annual' else label}{KINDS[kind]}"


WRITER = (Role.BUSINESS_OFFICE.value,)
OFFICES = (Role.BUSINESS_OFFICE.value, Role.SERVICE_OFFICE.value)
HEAD = (Role.COUNTY_HEAD.value,)
READERS = (*OFFICES, *HEAD, Role.AUDITOR.value)
WHO = {role: str(Role(role).label) for role in READERS}


def stays(verb: str, label: str, stages: tuple[str, ...], by: tuple[str, ...], fact: type) -> tuple[Move, ...]:
    """A move that leaves the stage as it is."""
    return tuple(Move(verb, label, (stage,), stage, by, fact) for stage in stages)


CIRCULAR = Life(
    name="circular",
    label="通报",
    start=S.DRAFTED,
    stages=S,
    who=WHO,
    moves=(
        *stays("revise", "修改文字", (S.DRAFTED,), WRITER, happened.Revised),
        *stays("pick", "选定突出单位", (S.DRAFTED,), WRITER, happened.UnitsPicked),
        Move(
            "review",
            "审核通过",
            (S.DRAFTED,),
            S.REVIEWED,
            OFFICES,
            happened.Reviewed,
            (rules.own_work, rules.unfinished),
        ),
        Move("approve", "批准", (S.REVIEWED,), S.APPROVED, HEAD, happened.Approved, (rules.own_hand, rules.unfinished)),
        Move("issue", "签发", (S.APPROVED,), S.ISSUED, WRITER, happened.Issued, (rules.unfinished,)),
        Move("send_back", "退回修改", (S.REVIEWED, S.APPROVED), S.DRAFTED, (*OFFICES, *HEAD), happened.SentBack),
        *stays("comment", "提意见", BEFORE, READERS, happened.Commented),
        Move("discard", "作废", BEFORE, S.DISCARDED, WRITER, happened.Discarded),
        Move("archive", "归档", (S.ISSUED,), S.ARCHIVED, WRITER, happened.Archived),
    ),
)
