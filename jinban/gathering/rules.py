"""What a row of another system must say, and what it may not contradict. Pure: None, or one sentence for who hands it in."""

from collections.abc import Iterator
from datetime import date

import msgspec

RUNNING, CLOSED, ENDED, VOIDED = "running", "closed", "ended", "voided"
# Before it no system of the county kept cases: such a day is a slip of the pen.
FIRST_DAY = date(2000, 1, 1)

Fault = tuple[str, str, str]
"""Column, kind (a stable English word), sentence."""


class Given(msgspec.Struct, frozen=True):
    """One row as its source gives it: words as written there, days, and stored words for channel, state and result. No
    applicant: who he is stays with the source."""

    number: str
    item: str
    place: str = ""
    department: str = ""
    channel: str | None = None
    received: date | None = None
    accepted: date | None = None
    decided: date | None = None
    state: str = RUNNING
    result: str = ""

    @property
    def written(self) -> str:
        """Canonical JSON: equal rows are equal texts."""
        return _ENCODER.encode(self).decode()


_ENCODER = msgspec.json.Encoder(order="sorted")
_DECODER = msgspec.json.Decoder(Given)
COLUMNS: tuple[str, ...] = Given.__struct_fields__


def read(written: str) -> Given:
    """The row that a canonical text holds."""
    return _DECODER.decode(written)


def faults(row: Given, today: date) -> Iterator[Fault]:
    """All contradictions within one row. Of a day that cannot be, nothing further is said."""
    wrong = [
        fault for name in ("received", "accepted", "decided") if (fault := _of_day(name, getattr(row, name), today))
    ]
    if wrong:
        yield from wrong
        return
    if row.received and row.accepted and row.accepted < row.received:
        yield "accepted", "wrong_order", f"受理日{row.accepted}早于收件日{row.received}，请核对。"
    if row.accepted and row.decided and row.decided < row.accepted:
        yield "decided", "wrong_order", f"办结日{row.decided}早于受理日{row.accepted}，请核对。"
    if not (row.received or row.accepted):
        yield "accepted", "missing", "收件日和受理日都没有，至少写一个。"
    yield from _of_state(row)


def _of_day(name: str, day: date | None, today: date) -> Fault | None:
    if day is not None and day > today:
        return name, "future_day", f"{day}还没有到，请核对。"
    if day is not None and day < FIRST_DAY:
        return name, "wrong_day", f"{day}太早了，请核对年份。"
    return None


def _of_state(row: Given) -> Iterator[Fault]:
    if row.state == CLOSED:
        if row.accepted is None:
            yield "accepted", "missing", "状态是办结，要写受理日。"
        if row.decided is None:
            yield "decided", "missing", "状态是办结，要写办结日。"
        if not row.result:
            yield "result", "missing", "状态是办结，要写结果：准予或者不予。"
    elif row.state == RUNNING:
        if row.decided is not None:
            yield "state", "contradiction", f"写了办结日{row.decided}，状态却是在办，请核对。"
        elif row.result:
            yield "state", "contradiction", "写了结果，状态却是在办，请核对。"


def against_before(row: Given, before: Given) -> Fault | None:
    """What speaks against a row, given what the same source said of the same number before."""
    if before.state == CLOSED and row.state == RUNNING:
        return (
            "state",
            "contradiction",
            f"这一件{before.decided}已经办结，不能又变成在办。真要改，请先撤销装入它的那一批。",
        )
    return None


def differing(row: Given, before: Given) -> tuple[str, ...]:
    """The columns that say something else."""
    return tuple(name for name in COLUMNS if getattr(row, name) != getattr(before, name))
