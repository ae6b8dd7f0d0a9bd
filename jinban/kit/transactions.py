"""One transaction for an action and for all actions that it calls.

An action inside another is a part of it: no savepoint is set, for a refusal undoes the whole. Whoever wants to go on
after a part was refused says so with `transaction.atomic()` around that part.
"""

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import connection, transaction

Given = ParamSpec("Given")
Made = TypeVar("Made")
_acting: ContextVar[bool] = ContextVar("acting", default=False)


def action(work: Callable[Given, Made]) -> Callable[Given, Made]:
    """All of this or nothing. On its own it is a transaction (within somebody's `atomic`, a savepoint); called by
    another action, a part of that one."""

    @wraps(work)
    def whole(*args: Given.args, **kwargs: Given.kwargs) -> Made:
        # What runs on commit is outside of any transaction, though its action has not returned.
        if _acting.get() and connection.in_atomic_block:
            return work(*args, **kwargs)
        token = _acting.set(True)
        try:
            with transaction.atomic():
                return work(*args, **kwargs)
        finally:
            _acting.reset(token)

    return whole
