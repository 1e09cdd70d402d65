"""What the pre-audit asks of the room of messages: the words that go out with a notice."""

from datetime import date
from typing import Protocol

from beebox.cases.models import Case
from beebox.kernel.db import Work


class NoticeMessages(Protocol):
    """Knows the message that a citizen gets with a complete notice."""

    def words(self, work: Work, case: Case, count: int, until: date) -> str:
        """As it would be sent now; empty when none is."""
        ...
