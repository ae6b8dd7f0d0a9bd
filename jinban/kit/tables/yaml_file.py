"""Reading YAML so that it says what the writer sees: no `no` that turns into false, no 12:30 that turns into 750.

Text stays text. Only true, false, whole numbers, days (2024-05-07) and nothing at all have a type; a bare decimal is
refused, since it would lose digits. Anchors are refused. Every node keeps its line.
"""

import re
from typing import Any

import yaml

from jinban.kit.tables.faults import Place, Say
from jinban.kit.tables.signs import edge_blank, odd_sign

_TYPES = (
    ("bool", r"true|false", "tf"),
    ("int", r"-?(0|[1-9][0-9]*)", "-0123456789"),
    ("float", r"-?[0-9]+\.[0-9]+", "-0123456789"),
    ("timestamp", r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "0123456789"),
    ("null", r"~|", ["~", ""]),
)


class Plain(yaml.SafeLoader):
    """PyYAML's safe loader with our few types only."""

    yaml_implicit_resolvers: dict[Any, Any] = {}


for _name, _pattern, _first in _TYPES:
    Plain.add_implicit_resolver(f"tag:yaml.org,2002:{_name}", re.compile(f"^(?:{_pattern})$"), list(_first))


class Lines(dict[str, int]):
    """Line numbers by path, as msgspec writes paths: $.materials[2].key."""

    def near(self, path: str) -> int:
        """The line of this path or of the nearest part above it."""
        while path not in self and path:
            path = re.sub(r"(\.[^.\[\]]+|\[[^\[\]]*\])$", "", path) if path != "$" else ""
        return self.get(path, 1)


def parse(text: str, place: Place, say: Say) -> tuple[Any, Lines]:
    """The document and its lines. Faults are said; a document that cannot be read at all is None."""
    lines = Lines()
    try:
        if alias := next((event for event in yaml.parse(text, Plain) if isinstance(event, yaml.AliasEvent)), None):
            row = alias.start_mark.line + 1 if alias.start_mark else 0
            say(place.at(row), "anchor", "不能用引用（*），请把内容写全。")
            return None, lines
        loader = Plain(text)
        node = loader.get_single_node()
        if node is None:
            say(place, "missing", "文件是空的。")
            return None, lines
        _walk(node, "$", lines, place, say)
        return loader.construct_document(node), lines
    except yaml.MarkedYAMLError as error:
        row = error.problem_mark.line + 1 if error.problem_mark else 0
        say(place.at(row), "broken_row", "这里的YAML写法不对，请检查缩进、冒号后的空格和引号。")
    except yaml.YAMLError:
        say(place, "broken_row", "文件里有YAML不允许的字符，请删去。")
    except ValueError as error:
        say(place, "wrong_day", f"有一个日期不存在（{error}），请改。")
    return None, lines


def _walk(node: yaml.Node, path: str, lines: Lines, place: Place, say: Say) -> None:
    lines[path] = row = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name = str(key.value)
            if name in seen:
                say(place.at(key.start_mark.line + 1, name), "twice", f"“{name}”写了两次，请删去一个。")
            seen.add(name)
            _walk(value, f"{path}.{name}", lines, place, say)
            lines[f"{path}.{name}"] = key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for at, part in enumerate(node.value):
            _walk(part, f"{path}[{at}]", lines, place, say)
    elif node.tag.endswith(":float"):
        say(place.at(row), "number_as_text", f'小数{node.value}要加引号，写成"{node.value}"。')
    elif node.tag.endswith(":str"):
        for kind, check in (("edge_blank", edge_blank), ("odd_sign", odd_sign)):
            if sentence := check(node.value):
                say(place.at(row), kind, sentence)
