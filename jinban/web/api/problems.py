"""What cannot be, as a problem document (RFC 9457): what is wrong, where, what to do, in a Chinese sentence."""

import json
from collections.abc import Sequence
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from ninja import Schema
from pydantic import Field

KIND = "application/problem+json"
TITLES = {
    400: "请求读不懂", 401: "令牌不对", 403: "没有权限", 404: "没有找到", 405: "不能这样请求", 409: "现在不能办", 413: "请求太大",
    422: "内容不对", 429: "请求太多", 500: "系统出错了", 503: "现在太忙",
}  # fmt: skip
SENTENCES = {
    400: "请求不是正确的 JSON，请检查后再发。",
    401: "请在请求头写 Authorization: Bearer 加令牌。",
    403: "这个令牌没有这项权限。",
    404: "没有这个地址，或者没有这一件。",
    405: "这个地址不能用这个方法，请看 openapi.json。",
    413: "请求正文太大，最多 256 KB；归集办件最多 2 MB。",
    500: "系统出错了，没有办成。请稍后再试；一直这样，请把请求号告诉系统管理员。",
    503: "现在办不了：太忙，或者数据库连不上。请带同一个幂等键过几秒再试。",
}
SLUGS = {
    400: "unreadable", 401: "token", 403: "scope", 404: "missing", 405: "method", 409: "refused", 413: "too-large",
    422: "invalid", 429: "too-often", 500: "broken", 503: "busy",
}  # fmt: skip


class Wrong(Schema):
    """One thing that is wrong: where in the request, and how."""

    where: str
    what: str


class Problem(Schema):
    """Why it was not done. `request` is the number under which our log knows it."""

    type: str
    title: str
    status: int
    detail: str
    request: str
    errors: list[Wrong] = Field(default_factory=list)


class Fault(Exception):
    """Something that is wrong with a request, with its status."""

    def __init__(
        self, status: int, sentence: str = "", *, errors: Sequence[tuple[str, str]] = (), wait: int = 0
    ) -> None:
        super().__init__(sentence)
        self.status, self.sentence, self.errors, self.wait = status, sentence, errors, wait


def answer(
    request: HttpRequest, status: int, sentence: str = "", *, errors: Sequence[tuple[str, str]] = (), wait: int = 0
) -> HttpResponse:
    """The problem document. `wait`: after so many seconds it may be tried again."""
    document = {
        "type": f"urn:jinban:{SLUGS.get(status, 'http')}",
        "title": TITLES.get(status, HTTPStatus(status).phrase),
        "status": status,
        "detail": sentence or SENTENCES.get(status, TITLES.get(status, "")),
        "request": getattr(request, "number", ""),
        "errors": [{"where": where, "what": what} for where, what in errors],
    }
    response = HttpResponse(json.dumps(document, ensure_ascii=False), status=status, content_type=KIND)
    if status == 401:
        response["WWW-Authenticate"] = "Bearer"
    if wait:
        response["Retry-After"] = str(wait)
    return response
