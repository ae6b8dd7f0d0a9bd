"""How one comes in: the token, its scope, its rate; and how one is told that one does not."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.renderers import JSONRenderer
from ninja.security import HttpBearer

from jinban.kit import measures, outages, throttle
from jinban.kit.clock import legal_day, machine, now
from jinban.kit.refused import Refused
from jinban.people.actors import Actor
from jinban.systems import actions, queries
from jinban.systems.actions.answering import OtherBody
from jinban.systems.models import Token as Known
from jinban.web import address
from jinban.web.api import problems
from jinban.web.api.problems import KIND, Fault, Problem
from jinban.web.errors import OUTAGES

PLACE = "/api/v1/"
BODY_MOST = 256 * 1024
BODIES = {"gathered.write": 2 * 1024 * 1024}  # thousands of rows in one call
MINUTE, QUARTER, WRONG_MOST = timedelta(minutes=1), timedelta(minutes=15), 60
TOO_OFTEN = "请求太多了，请照 Retry-After 的秒数等一等再发。"
MISSING, EXTRA = "缺这一项", "没有这一项"
ALWAYS = (400, 401, 403, 404, 409, 413, 422, 429, 503)


class Token(HttpBearer):
    """The token of a system in `Authorization: Bearer`, with the scope that an address asks for. Each request counts against its
    rate, in the database: for all processes together."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Known:
        """The token, if it holds today and has the scope. 401, 403 or 429 else. A wrong one counts against the address it came
        from, so that nobody tries them one by one."""
        at, moment = now(), machine()
        known = queries.proved(token.strip())
        if known is None:
            _count(f"wrong-token:{address.of(request)}", WRONG_MOST, QUARTER, moment)
            raise Fault(401, queries.UNKNOWN)
        if sentence := queries.fault_of(known, legal_day(at)):
            raise Fault(401, sentence)
        _count(f"token:{known.pk}", known.rate, MINUTE, moment)
        if self.scope not in known.scopes:
            raise Fault(403, f"这个令牌没有“{self.scope}”的权限，请找系统管理员。")
        if int(request.META.get("CONTENT_LENGTH") or 0) > BODIES.get(self.scope, BODY_MOST):
            raise Fault(413)
        actions.used(known, legal_day(at))
        request.token = known  # type: ignore[attr-defined]
        return known


def _count(key: str, most: int, span: timedelta, moment: Any) -> None:
    if not throttle.take(key, most=most, span=span, at=moment):
        raise Fault(429, TOO_OFTEN, wait=throttle.left(key, at=moment))


def actor(request: HttpRequest) -> Actor:
    """The system that asks, as it acts."""
    return request.token.system.actor  # type: ignore[attr-defined, no-any-return]


def spoken(scope: str, shape: Any, status: int = 200) -> dict[str, Any]:
    """What every address says of itself: the scope it asks for, its answer, and all the ways in which it may say no."""
    responses = {status: shape, **dict.fromkeys(ALWAYS, Problem)}
    return {"auth": Token(scope), "response": responses, "openapi_extra": {"x-scope": scope}}


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter of an address that may lack is left out; nobody can write null there."""
    kinds = [kind for kind in schema.get("anyOf", ()) if kind != {"type": "null"}]
    rest = {name: value for name, value in schema.items() if name != "anyOf"}
    return {**rest, **kinds[0]} if len(kinds) == 1 else schema


class Plain(JSONRenderer):
    """JSON with its Chinese letters as they are."""

    json_dumps_params = {"ensure_ascii": False}


class Api(NinjaAPI):
    """Its description says of problems that they are problem documents."""

    def get_openapi_schema(self, **how: Any) -> Any:
        """The description, the same for the same code."""
        found = super().get_openapi_schema(**how)
        for methods in found["paths"].values():
            for operation in methods.values():
                for parameter in operation["parameters"]:
                    parameter["schema"] = _without_null(parameter["schema"])
                operation["responses"] = {str(status): said for status, said in sorted(operation["responses"].items())}
                for status, said in operation["responses"].items():
                    if int(status) >= 400:
                        said["description"] = problems.TITLES[int(status)]
                        said["content"] = {KIND: said["content"]["application/json"]}
                        if status in ("429", "503"):
                            said["headers"] = {
                                "Retry-After": {"schema": {"type": "integer"}, "description": "过几秒再试"}
                            }
        return found


api = Api(
    title="近办接口",
    version="1",
    description="对接系统用的接口。怎样接入、怎样验签，见 docs/api.md。",
    openapi_url="/openapi.json",
    docs_url=None,
    renderer=Plain(),
    urls_namespace="api-v1",
)


@api.exception_handler(Fault)
def _fault(request: HttpRequest, fault: Fault) -> HttpResponse:
    return problems.answer(request, fault.status, fault.sentence, errors=fault.errors, wait=fault.wait)


@api.exception_handler(Refused)
def _refused(request: HttpRequest, fault: Refused) -> HttpResponse:
    """The sentence of the rule, as the page says it."""
    return problems.answer(request, 422 if isinstance(fault, OtherBody) else 409, fault.sentence)


@api.exception_handler(Http404)
def _missing(request: HttpRequest, fault: Http404) -> HttpResponse:
    """Unknown, or outside the gate: one answer for both."""
    return problems.answer(request, 404)


@api.exception_handler(HttpError)
def _http(request: HttpRequest, fault: HttpError) -> HttpResponse:
    return problems.answer(request, fault.status_code)


@api.exception_handler(DatabaseError)
def _busy(request: HttpRequest, fault: DatabaseError) -> HttpResponse:
    """The database or the disk is away, or too busy. What is our own mistake goes on and becomes a 500."""
    outage = outages.of(fault)
    if outage is None:
        raise fault
    measures.UNAVAILABLE.labels(outage).inc()
    title, stored, seconds = OUTAGES[outage]
    return problems.answer(request, 503, f"{title}。{stored}", wait=seconds)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, fault: ValidationError) -> HttpResponse:
    """What is wrong with the shape, place by place, without the values: they may be somebody's data."""
    errors = [(_place(one["loc"]), _what(one)) for one in fault.errors[:50]]
    return problems.answer(request, 422, "有几处不对，见 errors。", errors=errors)


def _place(loc: Any) -> str:
    parts = [str(part) for part in loc]
    # The name of our own argument says nothing to whoever sent the body.
    return ".".join(parts[:1] + parts[2:] if parts[0] == "body" and len(parts) > 1 else parts)[:200]


def _what(one: dict[str, Any]) -> str:
    known = {"missing": MISSING, "extra_forbidden": EXTRA}
    return known.get(one["type"], f"写法不对（{one['type']}）")


class Door:
    """Middleware: whatever says no under /api/ says it as a problem document, also what never reached an address of ours; and
    nothing under it is kept by a cache or looks at cookies."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/api/"):
            return self.answer(request)
        request.COOKIES = {}
        response = self.answer(request)
        if response.status_code >= 400 and not response.get("Content-Type", "").startswith(KIND):
            wait = response.get("Retry-After", "")
            response = problems.answer(request, response.status_code, wait=int(wait) if wait.isdecimal() else 0)
        add_never_cache_headers(response)
        del response["Vary"]
        return response
