"""Shares in whole numbers that sum to the file's, leaders in front, and a choice of rows that fits its counts."""

from fractions import Fraction
from random import Random

import pytest

from jinban.replay.choosing import Counts, Row, kept
from jinban.replay.profile import profile
from jinban.replay.volumes import apportion, scaled, volumes
from tests.world import refused

WORDS = {"level": "省级", "items": "项", "groups": "类", "batches": "批"}
ROWS = {f"r{number:02d}": f"c{number % 6}" for number in range(30)}


@pytest.mark.parametrize("total", [0, 1, 7, 100, 12345])
def test_shares_sum_to_the_whole(total):
    found = apportion(total, {"a": 1, "b": 2.5, "c": 0, "d": Fraction(1, 3)})

    assert sum(found.values()) == total
    assert found["c"] == 0


def test_shares_without_weight_are_none():
    assert apportion(5, {"a": 0}) == {"a": 0}


@pytest.mark.parametrize(
    ("scale", "found"), [("1", {"p": 140, "c": 560}), ("0.05", {"p": 7, "c": 28}), ("0.001", {"p": 0, "c": 1})]
)
def test_a_scale_is_shared_out_by_the_largest_remainder(scale, found):
    assert scaled({"p": 140, "c": 560}, Fraction(scale)) == found


@pytest.mark.parametrize("total", [12, 40, 150, 20_000])
@pytest.mark.parametrize("seed", range(5))
def test_leaders_lead_in_their_order_and_no_class_of_the_others_overtakes_them(total, seed):
    leaders = [["r03"], ["r04", "r10"], ["r05"]]

    found = volumes(total, ROWS, leaders, set(ROWS), profile(), Random(seed))

    units = [sum(found[row] for row in unit) for unit in leaders]
    others: dict[str, int] = {}
    for row, count in found.items():
        if row not in {"r03", "r04", "r10", "r05"}:
            others[ROWS[row]] = others.get(ROWS[row], 0) + count
    assert sum(found.values()) == total
    assert units[0] > units[1] > units[2] > max(others.values())


def test_without_leaders_everything_is_shared_out():
    found = volumes(500, ROWS, [], set(ROWS), profile(), Random(1))

    assert sum(found.values()) == 500
    assert set(found) == set(ROWS)


def row(code: str, group: str, batch: str = "b1") -> Row:
    return Row(code, batch, group)


def test_rows_are_kept_to_the_counts_with_the_named_ones_among_them():
    rows = [row(f"r{n:02d}", f"g{n % 5}", f"b{1 + n % 2}") for n in range(20)]

    found = kept(rows, Counts(9, 3, 2), ["r14"], WORDS)

    chosen = [one for one in rows if one.code in found]
    assert len(found) == 9
    assert "r14" in found
    assert len({one.group for one in chosen}) == 3
    assert len({one.batch for one in chosen}) == 2


def test_without_counts_all_stay():
    rows = [row("r1", "g1"), row("r2", "g2")]

    assert kept(rows, Counts(None, None, None), [], WORDS) == ["r1", "r2"]


def test_one_batch_of_two_is_enough_where_it_holds_everything():
    rows = [row("r1", "g1", "b1"), row("r2", "g1", "b2"), row("r3", "g2", "b2")]

    assert kept(rows, Counts(2, 2, 1), ["r2"], WORDS) == ["r2", "r3"]


def test_counts_that_do_not_fit_together_are_refused():
    rows = [row("r1", "g1"), row("r2", "g1"), row("r3", "g2")]

    with refused("省级要3项、1类、1批，还要有点名的事项，从城市数据里凑不出来。请补充下沉目录，或者改资料。"):
        kept(rows, Counts(3, 1, 1), [], WORDS)
