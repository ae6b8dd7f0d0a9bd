"""Servers on this machine that speak as the SMS gateway and as WeChat do, and remember what they were asked."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

LONGEST = {"thing": 20, "character_string": 32, "date": 32, "number": 32}


class Gateway:
    """Takes short messages for one key. `answers` are given first, one for each request: a status and a body."""

    key, sign = "gateway-key", "大冶政务"

    def __init__(self) -> None:
        self.url = ""
        self.taken: list[dict[str, Any]] = []
        self.answers: list[tuple[int, bytes]] = []

    def answer(self, path: str, headers: Any, body: dict[str, Any]) -> tuple[int, bytes]:
        if self.answers:
            return self.answers.pop(0)
        if headers["Authorization"] != f"Bearer {self.key}":
            return 401, b"{}"
        self.taken.append(body)
        return 200, json.dumps({"code": "0", "message": "成功", "msgId": f"M{len(self.taken)}"}).encode()

    @property
    def given(self) -> dict[str, str]:
        return {"url": f"{self.url}/send", "key": self.key, "sign": self.sign}


class WeChatServer:
    """Gives stable tokens, takes subscription messages, and refuses as WeChat does."""

    appid, secret, granted = "wx0123456789abcdef", "wechat-secret", "TPL-accepted_1"

    def __init__(self) -> None:
        self.url = ""
        self.token = "token-1"
        self.asked_for_tokens = 0
        self.unwilling: set[str] = set()
        self.answers: list[tuple[int, bytes]] = []
        self.taken: list[dict[str, Any]] = []

    def answer(self, path: str, headers: Any, body: dict[str, Any]) -> tuple[int, bytes]:
        if self.answers:
            return self.answers.pop(0)
        asked = urlsplit(path)
        found = {"/cgi-bin/stable_token": self._token, "/cgi-bin/message/subscribe/send": self._send}[asked.path](
            body, parse_qs(asked.query)
        )
        return 200, json.dumps(found).encode()

    def _token(self, body: dict[str, Any], query: dict[str, list[str]]) -> dict[str, Any]:
        self.asked_for_tokens += 1
        if body != {"grant_type": "client_credential", "appid": self.appid, "secret": self.secret}:
            return {"errcode": 40125, "errmsg": "invalid appsecret"}
        return {"access_token": self.token, "expires_in": 7200}

    def _send(self, body: dict[str, Any], query: dict[str, list[str]]) -> dict[str, Any]:
        if query != {"access_token": [self.token]}:
            return {"errcode": 40001, "errmsg": "invalid credential, access_token is invalid or not latest"}
        if body["template_id"] != self.granted:
            return {"errcode": 40037, "errmsg": "invalid template_id"}
        if body["touser"] in self.unwilling:
            return {"errcode": 43101, "errmsg": "user refuse to accept the msg"}
        for keyword, held in body["data"].items():
            if len(held["value"]) > LONGEST[re.sub(r"\d+$", "", keyword)]:
                return {"errcode": 47003, "errmsg": f"argument invalid! data.{keyword}.value is invalid"}
        self.taken.append(body)
        return {"errcode": 0, "errmsg": "ok", "msgid": 4700000000000 + len(self.taken)}

    @property
    def given(self) -> dict[str, str]:
        return {"url": self.url, "appid": self.appid, "secret": self.secret, "page": "pages/track"}


@contextmanager
def serving(fake: Any) -> Iterator[Any]:
    """Run it on a free port of this machine until the test ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, content = fake.answer(self.path, self.headers, body)
            self.send_response(status)
            if status == 302:
                self.send_header("Location", f"{fake.url}/elsewhere")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    fake.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
