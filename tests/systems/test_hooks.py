"""What a system is told: of what it asked for and may know, signed, again until it arrives, visible when it does not."""

import json
import socket
import threading
import time
from contextlib import suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from jinban.cases import actions as cases
from jinban.kit.patience import DELAYS, LIMIT
from jinban.kit.worker import route, run_due
from jinban.reactions import REACTIONS
from jinban.systems import actions, adapters, queries, rules
from jinban.systems.adapters import NotReached
from jinban.systems.events import HookAdded, ParcelResent, SystemRegistered
from jinban.systems.models import Attempt, Hook, Parcel, System
from tests.api.callers import registered
from tests.play import BIRTH, MONDAY, OTHER_WINDOW, POLICE, RELIEF, SYSADMIN, WINDOW, seat, taken_in
from tests.world import facts_of, refused

pytestmark = pytest.mark.usefixtures("city")
FACTS = ("cases.received", "cases.accepted")


class Partner:
    """The other side: answers with these statuses, one after another, the last for ever; remembers what it got."""

    def __init__(self, *statuses: int) -> None:
        self.statuses, self.got = list(statuses), []

    def __call__(self, url, body, headers):
        self.got.append((url, body, headers))
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        if not status:
            raise NotReached("连不上（ConnectionRefusedError）")
        return status


def hooked(like: str = WINDOW, name: str = "智慧社保", facts=FACTS):
    system = registered(like, name)
    hook, secret = actions.add_hook(
        system, url="https://partner.example/jinban", facts=facts, by=seat(SYSADMIN), at=MONDAY
    )
    return hook, secret


def turn(at=MONDAY) -> None:
    """The worker routes what happened and runs what is due."""
    route(REACTIONS, at=at, limit=100_000)
    run_due(REACTIONS, at=at, worker="w", told=at, limit=100)


def due(parcel: Parcel) -> Parcel:
    """The parcel as it is due at MONDAY: the reaction took the machine's time."""
    Parcel.objects.filter(pk=parcel.pk).update(due_at=MONDAY)
    return Parcel.objects.get(pk=parcel.pk)


def test_a_system_is_told_once_of_what_it_asked_for_in_ids_codes_and_days():
    hook, secret = hooked()
    case = cases.accept(taken_in(seat(WINDOW), RELIEF), by=seat(WINDOW), at=MONDAY)
    turn(), turn()
    partner = Partner(200)
    for parcel in Parcel.objects.all():
        due(parcel)

    sent = actions.send_due(at=MONDAY, worker="w", post=partner)

    bodies = [json.loads(body) for _, body, _ in partner.got]
    assert (sent, [body["type"] for body in bodies]) == (2, list(FACTS))
    assert {body["case"] for body in bodies} == {case.number}
    assert [body["facts"]["counts_from"] for body in bodies if "counts_from" in body["facts"]] == ["2024-03-11"]
    assert not any("余小禾" in body.decode() or "4202811990" in body.decode() for _, body, _ in partner.got)
    assert all(
        rules.signed(headers["Jinban-Signature"], secret, body, now=int(MONDAY.timestamp()))
        for _, body, headers in partner.got
    )
    assert set(Parcel.objects.values_list("state", flat=True)) == {"sent"}
    assert facts_of(hook.system) == [SystemRegistered, HookAdded]


def test_nobody_is_told_of_what_his_office_may_not_know_and_where_nobody_listens_no_row_is_made():
    taken_in(seat(WINDOW), RELIEF)
    turn()
    silent = Parcel.objects.count()
    hooked(OTHER_WINDOW, "外镇系统")
    mine, _ = hooked(facts=("cases.received",))
    police = taken_in(seat(POLICE), BIRTH)
    plain = taken_in(seat(WINDOW), RELIEF)
    turn()

    told = {json.loads(parcel.body)["case"]: json.loads(parcel.body) for parcel in Parcel.objects.all()}
    assert (silent, {parcel.hook_id for parcel in Parcel.objects.all()}) == (0, {mine.pk})
    assert {*told} == {police.number, plain.number}
    assert ("facts" in told[police.number], "item" in told[police.number], "facts" in told[plain.number]) == (
        False,
        False,
        True,
    )


def test_what_fails_is_tried_later_and_later_then_left_to_be_seen_and_sent_again_by_hand():
    hooked(facts=("cases.received",))
    taken_in(seat(WINDOW), RELIEF)
    turn()
    parcel, partner, at = due(Parcel.objects.get()), Partner(500, 0, 302, 500), MONDAY
    waits = []
    for _ in range(LIMIT):
        assert actions.send_due(at=at, worker="w", post=partner) == 1
        parcel.refresh_from_db()
        waits.append(parcel.due_at - at)
        at = parcel.due_at

    assert tuple(waits[:-1]) == DELAYS
    assert (
        parcel.state,
        parcel.attempts.count(),
        actions.send_due(at=at + timedelta(days=1), worker="w", post=partner),
    ) == ("failed", LIMIT, 0)
    assert list(parcel.attempts.order_by("id").values_list("status", "error"))[:3] == [
        (500, "对方答复 HTTP 500"), (0, "连不上（ConnectionRefusedError）"), (302, "对方答复 HTTP 302")
    ]  # fmt: skip
    actions.resend(parcel, by=seat(SYSADMIN), at=at, due_at=at)
    better = Partner(204)
    assert actions.send_due(at=at, worker="w", post=better) == 1
    assert better.got[0][1] == partner.got[0][1]
    assert facts_of(parcel.hook.system)[-1] is ParcelResent
    with refused("这条正在推送，不用重发。"):
        Parcel.objects.update(state="due")
        actions.resend(parcel, by=seat(SYSADMIN), at=at, due_at=at)


def test_what_a_suspended_or_ended_system_or_a_hook_that_is_off_was_to_be_told_waits():
    hook, _ = hooked(facts=("cases.received",))
    taken_in(seat(WINDOW), RELIEF)
    turn()
    due(Parcel.objects.get())
    by, partner = seat(SYSADMIN), Partner(200)

    actions.switch_hook(hook, active=False, by=by, at=MONDAY)
    off = actions.send_due(at=MONDAY, worker="w", post=partner)
    actions.switch_hook(hook, active=True, by=by, at=MONDAY)
    actions.suspend(hook.system, by=by, at=MONDAY)
    closed = actions.send_due(at=MONDAY, worker="w", post=partner)
    actions.resume(hook.system, by=by, at=MONDAY)
    System.objects.update(valid_to=MONDAY.date())
    ended = actions.send_due(at=MONDAY, told=MONDAY + timedelta(days=1), worker="w", post=partner)

    assert (off, closed, ended, actions.send_due(at=MONDAY, worker="w", post=partner)) == (0, 0, 0, 1)


def test_the_secret_is_sealed_and_what_leads_inside_is_refused_when_it_is_sent_too(monkeypatch):
    hook, secret = hooked()
    system, by = hook.system, seat(SYSADMIN)

    with refused("地址要用 https:// 开头。"):
        actions.add_hook(system, url="http://partner.example/", facts=FACTS, by=by, at=MONDAY)
    with refused("至少要选一种要推送的事情。"):
        actions.add_hook(system, url="https://partner.example/", facts=("people.unmasked",), by=by, at=MONDAY)
    assert (secret in hook.secret_sealed, queries.secret(hook)) == (False, secret)
    for inside in ("10.0.0.7", "169.254.169.254", "127.0.0.2"):
        line = [(2, 1, 6, "", ("93.184.216.34", 443)), (2, 1, 6, "", (inside, 443))]
        monkeypatch.setattr("jinban.systems.adapters.socket.getaddrinfo", lambda *a, found=line, **k: found)
        with pytest.raises(NotReached):
            adapters.judged("partner.example", 443)


def test_what_a_clock_put_down_that_ran_ahead_does_not_wait_for_that_day():
    hooked(facts=("cases.received",))
    taken_in(seat(WINDOW), RELIEF)
    turn()
    partner, day = Partner(200), timedelta(days=1)

    Parcel.objects.update(due_at=MONDAY + day)
    first = actions.send_due(at=MONDAY, worker="w", post=partner)
    Parcel.objects.update(state="claimed", lease_until=MONDAY + day)
    second = actions.send_due(at=MONDAY, worker="w", post=partner)
    Parcel.objects.update(state="due", due_at=MONDAY + DELAYS[-1], lease_until=None)

    assert (first, second, actions.send_due(at=MONDAY, worker="w", post=partner)) == (1, 1, 0)


def test_a_secret_that_cannot_be_opened_stops_that_parcel_and_no_other():
    broken, _ = hooked(facts=("cases.received",))
    hooked(name="好系统", facts=("cases.received",))
    taken_in(seat(WINDOW), RELIEF)
    turn()
    Parcel.objects.update(due_at=MONDAY)
    Hook.objects.filter(pk=broken.pk).update(secret_sealed="1:AAAA")

    tried = actions.send_due(at=MONDAY, worker="w", post=Partner(200))

    assert (tried, dict(Parcel.objects.values_list("hook__system__name", "state"))) == (
        2,
        {"智慧社保": "due", "好系统": "sent"},
    )
    assert Attempt.objects.get(parcel__hook=broken).error.startswith("SealBroken，在 ")


def test_one_parcel_over_the_wire_to_this_machine_and_no_redirect_followed():
    got = []

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self):
            got.append((self.path, self.rfile.read(int(self.headers["Content-Length"])), self.headers["Jinban-Event"]))
            self.send_response(307 if self.path == "/moved" else 204)
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.end_headers()

        def log_message(self, *words):
            pass

    server = HTTPServer(("127.0.0.1", 0), Answering)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"

    statuses = [
        adapters.post(f"{base}{path}", b"{}", {"Jinban-Event": "cases.received"}) for path in ("/in?x=1", "/moved")
    ]

    server.shutdown()
    server.server_close()
    assert (statuses, [path for path, _, _ in got]) == ([204, 307], ["/in?x=1", "/moved"])


@pytest.mark.parametrize("drip", [b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 200 OK\r\nX: "])
def test_who_says_a_little_again_and_again_does_not_hold_the_worker(monkeypatch, drip):
    monkeypatch.setattr("jinban.systems.adapters.WHOLE", 0.3)
    server = socket.create_server(("127.0.0.1", 0))

    def dripping() -> None:
        link, _ = server.accept()
        with suppress(OSError):
            for _ in range(40):
                link.sendall(drip if b"100" in drip else drip[:1])
                drip_on.wait(0.05)
        link.close()

    drip_on = threading.Event()
    thread = threading.Thread(target=dripping, daemon=True)
    thread.start()
    began = time.monotonic()

    with pytest.raises(NotReached) as no:
        adapters.post(f"http://127.0.0.1:{server.getsockname()[1]}/", b"{}", {})

    drip_on.set()
    thread.join()
    server.close()
    assert (no.value.sentence, time.monotonic() - began < 1.5) == ("连不上（TimeoutError）", True)
