"""The parts that pages are put together from, and the ways in which days, numbers and limits are written."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import segno
from django import forms, template
from django.utils.safestring import SafeString

from jinban.catalogue.words import UNITS, amount_words
from jinban.kit import numbers
from jinban.kit.clock import CHINA, legal_day
from jinban.web import drawn

register = template.Library()

WEEKDAYS = "一二三四五六日"
LIGHTS = {
    "severe": "严重超时", "red": "红牌", "yellow": "黄牌", "green": "正常", "paused": "停表中",
    "undated": "缺日历", "none": "不计时",
}  # fmt: skip
COUNTED_TO = 10_000


# -- writing --------------------------------------------------------------------------------------


def as_day(value: date | datetime | None) -> date | None:
    """The day in China on which a moment falls; a day is itself."""
    return legal_day(value) if isinstance(value, datetime) else value


@register.filter
def day(value: date | datetime | None) -> str:
    """2024年5月7日（周二）; nothing becomes —."""
    d = as_day(value)
    return f"{d.year}年{d.month}月{d.day}日（周{WEEKDAYS[d.weekday()]}）" if d else "—"


@register.filter
def short_day(value: date | datetime | None) -> str:
    """5月7日（周二）, where the year is plain from the page."""
    d = as_day(value)
    return f"{d.month}月{d.day}日（周{WEEKDAYS[d.weekday()]}）" if d else "—"


@register.filter
def plain_day(value: date | datetime | None) -> str:
    """2024年5月7日, for tables."""
    d = as_day(value)
    return f"{d.year}年{d.month}月{d.day}日" if d else "—"


@register.filter
def moment(value: datetime | None) -> str:
    """2024年5月7日 9:20, China time."""
    return f"{plain_day(value)} {hour(value)}" if value else "—"


@register.filter
def short_moment(value: datetime | None) -> str:
    """5月7日 9:20, China time."""
    if not value:
        return "—"
    there = value.astimezone(CHINA)
    return f"{there.month}月{there.day}日 {hour(value)}"


@register.filter
def hour(value: Any) -> str:
    """9:20, of a moment (China time) or of a time of day."""
    if not value:
        return "—"
    there = value.astimezone(CHINA) if isinstance(value, datetime) else value
    return f"{there.hour}:{there.minute:02}"


@register.filter
def iso(value: Any) -> str:
    """What goes into <time datetime>."""
    if isinstance(value, datetime):
        return value.astimezone(CHINA).isoformat(timespec="minutes")
    return value.isoformat() if value else ""


@register.filter
def group4(number: str | None) -> str:
    """4202 8120 2403 …: a case number or a spoken code in groups of four."""
    return numbers.group4(number) if number else "—"


@register.filter
def limit(value: Any) -> str:
    """10个工作日. Of anything with .amount and .unit, or a dict of the two; none is —, zero is 当场办结."""
    if not value:
        return "—"
    amount, unit = (value["amount"], value["unit"]) if isinstance(value, dict) else (value.amount, value.unit)
    if amount is None:
        return "—"
    words = amount_words(amount)
    return f"{words}{'' if unit == 'month' else '个'}{UNITS[str(unit)]}" if words != "0" else "当场办结"


@register.filter
def comma(value: int | Decimal | None) -> str:
    """12,345; nothing becomes —."""
    return "—" if value is None or value == "" else f"{value:,}"


@register.filter
def share(part: int | None, whole: int | None) -> str:
    """99.1%, or — without a denominator; of fewer than 20 it is a count: 7/9."""
    if part is None or not whole:
        return "—"
    if whole < 20:
        return f"{part}/{whole}"
    number = Decimal(part) * 100 / Decimal(whole)
    # What is not the whole is never written as 100%.
    return f"{min(number, Decimal('99.9')) if part < whole else number:.1f}%"


@register.filter
def total(number: int | None) -> str:
    """Exact to 10,000, then 超过1万."""
    if number is None:
        return "—"
    return f"{number:,} 件" if number <= COUNTED_TO else "超过 1 万件"


@register.filter
def left(days: int | None) -> str:
    """剩 2 个工作日 / 今天到期 / 超 1 个工作日."""
    if days is None:
        return "—"
    if days == 0:
        return "今天到期"
    return f"剩 {days} 个工作日" if days > 0 else f"超 {-days} 个工作日"


@register.filter
def dash(value: Any) -> Any:
    """Nothing is written as —, never as an empty cell or a zero."""
    return "—" if value is None or value == "" else value


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """One entry of a dict by a key that is itself a variable."""
    return mapping.get(key) if mapping else None


# -- forms ----------------------------------------------------------------------------------------


def anchor(bound: forms.BoundField) -> str:
    """The id that an error leads to: the control, or the first of a group."""
    grouped = isinstance(bound.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
    return f"{bound.auto_id}_0" if grouped else bound.auto_id


def faults(source: Any) -> Iterable[tuple[str, str]]:
    if isinstance(source, str):
        yield "", source
    elif isinstance(source, forms.BaseForm):
        for sentence in source.non_field_errors():
            yield "", str(sentence)
        for bound in source:
            for sentence in bound.errors:
                yield anchor(bound), str(sentence)
    elif source:
        yield from ((str(where), str(sentence)) for where, sentence in source)


@register.inclusion_tag("web/parts/errors.html")
def errors(*sources: Any) -> dict:
    """The summary above a form. Each source is a form, a sentence, or pairs of (id, sentence)."""
    return {"faults": [fault for source in sources if source for fault in faults(source)]}


def _kind(widget: forms.Widget, look: str) -> str:
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return look or "cards"
    return "tick" if isinstance(widget, forms.CheckboxInput) else "box"


@register.inclusion_tag("web/parts/field.html")
def field(bound: forms.BoundField, look: str = "", label: str = "", flush: bool = False) -> dict:
    """One field of a form: label, hint, wrong sentence, control. `look` of choices: cards, seg, ask.
    A form field may carry `hints = {value: sentence}` for the small line on each card."""
    widget = bound.field.widget
    kind = _kind(widget, look)
    described = [
        f"{bound.auto_id}-{part}" for part, there in (("hint", bound.help_text), ("wrong", bound.errors)) if there
    ]
    attrs: dict[str, Any] = {"aria-describedby": " ".join(described) or False}
    if bound.errors:
        attrs["aria-invalid"] = "true"
    choices: list[dict] = []
    if kind in ("cards", "seg", "ask"):
        hints = getattr(bound.field, "hints", {})
        for number, row in enumerate(bound.subwidgets):
            data = row.data
            choices.append(
                {
                    "id": f"{bound.auto_id}_{number}",
                    "value": data["value"],
                    "label": data["label"],
                    "chosen": data["selected"],
                    "hint": hints.get(str(data["value"]), ""),
                }
            )
    return {
        "f": bound,
        "kind": kind,
        "label": label or bound.label,
        "control": "" if choices else bound.as_widget(attrs=attrs),
        "choices": choices,
        "type": "checkbox" if isinstance(widget, forms.CheckboxSelectMultiple) else "radio",
        "described": " ".join(described),
        "flush": flush,
    }


@register.inclusion_tag("web/parts/choice.html")
def choice(name: str, value: str, label: str, chosen: bool = False, hint: str = "", id: str = "") -> dict:
    """One radio of a hand-made group: <label class=card|…>. Put it in a <fieldset> or in a .seg."""
    return {
        "name": name,
        "value": value,
        "label": label,
        "chosen": chosen,
        "hint": hint,
        "id": id or f"{name}-{value}",
    }


# -- pieces ---------------------------------------------------------------------------------------


@register.inclusion_tag("web/parts/light.html")
def light(colour: str) -> dict:
    """A lamp: word and shape first, colour last. The words of `cases.lights.Light`, and paused."""
    return {"colour": colour, "word": LIGHTS.get(str(colour), "—")}


@register.inclusion_tag("web/parts/steps.html")
def steps(rows: Iterable[Any], label: str = "办到哪一步") -> dict:
    """The seven steps. Each row: name, state (done, now, stop or todo), who, at, note, tag, tag_kind."""
    return {"rows": rows, "label": label}


@register.inclusion_tag("web/parts/pages.html")
def pages(newer: str = "", older: str = "", here: str = "", total: int | None = None) -> dict:
    """Turning pages by key. `newer` and `older` are addresses or empty; `here` is 1–50, say."""
    return {"newer": newer, "older": older, "here": here, "total": total}


@register.inclusion_tag("web/parts/kpi.html")
def kpi(label: str, value: Any, unit: str = "", note: str = "", href: str = "") -> dict:
    """One large number with unit, period and denominator; inside <section class="panel kpis">."""
    return {"label": label, "value": value, "unit": unit, "note": note, "href": href}


@register.inclusion_tag("web/parts/bars.html")
def bars(chart: drawn.Chart) -> dict:
    """A bar chart drawn here, one or two series stacked, with its numbers as a table underneath."""
    return {"chart": chart, "drawing": chart.draw()}


@register.inclusion_tag("web/parts/tiles.html")
def tiles(rows: Iterable[Any], unit: str = "件", edges: Iterable[int] = ()) -> dict:
    """The 15 towns where they lie, in four shades. Rows: code, name, value, href. `edges`: three limits."""
    return drawn.shaded(list(rows), unit, list(edges))


@register.inclusion_tag("web/parts/qr.html")
def qr(text: str, label: str) -> dict:
    """A QR code, 30 mm on paper."""
    matrix = segno.make(text, error="m", micro=False).matrix
    return {"path": drawn.runs(matrix), "side": len(matrix) + 8, "label": label}


@register.inclusion_tag("web/parts/icon.html")
def icon(name: str) -> dict:
    """A line icon; always beside a word."""
    return {"paths": drawn.ICONS.get(name, ())}


@register.inclusion_tag("web/parts/key.html")
def key(name: str) -> dict:
    """The key printed on a button: {% key "F8" %}. The element itself also carries aria-keyshortcuts."""
    return {"name": name}


@register.inclusion_tag("web/parts/print_button.html")
def print_button(words: str = "打印", look: str = "alt", shortcut: str = "") -> dict:
    """A button that prints this page; absent without script."""
    return {"words": words, "look": look, "shortcut": shortcut}


@register.inclusion_tag("web/parts/dl.html")
def dl(pairs: Iterable[tuple[str, Any]], look: str = "") -> dict:
    """Names and values; a value of none is —."""
    return {"pairs": pairs, "look": look}


# -- boxes around other markup --------------------------------------------------------------------


def _around(name: str, **values: Any) -> SafeString:
    return template.loader.render_to_string(f"web/parts/{name}.html", values)


@register.simple_block_tag
def notice(content: str, kind: str = "tell", role: str = "") -> SafeString:
    """At most one to a page. kind: tell, due, ok, no. role="status" when it answers what was just done."""
    return _around("notice", content=content, kind=kind, role=role)


@register.simple_block_tag
def scroll(content: str, label: str, tall: bool = False) -> SafeString:
    """A table that scrolls in its own box, reachable by keyboard."""
    return _around("scroll", content=content, label=label, tall=tall)


@register.simple_block_tag
def nothing(content: str, title: str, level: int = 2) -> SafeString:
    """Nothing there: why, and the next step inside."""
    return _around("empty", content=content, title=title, level=level)


@register.simple_block_tag
def slip(content: str, title: str, level: int = 2, demo: bool = False) -> SafeString:
    """An 80 mm paper."""
    return _around("slip", content=content, title=title, level=level, demo=demo)
