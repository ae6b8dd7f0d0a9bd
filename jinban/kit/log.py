"""What the log says: one JSON object a line, without a word that a person typed.

A fault is its class and its place in the code, with the number that the page of the fault shows and the address
without its query. Messages are kept as they stand in the code, their values left out; what our own code says beside them
(ids, codes, counts) is kept. A last guard blots out what looks like a number of a person or a Chinese word that was typed.
"""

import json
import logging
import re
import sys
import threading
from collections.abc import MutableMapping
from datetime import UTC, datetime
from http import HTTPStatus
from types import TracebackType
from typing import Any

import structlog
from django.http import HttpRequest

from jinban.kit import faults

SAID = "said"
_LONG_NUMBER = re.compile(r"\d{9,}[0-9Xx]?")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
BLOT = "…"


class Lines(logging.Formatter):
    """Writes a record as one line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line. Neither the values of the message nor the message of a fault stands in it."""
        line = {"at": datetime.fromtimestamp(record.created, UTC).isoformat(), "level": record.levelname.lower()}
        fault = record.exc_info[1] if record.exc_info else None
        if fault is None:
            line |= {"from": record.name, "what": str(record.msg)}
        else:
            line |= {"fault": type(fault).__name__, "place": faults.place(fault)}
        line |= {key: _blotted(value) for key, value in getattr(record, SAID, {}).items()}
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest):
            line |= {
                "request": getattr(request, "number", ""),
                "method": request.method or "",
                "path": _address(request.path),
            }
        return json.dumps(line, ensure_ascii=False)


class Answers(logging.Filter):
    """Of what Django says of an answer: that there was one, and which. One that asks to come again is a warning, not a fault."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true; the record is made plain."""
        status = getattr(record, "status_code", 0)
        if status:
            record.msg, record.args = f"answered {status}", ()
        if status == HTTPStatus.SERVICE_UNAVAILABLE:
            record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True


def _blotted(value: Any) -> Any:
    """What our code says, but nothing that looks like a number of a person."""
    return value if isinstance(value, int | float | bool | None) else _LONG_NUMBER.sub(BLOT, str(value))


def _address(path: str) -> str:
    """An address; whatever in it somebody may have typed is blotted out."""
    return _NOT_ASCII.sub(BLOT, _LONG_NUMBER.sub(BLOT, path))


def _beside(_: Any, __: str, said: MutableMapping[str, Any]) -> tuple[tuple[str], dict[str, Any]]:
    event = str(said.pop("event", ""))
    said.pop("exc_info", None)
    return (event,), {"extra": {SAID: dict(said)}}


def speak_alike() -> None:
    """From now on structlog's loggers write through logging, and so through `Lines`. For every process, once."""
    structlog.configure(
        processors=[_beside],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
    )


def catch_all() -> None:
    """What nobody caught becomes a line as well, in the main thread and in others: a traceback holds messages, and they may
    hold what a person typed. For processes of ours, not for whoever only imports."""

    def fell(kind: type[BaseException], fault: BaseException, at: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, fault, at)
        else:
            logging.getLogger("jinban").critical("nobody caught it", exc_info=(kind, fault, at))

    def fell_in_thread(told: threading.ExceptHookArgs) -> None:
        if told.exc_value is not None:
            fell(told.exc_type, told.exc_value, told.exc_traceback)

    sys.excepthook = fell
    threading.excepthook = fell_in_thread
