"""Following a case by what stands on the receipt, for every door: how it is found, how often one may try. A wrong number, an
unknown one and a wrong ending are answered alike."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from jinban.cases import queries
from jinban.cases.models import Case
from jinban.kit import numbers, throttle

NOT_FOUND = "没有查到。请照收件凭证对一对号码和后四位"
TOO_OFTEN = "查错的次数太多了，请 15 分钟后再查，或者打 12345"
QUARTER = timedelta(minutes=15)
TRIES_HERE, TRIES_NUMBER = 20, 6


class TooOften(Exception):
    """Tried wrongly too often, from here or for this number. `wait`: seconds until it may be tried again."""

    def __init__(self, wait: int) -> None:
        super().__init__(wait)
        self.wait = wait


def tried(code: str, ending: str, *, source: str, at: datetime) -> Case | None:
    """The case meant by a spoken code alone, or by a number with the last four of its document; None whatever was wrong. Every
    wrong try counts, against where it came from and against the number; TooOften when either is used up."""
    tries: Mapping[str, int] = {source: TRIES_HERE, f"case:{code}": TRIES_NUMBER}
    for key, most in tries.items():
        if not throttle.take(key, most=most, span=QUARTER, at=at):
            raise TooOften(throttle.left(key, at=at))
    case = queries.spoken(code) if len(code) == numbers.SPOKEN_LENGTH else queries.tracked(code, ending)
    for key in tries if case else ():
        throttle.give_back(key, at=at)
    return case
