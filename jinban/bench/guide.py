"""The first page and a guide page, before and after its questions were answered, beside bare views: the same template with its
values ready, and the same letters alone."""

import asyncio
import time
from typing import Any

from jinban.bench.numbers import median, ms, percentile, ratio
from jinban.bench.pages import ALIKE, PAGES
from jinban.bench.wire import Broken, Visitor

CLIENTS, ROUNDS, SECONDS = 4, 3, 3.0


def measure(port: int, *, seconds: float = SECONDS, rounds: int = ROUNDS) -> dict[str, Any]:
    """The rates of the pages and of their peers, in turns. `ratio`: the worst of all beside its template; `text_ratio`: the worst
    of those that are the same for everybody beside the letters alone."""
    found = {name: _page(port, name, path, seconds, rounds) for name, path in PAGES.items()}
    return {
        "rows": found, "ratio": min(row["ratio"] for row in found.values()),
        "text_ratio": min(found[name]["text_ratio"] for name in ALIKE), "errors": sum(row["errors"] for row in found.values()),
        "p50": max(row["p50"] for row in found.values()), "p99": max(row["p99"] for row in found.values()),
        "rate": min(row["rate"] for row in found.values()), "limit": min(row["ready"] for row in found.values()), "clients": CLIENTS,
    }  # fmt: skip


def _page(port: int, name: str, path: str, seconds: float, rounds: int) -> dict[str, Any]:
    kinds = {"page": path, "ready": f"/bench/ready/{name}", "text": f"/bench/text/{name}"}
    sizes = {kind: asyncio.run(_size(port, address)) for kind, address in kinds.items()}
    rates: dict[str, list[float]] = {kind: [] for kind in kinds}
    times, errors = [], 0
    for _ in range(rounds):
        for kind, address in kinds.items():
            spent, wrong, took = asyncio.run(_asked(port, address, seconds))
            rates[kind].append(len(spent) / took)
            errors += wrong
            times += spent if kind == "page" else []
    rate, ready, text = (median(rates[kind]) for kind in kinds)
    return {
        "rate": round(rate, 1), "ready": round(ready, 1), "text": round(text, 1), "ratio": ratio(rate, ready),
        "text_ratio": ratio(rate, text), "p50": ms(percentile(times, 0.5)), "p99": ms(percentile(times, 0.99)), "errors": errors,
        "bytes": sizes,
    }  # fmt: skip


async def _size(port: int, path: str) -> int:
    """How many bytes a page has, before it is packed; asked first, so that nobody measures the beginning."""
    visitor = Visitor("127.0.0.1", port, packed=False)
    answer = await visitor.get(path)
    await visitor.close()
    if answer.status != 200:
        raise Broken(f"{path}: {answer.status}")
    return len(answer.body)


async def _asked(port: int, path: str, seconds: float) -> tuple[list[float], int, float]:
    times: list[float] = []
    errors, until = 0, time.perf_counter() + seconds

    async def work() -> None:
        nonlocal errors
        visitor = Visitor("127.0.0.1", port)
        while time.perf_counter() < until:
            try:
                answer = await visitor.get(path)
            except Broken:
                errors += 1
                continue
            errors += answer.status != 200
            times.append(answer.seconds)
        await visitor.close()

    began = time.perf_counter()
    await asyncio.gather(*(work() for _ in range(CLIENTS)))
    return times, errors, time.perf_counter() - began
