"""docs/permits.md: which post may do what, from the grid of permits and from the lives."""

from jinban.commands.docs.rooms import HEAD, table
from jinban.kit.life import LIVES
from jinban.people.permits import GRID, THINGS, VERBS
from jinban.people.roles import Role


def page() -> str:
    """The grid of see, unmask, export, publish, administer; then who may make which move of each life."""
    text = f"{HEAD}# The permits\n\nDeny by default: what is not here is refused. Which rows: the gate of each room.\n"
    text += f"\n## The grid\n\n{grid()}"
    for name, life in sorted(LIVES.items()):
        made = {who: dict.fromkeys(move.label for move in life.moves if who in move.by) for who in life.who}
        rows = [(life.who[who], "、".join(moves)) for who, moves in made.items() if moves]
        text += f"\n## Moves: {life.label} (`{name}`)\n\n{table(('who', 'may'), rows)}"
    return text


def grid() -> str:
    """One row per post, one column per verb."""
    rows = []
    for role in Role:
        may = {verb: "、".join(THINGS[thing] for (does, thing), roles in GRID.items() if does == verb and role in roles)
               for verb in VERBS}  # fmt: skip
        rows.append((str(role.label), *(may[verb] or "—" for verb in VERBS)))
    return table(("post", *VERBS.values()), rows)
