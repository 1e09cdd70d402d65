"""What becomes of a message, by the address it is for: so that a bad day can be rehearsed."""

from datetime import timedelta
from enum import StrEnum


class Fate(StrEnum):
    DELIVERED = "delivered"
    REFUSED = "refused"
    """Not taken at all: the number does not exist."""
    FAILED = "failed"
    """Taken, and later reported as not delivered."""
    SILENT = "silent"
    """Taken, and never reported."""
    BUSY = "busy"
    """Not taken now."""
    LOST = "lost"
    """Taken, but the answer to that never arrives."""
    DROPPED = "dropped"
    """Not taken, and no answer arrives either."""
    LATE = "late"
    """Delivered after twenty minutes."""


NUMBERS = {
    "19900000001": Fate.REFUSED,
    "19900000002": Fate.FAILED,
    "19900000003": Fate.SILENT,
    "19900000004": Fate.BUSY,
    "19900000005": Fate.LOST,
    "19900000006": Fate.DROPPED,
    "19900000007": Fate.LATE,
}
"""Phone numbers; in an e-mail address or a WeChat account the word itself does the same."""
USUAL, LATE = timedelta(seconds=3), timedelta(minutes=20)


def fate_of(to: str) -> Fate:
    told = to.lower()
    by_word = next((fate for fate in Fate if fate is not Fate.DELIVERED and fate.value in told), None)
    return NUMBERS.get(to) or by_word or Fate.DELIVERED
