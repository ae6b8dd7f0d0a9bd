"""The only writer of papers and templates. Each action is one transaction and leaves a fact for what it changed."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from jinban.cases.models import Case
from jinban.kit import numbering
from jinban.kit.events import Code, Id, fact_of, record
from jinban.kit.numbers import spoken_code
from jinban.kit.refused import Refused
from jinban.kit.sealed import seal
from jinban.papers import archive, contents, queries, rules, sealing, templates
from jinban.papers import events as happened
from jinban.papers.contents import About
from jinban.papers.fields import Value
from jinban.papers.kinds import DECISIONS, KINDS, Kind
from jinban.papers.models import Paper, Template
from jinban.papers.queries import Slip
from jinban.people import permits
from jinban.people.actors import Actor

NOT_DEMANDED = "这一件没有这份文书。"
UNCHANGED = "和现在用的一样，没有改动。"
NO_TEMPLATE = "还没有“{}”的模板，请先装入城市数据（jinban load）。"


@transaction.atomic
def make(case: Case, key: str, *, by: Actor, at: datetime) -> Paper:
    """The paper of a case with this key (kind and event), made now if it was not yet; twice, or by two at once, is the same
    paper. It carries the legal day of its event and the next number of its kind and year; gaps are allowed.
    Refused for who may not read it, and where no event demands it."""
    if not queries.may_read(by, case):
        raise Refused("这件的文书只给经办的人看。")
    slips = queries.demanded_of(case)
    slip = next((one for one in slips if one.key == key), None)
    if slip is None:
        raise Refused(NOT_DEMANDED)
    return _made(case, slip, slips, by=by, at=at)


@transaction.atomic
def make_all(case: Case, *, by: Actor, at: datetime) -> list[Paper]:
    """Every paper that the events of a case demand, in their order."""
    if not queries.may_read(by, case):
        raise Refused("这件的文书只给经办的人看。")
    slips = queries.demanded_of(case)
    return [_made(case, slip, slips, by=by, at=at) for slip in slips]


def _made(case: Case, slip: Slip, slips: list[Slip], *, by: Actor, at: datetime) -> Paper:
    found = slip.paper or Paper.objects.filter(event=slip.event, kind=slip.kind.key).first()
    if found:
        return found
    template = queries.in_force(slip.kind.key)
    if template is None:
        raise Refused(NO_TEMPLATE.format(slip.kind.label))
    before = _named_before(case, slip, slips, by=by, at=at) if slip.kind.key == "delivery" else ()
    paper = _written(case, slip, template, before, at=at)
    try:
        with transaction.atomic():
            paper.save(force_insert=True)
    except IntegrityError:
        return Paper.objects.get(event=slip.event, kind=slip.kind.key)
    fact = happened.Made(
        kind=Code(slip.kind.key),
        case=Id(case.pk),
        event=Id(slip.event.pk),
        issued_day=slip.event.day,
        template=Id(template.pk),
    )
    record(fact, subject=paper, by=by, at=at)
    return paper


def _named_before(case: Case, slip: Slip, slips: list[Slip], *, by: Actor, at: datetime) -> tuple[str, ...]:
    """The decision that is delivered, by title and number: it is made first."""
    decided = [one for one in slips if one.kind.key in DECISIONS and one.event.pk < slip.event.pk][-1:]
    return tuple(f"{one.title}（{_made(case, one, slips, by=by, at=at).number}）" for one in decided)


def _written(case: Case, slip: Slip, template: Template, before: tuple[str, ...], *, at: datetime) -> Paper:
    kind, event, demo = slip.kind, slip.event, queries.is_demo() or case.demo
    year = event.day.year
    serial = numbering.take(f"papers.{kind.key}.{year}")
    number = templates.number(templates.pattern(template.text), year, serial)
    organ, code = queries.organ(case, kind.power), spoken_code()
    about = About(
        case, event, fact_of(event), kind.basis if kind.for_all else contents.basis(case, kind.basis), organ, before
    )
    text = sealing.Said(
        title=slip.title, number=number, organ=organ, day=contents.written(event.day), code=code, demo=demo,
        fields=_fields(kind, about),
    ).canonical()  # fmt: skip
    digest = sealing.digest(text)
    mark = sealing.mark(
        kind=kind.key, case=case.pk, event=event.pk, number=number, day=event.day, code=code, digest=digest
    )  # fmt: skip
    return Paper(
        kind=kind.key, case=case, event=event, template=template, year=year, serial=serial, number=number, organ=organ,
        issued_day=event.day, values=seal(text, table=queries.TABLE, column=queries.COLUMN), digest=digest, mark=mark,
        code=code, demo=demo, made_at=at,
    )  # fmt: skip


def _fields(kind: Kind, about: About) -> dict[str, Value]:
    found = {**contents.common(about), **kind.content(about)}
    if set(found) != set(kind.names):
        raise ValueError(f"{kind.key}: {set(found) ^ set(kind.names)}")
    return found


@transaction.atomic
def put_templates(texts: Mapping[str, str], *, by: Actor, at: datetime) -> int:
    """Keep the city's templates; one that the last file held word for word is not written again, whatever the office has made
    of it since. How many were written. Refused with every fault."""
    last = {row.kind: row.digest for row in Template.objects.filter(from_file=True).order_by("version")}
    new = {kind: templates.tidy(text) for kind, text in texts.items()}
    new = {kind: text for kind, text in new.items() if last.get(kind) != templates.digest(text)}
    _sound(new)
    for kind, text in new.items():
        _kept(kind, text, from_file=True, by=by, at=at)
    return len(new)


@transaction.atomic
def keep_template(kind: str, text: str, *, seen: int, by: Actor, at: datetime) -> Template:
    """Make a text the template of its kind from now on; papers made before keep theirs. `seen`: the version it was edited from.
    Refused with every fault, where somebody else was faster, and where nothing was changed."""
    if sentence := permits.may(by.role, "publish", "templates"):
        raise Refused(sentence)
    last, text = queries.in_force(kind), templates.tidy(text)
    if last and last.version != seen:
        raise Refused("这个模板刚被别人改过，请打开新的再改。")
    if last and last.digest == templates.digest(text):
        raise Refused(UNCHANGED)
    _sound({kind: text})
    return _kept(kind, text, from_file=False, by=by, at=at)


def _sound(texts: Mapping[str, str]) -> None:
    found = queries.template_faults(texts)
    said = [f"{KINDS[kind].label}：{fault.words}" for kind, some in found.items() for fault in some]
    if said:
        raise Refused("".join(said))


def _kept(kind: str, text: str, *, from_file: bool, by: Actor, at: datetime) -> Template:
    last = queries.in_force(kind)
    try:
        with transaction.atomic():
            row = Template.objects.create(
                kind=kind, version=last.version + 1 if last else 1, text=text, digest=templates.digest(text),
                from_file=from_file, at=at, seat_id=by.id if by.kind == "seat" else None,
            )  # fmt: skip
    except IntegrityError:
        raise Refused("这个模板刚被别人改过，请打开新的再改。") from None
    record(happened.TemplateKept(kind=Code(kind), version=Id(row.version)), subject=row, by=by, at=at)
    return row


def export(case: Case, *, link: queries.Link, site: str, by: Actor, at: datetime) -> bytes:
    """The archive folder of a finished case as one file, the same bytes each time; that it was taken out is an event. Refused
    for who does not keep the case, before it is decided, and where a paper's row was changed."""
    if sentence := rules.may_export(case, by):
        raise Refused(sentence)
    papers = make_all(case, by=by, at=at)
    made = archive.folder(case, papers, link=link, site=site)
    with transaction.atomic():
        record(happened.Exported(papers=Id(len(papers))), subject=case, by=by, at=at)
    return made
