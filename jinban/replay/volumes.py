"""How many cases each handed-down item gets, so that the sums are exactly the file's and its leaders lead. Pure."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from fractions import Fraction
from random import Random
from typing import TypeVar

from jinban.replay.profile import Profile

K = TypeVar("K", bound=Hashable)
# Of its last leader no other class may have more than this; then no way of adding up puts another one in front.
ROOM_FOR_OTHERS = 0.85


def apportion(total: int, weights: Mapping[K, float | Fraction]) -> dict[K, int]:
    """`total` shared out by weight, in whole numbers that sum to it (largest remainder; ties in the given order)."""
    whole = sum(weights.values())
    if not whole:
        return dict.fromkeys(weights, 0)
    shares = {key: Fraction(weight) * total / Fraction(whole) for key, weight in weights.items()}
    found = {key: int(share) for key, share in shares.items()}
    order = sorted(shares, key=lambda key: found[key] - shares[key])
    for key in order[: total - sum(found.values())]:
        found[key] += 1
    return found


def fraction(text: str) -> Fraction:
    """A scale as it is written: 0.05 is a twentieth exactly. ValueError for one that is not above 0 and at most 1."""
    found = Fraction(text)
    if not 0 < found <= 1:
        raise ValueError(f"比例要大于0，最大是1，不能是{text}。")
    return found


def scaled(cases: Mapping[str, int], scale: Fraction) -> dict[str, int]:
    """The case numbers of each level times `scale`, rounded so that their sum is right too."""
    return apportion(int(sum(cases.values()) * scale + Fraction(1, 2)), {key: Fraction(n) for key, n in cases.items()})


def volumes(
    total: int,
    rows: Mapping[str, str],
    leaders: Sequence[Sequence[str]],
    instant: Collection[str],
    profile: Profile,
    rng: Random,
) -> dict[str, int]:
    """The cases of each row of a level. `rows`: row to class. `leaders`: the rows of each leader, the largest first.
    `instant`: the rows whose items are done at once; the others get fewer cases."""
    slow = {row: 1.0 if row in instant else profile.promised_weight for row in rows}
    leading = [row for unit in leaders for row in unit]
    others = [row for row in rows if row not in leading]
    rng.shuffle(others)
    share = profile.leaders_share if leaders and others else float(bool(leaders))
    wanted = [share * profile.leaders_step**place for place in range(len(leaders))]
    wanted = [weight * share / sum(wanted) for weight in wanted] if wanted else []
    quiet = int(len(others) * profile.zero_items)
    tail = {row: slow[row] / (place + 2) ** profile.others_exponent for place, row in enumerate(others)}
    tail |= dict.fromkeys(others[len(others) - quiet :], 0.0)
    rest = 1 - sum(wanted)
    tail = {row: weight * rest / (sum(tail.values()) or 1) for row, weight in tail.items()}
    if wanted:
        tail = _humble(tail, rows, leaders, wanted[-1] * ROOM_FOR_OTHERS)
    units = apportion(total, {**dict(enumerate(wanted)), -1: sum(tail.values())})
    found = apportion(units.pop(-1), tail)
    _lead(units, found, rows)
    for place, unit in enumerate(leaders):
        found |= apportion(units[place], {row: slow[row] / (at + 1.3) for at, row in enumerate(unit)})
    return found


def _humble(
    tail: dict[str, float], rows: Mapping[str, str], leaders: Sequence[Sequence[str]], limit: float
) -> dict[str, float]:
    """No class of the others outweighs the last leader; a leader's own class adds little to it."""
    own = {rows[row] for unit in leaders for row in unit}
    sums: dict[str, float] = {}
    for row, weight in tail.items():
        sums[rows[row]] = sums.get(rows[row], 0) + weight
    caps = {name: limit * (0.3 if name in own else 1.0) for name in sums}
    return {row: weight * min(1.0, caps[rows[row]] / (sums[rows[row]] or 1)) for row, weight in tail.items()}


def _lead(units: dict[int, int], others: dict[str, int], rows: Mapping[str, str]) -> None:
    """With small numbers rounding may make equals: move cases until each leader has more than the next, and the last
    more than any class of the others. What cannot be (fewer cases than it takes) stays as near as it gets."""
    for _ in range(len(units) * 50):
        classes: dict[str, int] = {}
        for row, count in others.items():
            classes[rows[row]] = classes.get(rows[row], 0) + count
        ranked = [units[place] for place in sorted(units)] + [max(classes.values(), default=0)]
        late = [place for place in range(len(units)) if ranked[place] <= ranked[place + 1] and ranked[place + 1]]
        biggest = max(others, key=lambda row: (others[row], row), default="")
        if not late or not others.get(biggest):
            return
        others[biggest] -= 1
        units[late[0]] += 1
