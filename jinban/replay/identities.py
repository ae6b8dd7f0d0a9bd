"""Whether a facts file agrees with itself. What must hold refuses the file, what is only inferred warns."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from jinban.kit.refused import Refused
from jinban.replay import facts as paths
from jinban.replay.facts import Facts, nodes, number_of


@dataclass(frozen=True)
class Findings:
    """The sentences that refuse a file, and those that only warn."""

    refusals: tuple[str, ...]
    warnings: tuple[str, ...]


def check(facts: Facts) -> Findings:
    """Everything in the file that contradicts something else in it."""
    refusals = list(_always(facts))
    warnings: list[str] = []
    for row in facts.plain.get("identities") or []:
        sentence = _broken(facts, row)
        if sentence is None:
            continue
        name = f"恒等式{row.get('id', '')}（{row.get('expression', '')}）{sentence}"
        (warnings if row.get("kind") == "inferred" else refusals).append(name)
    return Findings(tuple(refusals), tuple(warnings))


def insist(facts: Facts) -> tuple[str, ...]:
    """Refused with every contradiction that refuses; else the warnings."""
    found = check(facts)
    if found.refusals:
        raise Refused("资料自相矛盾，不能据此演一年：" + "".join(found.refusals))
    return found.warnings


def _always(facts: Facts) -> Iterator[str]:
    """What every file must keep, whether it says so or not."""
    for path, number in facts.figures.items():
        if number < 0:
            yield f"{_name(facts, path)}是{number}，数不能小于0。"
    for path, node in nodes(facts.plain):
        named, stated = node.get("named"), number_of(node)
        if isinstance(named, list) and stated is not None and len(named) > stated:
            yield f"{_name(facts, path)}是{stated}，却点了{len(named)}个名。"
    pairs = [(paths.NETWORK, paths.STATIONS), (paths.POLICE, paths.CENTRES)]
    for level in (paths.PROVINCE, paths.CITY):
        pairs += [(paths.GROUPS[level], paths.ITEMS[level]), (paths.BATCHES[level], paths.ITEMS[level])]
        if len(facts.leaders(level)) > facts.figures.get(paths.ITEMS[level], 10**9):
            yield f"{_name(facts, paths.ITEMS[level])}比点名的办件大项还少。"
    for small, large in pairs:
        if facts.figures.get(small, 0) > facts.figures.get(large, 10**9):
            yield f"{_said(facts, small)}，多于{_said(facts, large)}。"


def _broken(facts: Facts, row: Mapping[str, Any]) -> str | None:
    """Why one identity does not hold; None when it does."""
    relation, kind = _RELATIONS.get(row.get("relation", "")), str(row.get("kind", ""))
    if relation is None:
        return f"用了不认识的关系“{row.get('relation')}”，核对不了。"
    places = re.fullmatch(r"exact|inferred|rounded_(\d+)", kind)
    if places is None:
        return f"用了不认识的种类“{kind}”，核对不了。"
    return relation(facts, row.get("refs") or [], row.get("value"), int(places[1]) if places[1] else None)


def _sum(facts: Facts, refs: Sequence[str], value: Any, places: int | None) -> str | None:
    numbers, unknown = _numbers(facts, refs)
    return unknown or _differ(Fraction(sum(numbers)), value, places)


def _equal(facts: Facts, refs: Sequence[str], value: Any, places: int | None) -> str | None:
    numbers, unknown = _numbers(facts, refs)
    return unknown or next((why for number in numbers if (why := _differ(number, value, places))), None)


def _ratio(facts: Facts, refs: Sequence[str], value: Any, places: int | None) -> str | None:
    numbers, unknown = _numbers(facts, refs)
    if unknown or len(numbers) != 2 or not numbers[1]:
        return unknown or "要两个数相除，第二个不能是0。"
    return _differ(numbers[0] / numbers[1], value, places)


def _at_most(facts: Facts, refs: Sequence[str], value: Any, places: int | None) -> str | None:
    numbers, unknown = _numbers(facts, refs)
    if unknown:
        return unknown
    if value is not None and len(numbers) > 1 and (wrong := _differ(numbers[1], value, places)):
        return wrong
    bound = numbers[1] if len(numbers) > 1 else _exact(value)
    if bound is None or not numbers:
        return "没有写明上限，核对不了。"
    return f"不成立：{_plain(numbers[0])}多于{_plain(bound)}。" if numbers[0] > bound else None


def _count_sum(facts: Facts, refs: Sequence[str], value: Any, places: int | None) -> str | None:
    lists = [facts.node(ref) for ref in refs]
    if lost := [ref for ref, found in zip(refs, lists, strict=True) if not isinstance(found, list)]:
        return f"引用的{lost[0]}不是名单。"
    return _differ(Fraction(sum(map(len, lists))), value, places)


def _named(facts: Facts, refs: Sequence[str], value: Any, places: int | None) -> str | None:
    for ref in refs:
        node = facts.node(ref)
        number = number_of(node)
        if number is None or not isinstance(node.get("named"), list):
            return f"引用的{ref}没有名单或者数字。"
        if len(node["named"]) > number:
            return f"不成立：{_name(facts, ref)}是{number}，却点了{len(node['named'])}个名。"
    return None


Relation = Callable[[Facts, Sequence[str], Any, int | None], str | None]
_RELATIONS: Mapping[str, Relation] = {
    "sum": _sum, "equal": _equal, "ratio": _ratio, "at_most": _at_most, "count_sum": _count_sum, "named_at_most_value": _named,
}  # fmt: skip


def _numbers(facts: Facts, refs: Sequence[str]) -> tuple[list[Fraction], str | None]:
    """The numbers behind references to figures or to other identities; else what is missing."""
    others = {row.get("id"): row.get("value") for row in facts.plain.get("identities") or []}
    found = []
    for ref in refs:
        number = _exact(facts.figures.get(ref, others.get(ref)))
        if number is None:
            return [], f"引用的{ref}没有数字。"
        found.append(number)
    return found, None


def _exact(value: Any) -> Fraction | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return Fraction(str(value))


def _differ(number: Fraction, value: Any, places: int | None) -> str | None:
    stated = _exact(value)
    if stated is None:
        return "没有写明结果，核对不了。"
    if places is not None:
        unit = Decimal(1).scaleb(-places)
        exact = Decimal(number.numerator) / Decimal(number.denominator)
        number = Fraction(exact.quantize(unit, rounding=ROUND_HALF_UP))
    return None if number == stated else f"不成立：算出来是{_plain(number)}，资料写的是{_plain(stated)}。"


def _plain(number: Fraction) -> str:
    return str(number.numerator) if number.denominator == 1 else f"{float(number):.6f}".rstrip("0")


def _name(facts: Facts, path: str) -> str:
    node = facts.node(path)
    return f"“{node['label']}”" if isinstance(node, Mapping) and node.get("label") else path


def _said(facts: Facts, path: str) -> str:
    return f"{_name(facts, path)}{facts.figures[path]}"
