"""Cases that are worked on together: which go with which, where they can go, and the opinions kept for them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import Q, QuerySet

from jinban.cases import queries, rules
from jinban.cases.models import Case, StockOpinion
from jinban.cases.queries import WITH_ALL, Target
from jinban.cases.stages import CASE, S
from jinban.people.actors import Actor

# What can be done to many at once. Of these, what weighs the matter itself goes for like cases only.
VERBS = ("check", "decide", "forward", "take_over")
WEIGHED = frozenset({"check", "decide"})
MOST = 50
UNLIKE = "这件和别的不是同一种，请单独办。"


def whole(cases: QuerySet[Case]) -> QuerySet[Case]:
    """With all that the rules of a move look at, and each item version read once for all its cases: it is long."""
    others = (name for name in WITH_ALL if name != "item_version")
    return cases.select_related(None).select_related(*others).prefetch_related("item_version")


def looked_at(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Lines of a list with what the rules of these moves look at beside the line: each site and power read once for all."""
    return cases.prefetch_related("holder_site", "delegation")


def chosen(actor: Actor, ids: Iterable[int]) -> list[Case]:
    """Those of these cases that the actor may know of, in this order."""
    wanted = list(dict.fromkeys(ids))
    found = {case.pk: case for case in whole(queries.visible_to(actor).filter(pk__in=wanted).exclude(stage=S.DRAFT))}
    return [found[pk] for pk in wanted if pk in found]


def refusal(case: Case, verb: str, actor: Actor, at: datetime) -> str | None:
    """Why this case cannot go along in a batch; None when it can: as the move alone, and what is weighed lacks nothing."""
    return CASE.refusal(case, verb, by=actor, standing=rules.standing(case, actor), at=at) or lacking(case, verb)


def lacking(case: Case, verb: str) -> str | None:
    """What is weighed together lacks nothing."""
    return f"还缺{case.missing}样材料，要单独办。" if verb in WEIGHED and case.missing else None


def verbs(case: Case, actor: Actor, at: datetime) -> list[str]:
    """In which batches this case could go along now."""
    return [verb for verb in VERBS if refusal(case, verb, actor, at) is None]


def kind(case: Case, verb: str) -> str:
    """Cases of one kind go together: where the matter is weighed, the same version of an item at the same stage."""
    return f"{case.item_version_id}.{case.stage}" if verb in WEIGHED else ""


def movable(cases: QuerySet[Case], verb: str, actor: Actor, at: datetime) -> list[Case]:
    """The first of a queue with which this move can be made, as many as go together."""
    on_the_way = Q(next_site__isnull=False) | Q(next_department__isnull=False)
    stages = [stage for stage, known in CASE.table if known == verb]
    likely = cases.filter(on_the_way if verb == "take_over" else ~on_the_way, stage__in=stages)
    return [case for case in whole(likely)[: 2 * MOST] if refusal(case, verb, actor, at) is None][:MOST]


def targets(cases: Sequence[Case], day: date) -> list[tuple[Target, int]]:
    """Where these cases can be sent, each office with how many of them can go there, the most first. Asks once for all
    cases that lie alike."""
    found: dict[str, Target] = {}
    counted: Counter[str] = Counter()
    alike: dict[tuple[object, ...], list[Target]] = {}
    for case in cases:
        lies = (case.site_id, case.holder_site_id, case.holder_department_id, case.department_id, case.police)
        if lies not in alike:
            alike[lies] = queries.targets(case, day)
        for target in alike[lies]:
            found[target.code] = target
            counted[target.code] += 1
    return [(found[code], count) for code, count in counted.most_common()]


def opinions(item: str, verb: str) -> list[StockOpinion]:
    """The opinions kept for an act on an item, in favour first; of each result the item's own before those for all."""
    results = StockOpinion.Result.values
    found = StockOpinion.objects.filter(Q(item=item) | Q(item=None), verb=verb)
    return sorted(found, key=lambda one: (results.index(one.verdict), one.item_id is None, one.code))
