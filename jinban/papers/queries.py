"""Reads of papers and templates. A paper is reached through its case, by whoever may see the detail of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, QuerySet

from jinban.cases import queries as cases
from jinban.cases.models import Case
from jinban.cases.stages import S
from jinban.delegation.rules import Power
from jinban.kit import events, marks
from jinban.kit.models import Event
from jinban.kit.numbers import SPOKEN_LENGTH, bare
from jinban.kit.sealed import SealBroken, mask_name, unseal
from jinban.papers import rules, sealing, templates, typesetting
from jinban.papers.contents import written
from jinban.papers.kinds import ENDS, FACTS, KINDS, Kind, demanded
from jinban.papers.models import Paper, Template
from jinban.papers.sealing import Said
from jinban.papers.templates import Fault
from jinban.papers.typesetting import Sheet
from jinban.people.actors import Actor
from jinban.places import queries as places
from jinban.places.models import Site

TABLE, COLUMN = "papers_paper", "values"
SAMPLE_DAY = date(2024, 3, 11)
SAMPLE_ORGAN = "大冶市民政局"


@dataclass(frozen=True)
class Slip:
    """A paper that an event of a case demands, made already or not yet."""

    kind: Kind
    event: Event
    title: str
    paper: Paper | None

    @property
    def key(self) -> str:
        """The kind and the event, as an address holds them."""
        return f"{self.kind.key}-{self.event.pk}"


def demanded_of(case: Case) -> list[Slip]:
    """All papers of a case, in the order of what happened. Two queries, however many."""
    made = {(paper.event_id, paper.kind): paper for paper in Paper.objects.filter(case=case)}
    found = events.history(case).filter(name__in=FACTS)
    return [
        Slip(kind, event, kind.called(case.task_type), made.get((event.pk, kind.key)))
        for event in found
        for kind in demanded(events.fact_of(event))
    ]


def slip_of(case: Case, key: str) -> Slip | None:
    """One paper of a case by its key; None where nothing demands it."""
    return next((slip for slip in demanded_of(case) if slip.key == key), None)


def may_read(by: Actor, case: Case) -> bool:
    """Whether somebody may read the papers of a case: in his gate, and with the detail of it."""
    return cases.visible_to(by).filter(pk=case.pk).exists() and cases.may_see_detail(by, case)


def organ(case: Case, power: Power | None) -> str:
    """In whose name a paper is made, by its official name; without a power, the place that took the papers."""
    place = case.site if power is None else _signing(case, power)
    return str(place.label if place else case.department.official_name)


def issuer(case: Case) -> str:
    """In whose name a slip of today is made: that papers were taken says the place itself, all later whoever accepts."""
    taking = case.stage in (S.RECEIVED, S.SUPPLEMENT)
    place = case.site if taking else _signing(case, Power.ACCEPT)
    return str(place.label if place else case.department.name)


def _signing(case: Case, power: Power) -> Site | None:
    found: Site | None = rules.signing_place(case, power, places.chain(case.site) if case.site else ())
    return found


# what stands on a paper


def opened(paper: Paper) -> str | None:
    """The canonical text of a paper; None when the row is no longer what was made."""
    try:
        text = unseal(paper.values, table=TABLE, column=COLUMN)
    except SealBroken:
        return None
    mark = sealing.mark(
        kind=paper.kind, case=paper.case_id, event=paper.event_id, number=paper.number, day=paper.issued_day,
        code=paper.code, digest=sealing.digest(text),
    )  # fmt: skip
    if mark != paper.mark or sealing.digest(text) != paper.digest:
        return None
    said = sealing.said_of(text)
    same = (said.number, said.code, said.organ) == (paper.number, paper.code, paper.organ)
    return text if same and said.day == written(paper.issued_day) else None


def said(paper: Paper) -> Said | None:
    """What a paper says; None when its row was changed."""
    text = opened(paper)
    return sealing.said_of(text) if text else None


Link = Callable[[str, str], str]


def sheet(paper: Paper, *, link: Link, site: str) -> Sheet | None:
    """A paper as the press takes it. `link` makes the address behind the QR code from code and short mark, `site` names the page
    of verification in words."""
    found = said(paper)
    if found is None:
        return None
    address = link(paper.code, sealing.short(paper.mark))
    return Sheet(paper.template.text, found, address, site, paper.issued_day)


# verifying


@dataclass(frozen=True)
class Verified:
    """What anybody may know of a genuine paper. `ended`: why it holds no more; empty while it does."""

    title: str
    number: str
    organ: str
    day: date
    item: str
    who: str
    ended: str
    demo: bool


def verified(code: str, seal: str | None) -> Verified | None:
    """The paper of this code, if it is as it was made and the seal of its QR code is its own; a code typed by hand has none.
    Alike for an unknown code, a changed row and another's seal: None."""
    plain = bare(code)
    if len(plain) != SPOKEN_LENGTH:
        return None
    paper = Paper.objects.select_related("case", "event").filter(code=plain).first()
    if paper is None or (seal is not None and not sealing.same(seal, paper.mark)):
        return None
    found = said(paper)
    if found is None:
        return None
    who = mask_name(str(found.fields.get("申请人", "")))
    return Verified(
        found.title,
        paper.number,
        paper.organ,
        paper.issued_day,
        str(found.fields.get("事项", "")),
        who,
        ended(paper),
        paper.demo,
    )


def ended(paper: Paper) -> str:
    """Why a paper holds no more, by what happened to the case since; empty while it does."""
    since = events.history(paper.case).filter(pk__gt=paper.event_id, name__in={end.name for end in ENDS})
    mine = paper.event.payload
    later = list(since.values_list("name", "payload"))
    return next(
        (end.words for end in ENDS for name, found in later if name == end.name and end.ends(paper.kind, mine, found)),
        "",
    )


# templates


def in_force(kind: str) -> Template | None:
    """The newest version of a kind's template; None before the city's data is loaded."""
    return Template.objects.filter(kind=kind).order_by("-version").first()


def newest() -> dict[str, Template]:
    """The newest version of each kind."""
    last = Template.objects.values("kind").annotate(last=Max("version")).values_list("kind", "last")
    found = Template.objects.filter(version__in={version for _, version in last}).select_related("seat__staff")
    wanted = set(last)
    return {row.kind: row for row in found if (row.kind, row.version) in wanted}


def versions(kind: str) -> QuerySet[Template]:
    """All versions of a kind's template, the newest first."""
    return Template.objects.filter(kind=kind).select_related("seat__staff").order_by("-version")


def sample(kind: Kind, text: str) -> Sheet:
    """A sheet of a kind with invented values, always marked 演示."""
    number = templates.number(templates.pattern(text), SAMPLE_DAY.year, 1)
    shown = Said(
        title=kind.called("01"), number=number, organ=SAMPLE_ORGAN, day=written(SAMPLE_DAY), code="2345ACDE", demo=True,
        fields=dict(kind.samples),
    )  # fmt: skip
    return Sheet(text, shown, "https://jinban.invalid/papers/2345ACDE", "近办网站", SAMPLE_DAY)


def template_faults(texts: Mapping[str, str], *, known: Iterable[str] = ()) -> dict[str, list[Fault]]:
    """All that is wrong with new templates, by kind: names, what is barred, a number that is another kind's, what cannot be set.
    Texts whose digest is `known` are taken as set before."""
    found = {kind: _read_faults(kind, text, texts) for kind, text in texts.items()}
    sound = [kind for kind in texts if not found[kind] and templates.digest(texts[kind]) not in set(known)]
    for kind, fault in zip(
        sound, typesetting.faults_of([sample(KINDS[one], texts[one]) for one in sound]), strict=True
    ):
        found[kind] += [fault] if fault else []
    return found


def _read_faults(kind: str, text: str, together: Mapping[str, str]) -> list[Fault]:
    one = KINDS[kind]
    found = templates.faults(text, allowed=one.names, must=one.must)
    mine = templates.pattern(text)
    others = {other: templates.pattern(said) for other, said in together.items() if other != kind}
    others |= {row.kind: templates.pattern(row.text) for row in Template.objects.exclude(kind=kind)}
    if clash := next((other for other, said in others.items() if mine and said == mine), None):
        found.append(Fault(1, f"这个文号和“{KINDS[clash].label}”的一样，会重号。请换一个字。"))
    return found


def is_demo() -> bool:
    """Whether papers made now are marked 演示."""
    return marks.is_demo()
