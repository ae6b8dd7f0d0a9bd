"""`jinban worker`: tell the reactions what happened and do the duties of the clock, until told to stop."""

import os
import signal
import socket
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from jinban.commands.prepare import PreparedCommand
from jinban.kit.clock import machine, now
from jinban.kit.worker import Loop
from jinban.reactions import DUTIES, ERRANDS, KEEPING, REACTIONS


class Command(PreparedCommand):
    """Route and deliver events, do the duties; SIGTERM and Ctrl-C end it after what is under way."""

    help = "启动投递员：把发生的事告诉该知道的人，做时钟的日课（Ctrl-C 停止）"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--pause", type=float, default=1.0, help="没有事做时歇几秒")

    def handle(self, *, pause: float, **options: Any) -> None:
        loop = Loop(
            REACTIONS, worker=f"{socket.gethostname()}:{os.getpid()}"[:64], clock=machine, city=now,
            duties=(*DUTIES, *KEEPING), errands=ERRANDS, pause=pause,
        )  # fmt: skip

        def stop(signum: int, frame: FrameType | None) -> None:
            loop.stop()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        loop.run()
