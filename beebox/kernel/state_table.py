"""A state machine written as rows; used by cases, envelopes, rounds, bags and waybills."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Generic, NamedTuple, Protocol, TypeVar

from beebox.kernel.errors import N_, BeeboxError

S = TypeVar("S", bound=StrEnum)
A = TypeVar("A", bound=StrEnum)
W = TypeVar("W", bound=StrEnum)


class Move(NamedTuple, Generic[S, A, W]):
    """One row: from `before`, `who` may do `action`, which leads to `after`, told as `event`."""

    before: S
    action: A
    after: S
    who: W
    event: type | None = None


class Stateful(Protocol[S]):
    state: S


class NoSuchMove(BeeboxError):
    """The table has no row for this state, action and role."""

    code = "wrong_step"
    message = N_("这一步现在不能做：情况已经变了。请刷新页面，看看最新的情况。")


class StateTable(Generic[S, A, W]):
    def __init__(self, *rows: Move[S, A, W]) -> None:
        self.rows = rows
        self._by_key = {(row.before, row.action, row.who): row for row in rows}
        if len(self._by_key) < len(rows):
            raise ValueError("two rows share a state, an action and a role")

    def row(self, before: S, action: A, who: W) -> Move[S, A, W]:
        row = self._by_key.get((before, action, who))
        if row is None:
            raise NoSuchMove
        return row

    def allows(self, before: S, action: A, who: W) -> bool:
        return (before, action, who) in self._by_key

    def advance(self, thing: Stateful[S], action: A, who: W) -> Move[S, A, W]:
        """The only line in the product that sets a state."""
        row = self.row(thing.state, action, who)
        thing.state = row.after
        return row

    def open_to(self, before: S, who: W) -> list[A]:
        """The actions to offer as buttons."""
        return [r.action for r in self.rows if r.before is before and r.who is who]

    def as_mermaid(self) -> str:
        return "\n".join(["stateDiagram-v2", *_arrows(self.rows)])


def _arrows(rows: Iterable[Move[S, A, W]]) -> Iterator[str]:
    return (f"    {r.before} --> {r.after}: {r.action} ({r.who})" for r in rows)
