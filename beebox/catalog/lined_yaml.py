"""YAML read with the line of every value, so that a fault can be pointed at.

Only plain data is taken: mappings, lists, text, whole numbers, yes/no as true and false, null.
Anchors, tags and doubled keys are refused, because a person reading the file would overlook them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import yaml

Path = tuple[str | int, ...]
MAX_BYTES = 512 * 1024


@dataclass
class LinedData:
    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict)

    def line_of(self, path: Path) -> int:
        """The line of the value at `path`, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


class YamlFault(ValueError):
    def __init__(self, line: int, path: Path, sentence: str) -> None:
        super().__init__(sentence)
        self.line, self.path, self.sentence = line, path, sentence


def read_lined(raw: bytes) -> LinedData:
    """The data in `raw` with its lines; YamlFault for the first thing that cannot be read."""
    if len(raw) > MAX_BYTES:
        raise YamlFault(1, (), f"文件超过 {MAX_BYTES // 1024} KB，请检查是不是放错了文件")
    try:
        text = raw.decode("utf-8-sig")
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            _no_anchor(event)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise YamlFault(line, (), "文件不是 UTF-8 编码，请另存为 UTF-8") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise YamlFault(line, (), "这里的格式看不懂，请检查缩进、冒号和引号") from None
    except (yaml.YAMLError, RecursionError):
        raise YamlFault(1, (), "文件里有看不懂的字符，请检查") from None
    lined = LinedData()
    if node is not None:
        lined.data = _build(node, (), lined.lines)
    return lined


def _no_anchor(event: yaml.Event) -> None:
    if getattr(event, "anchor", None):
        line = event.start_mark.line + 1 if event.start_mark else 1
        raise YamlFault(line, (), "请不要用 & 和 * 引用别处，把内容写全")


def _build(node: yaml.Node, path: Path, lines: dict[Path, int]) -> Any:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, lines)
    if isinstance(node, yaml.SequenceNode):
        return [_build(child, (*path, i), lines) for i, child in enumerate(node.value)]
    return _scalar(node, path)


def _mapping(node: yaml.MappingNode, path: Path, lines: dict[Path, int]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise YamlFault(line, path, "字段名应是一个词")
        name = str(key.value)
        if name in found:
            raise YamlFault(line, (*path, name), "这个字段写了两遍，请删掉一处")
        lines[(*path, name)] = line
        found[name] = _build(value, (*path, name), lines)
    return found


def _scalar(node: yaml.Node, path: Path) -> Any:
    kind = node.tag.removeprefix("tag:yaml.org,2002:")
    value = str(node.value)
    try:
        return _READERS[kind](value)
    except (KeyError, ValueError):
        line = node.start_mark.line + 1
        raise YamlFault(line, path, f"“{value[:40]}”请用引号括起来") from None


def _flag(value: str) -> bool:
    return {"true": True, "false": False}[value.lower()]


def _nothing(_value: str) -> None:
    return None


_READERS: dict[str, Callable[[str], Any]] = {
    "str": str,
    "int": int,
    "bool": _flag,
    "null": _nothing,
}
