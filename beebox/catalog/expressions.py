"""Conditions such as `applicant == 'local' and agent == 'yes'`, read without running any code.

Allowed: names of questions, text, numbers, true and false, `==`, `!=`, `in`, `not in`, and, or,
not, brackets. A question nobody has answered yet makes a comparison *unknown* (None), and unknown
stays unknown unless the rest decides.
"""

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

MAX_LENGTH = 400
Answer = str | int | float | bool
Truth = bool | None


class ExpressionError(ValueError):
    """The text is not a condition; the message is one Chinese sentence saying why."""


@dataclass(frozen=True)
class Expression:
    text: str
    tree: ast.expr

    def holds(self, answers: Mapping[str, Answer]) -> bool | None:
        """True, False, or None while an answer that matters is missing."""
        return _truth(self.tree, answers)

    def comparisons(self) -> list[tuple[str, Answer]]:
        """Every (question, value) the condition compares: to check them against the questions."""
        return [pair for node in ast.walk(self.tree) for pair in _compared(node)]


@lru_cache(maxsize=2048)
def parse(text: str) -> Expression:
    """The condition written in `text`; ExpressionError when it holds anything not allowed."""
    if not text.strip():
        raise ExpressionError("条件是空的")
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"条件太长，最多 {MAX_LENGTH} 个字符")
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ExpressionError(f"看不懂条件“{text}”") from None
    _check(tree)
    return Expression(text, tree)


def _check(node: ast.expr) -> None:
    match node:
        case ast.BoolOp(values=values):
            for value in values:
                _check(value)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            _check(operand)
        case ast.Compare(left=ast.Name(), ops=[ast.Eq() | ast.NotEq()], comparators=[right]):
            _constant(right)
        case ast.Compare(
            left=ast.Name(),
            ops=[ast.In() | ast.NotIn()],
            comparators=[ast.Tuple(elts=[_, *_]) | ast.List(elts=[_, *_]) as listed],
        ):
            for element in listed.elts:
                _constant(element)
        case _:
            raise ExpressionError(
                f"条件里的“{ast.unparse(node)}”不能用："
                "每一处都要写成“问题代码 == '选项'”，再用 and、or、not、in 连接"
            )


def _constant(node: ast.expr) -> Answer:
    if isinstance(node, ast.Constant) and isinstance(node.value, str | int | float | bool):
        return node.value
    raise ExpressionError(f"条件里的“{ast.unparse(node)}”应是一个用引号括起的选项")


def _truth(node: ast.expr, answers: Mapping[str, Answer]) -> Truth:
    match node:
        case ast.BoolOp(op=ast.And(), values=values):
            return _all([_truth(value, answers) for value in values])
        case ast.BoolOp(values=values):
            none_holds = _all([_opposite(_truth(value, answers)) for value in values])
            return _opposite(none_holds)
        case ast.UnaryOp(operand=operand):
            return _opposite(_truth(operand, answers))
        case ast.Compare(left=ast.Name(id=name), ops=[op], comparators=[right]):
            if name not in answers:
                return None
            wanted = [_constant(e) for e in getattr(right, "elts", [right])]
            return (answers[name] in wanted) is isinstance(op, ast.Eq | ast.In)
    raise ExpressionError(f"条件里的“{ast.unparse(node)}”不能用")


def _all(truths: list[Truth]) -> Truth:
    if False in truths:
        return False
    return None if None in truths else True


def _opposite(truth: Truth) -> Truth:
    return None if truth is None else not truth


def _compared(node: ast.AST) -> list[tuple[str, Answer]]:
    if isinstance(node, ast.Compare) and isinstance(node.left, ast.Name):
        right = node.comparators[0]
        return [(node.left.id, _constant(e)) for e in getattr(right, "elts", [right])]
    return []
