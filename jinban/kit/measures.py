"""What the processes of the site count while they work, for whoever watches: no name, no number, no address in any label.

`jinban serve` gives its processes one folder (`PROMETHEUS_MULTIPROC_DIR`, JINBAN_HOME/metrics, emptied at each start); each
counts into files of its own there, and `text` sums them, also those of a process that has ended. Without that folder a
process says what it counted itself.
"""

import os
from collections.abc import Iterable

import prometheus_client
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
OURS = CollectorRegistry()
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
prometheus_client.disable_created_metrics()  # type: ignore[no-untyped-call]

REQUESTS = Counter("jinban_requests", "Requests answered.", ("door", "method", "status"), registry=OURS)
LATENCY = Histogram("jinban_request_seconds", "Time to the answer.", ("door",), registry=OURS, buckets=_SECONDS)
UNAVAILABLE = Counter("jinban_unavailable", "Requests answered 503, by what failed.", ("reason",), registry=OURS)
GATE = Histogram("jinban_gate_seconds", "Waiting for the turn to write (SQLite).", registry=OURS, buckets=_SECONDS)


def text(more: Iterable[Collector] = ()) -> bytes:
    """All counts in Prometheus' text format, and those of the collectors that are asked now."""
    counted = OURS
    if os.environ.get(FOLDER):
        counted = CollectorRegistry()
        MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
    asked = CollectorRegistry()
    for one in more:
        asked.register(one)
    return bytes(generate_latest(counted)) + bytes(generate_latest(asked))
