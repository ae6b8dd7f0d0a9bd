"""What the product must reach, beside what it reached. The numbers are those of the issue and of the first measurements."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jinban.bench.places import POSTGRES, SQLITE

BOTH = (SQLITE, POSTGRES)
FULL_YEAR_MINUTES = 15


@dataclass(frozen=True)
class Limit:
    """One promise: of which work, on which databases, what is looked at, and how far it must or may go."""

    work: str
    dbs: Sequence[str]
    words: str
    value: Callable[[Mapping[str, Any]], float | None]
    most: float | None = None
    least: float | None = None
    unit: str = ""

    def wanted(self) -> str:
        """The target, in words."""
        return f"≥ {self.least:g}{self.unit}" if self.least is not None else f"≤ {self.most:g}{self.unit}"

    def reached(self, result: Mapping[str, Any]) -> tuple[str, bool]:
        """What was reached, and whether that is enough; what never came about is not."""
        value = self.value(result)
        if value is None:
            return "—", False
        enough = (self.least is None or value >= self.least) and (self.most is None or value <= self.most)
        return f"{value:g}{self.unit}", enough


def _of(key: str) -> Callable[[Mapping[str, Any]], float | None]:
    return lambda result: result.get(key)


def _year(result: Mapping[str, Any]) -> float:
    return round(float(result["seconds"]) / float(result["scale"]) / 60, 1)


LIMITS = (
    Limit("accept", (SQLITE,), "受理 ÷ 同样的语句不经 HTTP", _of("ratio"), least=0.30),
    Limit("accept", (POSTGRES,), "受理 ÷ 同样的语句不经 HTTP", _of("ratio"), least=0.25),
    Limit("accept", BOTH, "受理 ÷ 普通 ORM 写法", _of("orm_ratio"), least=2.5),
    Limit("accept", BOTH, "受理出错", _of("errors"), most=0, unit=" 次"),
    Limit("list", BOTH, "一百万件时待办、查找、筛选 p95", _of("p95"), most=150, unit=" 毫秒"),
    Limit("list", BOTH, "比一千件时慢到", _of("growth"), most=1.3, unit=" 倍"),
    Limit("clerks", BOTH, "二百人 p95", _of("p95"), most=500, unit=" 毫秒"),
    Limit("clerks", BOTH, "二百人出错", _of("errors"), most=0, unit=" 次"),
    Limit("spike", BOTH, "突发出错（503 另计）", _of("errors"), most=0, unit=" 次"),
    Limit("spike", BOTH, "突发过后恢复", _of("normal_after"), most=60, unit=" 秒"),
    Limit("guide", BOTH, "首页、指南、答过的指南 ÷ 同一模板只渲染", _of("ratio"), least=0.7),
    Limit("guide", BOTH, "首页、指南 ÷ 只发出同样的字节", _of("text_ratio"), least=0.7),
    Limit("figures", (SQLITE,), "一年的全部数字", _of("seconds"), most=2, unit=" 秒"),
    Limit("replay", (SQLITE,), "重演整年（按比例推算）", _year, most=FULL_YEAR_MINUTES, unit=" 分钟"),
)


def judged(result: Mapping[str, Any]) -> list[tuple[Limit, str, bool]]:
    """Each limit of a work with what was reached."""
    mine = (limit for limit in LIMITS if limit.work == result["work"] and result["db"] in limit.dbs)
    return [(limit, *limit.reached(result)) for limit in mine]
