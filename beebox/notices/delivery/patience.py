"""A provider that hangs must not keep the others waiting: each gets so much time in one run, no more."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from beebox.notices.ports import ChannelKind

A_RUN = 10.0
"""Seconds."""


class Patience:
    def __init__(self, seconds: float = A_RUN) -> None:
        self._seconds = seconds
        self._spent: dict[ChannelKind, float] = {}

    def worn_out(self, kind: ChannelKind) -> bool:
        """Whether this channel has had its time; what is left of it comes in the next run."""
        return self._spent.get(kind, 0.0) >= self._seconds

    @contextmanager
    def with_(self, kind: ChannelKind) -> Iterator[None]:
        begun = monotonic()
        try:
            yield
        finally:
            self._spent[kind] = self._spent.get(kind, 0.0) + monotonic() - begun
