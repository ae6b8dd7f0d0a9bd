"""Every verb of a case's life as somebody would do it: the action with sensible words, papers, offices. Needs `city`."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import msgspec

from jinban.cases import actions, queries, rules
from jinban.cases.models import Case, NoticePoint
from jinban.catalogue import actions as catalogue_actions
from jinban.catalogue import queries as catalogue
from jinban.catalogue.content import Content, Limit, Procedure, Publicising
from jinban.kit.clock import legal_day
from jinban.kit.workdays import Limit as Needs
from jinban.kit.workdays import Unit
from jinban.people.actors import CLOCK, Actor
from tests.play import MONDAY, SERVICE, seat

SHOWN = Publicising(limit=Limit(amount=Decimal(7), unit="natural_day"), where="村务公开栏")
HANDED = actions.Paper("handed", "B")
Do = Callable[[Case, Random, dict[str, Any]], Case]


def on(year: int, month: int, day: int, hour: int = 9) -> datetime:
    """An hour of a day in China, nine in the morning unless told."""
    return datetime(year, month, day, tzinfo=UTC) + timedelta(hours=hour - 8)


def changed(item: str, *, at: datetime = MONDAY, pledged: str = "", **way: Any) -> Content:
    """From this day on the item asks for more on its way: on_site, hearing, publicity, tolerance…; and lets one paper be
    pledged."""
    before = catalogue.version_on(item, legal_day(at)).said
    plain = {field: getattr(before.way, field) for field in before.way.__struct_fields__}
    word = {"waived": "pledge", "why_waived": "书面承诺就不用带。"}
    materials = [msgspec.structs.replace(one, **word if one.key == pledged else {}) for one in before.materials]
    changes = {"materials": tuple(materials), "procedure": Procedure(**{**plain, **way})}
    after = msgspec.structs.replace(before, valid_from=legal_day(at), **changes)
    assert catalogue_actions.put_verified([after], by=seat(SERVICE), at=at) == 1
    return after


def now(case: Case) -> Case:
    """The case as it stands, whoever asks."""
    return queries.get(CLOCK, case.pk)


def lacking(case: Case, **which: Any) -> list[str]:
    return list(case.materials.filter(state="missing", **which).values_list("key", flat=True))


def _notify(case: Case, dice: Random, who: dict[str, Any]) -> Case:
    rows = list(case.materials.all())
    must = [row.key for row in rows if row.required and row.state == "missing"]
    keys = must or [dice.choice(rows).key]
    return actions.notify(case, points=[actions.Point(key, "missing", "带原件来") for key in keys], **who)


def _supply(part: bool) -> Do:
    def act(case: Case, dice: Random, who: dict[str, Any]) -> Case:
        points = NoticePoint.objects.filter(notice__case=case, notice__withdrawn_at=None, met_at=None)
        keys = list(points.values_list("material__key", flat=True))
        return actions.supply(case, papers=dict.fromkeys(keys[:1] if part else keys, HANDED), **who)

    return act


def _supply_lacking(case: Case, dice: Random, who: dict[str, Any]) -> Case:
    keys = lacking(case, tolerated=True)
    return actions.supply_lacking(case, papers=dict.fromkeys(keys[: dice.choice((1, 9))], HANDED), **who)


def _forward(case: Case, dice: Random, who: dict[str, Any]) -> Case:
    targets = queries.targets(case, legal_day(who["at"]))
    return actions.forward(case, to=dice.choice(targets).code if targets else "", **who)


def _reassign(case: Case, dice: Random, who: dict[str, Any]) -> Case:
    to = dice.choice(queries.offices(case, legal_day(who["at"]))).code
    return actions.reassign(case, to=to, reason="经办人休假。", **who)


def _pause(case: Case, dice: Random, who: dict[str, Any]) -> Case:
    running = set(case.pauses.filter(ended_day=None).values_list("kind", flat=True))
    one = dice.choice([one for one in queries.special_procedures(case) if one.code not in running])
    return actions.pause(
        case, kind=one.code, needs=one.most or Needs(Decimal(5), Unit.WORKDAY), reason="请专家看。", **who
    )


def _resume(case: Case, dice: Random, who: dict[str, Any]) -> Case:
    kinds = list(case.pauses.filter(ended_day=None).exclude(kind=actions.SUPPLEMENT).values_list("kind", flat=True))
    return actions.resume(case, kind=dice.choice(kinds) if kinds else "", **who)


def _ask_more(case: Case, dice: Random, who: dict[str, Any]) -> Case:
    key = dice.choice(list(case.materials.all())).key
    return actions.ask_more(case, materials=[key], reason="照片看不清。", **who)


def _examine(act: Callable[..., Case]) -> Do:
    def examined(case: Case, dice: Random, who: dict[str, Any]) -> Case:
        officers = [seat.pk for seat in queries.officers(case, legal_day(who["at"]))]
        return act(case, officers=officers[:2], finding="两人到场，情况属实。", **who)

    return examined


def _decide(case: Case, dice: Random, who: dict[str, Any]) -> Case:
    ready = rules.not_ready(case, legal_day(who["at"])) is None
    if ready and dice.random() < 0.7:
        return actions.decide(case, verdict="approved", **who)
    return actions.decide(case, verdict="denied", reason="不符合条件。", remedies="六十日内申请行政复议。", **who)


def _correct(case: Case, dice: Random, who: dict[str, Any]) -> Case:
    paper = dice.choice(list(case.materials.all()))
    key, state = paper.key, "missing" if paper.state == "handed" else "handed"
    choices = [("channel", "post" if case.channel != "post" else "window", ""), ("material", state, key)]
    if case.counts_from:
        days = {case.received_day, min(case.decided_day or legal_day(who["at"]), legal_day(who["at"]))}
        choices += [("counts_from", day.isoformat(), "") for day in days - {case.counts_from}] * 2
    if case.decided_day:
        other = "denied" if case.verdict == "approved" else "approved"
        if other == "denied" or rules.not_ready(case, legal_day(who["at"])) is None:
            choices.append(("result", other, ""))
    field, to, key = dice.choice(choices)
    return actions.correct(case, field=field, to=to, key=key, reason="录错了。", **who)


def _fix(case: Case, dice: Random, who: dict[str, Any]) -> Case:
    return actions.fix(case, what="改了日期。", papers=dict.fromkeys(lacking(case)[:1], HANDED), **who)


def _deliver(case: Case, dice: Random, who: dict[str, Any]) -> Case:
    return actions.deliver(case, way=dice.choice(("in_person", "post", "helper")), receiver="单号1", **who)


def _check_pledge(case: Case, dice: Random, who: dict[str, Any]) -> Case:
    return actions.check_pledge(case, outcome=dice.choice(("kept", "rectified", "revoked")), finding="查过。", **who)


def plain(act: Callable[..., Case], **words: Any) -> Do:
    """A verb whose words are always the same."""
    return lambda case, dice, who: act(case, **words, **who)


DO: dict[str, Do] = {
    "submit": plain(actions.submit),
    "pre_return": plain(actions.pre_return, why="照片看不清。"),
    "receive": plain(actions.receive),
    "accept": plain(actions.accept),
    "accept_lacking": plain(actions.accept_lacking, promise="本人承诺补交。"),
    "deem": plain(actions.deem),
    "notify": _notify,
    "refuse": plain(actions.refuse, why="unlawful", reason="不能申请。", remedies="六十日内申请行政复议。"),
    "fix": _fix,
    "pledge": plain(actions.pledge, promise="本人承诺所说属实。"),
    "supply": _supply(False),
    "supply_part": _supply(True),
    "withdraw_notice": plain(actions.withdraw_notice, reason="告知错了。"),
    "give_back": plain(actions.give_back),
    "forward": _forward,
    "take_over": plain(actions.take_over),
    "recall": plain(actions.recall),
    "supply_lacking": _supply_lacking,
    "lapse": plain(actions.lapse),
    "pause": _pause,
    "resume": _resume,
    "run_out": lambda case, dice, who: actions.run_out(case, **who),
    "ask_more": _ask_more,
    "bring_more": plain(actions.bring_more),
    "ask_extension": plain(actions.ask_extension, workdays=5, reason="要到外省核实。"),
    "extend": plain(actions.extend),
    "refuse_extension": plain(actions.refuse_extension, reason="可以按时办完。"),
    "visit": _examine(actions.visit),
    "hear": _examine(actions.hear),
    "publicise": plain(actions.publicise),
    "object": plain(actions.object_to, text="邻居说不实。"),
    "settle": plain(actions.settle, answer="查过属实。"),
    "review": plain(actions.review),
    "check": plain(actions.check, advice="grant", opinion="情况属实。"),
    "decide": _decide,
    "issue": plain(actions.issue, paper="一号"),
    "deliver": _deliver,
    "archive": plain(actions.archive),
    "check_pledge": _check_pledge,
    "restore": plain(actions.restore, reason="已经整改。"),
    "correct": _correct,
    "reassign": _reassign,
    "reopen": plain(actions.reopen, reason="漏看了一样材料。"),
    "withdraw": plain(actions.withdraw, reason="不办了。"),
    "transfer": plain(actions.transfer, reason="归黄石市办。"),
    "void": plain(actions.void, reason="重复录入。"),
}  # fmt: skip


def do(verb: str, case: Case, *, by: Actor, at: datetime, dice: Random | None = None) -> Case:
    """Make this move with words that are right."""
    return DO[verb](case, dice or Random(1), {"by": by, "at": at})
