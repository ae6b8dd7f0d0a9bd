"""Pure rules of a circular. Each answers None, or one sentence for the person who asks."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from jinban.kit.figures import Period
from jinban.people.actors import Actor

NOTE_LIMIT = 500


class Held(Protocol):
    """What the rules look at in a circular. `gaps` are the headings still to be written under, `broken` the identities
    that do not hold, as the last composing found them; `writers` are the seats of all who wrote in it, those of the same
    person included, `reviewers` those of whoever found it right."""

    gaps: Sequence[str]
    broken: Sequence[str]
    writers: Sequence[int]
    reviewers: Sequence[int]


def own_work(circular: Held, by: Actor) -> str | None:
    """Who wrote it does not review it."""
    return "这份里有您写的文字，请另一位来审核。" if by.kind == "seat" and by.id in circular.writers else None


def own_hand(circular: Held, by: Actor) -> str | None:
    """Three people: who wrote or reviewed it does not approve it."""
    mine = by.kind == "seat" and by.id in {*circular.writers, *circular.reviewers}
    return "这份您写过或者审过，请另一位来批准。" if mine else None


def unfinished(circular: Held, by: Actor) -> str | None:
    """A part without words, or numbers that contradict each other, stop it."""
    if circular.gaps:
        return f"还有{len(circular.gaps)}处待人工补写：{'、'.join(circular.gaps)}。请先写好。"
    if circular.broken:
        return f"数字之间对不上：{circular.broken[0]}"
    return None


def not_over(period: Period, today: date) -> str | None:
    """A circular is about a time that has passed."""
    return None if period.last < today else f"{period.label}还没有过完，过完再起草。"


def period_fits(kind: str, period: Period) -> str | None:
    """The yearly circular is about a year, the bulletin about a month or a quarter."""
    whole_year = period.first.month == 1 and period.last.month == 12
    if (kind == "annual") == whole_year:
        return None
    return "年度通报要选一整年。" if kind == "annual" else "快报要选一个月或者一个季度。"


def nothing_written(text: str, what: str) -> str | None:
    return None if text.strip() else f"请写明{what}。"


def too_long(text: str, what: str) -> str | None:
    size = len(text.strip())
    return f"{what}最多写{NOTE_LIMIT}个字，现在有{size}个字。" if size > NOTE_LIMIT else None
