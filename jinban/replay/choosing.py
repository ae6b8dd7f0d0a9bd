"""Which of the city's rows are handed down in the year of a file, so that items, classes, units and batches are its
counts. Pure: from the rows that there are, fewer are kept; what is short is named."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jinban.kit.refused import Refused


@dataclass(frozen=True)
class Row:
    """A handed-down item as choosing looks at it: `group` is its class or its department."""

    code: str
    batch: str
    group: str


@dataclass(frozen=True)
class Counts:
    """How many of each; None where the file says nothing, and all stay."""

    items: int | None
    groups: int | None
    batches: int | None


def kept(rows: Sequence[Row], counts: Counts, leading: Sequence[str], words: Mapping[str, str]) -> list[str]:
    """The codes of the rows to keep, in code order: those in `leading` are among them. `words` name the level, the
    items, groups and batches in a refusal."""
    rows = sorted(rows, key=lambda row: row.code)
    wanted = Counts(counts.items or len(rows), counts.groups, counts.batches)
    _short(words, "items", wanted.items, len(rows))
    _short(words, "groups", wanted.groups, len({row.group for row in rows}))
    _short(words, "batches", wanted.batches, len({row.batch for row in rows}))
    batches = sorted({row.batch for row in rows})
    for few in itertools.combinations(batches, wanted.batches or len(batches)):
        within = [row for row in rows if row.batch in few]
        if found := _within(within, wanted, leading, exact_batches=few if wanted.batches else ()):
            return sorted(found)
    raise Refused(
        f"{words['level']}要{wanted.items}{words['items']}、{wanted.groups}{words['groups']}、{wanted.batches}{words['batches']}，"
        "还要有点名的事项，从城市数据里凑不出来。请补充下沉目录，或者改资料。"
    )


def _short(words: Mapping[str, str], what: str, wanted: int | None, there: int) -> None:
    if wanted is not None and wanted > there:
        raise Refused(
            f"{words['level']}要{wanted}{words[what]}，城市数据里只有{there}{words[what]}，还差{wanted - there}{words[what]}。"
        )


def _within(
    rows: Sequence[Row], wanted: Counts, leading: Sequence[str], *, exact_batches: Sequence[str]
) -> set[str] | None:
    """A choice from these rows; None when there is none."""
    by_code = {row.code: row for row in rows}
    if not set(leading) <= set(by_code):
        return None
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.group, []).append(row)
    order = sorted(
        groups, key=lambda name: (name not in {by_code[code].group for code in leading}, -len(groups[name]), name)
    )
    chosen = order[: wanted.groups or len(order)]
    found = {code: by_code[code] for code in leading if by_code[code].group in chosen}
    for name in chosen:
        if not any(row.group == name for row in found.values()):
            fresh = sorted(
                groups[name], key=lambda row: (row.batch in {kept.batch for kept in found.values()}, row.code)
            )
            found[fresh[0].code] = fresh[0]
    for batch in exact_batches:
        if not any(row.batch == batch for row in found.values()):
            more = [row for row in rows if row.batch == batch and row.group in chosen]
            found |= {row.code: row for row in more[:1]}
    spare = [row for row in rows if row.group in chosen and row.code not in found]
    need = (wanted.items or 0) - len(found)
    if need < 0 or need > len(spare) or len(set(leading) - set(found)):
        return None
    found |= {row.code: row for row in spare[:need]}
    if exact_batches and {row.batch for row in found.values()} != set(exact_batches):
        return None
    return set(found)
