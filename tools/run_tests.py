"""Everything that must pass: the checks, both databases, a real browser. Two jobs at a time, each with its time.

    python tools/run_tests.py [check]

Prints what each job said, then one line of the form `812 passed, 0 failed`; leaves with 1 when anything failed. A check
counts as one. Without a browser the browser stories are left out, but where CI is set that is a failure. LibreOffice is
asked once: no database has a part in it.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
AT_ONCE = 2
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PLAIN = ("tests", "--ignore", "tests/browser", "-m", "not browser", "--durations", "8")
# What no database changes: the house, the Word file and the PDF, SQLite's own gate, a play broken off, what is pure; and doors.
ONCE = (
    "house", "kit/test_sqlite_gate.py", "circular/test_office.py", "circular/test_word.py", "circular/test_wording.py",
    "papers/test_printing.py", "papers/test_templates.py", "replay/test_resuming.py", "replay/test_other_year.py",
    # Pure: no database is asked.
    "kit/test_sealed.py", "kit/test_workdays.py", "kit/test_files.py", "kit/test_numbers.py", "catalogue/test_situations.py",
    "catalogue/test_publishing.py", "people/test_rules.py", "messages/test_rules.py", "messages/test_adapters.py",
    "commands/test_docs.py", "commands/test_due.py", "commands/test_backup_refused.py", "doors/test_probes.py", "cases/test_matrix.py",
    "replay/test_volumes.py", "replay/test_routes.py", "delegation/test_rules.py", "loading/test_books.py",
    # Works of a bench, for a moment: what both databases answer differently, the other tests of it ask on both.
    "bench/test_works.py",
    # Doors whose reads and actions others walk on both.
    "doors/test_parts.py", "doors/test_log.py", "doors/test_papers.py", "doors/test_board_files.py",
    "doors/test_board_stations.py", "doors/test_circulars.py", "doors/test_lists.py", "doors/test_queue.py",
    "doors/test_circular_writing.py", "doors/test_case_papers.py", "doors/test_paper_templates.py",
    "doors/test_buttons.py", "doors/test_together.py", "doors/test_absences.py", "doors/test_messages.py",
    "doors/test_naming.py", "doors/test_systems.py", "systems/test_rules.py", "api/test_schema.py",
    "api/test_guide.py", "api/test_access.py", "doors/test_citizen.py", "doors/test_verifying.py",
    "doors/test_admin.py", "doors/test_sign_in.py", "doors/test_board.py", "doors/test_board_behind.py",
    "doors/test_circular_figures.py", "doors/test_warned.py", "doors/test_counter_cases.py",
    "replay/test_ways_are_open.py", "replay/test_plan.py", "commands/test_serve.py", "doors/test_chain.py",
    "doors/test_loads.py", "doors/test_gathering.py", "gathering/test_fifty_thousand.py", "kit/test_turns.py",
    "doors/test_in_turn.py", "doors/test_plans.py", "doors/test_ledgers.py", "doors/test_kept.py", "doors/test_sweep.py",
    # Long, and of one kind with others that run on both.
    "replay/test_serving.py", "circular/test_life.py", "loading/test_outlines.py",
)  # fmt: skip
SQLITE_ONLY = tuple(word for path in ONCE for word in ("--ignore", f"tests/{path}"))


@dataclass(frozen=True)
class Job:
    """One command. `suite`: it is pytest, and its last line counts tests."""

    name: str
    words: tuple[str, ...]
    suite: bool = False


@dataclass(frozen=True)
class Outcome:
    """What a job came to."""

    job: Job
    code: int
    said: str
    seconds: float

    @property
    def counts(self) -> dict[str, int]:
        """How many passed, failed, were skipped; a suite that broke off has at least one failure."""
        if not self.job.suite:
            return {"passed": int(self.code == 0), "failed": int(self.code != 0)}
        last = self.said.strip().rpartition("\n")[2]
        found = {word: int(number) for number, word in re.findall(r"(\d+) (passed|failed|error|skipped)", last)}
        failed = found.get("failed", 0) + found.get("error", 0)
        return found | {"passed": found.get("passed", 0), "failed": failed or int(self.code != 0)}


def typed() -> list[str]:
    """What mypy reads strictly: the kit, the replay, the circular, and the rules and actions of every room."""
    whole = ("jinban/kit", "jinban/replay", "jinban/circular", "jinban/loading")
    rooms = sorted((ROOT / "jinban").glob("*/rules.py")) + sorted((ROOT / "jinban").glob("*/actions*"))
    others = (path.relative_to(ROOT).as_posix() for path in rooms)
    return [*whole, *(path for path in others if not path.startswith(whole))]


def checks() -> list[Job]:
    """What looks at the code without running it."""
    django = (str(BIN / "python"), "-m", "django")
    return [
        Job("types", (str(BIN / "mypy"), *typed())),
        Job("style", (str(BIN / "ruff"), "check", ".")),
        Job("layout", (str(BIN / "ruff"), "format", "--check", ".")),
        Job("import directions", (str(BIN / "lint-imports"),)),
        Job("house rules", (sys.executable, "tools/house.py")),
        Job("migrations are complete", (*django, "makemigrations", "--check", "--dry-run")),
        Job("generated pages are fresh", (*django, "docs", "--check")),
    ]


def suites() -> list[Job]:
    """The tests; the longest first, so that two lanes end together."""
    pytest = str(BIN / "pytest")
    jobs = [
        Job("tests on PostgreSQL", (pytest, *PLAIN, *SQLITE_ONLY, "--db", "postgres"), suite=True),
        Job("tests on SQLite", (pytest, *PLAIN), suite=True),
    ]
    jobs.append(Job("bundle installs offline", (sys.executable, "tools/bundle.py", "--drill")))
    if any(map(shutil.which, BROWSERS)):
        jobs.append(Job("browser on SQLite", (pytest, "tests/browser", "-m", "browser"), suite=True))
        on_both = (pytest, "tests/browser", "-m", "browser and both", "--db", "postgres")
        jobs.append(Job("browser on PostgreSQL", on_both, suite=True))
    elif os.environ.get("CI"):
        jobs.append(Job("browser: none of " + ", ".join(BROWSERS), (sys.executable, "-c", "raise SystemExit(1)")))
    else:
        print("no browser found: the browser stories are left out", flush=True)
    return jobs


def run(job: Job) -> Outcome:
    """Run one job and print what it said, in one piece."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="jinban-") as home:
        place = {**os.environ, "DJANGO_SETTINGS_MODULE": "jinban.settings", "JINBAN_HOME": home, "COLUMNS": "120"}
        place.pop("DATABASE_URL", None)
        done = subprocess.run(job.words, cwd=ROOT, env=place, capture_output=True, text=True)
    said = (done.stderr + done.stdout).rstrip()
    outcome = Outcome(job, done.returncode, said, time.monotonic() - began)
    mark = "ok" if done.returncode == 0 else "FAILED"
    print(f"\n=== {job.name}: {mark}, {outcome.seconds:.1f} s ===\n{said}", flush=True)
    return outcome


def main() -> int:
    jobs = checks() if sys.argv[1:] == ["check"] else checks() + suites()
    began = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as lanes:
        outcomes = list(lanes.map(run, jobs))
    print(f"\n{'':-<60}")
    for outcome in outcomes:
        print(f"{'ok' if outcome.code == 0 else 'FAILED':<8}{outcome.seconds:7.1f} s  {outcome.job.name}")
    totals = {word: sum(each.counts.get(word, 0) for each in outcomes) for word in ("passed", "failed", "skipped")}
    print(f"{'':<8}{time.monotonic() - began:7.1f} s  together")
    skipped = f", {totals['skipped']} skipped" if totals["skipped"] else ""
    print(f"{totals['passed']} passed, {totals['failed']} failed{skipped}")
    return 1 if totals["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
