"""What is written to the log while a test runs, line by line."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from jinban.kit.log import Lines


@contextmanager
def logged() -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """A function that gives the lines so far. A line that is no JSON fails the test that asks."""
    written = io.StringIO()
    loggers = [logging.getLogger(name) for name in ("", "django")]
    ours = {one for log in loggers for one in log.handlers if isinstance(one.formatter, Lines)}
    # Not by setStream, which flushes the stream before: a test that captured it has closed it since.
    before = [(handler, handler.stream) for handler in ours]
    for handler in ours:
        handler.stream = written
    try:
        yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    finally:
        for handler, stream in before:
            handler.stream = stream
