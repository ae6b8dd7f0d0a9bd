"""Running numbers leased in blocks: none is given twice to two who keep it, whatever rolls back."""

import os

import pytest
from django.db import transaction

from jinban.kit import numbering
from jinban.kit.blocks import NumberBlock
from jinban.kit.numbering import SIZE, take
from tests.world import in_threads, queries

pytestmark = pytest.mark.usefixtures("db_clean")


@pytest.fixture(autouse=True)
def process():
    """A process that has leased nothing yet."""
    numbering._fresh()
    yield
    numbering._fresh()


def test_numbers_run_from_one_without_gaps_in_one_process():
    assert [take("a") for _ in range(SIZE + 5)] == list(range(1, SIZE + 6))


def test_each_scope_runs_by_itself():
    assert [take("a"), take("b"), take("a")] == [1, 1, 2]


def test_a_leased_number_costs_no_query():
    take("a")

    with queries(0):
        take("a")


def test_another_process_takes_the_next_block():
    first = take("a")

    numbering._fresh()

    assert (first, take("a")) == (1, SIZE + 1)


def test_a_child_process_shares_no_lease_with_its_parent():
    take("a")

    child = os.fork()
    if not child:
        os._exit(len(numbering._pool))

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert take("a") == 2


def test_a_lease_that_is_rolled_back_takes_its_number_back():
    with transaction.atomic():
        assert take("a") == 1
        transaction.set_rollback(True)

    assert NumberBlock.objects.count() == 0
    assert [take("a"), take("a")] == [1, 2]


def test_a_savepoint_that_is_rolled_back_keeps_nothing_of_its_lease():
    with transaction.atomic():
        with transaction.atomic():
            take("a")
            transaction.set_rollback(True)
        kept = take("a")

    assert [kept, take("a"), take("a")] == [1, 2, 3]


def test_a_pooled_number_of_a_rolled_back_transaction_is_a_gap():
    take("a")
    with transaction.atomic():
        assert take("a") == 2
        transaction.set_rollback(True)

    assert take("a") == 3


def test_within_one_transaction_no_number_comes_twice():
    with transaction.atomic():
        inside = [take("a") for _ in range(3)]
    after = [take("a") for _ in range(3 * SIZE)]

    assert len({*inside, *after}) == 3 + 3 * SIZE


def test_threads_never_get_the_same_number():
    given = in_threads(8, lambda number: [take("a") for _ in range(50)])

    numbers = [number for some in given for number in some]
    assert len(set(numbers)) == len(numbers) == 400
