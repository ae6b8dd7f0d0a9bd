"""The only writer of circulars. Each action is one transaction and leaves a fact for what it changed."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from django.db import IntegrityError, transaction

from jinban.circular import events as happened
from jinban.circular import outline as written
from jinban.circular import queries, rules
from jinban.circular.freezing import freeze, words_digest
from jinban.circular.models import Circular, Freeze, FrozenFigure, Note, Outline, Pick
from jinban.circular.stages import CIRCULAR, called
from jinban.kit import marks
from jinban.kit.clock import legal_day
from jinban.kit.events import Code, Fact, Id, record
from jinban.kit.figures import Period
from jinban.kit.life import advance
from jinban.kit.refused import Refused
from jinban.people import permits
from jinban.people.actors import Actor
from jinban.places import queries as places

NUMBER_LONGEST = 40
FIGURES_AT_ONCE = 200


@transaction.atomic
def put_outlines(file: written.File, *, by: Actor, at: datetime) -> int:
    """Keep the city's outlines, each from its day on; one that the last file held word for word is not written again, whatever
    an office has made of it since. How many were written. Refused with every fault of an outline."""
    last = {row.kind: row.digest for row in Outline.objects.filter(from_file=True).order_by("id")}
    new = [outline for outline in file.outlines if last.get(outline.kind) != _mark(outline)]
    return sum(_kept(outline, file.valid_from, file.document, from_file=True, by=by, at=at) for outline in new)


@transaction.atomic
def keep_outline(circular: Circular, *, by: Actor, at: datetime) -> bool:
    """Make the words of a circular those of its kind from today on: headings, sentences and switches; what was written by
    hand about this one time stays with it. False when they are so already."""
    if sentence := permits.may(by.role, "publish", "circulars"):
        raise Refused(sentence)
    text = queries.text_of(circular)
    parts = tuple(msgspec.structs.replace(part, written="") for part in text.parts)
    day = legal_day(at)
    document = f"{called(circular.kind, circular.period)}的文字，{day}起用"
    return _kept(msgspec.structs.replace(text, parts=parts), day, document, from_file=False, by=by, at=at)


def _kept(
    outline: written.Outline, valid_from: date, document: str, *, from_file: bool, by: Actor, at: datetime
) -> bool:
    if found := [sentence for _, sentence in written.faults(outline)]:
        raise Refused("".join(found))
    body, mark = _plain(outline), _mark(outline)
    last = queries.outline_on(outline.kind, date.max)
    if last and last.digest == mark and not from_file:
        return False
    day = valid_from if last is None else max(valid_from, legal_day(at))
    kept = Outline.objects.create(
        kind=outline.kind, valid_from=day, document=document, from_file=from_file, body=body, digest=mark
    )
    record(happened.OutlineKept(kind=Code(outline.kind), valid_from=day), subject=kept, by=by, at=at)
    return True


@transaction.atomic
def draft(*, kind: str, period: str, by: Actor, at: datetime) -> Circular:
    """Begin a circular from the city's outline of today. Refused for a time that is not over, for one that does not fit the
    kind, and while another of the same kind and time is at work."""
    if sentence := permits.may(by.role, "publish", "circulars"):
        raise Refused(sentence)
    asked, today = Period.parse(period), legal_day(at)
    if sentence := rules.period_fits(kind, asked) or rules.not_over(asked, today):
        raise Refused(sentence)
    outline = queries.outline_on(kind, today)
    if outline is None:
        raise Refused("还没有通报底稿，请先装入城市数据（jinban load）。")
    try:
        with transaction.atomic():
            circular = Circular.objects.create(
                kind=kind, period=period.upper(), first_day=asked.first, last_day=asked.last, outline=outline,
                text=outline.body, demo=marks.is_demo(),
            )  # fmt: skip
    except IntegrityError:
        raise Refused(f"{asked.label}已经有一份在写，请接着写那一份。") from None
    fact = happened.Drafted(kind=Code(kind), first=asked.first, last=asked.last)
    record(fact, subject=circular, by=by, at=at)
    return circular


def _move(circular: Circular, verb: str, *, by: Actor, at: datetime, fact: Fact, **changes: Any) -> None:
    advance(CIRCULAR, circular, verb, by=by, standing=(by.role,), at=at, fact=fact, **changes)


def _may(circular: Circular, verb: str, *, by: Actor, at: datetime) -> None:
    """Refused when this is not the stage or the person for it, before anything is counted."""
    if sentence := CIRCULAR.refusal(circular, verb, by=by, standing=(by.role,), at=at):
        raise Refused(sentence)


def _noted(circular: Circular, text: str, *, at: datetime, what: str) -> Id:
    if sentence := rules.nothing_written(text, what) or rules.too_long(text, what):
        raise Refused(sentence)
    return Id(Note.objects.create(circular=circular, body=text.strip(), at=at).pk)


@transaction.atomic
def revise(
    circular: Circular, *, by: Actor, at: datetime, text: written.Outline, number: str = "", open_names: bool = False
) -> Circular:
    """Change the words of a draft. Refused with every fault: a number that does not exist stands nowhere."""
    if found := [sentence for _, sentence in written.faults(text)]:
        raise Refused("".join(dict.fromkeys(found)))
    if len(number.strip()) > NUMBER_LONGEST:
        raise Refused(f"发文字号最多{NUMBER_LONGEST}个字。")
    fact = happened.Revised(parts=Id(len(text.parts)))
    changes = {"text": _plain(text), "number": number.strip(), "open_names": open_names}
    _move(circular, "revise", by=by, at=at, fact=fact, **changes)
    return circular


@transaction.atomic
def pick(circular: Circular, *, by: Actor, at: datetime, towns: Sequence[str], departments: Sequence[str]) -> Circular:
    """Say which units the annex names, in this order. Refused for a unit that does not exist."""
    known = {town.code for town in places.towns()} | {unit.code for unit in places.departments()}
    if lost := [code for code in (*towns, *departments) if code not in known]:
        raise Refused(f"没有“{lost[0]}”这个单位，请重新选。")
    fact = happened.UnitsPicked(towns=Id(len(towns)), departments=Id(len(departments)))
    _move(circular, "pick", by=by, at=at, fact=fact)
    circular.picks.all().delete()
    Pick.objects.bulk_create(
        Pick(circular=circular, kind=kind, code=code, position=place)
        for kind, codes in (("town", towns), ("department", departments))
        for place, code in enumerate(dict.fromkeys(codes))
    )
    return circular


@transaction.atomic
def comment(circular: Circular, *, by: Actor, at: datetime, text: str) -> Circular:
    """Say something about a circular before it is issued."""
    note = _noted(circular, text, at=at, what="意见")
    _move(circular, "comment", by=by, at=at, fact=happened.Commented(note=note))
    return circular


@transaction.atomic
def review(circular: Circular, *, by: Actor, at: datetime) -> Circular:
    """Find the draft right. Refused to everybody who wrote in it, and while a part lacks words or numbers contradict each
    other."""
    circular.writers = queries.writers(circular)
    _may(circular, "review", by=by, at=at)
    queries.draft_of(circular, legal_day(at))
    _move(circular, "review", by=by, at=at, fact=happened.Reviewed())
    return circular


@transaction.atomic
def send_back(circular: Circular, *, by: Actor, at: datetime, reason: str) -> Circular:
    """Give it back to be changed, with the reason."""
    note = _noted(circular, reason, at=at, what="退回的原因")
    _move(circular, "send_back", by=by, at=at, fact=happened.SentBack(reason=note), seen="")
    return circular


@transaction.atomic
def approve(circular: Circular, *, by: Actor, at: datetime, shown: str = "") -> Circular:
    """Approve the words and the numbers as they are now. Refused while a part lacks words or numbers contradict each other, to
    everybody who wrote or reviewed, and when words or numbers are not those that were `shown` (`freezing.words_digest`)."""
    circular.writers, circular.reviewers = queries.writers(circular), queries.reviewers(circular)
    _may(circular, "approve", by=by, at=at)
    found = queries.draft_of(circular, legal_day(at))
    if shown and shown != words_digest(found):
        raise Refused("数字或者文字刚变了，请看过新的再批准。")
    _move(circular, "approve", by=by, at=at, fact=happened.Approved(), seen=words_digest(found))
    return circular


@transaction.atomic
def issue(circular: Circular, *, by: Actor, at: datetime) -> Circular:
    """Issue what was approved, on this day, and freeze it: words, definitions, figures and the rows behind each. Refused when a
    number has changed since the approval."""
    _may(circular, "issue", by=by, at=at)
    day = legal_day(at)
    found = queries.draft_of(circular, day)
    _may(circular, "issue", by=by, at=at)
    if words_digest(found) != circular.seen:
        raise Refused("批准以后有数字变了，这一份不能签发。请退回修改，再审核、批准一次。")
    kept = freeze(found, day)
    fact = happened.Issued(day=day, figures=Id(len(kept.figures)), seal=queries.seal(kept.digest))
    _move(circular, "issue", by=by, at=at, fact=fact, issued_on=day)
    row = Freeze.objects.create(circular=circular, body=kept.body, digest=kept.digest, at=at)
    FrozenFigure.objects.bulk_create(
        (FrozenFigure(freeze=row, key=key, body=body, rows=rows) for key, body, rows in kept.figures),
        batch_size=FIGURES_AT_ONCE,
    )
    return circular


@transaction.atomic
def archive(circular: Circular, *, by: Actor, at: datetime) -> Circular:
    """Put an issued circular into the archive."""
    _move(circular, "archive", by=by, at=at, fact=happened.Archived())
    return circular


@transaction.atomic
def discard(circular: Circular, *, by: Actor, at: datetime, reason: str) -> Circular:
    """Give up a circular before it is issued; it stays readable."""
    note = _noted(circular, reason, at=at, what="作废的原因")
    _move(circular, "discard", by=by, at=at, fact=happened.Discarded(reason=note))
    return circular


def _mark(outline: written.Outline) -> str:
    return hashlib.sha256(_plain(outline).encode()).hexdigest()


def _plain(outline: written.Outline) -> str:
    return msgspec.json.encode(outline, order="sorted").decode()
