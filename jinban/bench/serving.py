"""The site as users start it, for as long as it is measured."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.core.management.base import CommandError

HOST = "127.0.0.1"
PATIENCE = 60.0


@contextmanager
def site(more: Mapping[str, str] | None = None) -> Iterator[int]:
    """`jinban serve` on the database of this process; its port."""
    port = _free_port()
    serve = subprocess.Popen(  # noqa: S603 -- our own words
        [sys.executable, "-m", "jinban.commands", "serve", "--port", str(port)],
        env={**os.environ, **(more or {})}, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _await(serve, port)
        yield port
    finally:
        serve.send_signal(signal.SIGTERM)
        try:
            serve.wait(30)
        except subprocess.TimeoutExpired:
            serve.kill()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _await(serve: "subprocess.Popen[bytes]", port: int) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            urllib.request.urlopen(f"http://{HOST}:{port}/", timeout=10).close()
            return
        except OSError:
            if serve.poll() is not None or time.monotonic() > until:
                raise CommandError("压测用的网站没有启动成功，原因见上面的信息。") from None
            time.sleep(0.1)
