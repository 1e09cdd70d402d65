"""What is wrong with a field, in the words of the person who wrote the file."""

from collections.abc import Mapping
from typing import Any

_SAID = {
    "missing": "缺这个字段",
    "extra_forbidden": "没有这个字段，请检查拼写",
    "string_type": "应是文字；数字和日期请用引号括起来",
    "int_type": "应是整数",
    "bool_type": "应是 true 或 false",
    "tuple_type": "应是一个列表，每行以“- ”开头",
    "model_type": "应是一组“字段: 内容”",
    "model_attributes_type": "应是一组“字段: 内容”",
    "string_too_short": "不能是空的",
    "none_required": "应是空的",
}


def said_plainly(error: Mapping[str, Any]) -> str:
    """One pydantic error as a Chinese sentence without its full stop."""
    context = error.get("ctx", {})
    match error["type"]:
        case "enum":
            wanted = str(context["expected"]).replace("'", "").replace(" or ", ", ")
            return f"不能是“{_short(error['input'])}”，只能是：{wanted.replace(', ', '、')}"
        case "string_pattern_mismatch":
            return f"“{_short(error['input'])}”的写法不对，应符合 {context['pattern']}"
        case "string_too_long":
            return f"太长，最多 {context['max_length']} 个字"
        case "greater_than_equal":
            return f"不能小于 {context['ge']}，现在是 {_short(error['input'])}"
        case "less_than_equal":
            return f"不能大于 {context['le']}，现在是 {_short(error['input'])}"
        case kind:
            return _SAID.get(kind, f"不能用（{error['msg']}）")


def field_name(path: tuple[str | int, ...]) -> str:
    """`('materials', 2, 'form')` as `materials[2].form`, counted from 1 as people do."""
    name = ""
    for part in path:
        name += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if name else part
    return name


def _short(value: object) -> str:
    return str(value)[:40]
