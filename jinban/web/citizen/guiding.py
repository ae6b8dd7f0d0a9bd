"""The guide page of one item: what it is, who may, what exactly to bring, where, how long."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from jinban.catalogue import queries as catalogue
from jinban.catalogue import rules
from jinban.catalogue.content import Content, Question
from jinban.catalogue.models import ItemVersion
from jinban.delegation import queries as delegation
from jinban.delegation.rules import Power
from jinban.kit import marks
from jinban.kit.clock import legal_day, now
from jinban.places import queries as places
from jinban.places.models import Site
from jinban.web.citizen import papers, placing
from jinban.web.forms import Choices, Kept, Shape, named
from jinban.web.kept import kept

MINE = {"station": "您的村", "centre": "您的镇", "hall": "市里"}

SHAPES_KEPT = 512
# The form of an item's questions, for the content that it was made of.
_shapes: dict[str, tuple[Content, type["Situation"]]] = {}


class Situation(Shape):
    """The one to three questions of an item, as the city wrote them."""

    def __init__(self, questions: tuple[Question, ...], *args: object, **kwargs: object) -> None:
        self.questions = questions
        super().__init__(*args, **kwargs)

    @property
    def asked(self) -> bool:
        return any(question.key in self.data for question in self.questions)


def situation(content: Content, data: object) -> Situation:
    """The form of this item's questions, unbound until one of them has been answered."""
    alike, shape = _shapes.get(content.key, (None, Situation))
    if alike is not content:
        fields = Kept(_fields(content))
        named(fields)
        shape = type("ItemSituation", (Situation,), {})
        shape.base_fields = fields
        if len(_shapes) >= SHAPES_KEPT:
            _shapes.clear()
        _shapes[content.key] = (content, shape)
    given = any(question.key in data for question in content.questions)  # type: ignore[operator]
    return shape(content.questions, data if given else None, auto_id="q-%s")


def _fields(content: Content) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {}
    for number, question in enumerate(content.questions, 1):
        label = f"{number}. {question.text}" if len(content.questions) > 1 else question.text
        if question.answers:
            fields[question.key] = Choices(
                label=label,
                choices=[(answer.key, answer.text) for answer in question.answers],
                error_messages={"required": f"还没有回答“{question.text}”"},
            )
        else:
            fields[question.key] = forms.DecimalField(
                label=label,
                widget=forms.TextInput(attrs={"class": "w6", "inputmode": "decimal", "autocomplete": "off"}),
                error_messages={
                    "required": f"还没有回答“{question.text}”",
                    "invalid": f"“{question.text}”要填数字",
                },
            )
    return fields


def in_words(content: Content, answers: dict[str, str]) -> str:
    """The answers as the city worded them, so that a printed list says for whom it holds."""
    texts = {(q.key, answer.key): answer.text for q in content.questions for answer in q.answers}
    return "；".join(texts.get(pair, pair[1]) for pair in answers.items())


@dataclass(frozen=True)
class Where:
    """The places for this citizen, near first; a sentence when the own place cannot do it."""

    doors: tuple[placing.Door, ...]
    sentence: str = ""


def where(site: Site | None, item_key: str, at: datetime) -> Where:
    """Where the papers may be handed in: the chosen place, its town, the hall of the city. Without a choice the
    hall alone, for it is near to nobody in particular; where the hall does not do it, the nearest to the choice."""
    day = legal_day(at)
    able = delegation.known_nearest(site, item_key, Power.COLLECT, day)
    near = [row for row in able if row.kind == "hall" or (site and row.town == site.town)] or (able[:1] if site else [])
    doors = tuple(door for row in near if (door := placing.door_of(row, at, note_of(row, site))))
    if site and all(door.code != site.code for door in doors):
        return Where(doors, delegation.refusal(site, item_key, Power.COLLECT, day) or "")
    return Where(doors, "" if doors or site else "市政务服务中心不收这一项，到镇街便民服务中心办。" if able else "")


def note_of(row: Site, site: Site | None) -> str:
    mine = MINE[row.kind] if site and (row.kind == "hall" or row.town == site.town) else ""
    return f"{mine}，可以交材料" if mine else "可以交材料"


def facts(version: ItemVersion, content: Content, row: object | None) -> list[str]:
    """What everybody asks first: how long, how much, where, and whether one must come oneself."""
    elements = content.elements
    limit = rules.limit_words(elements.promised_limit.value)
    found = ["当场就能办" if elements.kind.value == "instant" else f"{limit}内答复"]
    if elements.fee:
        found.append(elements.fee.value)
    village, town = getattr(row, "village_power", "none"), getattr(row, "town_power", "none")
    if village != "none":
        found.append("村里就能办好" if village == "close" else "村里就能交")
    elif town != "none":
        found.append("镇里就能办好" if town == "close" else "镇里就能交")
    else:
        found.append("到市政务服务中心办")
    if elements.in_person.value:
        found.append("要本人来")
    return found


def times(content: Content) -> list[tuple[str, str]]:
    """How long and how much, for the list of names and values; what nobody has looked up is —."""
    elements = content.elements
    promised = rules.limit_words(elements.promised_limit.value)
    fast = elements.kind.value == "instant"
    visits = ""
    if elements.visits:
        visits = f"{elements.visits.value} 趟" if elements.visits.value else "不用跑"
    return [
        ("答复", f"材料齐，当场办；最迟{promised}" if fast else f"受理后{promised}内"),
        ("法定最长", rules.limit_words(elements.legal_limit.value)),
        ("费用", elements.fee.value if elements.fee else ""),
        ("跑几趟", visits),
    ]


def folds(version: ItemVersion) -> str:
    """What is folded away at the end: the same for every answer, so kept until catalogue or places change."""
    stamp = (catalogue.edition(), marks.version(places.VERSION))
    return _folds(stamp, version) if all(stamp) else _folded(version)


@lru_cache(maxsize=256)
def _folds(stamp: tuple[str, str], version: ItemVersion) -> str:
    return _folded(version)


def _folded(version: ItemVersion) -> str:
    values = {"version": version, "content": version.said, "shown": rules.shown(version.said)}
    return render_to_string("citizen/parts/details.html", values)


@require_safe
@kept
def guide(request: HttpRequest, key: str) -> HttpResponse:
    """The guide of today's version. Answers come in the address, so that the list can be kept and sent on."""
    at = now()
    day: date = legal_day(at)
    version = catalogue.offered(key, day)
    if version is None:
        raise Http404
    content = version.said
    form = situation(content, request.GET)
    answers: dict[str, str] = {}
    listed = None
    if not content.questions or (form.is_bound and form.is_valid()):
        answers = {name: str(value) for name, value in form.cleaned_data.items()} if form.is_bound else {}
        found = rules.materials(content, answers)
        listed = papers.part(content, found, answers, verified=version.verified)
    site = placing.chosen(request)
    values = {
        "version": version,
        "content": content,
        "form": form,
        "listed": listed,
        "chosen": in_words(content, answers),
        "facts": facts(version, content, delegation.known_first(key, day)),
        "where": where(site, key, at),
        "site": site,
        "times": times(content),
        "folds": folds(version),
        "again": request.get_full_path(),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "citizen/guide.html", values, status=status)
