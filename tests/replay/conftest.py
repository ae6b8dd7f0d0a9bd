"""A small year, lived once for all tests that only look at it."""

from collections.abc import Iterator

import pytest

from jinban.replay.living import Played
from tests.conftest import CHOSEN, collect_static
from tests.replay.plays import play, script


@pytest.fixture(scope="package")
def lived(request: pytest.FixtureRequest) -> Iterator[Played]:
    """The 700 cases of `facts_700.json`, in a copy of the city that tests of this folder share: look, do not touch."""
    collect_static(request.config)
    databases = request.config.stash[CHOSEN]
    with databases.unblocked():
        databases.use("city", fresh=True)
        yield play(script())
        databases.drop_copy()
