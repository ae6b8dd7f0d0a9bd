"""docs/lives/: each life as its table and as a picture."""

from jinban.commands.docs.rooms import HEAD, table
from jinban.kit.life import LIVES, Life, Move


def pages() -> dict[str, str]:
    """One page for each life."""
    return {f"lives/{name}.md": page(life) for name, life in sorted(LIVES.items())}


def page(life: Life) -> str:
    """The moves as a table, the stages as a picture, everybody who may move."""
    rows = [row(life, moves) for moves in verbs(life).values()]
    head = ("verb", "动作", "from", "to", "by", "fact", "unless")
    return (
        f"{HEAD}# {life.label}：{life.name}\n\nThe same rows draw the buttons, refuse the request and make the test matrix."
        f"\n\n{table(head, rows)}\n{picture(life)}"
    )


def verbs(life: Life) -> dict[str, list[Move]]:
    """The moves by verb, in the order of the table."""
    found: dict[str, list[Move]] = {}
    for move in life.moves:
        found.setdefault(move.verb, []).append(move)
    return found


def row(life: Life, moves: list[Move]) -> tuple[str, ...]:
    """One verb; a verb that leaves the stage as it is stands once, with all its stages."""
    move = moves[0]
    stays = all(each.sources == (each.to,) for each in moves)
    sources = dict.fromkeys(life.stages(source).label for each in moves for source in each.sources)
    to = "—" if stays else "、".join(dict.fromkeys(life.stages(each.to).label for each in moves))
    against = [f"`{unless.__name__}` {(unless.__doc__ or '').strip().partition(chr(10))[0]}" for unless in move.unless]
    by = together([life.who[who] for who in move.by])
    return (f"`{move.verb}`", move.label, "、".join(sources), to, by, f"`{move.fact.name}`", "<br>".join(against))


def together(labels: list[str]) -> str:
    """Those of the same place in one breath: 收件处的甲、收件处的乙 is 收件处的甲、乙."""
    groups: dict[str, list[str]] = {}
    for label in labels:
        place, of, post = label.rpartition("的")
        groups.setdefault(place + of, []).append(post)
    return "；".join(place + "、".join(posts) for place, posts in groups.items())


def picture(life: Life) -> str:
    """The stages and the moves between them; moves that stay, or come from almost everywhere, are left to the table."""
    text = f"```mermaid\nstateDiagram-v2\n  [*] --> {life.start}\n"
    text += "".join(f"  {stage.value} : {stage.label}\n" for stage in life.stages)
    for move in life.moves:
        if 2 * len(move.sources) > len(life.stages):
            continue
        text += "".join(f"  {source} --> {move.to} : {move.label}\n" for source in move.sources if source != move.to)
    ends = set(life.stages.values) - {source for move in life.moves for source in move.sources if source != move.to}
    text += "".join(f"  {stage} --> [*]\n" for stage in life.stages.values if stage in ends)
    return text + "```\n"
