"""How a message leaves the house. Each channel is on only where the environment configures it whole; else it is not there.

SMS is a gateway that takes JSON over HTTP, as city platforms offer it:

    POST {JINBAN_SMS_URL}    Authorization: Bearer {JINBAN_SMS_KEY}
    {"requestId", "mobile", "sign", "template", "content"}  →  {"code": "0", "msgId": "…"}

`requestId` is the same for every try, so that the gateway can drop a second one. `code` 0, "0" or "OK" means taken.

WeChat is the subscription message of a mini program: `POST /cgi-bin/stable_token` for an access token, then
`POST /cgi-bin/message/subscribe/send?access_token=…` with `touser`, `template_id`, `data`, and where set `page`.

Nothing here knows the database. Answers are read for their codes only; their words are not kept.
"""

import json
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from http.client import HTTPException
from typing import Any, Literal, Protocol

from django.conf import settings

TIMEOUT = 10.0
ANSWER_MOST = 64 * 1024
# Asked anew this long before WeChat says that it ends.
EARLY = 300.0
# A client's mistake that will not mend by itself; 401, 403, 408, 429 may.
MENDS = frozenset({401, 403, 408, 429})

STALE_TOKEN = frozenset({40001, 40014, 42001})
NOT_WANTED = {43101: "本人没有订阅或者拒收", 43108: "本人没有订阅或者拒收", 40003: "微信号不对，请本人重新绑定"}
WRONG_FOR_GOOD = frozenset({40037, 41030, 47003})  # no such template, no such page, a keyword does not fit


class NotSent(Exception):
    """Why a message did not leave. `then`: `again` it may work later; `never` somebody must put something right; `skip`
    the receiver cannot or will not have it. `down`: the channel itself is away, so that others need not be tried now."""

    def __init__(self, error: str, then: Literal["again", "never", "skip"] = "again", *, down: bool = False) -> None:
        super().__init__(error)
        self.error, self.then, self.down = error, then, down


@dataclass(frozen=True)
class Letter:
    """One message as a channel gets it. `key` stays the same over all tries. `wechat_id` and `keywords` are what WeChat's
    template asks for."""

    key: str
    to: str = field(repr=False)
    template: str
    text: str
    wechat_id: str = ""
    keywords: Mapping[str, str] = field(default_factory=dict)


class Channel(Protocol):
    """A way out. Sends one letter and gives the reference that the other side gave it, or raises NotSent."""

    def send(self, letter: Letter) -> str: ...


@dataclass(frozen=True)
class SmsGateway:
    """Short messages through the city's gateway."""

    url: str
    key: str = field(repr=False)
    sign: str

    def send(self, letter: Letter) -> str:
        body = {
            "requestId": letter.key, "mobile": letter.to, "sign": self.sign, "template": letter.template, "content": letter.text,
        }  # fmt: skip
        answer = _post(self.url, body, {"Authorization": f"Bearer {self.key}"})
        code = str(answer.get("code", ""))
        if code not in ("0", "OK"):
            raise NotSent(f"短信平台答复 {_code(code)}")
        return _code(answer.get("msgId", ""))


class WeChat:
    """Subscription messages of a mini program. The access token is shared by all threads of a process; the stable one that
    is asked for stays good for other processes too."""

    def __init__(
        self, url: str, appid: str, secret: str, page: str = "", monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self.url, self.appid, self.page = url.rstrip("/"), appid, page
        self._secret, self._monotonic = secret, monotonic
        self._token, self._until = "", 0.0
        self._lock = threading.Lock()

    def send(self, letter: Letter) -> str:
        if not letter.wechat_id:
            raise NotSent("没有配置微信模板", "skip")
        answer = self._subscribe_send(letter, self._access())
        if answer.get("errcode") in STALE_TOKEN:
            self._forget()
            answer = self._subscribe_send(letter, self._access())
        code = answer.get("errcode", 0)
        if code in NOT_WANTED:
            raise NotSent(f"{NOT_WANTED[code]}（{code}）", "skip")
        if code:
            raise NotSent(f"微信答复 {_code(code)}", "never" if code in WRONG_FOR_GOOD else "again")
        return _code(answer.get("msgid", ""))

    def _subscribe_send(self, letter: Letter, token: str) -> dict[str, Any]:
        body: dict[str, Any] = {
            "touser": letter.to, "template_id": letter.wechat_id, "miniprogram_state": "formal", "lang": "zh_CN",
            "data": {keyword: {"value": value} for keyword, value in letter.keywords.items()},
        }  # fmt: skip
        if self.page:
            body["page"] = self.page
        query = urllib.parse.urlencode({"access_token": token})
        return _post(f"{self.url}/cgi-bin/message/subscribe/send?{query}", body)

    def _access(self) -> str:
        with self._lock:
            if not self._token or self._monotonic() >= self._until:
                body = {"grant_type": "client_credential", "appid": self.appid, "secret": self._secret}
                answer = _post(f"{self.url}/cgi-bin/stable_token", body)
                token, lasts = answer.get("access_token"), answer.get("expires_in", 0)
                if not isinstance(token, str) or not token or not isinstance(lasts, int):
                    raise NotSent(f"微信不给令牌 {_code(answer.get('errcode', ''))}", down=True)
                self._token, self._until = token, self._monotonic() + max(0.0, lasts - EARLY)
            return self._token

    def _forget(self) -> None:
        with self._lock:
            self._token = ""


def configured() -> Mapping[str, Channel]:
    """The channels of this house, by their stored words; empty where the environment names none."""
    return _made(tuple(sorted((name, tuple(sorted(given.items()))) for name, given in settings.MESSAGES.items())))


@lru_cache(maxsize=4)
def _made(given: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]) -> Mapping[str, Channel]:
    """Kept, so that an access token is asked for once and not for every message."""
    makers: dict[str, Callable[..., Channel]] = {"sms": SmsGateway, "wechat": WeChat}
    return {name: makers[name](**dict(values)) for name, values in given}


class _StayHere(urllib.request.HTTPRedirectHandler):
    """A gateway that sends us elsewhere is wrongly configured: phones and keys go to the configured address only."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


_opener = urllib.request.build_opener(_StayHere)


def _post(url: str, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Send JSON, read JSON. NotSent for whatever goes wrong, without the address and the words of the answer."""
    data = json.dumps(body, ensure_ascii=False).encode()
    kind = {"Content-Type": "application/json; charset=utf-8", "Accept": "application/json"}
    request = urllib.request.Request(url, data, {**kind, **(headers or {})})  # noqa: S310 -- settings take http(s) only
    try:
        with _opener.open(request, timeout=TIMEOUT) as answer:
            found = json.loads(answer.read(ANSWER_MOST))
    except urllib.error.HTTPError as error:
        error.close()
        lasting = 400 <= error.code < 500 and error.code not in MENDS
        raise NotSent(f"对方答复 HTTP {error.code}", "never" if lasting else "again", down=not lasting) from None
    except (OSError, HTTPException) as error:
        raise NotSent(f"连不上（{type(error).__name__}）", down=True) from None
    except ValueError:
        raise NotSent("对方的答复不是 JSON") from None
    if not isinstance(found, dict):
        raise NotSent("对方的答复不是 JSON")
    return found


def _code(value: object) -> str:
    """A code or reference of the other side, as far as it is one: short, plain ASCII; anything else may be words."""
    text = str(value)
    return (
        text
        if len(text) <= 64 and text.isascii() and text.replace("-", "").replace("_", "").replace(".", "").isalnum()
        else ""
    )
