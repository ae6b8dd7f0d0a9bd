"""Accepting over HTTP, beside its own statements without HTTP and beside the plain way of the ORM.

The three take turns, round by round, on one database; what counts is the median of the rounds. Each answer must have left
its case behind: a bench whose rows are not its answers fails.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.management.base import CommandError
from django.db import connection

from jinban.bench import recording
from jinban.bench.actions import limit
from jinban.bench.actions.clerks import clerks, signed_in
from jinban.bench.actions.settling import settle
from jinban.bench.counter import FORM, Clerk, people, served
from jinban.bench.numbers import median, ms, percentile, ratio
from jinban.bench.wire import Broken, Visitor
from jinban.cases.models import Case
from jinban.kit.clock import machine

CLIENTS, ROUNDS, SECONDS, RECORDED, WARM = 16, 3, 8.0, 20, 25
PLAIN = "/bench/take-in"


@dataclass
class Round:
    """What some seconds of load came to."""

    answers: int = 0
    errors: int = 0
    busy: int = 0
    seconds: float = 0.0
    rows: int = 0
    times: list[float] = field(default_factory=list)
    fault: str = ""

    @property
    def rate(self) -> float:
        return self.answers / self.seconds if self.seconds else 0.0


def measure(
    port: int, *, seconds: float = SECONDS, rounds: int = ROUNDS, clients: int = CLIENTS, finish: str = "accept"
) -> dict[str, Any]:
    """The rates of the site at this port, of its statements and of the plain way, with everything that was counted."""
    crew = crew_of(port, clients, finish)
    asyncio.run(_all_opened(crew))
    spec = _recorded(crew[0])
    site, plain, bare = [], [], []
    for _ in range(rounds):
        site.append(_counted(crew, FORM, seconds))
        _settled()
        bare.append(_limit(spec, seconds))
        _settled()
        if finish == "accept":
            plain.append(_counted(crew, PLAIN, seconds))
            _settled()
    return _told(site, plain, bare, [len(request) for request in spec["requests"]], clients)


def crew_of(port: int, count: int, finish: str) -> list[Clerk]:
    """So many clerks, each with a session of his own; more than there are seats share them."""
    seats, persons = clerks(), people()
    keys = signed_in([seats[nth % len(seats)] for nth in range(count)])
    return [Clerk(Visitor("127.0.0.1", port, {"sessionid": key}, packed=False), persons, finish) for key in keys]


async def opened(clerk: Clerk) -> Clerk:
    """A clerk with the form before him."""
    await clerk.open()
    await clerk.visitor.close()
    return clerk


async def _all_opened(crew: Sequence[Clerk]) -> None:
    for clerk in crew:
        await opened(clerk)


def _recorded(clerk: Clerk) -> dict[str, Any]:
    """The statements of some requests in a row, as a process that is warm sends them: how often a block of numbers is leased
    among them is true to life."""
    for _ in range(WARM):
        recording.record(FORM, clerk.filled(), clerk.visitor.cookies)
    found = [recording.record(FORM, clerk.filled(), clerk.visitor.cookies) for _ in range(RECORDED)]
    connection.close()
    return recording.spec(found)


def _counted(crew: Sequence[Clerk], path: str, seconds: float) -> Round:
    """Load for so long; CommandError where the rows that are there afterwards are not the answers."""
    before = Case.objects.count()
    connection.close()
    found = asyncio.run(_loaded(crew, path, seconds))
    found.rows = Case.objects.count() - before
    connection.close()
    if found.rows != found.answers:
        raise CommandError(f"压测不算数：答复了{found.answers}件，库里多了{found.rows}件。")
    return found


async def _loaded(crew: Sequence[Clerk], path: str, seconds: float) -> Round:
    found, until = Round(), time.perf_counter() + seconds

    async def work(clerk: Clerk) -> None:
        while time.perf_counter() < until:
            try:
                answer = await clerk.visitor.post(path, clerk.filled())
            except Broken as fault:
                found.errors, found.fault = found.errors + 1, str(fault)
                continue
            if served(answer):
                found.answers += 1
                found.times.append(answer.seconds)
            elif answer.status == 503 and "retry-after" in answer.headers:
                found.busy += 1
                await asyncio.sleep(min(float(answer.headers["retry-after"]), 1.0))
            else:
                found.errors, found.fault = found.errors + 1, f"{path}: {answer.status}"
        await clerk.visitor.close()

    began = time.perf_counter()
    await asyncio.gather(*(work(clerk) for clerk in crew))
    found.seconds = time.perf_counter() - began
    return found


def _limit(spec: dict[str, Any], seconds: float) -> dict[str, Any]:
    """The limit; CommandError where it left other rows behind than it says."""
    marked = Case.objects.filter(number__startswith="9", stage=spec["stage"])
    before = marked.count()
    connection.close()
    found = limit.measured(spec, seconds)
    rows = marked.count() - before
    connection.close()
    if rows != found["count"] or found["faults"] or not rows:
        raise CommandError(
            f"重放不算数：重放了{found['count']}件，库里多了{rows}件，出错{found['faults']}次。{found['fault']}"
        )
    return found


def _settled() -> None:
    settle(at=machine())
    connection.close()


def _told(
    site: list[Round], plain: list[Round], bare: list[dict[str, Any]], statements: list[int], clients: int
) -> dict[str, Any]:
    times = [spent for one in site for spent in one.times]
    rate, most, orm = (
        median(one.rate for one in site),
        median(one["rate"] for one in bare),
        median(one.rate for one in plain),
    )
    every = [*site, *plain]
    return {
        "rate": round(rate, 1), "limit": round(most, 1), "ratio": ratio(rate, most), "orm": round(orm, 1),
        "orm_ratio": ratio(rate, orm), "p50": ms(percentile(times, 0.5)), "p99": ms(percentile(times, 0.99)),
        "errors": sum(one.errors for one in every), "busy": sum(one.busy for one in every), "answers": sum(one.answers for one in site),
        "rows": sum(one.rows for one in site), "statements": round(median(statements), 1), "clients": clients, "rounds": len(site),
        "cases": Case.objects.count(), "fault": next((one.fault for one in every if one.fault), ""),
    }  # fmt: skip
