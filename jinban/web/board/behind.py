"""What is behind a figure: for every fact view its heads and its rows as plain cells. A further view is one more entry
of `LISTS`."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from jinban.cases import queries as cases
from jinban.cases.figures import ACCEPTED, SLEEPING, Asked
from jinban.cases.models import Case, CaseMaterial
from jinban.delegation import queries as delegation
from jinban.gathering import queries as gathering
from jinban.gathering.models import Gathered
from jinban.kit.figures import Figure
from jinban.people.actors import Actor
from jinban.places import queries as places
from jinban.places.figures import NETWORK, NETWORK_RATE
from jinban.places.models import NetworkState, Site
from jinban.web.board.names import Names
from jinban.web.files.sheet import Head

AT_ONCE = 500
LATE = "超承诺"
OWN = "自办"


@dataclass(frozen=True)
class Cell:
    """A value, where it leads, and a word that marks it."""

    value: str | date | int | None
    href: str = ""
    mark: str = ""


Line = tuple[Cell, ...]


@dataclass(frozen=True)
class Listing:
    """`fetch` gives a line for each key that its actor may see, in the order of the keys. `key` reads one from an address."""

    name: str
    heads: tuple[Head, ...]
    fetch: Callable[[Actor, Sequence[Any]], list[Line]]
    key: Callable[[str], Any] = str


def _cases(by: Actor, keys: Sequence[int]) -> list[Line]:
    return [_case(case) for case in cases.listed(by, keys)]


def _case(case: Case) -> Line:
    late = bool(case.decided_day and case.promised_due and case.decided_day > case.promised_due)
    return (
        Cell(case.number, reverse("office-case", args=(case.pk,))),
        Cell(case.item.name),
        Cell(case.site.label if case.site else None),
        Cell(case.received_day),
        Cell(case.accepted_day),
        Cell(case.promised_due),
        Cell(case.decided_day, mark=LATE if late else ""),
        Cell(LATE if late else None),
        Cell(case.get_stage_display()),
    )


def _speeds(by: Actor, keys: Sequence[int]) -> list[Line]:
    return [
        (
            Cell(case.number, reverse("office-case", args=(case.pk,))),
            Cell(case.item.name),
            Cell(case.accepted_day),
            Cell(case.decided_day),
            Cell(case.legal_workdays),
            Cell(case.promised_workdays),
            Cell(case.taken_workdays),
        )
        for case in cases.listed(by, keys)
    ]


def _powers(by: Actor, keys: Sequence[str]) -> list[Line]:
    return [
        (
            Cell(row.code),
            Cell(row.name),
            Cell(row.batch.name),
            Cell(row.department.name),
            Cell(row.get_town_power_display()),
            Cell(row.get_village_power_display()),
            Cell(row.valid_from),
        )
        for row in sorted(delegation.visible_to(by).filter(pk__in=keys), key=lambda row: row.pk)
    ]


def _sites(by: Actor, keys: Sequence[str]) -> list[Line]:
    return [_site(site) for site in places.sites().filter(pk__in=keys)]


def _site(site: Site) -> Line:
    return (Cell(site.label), Cell(site.get_kind_display()), Cell(site.opened_on), Cell(site.closed_on))


def _materials(by: Actor, keys: Sequence[int]) -> list[Line]:
    return [
        (
            Cell(row.case.number, reverse("office-case", args=(row.case_id,))),
            Cell(row.case.item.name),
            *_paper(row, cases.may_see_detail(by, row.case)),
            Cell(row.case.accepted_day),
        )
        for row in cases.materials_listed(by, keys)
    ]


def _paper(row: CaseMaterial, detail: bool) -> Line:
    """What a material is and why it was waived; of a police or sensitive case only to who works on it."""
    if not detail:
        return (Cell(None), Cell(None), Cell(None))
    return (Cell(row.name), Cell(row.get_state_display()), Cell(row.get_waiver_display() if row.waiver else None))


def _repeats(by: Actor, keys: Sequence[int]) -> list[Line]:
    return [
        (
            Cell(case.number, reverse("office-case", args=(case.pk,))),
            Cell(case.item.name),
            Cell(case.site.label if case.site else None),
            Cell(day),
        )
        for case, day in cases.repeats_listed(by, keys)
    ]


def _gathered(by: Actor, keys: Sequence[int]) -> list[Line]:
    return [_gathered_case(case) for case in gathering.listed(by, keys)]


def _gathered_case(case: Gathered) -> Line:
    return (
        Cell(case.number, reverse("gathered-case", args=(case.pk,))),
        Cell(case.source.name),
        Cell(case.item.name if case.item else case.item_name),
        Cell(case.site.label if case.site else case.town.name if case.town else None),
        Cell(case.received_day),
        Cell(case.accepted_day),
        Cell(case.decided_day),
        Cell(case.get_state_display()),
    )


def _together(by: Actor, keys: Sequence[int]) -> list[Line]:
    """Ours and gathered ones, in the order of the keys of `together_fact`."""
    found: dict[int, Line] = {}
    for case in cases.listed(by, [key // 2 for key in keys if key % 2 == 0]):
        found[case.pk * 2] = (
            Cell(case.number, reverse("office-case", args=(case.pk,))),
            Cell(OWN),
            Cell(case.item.name),
            Cell(case.site.label if case.site else None),
            Cell(case.received_day),
            Cell(case.accepted_day),
            Cell(case.decided_day),
            Cell(case.get_stage_display()),
        )
    for case in gathering.listed(by, [key // 2 for key in keys if key % 2]):
        found[case.pk * 2 + 1] = _gathered_case(case)
    return [found[key] for key in keys if key in found]


CASES = Listing(
    "背后的办件",
    (
        Head("办件号", "number", "number"), Head("事项", "text", "item"), Head("收件地点", "text", "place"),
        Head("收件", "day", "received", shown=False), Head("受理", "day", "accepted"), Head("承诺到期", "day", "promised_due"),
        Head("决定", "day", "decided"), Head("是否超承诺", "word", "late", shown=False), Head("现在", "word", "stage"),
    ),
    _cases,
    int,
)  # fmt: skip
SPEEDS = Listing(
    "背后的办件和工作日数",
    (
        Head("办件号", "number", "number"), Head("事项", "text", "item"), Head("受理", "day", "accepted"),
        Head("决定", "day", "decided"), Head("法定（工作日）", "count", "legal_workdays"),
        Head("承诺（工作日）", "count", "promised_workdays"), Head("实际（工作日）", "count", "taken_workdays"),
    ),
    _speeds,
    int,
)  # fmt: skip
POWERS = Listing(
    "背后的下沉事项",
    (
        Head("编号", "text", "code"), Head("事项", "text", "name"), Head("批次", "text", "batch"),
        Head("部门", "text", "department"), Head("镇级", "word", "town_power"), Head("村级", "word", "village_power"),
        Head("从哪天起", "day", "valid_from"),
    ),
    _powers,
)  # fmt: skip

SITES = Listing(
    "背后的办事地点",
    (
        Head("地点", "text", "place"), Head("种类", "word", "kind"), Head("从哪天起", "day", "opened_on"),
        Head("到哪天止", "day", "closed_on"),
    ),
    _sites,
)  # fmt: skip
MATERIALS = Listing(
    "背后的材料",
    (
        Head("办件号", "number", "number"), Head("事项", "text", "item"), Head("材料", "text", "material"),
        Head("状态", "word", "state"), Head("为什么免交", "word", "waiver"), Head("受理", "day", "accepted"),
    ),
    _materials,
    int,
)  # fmt: skip
REPEATS = Listing(
    "背后的重复补正",
    (
        Head("办件号", "number", "number"), Head("事项", "text", "item"), Head("收件地点", "text", "place"),
        Head("哪天拦下", "day", "tried"),
    ),
    _repeats,
    int,
)  # fmt: skip
_GATHERED_HEADS = (
    Head("编号", "text", "number"), Head("来源", "word", "source"), Head("事项", "text", "item"), Head("收件地点", "text", "place"),
    Head("收件", "day", "received", shown=False), Head("受理", "day", "accepted"), Head("办结", "day", "decided"),
    Head("状态", "word", "state"),
)  # fmt: skip
GATHERED = Listing("背后的归集件", _GATHERED_HEADS, _gathered, int)
TOGETHER = Listing("背后的自办件和归集件", _GATHERED_HEADS, _together, int)


def _cases_of(asked: Asked) -> Mapping[str, Any]:
    """How many cases each place accepted."""
    return {site: value.count for (site,), value in asked.across(ACCEPTED, "site").items()}


def _network_of(asked: Asked) -> Mapping[str, Any]:
    """Up or down at each place on the day that is looked at."""
    words = dict(NetworkState.choices)
    return {site: words[state] for site, state in places.network(asked.period.day).items()}


# The figures of places that count what their view does not show: its head, where it comes from, and what stands for none.
EVIDENCE = {
    SLEEPING.key: (Head("办件数", "count", "cases"), _cases_of, 0),
    NETWORK.key: (Head("政务外网", "word", "network"), _network_of, None),
    NETWORK_RATE.key: (Head("政务外网", "word", "network"), _network_of, None),
}


def _with(head: Head, read: Callable[[Asked], Mapping[str, Any]], nothing: Any, asked: Asked) -> Listing:
    """A listing of places with one more column, read once when it is first needed."""
    kept: list[Mapping[str, Any]] = []

    def fetch(by: Actor, keys: Sequence[str]) -> list[Line]:
        kept.extend([] if kept else [read(asked)])
        found = places.sites().filter(pk__in=keys)
        return [(*_site(site), Cell(kept[0].get(site.pk, nothing))) for site in found]

    return Listing(SITES.name, (*SITES.heads, head), fetch)


LISTS: Mapping[str, Listing] = {
    "cases_fact": CASES, "delegation_fact": POWERS, "sites_fact": SITES, "materials_fact": MATERIALS, "repeats_fact": REPEATS,
    "gathered_fact": GATHERED, "together_fact": TOGETHER,
}  # fmt: skip


def listing(figure: Figure, names: Names, asked: Asked) -> Listing | None:
    """How the rows behind a figure are listed: as its view says, or by name where a figure counts the values of a
    dimension; with what makes it count a row, where the view does not say so. None for a view without an entry."""
    if figure.of:
        return SPEEDS
    if figure.key in EVIDENCE:
        return _with(*EVIDENCE[figure.key], asked)
    if not figure.distinct:
        return LISTS.get(figure.view.name)

    def named(by: Actor, keys: Sequence[str]) -> list[Line]:
        return [(Cell(key), Cell(names.of(figure.distinct, key))) for key in keys]

    return Listing("背后的名称", (Head("编号", "text", "code", shown=False), Head("名称", "text", "name")), named)


def every(by: Actor, asked: Asked, figure: Figure, found: Listing) -> Iterator[Line]:
    """All lines behind a figure in the order of their keys, read a few hundred at a time."""
    after: Any = None
    while keys := asked.rows(figure, after=after, limit=AT_ONCE):
        yield from found.fetch(by, keys)
        after = keys[-1]
