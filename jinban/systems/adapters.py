"""How a parcel leaves the house: one POST to the address of a hook, to the address that was looked at and to no other.

    POST {url}    Jinban-Signature: t=<seconds since 1970>,v1=<HMAC-SHA256 of "<t>.<body>">
    any 2xx       taken; every other status, silence of ten seconds, and what is not said within twenty, is tried again

The host is resolved once, every address it has is judged (no inside, no neighbours), and the connection goes to the address that
was judged: a name that answers differently a second time leads nowhere. No redirect is followed. Answers are not read.
"""

import http.client
import socket
import ssl
import threading
import urllib.parse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

from django.conf import settings

from jinban.kit import marks
from jinban.systems import rules

TIMEOUT = 10.0
# For the whole of one parcel: whoever says a little every nine seconds would hold the worker for ever.
WHOLE = 20.0


class NotReached(Exception):
    """The other side could not be reached, or must not be. Carries one sentence."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class _Pinned(http.client.HTTPSConnection):
    """HTTPS to one address, under the name that its certificate must show."""

    def __init__(self, host: str, port: int, address: str) -> None:
        self._tls = ssl.create_default_context()
        super().__init__(host, port, timeout=TIMEOUT, context=self._tls)
        self._address = address

    def connect(self) -> None:
        plain = socket.create_connection((self._address, self.port), TIMEOUT)
        # Known before the hands are shaken, so that this too can be ended.
        self.sock = self._tls.wrap_socket(plain, server_hostname=self.host, do_handshake_on_connect=False)
        self.sock.do_handshake()


def post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Send one parcel; the status of the answer. NotReached where there is none, or where the address leads inside."""
    parts = urllib.parse.urlsplit(url)
    host = parts.hostname or ""
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    address = judged(host, port)
    link = _Pinned(host, port, address) if secure else http.client.HTTPConnection(address, port, timeout=TIMEOUT)
    try:
        with _in_time(link):
            path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
            link.request("POST", path, body, {"User-Agent": "jinban", "Connection": "close", **headers})
            return link.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        raise NotReached(f"连不上（{type(error).__name__}）") from None
    finally:
        link.close()


@contextmanager
def _in_time(link: http.client.HTTPConnection) -> Iterator[None]:
    """What is done with this connection ends after WHOLE seconds, whatever the other side does; TimeoutError then."""
    over = threading.Event()

    def end() -> None:
        over.set()
        if link.sock is not None:
            with suppress(OSError):
                # Of the socket below: TLS would first say goodbye to the one who does not listen.
                socket.socket.shutdown(link.sock, socket.SHUT_RDWR)

    timer = threading.Timer(WHOLE, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    except (OSError, http.client.HTTPException):
        if not over.is_set():
            raise
    finally:
        timer.cancel()
    if over.is_set():
        raise TimeoutError


def judged(host: str, port: int) -> str:
    """An address of this host, after every one of them was judged. NotReached with the sentence of the rule."""
    try:
        found = [str(line[4][0]) for line in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError):
        raise NotReached("找不到这个主机名") from None
    for address in found:
        if sentence := rules.address_misfit(address, settings.HOOK_NETWORKS, demo=marks.is_demo()):
            raise NotReached(sentence)
    if not found:
        raise NotReached("找不到这个主机名")
    return found[0]
