"""What requests and answers are made of: closed shapes, plain words, pages by key."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field, StringConstraints

from jinban.web.api.problems import Fault

MOST = 200


def _printable(text: str) -> str:
    """No control character but the end of a line: the database takes no NUL, and no form has one."""
    if any(ord(letter) < 32 and letter not in "\n\t" for letter in text) or any(
        0xD800 <= ord(one) <= 0xDFFF for one in text
    ):
        raise ValueError("control")
    return text


def line(most: int, *, least: int = 0) -> Any:
    """A text of so many characters without control characters."""
    return Annotated[str, StringConstraints(min_length=least, max_length=most), AfterValidator(_printable)]


Short = line(120)
Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.:-]{1,64}$")]
Limit = Annotated[int, Field(ge=1, le=MOST, description=f"一页几条，最多 {MOST}")]


class Closed(Schema):
    """What comes in: a key that nobody declared is refused."""

    model_config = ConfigDict(extra="forbid")


class Paged(Closed):
    """Which page of a list: the rows after a key. `after` is the `next` of the page before."""

    after: Code | None = None
    limit: Limit = 50


def known(request: HttpRequest, shape: type[Schema]) -> None:
    """Refuses a parameter of the address that nobody declared."""
    if unknown := sorted(set(request.GET) - set(shape.model_fields)):
        errors = [(f"query.{_safe(name)}", "没有这个参数") for name in unknown[:10]]
        raise Fault(422, "地址里有不认识的参数，请看 openapi.json。", errors=errors)


def _safe(name: str) -> str:
    return "".join(letter for letter in name if letter.isalnum() or letter in "_-.")[:40]
