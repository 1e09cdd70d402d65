"""Long lists in pieces: every database takes a question with so many values in it."""

from collections.abc import Collection, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")
AT_ONCE = 500


def in_pieces(values: Collection[T], size: int = AT_ONCE) -> Iterator[list[T]]:
    """The values in their order, at most `size` of them at a time."""
    rest = iter(values)
    while piece := list(islice(rest, size)):
        yield piece
