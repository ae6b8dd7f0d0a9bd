"""docs/map.md: the rooms, what each file promises, and who imports whom."""

import ast

from django.conf import settings

from jinban.commands.docs.rooms import HEAD, modules, promise, rooms, table


def page() -> str:
    """The map of the house, from the highest room to the lowest."""
    above = [*rooms(), "reactions"]
    arrows = {room: imported(room) & set(above) for room in above}
    text = f"{HEAD}# The map\n\nA room imports only from rooms below it; `make check` keeps it so.\n\n```mermaid\ngraph TD\n"
    for room in above:
        text += "".join(f"  {room} --> {lower}\n" for lower in above if lower in arrows[room])
    text += "```\n"
    for room in above:
        text += f"\n## {room}\n\n{introduction(room)}"
    return text


def introduction(room: str) -> str:
    """What the room holds, file by file."""
    files = [(path, promise(path)) for path in modules(room)]
    about = "".join(
        f"{line}\n\n" for path, line in files if path.name == "__init__.py" and path.parent.name == room and line
    )
    rows = [
        (f"`{path.relative_to(settings.ROOT).as_posix()}`", line)
        for path, line in files
        if line and not (path.name == "__init__.py" and path.parent.name == room)
    ]
    return about + (table(("file", "promises"), rows) if rows else "")


def imported(room: str) -> set[str]:
    """The other rooms whose modules this room imports."""
    found = set()
    for path in modules(room):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "jinban":
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("jinban."):
                found.add((node.module or "").split(".")[1])
    return found - {room}
