"""`jinban serve`: the site and the worker in one process tree."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from types import FrameType
from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from jinban.commands.accounts import accounts
from jinban.commands.prepare import PreparedCommand
from jinban.kit import marks, measures, turns
from jinban.kit.home import home
from jinban.kit.refused import Refused
from jinban.replay import living
from jinban.replay.facts import read
from jinban.replay.living import Script
from jinban.replay.volumes import fraction

THREADS = turns.AT_ONCE + turns.WAITING + turns.SPARE
PATIENCE = 30.0
GRACE = 10.0


class Command(PreparedCommand):
    """Start granian and the worker; Ctrl-C, SIGTERM or the end of either ends both."""

    help = "启动网站和投递员（Ctrl-C 停止）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, help="网站进程数，默认两个")
        parser.add_argument("--replay", metavar="FACTS.json", help="网站开起来以后，在后面重演这份资料的一年（演示）")
        parser.add_argument("--scale", default="1", help="重演时办件数的比例，例如 0.05")

    def handle(self, *, host: str, port: int, workers: int | None, **options: Any) -> None:
        if _listens(host, port):
            raise CommandError(f"{host}:{port} 已经被占用。换一个端口：jinban serve --port {port + 1}")
        call_command("collectstatic", interactive=False, verbosity=0)
        # Also on SQLite: pages are made side by side, and writers take their turn at the gate for a millisecond or two.
        processes = workers or 2
        year = self._year(options["replay"], options["scale"])
        connection.close()
        os.environ[measures.FOLDER] = str(_emptied(home() / "metrics"))
        # Both end it, also where the shell that started it in the background has SIGINT ignored.
        for told in (signal.SIGTERM, signal.SIGINT):
            signal.signal(told, _interrupt)
        children = [_granian(host, port, processes)]
        try:
            self._announce(children, host, port)
            # While a year is lived again, it is the replay that runs the worker, on the days that it plays.
            children.append(_start("-m", "jinban.commands", *year) if year else _worker())
            while children[0].poll() is None and (children[1].poll() is None or year):
                if year and children[1].poll() is not None:
                    children[1], year = _worker(), []
                time.sleep(0.5)
            raise CommandError("网站或投递员意外停止，已全部停下。")
        except KeyboardInterrupt:
            self.stdout.write("\n正在停止……")
        finally:
            _end(children)

    def _year(self, facts: str | None, scale: str) -> list[str]:
        """The words of the command that lives a year behind the site, once the city's clock is set for it; none where it is
        not asked for, or cannot be: the site runs all the same, and says why."""
        if not facts:
            return []
        try:
            living.prepare(Script(read(Path(facts)), 1, fraction(scale)))
        except (Refused, ValueError) as no:
            self.stderr.write(f"没有重演：{no}")
            return []
        return ["replay", facts, "--scale", scale, "--no-ratio"]

    def _announce(self, children: list[subprocess.Popen[bytes]], host: str, port: int) -> None:
        """Wait until the site answers, then say where it is and who may sign in."""
        until = time.monotonic() + PATIENCE
        while not _listens(host, port):
            if time.monotonic() > until or any(child.poll() is not None for child in children):
                raise CommandError("网站没有启动成功，原因见上面的信息。")
            time.sleep(0.05)
        self.stdout.write(f"\n近办已经启动：http://{host}:{port}/（Ctrl-C 停止）\n")
        if marks.is_demo():
            self.stdout.write(f"\n这是演示数据，不作办事依据。演示账号：\n\n{accounts()}")
        self.stdout.flush()
        connection.close()


def _emptied(folder: Path) -> Path:
    """Where the processes of this start count; what those of the last one counted is over."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    return folder


def _granian(host: str, port: int, processes: int) -> subprocess.Popen[bytes]:
    options = {
        "host": host, "port": port, "interface": "wsgi", "workers": processes, "blocking-threads": THREADS,
        "backpressure": 4 * THREADS,
    }  # fmt: skip
    words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
    return _start(
        "-m", "granian", *words, "--respawn-failed-workers", "--log-level", "warning", "jinban.wsgi:application"
    )


def _worker() -> subprocess.Popen[bytes]:
    return _start("-m", "jinban.commands", "worker")


def _start(*words: str) -> subprocess.Popen[bytes]:
    """A child that Ctrl-C does not reach by itself: it is we who end it, in order."""
    return subprocess.Popen([sys.executable, *words], start_new_session=True)  # noqa: S603 -- our own words


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        child.terminate()
    until = time.monotonic() + GRACE
    for child in children:
        try:
            child.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)


def _listens(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((host, port)) == 0


def _interrupt(signum: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
