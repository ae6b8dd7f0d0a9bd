"""Visitors over HTTP/1.1 on connections that stay open, as browsers keep them; a few lines, so that the load costs little
beside what it measures."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

PATIENCE = 60.0
FORM = "application/x-www-form-urlencoded"


class Broken(Exception):
    """The answer was cut off, or none came in time."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: status, headers (names in small letters), the body as it was sent, seconds until its end."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")


@dataclass
class Visitor:
    """One browser: a connection, its cookies. `packed`: it takes compressed answers, which are then not readable here."""

    host: str
    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    packed: bool = True
    _streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str) -> Answer:
        return await self._asked("GET", path, b"")

    async def post(self, path: str, values: Mapping[str, str]) -> Answer:
        return await self._asked("POST", path, urlencode(values).encode())

    async def close(self) -> None:
        """Hang up."""
        if self._streams:
            self._streams[1].close()
            self._streams = None

    async def _asked(self, method: str, path: str, body: bytes) -> Answer:
        began = time.perf_counter()
        try:
            async with asyncio.timeout(PATIENCE):
                kept = self._streams is not None
                try:
                    status, headers, content = await self._exchanged(method, path, body)
                except (OSError, asyncio.IncompleteReadError, Broken):
                    # A server may close a connection that rested; what it has answered nothing to is asked once more.
                    await self.close()
                    if not kept or method != "GET":
                        raise
                    status, headers, content = await self._exchanged(method, path, body)
        except (OSError, asyncio.IncompleteReadError, TimeoutError) as fault:
            await self.close()
            raise Broken(str(fault) or type(fault).__name__) from fault
        return Answer(status, headers, content, time.perf_counter() - began)

    async def _exchanged(self, method: str, path: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        if self._streams is None:
            self._streams = await asyncio.open_connection(self.host, self.port)
        reader, writer = self._streams
        writer.write(self._head(method, path, body) + body)
        await writer.drain()
        line, *rest = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers: dict[str, str] = {}
        for name, _, value in (one.partition(":") for one in rest if one):
            if name.lower() == "set-cookie":
                self._keep(value.strip())
            headers[name.lower()] = value.strip()
        content = await _body(reader, headers)
        if headers.get("connection", "").lower() == "close":
            await self.close()
        return int(line.split(" ", 2)[1]), headers, content

    def _head(self, method: str, path: str, body: bytes) -> bytes:
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}:{self.port}", "Accept: text/html"]
        if self.packed:
            lines.append("Accept-Encoding: gzip")
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        if method == "POST":
            lines += [
                f"Content-Type: {FORM}",
                f"Content-Length: {len(body)}",
                f"Origin: http://{self.host}:{self.port}",
            ]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    def _keep(self, text: str) -> None:
        name, _, value = text.partition(";")[0].partition("=")
        self.cookies[name] = value


async def _body(reader: asyncio.StreamReader, headers: Mapping[str, str]) -> bytes:
    if headers.get("transfer-encoding", "").lower() == "chunked":
        parts = []
        while size := int((await reader.readline()).split(b";")[0] or b"0", 16):
            parts.append((await reader.readexactly(size + 2))[:-2])
        await reader.readline()
        return b"".join(parts)
    if "content-length" in headers:
        return await reader.readexactly(int(headers["content-length"]))
    return b""
