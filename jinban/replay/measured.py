"""What the built rooms count of a year, by the path under which a facts file states it."""

from collections.abc import Mapping
from datetime import date

from jinban.circular.figures import PATHS
from jinban.kit.figures import Period, totals
from jinban.replay.facts import Facts


def measured(year: int, day: date) -> dict[str, int]:
    """The figures of a year; what stands is looked at on a day (资料里的“截至目前”)."""
    found = totals(PATHS.values(), Period.parse(str(year)).seen_on(day))
    return {path: found[figure.key].count for path, figure in PATHS.items()}


def differences(facts: Facts, found: Mapping[str, int], expected: Mapping[str, int]) -> list[str]:
    """Where what was counted is not what the file says; `expected` replaces what a scale has made smaller."""
    said = {path: expected.get(path, number) for path, number in facts.figures.items() if path in found}
    return [
        f"{path}：资料是{number}，算出来是{found[path]}。" for path, number in said.items() if found[path] != number
    ]
