"""What tests say often: refused, facts_of, queries, in_threads; and the world in which they play."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from jinban.kit.events import Fact, fact_of, history
from jinban.kit.refused import Refused

DATA = Path(__file__).resolve().parent.parent / "data"
Result = TypeVar("Result")


def load_city() -> None:
    """Load the city's data as `jinban load` does, into the present database."""
    call_command("load", str(DATA), verbosity=0)


@contextmanager
def refused(sentence: str) -> Iterator[None]:
    """What follows is refused with exactly this sentence."""
    with pytest.raises(Refused) as caught:
        yield
    assert caught.value.sentence == sentence


def facts_of(subject: Model) -> list[type[Fact]]:
    """What happened to this, as the kinds of facts, oldest first."""
    return [type(fact_of(event)) for event in history(subject)]


@contextmanager
def queries(count: int) -> Iterator[None]:
    """What follows asks the database exactly this many times."""
    with CaptureQueriesContext(connection) as asked:
        yield
    assert len(asked) == count, "\n".join(query["sql"] for query in asked.captured_queries)


def queries_of(work: Callable[[], object]) -> int:
    """How many times this asks the database; for "as many for ten rows as for one"."""
    with CaptureQueriesContext(connection) as asked:
        work()
    return len(asked)


def in_threads(count: int, work: Callable[[int], Result]) -> list[Result | Exception]:
    """Do the same `count` times at once, each with its number; what each gave or raised. Needs db_clean."""
    ready = threading.Barrier(count)

    def one(number: int) -> Any:
        ready.wait()
        try:
            return work(number)
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(one, range(count)))
