"""The last line of `make test` counts what it says it counts."""

import pytest

from tools.run_tests import Job, Outcome, typed

CHECK, SUITE = Job("style", ("true",)), Job("tests", ("true",), suite=True)


@pytest.mark.parametrize(
    ("job", "code", "said", "counts"),
    [
        (CHECK, 0, "", {"passed": 1, "failed": 0}),
        (CHECK, 1, "3 passed", {"passed": 0, "failed": 1}),
        (SUITE, 0, "...\n812 passed in 4.2s", {"passed": 812, "failed": 0}),
        (SUITE, 1, "2 failed, 810 passed, 3 skipped in 4s", {"passed": 810, "failed": 2, "skipped": 3}),
        (SUITE, 1, "1 failed, 5 passed, 2 errors in 4s", {"passed": 5, "failed": 3}),
        (SUITE, 4, "ImportError while loading conftest", {"passed": 0, "failed": 1}),
        (SUITE, 5, "no tests ran in 0.1s", {"passed": 0, "failed": 1}),
    ],
)
def test_counts_of_a_job(job, code, said, counts):
    found = Outcome(job, code, said, 0.0).counts

    assert {word: found.get(word, 0) for word in counts} == counts


def test_what_is_typed_strictly_is_the_kit_and_every_room_that_writes():
    found = typed()

    assert found[0] == "jinban/kit"
    assert {"jinban/cases/rules.py", "jinban/cases/actions", "jinban/people/actions"} <= {*found}
