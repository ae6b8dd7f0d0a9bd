"""What the log says: one JSON object a line, without a word that a person typed.

A fault is its class and its place in the code, with the number that the page of the fault shows and the address
without its query. Messages are kept as they stand in the code, their values left out.
"""

import json
import logging
from datetime import UTC, datetime

from django.http import HttpRequest

from jinban.kit import faults


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
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest):
            line |= {"request": getattr(request, "number", ""), "method": request.method or "", "path": request.path}
        return json.dumps(line, ensure_ascii=False)
