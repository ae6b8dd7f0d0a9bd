"""Which messages there are, what a text may say, and how it is filled. No text of a message stands here: texts are the city's.

A text holds fields in braces, as `{item}`; each kind of message has its own. Fields about the subject (item, number, place)
come from whoever shows or sends the message; the others were given when it was told and are days and counts.
"""

import re
import string
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

WEEKDAYS = "一二三四五六日"

# About the subject, whatever happened: the field and what stands for it where it is not known.
SUBJECT: Mapping[str, str] = {
    "item": "您申请的事项",
    "number": "见收件凭证",
    "place": "收件的窗口",
    "phone": "12345",
    "office": "办理部门",
    "link": "本站的“查办件”",
}
DAYS: Mapping[str, str] = {"due": "另行告知的日子", "day": "当天"}
COUNTS: Mapping[str, str] = {"days": "若干", "points": "几"}
ABSENT: Mapping[str, str] = {**SUBJECT, **DAYS, **COUNTS}
# Kept with a message and shown beside it: the row with somebody's own words, which the door fetches.
NOTE = "note"

# The kinds of keywords in a template that WeChat grants, each with the most characters of a value.
KEYWORDS: Mapping[str, int] = {
    "thing": 20, "short_thing": 5, "character_string": 32, "number": 32, "letter": 32, "symbol": 5, "phrase": 5,
    "date": 32, "time": 32, "phone_number": 17, "amount": 32, "const": 20, "name": 10, "car_number": 8,
}  # fmt: skip
_KEYWORD = re.compile(rf"({'|'.join(KEYWORDS)})[0-9]{{1,3}}")
MOBILE = re.compile(r"1[3-9][0-9]{9}")
# Nobody is woken: over SMS and WeChat only from eight to nine in the evening, China time. The site shows it at once.
AWAKE = range(8, 21)


@dataclass(frozen=True)
class Kind:
    """One kind of message: its Chinese name, and the fields of its own beside those of the subject."""

    label: str
    given: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field that its text may name."""
        return (*SUBJECT, *self.given)


KINDS: Mapping[str, Kind] = {
    "received": Kind("已收件", ("due",)),
    "notified": Kind("一次性告知补正", ("due", "points")),
    "notice_withdrawn": Kind("收回补正告知"),
    "supply_reminder": Kind("催补正", ("due", "points")),
    "given_back": Kind("逾期退件", ("due",)),
    "accepted": Kind("已受理", ("day", "due")),
    "deemed_accepted": Kind("视为受理", ("day", "due")),
    "not_accepted": Kind("不予受理", ("day",)),
    "paused": Kind("停表（特别程序）", ("day", "days")),
    "resumed": Kind("恢复计时", ("day", "due")),
    "extended": Kind("延长期限", ("days", "due")),
    "due_changed": Kind("到期日改了", ("due",)),
    "more_papers": Kind("受理后请补材料", ("due", "points")),
    "tolerant_accepted": Kind("容缺受理", ("day", "due", "points")),
    "tolerance_reminder": Kind("催交容缺材料", ("due", "points")),
    "tolerance_lapsed": Kind("容缺到期，视为撤回", ("due",)),
    "pledge_checked": Kind("承诺核查过了", ("day",)),
    "approved": Kind("决定：准予", ("day",)),
    "denied": Kind("决定：不予", ("day",)),
    "ready": Kind("可以领取", ("day",)),
    "delivered": Kind("已送达", ("day",)),
    "corrected": Kind("办件更正", ("day",)),
    "reopened": Kind("重新办理", ("day", "due")),
    "voided": Kind("作废", ("day",)),
    "transferred": Kind("转报上级", ("day",)),
    "withdrawn": Kind("已撤回", ("day",)),
}


def kept(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a message as JSON keeps them: days, counts, the id of a note. KeyError for an unknown kind; ValueError
    for a value that is not the kind's, or that could be free words or personal data."""
    known = KINDS[kind].given
    found: dict[str, Any] = {}
    for name, value in values.items():
        if name not in known and name != NOTE:
            raise ValueError(f"{kind} has no {name}; it has {', '.join((*known, NOTE))}")
        wanted: type = date if name in DAYS else int
        if value is not None and type(value) is not wanted:
            raise ValueError(f"{kind}.{name} is a {wanted.__name__}")
        if value is not None:
            found[name] = value.isoformat() if isinstance(value, date) else value
    return found


def words(values: Mapping[str, Any]) -> dict[str, str]:
    """What was kept, in words: a day as 2024年5月7日（周二）, a count as it is. A note has none."""
    return {name: day_words(value) if name in DAYS else str(value) for name, value in values.items() if name != NOTE}


def day_words(kept_day: str) -> str:
    """2024年5月7日（周二）."""
    day = date.fromisoformat(kept_day)
    return f"{day.year}年{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"


def fill(text: str, known: Mapping[str, str]) -> str:
    """The text with its fields filled. A field that is not known reads as its stand-in; braces that cannot be read are left,
    for a message is shown in any case."""
    try:
        return text.format_map({**ABSENT, **{name: word for name, word in known.items() if word}})
    except (ValueError, KeyError, IndexError, AttributeError):
        return text


def named(text: str) -> list[str]:
    """The fields that a text names, in order. ValueError with a Chinese sentence for braces that mean nothing."""
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError:
        raise ValueError("花括号没有成对，请写成{item}这样。") from None
    for _, field, form, conversion in parts:
        if field is not None and (form or conversion or not re.fullmatch(r"[a-z_]+", field)):
            raise ValueError(f"“{{{field}}}”读不懂，花括号里只写字段名，如{{item}}。")
    return [field for _, field, _, _ in parts if field is not None]


def text_fault(kind: str, text: str) -> str | None:
    """A sentence when a text of this kind names what it does not have; None when it can be filled."""
    try:
        strange = [field for field in named(text) if field not in KINDS[kind].fields]
    except ValueError as wrong:
        return str(wrong)
    if strange:
        known = "、".join(KINDS[kind].fields)
        return f"“{KINDS[kind].label}”没有“{'、'.join(strange)}”这个字段，可以用：{known}。"
    return None


def channels_fault(channels: tuple[str, ...]) -> str | None:
    """A sentence when a message would not stand in the site's inbox."""
    return None if "site" in channels else "每种通知都要放进站内，请加上site。"


def keyword_fault(kind: str, pair: str) -> str | None:
    """A sentence when a keyword of WeChat, written `thing1=item`, cannot be filled; None when it can."""
    keyword, sign, field = pair.partition("=")
    if not sign or not _KEYWORD.fullmatch(keyword):
        return f"“{pair}”读不懂，请照微信模板的关键词写成thing1=item这样。"
    if field not in KINDS[kind].fields:
        known = "、".join(KINDS[kind].fields)
        return f"“{KINDS[kind].label}”没有“{field}”这个字段，可以用：{known}。"
    return None


def keyword_value(keyword: str, word: str) -> str:
    """A value as WeChat takes it for this keyword: cut to its length; a date without the day of the week."""
    kind = keyword.rstrip("0123456789")
    if kind in ("date", "time"):
        word = word.partition("（")[0]
    most = KEYWORDS[kind]
    return word if len(word) <= most else word[: most - 1] + "…"
