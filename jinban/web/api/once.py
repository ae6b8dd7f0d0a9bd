"""What is written is written once: the Idempotency-Key that every write asks for."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Header

from jinban.systems import actions

Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=64,
        pattern=r"^[\x21-\x7e]{8,64}$",
        description="每个新请求一个新的；同一个请求再发一次，用原来的。记 90 天",
    ),
]


def once(request: HttpRequest, key: str, work: Callable[[], tuple[int, str]], at: datetime) -> HttpResponse:
    """Do it once under this key: the same answer to the same request, also later; another request under it is refused."""
    asked = f"{request.method} {request.path}\n".encode() + request.body
    status, text, again = actions.once(request.token.system, key, asked, work, at=at)  # type: ignore[attr-defined]
    response = HttpResponse(text, status=status, content_type="application/json; charset=utf-8")
    if again:
        response["Idempotent-Replayed"] = "true"
    return response
