"""What the developers' page needs of a sender that keeps what it was given."""

from typing import Protocol, runtime_checkable


@runtime_checkable
class Readable(Protocol):
    def latest(self, count: int | None) -> list[dict[str, str]]:
        """The newest messages (at, phone, text, reference), newest first; all of them for None."""
        ...
