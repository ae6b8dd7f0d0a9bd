"""What a watch asks of the site: `/health/live`, `/health`, `/metrics`. For this machine, or for whoever has the token.

They are answered before sessions, seats and host names are looked at: a probe needs none of them, and must be answered when
they fail. For everybody else these addresses do not exist.
"""

import hmac
import ipaddress
import time
from collections.abc import Callable, Iterator
from datetime import datetime

from django.conf import settings
from django.db import Error as AnyDatabaseError
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

import jinban
from jinban.kit import chaining, condition, duties, measures, verifying
from jinban.kit.clock import machine, now
from jinban.messages import queries as messages

Answer = Callable[[HttpRequest], HttpResponse]
DOORS = frozenset(
    ("counter", "office", "board", "circulars", "documents", "gathering", "admin", "api", "static", "health", "metrics")
)
METHODS = frozenset(("GET", "POST", "HEAD"))
FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-IP", "X-Forwarded-Host")


class Measured:
    """Counts each answer by door, method and status, and how long it took."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.answer(request)
        door = door_of(request.path)
        method = request.method if request.method in METHODS else "other"
        measures.REQUESTS.labels(door, method, str(response.status_code)).inc()
        measures.LATENCY.labels(door).observe(time.perf_counter() - began)
        return response


class Probes:
    """Answers the three addresses for those who may ask; for others they are unknown."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.known: dict[str, Answer] = {"/health": ready, "/health/live": live, "/metrics": metrics}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        probe = self.known.get(request.path)
        if probe and request.method in ("GET", "HEAD") and may_ask(request):
            response = probe(request)
            response["Cache-Control"] = "no-store"
            return response
        return self.answer(request)


def door_of(path: str) -> str:
    """The door of an address: one of ours, or the citizens'."""
    first = path[1:].partition("/")[0]
    return first if first in DOORS else "citizen"


def may_ask(request: HttpRequest) -> bool:
    """This machine itself, not what a proxy on it passes on; or the token (`Authorization: Bearer …`)."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if settings.PROBE_TOKEN and kind == "Bearer" and hmac.compare_digest(token.encode(), settings.PROBE_TOKEN.encode()):
        return True
    if any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(str(request.META.get("REMOTE_ADDR", ""))).is_loopback
    except ValueError:
        return False


def live(request: HttpRequest) -> HttpResponse:
    """The process is there and answers. Asks nothing and nobody."""
    return JsonResponse({"status": "ok"})


def ready(request: HttpRequest) -> HttpResponse:
    """200: the site can serve (`degraded` where only the worker is late); 503: it cannot, and which check says so."""
    found = condition.checks(machine=machine(), city=_city())
    down = any(check.must and not check.ok for check in found)
    status = "down" if down else "ok" if all(check.ok for check in found) else "degraded"
    told = {check.name: {"ok": check.ok, **check.said} for check in found}
    return JsonResponse({"status": status, "version": jinban.__version__, "checks": told}, status=503 if down else 200)


def metrics(request: HttpRequest) -> HttpResponse:
    """Counts of the processes, and what the database says of the work behind the site."""
    return HttpResponse(measures.text([Work()]), content_type=CONTENT_TYPE_LATEST)


class Work(Collector):
    """What is asked of the database at each scrape; `jinban_database_up 0` and nothing more when it is away."""

    def collect(self) -> Iterator[Metric]:
        """The gauges, one query or two each."""
        try:
            found = list(_gauges())
        except AnyDatabaseError:
            connection.close()
            found = [_gauge("database_up", "Whether the database answers.", 0)]
        yield from found


def _gauges() -> Iterator[Metric]:
    at = machine()
    waiting = condition.backlog(at)
    age = condition.heartbeat_age(at)
    yield _gauge("seal_lag", "Committed events that are not sealed yet, to 10,001.", chaining.lag())
    yield _gauge("events_total", "Events so far.", condition.events())
    yield _by(
        "deliveries", "Deliveries that wait, by state.", "state", {s: waiting[s] for s in ("due", "claimed", "failed")}
    )
    yield _gauge("delivery_late_seconds", "How long the oldest delivery is overdue.", waiting["late_seconds"])
    yield _gauge("events_unrouted", "Events no delivery was made for yet, to 10,000.", waiting["unrouted"])
    noted = verifying.noted()
    yield _gauge("chain_faults", "Faults that the last verification found; -1 never.", noted.count if noted else -1)
    yield _by("messages", "Messages that wait, by state.", "state", messages.backlog())
    yield _gauge(
        "worker_heartbeat_seconds", "Since a worker last said it is there; -1 never.", -1 if age is None else age
    )
    standing = duties.standing()
    days = {one.run.duty: _days(one.last) for one in standing}
    yield _by("duty_last_days", "Days since 1970 of the last day a duty was finished; -1 never.", "duty", days)
    faulty = {one.run.duty: int(one.faulty) for one in standing}
    yield _by("duty_faulty", "Whether the latest period of a duty has failed.", "duty", faulty)
    yield _gauge("database_up", "Whether the database answers.", 1)


def _days(period: str) -> int:
    return duties.day_of(period).toordinal() - 719_163 if period else -1


def _gauge(name: str, said: str, value: float) -> Metric:
    return GaugeMetricFamily(f"jinban_{name}", said, value=value)


def _by(name: str, said: str, label: str, values: dict[str, int]) -> Metric:
    found = GaugeMetricFamily(f"jinban_{name}", said, labels=[label])
    for key, value in values.items():
        found.add_metric([key], value)
    return found


def _city() -> datetime:
    """The city's clock; the machine's while the database cannot say."""
    try:
        return now()
    except AnyDatabaseError:
        connection.close()
        return machine()
