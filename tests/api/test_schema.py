"""schemathesis asks the API all it can think of, in process over WSGI: no 5xx, no answer that the description does not know, no wrong
request let through. The same questions every time; more of them with JINBAN_SCHEMATHESIS=200."""

import os
from collections import Counter
from contextlib import contextmanager

import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from jinban.cases.models import Case
from tests.api.callers import Caller, registered, visit
from tests.play import INSURE, RELIEF

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
EXAMPLES = int(os.environ.get("JINBAN_SCHEMATHESIS", "6"))  # for each address, right and wrong ones each
ASKING = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@contextmanager
def one_connection():
    """The site ends its connection with each request; here the test's transaction stands in it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_schemathesis_finds_no_answer_that_is_not_described(city):
    caller = Caller(registered())
    known = {
        "number": caller.post("/cases", visit(RELIEF)).json()["number"],
        "verb": "withdraw",
        "code": caller.system.site_id,
    }
    answered = Counter()
    with one_connection():
        schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
        for found in schema.get_all_operations():
            for mode in GenerationMode:
                _ask(found.ok(), mode, known, caller, answered)
            _work(schema, known, caller, answered)

    good = {one[0] for one in answered if isinstance(one, tuple) and one[1] < 300}
    every = {f"{method.upper()} {path}" for path, methods in schema.raw_schema["paths"].items() for method in methods}
    assert every - good == {"POST /api/v1/gathered"}  # tests/api/test_gathered.py


def _work(schema, known, caller, answered):
    """What no chance finds: somebody who applies, a move that is open, a receipt. Each answer is as it is described."""
    case = Case.objects.get(number=known["number"])
    for path, place, body in (
        ("/api/v1/cases", {}, visit(serial=8)),
        ("/api/v1/tracking", {}, {"code": case.spoken}),
        ("/api/v1/cases/{number}/moves/{verb}", known, {"version": case.version, "fields": {"reason": "不办了"}}),
    ):
        operation = schema[path]["POST"]
        right = operation.Case(
            path_parameters={name: place[name] for name in ("number", "verb") if name in place},
            headers={"Idempotency-Key": f"known-{len(path)}", "Authorization": f"Bearer {caller.text}"},
            body=body, media_type="application/json",
        )  # fmt: skip
        response = right.call(headers={"Accept-Encoding": "identity"})
        answered[operation.label, response.status_code] += 1
        right.validate_response(response, checks=CHECKS)


def _ask(operation, mode, known, caller, answered):
    """Ask one address with right or with wrong requests; every other time about something that exists."""
    item = {"key": "cases.accepted"} if "figures" in operation.path else {"key": INSURE}

    @ASKING
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case):
        answered[operation.label] += 1
        if mode == GenerationMode.POSITIVE and answered[operation.label] % 2:
            case.path_parameters.update({name: {**known, **item}[name] for name in case.path_parameters})
            if "figures" in operation.path and isinstance(case.query, dict) and "period" in case.query:
                case.query["period"] = "2024"
        response = case.call(headers={"Authorization": f"Bearer {caller.text}", "Accept-Encoding": "identity"})
        answered[operation.label, response.status_code] += 1
        # In an address everything is text, so that a wrong kind of thing may be a right one there; a body tells them apart.
        wrong_body = operation.body and mode == GenerationMode.NEGATIVE
        case.validate_response(response, checks=[*CHECKS, *([negative_data_rejection] if wrong_body else [])])

    ask()
