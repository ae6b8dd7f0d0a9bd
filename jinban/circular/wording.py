"""The names of numbers as a person writes them: {村级便民服务站} in a sentence on the page, the path of the number in what is
kept."""

import re
from functools import cache

from jinban.cases.figures import SLEEPING_CASES
from jinban.circular.figures import AWAITED, PATHS
from jinban.circular.outline import PLACE
from jinban.kit.figures import FIGURES

LEADERS = {"province": "省级", "city": "市级"}
_KEPT = re.compile(r"leaders\.(province|city)\.([1-9])")
_TYPED = re.compile(r"(省级|市级)办得最多的([1-9])项")


@cache
def directory() -> dict[str, str]:
    """What every number that a sentence may hold is called, by its name in what is kept. No two are called alike."""
    paths = {figure.key: path for path, figure in PATHS.items()}
    built = {paths.get(key, key): figure.label for key, figure in FIGURES.items()}
    return {"period": "时段", **built, f"parameter.{SLEEPING_CASES}": "沉睡村站的门槛", **AWAITED}


@cache
def _keys() -> dict[str, str]:
    return {label: key for key, label in directory().items()}


def in_words(text: str) -> str:
    """A sentence as a person reads it."""
    return PLACE.sub(lambda match: f"{{{_word(match[1])}}}", text)


def in_keys(text: str) -> str:
    """The same as it is kept. What nobody knows stays as it was typed."""
    return PLACE.sub(lambda match: f"{{{_key(match[1].strip())}}}", text)


def _word(key: str) -> str:
    if match := _KEPT.fullmatch(key):
        return f"{LEADERS[match[1]]}办得最多的{match[2]}项"
    return directory().get(key, key)


def _key(word: str) -> str:
    if match := _TYPED.fullmatch(word):
        level = next(level for level, label in LEADERS.items() if label == match[1])
        return f"leaders.{level}.{match[2]}"
    return _keys().get(word, word)
