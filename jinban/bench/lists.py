"""My queue, what narrows it, and finding a case: the same requests by one officer, whatever lies beside them."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.management.base import CommandError
from django.db import connection

from jinban.bench import million
from jinban.bench.actions.clerks import signed_in
from jinban.bench.counter import TOKEN
from jinban.bench.numbers import ms, percentile
from jinban.bench.wire import Answer, Visitor
from jinban.cases import queries
from jinban.cases.models import Case
from jinban.kit.clock import legal_day, now
from jinban.people import queries as people
from jinban.people.actors import Actor
from jinban.people.models import Applicant, Seat
from jinban.people.roles import Role

SECONDS = 20.0
DESKS = (Role.DEPT_APPROVER, Role.TOWN_BACK, Role.TOWN_WINDOW)
NOTHING = "没有找到"


@dataclass(frozen=True)
class Ask:
    """One request: its word in the table, whose session, the address, and what is posted. `hits`: it must find something."""

    word: str
    seat: int
    path: str
    values: dict[str, str] | None = None
    hits: bool = False


def asks() -> tuple[list[Ask], list[Seat]]:
    """What is asked, and the seats that ask: the fullest desk, its filters, and the searches of the office that sees all."""
    day = legal_day(now())
    desk, count = _fullest(day)
    office = next(seat for seat in people.sitting(day) if seat.role == Role.SERVICE_OFFICE)
    first = queries.queue(Actor.of_seat(desk)).first()
    if first is None or not count:
        raise CommandError("没有一个岗位手上有件，量不了待办。")
    narrowed = {"light": "red", "stage": first.stage, "item": first.item_id, "town": first.town_id or ""}
    found = [Ask("待办", 0, "/office/")]
    found += [Ask(f"筛选 {name}", 0, f"/office/?{urlencode({name: value})}") for name, value in narrowed.items()]
    return [*found, *_searches()], [desk, office]


def _fullest(day: Any) -> tuple[Seat, int]:
    counted = [
        (queries.queue(Actor.of_seat(seat)).count(), -seat.pk, seat)
        for seat in people.sitting(day)
        if seat.role in DESKS
    ]
    count, _, seat = max(counted, key=lambda one: one[:2])
    return seat, count


def _searches() -> list[Ask]:
    """A case of the small year, which is in every database, looked for in each way."""
    known = Case.objects.select_related("applicant").filter(
        pk__lt=million.RANGE, police=False, sensitive=False, stage="delivered", applicant__kind="citizen"
    )
    lonely = (case for case in known.order_by("-pk")[:200] if _alone(case.applicant))
    case = next(lonely, None)
    if case is None or case.applicant is None:
        raise CommandError("没有可以查的件。")
    words = {
        "按办件号": case.number, "按查询码": case.spoken, "按姓名": case.applicant.name, "按姓": case.applicant.name[:1],
        "按证件号": people.clear_number(case.applicant), "按电话": people.clear_phone(case.applicant),
    }  # fmt: skip
    return [Ask(word, 1, "/office/find", {"q": str(text)}, hits=True) for word, text in words.items()]


def _alone(applicant: Applicant | None) -> bool:
    """Whether nobody else gave this phone, nor has this one other cases: the search is to end at one."""
    if applicant is None or not applicant.phone_hash:
        return False
    same = Applicant.objects.filter(phone_hash=applicant.phone_hash).count()
    return same == 1 and applicant.cases.count() == 1


def measure(port: int, *, seconds: float = SECONDS) -> dict[str, Any]:
    """p50 and p95 of each request in milliseconds, asked in turn by one visitor for so long; how many failed; which searches
    find nothing because the office has no such search."""
    wanted, seats = asks()
    keys = signed_in(seats)
    cases = Case.objects.count()
    connection.close()
    times, errors, blind = asyncio.run(_asked(port, wanted, keys, seconds))
    every = [spent for row in times.values() for spent in row]
    rows = {
        word: {"p50": ms(percentile(row, 0.5)), "p95": ms(percentile(row, 0.95)), "count": len(row)}
        for word, row in times.items()
    }
    return {"cases": cases, "rows": rows, "p50": ms(percentile(every, 0.5)), "p95": ms(percentile(every, 0.95)),
            "p99": ms(percentile(every, 0.99)), "errors": errors, "blind": sorted(blind),
            "rate": round(len(every) / sum(every), 1) if every else 0.0}  # fmt: skip


async def _asked(
    port: int, wanted: list[Ask], keys: list[str], seconds: float
) -> tuple[dict[str, list[float]], int, set[str]]:
    visitors = [Visitor("127.0.0.1", port, {"sessionid": key}, packed=False) for key in keys]
    tokens = [_token(await visitor.get("/office/find")) for visitor in visitors]
    times: dict[str, list[float]] = {ask.word: [] for ask in wanted}
    errors, blind, warm, until = 0, set(), True, time.perf_counter() + seconds
    while warm or time.perf_counter() < until:
        for ask in wanted:
            visitor = visitors[ask.seat]
            answer = await _one(visitor, ask, tokens[ask.seat])
            errors += answer.status not in (200, 302)
            if ask.hits and answer.status == 200 and NOTHING in answer.text:
                blind.add(ask.word)
            if not warm:
                times[ask.word].append(answer.seconds)
        warm = False
    for visitor in visitors:
        await visitor.close()
    return times, errors, blind


async def _one(visitor: Visitor, ask: Ask, token: str) -> Answer:
    if ask.values is None:
        return await visitor.get(ask.path)
    return await visitor.post(ask.path, {**ask.values, "csrfmiddlewaretoken": token})


def _token(answer: Answer) -> str:
    found = TOKEN.search(answer.text)
    if found is None:
        raise CommandError(f"待办页面打不开：{answer.status}。")
    return found[1]


def compared(small: dict[str, Any], large: dict[str, Any]) -> dict[str, Any]:
    """The rows of both sizes side by side, with how much longer the larger takes."""
    rows = {
        word: {
            "small_p50": small["rows"][word]["p50"], "small_p95": small["rows"][word]["p95"], "p50": row["p50"], "p95": row["p95"],
            "growth": _growth(row["p95"], small["rows"][word]["p95"]), "growth_p50": _growth(row["p50"], small["rows"][word]["p50"]),
        }
        for word, row in large["rows"].items()
    }  # fmt: skip
    return {
        **{key: large[key] for key in ("cases", "p50", "p99", "rate")}, "limit": small["p95"], "ratio": _growth(large["p95"], small["p95"]),
        "small_cases": small["cases"], "rows": rows,
        "p95": max(row["p95"] for row in rows.values()), "growth": max(row["growth"] for row in rows.values()),
        "growth_p50": max(row["growth_p50"] for row in rows.values()), "errors": small["errors"] + large["errors"],
        "blind": sorted({*small["blind"], *large["blind"]}),
    }  # fmt: skip


def _growth(large: float, small: float) -> float:
    return round(large / small, 2) if small else 0.0
