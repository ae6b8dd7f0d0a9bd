"""On what it was measured: the machine, the versions, the state of the code."""

import os
import platform
import sqlite3
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import django
from django.db import connection

from jinban.bench.numbers import median, ms
from jinban.kit.clock import legal_day, machine

SYNCS = 40


def described(folder: Path) -> dict[str, Any]:
    """CPU, cores, memory, disk, versions, commit and day; `folder` is where the databases lie. No path, no name."""
    return {
        "cpu": _cpu(), "cores": os.cpu_count() or 1, "memory_gb": _memory(), "sync_ms": sync_ms(folder), "system": platform.system(),
        "python": platform.python_version(), "django": django.get_version(), "sqlite": sqlite3.sqlite_version,
        "postgresql": _postgresql(), "commit": _commit(), "day": legal_day(machine()).isoformat(),
    }  # fmt: skip


def sync_ms(folder: Path) -> float:
    """The median milliseconds that the disk takes to keep a page."""
    spent = []
    with tempfile.TemporaryFile(dir=folder, buffering=0) as file:
        for _ in range(SYNCS):
            file.write(b"\0" * 4096)
            began = time.perf_counter()
            os.fsync(file.fileno())
            spent.append(time.perf_counter() - began)
    return round(ms(median(spent) * 10) / 10, 2)


def _cpu() -> str:
    listed = Path("/proc/cpuinfo")
    lines = listed.read_text().splitlines() if listed.exists() else []
    return next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.processor()
    )


def _memory() -> int:
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)
    except (ValueError, OSError):
        return 0


def _postgresql() -> str:
    if connection.vendor != "postgresql":
        return ""
    version = int(connection.pg_version)
    return f"{version // 10_000}.{version % 10_000}"


def _commit() -> str:
    """The commit of the code, with + where it was changed since; empty where there is no repository."""
    here = Path(__file__).resolve().parent
    try:
        said = subprocess.run(
            ["git", "describe", "--always", "--abbrev=7", "--dirty=+", "--exclude=*"],  # noqa: S607 -- wherever git is
            cwd=here, capture_output=True, text=True, check=True,
        )  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        return ""
    return said.stdout.strip()
