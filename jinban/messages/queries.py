"""What can be asked about messages. Those of a subject start where the door has passed that subject's gate; the log of all
starts at `visible_to`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, OuterRef, Prefetch, QuerySet, Subquery

from jinban.kit.sealed import unseal
from jinban.messages import rules
from jinban.messages.models import Message, Sending, Subscriber, Template
from jinban.people import permits
from jinban.people.actors import Actor

SUBSCRIBERS = "messaging_subscriber"


@dataclass(frozen=True, slots=True)
class Sent:
    """How one message fared on one channel."""

    channel: str
    state: str
    label: str
    error: str
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class Told:
    """One message in words. `note` is the id of somebody's own words that go with it, which the door fetches."""

    id: int
    at: datetime
    template: str
    label: str
    title: str
    text: str
    note: int | None
    sent: tuple[Sent, ...]


def about(subject: Model, known: Mapping[str, str], *, applicant: int | None = None) -> list[Told]:
    """What was told about a subject (to one applicant), newest first, in words; `known` are the words of `rules.SUBJECT`.
    One query."""
    template = Template.objects.filter(pk=OuterRef("template"))
    found = Message.objects.filter(subject_kind=subject._meta.label_lower, subject_id=str(subject.pk))
    if applicant is not None:
        found = found.filter(applicant=applicant)
    columns = (
        "id", "at", "template", "values", "title", "text",
        "sendings__channel", "sendings__state", "sendings__error", "sendings__sent_at",
    )  # fmt: skip
    texts = found.annotate(title=Subquery(template.values("title")), text=Subquery(template.values("text")))
    rows = texts.order_by("-id", "sendings__channel").values_list(*columns)
    by_id: dict[int, list[tuple[Any, ...]]] = {}
    for row in rows:
        by_id.setdefault(row[0], []).append(row)
    return [_told(lines, known) for lines in by_id.values()]


def _told(lines: list[tuple[Any, ...]], known: Mapping[str, str]) -> Told:
    key, at, template, values, title, text = lines[0][:6]
    label = rules.KINDS[template].label if template in rules.KINDS else template
    words = {**known, **rules.words(values)}
    sent = tuple(_sent(*line[6:]) for line in lines if line[6])
    # A city that has not written a text yet says at least what it is about.
    return Told(
        key,
        at,
        template,
        label,
        title or label,
        rules.fill(text or "“{item}”（{number}）", words),
        values.get(rules.NOTE),
        sent,
    )


def _sent(channel: str, state: str, error: str, sent_at: datetime | None) -> Sent:
    return Sent(channel, state, str(Sending.State(state).label), error, sent_at)


def visible_to(actor: Actor) -> QuerySet[Message]:
    """Every message, for those who may see the log; none for others."""
    messages = Message.objects.all()
    may = actor.kind == "seat" and permits.may(actor.role, "see", "messages") is None
    return messages if may else messages.none()


def log(actor: Actor, *, failed: bool = False) -> QuerySet[Message]:
    """The log of messages with their sendings and to whom; `failed`: those that could not be sent over some channel."""
    sendings = Prefetch("sendings", Sending.objects.order_by("channel"))
    found = visible_to(actor).select_related("applicant").prefetch_related(sendings)
    if failed:
        found = found.filter(pk__in=Sending.objects.filter(state=Sending.State.FAILED).values("message"))
    return found


def sending(actor: Actor, key: int) -> Sending | None:
    """This sending, if the actor may see its message."""
    return Sending.objects.filter(pk=key, message__in=visible_to(actor)).first()


def titles(codes: Iterable[str]) -> dict[str, str]:
    """The titles of these templates; the kind's own name where the city has no text. One query."""
    own = {code: kind.label for code, kind in rules.KINDS.items()}
    return {**own, **dict(Template.objects.filter(pk__in=set(codes)).values_list("code", "title"))}


def template(code: str) -> Template | None:
    """The city's words for a kind of message; None where it has none."""
    return Template.objects.filter(pk=code).first()


def openid(applicant: int) -> str:
    """The applicant's account at WeChat; empty for who has bound none."""
    found = Subscriber.objects.filter(pk=applicant).values_list("openid_sealed", flat=True).first()
    return unseal(found, table=SUBSCRIBERS, column="openid") if found else ""


def backlog() -> dict[str, int]:
    """How many messages wait to be sent, are under way or could not be: numbers only, for whoever watches the machine."""
    return {state: Sending.objects.filter(state=state).count() for state in ("due", "claimed", "failed")}
