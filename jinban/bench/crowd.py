"""Many clerks at once: as they work, with time to think; and as they storm in, however long the answers take."""

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.management.base import CommandError
from django.db import connection

from jinban.bench import accept
from jinban.bench.counter import FORM, Clerk, served
from jinban.bench.numbers import ms, percentile
from jinban.bench.wire import Answer, Broken
from jinban.cases.models import Case

CLERKS, THINK, SECONDS = 200, (5.0, 15.0), 300.0
STORM = (1, 15, 1, 25, 2, 35, 10, 0)  # lifecycles a second, one stage after another
STAGE = 10.0
POOL = 120
NORMAL, PROBES, PATIENCE = 0.5, 3, 120.0


@dataclass
class Tally:
    """What a crowd met with. `busy`: turned away with 503 and Retry-After, before anything was taken."""

    taken: int = 0
    lives: int = 0
    errors: int = 0
    busy: int = 0
    times: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    fault: str = ""

    def count(self, answer: Answer, *, well: bool, path: str) -> bool:
        """Note an answer; whether it was a good one."""
        if answer.status == 503 and "retry-after" in answer.headers:
            self.busy += 1
            return False
        self.times.append(answer.seconds)
        if not well:
            self.errors, self.fault = self.errors + 1, f"{path}: {answer.status}"
        return well

    def broke(self, fault: Broken) -> None:
        """Note that no answer came."""
        self.errors, self.fault = self.errors + 1, str(fault)


def clerks(
    port: int, *, seconds: float = SECONDS, count: int = CLERKS, think: tuple[float, float] = THINK
) -> dict[str, Any]:
    """So many clerks for so long, each thinking between any two pages; at least one round each."""
    tally, before = Tally(), _cases()
    crew = accept.crew_of(port, count, "conclude")
    began = time.perf_counter()
    asyncio.run(_days(crew, tally, seconds, think))
    seconds = time.perf_counter() - began
    return {
        **_told(tally, before),
        "clerks": count,
        "seconds": round(seconds, 1),
        "rate": round(len(tally.times) / seconds, 1),
    }


async def _days(crew: Sequence[Clerk], tally: Tally, seconds: float, think: tuple[float, float]) -> None:
    until = time.perf_counter() + seconds
    values = (await accept.opened(crew[0])).values

    async def day(clerk: Clerk) -> None:
        await asyncio.sleep(random.uniform(0, think[1]))
        clerk.values = {**values}
        slip, rounds = "", 0
        while time.perf_counter() < until or not rounds:
            for path in ("/counter/", FORM, "", "slip"):
                if rounds and time.perf_counter() >= until:
                    break
                try:
                    slip = await _step(clerk, path, slip, tally)
                except Broken as fault:
                    tally.broke(fault)
                await asyncio.sleep(random.uniform(*think))
            rounds += 1
        await clerk.visitor.close()

    await asyncio.gather(*(day(clerk) for clerk in crew))


async def _step(clerk: Clerk, path: str, slip: str, tally: Tally) -> str:
    """One page of a clerk's round; where the slip is, after the one that takes in."""
    if path == "":
        return await _take_in(clerk, tally)
    address = slip if path == "slip" else path
    if not address:
        return ""
    answer = await clerk.visitor.get(address)
    if tally.count(answer, well=answer.status == 200, path=address) and path == FORM:
        clerk.read(answer)
    return ""


async def _take_in(clerk: Clerk, tally: Tally) -> str:
    answer = await clerk.serve()
    if not tally.count(answer, well=served(answer), path=FORM):
        return ""
    tally.taken += 1
    return answer.headers["location"]


def spike(port: int, *, stage: float = STAGE, pool: int = POOL) -> dict[str, Any]:
    """Lives of cases that begin when they begin, whether or not those before are done; and how long until it is as before."""
    tally, before = Tally(), _cases()
    crew = accept.crew_of(port, pool, "conclude")
    stages, normal = asyncio.run(_storm(crew, tally, stage))
    return {**_told(tally, before), "stages": stages, "normal_after": normal, "seconds": round(stage * len(STORM), 1),
            "lives": tally.lives, "rate": round(tally.lives / (stage * len(STORM)), 1)}  # fmt: skip


async def _storm(crew: Sequence[Clerk], tally: Tally, stage: float) -> tuple[list[dict[str, Any]], float | None]:
    values = (await accept.opened(crew[0])).values
    free: asyncio.Queue[Clerk] = asyncio.Queue()
    for clerk in crew:
        clerk.values = {**values}
        free.put_nowait(clerk)
    lives: list[asyncio.Task[None]] = []
    stages = []
    for rate in STORM:
        part = Tally()
        began = time.perf_counter()
        for nth in range(int(rate * stage)):
            await asyncio.sleep(max(0.0, began + nth / rate - time.perf_counter()))
            lives.append(asyncio.create_task(_life(free, (tally, part), time.perf_counter())))
        if rate:
            await asyncio.sleep(max(0.0, began + stage - time.perf_counter()))
            stages.append((rate, part))
    normal = await _normal_again(free, tally)
    await asyncio.gather(*lives)
    for clerk in crew:
        await clerk.visitor.close()
    return [
        {"rate": rate, "begun": int(rate * stage), "done": part.lives, "busy": part.busy, "errors": part.errors,
         "p95": ms(percentile(part.whole, 0.95))}
        for rate, part in stages
    ], normal  # fmt: skip


async def _life(free: "asyncio.Queue[Clerk]", tallies: Sequence[Tally], began: float) -> bool:
    """One case from the form to its slip, its time counted from when it was to begin."""
    clerk = await free.get()
    try:
        well = await _lived(clerk, tallies)
    except Broken as fault:
        well = False
        for tally in tallies:
            tally.broke(fault)
    finally:
        free.put_nowait(clerk)
    if well:
        for tally in tallies:
            tally.lives += 1
            tally.whole.append(time.perf_counter() - began)
    return well


async def _lived(clerk: Clerk, tallies: Sequence[Tally]) -> bool:
    form = await clerk.visitor.get(FORM)
    if not all(tally.count(form, well=form.status == 200, path=FORM) for tally in tallies):
        return False
    clerk.read(form)
    slips = await clerk.serve()
    if not all(tally.count(slips, well=served(slips), path=FORM) for tally in tallies):
        return False
    for tally in tallies:
        tally.taken += 1
    slip = await clerk.visitor.get(slips.headers["location"])
    return all(tally.count(slip, well=slip.status == 200, path="slip") for tally in tallies)


async def _normal_again(free: "asyncio.Queue[Clerk]", tally: Tally) -> float | None:
    """Seconds from the end of the load until the first of three lives in a row that each took no longer than half a second; None
    where that did not come."""
    ended, first, good = time.perf_counter(), 0.0, 0
    while time.perf_counter() - ended < PATIENCE:
        began = time.perf_counter()
        well = await _life(free, (tally,), began)
        now = time.perf_counter()
        if well and now - began <= NORMAL:
            first, good = first if good else began - ended, good + 1
            if good == PROBES:
                return round(first, 1)
        else:
            good = 0
        await asyncio.sleep(max(0.0, 1.0 - (now - began)) if good else 0.2)
    return None


def _cases() -> int:
    found = Case.objects.count()
    connection.close()
    return found


def _told(tally: Tally, before: int) -> dict[str, Any]:
    """The tally in numbers; CommandError where rows and answers differ by more than what broke off."""
    after = _cases()
    rows = after - before
    if not tally.taken <= rows <= tally.taken + tally.errors:
        raise CommandError(f"压测不算数：答复了{tally.taken}件，出错{tally.errors}次，库里多了{rows}件。")
    return {
        "answers": tally.taken, "rows": rows, "errors": tally.errors, "busy": tally.busy, "p50": ms(percentile(tally.times, 0.5)),
        "p95": ms(percentile(tally.times, 0.95)), "p99": ms(percentile(tally.times, 0.99)), "fault": tally.fault, "cases": after,
    }  # fmt: skip
