"""The small check of what no tool knows: where rows are written, who asks for the time, how long things are.

    python tools/house.py [ROOT]

Prints `file:line: sentence` for each fault and the exceptions with their reasons; leaves with 1 when there is
a fault or an exception that excuses nothing. Exceptions stand in tools/exceptions.toml, one reason each.
"""

import ast
import os
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LINES_OF_A_FILE = 400
LINES_OF_A_FUNCTION = 40
# fmt: off
ROOMS = (
    "places", "people", "systems", "messages", "catalogue", "delegation", "cases", "papers", "gathering", "circular", "loading",
)
# fmt: on
BUILT = re.compile(r"var|build|migrations|node_modules|__pycache__|.+\.egg-info|\.(?!ci$|github$).+")
READ = {
    ".py",
    ".html",
    ".css",
    ".js",
    ".svg",
    ".md",
    ".toml",
    ".yaml",
    ".yml",
    ".csv",
    ".txt",
    ".in",
    ".json",
    "",
}

VAGUE = re.compile(r"(^|_)(util|helper|manager|process|service)s?$")
# Written so that none of them finds itself.
LEFT_OPEN = re.compile(r"\b(TO[D]O|FIX[M]E|XX[X])\b")
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:root|work|home|Users)/[\w.]")
REGISTRY = re.compile(r"--(?:extra-)?index-(?:url)|(?:pypi|npmjs|pythonhosted|yarnpkg)\.(?:org|com)", re.IGNORECASE)
HOST = re.compile(
    r"(?:https?:)?//(?!127\.0\.0\.1|localhost|www\.w3\.org|[a-z.]+\.(?:invalid|example|test)(?![\w.]))[a-z0-9-]+(?:\.[a-z0-9-]+)+",
    re.IGNORECASE,
)

SQL = re.compile(r"\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO|PRAGMA|CREATE|DROP|ALTER|WITH)\s+[\w\"*(]")
ONLY_KEYWORDS = {"create", "update", "get_or_create", "update_or_create", "acreate", "aupdate"}
ALWAYS = {"bulk_create", "bulk_update", "raw", "cursor", "execute", "executemany"}
WITHOUT_ARGUMENTS = {"save", "delete", "adelete", "asave"}
CLOCKS = {"now", "today", "utcnow", "localdate", "localtime"}
CLOCK_OWNERS = {"datetime", "date", "timezone", "clock"}


@dataclass(frozen=True, order=True)
class Fault:
    """One finding. An exception names its check, its path and, where there is one, its name."""

    path: str
    line: int
    check: str
    name: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.sentence} [{self.check}]"


def files(root: Path) -> Iterator[Path]:
    """Every text file of the project, without what was built or belongs to this machine."""
    for folder, below, names in os.walk(root):
        below[:] = sorted(name for name in below if not BUILT.fullmatch(name))
        yield from (Path(folder, name) for name in sorted(names) if Path(name).suffix in READ)


def in_text(path: str, text: str) -> Iterator[Fault]:
    """What no file may hold, whatever its language."""
    for number, line in enumerate(text.splitlines(), 1):
        if found := MACHINE_PATH.search(line):
            yield Fault(path, number, "machine-path", found[0], "a path of one machine")
        if found := REGISTRY.search(line):
            yield Fault(path, number, "registry", found[0], "the address of a package registry")
        if found := LEFT_OPEN.search(line):
            yield Fault(path, number, "left-open", found[0], "finish it, or write it into docs/state.md")
        if path.startswith("jinban/") and (found := HOST.search(line)):
            yield Fault(path, number, "host", found[0], f"a third-party host: {found[0]}")


def in_python(path: str, text: str) -> Iterator[Fault]:
    """What no Python file may hold, by the place it stands in."""
    if VAGUE.search(Path(path).stem):
        yield Fault(path, 1, "vague-name", Path(path).stem, "a name that says nothing; name it by what it holds")
    length = len(text.splitlines())
    if length > LINES_OF_A_FILE:
        yield Fault(path, 1, "long-file", "", f"{length} lines; {LINES_OF_A_FILE} are enough: split it by phase")
    for inside, node in named(ast.parse(text)):
        yield from imports(path, inside, node)
        yield from lengths(path, node)
        yield from writes(path, inside, node)
        yield from statements(path, inside, node)
        yield from clocks(path, inside, node)


def named(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """Every node with the name of the function that it stands in, dotted with its class; "" at the top."""
    todo: list[tuple[str, str, ast.AST]] = [("", "", tree)]
    while todo:
        scope, function, node = todo.pop()
        yield function, node
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            scope = f"{scope}.{node.name}".lstrip(".")
            function = function if isinstance(node, ast.ClassDef) else scope
        todo.extend((scope, function, child) for child in ast.iter_child_nodes(node))


def imports(path: str, inside: str, node: ast.AST) -> Iterator[Fault]:
    if not isinstance(node, ast.Import | ast.ImportFrom):
        return
    if inside and not path.startswith("tests/"):
        yield Fault(path, node.lineno, "inline-import", inside, "imports stand at the top")
    if isinstance(node, ast.ImportFrom) and node.level:
        yield Fault(path, node.lineno, "relative-import", node.module or "", "import by the whole name")


def lengths(path: str, node: ast.AST) -> Iterator[Fault]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
        length = node.end_lineno - node.lineno + 1
        if length > LINES_OF_A_FUNCTION:
            sentence = f"{node.name} has {length} lines; {LINES_OF_A_FUNCTION} are enough"
            yield Fault(path, node.lineno, "long-function", node.name, sentence)


def writes(path: str, inside: str, node: ast.AST) -> Iterator[Fault]:
    """Rows are written in actions only; doors do not even hold a manager, and a replay is no room with actions of its own."""
    if not isinstance(node, ast.Attribute | ast.Call):
        return
    parts = path.removesuffix(".py").split("/")
    if parts[0] != "jinban" or len(parts) < 3 or parts[1] == "kit" or ("actions" in parts[2:] and parts[1] != "replay"):
        return
    if parts[1] in ("web", "replay") and isinstance(node, ast.Attribute) and _manager(node):
        yield Fault(path, node.lineno, "manager", inside, "a door asks queries.visible_to, not a manager")
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _writes(node, node.func):
        yield Fault(path, node.lineno, "write", inside, f".{node.func.attr}() writes rows outside of actions")


def statements(path: str, inside: str, node: ast.AST) -> Iterator[Fault]:
    """A replay speaks to the database through the rooms alone, and kept statements are for actions and the kit."""
    parts = path.removesuffix(".py").split("/")
    if parts[0] != "jinban" or len(parts) < 3 or parts[1] == "kit":
        return
    named = [alias.name for alias in node.names] if isinstance(node, ast.ImportFrom | ast.Import) else []
    whole = {f"{node.module}.{name}" for name in named} if isinstance(node, ast.ImportFrom) else set(named)
    if "actions" not in parts[2:] and {"jinban.kit.prepared", "jinban.kit.prepared.insert"} & whole:
        yield Fault(path, getattr(node, "lineno", 1), "write", inside, "kept statements write rows outside of actions")
    if parts[1] == "replay" and {"django.db.connection", "django.db.connections"} & whole:
        yield Fault(path, getattr(node, "lineno", 1), "sql", inside, "a replay asks rooms, not the database")
    if (
        parts[1] == "replay"
        and isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and SQL.match(node.value)
    ):
        yield Fault(path, node.lineno, "sql", inside, "a replay asks rooms, not the database")


def _manager(asked: ast.Attribute) -> bool:
    """`Case.objects`, but not the objects of something small."""
    owner = asked.value.id if isinstance(asked.value, ast.Name) else getattr(asked.value, "attr", "model")
    return asked.attr in ("objects", "_base_manager") and (owner[:1].isupper() or owner == "model")


def _writes(call: ast.Call, asked: ast.Attribute) -> bool:
    if isinstance(asked.value, ast.Name) and asked.value.id == "self":
        return False  # models have no verbs: what asks itself is a command or a form
    if asked.attr in ONLY_KEYWORDS:
        return not call.args and bool(call.keywords)
    if asked.attr in WITHOUT_ARGUMENTS:
        return not call.args
    return asked.attr in ALWAYS


def clocks(path: str, inside: str, node: ast.AST) -> Iterator[Fault]:
    """Rooms are told the time; in kit only the clock asks the machine for it."""
    if not isinstance(node, ast.ImportFrom | ast.Call):
        return
    parts = path.split("/")
    told = parts[0] == "jinban" and len(parts) > 2 and parts[1] in (*ROOMS, "kit") and path != "jinban/kit/clock.py"
    if not told:
        return
    if isinstance(node, ast.ImportFrom) and node.module == "jinban.kit.clock":
        if any(alias.name == "now" for alias in node.names):
            yield Fault(path, node.lineno, "clock", inside, "a room is told the time: take at=")
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        owner = node.func.value
        owned = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
        if (node.func.attr in CLOCKS and owned in CLOCK_OWNERS) or (owned, node.func.attr) == (
            "time",
            "time",
        ):
            yield Fault(path, node.lineno, "clock", inside, "a room is told the time: take at=")


def exceptions(root: Path) -> dict[tuple[str, str, str], str]:
    """The reasoned exceptions: (check, path, name) → reason."""
    kept = root / "tools" / "exceptions.toml"
    rows = tomllib.loads(kept.read_text("utf-8")).get("exception", []) if kept.exists() else []
    return {(row["check"], row["path"], row.get("name", "")): row["reason"].strip() for row in rows}


def check(root: Path) -> tuple[list[Fault], dict[tuple[str, str, str], str]]:
    """The faults that nothing excuses, and the exceptions with their reasons."""
    excused, used, faults = exceptions(root), set(), []
    for path in files(root):
        place, text = path.relative_to(root).as_posix(), path.read_text("utf-8")
        for fault in (*in_text(place, text), *(in_python(place, text) if path.suffix == ".py" else ())):
            key = (fault.check, fault.path, fault.name)
            used.add(key)
            if not excused.get(key):
                faults.append(fault)
    for key in excused.keys() - used:
        sentence = f"this exception excuses nothing any more: {' '.join(key)}"
        faults.append(Fault("tools/exceptions.toml", 1, "unused-exception", "", sentence))
    return sorted(faults), excused


def main() -> int:
    root = Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    faults, excused = check(root)
    for fault in faults:
        print(fault)
    for (name, path, what), reason in sorted(excused.items()):
        print(f"  exception: {path} {what} [{name}]: {reason}")
    print(f"house: {len(faults)} faults, {len(excused)} exceptions")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
